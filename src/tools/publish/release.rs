//! The input of a run: the files that the target should have.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::base::fingerprint::Mixer;
use crate::base::{Address, Fingerprint, Role};

/// A version of the site to publish.
#[derive(Clone, Debug, Default)]
pub struct Release {
    /// The files, sorted by name.
    pub(super) files: Vec<ReleaseFile>,
    /// The pages of items.
    pub(super) pages: SitePages,
}

/// A file that the target should have.
#[derive(Clone, Debug)]
pub struct ReleaseFile {
    /// Its name at the target, with `/` between its parts.
    pub name: Box<str>,
    /// Its role for readers.
    pub role: Role,
    /// Whether its bytes never change under this name: readers may keep it for good.
    pub is_immutable: bool,
    /// Its media type, without parameters.
    pub media_type: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// The fingerprint of its bytes.
    pub content: Fingerprint,
    /// The fingerprint of its bytes and headers. Without headers it equals `content`.
    pub fingerprint: Fingerprint,
    /// The file on this machine; `None` where only the target has the bytes.
    pub local: Option<PathBuf>,
    /// The mark of the item of this page, as of [`item_mark`] or [`alias_mark`].
    pub item: Option<Box<str>>,
}

/// The page of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitePage {
    /// Its address.
    pub address: Address,
    /// The source file of the item.
    pub source: Box<str>,
    /// Its mark, as of [`item_mark`].
    pub mark: Box<str>,
}

/// An item of the site that is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPage {
    /// Its source file.
    pub source: Box<str>,
    /// Its address, and its aliases.
    pub addresses: Vec<Address>,
    /// Whether it is withdrawn: its addresses may disappear.
    pub is_withdrawn: bool,
}

/// The pages of the items of a site.
#[derive(Clone, Debug, Default)]
pub struct SitePages {
    /// The published pages, in the order of the site.
    pub shown: Vec<SitePage>,
    /// The items that are not published.
    pub held: Vec<HeldPage>,
}

/// What follows the id of an item in the marks of its aliases.
const ALIAS: &str = "alias";

/// The mark of an item in the record of a target: its id, and short fingerprints by which it is known where its file has another
/// name. `ID.TITLE.TEXT.NAME.MOMENT`
pub fn item_mark(source: &str, likeness: &[Fingerprint]) -> Box<str> {
    likeness.iter().fold(item_id(source).into_string(), |mark, known| mark + "." + &known.short()).into()
}

/// The mark of an alias of an item: `ID.alias`.
pub fn alias_mark(source: &str) -> Box<str> {
    format!("{}.{ALIAS}", item_id(source)).into()
}

/// The id of the item of a mark, and whether the mark is that of an alias.
pub(super) fn id_of_mark(mark: &str) -> (&str, bool) {
    mark.split_once('.').map_or((mark, false), |(id, rest)| (id, rest == ALIAS))
}

/// The fingerprints in the mark of an item.
pub(super) fn likeness_of_mark(mark: &str) -> impl Iterator<Item = &str> {
    mark.split('.').skip(1).filter(|part| *part != ALIAS)
}

/// The id of an item: the short fingerprint of the name of its source file.
pub(super) fn item_id(source: &str) -> Box<str> {
    Fingerprint::of(source.as_bytes()).short().into()
}

/// A file by its name, among files that are sorted by name.
pub(super) fn find<'f>(files: &'f [ReleaseFile], name: &str) -> Option<&'f ReleaseFile> {
    let at = files.binary_search_by(|file| (*file.name).cmp(name)).ok()?;
    files.get(at)
}

impl Release {
    /// A release of these files, in any order, and of these pages, in the order of the site.
    pub fn new(mut files: Vec<ReleaseFile>, pages: SitePages) -> Self {
        files.par_sort_unstable_by(|a, b| a.name.cmp(&b.name));
        files.dedup_by(|a, b| a.name == b.name);
        Self { files, pages }
    }
}

impl ReleaseFile {
    /// Adds headers to the fingerprint: a change of the headers is a change of the file.
    pub(super) fn add_headers(&mut self, headers: &str) {
        if !headers.is_empty() {
            self.fingerprint = Mixer::default().fingerprint(self.content).bytes(headers.as_bytes()).finish();
        }
    }
}
