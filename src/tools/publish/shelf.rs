//! What is to stand at a target: the files of the output, each with what it is, and the bytes or where they are.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::base::fingerprint::Mixer;
use crate::base::{Error, Fingerprint, disk};
use crate::plan::{Outlined, Role};
use crate::save::Trace;

/// A file that is to stand at the target.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its name at the target, with `/` between its parts.
    pub file: Box<str>,
    /// What it is to readers.
    pub role: Role,
    /// Its size in bytes.
    pub size: u64,
    /// The fingerprint of its bytes.
    pub bytes: Fingerprint,
    /// The fingerprint of its bytes and of what is told of them.
    pub fingerprint: Fingerprint,
    /// Where its bytes are; `None` where they stand at the target already.
    pub path: Option<PathBuf>,
    /// The short fingerprint of the name of the item's file that it is the page of.
    pub source: Option<Box<str>>,
}

/// The short fingerprint of the name of an item's file.
pub(super) fn source_fingerprint(file: &str) -> Box<str> {
    Fingerprint::of(file.as_bytes()).short().into()
}

/// A piece of a shelf by its name.
pub(super) fn find<'p>(shelf: &'p [Piece], file: &str) -> Option<&'p Piece> {
    let at = shelf.binary_search_by(|piece| (*piece.file).cmp(file)).ok()?;
    shelf.get(at)
}

impl Piece {
    /// Adds to its fingerprint what is told of it: a change of that is a change of the file.
    #[must_use]
    pub(super) fn with(self, told: &str) -> Self {
        if told.is_empty() {
            return self;
        }
        Self { fingerprint: Mixer::default().fingerprint(self.bytes).bytes(told.as_bytes()).finish(), ..self }
    }
}

/// The files of an output folder, sorted by name. Those that were not touched since they were written are not read.
///
/// # Errors
/// Where one that should be there is not, or cannot be read.
pub(super) fn of_output(outline: &[Outlined], output: &Path, state: &Path) -> Result<Vec<Piece>, Error> {
    let root =
        disk::absolute(output).map_err(|error| Error::io(&format!("cannot open {}", output.display()), &error))?;
    let trace = Trace::read(&Trace::path(&root, state)).unwrap_or_default();
    let piece = |outlined: &Outlined| {
        let file = outlined.address.file();
        let path = root.join(&file);
        let record = trace.get(&outlined.address).filter(|record| trace.is_untouched(record, &path));
        let (size, bytes) = if let Some(record) = record {
            (record.stamp.size, record.output)
        } else {
            let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
            let read = disk::read(&path).map_err(failed)?;
            (read.len() as u64, Fingerprint::of(&read))
        };
        let source = outlined.source.as_deref().map(source_fingerprint);
        Ok(Piece { file: file.into(), role: outlined.role, size, bytes, fingerprint: bytes, path: Some(path), source })
    };
    let mut pieces = outline.par_iter().map(piece).collect::<Result<Vec<_>, Error>>()?;
    pieces.par_sort_unstable_by(|a, b| a.file.cmp(&b.file));
    pieces.dedup_by(|a, b| a.file == b.file);
    Ok(pieces)
}
