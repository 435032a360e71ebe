//! A zip archive of an old site, unpacked into a folder that is removed afterwards: within bounds, and without a file outside of it.

use std::io::{Read as _, Seek};
use std::path::Path;

use tempfile::TempDir;
use zip::ZipArchive;

use crate::base::{Error, ErrorCode, RootedFolder, disk};

/// The most files.
const MOST_FILES: usize = 500_000;

/// The bounds of an archive, in bytes.
#[derive(Clone, Copy)]
struct Bounds {
    /// All files together, whatever the archive is.
    most: u64,
    /// All files together for each byte of the archive, where they are more than `small`. Texts take a tenth of their
    /// size, pictures nearly all of it.
    ratio: u64,
    /// What any archive may unpack to.
    small: u64,
}

const BOUNDS: Bounds = Bounds { most: 16 << 30, ratio: 100, small: 64 << 20 };

impl Bounds {
    /// The most bytes of all files together of an archive of a size.
    fn total(self, archive: u64) -> u64 {
        archive.saturating_mul(self.ratio).max(self.small).min(self.most)
    }
}

/// Unpacks an archive.
///
/// # Errors
/// It is no zip archive, is damaged, or would take too much room.
pub(super) fn unpack(path: &Path) -> Result<TempDir, Error> {
    unpack_within(path, BOUNDS)
}

fn unpack_within(path: &Path, bounds: Bounds) -> Result<TempDir, Error> {
    let name = path.display().to_string();
    let failed = |error: &std::io::Error| Error::io(&format!("cannot unpack {name}"), error);
    let unreadable = |error: &std::io::Error| Error::io(&format!("cannot read {name}"), error);
    let file = disk::open(path).map_err(|error| unreadable(&error))?;
    let most = bounds.total(file.get_ref().metadata().map_err(|error| unreadable(&error))?.len());
    let mut archive = ZipArchive::new(file).map_err(|error| damaged(&name, &error.to_string()))?;
    check(&name, &mut archive, most)?;
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let root = RootedFolder::open(folder.path()).map_err(|error| failed(&error))?;
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|error| damaged(&name, &error.to_string()))?;
        let Some(inside) = entry.enclosed_name().and_then(|path| path.to_str().map(|path| path.replace('\\', "/")))
        else {
            continue;
        };
        if !entry.is_file() || inside.split('/').any(|part| part == "__MACOSX" || part.starts_with("._")) {
            continue;
        }
        // Not a byte more than the archive says: the sum of these was looked at before anything was written.
        let size = entry.size();
        let mut bounded = (&mut entry).take(size);
        root.create_parent(&inside).map_err(|error| failed(&error))?;
        let mut file = root.create_new(&inside).map_err(|error| failed(&error))?;
        std::io::copy(&mut bounded, &mut file).map_err(|error| damaged(&name, &error.to_string()))?;
        let rest = entry.read(&mut [0]).map_err(|error| damaged(&name, &error.to_string()))?;
        if rest > 0 {
            return Err(damaged(&name, &format!("`{inside}` is larger than the {size} bytes that the archive says")));
        }
    }
    Ok(folder)
}

/// Refuses an archive by the sizes that it says it has, before anything is written.
fn check<R: std::io::Read + Seek>(name: &str, archive: &mut ZipArchive<R>, most: u64) -> Result<(), Error> {
    if archive.len() > MOST_FILES {
        return Err(too_large(name, &format!("it has {} files, and at most {MOST_FILES} are unpacked", archive.len())));
    }
    let mut total = 0_u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(|error| damaged(name, &error.to_string()))?;
        total = total.saturating_add(entry.size());
    }
    if total > most {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let message = format!(
            "it would take {} MB, and an archive of its size may take {} MB",
            megabytes(total),
            megabytes(most)
        );
        return Err(too_large(name, &message));
    }
    Ok(())
}

fn damaged(name: &str, problem: &str) -> Error {
    Error::usage(ErrorCode::SourceUnknown, format!("{name} is damaged, or is no zip archive: {problem}"))
        .hint("download it again, or unpack it and name the folder")
}

fn too_large(name: &str, reason: &str) -> Error {
    Error::usage(ErrorCode::SourceUnknown, format!("{name} is not unpacked: {reason}"))
        .hint("if you trust it, unpack it yourself and name the folder")
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(files: &[(&str, usize)]) -> tempfile::NamedTempFile {
        let mut zip = ZipWriter::new(tempfile::NamedTempFile::new().unwrap());
        for (name, size) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&vec![b'a'; *size]).unwrap();
        }
        zip.finish().unwrap()
    }

    const SMALL: Bounds = Bounds { most: 1 << 20, ratio: 100, small: 10_000 };

    #[test]
    fn archives_are_refused_before_anything_is_written() {
        let unpacked = unpack_within(archive(&[("a/b.txt", 9_000)]).path(), SMALL).unwrap();
        assert_eq!(disk::read(&unpacked.path().join("a/b.txt")).unwrap().len(), 9_000);
        for files in [vec![("a", 600_000)], vec![("a", 9_000), ("b", 40_000)], vec![("a", 2 << 20)]] {
            let error = unpack_within(archive(&files).path(), SMALL).unwrap_err();
            assert!(error.to_string().contains("may take"), "{error}");
        }
    }

    #[test]
    fn files_that_are_larger_than_they_say_are_refused() {
        let packed = archive(&[("a.txt", 9_000)]);
        let mut bytes = disk::read(packed.path()).unwrap();
        // The size in the directory at the end, 24 bytes behind its mark.
        let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap() + 24;
        bytes.splice(at..at + 4, 10_u32.to_le_bytes());
        disk::write(packed.path(), &bytes).unwrap();
        let error = unpack_within(packed.path(), SMALL).unwrap_err();
        assert!(error.to_string().contains("damaged"), "{error}");
    }
}
