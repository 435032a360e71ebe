//! Exports that follow one another: the site is known whatever the file is called, and what was withdrawn there is told or hidden.

use super::Archive;
use super::wordpress::{POST, content, export, record};
use crate::program::courant;

/// Imports an export that has another name each time.
fn import(archive: &Archive, name: &str, records: &[String]) -> crate::program::Told {
    archive.old(name, &export(&records.concat()));
    let told = courant(archive.0.path(), &["--root", "new", "import", &format!("old/{name}")]);
    assert_eq!(told.status, 0, "{told:?}");
    archive.build();
    told
}

#[test]
fn a_later_export_with_another_name_goes_on_from_the_first() {
    let archive = Archive::of(&[]);
    let text = |name: &str, status: &str| record(1, ("post", status), name, &content("Kom."));
    let other = |id: u32, name: &str| record(id, POST, name, &content("Kom ook."));
    import(&archive, "dorp.2024-01.xml", &[text("a", "publish"), other(2, "b"), other(3, "c")]);
    let told = import(
        &archive,
        "dorp.2024-02.xml",
        &[text("a", "draft"), record(2, ("post", "trash"), "b__trashed", &content("Kom ook."))],
    );
    assert!(told.out.contains("2 replaced") && told.out.contains("1 not in the source any more"), "{told:?}");
    for name in ["a", "b"] {
        let text = archive.read(&format!("content/news/2013/2013-07-02-{name}.md"));
        assert!(text.contains("draft: true"), "{text}");
    }
    let report = archive.read("import-report.md");
    assert!(report.contains("`content/news/2013/2013-07-02-c.md`: not in the source any more"), "{report}");
    assert!(!report.contains("files that were there before"), "{report}");
}

#[test]
fn what_is_in_the_bin_is_not_imported() {
    let archive = Archive::of(&[]);
    import(&archive, "a.xml", &[record(1, POST, "a", &content("Kom.")), record(2, ("post", "trash"), "weg", "")]);
    assert_eq!(super::files(&archive.site().join("content")), ["news/2013/2013-07-02-a.md"]);
    assert!(archive.read("import-report.md").contains("1 texts were in the bin"));
}

#[test]
fn an_export_of_new_posts_only_names_no_others_as_gone() {
    let archive = Archive::of(&[]);
    let page = record(9, ("page", "publish"), "over", &content("Wij."));
    let post = |id: u32, name: &str| record(id, POST, name, &content("Kom."));
    import(&archive, "alles.xml", &[post(1, "a"), post(2, "b"), page]);
    // WordPress leaves the terms of the site out of an export of some texts.
    let whole = export(&post(3, "c"));
    let (head, rest) = whole.split_once("<wp:category>").unwrap();
    let (_, records) = rest.split_once("</wp:category>").unwrap();
    archive.old("nieuw.xml", &format!("{head}{records}"));
    let told = courant(archive.0.path(), &["--root", "new", "import", "old/nieuw.xml"]);
    assert!(told.out.contains("1 new") && !told.out.contains("1 not in the source any more"), "{told:?}");
}
