//! The result of a link check: diagnostics at the places of the links, and counts.

use url::Url;

use super::status::LinkStatus;
use crate::base::{Code, Diagnostic, Located};

/// The result of a link check.
#[derive(Clone, Debug, Default)]
pub struct LinkReport {
    /// Dead and moved links, unsorted.
    pub findings: Vec<Diagnostic>,
    /// The counts.
    pub counts: LinkCounts,
}

/// Counts of URLs by status. A URL counts once, however many links lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkCounts {
    /// URLs that exist.
    pub fine: usize,
    /// URLs that moved permanently.
    pub moved: usize,
    /// URLs that do not exist.
    pub dead: usize,
    /// URLs that were not requested: the host, the reason, and their number.
    pub passed_over: Vec<(String, String, usize)>,
    /// URLs among all of these whose status came from the cache.
    pub remembered: usize,
    /// Whether the results were written to the cache.
    pub is_kept: bool,
}

impl LinkReport {
    /// Adds the status of a URL, with a diagnostic for each link to it.
    pub(super) fn add(&mut self, url: &str, links: &[&Located], status: &LinkStatus) {
        let counts = &mut self.counts;
        match status {
            LinkStatus::Alive => counts.fine += 1,
            LinkStatus::Moved(to) => {
                counts.moved += 1;
                self.findings.extend(links.iter().map(|link| moved(link, to)));
            }
            LinkStatus::Dead { reason, hint, .. } => {
                counts.dead += 1;
                let dead = |link: &&Located| {
                    let message = format!("the link to `{}` is dead: {reason}", link.text);
                    Diagnostic::new(Code::LinkDead, link.place.clone(), message).hint(hint)
                };
                self.findings.extend(links.iter().map(dead));
            }
            LinkStatus::Skipped(reason) => {
                let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
                match counts.passed_over.iter_mut().find(|(known, why, _)| *known == host && why == reason) {
                    Some((.., count)) => *count += 1,
                    None => counts.passed_over.push((host, reason.clone(), 1)),
                }
            }
        }
    }
}

fn moved(link: &Located, to: &str) -> Diagnostic {
    // The fragment stays: servers do not see it, so the new URL comes without one.
    let fragment = link.text.split_once('#').map(|(_, fragment)| format!("#{fragment}"));
    let fragment = fragment.filter(|_| !to.contains('#')).unwrap_or_default();
    let message = format!("the link to `{}` has moved permanently", link.text);
    Diagnostic::new(Code::LinkMoved, link.place.clone(), message).hint(format!("write `{to}{fragment}`"))
}
