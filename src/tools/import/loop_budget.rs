//! What the loops of a template may still do: a text of a few lines cannot take all memory.

use std::cell::Cell;
use std::rc::Rc;

/// What the loops of a text may still do, those in its includes among them.
#[derive(Clone)]
pub(super) struct LoopBudget {
    /// The rounds that are left.
    rounds: Rc<Cell<usize>>,
    /// The loops and branches around.
    depth: Rc<Cell<usize>>,
}

impl Default for LoopBudget {
    fn default() -> Self {
        Self { rounds: Rc::new(Cell::new(5_000)), depth: Rc::default() }
    }
}

impl LoopBudget {
    /// Whether there may be one more round.
    pub(super) fn take(&self) -> bool {
        let left = self.rounds.get().checked_sub(1);
        self.rounds.set(left.unwrap_or_default());
        left.is_some()
    }

    /// Whether there is a loop around.
    pub(super) fn is_within(&self) -> bool {
        self.depth.get() > 0
    }

    /// Runs something within one more loop; `None` where there are too many.
    pub(super) fn within<T>(&self, run: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.depth.get() >= 8 {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let done = run();
        self.depth.set(self.depth.get() - 1);
        done
    }
}
