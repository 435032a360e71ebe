//! The labels that a body gives to addresses and notes, gathered once: each mark of a long text would look through all of it.

use std::cell::OnceCell;
use std::collections::HashSet;

/// The labels of a body.
#[derive(Debug)]
pub(super) struct BodyLabels<'t> {
    body: &'t str,
    addresses: OnceCell<HashSet<&'t str>>,
    free_note: OnceCell<Option<usize>>,
}

impl<'t> BodyLabels<'t> {
    pub(super) fn new(body: &'t str) -> Self {
        Self { body, addresses: OnceCell::new(), free_note: OnceCell::new() }
    }

    /// Whether a line gives a label an address: `[label]: address`.
    pub(super) fn has_address(&self, label: &str) -> bool {
        self.addresses.get_or_init(|| self.after("\n[").filter_map(before_colon).collect()).contains(label)
    }

    /// The first number that no note has.
    pub(super) fn free_note(&self) -> Option<usize> {
        let first_free = || {
            let label = |rest: &'t str| rest.split_once(']').map(|(label, _)| label);
            let taken: HashSet<&str> = self.after("[^").filter_map(label).collect();
            (1..1000).find(|number| !taken.contains(number.to_string().as_str()))
        };
        *self.free_note.get_or_init(first_free)
    }

    /// What stands behind each mark, to the end of its line.
    fn after(&self, mark: &'static str) -> impl Iterator<Item = &'t str> {
        let rest = |rest: &'t str| rest.find('\n').and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.body.match_indices(mark).filter_map(move |(at, _)| self.body.get(at + mark.len()..).map(rest))
    }
}

fn before_colon(rest: &str) -> Option<&str> {
    let (label, after) = rest.split_once(']')?;
    after.starts_with(':').then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_by_their_lines() {
        let labels = BodyLabels::new("[a]: x [^2]\n[b]: x\n [c]: x\n[d]\n[é f]: [^1]\n[^4]: y");
        let known: Vec<&str> =
            ["a", "b", "c", "d", "é f", ""].into_iter().filter(|it| labels.has_address(it)).collect();
        assert_eq!(known, ["b", "é f"]);
        assert_eq!(labels.free_note(), Some(3));
        assert_eq!(BodyLabels::new("").free_note(), Some(1));
        assert_eq!(
            BodyLabels::new(&(1..1000).map(|number| format!("[^{number}]")).collect::<Vec<_>>().concat()).free_note(),
            None
        );
    }
}
