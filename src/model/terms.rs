//! Tags, authors and dossiers. Names that readers take for one are one term, in its most frequent writing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::listing::ItemId;
use crate::base::Fingerprint;
use crate::base::name::identity;
use crate::base::slug::{Letters, slug_of_name};
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
    /// The text about it in each language.
    texts: Vec<Option<ItemId>>,
}

impl Term {
    /// Its items in a language, newest first.
    pub fn items(&self, language: LanguageId) -> &[ItemId] {
        self.items.get(language.index()).map_or(&[], Vec::as_slice)
    }

    /// The text about it in a language.
    pub fn text(&self, language: LanguageId) -> Option<ItemId> {
        self.texts.get(language.index()).copied().flatten()
    }

    /// The texts about it, the main language first.
    pub fn texts(&self) -> impl Iterator<Item = ItemId> {
        self.texts.iter().copied().flatten()
    }

    /// Whether it has a page in a language.
    pub fn has_page(&self, language: LanguageId) -> bool {
        !self.items(language).is_empty() || self.text(language).is_some()
    }

    /// The number of its items, in all languages.
    pub fn count(&self) -> usize {
        self.items.iter().map(Vec::len).sum()
    }
}

/// All tags, or authors, or dossiers, in the order of their slugs.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    all: Vec<Term>,
    of_name: Vec<u32>,
    of_identity: HashMap<String, u32>,
    /// The slugs of terms that would have had the slug of another.
    moved: Vec<(Box<str>, Box<str>)>,
}

/// The rules for the slugs of a group.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlugRules<'c> {
    /// The letters in them.
    pub(super) letters: Letters,
    /// The slugs that the settings give, by the identity of a name.
    pub(super) given: &'c BTreeMap<String, Box<str>>,
}

/// A term before it has a slug.
struct Unplaced {
    identity: String,
    /// Its writings, the most frequent first.
    names: Vec<usize>,
    /// The place of its oldest item: the higher, the older.
    oldest: usize,
    /// The texts about it, in the order of their languages.
    texts: Vec<TermText>,
}

/// A text about a term of a group.
#[derive(Clone, Debug)]
pub(super) struct TermText {
    /// The text.
    pub(super) id: ItemId,
    /// Its language.
    pub(super) language: LanguageId,
    /// The name of the term.
    pub(super) name: Box<str>,
    /// The slug that it gives; may be empty.
    pub(super) slug: Box<str>,
}

impl Terms {
    /// Groups news items, newest first, by their terms. A name that no published item has is no term, unless there is a text about
    /// it.
    pub(super) fn group(
        (names, texts): (&TermNames, Vec<TermText>),
        items: &[Arc<Item>],
        languages: usize,
        rules: SlugRules<'_>,
        of: impl Fn(&Item) -> &[TermId],
    ) -> Self {
        let mut terms = Self { of_name: vec![u32::MAX; names.len()], ..Self::default() };
        let mut placed = with_slugs(unplaced(names, texts, items, &of), rules, &mut terms.moved);
        placed.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (slug, Unplaced { identity, names: writings, texts, .. }) in placed {
            let place = u32::try_from(terms.all.len()).unwrap_or(u32::MAX);
            for name in &writings {
                terms.of_name[*name] = place;
            }
            terms.of_identity.insert(identity, place);
            let written = writings.first().map_or("", |name| names.name(term_id(*name)));
            let name = texts.first().map_or_else(|| written.into(), |text| text.name.clone());
            let texts = by_language(&texts, languages);
            terms.all.push(Term { name, slug, items: vec![Vec::new(); languages], texts });
        }
        terms.fill(items, of);
        terms
    }

    fn fill(&mut self, items: &[Arc<Item>], of: impl Fn(&Item) -> &[TermId]) {
        let all =
            items.iter().enumerate().flat_map(|(index, item)| of(item).iter().map(move |term| (index, item, term)));
        for (index, item, term) in all {
            let at = self.of_name.get(term.0 as usize).copied().unwrap_or(u32::MAX);
            let list = self.all.get_mut(at as usize).and_then(|term| term.items.get_mut(item.language.index()));
            if let Some(list) = list.filter(|list| list.last() != Some(&ItemId::of(index))) {
                list.push(ItemId::of(index));
            }
        }
    }

    /// The terms, in the order of their slugs.
    pub fn all(&self) -> &[Term] {
        &self.all
    }

