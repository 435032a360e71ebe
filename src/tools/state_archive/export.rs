//! Writes an archive of the state, within a size: what builds remember first, then the copies, most recently used first.

use std::cmp::Reverse;
use std::io::{self, Write};
use std::path::Path;

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::entry::{ArchivedKind, kind, zip_time};
use super::note::{ArchiveNote, NOTE};
use crate::base::site_path::shown_path;
use crate::base::{Error, RootedFolder, RootedKind, disk};

/// What an archive has beside the name of a file, twice, and its bytes: the records of its beginning, end and place, with room for large
/// sizes (APPNOTE.TXT §4.3).
const RECORDS: u64 = 200;

/// The result of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportSummary {
    /// Files in the archive.
    pub files: usize,
    /// The size of the archive in bytes.
    pub bytes: u64,
    /// Files that would make it too large.
    pub left_out: usize,
}

/// A file of the state.
struct StateFile {
    name: String,
    kind: ArchivedKind,
    size: u64,
    /// The time of its last use, in nanoseconds since 1970.
    used: i64,
}

/// Writes the state in a folder, which need not exist, to an archive of at most so many bytes.
///
/// # Errors
/// The state cannot be read, or the archive not be written.
pub fn export(state: &Path, archive: &Path, max_size: Option<u64>) -> Result<ExportSummary, Error> {
    let failed = |error: io::Error| Error::io(&format!("cannot read {}", state.display()), &error);
    let (folder, files) = match RootedFolder::open_own(state) {
        Ok(folder) => {
            let files = files(&folder).map_err(failed)?;
            (Some(folder), files)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => (None, Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut summary = ExportSummary::default();
    let written = disk::write_whole(archive, |out| {
        let mut counted = CountedWriter { out, bytes: 0 };
        let mut zip = ZipWriter::new_stream(&mut counted);
        let most = max_size.unwrap_or(u64::MAX);
        write(&mut zip, (folder.as_ref(), &files), most, &mut summary)?;
        zip.finish()?;
        summary.bytes = counted.bytes;
        Ok(())
    });
    written.map_err(|error| Error::io(&format!("cannot write {}", archive.display()), &error))?;
    Ok(summary)
}

/// The files of the state that belong in an archive, the most useful first.
fn files(folder: &RootedFolder) -> io::Result<Vec<StateFile>> {
    let file = |(path, found): (std::path::PathBuf, RootedKind)| {
        let name = shown_path(&path);
        match (kind(&name), found) {
            (Some(kind), RootedKind::File(stamp)) => {
                Some(StateFile { name, kind, size: stamp.size, used: stamp.modified })
            }
            _ => None,
        }
    };
    let is_skipped = |path: &Path| path.to_str().is_none_or(|path| path.starts_with("publish-"));
    let mut files: Vec<StateFile> = folder.walk(is_skipped)?.into_iter().filter_map(file).collect();
    files.sort_by(|one, other| {
        let of_copy = |file: &StateFile| Reverse(if file.kind == ArchivedKind::Copy { file.used } else { 0 });
        (one.kind, of_copy(one), &one.name).cmp(&(other.kind, of_copy(other), &other.name))
    });
    Ok(files)
}

type StateWriter<'w, 'o> = ZipWriter<StreamWriter<&'w mut CountedWriter<'o>>>;

fn write(
    zip: &mut StateWriter<'_, '_>,
    (folder, files): (Option<&RootedFolder>, &[StateFile]),
    most: u64,
    summary: &mut ExportSummary,
) -> io::Result<()> {
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o644);
    // Pictures and compressed files are as small as they get.
    let plain = packed.compression_method(CompressionMethod::Stored);
    let note = serde_json::to_vec(&ArchiveNote::own())?;
    zip.start_file(NOTE, packed)?;
    zip.write_all(&note)?;
    // The records at the end, of which some come with each file.
    let mut records = 2 * RECORDS;
    for file in files {
        let own = RECORDS + 2 * file.name.len() as u64;
        let so_far = zip.get_ref().map_or(0, |out| out.get_ref().bytes);
        // A file that does not get smaller takes 5 bytes more for each 16 KiB (RFC 1951 §3.2.4).
        let size = file.size + file.size / 1000 + 64;
        if so_far.saturating_add(records + own + size) > most {
            summary.left_out += 1;
            continue;
        }
        let bytes = match folder.map(|folder| folder.read(&file.name)) {
            // One that a build removed meanwhile.
            None => continue,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => continue,
            Some(bytes) => bytes?,
        };
        let options = if file.kind == ArchivedKind::Copy { plain } else { packed };
        zip.start_file(
            file.name.as_str(),
            options.last_modified_time(zip_time(file.used)).large_file(file.size >= u64::from(u32::MAX)),
        )?;
        zip.write_all(&bytes)?;
        summary.files += 1;
        records += own;
    }
    Ok(())
}

/// Counts what is written.
struct CountedWriter<'o> {
    out: &'o mut dyn Write,
    bytes: u64,
}

impl Write for CountedWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
