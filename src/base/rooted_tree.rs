//! Whole trees of a [`RootedFolder`]: listed, copied and removed. No symbolic link in them is followed.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::kinds::{EntryKind, RootedKind};
use super::disk::patiently;
use super::disk::system::OpenFolder;
use super::rooted::RootedFolder;

/// The root as a name.
fn top() -> PathBuf {
    PathBuf::from(".")
}

fn below(folder: &Path, name: &OsStr) -> PathBuf {
    if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) }
}

impl RootedFolder {
    /// The names of what is in a folder. `.` is this one.
    ///
    /// # Errors
    /// It cannot be read, or a link is on the way.
    pub fn list(&self, name: impl AsRef<Path>) -> io::Result<Vec<OsString>> {
        Ok(self.0.list(name.as_ref())?.entries.into_iter().map(|(name, _)| name).collect())
    }

    /// All files below the folder, and whatever else is no folder, except what has a name that is to be skipped.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn walk(&self, is_skipped: impl Fn(&Path) -> bool) -> io::Result<Vec<(PathBuf, RootedKind)>> {
        let (mut found, mut folders) = (Vec::new(), vec![top()]);
        while let Some(folder) = folders.pop() {
            let listed = self.0.list(&folder)?;
            let paths = listed.entries.iter().map(|(name, kind)| (below(&folder, name), name, kind));
            for (path, name, kind) in paths.filter(|(path, ..)| !is_skipped(path)) {
                match kind {
                    EntryKind::Folder => folders.push(path),
                    _ => found.push((path, listed.kind(name)?)),
                }
            }
        }
        Ok(found)
    }

    /// The path of the first symbolic link below the folder, if there is one.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn first_link(&self) -> io::Result<Option<PathBuf>> {
        let mut folders = vec![top()];
        while let Some(folder) = folders.pop() {
            for (name, kind) in self.0.list(&folder)?.entries {
                match kind {
                    EntryKind::Link => return Ok(Some(self.path_of(below(&folder, &name)))),
                    EntryKind::Folder => folders.push(below(&folder, &name)),
                    _ => (),
                }
            }
        }
        Ok(None)
    }

    /// Copies all of this folder into another. Files become hard links where the file system allows it; symbolic links are
    /// copied as links.
    ///
    /// # Errors
    /// It cannot be read, or the other folder has something of the same name, or cannot be written.
    pub fn clone_into(&self, to: &Self) -> io::Result<()> {
        let mut folders = vec![top()];
        while let Some(folder) = folders.pop() {
            let from = self.0.list(&folder)?;
            let copy = to.0.list(&folder)?;
            copy.take_permissions_of(&from)?;
            let inner = from.entries.iter().filter(|(_, kind)| *kind == EntryKind::Folder);
            folders.extend(inner.map(|(name, _)| below(&folder, name)));
            for (name, kind) in &from.entries {
                match kind {
                    EntryKind::Folder => copy.make_folder(name)?,
                    EntryKind::Link => copy.copy_link_of(&from, name)?,
                    EntryKind::File => self.share(&from, (to, &copy), &below(&folder, name))?,
                    EntryKind::Other => (),
                }
            }
        }
        Ok(())
    }

    /// Puts a file in a second folder, as a hard link where the file system allows it.
    fn share(&self, from: &OpenFolder, (to, copy): (&Self, &OpenFolder), name: &Path) -> io::Result<()> {
        match copy.link_file_of(from, name.file_name().unwrap_or_default()) {
            Ok(()) => Ok(()),
            Err(_not_shared) => to.copy_new(&mut self.open_file(name)?, name).map(drop),
        }
    }

    /// Removes a file, a link itself, or a folder with its contents; a missing one is no error.
    ///
    /// # Errors
    /// It cannot be removed, or a link is on the way.
    pub fn remove_tree(&self, name: impl AsRef<Path>) -> io::Result<()> {
        let name = name.as_ref();
        if self.kind(name)? != Some(RootedKind::Folder) {
            return self.remove(name);
        }
        let mut folders = vec![name.to_owned()];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            let listed = self.0.list(&folder)?;
            for (name, kind) in &listed.entries {
                match kind {
                    EntryKind::Folder => folders.push(folder.join(name)),
                    _ => patiently(&self.path_of(folder.join(name)), || listed.remove(name))?,
                }
            }
            at += 1;
        }
        for folder in folders.iter().rev() {
            patiently(&self.path_of(folder), || self.0.remove_folder(folder))?;
        }
        Ok(())
    }

    /// Removes a folder that has nothing but folders in it. Returns whether it did.
    ///
    /// # Errors
    /// It cannot be read, or a link is on the way.
    pub fn remove_empty_tree(&self, name: impl AsRef<Path>) -> io::Result<bool> {
        let mut folders = vec![name.as_ref().to_owned()];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            let inner = self.0.list(&folder)?.entries.into_iter();
            let inner = inner.filter(|(_, kind)| *kind == EntryKind::Folder).map(|(name, _)| folder.join(name));
            folders.extend(inner);
            at += 1;
        }
        Ok(folders.iter().rev().all(|folder| self.remove_empty_folder(folder)))
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::base::disk;

    /// A folder with a file and a deeper one, and links that lead out of it where there are any; and one beside it with a file of
    /// others.
    fn trees() -> (tempfile::TempDir, RootedFolder) {
        let folder = tempfile::tempdir().unwrap();
        let root = RootedFolder::create(&folder.path().join("www")).unwrap();
        root.write_new("a.html", b"a").unwrap();
        root.write_new("map/dieper/b.html", b"b").unwrap();
        disk::write_new(&folder.path().join("private/id"), b"secret").unwrap();
        #[cfg(unix)]
        symlink("../private", root.path_of("link")).unwrap();
        #[cfg(unix)]
        symlink("../../private/id", root.path_of("map/id")).unwrap();
        (folder, root)
    }

    #[cfg(unix)]
    fn secret(folder: &tempfile::TempDir) -> Vec<u8> {
        disk::read(&folder.path().join("private/id")).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn links_are_listed_copied_and_removed_as_links() {
        let (folder, root) = trees();
        let kinds = |root: &RootedFolder| {
            let mut all = root.walk(|_| false).unwrap();
            all.sort_by(|one, other| one.0.cmp(&other.0));
            let show = |(path, kind): (PathBuf, RootedKind)| (path.display().to_string(), kind == RootedKind::Other);
            all.into_iter().map(show).collect::<Vec<_>>()
        };
        let expected = [("a.html", false), ("link", true), ("map/dieper/b.html", false), ("map/id", true)];
        let expected: Vec<_> = expected.map(|(path, is_link)| (path.to_owned(), is_link)).into();
        assert_eq!(kinds(&root), expected);
        let above = RootedFolder::open(folder.path()).unwrap();
        let copy = above.create_folder("copy").unwrap();
        root.clone_into(&copy).unwrap();
        assert_eq!(kinds(&copy), expected);
        assert_eq!(copy.stamp("a.html").unwrap().unwrap().inode, root.stamp("a.html").unwrap().unwrap().inode);
        assert!(copy.first_link().unwrap().is_some());
        above.remove_tree("copy").unwrap();
        above.remove_tree("copy").unwrap();
        assert_eq!((above.kind("copy").unwrap(), secret(&folder)), (None, b"secret".to_vec()));
        root.remove_tree("link").unwrap();
        assert_eq!((root.kind("link").unwrap(), secret(&folder)), (None, b"secret".to_vec()));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_reached_through_a_link() {
        let (folder, root) = trees();
        let link = format!("{} is a symbolic link", root.path_of("link").display());
        let refused = |result: io::Result<()>| assert_eq!(result.unwrap_err().to_string(), link);
        refused(root.read("link/id").map(drop));
        refused(root.stamp("link/id").map(drop));
        refused(root.stamp("link").map(drop));
        refused(root.write_new("link/new", b"").map(drop));
        refused(root.write_new("link/map/new", b"").map(drop));
        refused(root.write_whole("link/id", b""));
        refused(root.write_whole("link", b""));
        refused(root.write_cache("link", b""));
        refused(root.open_to_append("link/id").map(drop));
        refused(root.open_to_write("link").map(drop));
        refused(root.try_lock("link/id").map(drop));
        refused(root.rename("a.html", "link/a.html"));
        refused(root.rename("link/id", "id"));
        refused(root.try_exchange("a.html", "link/id").map(drop));
        refused(root.remove("link/id"));
        refused(root.remove_tree("link/id"));
        refused(root.create_folder("link/map").map(drop));
        refused(root.folder("link").map(drop));
        refused(root.list("link").map(drop));
        refused(RootedFolder::open_own(&root.path_of("link")).map(drop));
        assert!(!root.remove_empty_folder("link/leeg"));
        assert!(root.read("map/id").unwrap_err().to_string().ends_with("map/id is a symbolic link"));
        for name in ["../private/id", "/etc/hostname", "map/../../private/id", "", "."] {
            assert!(root.read(name).is_err() && root.write_whole(name, b"").is_err(), "{name}");
        }
        assert_eq!(secret(&folder), b"secret");
        assert_eq!(disk::list(&folder.path().join("private")).unwrap().len(), 1);
        RootedFolder::open(&root.path_of("link")).unwrap();
    }

    #[test]
    fn files_are_written_whole_and_renamed() {
        let (folder, root) = trees();
        for name in
            ["../private/id", "/etc/hostname", "map/../../private/id", "", ".", r"..\private\id", "C:/x", "a.html:x"]
        {
            let is_plain = cfg!(unix) && name.contains(['\\', ':']);
            assert!(is_plain || root.read(name).is_err() && root.write_whole(name, b"").is_err(), "{name}");
        }
        assert_eq!(disk::list(&folder.path().join("private")).unwrap().len(), 1);
        let in_map = root.list("map").unwrap().len();
        root.write_whole("map/new.html", b"one").unwrap();
        root.write_cache("map/new.html", b"two").unwrap();
        assert_eq!(root.read("map/new.html").unwrap(), b"two");
        assert!(root.write_new("map/new.html", b"").is_err());
        if !root.try_exchange("a.html", "map/new.html").unwrap() {
            root.rename("a.html", "b.html").and_then(|()| root.rename("map/new.html", "a.html")).unwrap();
            root.rename("b.html", "map/new.html").unwrap();
        }
        assert_eq!((root.read("a.html").unwrap(), root.read("map/new.html").unwrap()), (b"two".into(), b"a".into()));
        root.rename("map/new.html", "a.html").unwrap();
        disk::share(&root.path_of("a.html"), &root.path_of("lock")).unwrap();
        root.try_lock("lock").unwrap().unwrap().note("anna").unwrap();
        assert_eq!(root.read("a.html").unwrap(), b"a", "a lock that is another file too is not written to");
        root.remove("lock").unwrap();
        let mut file = root.open_file("a.html").unwrap();
        root.copy_new(&mut file, "nieuw/diep/a.html").unwrap();
        assert_eq!(root.read("nieuw/diep/a.html").unwrap(), b"a");
        assert!(!root.remove_empty_folder("nieuw"));
        root.remove("nieuw/diep/a.html").unwrap();
        root.remove("nieuw/diep/a.html").unwrap();
        root.remove("weg/a.html").unwrap();
        root.create_folder("leeg/diep").unwrap();
        assert!(!root.remove_empty_tree("map").unwrap() && root.remove_empty_tree("leeg").unwrap());
        assert_eq!((root.kind("leeg").unwrap(), root.list("map").unwrap().len()), (None, in_map));
        assert!(root.remove_empty_folder("nieuw/diep") && root.remove_empty_folder("nieuw"));
        assert_eq!(root.list("map").unwrap().len(), in_map, "no temporary file is left");
        assert_eq!(root.stamp("weg/a.html").unwrap(), None);
    }
}
