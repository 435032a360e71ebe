//! The organisation that publishes documents by the Wet open overheid (Woo), the Dutch law on open government.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Publication of documents by the Dutch Wet open overheid. Attachments with a category (`woo: convenanten`) then stand in the
/// sitemaps that open.overheid.nl reads.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WooFile {
    /// The identifier of the organisation in TOOI, as the Register van Overheidsorganisaties has it:
    /// `https://identifier.overheid.nl/tooi/id/gemeente/gm0855`. Required.
    pub organisation: Option<String>,
    /// The name of the organisation in that register: `gemeente Tilburg`. Default: the name of the publisher.
    pub name: Option<String>,
}

/// The organisation that publishes by the law.
#[derive(Clone, Debug)]
pub struct Woo {
    /// Its identifier in TOOI.
    pub organisation: Box<str>,
    /// Its name.
    pub name: Box<str>,
}

/// Where TOOI keeps its identifiers of organisations.
const ORGANISATIONS: &str = "https://identifier.overheid.nl/tooi/id/";

/// The kinds of organisations by the letters with which their codes begin.
const KINDS: &[(&str, &str)] = &[("gm", "gemeente"), ("pv", "provincie"), ("ws", "waterschap"), ("mnre", "ministerie")];

impl Woo {
    /// Resolves the setting; `publisher` is the name of the publisher. `None` where there is none, or it is invalid.
    pub(super) fn resolve(
        typed: WooFile,
        publisher: &str,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let WooFile { organisation, name } = typed;
        let Some(organisation) = organisation else {
            if mapping.has("woo") {
                let message = "`woo` does not say which organisation publishes";
                findings.push(Diagnostic::new(Code::WooInvalid, mapping.key("woo"), message).hint(EXAMPLE));
            }
            return None;
        };
        if !is_identifier(&organisation) {
            let message = format!("`{organisation}` is not the identifier of an organisation in TOOI");
            let hint =
                meant(&organisation).map_or_else(|| EXAMPLE.to_owned(), |uri| format!("write `organisation: {uri}`"));
            findings.push(Diagnostic::new(Code::WooInvalid, mapping.value("woo", &organisation), message).hint(hint));
            return None;
        }
        Some(Self { organisation: organisation.into(), name: name.as_deref().unwrap_or(publisher).into() })
    }
}

const EXAMPLE: &str = "look your organisation up in the Register van Overheidsorganisaties (organisaties.overheid.nl), and write its \
                       identifier: `woo: {organisation: https://identifier.overheid.nl/tooi/id/gemeente/gm0855}`";

/// Whether a text has the form of an identifier: a kind and a code.
fn is_identifier(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
    };
    let parts = text.strip_prefix(ORGANISATIONS).and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(kind, code)| is_word(kind) && is_word(code))
}

/// The identifier that is meant by a code, or by another form of the URL.
fn meant(text: &str) -> Option<String> {
    let lower = text.trim().trim_end_matches('/').to_ascii_lowercase();
    let code = lower.rsplit('/').next().unwrap_or_default();
    let letters = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let (_, kind) = KINDS.iter().find(|(known, _)| *known == letters && letters.len() < code.len())?;
    Some(format!("{ORGANISATIONS}{kind}/{code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_completed() {
        let whole = "https://identifier.overheid.nl/tooi/id/gemeente/gm0855";
        for text in ["gm0855", "GM0855", "gemeente/gm0855", "http://identifier.overheid.nl/tooi/id/gemeente/gm0855/"] {
            assert!(!is_identifier(text), "{text}");
            assert_eq!(meant(text).as_deref(), Some(whole), "{text}");
        }
        assert!(is_identifier(whole));
        assert_eq!(meant("Tilburg"), None);
        assert_eq!(meant("gm"), None);
    }
}
