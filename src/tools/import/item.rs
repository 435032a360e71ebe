//! The neutral form of a text: all that a source knows of it, before it is written as a file of Courant.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::loss::ImportLoss;
use crate::base::date::When;

/// News or a standing page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ImportedKind {
    /// A news item, which has a date.
    #[default]
    News,
    /// A standing page.
    Page,
}

/// The state of a text in the old system. Everything else than what readers saw becomes a draft.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ImportedStatus {
    /// Readers see it, or will see it at its date.
    #[default]
    Published,
    /// A draft.
    Draft,
    /// Only some people see it.
    Private,
    /// It waits for a reviewer.
    Pending,
    /// It was thrown away: it is not imported, and one that an earlier run imported becomes a draft.
    Trash,
}

impl ImportedStatus {
    /// Whether readers see it.
    pub(super) fn is_public(self) -> bool {
        self == Self::Published
    }
}

/// The text of an item.
#[derive(Clone, Debug)]
pub(super) enum ImportedBody {
    /// Markdown, as Courant reads it.
    Markdown(String),
    /// HTML, which becomes Markdown where Markdown can say it.
    Html(String),
    /// Plain text, whose paragraphs are kept.
    Text(String),
}

impl Default for ImportedBody {
    fn default() -> Self {
        Self::Markdown(String::new())
    }
}

/// The lead image.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedImage {
    /// A file beside the item, an address of the old site, or a URL.
    pub(super) src: String,
    /// The description; empty where the source has none.
    pub(super) alt: String,
    /// The caption.
    pub(super) caption: Option<String>,
    /// The photographer or another source.
    pub(super) credit: Option<String>,
}

/// A file that is offered with an item: an attachment, or the sound of a podcast.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedAttachment {
    /// A file beside the item, an address of the old site, or a URL.
    pub(super) src: String,
    /// The title.
    pub(super) title: Option<String>,
}

/// A file of the source, and the place where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportedFile {
    /// The file, relative to the source.
    pub(super) from: String,
    /// The name beside its item; for a file of the site its old address, decoded.
    pub(super) to: String,
}

/// The place of a text in the source, for messages.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedPlace {
    /// The file, relative to the source.
    pub(super) file: String,
    /// The line at which its body starts, from 1; 0 where lines mean nothing.
    pub(super) line: usize,
}

/// What a reader wrote. Mail and network addresses of readers do not come along.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct ImportedComment {
    /// Its number, to which answers refer.
    pub(super) id: String,
    /// The number of the comment that it answers.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) answers: String,
    /// The name of the reader.
    pub(super) name: String,
    /// The date, as written in the source.
    pub(super) date: String,
    /// The text, without HTML.
    pub(super) text: String,
}

/// A text of the source.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportedItem {
    /// What stays the same from run to run, by which the item is found again: its file, or its number in an export.
    pub(super) key: String,
    /// Its place.
    pub(super) place: ImportedPlace,
    /// News or page.
    pub(super) kind: ImportedKind,
    /// Its state.
    pub(super) status: ImportedStatus,
    /// The title, decoded, on one line.
    pub(super) title: String,
    /// The date of publication.
    pub(super) date: Option<When>,
    /// The moment until which it is held back, where the source has one beside its date.
    pub(super) held_until: Option<When>,
    /// The moment from which readers do not see it any more.
    pub(super) expires: Option<When>,
    /// The date of the last change.
    pub(super) updated: Option<When>,
    /// The file to write, below `content/`, without its ending, and also without `/index` where it owns its folder:
    /// `blog/2013-12-03-open-dag`. Checked before it is used.
    pub(super) path: String,
    /// Whether it gets a folder of its own, with files beside it.
    pub(super) owns_folder: bool,
    /// The files beside it.
    pub(super) files: Vec<ImportedFile>,
    /// The path of its old address, decoded: `/2013/12/open-dag/`. `None` where readers had none.
    pub(super) address: Option<String>,
    /// Other old addresses, which redirect to it.
    pub(super) aliases: Vec<String>,
    /// Its language; `None` for that of the site.
    pub(super) language: Option<String>,
    /// The names of its authors.
    pub(super) authors: Vec<String>,
    /// Its tags.
    pub(super) tags: Vec<String>,
    /// Its categories.
    pub(super) categories: Vec<String>,
    /// Its terms in other taxonomies.
    pub(super) taxonomies: BTreeMap<String, Vec<String>>,
    /// The excerpt, as plain text.
    pub(super) summary: Option<String>,
    /// The lead paragraph, in Markdown.
    pub(super) lead: Option<String>,
    /// The lead image.
    pub(super) image: Option<ImportedImage>,
    /// The files that are offered with it.
    pub(super) attachments: Vec<ImportedAttachment>,
    /// Whether it stays at the top of the site.
    pub(super) is_sticky: bool,
    /// The id that feeds gave it.
    pub(super) feed_id: Option<String>,
    /// Other values, for the theme.
    pub(super) extra: BTreeMap<String, Value>,
    /// What readers wrote below it.
    pub(super) comments: Vec<ImportedComment>,
    /// The text.
    pub(super) body: ImportedBody,
    /// What is lost of it.
    pub(super) losses: Vec<ImportLoss>,
}

impl ImportedItem {
    /// The day of its date.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.date.as_ref().map(When::day)
    }
}
