//! `courant import`: brings a site of another program along, and reports what became of it.

use std::path::Path;

use courant::base::Error;
use courant::tools::import::{ImportRequest, REPORTS, SourceKind, import};

use super::arguments::Import;
use super::environment;
use super::report::{Report, Status};

/// Imports the source.
pub(crate) fn run(root: &Path, typed: &Import, report: &mut Report) -> Result<Status, Error> {
    let kind = |name: &String| SourceKind::ALL.iter().copied().find(|kind| kind.name() == name);
    let request = ImportRequest {
        source: typed.source.clone(),
        from: typed.from.as_ref().and_then(kind),
        site: root.to_owned(),
        dry_run: typed.dry_run,
        fetch: typed.fetch.clone(),
        at: environment::now(),
    };
    let told = import(&request)?;
    report.text(told.summary().as_bytes());
    for finding in &told.findings {
        let level = if finding.is_error { "error" } else { "warning" };
        let noted = if finding.is_noted { ", noted in findings-baseline.yaml" } else { "" };
        report.line(&format!("`courant check`: {} × {level} {}{noted}", finding.count, finding.code));
    }
    let name = root.join(REPORTS.first().copied().unwrap_or_default());
    report.line(&format!("The whole report is in {}", name.display()));
    Ok(Status::Fine)
}
