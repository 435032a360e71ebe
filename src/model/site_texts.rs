//! The lists of a site and the texts about them: which belongs to which.

use super::listing::{Group, ItemId, Listing};
use super::site::Site;
use super::texts::section_name;
use crate::config::{LanguageId, Stream, TermFolder};
use crate::content::{Item, Profile};

impl Site {
    /// The text on the first page of a list.
    pub fn text_of(&self, language: LanguageId, listing: Listing) -> Option<ItemId> {
        match listing {
            Listing::Term(group, term) => self.term(group, term).text(language),
            Listing::Index(stream) => self.order.section_texts.get(&(language, stream)).copied(),
            _ => None,
        }
    }

    /// The list that a text is about.
    pub fn list_of(&self, text: &Item) -> Option<Listing> {
        match self.config.term_folder(&text.file)? {
            TermFolder::Sections => Some(Listing::Index(self.config.section_named(section_name(text))?)),
            TermFolder::Taxonomy(number) => {
                let group = Group(number);
                Some(Listing::Term(group, self.terms(group).find_name(&text.title)?))
            }
        }
    }

    /// Whether a list has a page in a language.
    pub fn has_page(&self, language: LanguageId, listing: Listing) -> bool {
        listing == Listing::Index(Stream::MAIN)
            || !self.listing(language, listing).is_empty()
            || self.text_of(language, listing).is_some()
    }

    /// The facts about a term that are the same in all languages: those of its text in a language, or else of another text.
    pub fn profile(&self, language: LanguageId, group: Group, term: u32) -> Option<(&Item, &Profile)> {
        let known = self.term(group, term);
        let item = self.item(known.text(language).or_else(|| known.texts().next())?);
        Some((item, item.rare().profile.as_deref()?))
    }
}
