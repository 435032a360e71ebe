//! Tags, authors and dossiers. Names with the same slug are one term, in its most frequent spelling.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::listing::ItemId;
use crate::base::slug::slugify;
use crate::config::LanguageId;
use crate::content::{Item, TermId, TermNames};

/// A tag, an author or a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its name.
    pub name: Box<str>,
    /// Its part of the address.
    pub slug: Box<str>,
    items: Vec<Vec<ItemId>>,
}

impl Term {
    /// Its items in a language, newest first.
    pub fn items(&self, language: LanguageId) -> &[ItemId] {
        self.items.get(language.index()).map_or(&[], Vec::as_slice)
    }

    /// The number of its items, in all languages.
    pub fn count(&self) -> usize {
        self.items.iter().map(Vec::len).sum()
    }
}

/// All tags, or authors, or dossiers, in the order of their slugs.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
    of_name: Vec<u32>,
}

impl Terms {
    /// Groups news items by their terms. A name that no published item has is no term.
    pub(super) fn group(
        names: &TermNames,
        items: &[Arc<Item>],
        languages: usize,
        of: impl Fn(&Item) -> &[TermId],
    ) -> Self {
        let mut uses = vec![0_usize; names.len()];
        for id in items.iter().flat_map(|item| of(item)) {
            if let Some(count) = uses.get_mut(id.0 as usize) {
                *count += 1;
            }
        }
        let mut by_slug: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (name, _) in uses.iter().enumerate().filter(|(_, uses)| **uses > 0) {
            by_slug.entry(slugify(names.name(term_id(name)))).or_default().push(name);
        }
        let mut terms = Self { terms: Vec::with_capacity(by_slug.len()), of_name: vec![u32::MAX; names.len()] };
        for (slug, mut writings) in by_slug {
            writings.sort_by_key(|name| (Reverse(uses.get(*name).copied()), names.name(term_id(*name))));
            let place = u32::try_from(terms.terms.len()).unwrap_or(u32::MAX);
            for name in &writings {
                terms.of_name[*name] = place;
            }
            let name = writings.first().map_or("", |name| names.name(term_id(*name)));
            terms.terms.push(Term { name: name.into(), slug: slug.into(), items: vec![Vec::new(); languages] });
        }
        terms.fill(items, of);
        terms
    }

    fn fill(&mut self, items: &[Arc<Item>], of: impl Fn(&Item) -> &[TermId]) {
        let all =
            items.iter().enumerate().flat_map(|(index, item)| of(item).iter().map(move |term| (index, item, term)));
        for (index, item, term) in all {
            let at = self.of_name.get(term.0 as usize).copied().unwrap_or(u32::MAX);
            let list = self.terms.get_mut(at as usize).and_then(|term| term.items.get_mut(item.language.index()));
            if let Some(list) = list.filter(|list| list.last() != Some(&ItemId::of(index))) {
                list.push(ItemId::of(index));
            }
        }
    }

    /// The terms, in the order of their slugs.
    pub fn all(&self) -> &[Term] {
        &self.terms
    }

    /// A term by its place.
    pub fn get(&self, term: u32) -> &Term {
        &self.terms[term as usize]
    }

    /// The places of an item's terms, each once.
    pub fn of(&self, ids: &[TermId]) -> Vec<u32> {
        let mut places: Vec<u32> = Vec::with_capacity(ids.len());
        for id in ids {
            let place = self.of_name.get(id.0 as usize).copied().filter(|place| *place != u32::MAX);
            places.extend(place.filter(|place| !places.contains(place)));
        }
        places
    }

    /// The place of the term with a slug.
    pub fn find(&self, slug: &str) -> Option<u32> {
        self.terms.binary_search_by(|term| (*term.slug).cmp(slug)).ok().and_then(|at| u32::try_from(at).ok())
    }
}

fn term_id(index: usize) -> TermId {
    TermId(u32::try_from(index).unwrap_or(u32::MAX))
}
