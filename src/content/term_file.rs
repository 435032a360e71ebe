//! Files about terms and sections: the front matter of `content/authors/anna.md`, `content/dossiers/…`, `content/sections/…`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::attachment_file::AttachmentFile;
use super::profile::{DossierStatus, ProfileKind};
use super::typed::ImageFile;
use crate::base::yaml::Keys;
use crate::base::yaml_values::any_values;

/// The keys, in the order of [`TermFile`].
pub const TERM_KEYS: &[&str] = &[
    "title",
    "role",
    "type",
    "summary",
    "image",
    "email",
    "same_as",
    "fediverse",
    "status",
    "order",
    "slug",
    "aliases",
    "language",
    "draft",
    "attachments",
    "template",
    "extra",
];

/// Front matter of a file about a tag, an author, a dossier, another term, or a section. The text below it stands on the first page
/// of the list.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TermFile {
    /// The name of the term, as items write it. Capitals do not matter. Required, except in `content/sections/`, where the name of
    /// the file is that of the section in `site.yaml`.
    pub title: Option<String>,
    /// The role of an author, which stands behind the name: "editor-in-chief".
    pub role: Option<String>,
    /// Whether an author is a person or an organization, for search engines. Default: `person`.
    #[serde(rename = "type")]
    pub kind: ProfileKind,
    /// A summary in plain text, for overviews and search engines. Default: the start of the text.
    pub summary: Option<String>,
    /// The picture: a portrait of an author, or an image of a dossier.
    pub image: Option<ImageFile>,
    /// The email address, for the page and for feeds.
    pub email: Option<String>,
    /// Pages elsewhere that are about the same: `[https://social.example/@anna]`. They are links on the page, and `sameAs` for search
    /// engines.
    pub same_as: Vec<String>,
    /// The account of an author on the fediverse: `"@anna@social.example"`. Mastodon shows it with links to the author's items.
    pub fediverse: Option<String>,
    /// Whether a dossier is still followed: `open` or `closed`. Overviews show closed dossiers last.
    pub status: Option<DossierStatus>,
    /// The place in overviews: terms with a number come first, the lowest first.
    pub order: Option<i32>,
    /// The last part of the address. Default: that of `site.yaml`, or else the title.
    pub slug: Option<String>,
    /// Old addresses that redirect to this page.
    pub aliases: Vec<String>,
    /// The language of the text, as one of the tags in `site.yaml`. Default: the tag in the file name (`anna.en.md`), or else the
    /// main language.
    pub language: Option<String>,
    /// Whether the file is a draft. The page of the term then is as it would be without the file. Default: `false`.
    pub draft: bool,
    /// Documents that are listed on the page, as for items: `besluit.pdf`, or `{file: besluit.pdf, title: "Het besluit"}`.
    pub attachments: Vec<AttachmentFile>,
    /// The file name of another template of the theme for the pages of this list, with or without `.html`.
    pub template: Option<String>,
    /// Extra values for the theme, available as `term.extra`.
    #[serde(deserialize_with = "any_values")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// The keys of files about terms, and what is meant by others.
pub(super) const KEYS: Keys<'_> = Keys {
    known: TERM_KEYS,
    meant,
    remedy: "put it below `extra:`, where templates find it as `term.extra`, or remove it; the keys are in docs/front-matter.md",
};

fn meant(key: &str, value: &str) -> Option<String> {
    let bare = value.trim_matches(['"', '\'']);
    let is_scalar = !bare.is_empty() && !value.starts_with(['[', '{', '|', '>']);
    let list = |known: &str| {
        if is_scalar { format!("write `{known}: [{value}]`") } else { format!("the key is called `{known}`") }
    };
    let same = |known: &str| {
        if is_scalar { format!("write `{known}: {value}`") } else { format!("the key is called `{known}`") }
    };
    Some(match key {
        "image" | "photo" | "foto" | "picture" | "avatar" | "portrait" | "portret" | "bild" if is_scalar => image(bare),
        "photo" | "foto" | "picture" | "avatar" | "portrait" | "portret" | "bild" => {
            "the key is called `image`, with `src` and `alt` below it".to_owned()
        }
        "sameas" | "links" | "link" | "website" | "url" | "homepage" | "social" => list("same_as"),
        "redirect_from" | "alias" => list("aliases"),
        "name" | "naam" | "titel" | "titre" => same("title"),
        "mail" | "e_mail" => same("email"),
        "job_title" | "jobtitle" | "functie" | "rol" | "function" | "position" => same("role"),
        "mastodon" => same("fediverse"),
        "weight" | "volgorde" => same("order"),
        "description" | "samenvatting" => same("summary"),
        "bio" | "about" | "text" => "write it below the front matter, after the second line `---`".to_owned(),
        "tags" | "authors" | "dossiers" | "related" | "pinned_until" | "address" | "id" => {
            "remove it: this file is about a term, and is no item".to_owned()
        }
        _ => return None,
    })
}

fn image(file: &str) -> String {
    format!("write `image: {{src: {file}, alt: \"a description of the image\"}}`")
}
