//! Plain language: the tags that say that a text is in it, such as `nl-x-eenvoudig` and `nl-simple`.
//!
//! A subtag for private use has at most 8 letters (RFC 5646 §2.1), and `eenvoudig` has 9. The registered variant `simple` says the
//! same to everyone, so that is what pages have: `nl-simple`. The tags for private use are for the names of files only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names of plain language, as a reader of level B1 of the CEFR understands it.
const PLAIN: &[&str] =
    &["eenvoudig", "eenvoud", "duidelijk", "b1", "plain", "simple", "clear", "einfach", "clair", "ienfaldich", "enkel"];
/// Names of easy language, with rules of its own for people who read with difficulty: Leichte Sprache, Easy to Read, FALC.
const EASY: &[&str] = &["makkelijk", "a2", "easy", "easyread", "leicht", "ls", "facile", "falc", "maklik"];

/// How plain the language of a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlainLevel {
    /// Plain language.
    Plain,
    /// Easy language.
    Easy,
}

/// Tag of plain language, in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainTag<'t> {
    /// The tag of the language.
    pub language: &'t str,
    /// What stands behind it: `eenvoudig`.
    pub name: &'t str,
}

impl<'t> PlainTag<'t> {
    /// The parts of a tag; `None` for one without a subtag for private use or the variant `simple`. Whether the name is known is
    /// what [`Self::level`] says.
    pub fn of(tag: &'t str) -> Option<Self> {
        let private = tag.split_once("-x-").or_else(|| tag.split_once("-X-"));
        let (language, name) = private.or_else(|| tag.rsplit_once('-').filter(|(_, name)| *name == "simple"))?;
        (!language.is_empty() && !name.is_empty()).then_some(Self { language, name })
    }

    /// How plain it is; `None` for a name that is not known.
    pub fn level(&self) -> Option<PlainLevel> {
        let is_of = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(self.name));
        if is_of(PLAIN) {
            return Some(PlainLevel::Plain);
        }
        is_of(EASY).then_some(PlainLevel::Easy)
    }

    /// The known names, for hints.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PLAIN.iter().chain(EASY).copied()
    }
}

/// The tag of a text in plain language, in the form that pages have: `nl-simple`.
pub fn simple_tag(language: &str) -> String {
    format!("{language}-simple")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_plain_language_are_known_by_their_names() {
        let of = |tag| PlainTag::of(tag).map(|tag| (tag.language, tag.name, tag.level()));
        assert_eq!(of("nl-x-eenvoudig"), Some(("nl", "eenvoudig", Some(PlainLevel::Plain))));
        assert_eq!(of("en-GB-x-plain"), Some(("en-GB", "plain", Some(PlainLevel::Plain))));
        assert_eq!(of("de-x-leicht"), Some(("de", "leicht", Some(PlainLevel::Easy))));
        assert_eq!(of("nl-simple"), Some(("nl", "simple", Some(PlainLevel::Plain))));
        assert_eq!(of("en-x-pirate"), Some(("en", "pirate", None)));
        assert_eq!(of("en-US"), None);
        assert_eq!(of("-x-plain"), None);
    }
}
