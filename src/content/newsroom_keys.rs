//! The keys of the newsroom as parsed: withdrawal, expiry, corrections, events and promises to readers.

use schemars::JsonSchema;
use serde::Deserialize;

/// Whether an item is withdrawn, and what stays at its address.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum WithdrawnFile {
    /// `true`: the item leaves the site, and its addresses may go. Hosts that can answer 410 do so.
    Whole(bool),
    /// The date, the reason, and what stays.
    With(WithdrawalFile),
}

impl Default for WithdrawnFile {
    fn default() -> Self {
        Self::Whole(false)
    }
}

/// Withdrawal of an item.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawalFile {
    /// The date of the withdrawal. With a date in the future, the item is withdrawn then. Default: it is withdrawn now.
    pub date: Option<String>,
    /// The reason, shown to readers as plain text.
    pub reason: Option<String>,
    /// What stays at the address. Default: `notice`.
    pub keep: Keep,
}

/// Date on which an item expires.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum ExpiresFile {
    /// The last day, or the moment.
    Date(String),
    /// The date, and what stays.
    With(ExpiryFile),
}

/// Expiry of an item.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpiryFile {
    /// The last day on which the item is news, or the moment at which it no longer is.
    pub date: String,
    /// What stays at the address. Default: `notice`.
    #[serde(default)]
    pub keep: Keep,
}

/// What stays at the address of an item that is withdrawn or has expired. It leaves all lists, feeds, sitemaps and the search of
/// other sites in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// A page with the title, the date and the reason, without the text and its files.
    #[default]
    Notice,
    /// The text and its files, below the date and the reason.
    Text,
    /// A page that says that the item is gone, without its title; hosts that can answer 410 do so.
    Gone,
}

/// Correction of an item.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionFile {
    /// The date of the correction. With a date in the future, it is shown then.
    pub date: String,
    /// What was wrong, and what is right, as plain text.
    pub text: String,
    /// The kind. Default: `correction`.
    #[serde(default)]
    pub kind: CorrectionKind,
    /// Whether feeds say that the item was updated, so that readers see it again. Default: `true`.
    #[serde(default = "yes")]
    pub notify: bool,
}

/// Kind of a correction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CorrectionKind {
    /// A mistake that is put right.
    #[default]
    Correction,
    /// A text that could be misunderstood.
    Clarification,
    /// News about the same matter.
    Update,
}

/// Event that an item announces.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// The start: a day, or a day with a time.
    pub start: String,
    /// The end: the last day, or a day with a time. Default: the end of the day on which it starts.
    pub end: Option<String>,
    /// The place: "Dorpshuis De Samenkomst".
    pub place: Option<String>,
    /// The address of the place: "Brink 4, Lindewolde".
    pub address: Option<String>,
    /// Whether it is held online, also or only: without a `place`, only. Default: `false`.
    #[serde(default)]
    pub online: bool,
    /// The page for tickets, registration or the broadcast.
    pub url: Option<String>,
    /// The price, in words: "gratis", "€ 5".
    pub price: Option<String>,
    /// How it repeats: a recurrence rule of iCalendar, such as `FREQ=WEEKLY;BYDAY=TU;COUNT=10` (RFC 5545 §3.3.10).
    pub repeat: Option<String>,
    /// Whether it is cancelled. Default: `false`.
    #[serde(default)]
    pub cancelled: bool,
    /// The start that was announced before, where the event was moved.
    pub moved_from: Option<String>,
}

fn yes() -> bool {
    true
}
