//! What the pages of a Zola site refer to: settings, addresses, titles and templates of shortcodes.

use std::collections::HashMap;

use super::front::Values;

/// What the pages of a Zola site refer to.
#[derive(Default)]
pub(super) struct ZolaContext {
    /// The settings.
    pub(super) config: Values,
    /// The addresses of pages and sections, by their paths below `content/`.
    pub(super) addresses: HashMap<String, String>,
    /// The templates of shortcodes, by name.
    pub(super) templates: HashMap<String, String>,
    /// The titles of pages, by their paths.
    pub(super) titles: HashMap<String, String>,
}
