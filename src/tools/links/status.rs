//! The status of a link.

use serde::{Deserialize, Serialize};

/// The status of a link. The cache stores it by the position of the variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum LinkStatus {
    /// The page exists.
    Alive,
    /// The page exists, and has moved permanently to this URL.
    Moved(String),
    /// The page does not exist.
    Dead {
        /// The reason, as the end of a sentence.
        reason: String,
        /// The hint of the diagnostic.
        hint: String,
        /// Whether the host answered: otherwise the network may be at fault.
        answered: bool,
    },
    /// The page was not requested, for this reason.
    Skipped(String),
}

impl LinkStatus {
    /// A dead link whose host answered.
    pub(super) fn dead(reason: &str, hint: &str) -> Self {
        Self::Dead { reason: reason.to_owned(), hint: hint.to_owned(), answered: true }
    }

    /// A URL that cannot lead to a page.
    pub(super) fn no_address() -> Self {
        Self::dead("its host name is reserved and never resolves", "write the URL of an existing page")
    }

    /// Whether the host answered or a rule decided. Without an answer the next request may succeed.
    pub(super) fn is_certain(&self) -> bool {
        !matches!(self, Self::Dead { answered: false, .. })
    }
}
