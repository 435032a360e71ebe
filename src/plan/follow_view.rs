//! The variables of the page with all that readers can follow.

use schemars::JsonSchema;
use serde::Serialize;

use super::view_parts::{CalendarLink, FeedLink};

/// Lists of one kind that readers can follow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FollowGroup {
    /// `news`, `sections`, `dossiers`, `tags`, `authors`, `corrections`, or the key of a taxonomy of the site.
    pub kind: String,
    /// The title of a taxonomy of the site; `none` for the others, which have words of the theme.
    pub title: Option<String>,
    /// The lists; all news first, otherwise as in overviews.
    pub lists: Vec<FollowList>,
}

/// List that readers can follow.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FollowList {
    /// The title; that of the site for all news.
    pub title: String,
    /// The link to its page.
    pub href: String,
    /// Its feeds.
    pub feeds: Vec<FeedLink>,
    /// Its calendar, or `none`.
    pub calendar: Option<CalendarLink>,
}
