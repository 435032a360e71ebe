//! The parts of addresses that the settings give to terms.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::name::{identity, nfc};
use crate::base::slug::{is_slug, slugify};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Last parts of addresses, by name. Capitals in a name do not matter.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TermSlugsFile {
    /// Those of tags.
    pub tags: BTreeMap<String, String>,
    /// Those of authors.
    pub authors: BTreeMap<String, String>,
    /// Those of dossiers.
    pub dossiers: BTreeMap<String, String>,
}

/// Slugs, by the identity of a name, that the settings give under a key.
pub(super) fn resolve_slugs(
    key: &str,
    typed: BTreeMap<String, String>,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Box<str>> {
    let mut slugs: BTreeMap<String, Box<str>> = BTreeMap::new();
    for (name, slug) in typed {
        let slug: Box<str> = nfc(&slug).into();
        let mut refuse = |message: String, hint: String| {
            findings.push(Diagnostic::new(Code::SlugInvalid, mapping.value(key, &slug), message).hint(hint));
        };
        let is_taken = slugs.values().any(|other| other.to_lowercase() == slug.to_lowercase());
        if !is_slug(&slug) {
            let better = Some(slugify(&slug)).filter(|better| !better.is_empty());
            let hint = format!("write `{name}: {}`", better.unwrap_or_else(|| "name".to_owned()));
            refuse(format!("`{slug}` is not a valid slug"), hint);
        } else if is_taken {
            let hint = "give each name a slug of its own".to_owned();
            refuse(format!("two names have the slug `{slug}`, so they would have one address"), hint);
        } else {
            slugs.insert(identity(&name), slug);
        }
    }
    slugs
}
