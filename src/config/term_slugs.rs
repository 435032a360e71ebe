//! The parts of addresses that the settings give to tags, authors and dossiers.

use std::collections::BTreeMap;

use super::typed::TermSlugsFile;
use crate::base::name::{identity, nfc};
use crate::base::slug::{Letters, is_slug, slugify};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Slugs, by the identity of a name.
#[derive(Clone, Debug)]
pub struct TermSlugs {
    /// The letters in the slugs of all other names.
    pub letters: Letters,
    /// Those of tags.
    pub tags: BTreeMap<String, Box<str>>,
    /// Those of authors.
    pub authors: BTreeMap<String, Box<str>>,
    /// Those of dossiers.
    pub dossiers: BTreeMap<String, Box<str>>,
}

impl TermSlugs {
    /// Resolves the slugs that are given, and whether letters outside ASCII stay in all others.
    pub(super) fn resolve(
        (typed, is_unicode): (TermSlugsFile, bool),
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let TermSlugsFile { tags, authors, dossiers } = typed;
        let mut group = |typed| resolve_group(typed, mapping, findings);
        let letters = if is_unicode { Letters::Kept } else { Letters::PlainAlphabets };
        Self { letters, tags: group(tags), authors: group(authors), dossiers: group(dossiers) }
    }
}

fn resolve_group(
    typed: BTreeMap<String, String>,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Box<str>> {
    let mut slugs: BTreeMap<String, Box<str>> = BTreeMap::new();
    for (name, slug) in typed {
        let slug: Box<str> = nfc(&slug).into();
        let mut refuse = |message: String, hint: String| {
            findings.push(Diagnostic::new(Code::SlugInvalid, mapping.value("term_slugs", &slug), message).hint(hint));
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
