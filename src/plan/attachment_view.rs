//! The variables of an attachment.

use schemars::JsonSchema;
use serde::Serialize;

use super::view_parts::DateView;

/// Attachment of an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AttachmentView<'s> {
    /// The title, or else the file name.
    pub title: &'s str,
    /// The link to the file.
    pub href: String,
    /// The file type, for people: `PDF`; empty if the file name has no extension.
    #[serde(rename = "type")]
    pub kind: String,
    /// The media type: `application/pdf`.
    pub media_type: &'static str,
    /// The file size in the language of the page: "1,2 MB".
    pub size: String,
    /// The file size in bytes.
    pub bytes: u64,
    /// The date of the document; `none` if the front matter gives no other than that of the item.
    pub date: Option<DateView>,
    /// The language of the document; `none` if it is that of the item.
    pub language: Option<DocumentLanguage<'s>>,
    /// The information category of the Dutch Wet open overheid, by its official name, or `none`.
    pub woo: Option<&'static str>,
}

/// Language of a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DocumentLanguage<'s> {
    /// The BCP 47 tag, for `hreflang`.
    pub tag: &'s str,
    /// The native name, "English", or the tag if the name is not known.
    pub name: &'s str,
}
