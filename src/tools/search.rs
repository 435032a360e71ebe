//! Searching a built site, by the same files and in the same order as its search page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::search_query::SearchQuery;
use crate::base::{Error, ErrorCode};
use crate::plan::INDEX;
use crate::render::search::{IndexManifest, IndexTier, Shard, ShardGroup, entries, folded_words, plain};

/// The most groups that begin with a word that is half typed, in each tier.
const MOST_FORMS: usize = 40;

/// The most pages on which phrases are looked for.
const MOST_PAGES: usize = 20;

/// Item that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The link.
    pub href: String,
    /// The title.
    pub title: String,
    /// The date, `2014-03-05`; empty for a standing page.
    pub date: String,
    /// The summary.
    pub summary: String,
}

/// The index of a language, read file by file as a search needs them.
pub struct IndexReader<'r> {
    read: &'r dyn Fn(&str) -> Result<Vec<u8>, Error>,
    manifest: IndexManifest,
    shards: BTreeMap<String, Vec<Arc<ShardGroup>>>,
}

impl std::fmt::Debug for IndexReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexReader").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

impl<'r> IndexReader<'r> {
    /// Opens an index. `read` gives the bytes of a file of it.
    ///
    /// # Errors
    /// The manifest cannot be read, or is damaged.
    pub fn open(read: &'r dyn Fn(&str) -> Result<Vec<u8>, Error>) -> Result<Self, Error> {
        let manifest = IndexManifest::read(&read(INDEX)?).ok_or_else(|| damaged(INDEX))?;
        Ok(Self { read, manifest, shards: BTreeMap::new() })
    }

