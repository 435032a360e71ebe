//! Opens a source of the kind that is named, or that its files tell.

use std::path::Path;

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

/// Opens a source.
///
/// # Errors
/// It cannot be read, or its kind is not recognised.
pub(super) fn open(path: &Path, from: Option<SourceKind>) -> Result<(SourceKind, Box<dyn ImportSource>), Error> {
    let is_archive = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let folder = match (path.is_file(), is_archive) {
        (true, true) => InputFolder::of_archive(path)?,
        (true, false) => InputFolder::of_file(path)?,
        (false, _) => InputFolder::open(path)?,
    };
    let Some(kind) = from.or_else(|| recognise(&folder)) else { return Err(unknown(path)) };
    let source: Box<dyn ImportSource> = match kind {
        SourceKind::Hugo => Box::new(hugo::open(folder)),
        SourceKind::Zola => Box::new(zola::open(folder)),
        SourceKind::Eleventy => Box::new(eleventy::open(folder)),
        SourceKind::Pelican => Box::new(pelican::open(folder)),
        SourceKind::Jekyll => Box::new(jekyll::open(folder)),
        SourceKind::Wordpress => Box::new(wordpress::open(folder)?),
        SourceKind::Ghost => Box::new(ghost::open(folder)?),
        SourceKind::Medium => Box::new(medium::open(folder)?),
        SourceKind::Substack => Box::new(substack::open(folder)?),
        SourceKind::Feed => Box::new(feed::open(folder)?),
        SourceKind::Csv => Box::new(csv_source::open(folder)?),
        SourceKind::Folder => Box::new(folder::open(folder)),
    };
    Ok((kind, source))
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
