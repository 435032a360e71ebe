//! The summary of a run, for reports.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::Serialize;

use super::plan::{PublishPlan, Put};
use crate::base::SharedDraft;

/// A file of a target and its size in bytes.
pub type SizedFile = (Box<str>, u64);

/// The changes that a run made, or that a dry run would make.
#[derive(Clone, Debug, Default)]
pub struct PublishSummary {
    /// The name of the target.
    pub target: String,
    /// Whether it was a dry run.
    pub dry_run: bool,
    /// New files.
    pub new: Vec<SizedFile>,
    /// Files that were replaced.
    pub changed: Vec<SizedFile>,
    /// Files that were removed.
    pub removed: Vec<SizedFile>,
    /// The number of files that were up to date.
    pub kept: usize,
    /// The number of files of others that were left alone.
    pub foreign: usize,
    /// The number of bytes that were sent.
    pub bytes: u64,
    /// The link to the draft that the run shares.
    pub draft: Option<DraftLink>,
}

/// Link to a shared draft.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DraftLink {
    /// URL of the draft.
    pub url: String,
    /// File of the item.
    pub file: String,
    /// Moment at which the link ends, in the time zone of the site.
    #[schemars(with = "String")]
    pub until: DateTime<FixedOffset>,
}

impl PublishSummary {
    /// The summary of a plan.
    pub(super) fn of(plan: &PublishPlan<'_>, target: &str, dry_run: bool) -> Self {
        let (changed, new): (Vec<_>, Vec<_>) = plan.puts.iter().partition(|put| put.replaces.is_some());
        // Reports end up in logs, which others read.
        let shown = |name: &str| SharedDraft::shown_name(name).into();
        let sized = |puts: Vec<&Put<'_>>| puts.iter().map(|put| (shown(&put.file.name), put.file.size)).collect();
        Self {
            target: target.to_owned(),
            dry_run,
            new: sized(new),
            changed: sized(changed),
            removed: plan.removals.iter().map(|removal| (shown(&removal.name), removal.size)).collect(),
            kept: plan.kept.len(),
            foreign: plan.foreign,
            bytes: plan.bytes(),
            draft: None,
        }
    }
}
