//! `docs/errors.md`: a section for each kind of finding; errors that stop a run at once are in the part written by hand.

use std::fmt::Write as _;

use courant::base::{Code, Severity};

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

/// The names of errors about usage that the sources have and the document does not.
pub(super) fn missing(document: &str) -> Vec<String> {
    let sources = walkdir::WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).into_iter().map(Result::unwrap);
    let mut missing = Vec::new();
    for source in sources.filter(|entry| entry.path().extension().is_some_and(|end| end == "rs")) {
        let text = std::fs::read_to_string(source.path()).unwrap();
        let names = text.split("Error::usage(").skip(1).filter_map(|call| call.trim_start().strip_prefix('"'));
        let names = names.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name.to_owned());
        missing.extend(names.filter(|name| !document.contains(&format!("`{name}`"))));
    }
    missing
}
