//! How Markdown is read: what differs between the programs that a site may come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the Markdown of items, pages, leads and the footer is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MarkdownOptions {
    /// How the id of a heading follows from its text: as the program did from which the site comes, so that links to headings keep
    /// working. An id in braces, `## Prices {#prices}`, is always used. Default: `courant`.
    pub heading_ids: HeadingIdForm,
}

/// How the id of a heading follows from its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeadingIdForm {
    /// As slugs are made: `What’s new in Curaçao?` is `whats-new-in-curacao`.
    #[default]
    Courant,
    /// As GitHub does, and the many programs that do the same: `whats-new-in-curaçao`.
    Github,
    /// As Hugo does: like GitHub, but of the Markdown of the heading, so that the address of a link is part of the id.
    Hugo,
    /// As Zola does: `what-s-new-in-curacao`.
    Zola,
    /// As kramdown does in Jekyll, by the rules of GitHub: `whats-new-in-curaçao`.
    Kramdown,
    /// As kramdown does by itself, or in Jekyll with `input: kramdown`: `whats-new-in-curaao`.
    KramdownAscii,
}

impl MarkdownOptions {
    /// All options as bytes, for fingerprints.
    pub fn as_bytes(self) -> [u8; 1] {
        [self.heading_ids as u8]
    }
}
