//! The files of a commit: parsed from the output of `git ls-tree`, and written to a folder. Git's own checkout would make the
//! symbolic links of a branch, and run the filters that its attributes name.

use super::git_repository::GitRepository;
use super::state_error::cannot_write;
use crate::base::{Error, ErrorCode, RootedFolder};

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GitEntry {
    /// Its name, with `/` between its parts.
    pub name: Box<str>,
    /// Its blob or commit.
    pub object: Box<str>,
    /// Its size in bytes; `None` for what is no blob.
    pub size: Option<u64>,
    /// Whether it is a file, and no link or submodule.
    pub is_file: bool,
}

/// The bytes that are read from the repository at once.
const AT_ONCE: u64 = 64 << 20;

/// All entries of a commit.
///
/// # Errors
/// `git` failed.
pub(super) fn entries(repository: &GitRepository, commit: &str) -> Result<Vec<GitEntry>, Error> {
    let out = repository.run(&["ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit], b"")?;
    Ok(parse(&out))
}

/// Parses the output of `git ls-tree -r -z -l`.
pub(super) fn parse(out: &[u8]) -> Vec<GitEntry> {
    String::from_utf8_lossy(out).split('\0').filter_map(entry).collect()
}

/// Parses `100644 blob 0123… 12\tnieuws/index.html`.
fn entry(text: &str) -> Option<GitEntry> {
    let (about, name) = text.split_once('\t')?;
    let mut parts = about.split_whitespace();
    let (mode, _kind, object, size) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(GitEntry {
        name: name.into(),
        object: object.into(),
        size: size.parse().ok(),
        is_file: mode.starts_with("100"),
    })
}

/// Writes the files of a commit to a new folder of the repository. Links and submodules are passed over.
///
/// # Errors
/// `git` failed, the folder cannot be written, or a file has a name that leads elsewhere.
pub(super) fn check_out(repository: &GitRepository, commit: &str) -> Result<RootedFolder, Error> {
    const FOLDER: &str = "courant-previous";
    let local = repository.folder();
    let made = local.remove_tree(FOLDER).and_then(|()| local.create_folder(FOLDER));
    let folder = made.map_err(|error| cannot_write(&error))?;
    let (mut some, mut bytes) = (Vec::new(), 0);
    for entry in entries(repository, commit)?.into_iter().filter(|entry| entry.is_file) {
        bytes += entry.size.unwrap_or_default();
        some.push(entry);
        if bytes >= AT_ONCE {
            write(repository, &folder, &std::mem::take(&mut some))?;
            bytes = 0;
        }
    }
    write(repository, &folder, &some)?;
    Ok(folder)
}

fn write(repository: &GitRepository, folder: &RootedFolder, entries: &[GitEntry]) -> Result<(), Error> {
    let ids: String = entries.iter().flat_map(|entry| [&*entry.object, "\n"]).collect();
    let out = repository.run(&["cat-file", "--batch"], ids.as_bytes())?;
    let mut rest = &*out;
    for entry in entries {
        let (bytes, next) = blob(rest).ok_or_else(|| {
            Error::remote(ErrorCode::GitFailed, format!("git does not have all of `{}`", entry.name))
                .hint("publish again")
        })?;
        folder.write_new(&*entry.name, bytes).map_err(|error| cannot_write(&error))?;
        rest = next;
    }
    Ok(())
}

/// Parses the first object of `git cat-file --batch`, `0123… blob 12\n…\n`: its bytes, and what follows.
pub(super) fn blob(out: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = out.iter().position(|byte| *byte == b'\n')?;
    let (header, rest) = out.split_at_checked(end)?;
    let size = std::str::from_utf8(header).ok()?.split(" blob ").nth(1)?.parse().ok()?;
    let (bytes, rest) = rest.get(1..)?.split_at_checked(size)?;
    Some((bytes, rest.get(1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_git_is_read_up_to_what_is_torn() {
        let link = entry("120000 blob 0a 7\tevil").unwrap();
        assert!(!link.is_file && link.size == Some(7));
        let file = entry("100644 blob 0b      12\ta\tb").unwrap();
        assert!(file.is_file && &*file.name == "a\tb");
        assert_eq!(entry("160000 commit 0c       -\tmodule").unwrap().size, None);
        assert_eq!(blob(b"0a blob 3\na\nb\n0b blob 0\n\n").unwrap(), (&b"a\nb"[..], &b"0b blob 0\n\n"[..]));
        for torn in [&b"0a blob 3\na\n"[..], b"0a missing\n", b"", b"0a blob 99999999999999999999\n"] {
            assert_eq!(blob(torn), None);
        }
    }
}
