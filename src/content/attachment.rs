//! Files that are offered with an item, and its recording.

use serde::{Deserialize, Serialize};

use crate::base::date::When;
use crate::config::WooCategory;

/// An attachment, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file, relative to the item's.
    pub file: Box<str>,
    /// Its title; by default the file's name.
    pub title: Option<Box<str>>,
    /// The date of the document; by default that of the item.
    pub date: Option<When>,
    /// The tag of its language; by default that of the item.
    pub language: Option<Box<str>>,
    /// Its category of the Wet open overheid.
    pub woo: Option<WooCategory>,
    /// Whether it is a key document of the item's dossiers.
    pub is_key: bool,
}

/// The recording of an item, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audio {
    /// The file, relative to the item's, or an address of the site.
    pub file: Box<str>,
    /// Its title; by default that of the item.
    pub title: Option<Box<str>>,
    /// The file, the page or the URL of its text.
    pub transcript: Option<Box<str>>,
}
