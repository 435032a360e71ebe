//! Lint levels: `lints` in `site.yaml` turns warnings off, or turns them into errors.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Severity, suggest};

/// Level of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as a warning.
    Warning,
    /// Reported as an error: it stops a build, and `courant check` exits with status 1.
    Error,
}

/// Lint levels by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lints(BTreeMap<Code, Level>);

impl Lints {
    pub(super) fn resolve(
        typed: BTreeMap<String, Level>,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut levels = BTreeMap::new();
        for (name, level) in typed {
            match Code::named(&name).filter(|code| Code::LINTS.contains(code)) {
                Some(code) => {
                    levels.insert(code, level);
                }
                None => findings.push(unknown(&name, mapping)),
            }
        }
        Self(levels)
    }

    /// Whether a lint is turned off.
    pub fn is_off(&self, code: Code) -> bool {
        self.0.get(&code) == Some(&Level::Off)
    }

    /// Applies the levels: removes findings that are turned off, and sets the severity of the others.
    pub fn weigh(&self, findings: &mut Vec<Diagnostic>) {
        if self.0.is_empty() {
            return;
        }
        findings.retain(|finding| !self.is_off(finding.code));
        for finding in findings {
            match self.0.get(&finding.code) {
                Some(Level::Error) => finding.severity = Severity::Error,
                Some(Level::Warning) => finding.severity = Severity::Warning,
                Some(Level::Off) | None => {}
            }
        }
    }
}

fn unknown(name: &str, mapping: &Mapping<'_>) -> Diagnostic {
    let place = mapping.value("lints", name);
    let (message, hint) = match Code::named(name) {
        Some(_) => (
            format!("the level of `{name}` cannot be changed"),
            format!("remove it; the lints are {}", suggest::list(names())),
        ),
        None => (format!("unknown lint `{name}`"), suggest::hint(name, names())),
    };
    Diagnostic::new(Code::UnknownKey, place, message).hint(hint)
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    Code::LINTS.iter().map(|code| code.name())
}
