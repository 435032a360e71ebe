//! A digest, through the templates of the theme: HTML and plain text.

use tera::Context;

use super::Failure;
use crate::base::Error;
use crate::config::LanguageId;
use crate::plan::{DigestView, Snapshot};

/// A digest, rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedDigest {
    /// The message as HTML.
    pub html: String,
    /// The message as plain text, with lines of any length.
    pub text: String,
}

/// Renders a digest. The snapshot has the variables of its languages.
///
/// # Errors
/// The theme lacks a template of it, or one has mistakes.
pub fn digest(snapshot: &Snapshot, language: LanguageId, view: &DigestView<'_>) -> Result<RenderedDigest, Failure> {
    let theme = &snapshot.theme;
    let templates = theme.digest_templates().map_err(|finding| Failure::Findings(vec![finding]))?;
    let globals = snapshot.globals(language).ok_or_else(|| Error::internal("the languages have no variables"))?;
    let mut context = Context::new();
    context.insert("digest", view);
    let [html, text] = templates.map(|template| {
        let mut out = Vec::new();
        theme.render(&globals.engine, template, &context, &mut out).map_err(Failure::Findings)?;
        String::from_utf8(out).map_err(|error| Failure::Error(Error::internal(error.to_string())))
    });
    Ok(RenderedDigest { html: html?, text: text? })
}

/// The subject of a digest of this many items, in the words of the theme.
pub fn digest_subject(snapshot: &Snapshot, language: LanguageId, items: usize) -> String {
    let title = &snapshot.config.language(language).title;
    let values = [("site".to_owned(), title.to_string()), ("count".to_owned(), items.to_string())];
    let subject = snapshot.theme.counted_word(language, "digest_subject", items, &values);
    subject.unwrap_or_else(|| title.to_string())
}
