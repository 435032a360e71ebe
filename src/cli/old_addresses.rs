//! The report on old addresses, as English text.

use courant::base::foreign::one_line;
use courant::tools::old_addresses::AddressReport;

use super::sentences::count;

/// The most addresses that are shown, unless all are.
const MOST: usize = 50;

/// The lost addresses, most asked first, and a line with the counts.
pub(crate) fn lines(found: &AddressReport, all: bool) -> Vec<String> {
    let most = if all { found.lost.len() } else { MOST };
    let width = found.lost.first().map_or(0, |lost| lost.asked.to_string().len());
    let mut lines: Vec<String> = found
        .lost
        .iter()
        .take(most)
        .map(|lost| {
            let address = one_line(&lost.address);
            if found.is_log { format!("  {:>width$}  {address}", lost.asked) } else { format!("  {address}") }
        })
        .collect();
    if let Some(left) = found.lost.len().checked_sub(most).filter(|left| *left > 0) {
        lines.push(format!("  and {left} more: `--all` shows each of them"));
    }
    lines.push(counts(found));
    lines.extend(
        found
            .absent
            .iter()
            .map(|url| format!("the sitemap {} is not beside the index: download it too", one_line(url))),
    );
    if found.checked == 0 && found.elsewhere > 0 {
        lines.push("no address is of this site: set the old host with `--base-url`".to_owned());
    }
    lines
}

/// `3 of 1204 old addresses lead nowhere; 12 on other hosts`.
fn counts(found: &AddressReport) -> String {
    let checked = if found.is_log {
        count_of(found.checked, "request", "requests")
    } else {
        count_of(found.checked, "old address", "old addresses")
    };
    let result = match (found.lost.len(), found.is_log) {
        (0, _) => format!("{checked}: all lead somewhere"),
        (lost, true) => {
            let asked: u64 = found.lost.iter().map(|lost| lost.asked).sum::<u64>() + found.more;
            format!("{} nowhere: {asked} of {checked}", leads(lost))
        }
        (lost, false) => format!("{} nowhere, of {checked}", leads(lost)),
    };
    let others = [
        (found.elsewhere, "on other hosts"),
        (found.ignored, "for parts of the old pages and for its program, not counted"),
        (found.unread, "lines that are no address and no request"),
        (found.more, "asked for addresses that are not listed here, because they are too many"),
    ];
    let others = others.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("; {number} {what}"));
    format!("{result}{}", others.collect::<String>())
}

fn leads(lost: usize) -> String {
    let leads = if lost == 1 { "leads" } else { "lead" };
    format!("{} {leads}", count(lost, "old address", "old addresses"))
}

fn count_of(number: u64, one: &str, more: &str) -> String {
    count(usize::try_from(number).unwrap_or(usize::MAX), one, more)
}
