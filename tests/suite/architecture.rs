//! The rooms as they are meant: imports run one way, files stay short, and only few places touch disk, clock and terminal.

use std::fs;
use std::path::Path;

use super::program::{files, read};

/// The rooms in the order in which a site passes through them: each imports only from those before it.
const ROOMS: &[&str] = &["base", "config", "content", "model", "plan", "render", "save", "build", "tools", "cli"];

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all: Vec<_> = files(&root.join("src"))
        .into_iter()
        .filter(|file| file.ends_with(".rs"))
        .map(|file| (file.clone(), read(&root.join("src"), &file)))
        .collect();
    assert!(all.len() > 50, "only {} sources", all.len());
    all
}

fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The rooms that a source names, after `crate::` or, in the program, after `courant::`.
fn named(source: &str) -> impl Iterator<Item = &str> {
    let after = ["crate::", "courant::"].into_iter().flat_map(|start| source.split(start).skip(1));
    after
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
        .filter(|name| ROOMS.contains(name))
}

#[test]
fn imports_run_one_way() {
    let place = |room: &str| ROOMS.iter().position(|known| *known == room);
    for (file, source) in sources() {
        let own = room(&file);
        for other in named(&source) {
            let Some(own_place) = place(own) else { continue };
            assert!(place(other).unwrap() <= own_place, "src/{file} imports {other}, which comes later");
            assert!(
                own != "save" || ["base", "save"].contains(&other),
                "src/{file} imports {other}: save knows only base"
            );
        }
    }
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for (file, source) in sources() {
        assert!(source.lines().count() <= 400, "src/{file} has {} lines", source.lines().count());
        assert!(source.starts_with("//! "), "src/{file} does not say what it is for");
    }
}

#[test]
fn every_file_of_the_tests_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let main = read(&folder, "main.rs");
    for file in fs::read_dir(&folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(main.contains(&format!("mod {module};")), "tests/suite/{name} is not in main.rs");
    }
}

#[test]
fn nothing_prints_but_the_report() {
    for (file, source) in sources() {
        let fingerprints = ["println!(", "eprintln!(", "print!(", "eprint!(", "stdout()", "stderr()"]
            .into_iter()
            .find(|call| source.contains(call));
        assert!(
            fingerprints.is_none() || file == "cli/report.rs" || file == "cli/environment.rs",
            "src/{file} has {fingerprints:?}"
        );
    }
}

/// The parts that could be crates of their own: they know the values of `base`, and themselves.
const NEIGHBOURS: [&str; 2] = ["tools/publish/", "tools/links/"];

#[test]
fn neighbours_import_only_base_and_themselves() {
    for (file, source) in sources() {
        let Some(own) = NEIGHBOURS.iter().find(|folder| file.starts_with(**folder)) else { continue };
        let own = format!("crate::{}::", own.trim_end_matches('/').replace('/', "::"));
        let foreign = source.match_indices("crate::").map(|(at, _)| source[at..].lines().next().unwrap());
        let foreign: Vec<&str> =
            foreign.filter(|path| !path.starts_with("crate::base") && !path.starts_with(&own)).collect();
        assert!(foreign.is_empty(), "src/{file} imports {foreign:?}");
        assert!(!source.contains("super::super"), "src/{file} reaches out of its folder");
    }
}
