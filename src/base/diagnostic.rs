//! Diagnostics: findings in the files of a site, each with a code, a place, a message and hints.

use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

use super::code::{Code, Severity};
use super::foreign::without_passwords;

/// A place in a file, complete in itself: the line is kept, so that showing it needs no second reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, relative to the site's folder, with `/` between its parts.
    pub file: Box<str>,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// The line itself.
    pub excerpt: Box<str>,
    /// The bytes of `excerpt` that the finding is about.
    #[serde(skip)]
    pub marked: Range<usize>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &str) -> Self {
        Self { file: file.into(), line: 0, column: 0, excerpt: "".into(), marked: 0..0 }
    }

    /// The bytes `span` of `source`, which is the text of `file`. A span that leaves its first line is cut there;
    /// one that lies outside the text or between characters moves to the nearest place that exists.
    pub fn span(file: &str, source: &str, span: Range<usize>) -> Self {
        let start = source.floor_char_boundary(span.start);
        let before = source.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = source.get(line_start..).unwrap_or_default();
        let excerpt = rest.lines().next().unwrap_or_default();
        let marked_start = (start - line_start).min(excerpt.len());
        let marked_end =
            excerpt.floor_char_boundary(span.end.saturating_sub(line_start).clamp(marked_start, excerpt.len()));
        Self {
            file: file.into(),
            line: before.matches('\n').count() + 1,
            column: excerpt.get(..marked_start).unwrap_or_default().chars().count() + 1,
            excerpt: without_passwords(excerpt).into(),
            marked: marked_start..marked_end.max(marked_start),
        }
    }

    /// Line `line` and column `column` (both from 1, in characters) of `source`, up to the end of the word there.
    pub fn line_column(file: &str, source: &str, line: usize, column: usize) -> Self {
        let line_start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = source.get(line_start..).unwrap_or_default();
        let before: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
        let word = rest.get(before..).unwrap_or_default();
        let length = word.find(|c: char| c.is_whitespace() || ",:]}".contains(c)).unwrap_or(word.len()).max(1);
        Self::span(file, source, line_start + before..line_start + before + length)
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.file, self.line, self.column).cmp(&(&other.file, other.line, other.column))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

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
}
