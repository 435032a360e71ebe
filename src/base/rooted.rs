//! A folder whose contents others may change: its files are reached through its handle, by relative names, and no symbolic
//! link on the way is followed. Nothing outside the folder is read or written, even where a folder in it is replaced by a link
//! meanwhile.

#![expect(clippy::disallowed_methods, reason = "one of the places that touch the disk")]

use std::fs::{self, File};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::disk::kinds::{FileAccess, RootedKind};
use super::disk::system::{self, RootHandle};
use super::disk::{Lock, patiently};
use super::stamp::Stamp;

/// An open folder. Its clones share one handle.
#[derive(Clone, Debug)]
pub struct RootedFolder(pub(super) RootHandle);

impl RootedFolder {
    /// Opens a folder. The path is the owner's: it may lead through links, and be one.
    ///
    /// # Errors
    /// It is missing, or something else than a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        RootHandle::open(path).map(Self)
    }

    /// Opens a folder that is no link. The folders above it are the owner's, and may be links.
    ///
    /// # Errors
    /// It is missing, a link ([`LinkRefused`](super::open::LinkRefused)), or something else than a folder.
    pub fn open_own(path: &Path) -> io::Result<Self> {
        let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        match path.file_name() {
            Some(name) => Ok(Self(Self::open(above)?.folder(name)?.0.called(path))),
            None => Self::open(path),
        }
    }

    /// Creates a folder of the owner's, and the folders above it, and opens it.
    ///
    /// # Errors
    /// It cannot be created.
    pub fn create(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Self::open(path)
    }

    /// The path, for messages and for other programs.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file below the folder, for messages and for other programs.
    pub fn path_of(&self, name: impl AsRef<Path>) -> PathBuf {
        self.path().join(name)
    }

    /// A folder below this one.
    ///
    /// # Errors
    /// It is missing, or a link is on the way.
    pub fn folder(&self, name: impl AsRef<Path>) -> io::Result<Self> {
        self.0.folder(name.as_ref()).map(Self)
    }

    /// Creates a folder below this one, and those above it, where they are missing, and opens it.
    ///
    /// # Errors
    /// It cannot be created, or a link is on the way.
    pub fn create_folder(&self, name: impl AsRef<Path>) -> io::Result<Self> {
        let name = name.as_ref();
        match self.folder(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return opened,
        }
        let mut made = PathBuf::new();
        for part in name.components() {
            made.push(part);
            self.0.make_folder(&made)?;
        }
        self.folder(name)
    }

    /// Creates the folder of a file.
    ///
    /// # Errors
    /// It cannot be created, or a link is on the way.
    pub fn create_parent(&self, name: impl AsRef<Path>) -> io::Result<()> {
        match name.as_ref().parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => self.create_folder(folder).map(drop),
            None => Ok(()),
        }
    }

    /// The kind of what has a name; `None` where there is nothing. A link at the name itself is [`RootedKind::Other`].
    ///
    /// # Errors
    /// A link is on the way, or the folder cannot be read.
    pub fn kind(&self, name: impl AsRef<Path>) -> io::Result<Option<RootedKind>> {
        self.0.kind(name.as_ref())
    }

    /// The stamp of a file; `None` where there is nothing.
    ///
    /// # Errors
    /// There is something else than a file, or a link is on the way.
    pub fn stamp(&self, name: impl AsRef<Path>) -> io::Result<Option<Stamp>> {
        let name = name.as_ref();
        match self.kind(name)? {
            Some(RootedKind::File(stamp)) => Ok(Some(stamp)),
            None => Ok(None),
            Some(_) => Err(self
                .0
                .link_at(name)
                .unwrap_or_else(|| io::Error::new(io::ErrorKind::IsADirectory, "there is something else than a file"))),
        }
    }

    /// Opens a file to be read.
    ///
    /// # Errors
    /// It is missing, no file (`NotAFile`), or a link is on the way ([`LinkRefused`](super::open::LinkRefused)).
    pub fn open_file(&self, name: impl AsRef<Path>) -> io::Result<File> {
        self.0.open_file(name.as_ref(), FileAccess::Read)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// As for [`Self::open_file`].
    pub fn read(&self, name: impl AsRef<Path>) -> io::Result<Vec<u8>> {
        let mut file = self.open_file(name)?;
        let mut bytes = Vec::with_capacity(usize::try_from(file.metadata()?.len()).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Opens a file to be written, as it is, and creates it where it is missing.
    ///
    /// # Errors
    /// It is no file, or a link is on the way.
    pub fn open_to_write(&self, name: impl AsRef<Path>) -> io::Result<File> {
        self.0.open_file(name.as_ref(), FileAccess::Write)
    }

    /// Opens a file to be appended to, and creates it where it is missing.
    ///
    /// # Errors
    /// It is no file, or a link is on the way.
    pub fn open_to_append(&self, name: impl AsRef<Path>) -> io::Result<File> {
        self.0.open_file(name.as_ref(), FileAccess::Append)
    }

    /// Creates a new file. An existing one is an error.
    ///
    /// # Errors
    /// It cannot be created, or a link is on the way.
    pub fn create_new(&self, name: impl AsRef<Path>) -> io::Result<File> {
        self.0.open_file(name.as_ref(), FileAccess::New)
    }

    /// Writes a new file, whole or not at all, and creates its folders. An existing one is an error.
    ///
    /// # Errors
    /// It cannot be written, or a link is on the way.
    pub fn write_new(&self, name: impl AsRef<Path>, bytes: &[u8]) -> io::Result<Stamp> {
        self.fill_new(name.as_ref(), |file| file.write_all(bytes))
    }

    /// Copies an open file to a new one, whole or not at all, with its permissions, and creates its folders.
    ///
    /// # Errors
    /// It cannot be written, or a link is on the way.
    pub fn copy_new(&self, from: &mut File, name: impl AsRef<Path>) -> io::Result<Stamp> {
        self.fill_new(name.as_ref(), |file| {
            io::copy(from, file)?;
            system::copy_permissions(from, file)
        })
    }

    fn fill_new(&self, name: &Path, contents: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<Stamp> {
        let mut file = match self.create_new(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.create_parent(name)?;
                self.create_new(name)?
            }
            opened => opened?,
        };
        let written = contents(&mut file).and_then(|()| file.metadata());
        if written.is_err() {
            // Half a file is worse than none. The first error is the one to report.
            let _ = self.remove(name);
        }
        written.map(|metadata| system::stamp_of(&metadata))
    }

    /// Replaces a file as a whole, also after a power cut. A file that is there keeps its permissions.
    ///
    /// # Errors
    /// It cannot be written, it is something else than a file, or a link is on the way.
    pub fn write_whole(&self, name: impl AsRef<Path>, bytes: &[u8]) -> io::Result<()> {
        let name = name.as_ref();
        self.replace(name, bytes, File::sync_all)?;
        // The new name is in the folder, which is a file of its own.
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.0.sync_folder(folder)
    }

    /// Replaces a file as [`Self::write_whole`] does, but does not wait for the disk: after a power cut it may be torn.
    ///
    /// # Errors
    /// As for [`Self::write_whole`].
    pub fn write_cache(&self, name: impl AsRef<Path>, bytes: &[u8]) -> io::Result<()> {
        self.replace(name.as_ref(), bytes, |_| Ok(()))
    }

    fn replace(&self, name: &Path, bytes: &[u8], sync: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
        let is_there = self.stamp(name)?.is_some();
        let temporary = temporary_beside(name);
        let written = self.fill_new(&temporary, |file| {
            file.write_all(bytes)?;
            if is_there {
                file.set_permissions(self.open_file(name)?.metadata()?.permissions())?;
            }
            sync(file)
        });
        let moved = written.and_then(|_| self.rename(&temporary, name));
        if moved.is_err() {
            let _ = self.remove(&temporary);
        }
        moved
    }

    /// Renames a file or folder over another. A link at either name is moved or replaced itself.
    ///
    /// # Errors
    /// It cannot be renamed, or a link is on the way.
    pub fn rename(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
        let (from, to) = (from.as_ref(), to.as_ref());
        patiently(&self.path_of(to), || self.0.rename(from, to))
    }

    /// Exchanges two files or folders in one step. Returns `false` on a file system that cannot.
    ///
    /// # Errors
    /// One is missing, or a link is on the way.
    pub fn try_exchange(&self, one: impl AsRef<Path>, other: impl AsRef<Path>) -> io::Result<bool> {
        self.0.try_exchange(one.as_ref(), other.as_ref())
    }

    /// Removes a file, or a link itself; a missing one is no error.
    ///
    /// # Errors
    /// It cannot be removed, or a link is on the way.
    pub fn remove(&self, name: impl AsRef<Path>) -> io::Result<()> {
        let name = name.as_ref();
        patiently(&self.path_of(name), || self.0.remove(name))
    }

    /// Removes a folder if it is empty; returns whether it did.
    pub fn remove_empty_folder(&self, name: impl AsRef<Path>) -> bool {
        self.0.remove_folder(name.as_ref()).is_ok()
    }

    /// Takes the lock of a file, which is created where it is missing; `None` if another program has it.
    ///
    /// # Errors
    /// It is no file, or a link is on the way.
    pub fn try_lock(&self, name: impl AsRef<Path>) -> io::Result<Option<Lock>> {
        Lock::try_take(|| self.0.open_file(name.as_ref(), FileAccess::Lock))
    }

    /// Takes the lock of a file, and waits for another program that has it.
    ///
    /// # Errors
    /// It is no file, or a link is on the way.
    pub fn lock(&self, name: impl AsRef<Path>) -> io::Result<Lock> {
        Lock::take(|| self.0.open_file(name.as_ref(), FileAccess::Lock), || {})
    }
}

/// A unique name beside a file. It starts with a dot, so that walks pass over it. Processes of two containers that share the
/// folder may have the same number, so each draws one of its own.
fn temporary_beside(name: &Path) -> PathBuf {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(std::process::id()));
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    name.with_file_name(format!(".courant-{:016x}-{number}.new", *PROCESS))
}
