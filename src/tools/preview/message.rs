//! The messages to the thread that rebuilds the site.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use notify::RecommendedWatcher;
use tokio::sync::oneshot;

use super::generation::Generation;
use crate::base::Diagnostic;

/// A site at another moment, or the findings that stand in its way.
pub(super) type SiteAtMoment = Result<Arc<Generation>, Vec<Diagnostic>>;

/// A message to the rebuilder.
#[derive(Debug)]
pub(super) enum Message {
    /// A file was touched, at a moment.
    Event(notify::Result<notify::Event>, Instant),
    /// The files are watched from now on; or cannot be.
    Watching(notify::Result<RecommendedWatcher>),
    /// A browser wants the site as it will be at another moment.
    AtMoment(DateTime<Utc>, oneshot::Sender<SiteAtMoment>),
    /// The findings of pages of the generation with this number.
    Findings(u64, Vec<Diagnostic>),
    /// The preview ends.
    Stop,
}
