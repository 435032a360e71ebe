//! What of an item other pages show, by which later builds know what they need not look at.

use super::Facts;
use super::item::{BodyLocation, Item, ItemKind};
use crate::base::Fingerprint;
use crate::base::fingerprint::Mixer;

impl Item {
    /// Whether it can replace another item without effect on other pages: same address, same lists, same files. Its texts
    /// may differ.
    pub fn stands_as(&self, other: &Self) -> bool {
        // Every field is named, so that a new field does not compile until it is considered here.
        let Self {
            file,
            kind,
            language,
            title: _,
            date,
            summary: _,
            lead: _,
            slug,
            tags,
            authors,
            dossiers,
            image: _,
            draft,
            withdrawn: _,
            rare: _,
            body: _,
            facts: _,
            address: _,
        } = self;
        (file, kind, language, slug) == (&other.file, &other.kind, &other.language, &other.slug)
            && (date.at, date.at.offset(), draft) == (other.date.at, other.date.at.offset(), &other.draft)
            && (tags, authors, dossiers) == (&other.tags, &other.authors, &other.dossiers)
            && self.rare().terms == other.rare().terms
            && self.rare().profile == other.rare().profile
            && self.rare().plain == other.rare().plain
            && self.rare().live.is_some() == other.rare().live.is_some()
            && self.rare().contact == other.rare().contact
            && self.facts.contacts == other.facts.contacts
            && (*kind != ItemKind::Term || self.title == other.title)
            && self.rare().newsroom == other.rare().newsroom
            && (&self.rare().address, &self.rare().aliases) == (&other.rare().address, &other.rare().aliases)
            && self.rare().audio == other.rare().audio
            && self.woo_categories().eq(other.woo_categories())
            && self.files().eq(other.files())
    }

    /// The fingerprint of all that pages show of it, but the wording of its body.
    pub fn shape(&self) -> Fingerprint {
        // Every field is named, so that a new field does not compile until it is considered here.
        let Self {
            file,
            kind,
            language,
            title,
            date,
            summary,
            lead,
            slug,
            tags,
            authors,
            dossiers,
            image,
            draft,
            withdrawn,
            rare,
            body: _,
            facts: Facts { summary: start, words: _, headings, references, foreign, contacts },
            address: _,
        } = self;
        let references: Vec<_> = references.iter().chain(foreign).map(|to| (&to.to, to.target)).collect();
        let head = (file, kind, language, title, date, summary, lead, slug, image);
        let parts = (head, (tags, authors, dossiers, draft, withdrawn, rare), (start, headings, references, contacts));
        Fingerprint::of_value(&parts).unwrap_or_default()
    }

    /// The fingerprint of the wording of its body.
    pub fn wording(&self) -> Fingerprint {
        let BodyLocation { starts_at, fingerprint } = self.body;
        let mixer = Mixer::default().fingerprint(fingerprint);
        mixer.bytes(&starts_at.to_le_bytes()).bytes(&self.facts.words.to_le_bytes()).finish()
    }
}
