//! Searching a built site, by the same files and in the same order as its search page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::base::{Error, ErrorCode};
use crate::plan::INDEX;
use crate::render::search::{IndexManifest, IndexTier, Shard, ShardGroup, entries, fold, term_key, words};

/// The most words of a search.
const MOST_WORDS: usize = 8;

/// Words before a colon that narrow a search, in the languages of the theme.
const KEYS: &[(&str, &[&str])] = &[
    ("tag", &["tag", "onderwerp", "thema", "etiquette"]),
    ("author", &["author", "auteur", "autor", "autorin", "skriuwer"]),
    ("dossier", &["dossier"]),
    ("section", &["section", "rubriek", "rubrik", "rubrique"]),
    ("year", &["year", "jaar", "jahr", "annee", "jier"]),
];

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

/// What was looked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Query {
    words: Vec<String>,
    without: Vec<String>,
    /// Keys and years, and whether they are those that items must not have.
    keys: Vec<(String, bool)>,
    years: Vec<(String, bool)>,
}

impl Query {
    fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let plain = text.replace(['"', '“', '”', '„', '«', '»'], " ");
        for part in plain.split_whitespace() {
            let (is_without, part) = part.strip_prefix('-').map_or((false, part), |rest| (true, rest));
            let named = part.split_once(':').and_then(|(name, rest)| Some((kind_of(&fold(name))?, rest)));
            match named {
                Some(("year", rest)) => query.years.push((all(rest).concat(), is_without)),
                Some((kind, rest)) => query.keys.push((term_key(kind, rest), is_without)),
                None if is_without => query.without.extend(all(part)),
                None => query.words.extend(all(part)),
            }
        }
        let mut seen = BTreeSet::new();
        query.words.retain(|word| seen.insert(word.clone()));
        query.words.truncate(MOST_WORDS);
        query
    }
}

fn kind_of(name: &str) -> Option<&'static str> {
    KEYS.iter().find(|(_, names)| names.contains(&name)).map(|(kind, _)| *kind)
}

fn all(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(&fold(text), |word| all.push(word.to_owned()));
    all
}

