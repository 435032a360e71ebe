//! Diagnostics: findings in the files of a site, each with a code, a place, a message and hints.

use serde::Serialize;

use super::code::{Code, Severity};
use super::foreign::without_passwords;
use super::place::Place;

/// A related place of a finding, with a message: "the other item is here".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RelatedPlace {
    /// The message about this place.
    pub message: String,
    /// The place.
    #[serde(flatten)]
    pub place: Place,
}

/// A finding in a file of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Whether it stops the build; follows from the code, unless the settings say otherwise.
    pub severity: Severity,
    /// The kind of mistake; `docs/errors.md` has a paragraph on each.
    pub code: Code,
    /// The place.
    #[serde(flatten)]
    pub place: Place,
    /// The message: one sentence without a full stop.
    pub message: String,
    /// Related places.
    pub related: Vec<RelatedPlace>,
    /// Hints: proposals of what to write instead.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding at a place; add hints with [`Diagnostic::hint`].
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        let message = without_passwords(&message.into()).into_owned();
        Self { severity: code.severity(), code, place, message, related: Vec::new(), hints: Vec::new() }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(without_passwords(&hint.into()).into_owned());
        self
    }

    /// Adds a related place, with a message.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { message: message.into(), place });
        self
    }

    /// Whether it stops the build.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A value, and the findings that came up while it was made.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The value, as complete as the errors allow.
    pub value: T,
    /// The findings, in no particular order until [`sort`].
    pub findings: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with nothing wrong.
    pub fn clean(value: T) -> Self {
        Self { value, findings: Vec::new() }
    }

    /// Moves the findings to `all` and gives the value.
    pub fn report_to(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.findings);
        self.value
    }
}

/// Whether any of the findings stops the build.
pub fn has_errors(findings: &[Diagnostic]) -> bool {
    findings.iter().any(Diagnostic::is_error)
}

/// Puts findings in the order in which they are shown: by place, then code, then message; doubles are dropped.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    findings.sort_by(|a, b| (&a.place, a.code.name(), &a.message).cmp(&(&b.place, b.code.name(), &b.message)));
    findings.dedup();
    let at = |place: &Place| (place.file.clone(), place.line);
    let rendered: Vec<_> =
        findings.iter().filter(|it| it.code == Code::TemplateRender).map(|it| at(&it.place)).collect();
    // An error that stopped a page says more than the warning that the template would make one.
    findings.retain(|it| it.code != Code::TemplateVariable || !rendered.contains(&at(&it.place)));
}
