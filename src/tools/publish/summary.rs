//! The summary of a run, for reports.

use super::plan::{PublishPlan, Put};

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
}

impl PublishSummary {
    /// The summary of a plan.
    pub(super) fn of(plan: &PublishPlan<'_>, target: &str, dry_run: bool) -> Self {
        let (changed, new): (Vec<_>, Vec<_>) = plan.puts.iter().partition(|put| put.replaces.is_some());
        let sized = |puts: Vec<&Put<'_>>| puts.iter().map(|put| (put.file.name.clone(), put.file.size)).collect();
        Self {
            target: target.to_owned(),
            dry_run,
            new: sized(new),
            changed: sized(changed),
            removed: plan.removals.iter().map(|removal| (removal.name.clone(), removal.size)).collect(),
            kept: plan.kept.len(),
            foreign: plan.foreign,
            bytes: plan.bytes(),
        }
    }
}
