//! The imports between files, and the cycles among them.
//!
//! A file imports the file that *defines* a name: a `pub use` in a `mod.rs` that only hands a name on is passed through.
//! Calls of methods are not seen, because they name no file.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Binding, Source, UnitTests};

/// The crates that are this one: the program names the library by its name.
const CRATES: [&str; 2] = ["crate", "courant"];

/// The sources of a crate, by file below `src/`.
pub(super) struct Sources(BTreeMap<String, Source>);

/// Imports: for each file the files that it imports, each with the line and the path of the first import.
pub(super) type Imports = BTreeMap<String, BTreeMap<String, String>>;

impl Sources {
    pub(super) fn read<'s>(files: impl IntoIterator<Item = (&'s str, &'s str)>, unit_tests: UnitTests) -> Self {
        Self(files.into_iter().map(|(file, text)| (file.to_owned(), Source::read(text, unit_tests))).collect())
    }

    /// The type names that stand more than once, with the files of each. `windows_x.rs` beside `unix_x.rs` is left out: of the
    /// two, one is compiled.
    pub(super) fn types_twice(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let has_twin =
            |file: &str| file.contains("/windows") && self.0.contains_key(&file.replace("/windows", "/unix"));
        for (file, source) in self.0.iter().filter(|(file, _)| !has_twin(file)) {
            for (name, _) in &source.types {
                files.entry(name).or_default().push(file);
            }
        }
        files.retain(|_, files| files.len() > 1);
        files
    }

    /// All imports.
    pub(super) fn imports(&self) -> Imports {
        let mut imports = Imports::new();
        for (file, source) in &self.0 {
            let own = imports.entry(file.clone()).or_default();
            let used = source
                .bindings
                .iter()
                .filter(|binding| !binding.is_reexport || source.identifiers.contains(&binding.name))
                .map(|binding| (&binding.path, binding.line));
            let own_module = module(file);
            for (path, line) in used.chain(source.paths.iter().map(|(path, line)| (path, *line))) {
                let to = self.defining(&own_module, path, &mut BTreeSet::new()).filter(|to| to != file);
                let at = || format!("line {line}: {}", path.join("::"));
                to.map(|to| own.entry(to).or_insert_with(at));
            }
        }
        imports
    }

    /// The file that defines what a path leads to, as seen from a module; `None` for a module itself, and for other crates.
    fn defining(&self, from: &[String], path: &[String], seen: &mut BTreeSet<(Vec<String>, String)>) -> Option<String> {
        let (first, rest) = path.split_first()?;
        if CRATES.contains(&first.as_str()) {
            return self.within(&[], rest, seen);
        }
        match first.as_str() {
            "self" => self.within(from, rest, seen),
            "super" if rest.first().is_some_and(|next| next == "super") => self.defining(parent(from), rest, seen),
            "super" => self.within(parent(from), rest, seen),
            _ => self.within(from, path, seen),
        }
    }

    /// The file that defines what a path leads to within a module.
    fn within(&self, from: &[String], path: &[String], seen: &mut BTreeSet<(Vec<String>, String)>) -> Option<String> {
        let (first, rest) = path.split_first()?;
        if !seen.insert((from.to_vec(), path.join("::"))) {
            return None;
        }
        let child = [from, std::slice::from_ref(first)].concat();
        if self.file(&child).is_some() || self.has_below(&child) {
            return self.within(&child, rest, seen);
        }
        let file = self.file(from)?;
        let source = &self.0[&file];
        if source.items.contains(first) {
            return Some(file);
        }
        // An import that starts with its own name, such as `use include_dir::include_dir`, is of another crate.
        let is_meant = |binding: &&Binding| binding.name == *first && binding.path.first() != Some(first);
        if let Some(binding) = source.bindings.iter().find(is_meant) {
            return self.defining(from, &[&*binding.path, rest].concat(), seen);
        }
        // Of other crates nothing is known.
        let is_own = |path: &[String]| path.first().is_some_and(|first| ["crate", "self", "super"].contains(&&**first));
        let globs = source.bindings.iter().filter(|binding| binding.name == "*" && is_own(&binding.path));
        globs.into_iter().find_map(|glob| self.defining(from, &[&*glob.path, path].concat(), seen))
    }

    /// The file of a module.
    fn file(&self, module: &[String]) -> Option<String> {
        let path = module.join("/");
        let files = if path.is_empty() {
            ["lib.rs".to_owned(), "main.rs".to_owned()]
        } else {
            [format!("{path}.rs"), format!("{path}/mod.rs")]
        };
        files.into_iter().find(|file| self.0.contains_key(file))
    }

    fn has_below(&self, module: &[String]) -> bool {
        let folder = format!("{}/", module.join("/"));
        self.0.keys().any(|file| file.starts_with(&folder))
    }
}

/// The path of the module of a file.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let is_root = matches!(path, "lib" | "main");
    path.split('/').filter(|_| !is_root).map(str::to_owned).collect()
}

fn parent(module: &[String]) -> &[String] {
    module.split_last().map_or(&[], |(_, parent)| parent)
}

/// The groups of files each of which imports itself through the others.
pub(super) fn cycles(imports: &Imports) -> Vec<BTreeSet<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        imports.keys().map(|file| (file.as_str(), reached(imports, file))).collect();
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for (file, others) in &reached {
        let group: BTreeSet<&str> = others.iter().copied().filter(|other| reached[other].contains(file)).collect();
        if !group.is_empty() && !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// The files that a file imports, and those that these import, and so on.
fn reached<'i>(imports: &'i Imports, file: &str) -> BTreeSet<&'i str> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![file];
    while let Some(file) = ahead.pop() {
        for to in imports.get(file).into_iter().flat_map(|to| to.keys()).map(String::as_str) {
            if reached.insert(to) {
                ahead.push(to);
            }
        }
    }
    reached
}
