//! What the tags of a text may still do: a text of a few lines cannot take all memory, or all time.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::Value;

/// The most bytes that the tags of a text read and write, those of its includes among them.
const MOST_BYTES: usize = 64 << 20;
/// What a tag takes beside its text, and a value beside its own.
pub(super) const SMALL: usize = 16;
/// What an include takes beside its text: it is looked for and read.
pub(super) const LARGE: usize = 4096;

/// What the tags of a text may still do, those in its includes among them.
#[derive(Clone)]
pub(super) struct TagBudget {
    /// The rounds of loops that are left.
    rounds: Rc<Cell<usize>>,
    /// The loops around.
    depth: Rc<Cell<usize>>,
    /// The bytes that are left.
    bytes: Rc<Cell<usize>>,
}

impl Default for TagBudget {
    fn default() -> Self {
        Self { rounds: Rc::new(Cell::new(5_000)), depth: Rc::default(), bytes: Rc::new(Cell::new(MOST_BYTES)) }
    }
}

impl TagBudget {
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

    /// Takes bytes that are read or are about to be written. `None` where not as many are left; none are then.
    pub(super) fn spend(&self, bytes: usize) -> Option<()> {
        let left = self.bytes.get().checked_sub(bytes);
        self.bytes.set(left.unwrap_or_default());
        left.map(|_| ())
    }

    /// A value that was made, if there may be one of its size.
    pub(super) fn keep(&self, value: Value) -> Option<Value> {
        self.spend(weight(&value)).map(|()| value)
    }

    /// A text with another in the place of a mark, if there may be one of its size.
    pub(super) fn replaced(&self, text: &str, mark: &str, by: &str) -> Option<String> {
        self.spend(text.matches(mark).count().saturating_mul(by.len()))?;
        Some(text.replace(mark, by))
    }

    /// Texts of values with another between them, if there may be one of its size.
    pub(super) fn joined(&self, texts: &[String], by: &str) -> Option<String> {
        self.spend(texts.len().saturating_mul(by.len()))?;
        Some(texts.join(by))
    }

    /// The parts of a text, if there may be as many.
    pub(super) fn split(&self, text: &str, by: &str) -> Option<Vec<Value>> {
        self.spend(text.matches(by).count().saturating_mul(4 * SMALL))?;
        Some(text.split(by).map(Value::from).collect())
    }
}

/// The bytes of a value.
pub(super) fn weight(value: &Value) -> usize {
    SMALL
        + match value {
            Value::String(text) => text.len(),
            Value::Array(values) => values.iter().map(weight).sum(),
            Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum(),
            _ => 0,
        }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_spent_is_spent_for_all() {
        let budget = TagBudget::default();
        let of_include = budget.clone();
        assert_eq!(budget.replaced("a-b", "-", "++").as_deref(), Some("a++b"));
        assert_eq!(of_include.keep(json!({"a": ["b"]})), Some(json!({"a": ["b"]})));
        let long = "a".repeat(9000);
        assert_eq!(of_include.replaced(&long, "a", &long), None);
        assert_eq!(
            (budget.spend(1), budget.split("a b", " "), budget.joined(&[], "x")),
            (None, None, Some(String::new()))
        );
    }
}
