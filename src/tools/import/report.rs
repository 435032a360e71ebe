//! The report of an import: what came in and went out, what became of each address, and what is lost, with what to do.

use std::collections::BTreeMap;

use serde::Serialize;

use super::item::{ImportedItem, ImportedKind};
use super::loss::{Harm, ImportLoss};
use super::state::ImportStep;

/// The most losses that are kept. More of them tell nothing new.
const MOST_LOSSES: usize = 100_000;

/// The kinds of what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ImportedThing {
    /// News items.
    News,
    /// Standing pages.
    Pages,
    /// Drafts, of news and of pages.
    Drafts,
    /// Files with the comments of readers.
    Comments,
    /// Images and other files.
    Files,
    /// Pictures that are fetched from the old host.
    Pictures,
    /// Redirects of the old site.
    Redirects,
    /// Feeds.
    Feeds,
}

impl ImportedThing {
    /// What an item is counted as.
    pub(super) fn of(item: &ImportedItem) -> Self {
        match item.kind {
            _ if !item.status.is_public() => Self::Drafts,
            ImportedKind::News => Self::News,
            ImportedKind::Page => Self::Pages,
        }
    }

    /// The words for it in the report.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::News => "news items",
            Self::Pages => "standing pages",
            Self::Drafts => "drafts",
            Self::Comments => "files with comments of readers",
            Self::Files => "images and other files",
            Self::Pictures => "pictures from the old host",
            Self::Redirects => "redirects",
            Self::Feeds => "feeds",
        }
    }
}

/// How many came in and went out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InAndOut {
    /// Found in the source.
    pub found: usize,
    /// Imported now or before.
    pub imported: usize,
}

/// What became of the old addresses.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AddressCounts {
    /// The pages that have theirs.
    pub kept: usize,
    /// Addresses that redirect.
    pub redirected: usize,
    /// Addresses that lead nowhere.
    pub lost: Vec<String>,
}

/// What was written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct WrittenCounts {
    /// New files.
    pub created: usize,
    /// Files that were as they had been written, and changed in the source.
    pub replaced: usize,
    /// Files of which nothing changed in the source.
    pub unchanged: usize,
    /// Files that changed in the source and were edited here: they stay as they are here.
    pub edited_here: Vec<String>,
    /// Files that were removed here.
    pub removed_here: Vec<String>,
    /// Files of texts that the source does not have any more: they stay.
    pub gone_there: Vec<String>,
    /// Files of someone else at the place of an item.
    pub taken: Vec<String>,
}

/// What `courant check` finds in the site after the import, by code.
#[derive(Clone, Debug, Serialize)]
pub struct CodeCount {
    /// The code.
    pub code: &'static str,
    /// Whether it stops builds.
    pub is_error: bool,
    /// How often it was found.
    pub count: usize,
    /// The first of them.
    pub example: String,
    /// Whether they are noted in the baseline of the new site, so that they are not reported again.
    pub is_noted: bool,
}

/// The report of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ImportReport {
    /// The kind of the source.
    pub source: &'static str,
    /// Whether only the report was written.
    pub is_dry_run: bool,
    pub(super) counts: BTreeMap<ImportedThing, InAndOut>,
    /// What became of the old addresses.
    pub addresses: AddressCounts,
    /// What was written.
    pub written: WrittenCounts,
    /// Settings to add to a site that was there before.
    pub settings_to_add: Vec<String>,
    /// What `courant check` finds.
    pub findings: Vec<CodeCount>,
    pub(super) losses: Vec<ImportLoss>,
    /// The number of losses that are not listed.
    pub unlisted: usize,
}

impl ImportReport {
    /// Counts one more that the source has.
    pub(super) fn count_in(&mut self, thing: ImportedThing) {
        self.counts.entry(thing).or_default().found += 1;
    }

    /// The number of items and pages that the source has.
    pub(super) fn items_found(&self) -> usize {
        let items = [ImportedThing::News, ImportedThing::Pages, ImportedThing::Drafts];
        items.iter().filter_map(|thing| self.counts.get(thing)).map(|count| count.found).sum()
    }

    /// Counts one more that came along.
    pub(super) fn count_out(&mut self, thing: ImportedThing) {
        self.counts.entry(thing).or_default().imported += 1;
    }

    /// Notes losses.
    pub(super) fn losses(&mut self, losses: Vec<ImportLoss>) {
        for loss in losses {
            if self.losses.len() < MOST_LOSSES {
                self.losses.push(loss);
            } else {
                self.unlisted += 1;
            }
        }
    }

    /// Notes what was done with an item.
    pub(super) fn step(&mut self, step: ImportStep, path: &str, from: &str) {
        let written = &mut self.written;
        match step {
            ImportStep::Create => written.created += 1,
            ImportStep::Replace => written.replaced += 1,
            ImportStep::Skip => written.unchanged += 1,
            ImportStep::Edited => written.edited_here.push(path.to_owned()),
            ImportStep::Removed => written.removed_here.push(path.to_owned()),
            ImportStep::Taken => {
                written.taken.push(path.to_owned());
                let message = format!("{path} is a file that was not imported, and was not overwritten");
                let hint = "rename that file and import again, or copy what you need by hand";
                self.losses(vec![
                    ImportLoss::new(Harm::Page, "files that were there before", from).told(message, hint),
                ]);
            }
        }
    }

    /// The losses by what they are about, those that harm readers most first, and of those the most frequent.
    pub(super) fn groups(&self) -> Vec<LossGroup<'_>> {
        let mut groups: BTreeMap<(Harm, &str), Vec<&ImportLoss>> = BTreeMap::new();
        for loss in &self.losses {
            groups.entry((loss.harm, &loss.subject)).or_default().push(loss);
        }
        let mut groups: Vec<LossGroup<'_>> =
            groups.into_iter().map(|((harm, subject), losses)| LossGroup { harm, subject, losses }).collect();
        groups.sort_by_key(|group| {
            (group.harm, group.subject != super::front::UNREADABLE, std::cmp::Reverse(group.losses.len()))
        });
        groups
    }

    /// The number of losses that a person has to look at.
    pub fn for_a_person(&self) -> usize {
        self.losses.iter().filter(|loss| loss.harm.needs_a_person()).count()
    }
}

/// Losses of one kind.
#[derive(Clone, Debug)]
pub(super) struct LossGroup<'l> {
    /// How bad they are.
    pub(super) harm: Harm,
    /// What they are about.
    pub(super) subject: &'l str,
    /// Each of them.
    pub(super) losses: Vec<&'l ImportLoss>,
}