/// The index of a language, read file by file as a search needs them.
pub struct IndexReader<'r> {
    read: &'r dyn Fn(&str) -> Result<Vec<u8>, Error>,
    manifest: IndexManifest,
    shards: BTreeMap<String, Shard>,
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

    /// The items that have all words of a query, best first, at most so many.
    ///
    /// # Errors
    /// A file of the index cannot be read, or is damaged.
    pub fn find(&mut self, query: &str, most: usize) -> Result<Vec<SearchHit>, Error> {
        let query = Query::parse(query);
        let tiers = self.manifest.tiers.clone();
        let meant = self.meant(&tiers, &query.words)?;
        let without = self.meant(&tiers, &query.without)?;
        let worth: Vec<u64> = meant.iter().map(|word| word.worth(&tiers)).collect();
        let mut hits = Vec::new();
        for (place, tier) in tiers.iter().enumerate() {
            let scores = self.scores((place, tier), &query, &meant, &worth)?;
            let excluded: BTreeSet<u32> =
                without.iter().flat_map(|word| word.items(place)).map(|(item, _)| item).collect();
            hits.extend(scores.into_iter().filter(|(item, _)| !excluded.contains(item)).map(|(item, score)| {
                let age = age(&tiers, tier.month(item));
                (score * (16 + 48 / (12 + age)), place, item)
            }));
        }
        hits.sort_by(|one, other| other.cmp(one));
        hits.into_iter().take(most).map(|(_, place, item)| self.entry(tiers.get(place), item)).collect()
    }

    /// The items of a tier that have all words and keys, with their scores.
    fn scores(
        &mut self,
        (place, tier): (usize, &IndexTier),
        query: &Query,
        meant: &[MeantWord],
        worth: &[u64],
    ) -> Result<BTreeMap<u32, u64>, Error> {
        let mut found: Option<BTreeMap<u32, u64>> = None;
        for (word, worth) in meant.iter().zip(worth) {
            let own: BTreeMap<u32, u64> = word.items(place).map(|(item, weight)| (item, weight * worth)).collect();
            found = Some(match found {
                None => own,
                Some(found) => {
                    let both = found.into_iter().filter_map(|(item, score)| Some((item, score + own.get(&item)?)));
                    both.collect()
                }
            });
        }
        let mut found = found.unwrap_or_else(|| (0..tier.items).map(|item| (item, 7)).collect());
        let mut narrowed = query.keys.iter().chain(&query.years);
        if query.words.is_empty() && narrowed.all(|(_, is_without)| *is_without) {
            return Ok(BTreeMap::new());
        }
        for (key, is_without) in &query.keys {
            let group = self.shard(tier, key)?.and_then(|shard| shard.groups.iter().find(|group| group.stem == *key));
            let has: BTreeSet<u32> =
                group.into_iter().flat_map(|group| &group.postings).map(|(item, _)| *item).collect();
            found.retain(|item, _| has.contains(item) != *is_without);
        }
        found.retain(|item, _| is_of_years(tier.month(*item), &query.years));
        Ok(found)
    }

    fn shard(&mut self, tier: &IndexTier, word: &str) -> Result<Option<&Shard>, Error> {
        let Some(name) = tier.shard(word) else { return Ok(None) };
        if !self.shards.contains_key(&name) {
            let shard = Shard::read(&(self.read)(&name)?).ok_or_else(|| damaged(&name))?;
            self.shards.insert(name.clone(), shard);
        }
        Ok(self.shards.get(&name))
    }

    /// The groups that each word may mean in each tier: its own, or else those that are one typing error away.
    fn meant(&mut self, tiers: &[IndexTier], words: &[String]) -> Result<Vec<MeantWord>, Error> {
        words.iter().map(|word| self.meant_by(tiers, word)).collect()
    }

    fn meant_by(&mut self, tiers: &[IndexTier], word: &str) -> Result<MeantWord, Error> {
        let mut shards = Vec::new();
        for tier in tiers {
            shards.push(self.shard(tier, word)?.cloned().unwrap_or_default());
        }
        let groups = || shards.iter().flat_map(|shard| &shard.groups);
        let stem = groups().find(|group| group.forms.iter().any(|form| form == word));
        let stem = stem.or_else(|| groups().find(|group| group.stem == *word && !group.forms.is_empty()));
        let stem =
            stem.or_else(|| groups().filter(|group| is_inflection(word, group)).max_by_key(|group| group.stem.len()));
        let stem = stem.map(|group| group.stem.clone());
        let is_meant = |group: &ShardGroup| match &stem {
            Some(stem) => group.stem == *stem,
            None => may_be_mistyped(word) && group.forms.iter().any(|form| is_near(form, word)),
        };
        let of_tier = |shard: Shard| shard.groups.into_iter().filter(is_meant).collect();
        Ok(MeantWord { is_exact: stem.is_some(), groups: shards.into_iter().map(of_tier).collect() })
    }

    fn entry(&self, tier: Option<&IndexTier>, item: u32) -> Result<SearchHit, Error> {
        let (name, place) = tier.and_then(|tier| tier.block(item)).ok_or_else(|| damaged(INDEX))?;
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

/// What a word may mean.
#[derive(Debug)]
struct MeantWord {
    is_exact: bool,
    /// The groups, by the place of the tier.
    groups: Vec<Vec<ShardGroup>>,
}

impl MeantWord {
    /// The items of a tier that have the word, with the best weight of each.
    fn items(&self, place: usize) -> impl Iterator<Item = (u32, u64)> + use<> {
        let factor = if self.is_exact { 3 } else { 2 };
        let mut best: BTreeMap<u32, u64> = BTreeMap::new();
        for (item, weight) in self.groups.get(place).into_iter().flatten().flat_map(|group| &group.postings) {
            let weight = u64::from(*weight) * factor;
            best.entry(*item).and_modify(|known| *known = weight.max(*known)).or_insert(weight);
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
fn is_of_years(month: Option<(i32, u32)>, years: &[(String, bool)]) -> bool {
    let own = month.map(|(year, _)| year.to_string());
    let is_own = |year: &String| own.as_deref() == Some(year);
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

/// Whether a word that the site does not have may be a form of a group.
fn is_inflection(word: &str, group: &ShardGroup) -> bool {
    let end = word.strip_prefix(&*group.stem).map(|end| end.chars().count());
    end.is_some_and(|end| end <= 3) && group.stem.chars().count() >= 4 && !group.forms.is_empty()
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
    fn a_query_is_read() {
        let query = Query::parse("Wijk \"open dag\" -Ruzie jaar:2018 -tag:zorg wijk");
        assert_eq!(query.words, ["wijk", "open", "dag"]);
        assert_eq!(query.without, ["ruzie"]);
        assert_eq!(query.keys, [("tag:zorg".to_owned(), true)]);
        assert_eq!(query.years, [("2018".to_owned(), false)]);
    }

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
