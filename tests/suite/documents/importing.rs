//! `docs/import/`: a page for each source, which says what comes along, what cannot, and what to do after.

use std::path::Path;

use courant::tools::import::SourceKind;

use crate::program::{files, read};

#[test]
fn each_source_has_a_page() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let overview = read(&docs, "import.md");
    let mut names: Vec<String> = SourceKind::ALL.iter().map(|kind| format!("{}.md", kind.name())).collect();
    names.sort();
    assert_eq!(files(&docs.join("import")), names);
    for name in names {
        assert!(overview.contains(&format!("(import/{name})")), "{name} is not in the overview");
        let page = read(&docs.join("import"), &name);
        for part in [
            "# Importing ",
            "\n    courant --root new-site import ",
            "\n| what | becomes |",
            "**What cannot come along:**",
            "**What to do after:**",
        ] {
            assert!(page.contains(part), "{name} has no {part:?}");
        }
    }
}
