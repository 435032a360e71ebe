//! How Markdown is read: what differs between the programs that a site may come from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the Markdown of items, pages, leads and the footer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
pub struct MarkdownOptions {
    /// How the id of a heading follows from its text: as the program did from which the site comes, so that links to headings keep
    /// working. An id in braces, `## Prices {#prices}`, is always used. Default: `courant`.
    pub heading_ids: HeadingIdForm,
    /// Whether lists of attributes are read as kramdown and Pandoc have them: `{: .note #id}` below a block or behind a link, and
    /// `{.right}` behind a picture. Classes and ids are applied; other attributes have no effect. `{:toc}` below a list makes it the
    /// contents of the page, and the text of `<div markdown="1">` is Markdown. Default: `false`.
    pub attributes: bool,
    /// Whether a line `: text` below a term defines it, as in kramdown, Hugo and Pandoc. Default: `false`.
    pub definition_lists: bool,
    /// Whether the names of emoji become their characters: `:tada:`. Default: `false`.
    pub emoji: bool,
    /// Whether code in fences that name its language has colours, without a script. Default: `true`.
    pub code_colours: bool,
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        Self {
            heading_ids: HeadingIdForm::default(),
            attributes: false,
            definition_lists: false,
            emoji: false,
            code_colours: true,
        }
    }
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
    pub fn as_bytes(self) -> [u8; 5] {
        let Self { heading_ids, attributes, definition_lists, emoji, code_colours } = self;
        [heading_ids as u8, attributes.into(), definition_lists.into(), emoji.into(), code_colours.into()]
    }
}
