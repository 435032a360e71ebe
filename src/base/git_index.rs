//! Whether Git tracks files below a folder, read from its index without running `git` (gitformat-index(5)).

use std::path::{Path, PathBuf};

use super::disk;
use super::fingerprint::hexadecimal;
use super::site_path::site_path;

/// The longest index that is read, in bytes: that of a million files.
const LONGEST: u64 = 1 << 28;

/// The sizes of object ids: SHA-1 and SHA-256.
const ID_SIZES: [usize; 2] = [20, 32];

/// A file below a folder that Git tracks, relative to the work tree, or the folder itself where it is a repository in the
/// repository. `None` where there is none, or no repository.
pub fn tracked_below(folder: &Path) -> Option<String> {
    // The folder may be a link, which Git tracks as such.
    let folder = std::path::absolute(folder).ok()?;
    let folder = disk::absolute(folder.parent()?).ok()?.join(folder.file_name()?);
    let (top, index) = folder.ancestors().skip(1).find_map(|top| Some((top, index_of(top)?)))?;
    let below = site_path(folder.strip_prefix(top).ok()?)?.to_ascii_lowercase();
    let entries = read(&index)?;
    // Git may keep most of an index in a file beside it.
    let shared = entries.shared.and_then(|id| read(&index.with_file_name(format!("sharedindex.{id}"))));
    let mut names = entries.names.into_iter().chain(shared.into_iter().flat_map(|entries| entries.names));
    // Also where the disk does not tell capitals apart.
    let is_below = |name: &Vec<u8>| {
        let name = name.to_ascii_lowercase();
        name.strip_prefix(below.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    };
    names.find(is_below).map(|name| shown(&name))
}

/// What an index has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct IndexEntries {
    /// The names of all entries.
    names: Vec<Vec<u8>>,
    /// The id of the file that has the others.
    shared: Option<String>,
}

fn read(index: &Path) -> Option<IndexEntries> {
    let bytes = disk::read_at_most(index, LONGEST).ok()?;
    ID_SIZES.iter().find_map(|id_size| entries(&bytes, *id_size))
}

fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// The index of the repository whose work tree is at `top`.
fn index_of(top: &Path) -> Option<PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git.join("index"));
    }
    // The `.git` of a further work tree, or of a submodule, is a file that names the folder (gitrepository-layout(5)).
    let text = String::from_utf8(disk::read_at_most(&git, 1 << 16).ok()?).ok()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(top.join(folder).join("index"))
}

/// The entries; `None` where the bytes are no index with object ids of this size.
pub(super) fn entries(bytes: &[u8], id_size: usize) -> Option<IndexEntries> {
    let rest = bytes.strip_prefix(b"DIRC")?;
    let (version, rest) = number(rest)?;
    let (count, mut rest) = number(rest)?;
    let mut names: Vec<Vec<u8>> = Vec::new();
    for _ in 0..count {
        let entry = rest;
        // Ten numbers of what stat(2) says, and the id.
        let (flags, after) = short(rest.get(40 + id_size..)?)?;
        let is_extended = version >= 3 && flags & 0x4000 != 0;
        let after = if is_extended { after.get(2..)? } else { after };
        let (kept, after) = match version {
            2 | 3 => (Vec::new(), after),
            4 => {
                let (removed, after) = variable(after)?;
                let last = names.last().map_or(&[][..], Vec::as_slice);
                (last.get(..last.len().checked_sub(removed)?)?.to_vec(), after)
            }
            _ => return None,
        };
        let end = after.iter().position(|byte| *byte == 0)?;
        let name = [kept.as_slice(), after.get(..end)?].concat();
        let stated = usize::from(flags & 0x0fff);
        if stated != name.len().min(0x0fff) {
            return None;
        }
        let length = entry.len() - after.len() + end;
        // Before version 4, an entry ends in 1 to 8 NUL bytes, so that its length is a multiple of eight.
        let length = if version == 4 { length + 1 } else { (length + 8) & !7 };
        rest = entry.get(length..)?;
        names.push(name);
    }
    Some(IndexEntries { names, shared: shared(rest, id_size) })
}

/// The id of the file that has the other entries, from the extensions behind the entries.
fn shared(mut rest: &[u8], id_size: usize) -> Option<String> {
    loop {
        let (name, after) = rest.split_at_checked(4)?;
        let (size, after) = number(after)?;
        let (data, after) = after.split_at_checked(usize::try_from(size).ok()?)?;
        if name == b"link" {
            return data.get(..id_size).map(hexadecimal);
        }
        rest = after;
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u32::from_be_bytes(*number), rest))
}

fn short(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let (number, rest) = bytes.split_first_chunk()?;
    Some((u16::from_be_bytes(*number), rest))
}

/// A number of any length, as the offsets of pack files (gitformat-pack(5), "offset encoding").
fn variable(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (place, byte) in bytes.iter().enumerate() {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(place + 1..)?));
        }
        value = value.checked_add(1).filter(|value| *value < 1 << 32)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_index_has_no_names() {
        for bytes in [&b""[..], b"DIRC", b"DIRC\0\0\0\x02\0\0\0\x01", b"DIRC\0\0\0\x09\0\0\0\0", b"<html>"] {
            assert_eq!(entries(bytes, 20).unwrap_or_default(), IndexEntries::default());
        }
    }

    #[test]
    fn offsets_are_read_as_git_writes_them() {
        assert_eq!(variable(&[0x05, 9]), Some((5, &[9][..])));
        assert_eq!(variable(&[0x80, 0x00]), Some((128, &[][..])));
        assert_eq!(variable(&[0xff; 12]), None);
        assert_eq!(variable(&[]), None);
    }
}
