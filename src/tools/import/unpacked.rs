//! A zip archive of an old site, unpacked into a folder that is removed afterwards: within bounds, and without a file outside of it.

use std::io::{Read as _, Seek};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipArchive;

use crate::base::{Error, ErrorCode, RootedFolder, disk};

/// The most bytes of all files together, and the most files.
const MOST_BYTES: u64 = 16 << 30;
const MOST_FILES: usize = 500_000;

/// The most bytes that a file may have for each byte in the archive, where it is larger than a megabyte.
const MOST_RATIO: u64 = 500;

/// Unpacks an archive.
///
/// # Errors
/// It is no zip archive, is damaged, or would take too much room.
pub(super) fn unpack(path: &Path) -> Result<TempDir, Error> {
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| Error::io(&format!("cannot unpack {name}"), error);
    let file = disk::open(path).map_err(|error| Error::io(&format!("cannot read {name}"), &error))?;
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(&name, &error.to_string()))?;
    check(&name, &mut archive)?;
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let root = RootedFolder::open(folder.path()).map_err(|error| failed(&error))?;
    let mut left = MOST_BYTES;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| damaged(&name, &error.to_string()))?;
        let Some(inside) = entry.enclosed_name().and_then(|path| path.to_str().map(|path| path.replace('\\', "/")))
        else {
            continue;
        };
        if !entry.is_file() || inside.split('/').any(|part| part == "__MACOSX" || part.starts_with("._")) {
            continue;
        }
        let allowed = allowed(entry.compressed_size()).min(left);
        let mut bounded = (&mut entry).take(allowed + 1);
        root.create_parent(&inside).map_err(|error| failed(&error))?;
        let mut file = root.create_new(&inside).map_err(|error| failed(&error))?;
        let length = std::io::copy(&mut bounded, &mut file).map_err(|error| damaged(&name, &error.to_string()))?;
        if length > allowed {
            return Err(too_large(&name));
        }
        left -= length;
    }
    Ok(folder)
}

/// The most bytes of a file that takes so many in the archive.
fn allowed(compressed: u64) -> u64 {
    compressed.saturating_mul(MOST_RATIO).max(1 << 20)
}

/// Looks at the sizes that the archive says it has.
fn check<R: std::io::Read + Seek>(name: &str, archive: &mut ZipArchive<R>) -> Result<(), Error> {
    let is_too_large =
        archive.len() > MOST_FILES || archive.decompressed_size().is_some_and(|size| size > u128::from(MOST_BYTES));
    if is_too_large { Err(too_large(name)) } else { Ok(()) }
}

fn damaged(name: &str, problem: &str) -> Error {
    Error::usage(ErrorCode::SourceUnknown, format!("{name} is damaged, or is no zip archive: {problem}"))
        .hint("download it again, or unpack it and name the folder")
}

fn too_large(name: &str) -> Error {
    Error::usage(ErrorCode::SourceUnknown, format!("{name} would take too much room when it is unpacked"))
        .hint("if you trust it, unpack it yourself and name the folder")
}