    /// A term by its place.
    pub fn get(&self, term: u32) -> &Term {
        &self.all[term as usize]
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

    /// The place of the term with a name.
    pub fn find_name(&self, name: &str) -> Option<u32> {
        self.of_identity.get(&identity(name)).copied()
    }

    /// The place of the term with a name, or else with a slug.
    pub fn find(&self, name: &str) -> Option<u32> {
        let by_slug = || self.all.binary_search_by(|term| (*term.slug).cmp(name)).ok();
        self.find_name(name).or_else(|| by_slug().and_then(|at| u32::try_from(at).ok()))
    }

    /// The pairs of terms whose slugs would have been the same: the one that has another slug now, and the one that kept it.
    pub fn alike(&self) -> impl Iterator<Item = (&Term, &Term)> {
        let by_slug = |slug: &str| self.all.binary_search_by(|term| (*term.slug).cmp(slug)).ok();
        self.moved
            .iter()
            .filter_map(move |(moved, kept)| Some((self.all.get(by_slug(moved)?)?, self.all.get(by_slug(kept)?)?)))
    }
}

/// The first text of each language.
fn by_language(texts: &[TermText], languages: usize) -> Vec<Option<ItemId>> {
    let mut by_language = vec![None; languages];
    for text in texts {
        by_language.get_mut(text.language.index()).map(|place: &mut Option<ItemId>| place.get_or_insert(text.id));
    }
    by_language
}

/// The names that published items and texts have, by their identity.
fn unplaced(
    names: &TermNames,
    texts: Vec<TermText>,
    items: &[Arc<Item>],
    of: impl Fn(&Item) -> &[TermId],
) -> Vec<Unplaced> {
    let mut uses = vec![(0_usize, 0_usize); names.len()];
    for (place, item) in items.iter().enumerate() {
        for id in of(item) {
            if let Some((count, oldest)) = uses.get_mut(id.0 as usize) {
                (*count, *oldest) = (*count + 1, place);
            }
        }
    }
    let mut by_identity: BTreeMap<String, (Vec<usize>, Vec<TermText>)> = BTreeMap::new();
    for (name, _) in uses.iter().enumerate().filter(|(_, (count, _))| *count > 0) {
        by_identity.entry(identity(names.name(term_id(name)))).or_default().0.push(name);
    }
    for text in texts {
        by_identity.entry(identity(&text.name)).or_default().1.push(text);
    }
    let of = |name: &usize| uses.get(*name).copied().unwrap_or_default();
    let term = |(identity, (mut writings, texts)): (String, (Vec<usize>, Vec<TermText>))| {
        writings.sort_by_key(|name| (Reverse(of(name).0), names.name(term_id(*name))));
        let oldest = writings.iter().map(|name| of(name).1).max().unwrap_or(0);
        Unplaced { identity, names: writings, oldest, texts }
    };
    by_identity.into_iter().map(term).collect()
}

/// Gives each term its slug: that of the settings, or of its text, or else that of its name. Of several names with one slug, the name of the oldest
/// item has it, so that neither a new item nor a scheduled one moves a term. The others have a fingerprint of their name
/// behind it. `moved` gets their slugs, each with the slug that they would have had.
fn with_slugs(
    terms: Vec<Unplaced>,
    rules: SlugRules<'_>,
    moved: &mut Vec<(Box<str>, Box<str>)>,
) -> Vec<(Box<str>, Unplaced)> {
    let mut placed = Vec::with_capacity(terms.len());
    let mut by_slug: BTreeMap<String, Vec<Unplaced>> = BTreeMap::new();
    for term in terms {
        let of_text = || term.texts.iter().map(|text| &text.slug).find(|slug| !slug.is_empty());
        match rules.given.get(&term.identity).or_else(of_text) {
            Some(given) => placed.push((given.clone(), term)),
            None => by_slug.entry(slug_of_name(&term.identity, rules.letters)).or_default().push(term),
        }
    }
    let given: BTreeSet<String> = placed.iter().map(|(slug, _)| slug.to_lowercase()).collect();
    for (slug, mut terms) in by_slug {
        terms.sort_by(|one, other| other.oldest.cmp(&one.oldest).then_with(|| one.identity.cmp(&other.identity)));
        let mut is_free = !given.contains(&slug);
        for term in terms {
            let own: Box<str> = if is_free {
                slug.as_str().into()
            } else {
                format!("{slug}-{}", Fingerprint::of(term.identity.as_bytes()).short()).into()
            };
            if !is_free {
                moved.push((own.clone(), slug.as_str().into()));
            }
            is_free = false;
            placed.push((own, term));
        }
    }
    placed
}

fn term_id(index: usize) -> TermId {
    TermId(u32::try_from(index).unwrap_or(u32::MAX))
}
