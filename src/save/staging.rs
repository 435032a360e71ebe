//! The staging folder: files are written there first. It is inside the output, so that moving a file is a rename.
//!
//! Files for a part of the output that does not exist yet are staged in a tree, and whole folders are moved at once; files that
//! go among others are staged under a number.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::base::disk;
use crate::base::files::Stamp;

/// The name of the folder.
pub(super) const NAME: &str = ".courant-tmp";

/// The name of the tree of new files in it.
const TREE: &str = "new";

/// The place of a staged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Staged {
    /// Not staged: it is in place.
    No,
    /// In the tree of new files.
    Tree,
    /// Under a number.
    Number(u32),
}

/// The staging folder of an output.
#[derive(Debug)]
pub(super) struct Staging {
    output: PathBuf,
    folder: PathBuf,
    next: AtomicU32,
    /// The names at the top of the output that were looked up, and whether each is free.
    free: RwLock<HashMap<Box<str>, bool>>,
}

impl Staging {
    /// A staging folder for an output, empty: what an earlier run left there is removed.
    pub(super) fn open(output: &Path) -> io::Result<Self> {
        let folder = output.join(NAME);
        disk::remove_folder(&folder)?;
        Ok(Self { output: output.to_path_buf(), folder, next: AtomicU32::new(0), free: RwLock::default() })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the top folder or file that a path goes to does not exist yet.
    pub(super) fn is_free(&self, file: &str) -> bool {
        let top = file.split('/').next().unwrap_or(file);
        if let Some(known) = self.free.read().unwrap_or_else(PoisonError::into_inner).get(top) {
            return *known;
        }
        let path = self.output.join(top);
        let free = !path.is_symlink() && !path.exists();
        self.free.write().unwrap_or_else(PoisonError::into_inner).insert(top.into(), free);
        free
    }

    /// Stages a file in the tree of new files.
    pub(super) fn plant(&self, file: &str, bytes: &[u8]) -> io::Result<Stamp> {
        let path = self.tree().join(file);
        if file.ends_with("/index.html") {
            disk::create_parent(&path)?;
        }
        disk::write_new(&path, bytes)
    }

    /// Stages a file under a number.
    pub(super) fn put(&self, bytes: &[u8]) -> io::Result<u32> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        disk::write_new(&self.path(number), bytes)?;
        Ok(number)
    }

    fn tree(&self) -> PathBuf {
        self.folder.join(TREE)
    }

    /// The path of a file under a number.
    fn path(&self, number: u32) -> PathBuf {
        self.folder.join(number.to_string())
    }

    /// The name of a file under a number, relative to the output folder.
    pub(super) fn name(number: u32) -> String {
        format!("{NAME}/{number}")
    }

    /// The name of a copy of the file that had the place of the one under a number.
    pub(super) fn copy_name(number: u32) -> String {
        format!("{NAME}/{number}.old")
    }

    /// The name of a file or folder at the top of the tree of new files, relative to the output folder.
    pub(super) fn in_tree(name: &str) -> String {
        format!("{NAME}/{TREE}/{name}")
    }

    /// A free number.
    pub(super) fn reserve(&self) -> io::Result<u32> {
        disk::create_folder(&self.folder)?;
        Ok(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// The names at the top of the tree of new files.
    pub(super) fn tree_names(&self) -> io::Result<Vec<String>> {
        let names = match disk::list(&self.tree()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            names => names?,
        };
        // They are parts of addresses.
        Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
    }

    /// Removes the folder, with the files that were not moved.
    pub(super) fn close(&self) -> io::Result<()> {
        disk::remove_folder(&self.folder)
    }
}
