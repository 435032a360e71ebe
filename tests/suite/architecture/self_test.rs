//! The checks of the architecture, run on small made-up sources: each finds its violations, and nothing else.

use super::imports::{Sources, cycles};
use super::source::UnitTests;
use super::{files_in_cycles, shared_names, wrong_imports};

fn sources(files: &[(&str, &str)]) -> Sources {
    Sources::read(files.iter().copied(), UnitTests::Skipped)
}

/// The imports of made-up sources, as `from → to`.
fn imports(files: &[(&str, &str)]) -> Vec<String> {
    let imports = sources(files).imports();
    super::each(&imports).map(|(from, to, _)| format!("{from} → {to}")).collect()
}

#[test]
fn a_cycle_of_three_files_is_found_however_they_import_each_other() {
    let files = [
        ("plan/mod.rs", "mod page; mod host; mod view; pub use page::Page;"),
        // By a group, …
        ("plan/page.rs", "use super::{host::{self, Host}, other::Name}; pub struct Page(Host);"),
        // … by an inline path through an imported module, …
        ("plan/host.rs", "use crate::plan::view; pub struct Host; fn make() { view::draw::<u8>(1) }"),
        // … and by an inline path through what the folder's head hands on.
        ("plan/view.rs", "pub fn draw<T>(_: T) { let page: Option<super::Page> = None; }"),
        ("plan/aside.rs", "use super::Page;"),
    ];
    let imports = sources(&files).imports();
    let found: Vec<Vec<&str>> = cycles(&imports).into_iter().map(|cycle| cycle.into_iter().collect()).collect();
    assert_eq!(found, [["plan/host.rs", "plan/page.rs", "plan/view.rs"]]);
    let listed = files_in_cycles(sources(&files).imports(), &[]);
    assert_eq!(listed["plan/view.rs: is in a cycle of imports"], "cycle 1: plan/page.rs (line 1: super::Page)");
    let allowed = [("plan/view.rs", "plan/page.rs", "a reason")];
    assert!(files_in_cycles(sources(&files).imports(), &allowed).is_empty(), "an allowed import closes no cycle");
}

#[test]
fn files_that_import_one_way_are_in_no_cycle() {
    let files = [
        ("base/mod.rs", "mod error; mod place; pub use error::Error; pub use place::Place;"),
        ("base/error.rs", "use super::Place; pub struct Error(Place);"),
        ("base/place.rs", "pub struct Place; impl Place { pub fn error() {} }"),
        ("config/mod.rs", "use crate::base::Error; pub fn load() -> Result<(), Error> { Ok(()) }"),
    ];
    assert_eq!(
        imports(&files),
        ["base/error.rs → base/place.rs", "config/mod.rs → base/error.rs"],
        "what is handed on is imported from where it is defined"
    );
    assert!(cycles(&sources(&files).imports()).is_empty());
}

#[test]
fn a_folders_head_that_uses_its_parts_and_is_used_by_them_is_a_cycle() {
    let files = [
        ("plan/mod.rs", "mod page; pub use page::Page; pub struct Plan { pages: Vec<Page> }"),
        ("plan/page.rs", "use super::Plan; pub struct Page; impl Plan {}"),
    ];
    assert_eq!(imports(&files), ["plan/mod.rs → plan/page.rs", "plan/page.rs → plan/mod.rs"]);
}

#[test]
fn comments_texts_and_tests_import_nothing() {
    let quiet = r##"
        //! See crate::plan::Page. /* not open
        /* crate::plan::Page /* nested */ crate::plan::Page */
        const TEXT: &str = "crate::plan::Page \" crate::plan::Page";
        const RAW: &str = r#"crate::plan::Page " crate::plan::Page"#;
        const QUOTE: (char, char) = ('"', '\'');
        fn named<'a>(page: &'a str) -> impl Iterator + use<'a> { page }
        #[cfg(test)]
        use crate::plan::Page;
        #[cfg(test)]
        mod tests { use crate::plan::Page; struct Twice; fn a() { if true { crate::plan::Page; } } }
    "##;
    let files = [
        ("base/mod.rs", quiet),
        ("plan/mod.rs", "mod page; pub use page::Page;"),
        ("plan/page.rs", "pub struct Page;"),
    ];
    assert_eq!(imports(&files), [""; 0]);
    let with_tests = Sources::read(files, UnitTests::Included).imports();
    assert_eq!(super::each(&with_tests).count(), 1);
    let loud = format!("{quiet}\nfn after() {{ crate::plan::Page }}");
    assert_eq!(imports(&[("base/mod.rs", &loud), files[1], files[2]]), ["base/mod.rs → plan/page.rs"]);
}

#[test]
fn a_module_within_a_file_is_that_file() {
    let inner = "mod as_json { use super::Item; use super::super::Term; pub struct Json; fn a(_: super::Facts) {} } pub struct Item;";
    let files = [
        ("content/mod.rs", "mod item; mod term; pub use term::Term;"),
        ("content/item.rs", inner),
        ("content/term.rs", "pub struct Term;"),
    ];
    assert_eq!(imports(&files), ["content/item.rs → content/term.rs"]);
}

#[test]
fn a_type_name_used_twice_is_found_and_associated_types_do_not_count() {
    let files = [
        (
            "base/date.rs",
            "pub struct When; impl Iterator for When { type Item = u8; } macro_rules! codes { () => { pub enum Code {} } }",
        ),
        ("content/item.rs", "pub(crate) enum Item {} trait Reads { type Error; } fn when() {}"),
        ("model/site.rs", "pub type Code = u8; fn local() { enum When {} }"),
    ];
    let twice = shared_names(&sources(&files));
    let twice: Vec<&str> = twice.keys().map(String::as_str).collect();
    assert_eq!(
        twice,
        [
            "base/date.rs: the type name Code is not unique",
            "base/date.rs: the type name When is not unique",
            "model/site.rs: the type name Code is not unique",
            "model/site.rs: the type name When is not unique",
        ]
    );
}

#[test]
fn imports_of_later_rooms_are_found_and_so_are_imports_that_a_neighbour_may_not_have() {
    let files = [
        ("base/mod.rs", "pub struct Error;"),
        ("config/mod.rs", "pub struct Config;"),
        ("theme/mod.rs", "use crate::render::Failure;"),
        ("plan/mod.rs", "use crate::theme; use crate::config::Config;"),
        ("render/mod.rs", "pub struct Failure;"),
        ("save/mod.rs", "fn put() -> crate::base::Error { crate::config::Config }"),
        ("tools/web.rs", "pub fn ask() {}"),
        ("tools/links/mod.rs", "mod visit; use crate::base::Error; use super::web; fn ask() { web::ask() }"),
        ("tools/links/visit.rs", "use super::Error;"),
        ("tools/publish/mod.rs", "mod run; use crate::base::Error; use run::Run;"),
        ("tools/publish/run.rs", "pub struct Run(crate::config::Config);"),
        ("cli/build.rs", "use courant::render::Failure;"),
    ];
    let wrong = wrong_imports(&sources(&files).imports());
    let wrong: Vec<&str> = wrong.keys().map(String::as_str).collect();
    assert_eq!(
        wrong,
        [
            "save/mod.rs: imports config/mod.rs, but save may import only base",
            "theme/mod.rs: imports render/mod.rs, of a later room",
            "tools/links/mod.rs: imports tools/web.rs, but tools/links may import only base",
            "tools/publish/run.rs: imports config/mod.rs, but tools/publish may import only base",
        ]
    );
}
