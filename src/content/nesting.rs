//! The limit of nesting. The time that browsers, sanitisers and templates need grows with the square of the depth.

use std::ops::Range;

/// How deep lists, quotations, directives and elements of HTML may be nested. Texts of people do not come near it.
pub const DEEPEST: usize = 100;

/// The depth at a point of a text. What is nested too deep is left out; its text is kept.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    depth: usize,
    /// The first part that is nested too deep.
    pub(super) too_deep: Option<Range<usize>>,
}

impl Nesting {
    /// Something opens. `false` where it is too deep.
    pub(super) fn open(&mut self, range: &Range<usize>) -> bool {
        self.depth += 1;
        if self.depth > DEEPEST && self.too_deep.is_none() {
            self.too_deep = Some(range.clone());
        }
        self.depth <= DEEPEST
    }

    /// The innermost closes. `false` where it was too deep.
    pub(super) fn close(&mut self) -> bool {
        let is_kept = self.depth <= DEEPEST;
        self.depth = self.depth.saturating_sub(1);
        is_kept
    }
}
