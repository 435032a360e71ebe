//! A source: what each kind of archive gives, and how its kind is recognised.

use std::path::Path;

use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::loss::ImportLoss;
use super::site::ImportedSite;
use super::jekyll;
use crate::base::{Error, ErrorCode};

/// The kinds of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A Jekyll site.
    Jekyll,
}

impl SourceKind {
    /// All kinds, in the order in which they are recognised.
    pub const ALL: &[Self] = &[Self::Jekyll];

    /// The name, for `--from` and the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jekyll => "jekyll",
        }
    }
}

/// One of the things that a source gives.
pub(super) enum Imported {
    /// An item.
    Item(Box<ImportedItem>),
    /// A text that is not imported.
    Lost(ImportLoss),
}

/// An opened source. Items are read again at each call: nothing keeps the texts of all of them.
pub(super) trait ImportSource {
    /// The settings of the site.
    fn site(&self) -> &ImportedSite;

    /// All items, one by one, always in the same order.
    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_>;

    /// The files of the site that belong to no item, with their old addresses.
    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_>;

    /// The folder from which files are copied; `None` for a source without files.
    fn folder(&self) -> Option<&InputFolder>;
}

/// Opens a source.
///
/// # Errors
/// It cannot be read, or its kind is not recognised.
pub(super) fn open(path: &Path, from: Option<SourceKind>) -> Result<(SourceKind, Box<dyn ImportSource>), Error> {
    let folder = InputFolder::open(path)?;
    let kind = match from.or_else(|| recognise(&folder)) {
        Some(kind) => kind,
        None => return Err(unknown(path)),
    };
    let source: Box<dyn ImportSource> = match kind {
        SourceKind::Jekyll => Box::new(jekyll::open(folder)?),
    };
    Ok((kind, source))
}

fn recognise(folder: &InputFolder) -> Option<SourceKind> {
    SourceKind::ALL.iter().copied().find(|kind| match kind {
        SourceKind::Jekyll => jekyll::is_one(folder),
    })
}

fn unknown(path: &Path) -> Error {
    let names: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.name()).collect();
    Error::usage(ErrorCode::SourceUnknown, format!("{} is no archive of a kind that is recognised", path.display()))
        .hint(format!("name its kind: `--from KIND`, with one of {}", names.join(", ")))
        .hint("name the folder that has the settings of the old site, such as `_config.yml` or `hugo.toml`")
}
