//! The number of elements that a browser draws: `use` and `url(#id)` draw an element again, and copies of copies multiply.

use std::collections::BTreeMap;

/// An element with an id, or the drawing itself, with the elements below it that have no id.
#[derive(Default)]
struct Subtree {
    /// The number of its own elements.
    elements: u64,
    /// The parts below it.
    parts: Vec<usize>,
    /// The ids that it refers to.
    refers_to: Vec<Box<str>>,
}

/// The parts of a drawing and their references. The first is the drawing itself.
pub(super) struct Copies {
    parts: Vec<Subtree>,
    ids: BTreeMap<Box<str>, usize>,
}

/// How far a part is counted.
#[derive(Clone, Copy)]
enum Count {
    Unknown,
    Begun,
    Known(u64),
}

impl Copies {
    pub(super) fn new() -> Self {
        Self { parts: vec![Subtree::default()], ids: BTreeMap::new() }
    }

    /// Counts an element below a part. The result is the part that its own children are below.
    pub(super) fn element(&mut self, parent: usize, id: Option<&str>) -> usize {
        let part = match id {
            Some(id) if !self.ids.contains_key(id) => {
                let part = self.parts.len();
                self.parts.push(Subtree::default());
                self.ids.insert(id.into(), part);
                if let Some(parent) = self.parts.get_mut(parent) {
                    parent.parts.push(part);
                }
                part
            }
            _ => parent,
        };
        if let Some(part) = self.parts.get_mut(part) {
            part.elements += 1;
        }
        part
    }

    /// Records a reference that draws another element.
    pub(super) fn reference(&mut self, part: usize, id: &str) {
        if let Some(part) = self.parts.get_mut(part) {
            part.refers_to.push(id.into());
        }
    }

    /// The number of elements that are drawn, copies included. `None` if an element is drawn inside itself.
    pub(super) fn total(&self) -> Option<u64> {
        let mut counts = vec![Count::Unknown; self.parts.len()];
        let mut open = vec![(0, 0)];
        while let Some((at, next)) = open.last_mut() {
            let part = self.parts.get(*at)?;
            let below = part.parts.get(*next).copied();
            let copied = || part.refers_to.get(*next - part.parts.len());
            let is_below = below.is_some();
            let child =
                if is_below { below } else { copied().map(|id| self.ids.get(id).copied().unwrap_or(usize::MAX)) };
            let Some(child) = child else {
                *counts.get_mut(*at)? = Count::Known(self.sum(part, &counts));
                open.pop();
                continue;
            };
            *next += 1;
            match counts.get(child) {
                Some(Count::Begun) => return None,
                Some(Count::Unknown) => {
                    *counts.get_mut(child)? = Count::Begun;
                    open.push((child, 0));
                }
                // Known, or a reference to nothing.
                _ => {}
            }
        }
        match counts.first() {
            Some(Count::Known(total)) => Some(*total),
            _ => None,
        }
    }

    fn sum(&self, part: &Subtree, counts: &[Count]) -> u64 {
        let copied = part.refers_to.iter().filter_map(|id| self.ids.get(id));
        part.parts.iter().chain(copied).fold(part.elements, |sum, child| match counts.get(*child) {
            Some(Count::Known(count)) => sum.saturating_add(*count),
            _ => sum,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_copies_multiply() {
        let mut copies = Copies::new();
        let mut below = "blad".to_owned();
        copies.element(0, Some("blad"));
        for level in 0..60 {
            let id = format!("tak{level}");
            let part = copies.element(0, Some(&id));
            for _ in 0..10 {
                copies.element(part, None);
                copies.reference(part, &below);
            }
            below = id;
        }
        assert_eq!(copies.total(), Some(u64::MAX), "10 to the power of 60 leaves");
    }

    #[test]
    fn a_long_chain_is_counted_without_recursion_and_a_ring_is_found() {
        let mut copies = Copies::new();
        for number in 0..200_000 {
            let part = copies.element(0, Some(&format!("a{number}")));
            copies.reference(part, &format!("a{}", number + 1));
        }
        assert_eq!(copies.total(), Some(200_000 * 200_001 / 2));
        let last = copies.element(0, Some("a200000"));
        copies.reference(last, "a0");
        assert_eq!(copies.total(), None);
    }
}
