//! Compounds: who looks for one half finds the whole, where the site has both halves as words.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::word_group::{WordGroup, postings};

/// The languages that write compounds as one word.
const LANGUAGES: [&str; 9] = ["da", "de", "fi", "fy", "nb", "nl", "nn", "no", "sv"];

/// The fewest letters of a half.
const SHORTEST: usize = 4;

/// What may stand between two halves: `gemeente-s-raad`.
const LINKS: [&str; 5] = ["", "s", "e", "en", "es"];

/// What a half of a compound counts: less than any word of its own.
const WEIGHT: u32 = 1;

/// Adds the items of compounds to the groups of their halves. The groups are in the order of their stems.
pub(super) fn add_halves(groups: Vec<WordGroup>, tag: &str) -> Vec<WordGroup> {
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    if !LANGUAGES.contains(&&*primary) {
        return groups;
    }
    let mut of_half: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    {
        let known: HashMap<&str, usize, RandomState> = groups
            .iter()
            .enumerate()
            .flat_map(|(place, group)| group.forms.iter().map(move |form| (&**form, place)))
            .collect();
        for (place, group) in groups.iter().enumerate() {
            let halves = group.forms.iter().find_map(|form| halves(form, &known)).into_iter().flatten();
            for half in halves.filter(|half| *half != place) {
                of_half.entry(half).or_default().push(place);
            }
        }
    }
    let merged: Vec<(usize, WordGroup)> =
        of_half.par_iter().filter_map(|(half, wholes)| Some((*half, with_items(&groups, *half, wholes)?))).collect();
    let mut groups = groups;
    for (half, merged) in merged {
        if let Some(group) = groups.get_mut(half) {
            (group.postings, group.next) = (merged.postings, merged.next);
        }
    }
    groups
}

/// A half with its items and those of the wholes.
fn with_items(groups: &[WordGroup], half: usize, wholes: &[usize]) -> Option<WordGroup> {
    let own = groups.get(half)?;
    let of_wholes = wholes.iter().filter_map(|place| groups.get(*place));
    let of_wholes = of_wholes.flat_map(|group| postings(&group.postings)).map(|(item, _)| (item, WEIGHT));
    // Of the weights of an item the highest counts: that of the half itself.
    let mut items: Vec<(u32, u32)> = postings(&own.postings).chain(of_wholes).collect();
    items.sort_unstable_by_key(|(item, weight)| (*item, std::cmp::Reverse(*weight)));
    items.dedup_by_key(|(item, _)| *item);
    let mut merged = WordGroup::default();
    for (item, weight) in items {
        merged.add(item, weight);
    }
    Some(merged)
}

/// The groups of the two halves of a form: of all cuts the one with the longest last half.
fn halves(form: &str, known: &HashMap<&str, usize, RandomState>) -> Option<[usize; 2]> {
    if form.len() < 2 * SHORTEST || !form.chars().all(char::is_alphabetic) {
        return None;
    }
    let cuts = form.char_indices().map(|(at, _)| at).filter(|at| *at >= SHORTEST && form.len() - at >= SHORTEST);
    cuts.filter_map(|at| form.split_at_checked(at)).find_map(|(first, last)| {
        let last = *known.get(last)?;
        let bare = |link: &&str| first.strip_suffix(*link).filter(|bare| bare.len() >= SHORTEST);
        let first = LINKS.iter().filter_map(bare).find_map(|bare| known.get(bare))?;
        Some([*first, last])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_is_cut_where_both_halves_are_words() {
        let known = HashMap::from_iter([("sport", 0), ("centrum", 1), ("gemeente", 2), ("raad", 3), ("raadslid", 4)]);
        assert_eq!(halves("sportcentrum", &known), Some([0, 1]));
        assert_eq!(halves("gemeenteraad", &known), Some([2, 3]));
        assert_eq!(halves("gemeenteraadslid", &known), Some([2, 4]));
        assert_eq!(halves("centrumsraad", &known), Some([1, 3]));
        assert_eq!(halves("sportbond", &known), None);
        assert_eq!(halves("éé", &known), None);
    }
}
