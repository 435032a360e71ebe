//! The rules of ARCHITECTURE.md that a compiler does not check: the direction of imports, cycles between files, names, lengths.
//!
//! Each test prints every violation that it finds.

mod imports;
mod self_test;
mod source;

use std::collections::BTreeMap;
use std::path::Path;

use super::program::{files, read};
use imports::{Imports, Sources, cycles};
use source::UnitTests;

/// The rooms in the order in which a site passes through them: each imports only from those before it.
const ROOMS: &[&str] =
    &["base", "config", "content", "model", "theme", "plan", "render", "save", "build", "tools", "cli"];

/// Folders that could be crates of their own, with the rooms that they may import.
const NEIGHBOURS: &[(&str, &[&str])] = &[("save", &["base"]), ("tools/publish", &["base"]), ("tools/links", &["base"])];

/// An import that may close a cycle: from, to and the reason.
type Allowed = (&'static str, &'static str, &'static str);

/// All such imports: at most two.
const CYCLES_ALLOWED: &[Allowed] = &[];

/// The most lines of a file.
const MOST_LINES: usize = 400;

/// All sources below a folder of the repository.
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let rust = files(&root).into_iter().filter(|file| file.ends_with(".rs"));
    let all: Vec<_> = rust.map(|file| (file.clone(), read(&root, &file))).collect();
    assert!(all.len() >= 5, "only {} sources in {folder}/", all.len());
    all
}

/// The place of a file's room in [`ROOMS`]. The roots of the crate, `lib.rs` and `main.rs`, have none.
fn room(file: &str) -> Option<usize> {
    let name = file.split('/').next().unwrap().trim_end_matches(".rs");
    ROOMS.iter().position(|room| *room == name)
}

fn is_in(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

/// Imports of a later room, and imports that a neighbour may not have.
fn wrong_imports(imports: &Imports) -> BTreeMap<String, String> {
    let mut wrong = BTreeMap::new();
    for (file, to, at) in each(imports) {
        let comes_later = room(file).is_some_and(|own| room(to).is_none_or(|other| other > own));
        let leaves = NEIGHBOURS.iter().find(|(folder, bounds)| {
            is_in(file, folder) && !is_in(to, folder) && !bounds.iter().any(|bound| is_in(to, bound))
        });
        if comes_later {
            wrong.insert(format!("{file}: imports {to}, of a later room"), at.to_owned());
        } else if let Some((folder, bounds)) = leaves {
            let what = format!("{file}: imports {to}, but {folder} may import only {}", bounds.join(" and "));
            wrong.insert(what, at.to_owned());
        }
    }
    wrong
}

fn each(imports: &Imports) -> impl Iterator<Item = (&str, &str, &str)> {
    imports.iter().flat_map(|(file, all)| all.iter().map(|(to, at)| (file.as_str(), to.as_str(), at.as_str())))
}

/// Files that import themselves through others, each with its imports of other files of the cycle.
fn files_in_cycles(mut imports: Imports, allowed: &[Allowed]) -> BTreeMap<String, String> {
    for (from, to, reason) in allowed {
        let is_there = imports.get_mut(*from).and_then(|all| all.remove(*to));
        assert!(is_there.is_some(), "{from} no longer imports {to} ({reason}): take it out of CYCLES_ALLOWED");
    }
    let mut wrong = BTreeMap::new();
    for (number, cycle) in cycles(&imports).iter().enumerate() {
        for file in cycle {
            let within = imports[*file].iter().filter(|(to, _)| cycle.contains(to.as_str()));
            let within: Vec<String> = within.map(|(to, at)| format!("{to} ({at})")).collect();
            wrong.insert(
                format!("{file}: is in a cycle of imports"),
                format!("cycle {}: {}", number + 1, within.join(", ")),
            );
        }
    }
    wrong
}

/// Types that share their name with another one.
fn shared_names(sources: &Sources) -> BTreeMap<String, String> {
    let shared = sources.types_twice().into_iter();
    shared
        .flat_map(|(name, files)| {
            let all = files.join(", ");
            files.into_iter().map(move |file| (format!("{file}: the type name {name} is not unique"), all.clone()))
        })
        .collect()
}

fn long_files(folder: &str) -> BTreeMap<String, String> {
    let sources = sources(folder).into_iter().map(|(file, text)| (file, text.lines().count()));
    let long = sources.filter(|(_, lines)| *lines > MOST_LINES);
    long.map(|(file, lines)| (format!("{folder}/{file}: has more than {MOST_LINES} lines"), lines.to_string()))
        .collect()
}

#[test]
fn imports_run_one_way_without_cycles_and_type_names_are_unique() {
    assert!(CYCLES_ALLOWED.len() <= 2, "at most two imports may close a cycle");
    let texts = sources("src");
    let texts = || texts.iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let sources = Sources::read(texts(), UnitTests::Skipped);
    let imports = sources.imports();
    assert!(each(&imports).count() > 200, "only {} imports are seen", each(&imports).count());
    // Unit tests too import one way only, but what they alone import or define makes neither a cycle nor a second name.
    let mut found = wrong_imports(&Sources::read(texts(), UnitTests::Included).imports());
    found.extend(files_in_cycles(imports, CYCLES_ALLOWED));
    found.extend(shared_names(&sources));
    let violations = found.iter().map(|(violation, detail)| format!("src/{violation}\n    {detail}\n"));
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), violations.collect::<String>());
}

#[test]
fn files_are_short_and_start_with_their_purpose() {
    let long: Vec<String> = ["src", "pixels/src", "tests/suite"]
        .into_iter()
        .flat_map(long_files)
        .map(|(file, lines)| format!("{file}: {lines}\n"))
        .collect();
    assert!(long.is_empty(), "{}", long.concat());
    for (file, source) in sources("src").into_iter().chain(sources("pixels/src")) {
        assert!(source.starts_with("//! "), "{file} does not start with a sentence on its purpose");
    }
}

#[test]
fn every_file_of_the_tests_is_run() {
    let texts: BTreeMap<String, String> = sources("tests/suite").into_iter().collect();
    for file in texts.keys().filter(|file| *file != "main.rs") {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("main", file));
        let parent =
            texts.get(&format!("{folder}.rs")).unwrap_or_else(|| panic!("there is no tests/suite/{folder}.rs"));
        let module = format!("mod {};", name.trim_end_matches(".rs"));
        assert!(parent.contains(&module), "tests/suite/{folder}.rs has no `{module}`");
    }
}

/// Words that stand for what differs between systems.
const OF_SYSTEMS: [&str; 6] = ["std::os::", "rustix::", "winapi_util::", "dunce::", "cfg(windows)", "cfg(unix)"];

#[test]
fn what_differs_between_systems_is_in_one_place() {
    let is_place = |file: &str| file.starts_with("base/disk/") || file == "base/disk.rs";
    let mut wrong = Vec::new();
    for (file, source) in sources("src").into_iter().filter(|(file, _)| !is_place(file)) {
        let code = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        wrong.extend(OF_SYSTEMS.iter().filter(|word| code.contains(**word)).map(|word| format!("src/{file}: {word}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_prints_but_the_report() {
    for (file, source) in sources("src") {
        let calls = ["println!(", "eprintln!(", "print!(", "eprint!(", "stdout()", "stderr()"];
        let call = calls.into_iter().find(|call| source.contains(call));
        assert!(call.is_none() || file == "cli/report.rs" || file == "cli/environment.rs", "src/{file} has {call:?}");
    }
}
