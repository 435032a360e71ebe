//! `docs/errors.md`: a section for each kind of finding; errors that stop a run at once are in the part written by hand.

use std::fmt::Write as _;

use courant::base::{Code, ErrorCode, Severity};

/// The document.
pub(super) fn document() -> String {
    let mut text = String::new();
    for code in Code::ALL {
        let severity = match code.severity() {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        writeln!(text, "## {}\n\n*{severity}.* {}\n", code.name(), code.explanation()).unwrap();
    }
    text
}

/// The codes of errors that stop a run and that the document does not name.
pub(super) fn missing(document: &str) -> Vec<&'static str> {
    let names = ErrorCode::ALL.iter().map(|code| code.name());
    names.filter(|name| !document.contains(&format!("`{name}`"))).collect()
}
