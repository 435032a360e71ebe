//! What shortcodes of Hugo note for others on the same page, in `.Page.Scratch` or `.Page.Store`: the words of a list that one of
//! them shows at the end.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::Value;

/// The notes of a page.
#[derive(Default)]
pub(super) struct PageScratch {
    /// The values, by key.
    pub(super) values: RefCell<BTreeMap<String, Value>>,
    /// Whether something was noted that nobody asked for yet.
    pub(super) is_unread: Cell<bool>,
    /// Whether nothing may be noted, for nobody would show it.
    pub(super) is_off: Cell<bool>,
}
