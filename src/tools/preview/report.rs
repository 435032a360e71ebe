//! Findings as JSON, for the overlay in browsers.

use serde::Serialize;

use super::editor::Editor;
use super::status::SiteStatus;
use crate::base::diagnostic::RelatedPlace;
use crate::base::{Diagnostic, Error, ErrorCode, Place};
use crate::tools::excerpt::Excerpt;

/// The most findings in a report.
const MOST: usize = 100;

/// The findings of the site.
#[derive(Debug, Serialize)]
pub(super) struct FindingsReport {
    findings: Vec<Finding>,
    /// The number of further findings.
    more: usize,
}

#[derive(Debug, Serialize)]
struct Finding {
    severity: &'static str,
    code: &'static str,
    message: String,
    place: Option<Shown>,
    related: Vec<Shown>,
    hints: Vec<String>,
}

/// A place, with its line in three parts: before, inside and after the marked text.
#[derive(Debug, Serialize)]
struct Shown {
    file: String,
    line: usize,
    column: usize,
    /// The link that opens the place in the editor.
    editor: Option<String>,
    before: String,
    marked: String,
    after: String,
    /// The note on a related place.
    message: Option<String>,
}

impl FindingsReport {
    /// The report for a status.
    pub(super) fn of(notice: &SiteStatus, editor: &Editor) -> Self {
        let trouble = notice.trouble.iter().map(|error| Finding::of_error(error));
        let findings = notice.findings.iter().take(MOST).map(|finding| Finding::of(finding, editor));
        Self { findings: trouble.chain(findings).collect(), more: notice.findings.len().saturating_sub(MOST) }
    }
}

/// Adds a hint to a failure of the machine. The preview retries by itself.
pub(super) fn with_hint(error: Error) -> Error {
    let hint = match error.code {
        _ if !error.hints.is_empty() => return error,
        ErrorCode::DiskFull => "free some disk space: the preview then continues by itself",
        ErrorCode::NotPermitted => "check the permissions of the file: the preview then continues by itself",
        ErrorCode::FileInUse => "close it in that program: the preview then continues by itself",
        ErrorCode::NotFound => "check whether another program removed it",
        ErrorCode::NotAFile => "remove it, or replace it with a file",
        ErrorCode::Io => "check the disk for errors",
        _ => return error,
    };
    error.hint(hint)
}

impl Finding {
    fn of(finding: &Diagnostic, editor: &Editor) -> Self {
        Self {
            severity: if finding.is_error() { "error" } else { "warning" },
            code: finding.code.name(),
            message: finding.message.clone(),
            place: Some(Shown::of(&finding.place, editor)),
            related: finding.related.iter().map(|related| Shown::of_related(related, editor)).collect(),
            hints: finding.hints.clone(),
        }
    }

    fn of_error(error: &Error) -> Self {
        let (code, message, hints) = (error.code.name(), error.message(), error.hints.clone());
        Self { severity: "error", code, message, place: None, related: Vec::new(), hints }
    }
}

impl Shown {
    fn of(place: &Place, editor: &Editor) -> Self {
        let excerpt = Excerpt::of(place);
        let excerpt =
            excerpt.unwrap_or_else(|| Excerpt { before: String::new(), marked: String::new(), after: String::new() });
        let Excerpt { before, marked, after } = excerpt;
        Self {
            file: place.file.to_string(),
            line: place.line,
            column: place.column,
            editor: editor.link(&place.file, place.line, place.column),
            before,
            marked,
            after,
            message: None,
        }
    }

    fn of_related(related: &RelatedPlace, editor: &Editor) -> Self {
        Self { message: Some(related.message.clone()), ..Self::of(&related.place, editor) }
    }
}
