//! An item: the contents of a Markdown file, without its body.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use courant_pixels::Focus;
use serde::{Deserialize, Serialize};

use crate::base::date::When;
use crate::base::{Address, Fingerprint};
use crate::config::{LanguageId, WooCategory};

use super::attachment::{Attachment, Audio};
use super::newsroom::{NO_NEWSROOM, Newsroom};
use super::{Facts, ItemContact, Live, PlainVersion, Profile, ReferenceKind, file_name};

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ItemKind {
    /// A news item.
    News,
    /// A standing page: a file in `content/pages/`.
    Page,
    /// A text about a term or a section: a file in `content/authors/`, `content/sections/` and the like.
    Term,
}

/// A news item or a standing page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The file, relative to the site's folder: `content/nieuws/2013-12-03-wijkgericht-werken.md`.
    pub file: Box<str>,
    /// News or standing page.
    pub kind: ItemKind,
    /// Its language.
    pub language: LanguageId,
    /// The title.
    pub title: Box<str>,
    /// When it was published; for a standing page the first moment there is.
    pub date: When,
    /// The summary that it gives.
    pub summary: Option<Box<str>>,
    /// The lead, in Markdown.
    pub lead: Option<Box<str>>,
    /// Its part of the address.
    pub slug: Box<str>,
    /// Its tags, authors and dossiers.
    pub tags: Box<[TermId]>,
    /// Its authors.
    pub authors: Box<[TermId]>,
    /// Its dossiers.
    pub dossiers: Box<[TermId]>,
    /// The lead image.
    pub image: Option<Box<LeadImage>>,
    /// Whether it is a draft, or withdrawn.
    pub draft: bool,
    /// Whether it is withdrawn: its addresses may go.
    pub withdrawn: bool,
    /// The fields that few items have.
    pub(super) rare: Option<Box<RareFields>>,
    /// The location of its body.
    pub body: BodyLocation,
    /// The facts of its body.
    pub facts: Facts,
    /// Its address, filled in when the pages are laid out. It stays valid as long as the settings stay the same.
    #[serde(skip)]
    pub address: OnceLock<Address>,
}

/// Fields that few items have. They are boxed, so that the other items do not pay for them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RareFields {
    /// When it was last changed.
    pub updated: Option<When>,
    /// The identity for feeds, which stays when its address changes.
    pub id: Option<Box<str>>,
    /// The whole address, where it names one.
    pub address: Option<Address>,
    /// Old addresses that lead here.
    pub aliases: Vec<Address>,
    /// Until and including when it is pinned to the home page.
    pub pinned_until: Option<When>,
    /// Files of items that it names as related, as typed.
    pub related: Vec<Box<str>>,
    /// Files that are offered with it.
    pub attachments: Vec<Attachment>,
    /// Its recording.
    pub audio: Option<Box<Audio>>,
    /// The template that it names.
    pub template: Option<Box<str>>,
    /// Whether the search of the site leaves it out.
    pub unsearched: bool,
    /// Its terms in the site's own taxonomies, by the number of their group.
    pub terms: Vec<(u8, Box<[TermId]>)>,
    /// Whom readers can reach.
    pub contact: Option<ItemContact>,
    /// The roles of authors in it, by their names.
    pub roles: Vec<(Box<str>, Box<str>)>,
    /// Its updates, where it is live, or was.
    pub live: Option<Box<Live>>,
    /// That it is in plain language.
    pub plain: Option<PlainVersion>,
    /// The facts about a term, in a file about one.
    pub profile: Option<Box<Profile>>,
    /// The newsroom's fields.
    pub newsroom: Option<Box<Newsroom>>,
    /// Any other value for the theme.
    #[serde(with = "as_json")]
    pub extra: BTreeMap<String, serde_json::Value>,
}

static NOTHING_RARE: RareFields = RareFields {
    updated: None,
    id: None,
    address: None,
    aliases: Vec::new(),
    pinned_until: None,
    related: Vec::new(),
    attachments: Vec::new(),
    audio: None,
    template: None,
    unsearched: false,
    terms: Vec::new(),
    contact: None,
    roles: Vec::new(),
    live: None,
    plain: None,
    profile: None,
    newsroom: None,
    extra: BTreeMap::new(),
};

/// The location of a body in its file, and its fingerprint when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyLocation {
    /// The byte of the file's text (after a byte-order mark) at which it starts.
    pub starts_at: u32,
    /// The fingerprint of its text.
    pub fingerprint: Fingerprint,
}

/// The lead image, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadImage {
    /// The file beside the item, or an address of the site.
    pub src: Box<str>,
    /// The text for people who do not see it.
    pub alt: Box<str>,
    /// The caption.
    pub caption: Option<Box<str>>,
    /// The credit: its maker.
    pub credit: Option<Box<str>>,
    /// The point that stays in view where it is cropped.
    pub focus: Option<Focus>,
}

/// A tag, author or dossier, by its place in [`TermNames`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TermId(pub u32);

/// The names of an item's terms, before they become ids.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct ItemTerms {
    pub(super) tags: Box<[Box<str>]>,
    pub(super) authors: Box<[Box<str>]>,
    pub(super) dossiers: Box<[Box<str>]>,
    /// Those of the site's own taxonomies, by the number of their group.
    pub(super) own: Vec<(u8, Box<[Box<str>]>)>,
}

/// The names of all tags, or authors, or dossiers, each once, in the order in which they were first met.
#[derive(Clone, Debug, Default)]
pub struct TermNames {
    names: Vec<Box<str>>,
    ids: HashMap<Box<str>, TermId>,
}

