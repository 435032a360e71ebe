//! A folder as the place of the shared cache, such as one on a network drive. Objects are written beside their place and renamed, so
//! that a machine which is killed leaves none half there.

use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::base::{CachePlace, LONGEST_OBJECT, RootedFolder, RootedKind};

/// A folder. It is made when the first object is written.
#[derive(Debug)]
pub(super) struct CacheFolder {
    path: PathBuf,
    opened: OnceLock<RootedFolder>,
}

impl CacheFolder {
    /// The place in a folder, which need not exist.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, opened: OnceLock::new() }
    }

    fn folder(&self, open: impl FnOnce() -> io::Result<RootedFolder>) -> io::Result<&RootedFolder> {
        match self.opened.get() {
            Some(folder) => Ok(folder),
            None => open().map(|folder| self.opened.get_or_init(|| folder)),
        }
    }

    fn reason(&self, doing: &str, name: &str, error: &io::Error) -> String {
        format!("cannot {doing} {}: {error}", self.path.join(name).display())
    }
}

impl CachePlace for CacheFolder {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let read = || -> io::Result<Vec<u8>> {
            let file = self.folder(|| RootedFolder::open(&self.path))?.open_file(name)?;
            let mut object =
                Vec::with_capacity(usize::try_from(file.metadata()?.len().min(LONGEST_OBJECT)).unwrap_or(0));
            // A longer one is cut, and then is not whole.
            file.take(LONGEST_OBJECT).read_to_end(&mut object)?;
            Ok(object)
        };
        match read() {
            Ok(object) => Ok(Some(object)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.reason("read", name, &error)),
        }
    }

    fn has(&self, name: &str) -> Result<bool, String> {
        match self.folder(|| RootedFolder::open(&self.path)).and_then(|folder| folder.kind(name)) {
            Ok(kind) => Ok(matches!(kind, Some(RootedKind::File(_)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.reason("read", name, &error)),
        }
    }

    fn write(&self, name: &str, object: &[u8]) -> Result<(), String> {
        let write = || -> io::Result<()> {
            let folder = self.folder(|| RootedFolder::create(&self.path))?;
            folder.create_parent(name)?;
            folder.write_cache(name, object)
        };
        write().map_err(|error| self.reason("write", name, &error))
    }

    fn at_once(&self) -> usize {
        8
    }
}
