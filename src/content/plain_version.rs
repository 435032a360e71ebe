//! An item in plain language: which language its tag is of.

use serde::{Deserialize, Serialize};

use crate::base::suggest;
use crate::config::{Config, PlainLevel, PlainTag};

/// That an item is in plain language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainVersion {
    /// What its tag says: `eenvoudig`. Its address ends in it.
    pub name: Box<str>,
    /// How plain it is.
    pub level: PlainLevel,
    /// Whether there is an item that it is a version of. Without one, it is an item like all others.
    pub has_normal: bool,
}

/// Tag of plain language that was read.
pub(super) struct PlainTagged<'t> {
    /// The tag of the language, which the site need not have.
    pub(super) language: &'t str,
    /// The version, also where its name is not known: its address is another than that of the item.
    pub(super) version: PlainVersion,
    /// What is wrong with the name, as a message and a hint.
    pub(super) problem: Option<(String, String)>,
}

/// Reads a tag that is none of the site's languages. `None` if it is no tag of plain language.
pub(super) fn plain_version<'t>(tag: &'t str, config: &Config) -> Option<PlainTagged<'t>> {
    let parts = PlainTag::of(tag)?;
    let language = config.find_language(parts.language).map_or(parts.language, |id| config.language(id).tag.as_ref());
    let problem = parts.level().is_none().then(|| {
        let near = suggest::nearest(parts.name, PlainTag::names());
        let hint = near.map_or_else(
            || format!("write one of these behind `{language}-x-`: {}", suggest::list(PlainTag::names())),
            |near| format!("did you mean `{language}-x-{near}`?"),
        );
        (format!("`{}` is not a name of plain language", parts.name), hint)
    });
    let level = parts.level().unwrap_or(PlainLevel::Plain);
    let version = PlainVersion { name: parts.name.to_lowercase().into(), level, has_normal: false };
    Some(PlainTagged { language: parts.language, version, problem })
}
