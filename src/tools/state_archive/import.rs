//! Reads an archive of the state. It may come from anywhere: only files that belong to the state are taken, no more bytes than the
//! archive says, and either all of them or none.

use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::entry::{COPIES, kind, seconds};
use super::note::{ArchiveNote, NOTE};
use crate::base::disk::FileReader;
use crate::base::{Error, ErrorCode, RootedFolder, disk};
use crate::save;

/// The longest note in bytes.
const LONGEST_NOTE: u64 = 4096;
/// The most files: the copies of some hundred thousand pictures.
const MOST_FILES: usize = 4_000_000;
/// The most bytes of all files together for each byte of the archive, where they are more than `SMALL`. What builds remember takes a tenth
/// of its size, copies nearly all of it.
const RATIO: u64 = 50;
const SMALL: u64 = 64 << 20;
/// The folder for files that are not in place yet.
const STAGING: &str = "import.new";

/// The result of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSummary {
    /// Files that were taken.
    pub files: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// What was not taken, and why.
    pub not_taken: Option<NotTaken>,
}

/// A part of an archive that was not taken, with the reason: words that follow “it was made”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Everything.
    All(String),
    /// What builds remember of the site: copies of pictures serve any version.
    Memory(String),
}

/// Takes the files of an archive into the state in a folder, which need not exist.
///
/// # Errors
/// It is no such archive, is damaged, has files that do not belong there, or takes too much room. Then the state is as it was.
pub fn import(state: &Path, archive: &Path) -> Result<ImportSummary, Error> {
    let name = archive.display().to_string();
    let unreadable = |error: &io::Error| Error::io(&format!("cannot read {name}"), error);
    let file = disk::open(archive).map_err(|error| unreadable(&error))?;
    let size = file.get_ref().metadata().map_err(|error| unreadable(&error))?.len();
    let mut zip = ZipArchive::new(file).map_err(|error| refused(&name, &error.to_string()))?;
    let note = note(&mut zip).ok_or_else(|| refused(&name, "it was not written by `courant cache --export`"))?;
    if !note.is_readable() {
        let not_taken = note.difference().map(NotTaken::All);
        return Ok(ImportSummary { files: 0, bytes: 0, not_taken });
    }
    let difference = note.difference();
    let wanted = look(&name, &mut zip, size, |file| difference.is_none() || file.starts_with(COPIES))?;
    let _lock = save::lock(state, || {})?;
    let failed = |error: io::Error| Error::io(&format!("cannot write to {}", state.display()), &error);
    let folder = RootedFolder::open_own(state).map_err(failed)?;
    folder.remove_tree(STAGING).map_err(failed)?;
    let unpacked = unpack(&name, &mut zip, &wanted, &folder);
    let placed = unpacked.and_then(|bytes| {
        wanted.iter().try_for_each(|(_, file)| place(&folder, file)).map_err(failed)?;
        Ok(ImportSummary { files: wanted.len(), bytes, not_taken: difference.map(NotTaken::Memory) })
    });
    folder.remove_tree(STAGING).map_err(failed)?;
    placed
}

/// The note at the beginning.
fn note(zip: &mut ZipArchive<FileReader>) -> Option<ArchiveNote> {
    let mut bytes = Vec::new();
    zip.by_name(NOTE).ok()?.take(LONGEST_NOTE).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The files to take, each with its place in the archive, after a look at all that the archive says of itself.
fn look(
    archive: &str,
    zip: &mut ZipArchive<FileReader>,
    size: u64,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(usize, String)>, Error> {
    if zip.len() > MOST_FILES {
        return Err(refused(archive, &format!("it has {} files, and at most {MOST_FILES} are taken", zip.len())));
    }
    let (mut total, mut wanted) = (0_u64, Vec::new());
    for place in 0..zip.len() {
        let entry = zip.by_index_raw(place).map_err(|error| refused(archive, &error.to_string()))?;
        let name = entry.name().map_err(|error| refused(archive, &error.to_string()))?.into_owned();
        if name == NOTE {
            continue;
        }
        if !entry.is_file() || entry.is_symlink() || kind(&name).is_none() {
            let shown: String = name.chars().take(80).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            return Err(refused(archive, &format!("`{shown}` is no file that builds remember")));
        }
        total = total.saturating_add(entry.size());
        if is_wanted(&name) {
            wanted.push((place, name));
        }
    }
    if total > size.saturating_mul(RATIO).max(SMALL) {
        return Err(refused(archive, &format!("its {size} bytes would become {total}")));
    }
    Ok(wanted)
}

/// Unpacks files into the folder for those that are not in place yet, and gives their size.
fn unpack(
    archive: &str,
    zip: &mut ZipArchive<FileReader>,
    wanted: &[(usize, String)],
    folder: &RootedFolder,
) -> Result<u64, Error> {
    let failed = |error: &io::Error| Error::io(&format!("cannot write to {}", folder.path().display()), error);
    let staging = folder.create_folder(STAGING).map_err(|error| failed(&error))?;
    let mut total = 0;
    for (place, name) in wanted {
        let mut entry = zip.by_index(*place).map_err(|error| refused(archive, &error.to_string()))?;
        let bytes = contents(&mut entry).map_err(|reason| refused(archive, &format!("`{name}` {reason}")))?;
        total += bytes.len() as u64;
        let used = entry.last_modified().and_then(seconds);
        staging.create_parent(name).map_err(|error| failed(&error))?;
        staging.write_new(name, &bytes).map_err(|error| failed(&error))?;
        if let Some(used) = used {
            // Without it, the copy counts as used now.
            let _ =
                staging.open_to_write(name).and_then(|file| file.set_modified(UNIX_EPOCH + Duration::from_secs(used)));
        }
    }
    Ok(total)
}

/// The bytes of a file, not one more than the archive says: the sum of these was looked at before.
fn contents(entry: &mut ZipFile<'_, FileReader>) -> Result<Vec<u8>, String> {
    let size = entry.size();
    let mut bytes = Vec::new();
    entry
        .take(size.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be unpacked: {error}"))?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(format!("has not the {size} bytes that the archive says")) }
}

/// Moves a file into place.
fn place(folder: &RootedFolder, file: &str) -> io::Result<()> {
    folder.create_parent(file)?;
    folder.rename(format!("{STAGING}/{file}"), file)
}

fn refused(archive: &str, reason: &str) -> Error {
    Error::usage(ErrorCode::ArchiveRefused, format!("{archive} is not taken: {reason}"))
        .hint("delete it: without it, the next build makes everything anew")
}