impl TermNames {
    /// The id of a name, which is added if it is new.
    pub fn add(&mut self, name: &str) -> TermId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = TermId(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.names.push(name.into());
        self.ids.insert(name.into(), id);
        id
    }

    /// The name of an id.
    pub fn name(&self, id: TermId) -> &str {
        self.names.get(id.0 as usize).map_or("", |name| name)
    }

    /// The id of a name.
    pub fn find(&self, name: &str) -> Option<TermId> {
        self.ids.get(name).copied()
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

impl Item {
    /// The fields that few items have.
    pub fn rare(&self) -> &RareFields {
        self.rare.as_deref().unwrap_or(&NOTHING_RARE)
    }

    /// The same item without an address.
    #[must_use]
    pub fn without_address(&self) -> Self {
        Self { address: OnceLock::new(), ..self.clone() }
    }

    /// Its withdrawal, corrections, event and the like.
    pub fn newsroom(&self) -> &Newsroom {
        self.rare().newsroom.as_deref().unwrap_or(&NO_NEWSROOM)
    }

    /// When it was last changed, at a moment: as it says, by its newest correction, or by the newest update where it is live.
    pub fn updated(&self, at: DateTime<Utc>) -> Option<When> {
        let corrected = self.newsroom().corrections_at(at).next().map(|correction| correction.date);
        self.rare().updated.into_iter().chain(corrected).chain(self.last_update()).max_by_key(|when| when.at)
    }

    /// The moment of its newest update, where it is live, or was.
    pub fn last_update(&self) -> Option<When> {
        let live = self.rare().live.as_ref()?;
        live.updates.first().map(|update| update.at).filter(|at| at.at > self.date.at)
    }

    /// The same item without its text and all that belongs to it: what is left of it at its address. The title stays where
    /// it is shown.
    #[must_use]
    pub fn without_text(&self, keeps_title: bool) -> Self {
        let rare = self.rare();
        let rare = RareFields {
            address: rare.address.clone(),
            aliases: rare.aliases.clone(),
            newsroom: Some(Box::new(Newsroom {
                withdrawal: self.newsroom().withdrawal.clone(),
                expiry: self.newsroom().expiry.clone(),
                ..Newsroom::default()
            })),
            ..RareFields::default()
        };
        Self {
            file: self.file.clone(),
            kind: self.kind,
            language: self.language,
            title: if keeps_title { self.title.clone() } else { Box::default() },
            date: self.date,
            summary: None,
            lead: None,
            slug: self.slug.clone(),
            tags: Box::default(),
            authors: Box::default(),
            dossiers: Box::default(),
            image: None,
            draft: self.draft,
            withdrawn: self.withdrawn,
            rare: Some(Box::new(rare)),
            body: self.body,
            facts: Facts::default(),
            address: self.address.clone(),
        }
    }

    /// Its terms in a group, by the number of the group.
    pub fn terms(&self, group: u8) -> &[TermId] {
        match group {
            0 => &self.tags,
            1 => &self.authors,
            2 => &self.dossiers,
            own => self.rare().terms.iter().find(|(number, _)| *number == own).map_or(&[], |(_, ids)| ids),
        }
    }

    /// The folder of its file, with a final `/`.
    pub fn folder(&self) -> &str {
        self.file.rfind('/').and_then(|at| self.file.get(..=at)).unwrap_or("")
    }

    /// The file's name without `.md` and without the language: `2013-12-03-wijkgericht-werken`.
    pub fn stem(&self) -> &str {
        file_name::stem(&self.file)
    }

    /// Whether it has a folder of its own: its file is `index.md`.
    pub fn owns_folder(&self) -> bool {
        self.stem() == "index"
    }

    /// The key that an item shares with its translations: folder and stem.
    pub fn translation_key(&self) -> (&str, &str) {
        (self.folder(), self.stem())
    }

    /// The categories of its attachments by the Wet open overheid: the site has a sitemap for each.
    pub(super) fn woo_categories(&self) -> impl Iterator<Item = Option<WooCategory>> {
        self.rare().attachments.iter().map(|attachment| attachment.woo)
    }

    /// Its links, images, attachments, recording and transcript, as typed.
    pub fn files(&self) -> impl Iterator<Item = (&str, ReferenceKind)> {
        let body = self.facts.references.iter().map(|reference| (&*reference.to, reference.target));
        let lead = self.image.iter().map(|image| (&*image.src, ReferenceKind::Image));
        let attachments = self.rare().attachments.iter().map(|attachment| &*attachment.file);
        let audio =
            self.rare().audio.iter().flat_map(|audio| [Some(&*audio.file), audio.transcript.as_deref()]).flatten();
        body.chain(lead).chain(attachments.chain(audio).map(|file| (file, ReferenceKind::Link)))
    }

    /// The summary for lists and feeds: its own, or else its first paragraph.
    pub fn shown_summary(&self) -> &str {
        self.summary.as_deref().unwrap_or(&self.facts.summary)
    }
}

/// Values of any type are stored as JSON: postcard needs to know types in advance.
mod as_json {
    use std::collections::BTreeMap;

    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(extra: &BTreeMap<String, Value>, to: S) -> Result<S::Ok, S::Error> {
        let text = if extra.is_empty() { Ok(String::new()) } else { serde_json::to_string(extra) };
        text.map_err(S::Error::custom)?.serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<BTreeMap<String, Value>, D::Error> {
        let text = <&str>::deserialize(from)?;
        if text.is_empty() { Ok(BTreeMap::new()) } else { serde_json::from_str(text).map_err(D::Error::custom) }
    }
}