    /// The items that have all words of a query, best first, at most so many. `page` gives the bytes of a page by its link: phrases are
    /// looked for on the pages of the first items.
    ///
    /// # Errors
    /// A file of the index or a page cannot be read, or is damaged.
    pub fn find(
        &mut self,
        query: &str,
        most: usize,
        page: &dyn Fn(&str) -> Result<Vec<u8>, Error>,
    ) -> Result<Vec<SearchHit>, Error> {
        let query = SearchQuery::parse(query);
        let tiers = self.manifest.tiers.clone();
        let is_half = |place: usize| query.typing && place + 1 == query.words.len();
        let words = query.words.iter().enumerate();
        let words =
            words.map(|(place, word)| self.meant(&tiers, word, is_half(place))).collect::<Result<Vec<_>, _>>()?;
        let without = query.without.iter().map(|word| self.meant(&tiers, word, false)).collect::<Result<_, _>>()?;
        let worth = words.iter().map(|word| word.worth(&tiers)).collect();
        let meant = MeantQuery { query, words, worth, without };
        let mut hits = self.hits(&tiers, &meant, 0)?;
        if hits.is_empty() && meant.words.len() > 1 {
            // What lacks one word is better than nothing.
            hits = self.hits(&tiers, &meant, 1)?;
        }
        let query = meant.query;
        let looked_at = if query.phrases.is_empty() { most } else { MOST_PAGES };
        let hits = hits.into_iter().take(looked_at).map(|(_, place, item)| self.entry(tiers.get(place), item));
        let mut found = Vec::new();
        for hit in hits {
            let hit = hit?;
            if query.phrases.is_empty() || has_phrases(&page(&hit.href)?, &query.phrases) {
                found.push(hit);
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// The items that have all words, or all but so many, best first.
    fn hits(
        &mut self,
        tiers: &[IndexTier],
        meant: &MeantQuery,
        lacking: usize,
    ) -> Result<Vec<(u64, usize, u32)>, Error> {
        let mut hits = Vec::new();
        for (place, tier) in tiers.iter().enumerate() {
            let excluded = meant.without.iter().flat_map(|word| word.items(place));
            let excluded: BTreeSet<u32> = excluded.map(|(item, _)| item).collect();
            let scores = self.scores((place, tier), meant, lacking)?;
            hits.extend(scores.into_iter().filter(|(item, _)| !excluded.contains(item)).map(|(item, score)| {
                let age = age(tiers, tier.month(item));
                (score * (16 + 48 / (12 + age)), place, item)
            }));
        }
        hits.sort_by(|one, other| other.cmp(one));
        Ok(hits)
    }

    /// The items of a tier that have all keys, and all words but so many, with their scores.
    fn scores(
        &mut self,
        (place, tier): (usize, &IndexTier),
        MeantQuery { query, words, worth, .. }: &MeantQuery,
        lacking: usize,
    ) -> Result<BTreeMap<u32, u64>, Error> {
        let mut counted: BTreeMap<u32, (u64, usize)> = BTreeMap::new();
        for (word, worth) in words.iter().zip(worth) {
            for (item, weight) in word.items(place) {
                let (score, count) = counted.entry(item).or_default();
                (*score, *count) = (*score + weight * worth, *count + 1);
            }
        }
        let has_enough = |(_, count): &(u64, usize)| count + lacking >= words.len();
        let of_words = counted.into_iter().filter(|(_, own)| has_enough(own)).map(|(item, (score, _))| (item, score));
        let mut found: BTreeMap<u32, u64> =
            if words.is_empty() { (0..tier.items).map(|item| (item, 7)).collect() } else { of_words.collect() };
        let is_narrowed = query.keys.iter().any(|(_, is_without)| !is_without)
            || query.years.iter().any(|(_, is_without)| !is_without);
        if query.words.is_empty() && !is_narrowed {
            return Ok(BTreeMap::new());
        }
        for (key, is_without) in &query.keys {
            let groups = self.groups(tier, key, |_| false)?;
            let group = groups.iter().find(|group| group.stem == *key);
            let has: BTreeSet<u32> =
                group.into_iter().flat_map(|group| &group.postings).map(|(item, _)| *item).collect();
            found.retain(|item, _| has.contains(item) != *is_without);
        }
        found.retain(|item, _| is_of_years(tier.month(*item), &query.years));
        Ok(found)
    }

    /// The groups of the shard that has a word if any has, and of its neighbours where they are wanted.
    fn groups(
        &mut self,
        tier: &IndexTier,
        word: &str,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<Arc<ShardGroup>>, Error> {
        let mut groups = Vec::new();
        for name in tier.shards(word, is_wanted) {
            if !self.shards.contains_key(&name) {
                let shard = Shard::read(&(self.read)(&name)?).ok_or_else(|| damaged(&name))?;
                self.shards.insert(name.clone(), shard.groups.into_iter().map(Arc::new).collect());
            }
            groups.extend(self.shards.get(&name).into_iter().flatten().cloned());
        }
        Ok(groups)
    }

    fn of_tiers(
        &mut self,
        tiers: &[IndexTier],
        word: &str,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<Vec<Vec<Arc<ShardGroup>>>, Error> {
        tiers.iter().map(|tier| self.groups(tier, word, &is_wanted)).collect()
    }

    /// The groups that a word may mean in each tier: its own, and while it is typed those that begin with it, or else those that are
    /// one typing error away.
    fn meant(&mut self, tiers: &[IndexTier], word: &str, is_half: bool) -> Result<MeantWord, Error> {
        let is_half = is_half && word.encode_utf16().count() >= 3;
        let is_exact = |group: &&Arc<ShardGroup>| group.forms.iter().any(|form| form == word);
        let mut read = self.of_tiers(tiers, word, |start| is_half && start > word && start.starts_with(word))?;
        if !read.iter().flatten().any(|group| is_exact(&group)) {
            let begins_alike = |start: &str| start.encode_utf16().take(2).eq(word.encode_utf16().take(2));
            read = self.of_tiers(tiers, word, begins_alike)?;
        }
        let groups = || read.iter().flatten();
        let stem = groups().find(is_exact);
        let stem = stem.or_else(|| groups().find(|group| group.stem == *word && !group.forms.is_empty()));
        let stem = stem.or_else(|| inflected(groups(), word)).map(|group| group.stem.clone());
        let mut found: Vec<Vec<Arc<ShardGroup>>> =
            read.iter().map(|groups| of_tier(groups, word, stem.as_deref(), is_half)).collect();
        if found.iter().all(Vec::is_empty) && may_be_mistyped(word) {
            let begins = |form: &str| form.chars().next() == word.chars().next();
            let is_near = |group: &&Arc<ShardGroup>| group.forms.iter().any(|form| begins(form) && is_near(form, word));
            found = read.iter().map(|groups| groups.iter().filter(is_near).cloned().collect()).collect();
        }
        Ok(MeantWord { stem, groups: found })
    }

    fn entry(&self, tier: Option<&IndexTier>, item: u32) -> Result<SearchHit, Error> {
        let (name, place) = tier.and_then(|tier| self.manifest.block(tier, item)).ok_or_else(|| damaged(INDEX))?;
        let block = entries(&(self.read)(&name)?).ok_or_else(|| damaged(&name))?;
        let entry = block.get(place).ok_or_else(|| damaged(&name))?;
        let text = |at: usize| entry.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        let date = text(2).chars().take(10).collect();
        Ok(SearchHit { href: text(0), title: text(1), date, summary: text(4) })
    }
}

fn damaged(name: &str) -> Error {
    Error::usage(
        ErrorCode::SearchDamaged,
        format!("the file {name} of the search index is damaged, or of another version"),
    )
    .hint("run `courant build`")
}

/// The groups that a word may mean: that with its stem, and those that begin with it where it may be half typed.
fn of_tier(groups: &[Arc<ShardGroup>], word: &str, stem: Option<&str>, is_half: bool) -> Vec<Arc<ShardGroup>> {
    let is_own = |group: &&Arc<ShardGroup>| Some(&*group.stem) == stem;
    let is_begun = |group: &&Arc<ShardGroup>| is_half && group.forms.iter().any(|form| form.starts_with(word));
    let mut begun: Vec<&Arc<ShardGroup>> = groups.iter().filter(is_begun).collect();
    begun.sort_by_key(|group| std::cmp::Reverse(group.size));
    begun.truncate(MOST_FORMS);
    begun.retain(|group| !is_own(group));
    groups.iter().find(is_own).into_iter().chain(begun).cloned().collect()
}

/// Whether the text of a page has phrases.
fn has_phrases(page: &[u8], phrases: &[String]) -> bool {
    let html = String::from_utf8_lossy(page);
    let main = html.split_once("<main").map_or(&*html, |(_, after)| after);
    let main = main.rsplit_once("</main>").map_or(main, |(before, _)| before);
    let mut text = String::from(" ");
    folded_words(&plain(&format!("<main{main}")), |word| text.extend([word, " "]));
    phrases.iter().all(|phrase| text.contains(&format!(" {phrase} ")))
}

/// A query with what its words may mean.
struct MeantQuery {
    query: SearchQuery,
    words: Vec<MeantWord>,
    /// What each word is worth.
    worth: Vec<u64>,
    without: Vec<MeantWord>,
}

/// What a word may mean.
#[derive(Debug)]
struct MeantWord {
    /// The stem of its own group, which counts more than others.
    stem: Option<String>,
    /// The groups, by the place of the tier.
    groups: Vec<Vec<Arc<ShardGroup>>>,
}

impl MeantWord {
    /// The items of a tier that have the word, with the best weight of each.
    fn items(&self, place: usize) -> impl Iterator<Item = (u32, u64)> + use<> {
        let mut best: BTreeMap<u32, u64> = BTreeMap::new();
        for group in self.groups.get(place).into_iter().flatten() {
            let factor = if Some(&group.stem) == self.stem.as_ref() { 3 } else { 2 };
            for (item, weight) in &group.postings {
                let weight = u64::from(*weight) * factor;
                best.entry(*item).and_modify(|known| *known = weight.max(*known)).or_insert(weight);
            }
        }
        best.into_iter()
    }

    /// What the word is worth: the rarer, the more.
    fn worth(&self, tiers: &[IndexTier]) -> u64 {
        let total: u64 = tiers.iter().map(|tier| u64::from(tier.items)).sum();
        let count: usize = self.groups.iter().flatten().map(|group| group.postings.len()).sum();
        log(1 + 16 * total / (count as u64).max(1))
    }
}

/// Whether an item is of one of the years that are wanted, if any are, and of none that are not.
fn is_of_years(month: Option<(i32, u32)>, years: &[(Option<i32>, bool)]) -> bool {
    let own = month.map(|(year, _)| year);
    let is_own = |year: &Option<i32>| year.is_some() && *year == own;
    let mut wanted = years.iter().filter(|(_, is_without)| !is_without).peekable();
    let is_wanted = wanted.peek().is_none() || wanted.any(|(year, _)| is_own(year));
    is_wanted && !years.iter().any(|(year, is_without)| *is_without && is_own(year))
}

/// The logarithm in sixteenths of a bit, in whole numbers, as the script of the page has it.
fn log(number: u64) -> u64 {
    let whole = u64::from(number.max(1).ilog2());
    whole * 16 + (number.max(1) - (1 << whole)) * 16 / (1 << whole)
}

fn age(tiers: &[IndexTier], month: Option<(i32, u32)>) -> u64 {
    let number = |(year, month): (i32, u32)| i64::from(year) * 12 + i64::from(month);
    let newest =
        tiers.iter().filter_map(|tier| tier.months.last()).map(|(_, year, month)| number((*year, *month))).max();
    let age = month.zip(newest).map_or(12, |(month, newest)| newest - number(month));
    u64::try_from(age).unwrap_or(0)
}

/// The group of which a word that the site does not have may be a form: that with the longest stem or form with which the word begins.
fn inflected<'g>(groups: impl Iterator<Item = &'g Arc<ShardGroup>>, word: &str) -> Option<&'g Arc<ShardGroup>> {
    let (mut longest, mut best) = (3, None);
    // `library` has the stem of `libraries`.
    let with_i = word.strip_suffix('y').map(|before| format!("{before}i"));
    for group in groups {
        for known in std::iter::once(&group.stem).chain(&group.forms).filter(|_| !group.forms.is_empty()) {
            let length = known.chars().count();
            let is_begun = word.strip_prefix(&**known).is_some_and(|end| end.chars().count() <= 3)
                || with_i.as_deref() == Some(known);
            if length > longest && is_begun {
                (longest, best) = (length, Some(group));
            }
        }
    }
    best
}

fn may_be_mistyped(word: &str) -> bool {
    word.chars().count() >= 4 && !word.chars().any(char::is_numeric)
}

/// Whether two words differ by one letter that is missing, added, replaced, or changed places with its neighbour.
fn is_near(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    match (one, other) {
        ([], rest) | (rest, []) => rest.len() <= 1,
        ([first, rest @ ..], [second, others @ ..]) => {
            let are_swapped = || match (rest, others) {
                ([third, rest @ ..], [fourth, others @ ..]) => first == fourth && second == third && rest == others,
                _ => false,
            };
            rest == other || one == others || rest == others || are_swapped()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_typing_error_is_forgiven() {
        for (one, other, near) in [
            ("gemeente", "gemeente", true),
            ("gemeente", "gemeete", true),
            ("gemeente", "gemeenten", true),
            ("gemeente", "gemeemte", true),
            ("gemeente", "gemenete", true),
            ("gemeente", "gemete", false),
            ("gemeente", "geemeentn", false),
        ] {
            assert_eq!((is_near(one, other), is_near(other, one)), (near, near), "{one}, {other}");
        }
    }

    #[test]
    fn a_rare_word_is_worth_more() {
        assert_eq!((log(1), log(2), log(3), log(1024)), (0, 16, 24, 160));
    }
}
