//! The ids of an item to which links can lead: those of its headings, and those that its raw HTML sets. Thousands of links may lead
//! to one item, so they are gathered once.

use std::collections::HashSet;
use std::sync::OnceLock;

use crate::base::Sources;
use crate::content::Item;

/// The ids in an item.
#[derive(Debug)]
pub(super) struct Anchors {
    headings: HashSet<Box<str>>,
    /// Read from the file only where an id is none of a heading.
    of_html: OnceLock<HashSet<Box<str>>>,
}

impl Anchors {
    /// Those of an item.
    pub(super) fn of(item: &Item) -> Self {
        let headings = item.facts.headings.iter().map(|heading| heading.id.into()).collect();
        Self { headings, of_html: OnceLock::new() }
    }

    /// Whether the item has an id.
    pub(super) fn has(&self, id: &str, item: &Item, sources: &dyn Sources) -> bool {
        let read = || {
            let text = sources.read(&item.file).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            text.map_or_else(HashSet::new, |text| set_ids(&text).map(Into::into).collect())
        };
        self.headings.contains(id) || self.of_html.get_or_init(read).contains(id)
    }
}

/// The ids that raw HTML in a text sets.
fn set_ids(text: &str) -> impl Iterator<Item = &str> {
    let value = |rest: &'_ str| -> usize {
        rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '>')).unwrap_or(rest.len())
    };
    let after = ["id=", "name="].into_iter().flat_map(|key| text.match_indices(key).map(move |(at, _)| at + key.len()));
    after.filter_map(move |at| {
        let rest = text.get(at..)?;
        let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        rest.get(..value(rest)).filter(|id| !id.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_raw_html_are_found() {
        let text = "<a id=\"é-1\"></a><b id='b'><i name=c>x</i> <a name=\"\"> <p id=d";
        let mut ids: Vec<&str> = set_ids(text).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["b", "c", "d", "é-1"]);
    }
}
