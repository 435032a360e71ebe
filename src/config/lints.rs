//! How findings count that may be meant so: `lints` in `site.yaml` turns them off, or makes errors of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Severity, suggest};

/// How a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is not told.
    Off,
    /// It is told.
    Warning,
    /// It is an error, wherever it is told: a build stops, and a check ends with exit status 1.
    Error,
}

/// How findings count, by their code.
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

    /// Whether findings of this kind are not told.
    pub fn is_off(&self, code: Code) -> bool {
        self.0.get(&code) == Some(&Level::Off)
    }

    /// Drops the findings that are turned off, and makes errors of those that are to be errors.
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
            format!("`{name}` always counts the same"),
            format!("remove it; these may be turned off: {}", suggest::list(names())),
        ),
        None => (format!("there is no finding `{name}`"), suggest::hint(name, names())),
    };
    Diagnostic::new(Code::UnknownKey, place, message).hint(hint)
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    Code::LINTS.iter().map(|code| code.name())
}
