//! What a body is read with, beside its text.

use super::ids::ReservedIds;
use super::markdown::Quotes;
use crate::config::{Config, LanguageId, MarkdownOptions, OwnUrls};

/// What a body is read with.
#[derive(Clone, Copy, Debug)]
pub struct BodySettings<'a> {
    /// The URLs of the site itself.
    pub own_urls: &'a OwnUrls,
    /// The quotation marks of the language of the body.
    pub quotes: &'a Quotes,
    /// The ids of the page around it.
    pub reserved: &'a ReservedIds,
    /// How its Markdown is read.
    pub markdown: MarkdownOptions,
}

impl<'a> BodySettings<'a> {
    /// Those of a text in a language.
    pub fn new(config: &'a Config, language: LanguageId, reserved: &'a ReservedIds) -> Self {
        let Config { own_urls, markdown, .. } = config;
        Self { own_urls, quotes: &config.language(language).quotes, reserved, markdown: *markdown }
    }
}
