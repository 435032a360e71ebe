//! Tags that are probably typing errors: used once or twice, and a letter or two from a far more frequent tag.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::listing::{Group, ItemId};
use super::site::Site;
use super::terms::Term;
use crate::base::slug::{Letters, slug_of_name};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, Sources, files};
use crate::content;

/// The most uses of a suspicious tag.
const RARE: usize = 2;
/// The ratio of uses between the intended tag and the suspicious one.
const TIMES: usize = 3;
/// The fewest uses of an intended tag.
const FREQUENT: usize = 3;

/// The most work of a run, in comparisons of letters: half a second. Sites of people take a hundredth of it.
const WORK: usize = 200_000_000;
/// The work of comparing two tags in full.
const COMPARISON: usize = 200;

/// Warns of tags that are similar to a more frequent one; reads only the items that have them.
pub fn unusual_tags(site: &Site, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
    let terms = site.terms(Group::TAGS).all();
    let mut frequent = FrequentTags::of(terms);
    let mut found: Vec<(ItemId, &Term, &Term)> = Vec::new();
    for rare in terms.iter().filter(|term| term.count() <= RARE) {
        let Some(meant) = frequent.meant(rare) else { continue };
        let languages = site.config.language_ids();
        found.extend(languages.flat_map(|language| rare.items(language)).map(|id| (*id, rare, meant)));
    }
    found.sort_by_key(|(id, ..)| *id);
    for of_item in found.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some((id, ..)) = of_item.first() else { continue };
        let file = &*site.item(*id).file;
        let text = files::readable_text(sources, file);
        for (_, rare, meant) in of_item {
            let message = format!("the tag `{}` is used {} and resembles another", rare.name, times(rare.count()));
            let hint = format!("did you mean `{}`? {} items have it", meant.name, meant.count());
            let place = place(file, "tags", &rare.name, text.as_deref());
            findings.push(Diagnostic::new(Code::TagUnusual, place, message).hint(hint));
        }
    }
}

/// The tags that others may be meant to be.
struct FrequentTags<'t> {
    /// By length in letters, the most frequent first.
    by_length: BTreeMap<usize, Vec<FrequentTag<'t>>>,
    /// The work that is left.
    work: usize,
}

struct FrequentTag<'t> {
    term: &'t Term,
    plain: String,
    count: usize,
    letters: u64,
}

impl<'t> FrequentTags<'t> {
    fn of(terms: &'t [Term]) -> Self {
        let mut by_length: BTreeMap<usize, Vec<FrequentTag<'t>>> = BTreeMap::new();
        for term in terms.iter().filter(|term| term.count() >= FREQUENT) {
            let plain = plain(term);
            let tag = FrequentTag { term, count: term.count(), letters: letters(&plain), plain };
            by_length.entry(tag.plain.chars().count()).or_default().push(tag);
        }
        for tags in by_length.values_mut() {
            // Of two that are as frequent, the later in the alphabet.
            tags.sort_by_key(|tag| Reverse((tag.count, &tag.term.slug)));
        }
        Self { by_length, work: WORK }
    }

    /// The most frequent tag that a rare one resembles.
    fn meant(&mut self, rare: &Term) -> Option<&'t Term> {
        let own = plain(rare);
        let length = own.chars().count();
        if length < 4 || self.work == 0 || own.contains(is_word) {
            return None;
        }
        let least = (rare.count() * TIMES).max(FREQUENT);
        let mut best: Option<&FrequentTag<'t>> = None;
        for tags in self.by_length.range(length - 2..=length + 2).map(|(_, tags)| tags) {
            let found = resembling(&own, tags.iter().take_while(|tag| tag.count >= least), &mut self.work);
            best = best.into_iter().chain(found).max_by_key(|tag| (tag.count, &tag.term.slug));
        }
        best.map(|tag| tag.term)
    }
}

/// The first of some tags that a rare one resembles, as far as there is work left.
fn resembling<'f, 't>(
    rare: &str,
    mut tags: impl Iterator<Item = &'f FrequentTag<'t>>,
    work: &mut usize,
) -> Option<&'f FrequentTag<'t>> {
    let own = letters(rare);
    tags.find(|tag| {
        // Two edits change whether a letter occurs at most four times.
        let is_near = (tag.letters ^ own).count_ones() <= 4;
        let left = work.checked_sub(if is_near { COMPARISON } else { 1 });
        *work = left.unwrap_or_default();
        left.is_some() && is_near && resembles(rare, &tag.plain)
    })
}

/// The name of a tag as it is compared: as its slug would be if no other had it.
fn plain(term: &Term) -> String {
    slug_of_name(&term.name, Letters::PlainAlphabets)
}

/// Whether a character of another script is a word or a syllable: one more or less is not a typing error.
fn is_word(c: char) -> bool {
    c >= '\u{2e80}'
}

/// The letters and digits that occur in a name, a bit for each.
fn letters(name: &str) -> u64 {
    name.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % 64))
}

/// Whether two names differ by a letter or two. Two that are written as one in addresses are another finding.
fn resembles(rare: &str, other: &str) -> bool {
    let most = if rare.len() < 8 { 1 } else { 2 };
    rare != other && !differs_in_number(rare, other) && strsim::damerau_levenshtein(rare, other) <= most
}

/// Whether the digits differ: `jaar-2013` and `jaar-2014` are both intended.
fn differs_in_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(one) != digits(other)
}

fn times(count: usize) -> &'static str {
    if count == 1 { "once" } else { "twice" }
}

/// The place of a name in the front matter of a file.
pub(super) fn place(file: &str, key: &str, name: &str, text: Option<&str>) -> Place {
    let place = text.and_then(|text| {
        let yaml = content::split(file, text).ok()?.yaml;
        Some(Mapping { file, text, yaml }.value(key, name))
    });
    place.unwrap_or_else(|| Place::file(file))
}
