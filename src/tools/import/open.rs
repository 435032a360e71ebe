//! Opens a source of the kind that is named, or that its files tell.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::csv_source;
use super::feed;
use super::folder;
use super::ghost;
use super::input::InputFolder;
use super::jekyll;
use super::medium;
use super::source::{ImportSource, SourceKind};
use super::substack;
use super::wordpress;
use super::{eleventy, hugo, hugo_config, pelican, zola};
use crate::base::{Error, ErrorCode};

/// The settings by which a site in a folder of a project is recognised.
const SETTINGS: &[&str] = &[
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config.toml",
    "config.yaml",
    "config.yml",
    "zola.toml",
    ".eleventy.js",
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    "eleventy.config.ts",
    "pelicanconf.py",
    "_config.yml",
];

/// How deep below a project a site may stand.
const DEEPEST: usize = 3;

/// Opens a source. `at` is the moment that its templates take for now.
///
/// # Errors
/// It cannot be read, or its kind is not recognised.
pub(super) fn open(
    path: &Path,
    from: Option<SourceKind>,
    at: DateTime<Utc>,
) -> Result<(SourceKind, Box<dyn ImportSource>), Error> {
    let is_archive = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let folder = match (path.is_file(), is_archive) {
        (true, true) => InputFolder::of_archive(path)?,
        (true, false) => InputFolder::of_file(path)?,
        (false, _) => InputFolder::open(path)?,
    };
    let Some(kind) = from.or_else(|| recognise(&folder)) else { return open_below(path, folder, at) };
    Ok((kind, open_as(kind, folder, at)?))
}

fn open_as(kind: SourceKind, folder: InputFolder, at: DateTime<Utc>) -> Result<Box<dyn ImportSource>, Error> {
    Ok(match kind {
        SourceKind::Hugo => Box::new(hugo::open(folder)),
        SourceKind::Zola => Box::new(zola::open(folder)),
        SourceKind::Eleventy => Box::new(eleventy::open(folder)),
        SourceKind::Pelican => Box::new(pelican::open(folder)),
        SourceKind::Jekyll => Box::new(jekyll::open(folder, at)),
        SourceKind::Wordpress => Box::new(wordpress::open(folder)?),
        SourceKind::Ghost => Box::new(ghost::open(folder)?),
        SourceKind::Medium => Box::new(medium::open(folder)?),
        SourceKind::Substack => Box::new(substack::open(folder)?),
        SourceKind::Feed => Box::new(feed::open(folder)?),
        SourceKind::Csv => Box::new(csv_source::open(folder)?),
        SourceKind::Folder => Box::new(folder::open(folder)),
    })
}

/// Opens the site that a project has in one of its folders: the one with most texts. The others are told.
fn open_below(
    path: &Path,
    folder: InputFolder,
    at: DateTime<Utc>,
) -> Result<(SourceKind, Box<dyn ImportSource>), Error> {
    let parents = |file: &str| -> Vec<String> {
        file.match_indices('/').take(DEEPEST).filter_map(|(end, _)| file.get(..end)).map(str::to_owned).collect()
    };
    let folders: BTreeSet<String> = folder.below("").flat_map(parents).collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    for name in folders.iter().filter(|name| SETTINGS.iter().any(|file| folder.has(&format!("{name}/{file}")))) {
        let is_within = found.iter().any(|(_, known)| name.starts_with(&format!("{known}/")));
        let texts = folder.below(name).filter(|file| file.ends_with(".md") || file.ends_with(".markdown")).count();
        if !is_within && texts > 0 {
            found.push((texts, name.clone()));
        }
    }
    found.sort_by(|(one, a), (other, b)| other.cmp(one).then_with(|| a.cmp(b)));
    let mut names = found.into_iter().map(|(_, name)| name);
    let Some(first) = names.next() else { return Err(unknown(path)) };
    let below = folder.within(&first, names.collect())?;
    let Some(kind) = recognise(&below) else { return Err(unknown(path)) };
    Ok((kind, open_as(kind, below, at)?))
}

fn recognise(folder: &InputFolder) -> Option<SourceKind> {
    SourceKind::ALL.iter().copied().find(|kind| match kind {
        SourceKind::Hugo => hugo_config::is_one(folder),
        SourceKind::Zola => zola::is_one(folder),
        SourceKind::Eleventy => eleventy::is_one(folder),
        SourceKind::Pelican => pelican::is_one(folder),
        SourceKind::Jekyll => jekyll::is_one(folder),
        SourceKind::Wordpress => wordpress::is_one(folder),
        SourceKind::Ghost => ghost::is_one(folder),
        SourceKind::Medium => medium::is_one(folder),
        SourceKind::Substack => substack::is_one(folder),
        SourceKind::Feed => feed::is_one(folder),
        SourceKind::Csv => csv_source::is_one(folder),
        SourceKind::Folder => folder::is_one(folder),
    })
}

fn unknown(path: &Path) -> Error {
    let names: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.name()).collect();
    Error::usage(ErrorCode::SourceUnknown, format!("{} is no archive of a kind that is recognised", path.display()))
        .hint(format!("name its kind: `--from KIND`, with one of {}", names.join(", ")))
        .hint("name the folder that has the settings of the old site, such as `_config.yml` or `hugo.toml`")
}
