//! The report for people: as Markdown, and in a few lines for the terminal.

use std::fmt::Write as _;

use super::front::UNREADABLE;
use super::loss::Harm;
use super::report::{ImportReport, LossGroup};
use crate::base::foreign::one_line;

/// The most places of one kind of loss in the Markdown report; the JSON report has all of them.
const MOST_PLACES: usize = 20;

impl ImportReport {
    /// The report as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = format!("# Import from {}\n\n", self.source);
        if self.is_dry_run {
            text.push_str("This was a dry run: nothing but this report was written.\n\n");
        }
        if let Some(group) = self.groups().iter().find(|group| group.subject == UNREADABLE) {
            text.push_str("## Drafts to correct first\n\n");
            group.write(&mut text);
        }
        self.loss_groups(&mut text, |harm| harm == Harm::Private);
        self.counts_table(&mut text);
        self.addresses(&mut text);
        self.files(&mut text);
        if !self.settings_to_add.is_empty() {
            text.push_str("## Settings to add to site.yaml\n\n");
            for setting in &self.settings_to_add {
                let _ = writeln!(text, "    {setting}");
            }
            text.push('\n');
        }
        self.loss_groups(&mut text, |harm| harm != Harm::Private);
        self.unlisted(&mut text);
        self.findings_table(&mut text);
        text
    }

    fn counts_table(&self, text: &mut String) {
        text.push_str("## Counts\n\n| | found | imported |\n|---|---:|---:|\n");
        for (thing, count) in &self.counts {
            let _ = writeln!(text, "| {} | {} | {} |", thing.words(), count.found, count.imported);
        }
        text.push('\n');
    }

    fn addresses(&self, text: &mut String) {
        let addresses = &self.addresses;
        let lost = addresses.lost.len();
        let _ = writeln!(
            text,
            "## Addresses\n\n{} kept, {} redirected, {lost} lost.\n",
            addresses.kept, addresses.redirected
        );
        for address in addresses.lost.iter().take(1000) {
            let _ = writeln!(text, "- `{}`", plain(address));
        }
        if lost > 0 {
            text.push('\n');
        }
    }

    fn files(&self, text: &mut String) {
        let written = &self.written;
        let _ = writeln!(
            text,
            "## Files\n\n{} new, {} replaced, {} unchanged in the source.\n",
            written.created, written.replaced, written.unchanged
        );
        for (files, what) in [
            (&written.edited_here, "changed in the source, but edited here; it stays as it is here"),
            (&written.removed_here, "removed here; it was not written again"),
            (&written.gone_there, "not in the source any more; remove it here too, if readers must not see it"),
            (&written.taken, "not imported, for there was another file"),
        ] {
            for file in files {
                let _ = writeln!(text, "- `{}`: {what}", plain(file));
            }
        }
        text.push('\n');
    }

    fn loss_groups(&self, text: &mut String, is_shown: impl Fn(Harm) -> bool) {
        let mut heading = None;
        let is_group = |group: &LossGroup<'_>| group.subject != UNREADABLE && is_shown(group.harm);
        for group in self.groups().into_iter().filter(is_group) {
            if heading != Some(group.harm) {
                heading = Some(group.harm);
                let _ = writeln!(text, "## {}\n", group.harm.heading());
            }
            group.write(text);
        }
    }

    fn unlisted(&self, text: &mut String) {
        if self.unlisted > 0 {
            let _ = writeln!(text, "{} more are not listed.\n", self.unlisted);
        }
    }

    fn findings_table(&self, text: &mut String) {
        if self.findings.is_empty() {
            return;
        }
        text.push_str("## What `courant check` finds\n\n");
        if self.findings.iter().any(|finding| finding.is_noted) {
            text.push_str("Old mistakes are noted in `findings-baseline.yaml`: they stop no build, and are not reported again.\n\n");
        }
        text.push_str("| code | level | number | the first |\n|---|---|---:|---|\n");
        for finding in &self.findings {
            let level = if finding.is_error { "error" } else { "warning" };
            let _ =
                writeln!(text, "| `{}` | {level} | {} | {} |", finding.code, finding.count, plain(&finding.example));
        }
        text.push('\n');
    }

    /// The report in a few lines.
    pub fn summary(&self) -> String {
        let counts = self.counts.iter().filter(|(_, count)| count.found > 0);
        let counts: Vec<String> =
            counts.map(|(thing, count)| format!("{} of {} {}", count.imported, count.found, thing.words())).collect();
        let mut text = format!("Imported from {}: {}.\n", self.source, counts.join(", "));
        let addresses = &self.addresses;
        let _ = writeln!(
            text,
            "Addresses: {} kept, {} redirected, {} lost.",
            addresses.kept,
            addresses.redirected,
            addresses.lost.len()
        );
        let written = &self.written;
        let left = written.edited_here.len() + written.removed_here.len() + written.gone_there.len();
        if written.replaced + written.unchanged + left > 0 {
            let _ = writeln!(
                text,
                "Files: {} new, {} replaced, {} unchanged; left alone: {} edited here, {} removed here, {} not in the source any more.",
                written.created,
                written.replaced,
                written.unchanged,
                written.edited_here.len(),
                written.removed_here.len(),
                written.gone_there.len()
            );
        }
        let groups: Vec<LossGroup<'_>> = self.groups().into_iter().filter(|group| group.harm != Harm::None).collect();
        for group in groups.iter().take(10) {
            let _ = writeln!(text, "  {:>6}  {}", group.losses.len(), one_line(group.subject));
        }
        if groups.len() > 10 {
            let _ = writeln!(text, "          and {} kinds more", groups.len() - 10);
        }
        let _ = writeln!(text, "{} of these need a person.", self.for_a_person());
        text
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// Never, for it has texts and numbers only.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl LossGroup<'_> {
    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "### {} ({})\n", plain(self.subject), self.losses.len());
        let hints: std::collections::BTreeSet<&str> = self.losses.iter().map(|loss| &*loss.hint).collect();
        let is_one_hint = hints.len() == 1;
        if let Some(hint) = hints.first().filter(|hint| is_one_hint && !hint.is_empty()) {
            let _ = writeln!(text, "What to do: {}.\n", plain(hint));
        }
        for loss in self.losses.iter().take(MOST_PLACES) {
            let line = if loss.line > 0 { format!(":{}", loss.line) } else { String::new() };
            let hint =
                if is_one_hint || loss.hint.is_empty() { String::new() } else { format!(" → {}", plain(&loss.hint)) };
            let more = if loss.more > 0 { format!(" ({} more in this file)", loss.more) } else { String::new() };
            let _ = writeln!(text, "- `{}{line}`: {}{more}{hint}", plain(&loss.file), plain(&loss.message));
        }
        if self.losses.len() > MOST_PLACES {
            let _ = writeln!(text, "- and {} more, in import-report.json", self.losses.len() - MOST_PLACES);
        }
        text.push('\n');
    }
}

/// Text of the source in Markdown: on one line, without marks that end a table or code.
fn plain(text: &str) -> String {
    one_line(text).replace('|', "\\|").replace('<', "&lt;")
}
