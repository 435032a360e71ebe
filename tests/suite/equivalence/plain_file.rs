//! Versions of items in plain language.

use std::path::Path;

use super::super::program::write;

/// Writes the version in plain language of the item in a file.
pub(super) fn plain_file(root: &Path, file: Option<String>, on: &str) {
    let Some(file) = file else { return };
    let stem = file.trim_end_matches(".md").trim_end_matches(".nl-x-eenvoudig").trim_end_matches(".en-x-plain");
    let name = match stem.strip_suffix(".en") {
        Some(stem) => format!("{stem}.en-x-plain.md"),
        None => format!("{stem}.nl-x-eenvoudig.md"),
    };
    write(root, &name, &format!("---\ntitle: Eenvoudig\ndate: {on}\n---\nVan {file}.\n"));
}
