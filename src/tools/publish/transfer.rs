//! The `rsync` command, between this machine and a place: what is put, fetched and removed is told to it by name.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::listed::{self, Entry};
use super::program::{self, Told};
use super::shelf::Piece;
use crate::base::{Error, disk};

/// The options of all runs: names with a NUL after each, of which the folders stay as they are; and an end to waiting.
const ALWAYS: &[&str] = &["--from0", "--no-implied-dirs", "--timeout=300"];

/// The way to a place.
#[derive(Debug)]
pub(super) struct Transfer {
    /// The place as it stands in the settings.
    pub name: String,
    /// The same as a folder.
    to: OsString,
    /// The folder of the site: paths are relative to it.
    site: PathBuf,
    /// A folder of our own on this machine.
    pub room: PathBuf,
    /// Held while a run of `rsync` goes on, also one that outlives us.
    _running: disk::Lock,
}

impl Transfer {
    /// The way to a place, with a folder of our own for files on it. Where a run that was killed left an `rsync`
    /// that goes on, that one ends first.
    ///
    /// # Errors
    /// Where the folder of our own cannot be made.
    pub(super) fn open(site: &Path, room: &Path, name: &str) -> Result<Self, Error> {
        let room = disk::create_folder(room).and_then(|()| disk::absolute(room)).map_err(|error| here(&error))?;
        let running = disk::lock(&room.join("running"), || {});
        let running =
            running.and_then(|lock| lock.share_with_programs().map(|()| lock)).map_err(|error| here(&error))?;
        let end = match name {
            _ if name.ends_with('/') => "",
            // Below the home folder of whoever logs in, not at the root of the machine.
            _ if name.ends_with(':') => "./",
            _ => "/",
        };
        Ok(Self {
            name: name.to_owned(),
            to: format!("{name}{end}").into(),
            site: site.to_owned(),
            room,
            _running: running,
        })
    }

    /// Runs `rsync` between two folders for files by their names.
    fn run<'f>(
        &self,
        options: &[&str],
        (from, to): (impl Into<OsString>, impl Into<OsString>),
        files: impl IntoIterator<Item = &'f str>,
    ) -> Result<Told, Error> {
        let mut command = command();
        // In a file, which is whole also where we are killed: the half of a name would be another file.
        let names: Vec<u8> = files.into_iter().flat_map(|file| [b"./", file.as_bytes(), b"\0"].concat()).collect();
        let list = self.room.join("names");
        disk::write(&list, &names).map_err(|error| here(&error))?;
        command.args(ALWAYS).args(options).arg("--files-from").arg(&list).arg("--").arg(from.into()).arg(to.into());
        program::run(&mut command, &self.site, b"")
    }

    /// What it lists of the place; nothing where that is not there yet.
    pub(super) fn list(&self) -> Result<Vec<Entry>, Error> {
        let mut command = command();
        command.args(["--recursive", "--list-only", "--no-h", "-8", "--timeout=300", "--"]).arg(&self.to);
        let told = program::run(&mut command, &self.site, b"")?;
        let is_told = told.is_fine || is_missing(&told.err);
        if is_told { Ok(listed::entries(&told.out)) } else { Err(self.failed(&told.err)) }
    }

    /// The files of a folder that are the same there. It compares their sums, and names each file, also one that is the same.
    pub(super) fn same<'f>(&self, from: &Path, files: impl IntoIterator<Item = &'f str>) -> Result<Vec<String>, Error> {
        let options = ["--dry-run", "--checksum", "-i", "-i", "-8", "--out-format=%i %n"];
        let told = self.run(&options, (folder(from), &self.to), files)?;
        if told.is_fine { Ok(listed::unchanged(&told.out)) } else { Err(self.failed(&told.err)) }
    }

    /// Puts files of a folder in place.
    pub(super) fn send<'f>(
        &self,
        from: &Path,
        files: impl IntoIterator<Item = &'f str>,
        more: &[&str],
    ) -> Result<(), Error> {
        // Which files differ is known: their size and time say nothing to it.
        let options = [&["--times", "--omit-dir-times", "--ignore-times"], more].concat();
        let told = self.run(&options, (folder(from), &self.to), files)?;
        if told.is_fine { Ok(()) } else { Err(self.failed(&told.err)) }
    }

    /// An empty folder of our own.
    pub(super) fn empty(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.room.join(name);
        disk::remove_folder(&path).and_then(|()| disk::create_folder(&path)).map_err(|error| here(&error))?;
        Ok(path)
    }

    /// Fetches files into a folder of our own; those that are not there are passed over.
    pub(super) fn fetch<'f>(&self, files: impl IntoIterator<Item = &'f str>) -> Result<PathBuf, Error> {
        let path = self.empty("fetched")?;
        let told = self.run(&["--ignore-missing-args"], (&self.to, folder(&path)), files)?;
        if told.is_fine || is_missing(&told.err) { Ok(path) } else { Err(self.failed(&told.err)) }
    }

    /// Removes files and empty folders. `rsync` removes what it is told to put and does not find, so it is told to put them
    /// from a folder that has the folders above them, and nothing in these.
    pub(super) fn forget<'f>(
        &self,
        files: impl IntoIterator<Item = &'f str> + Clone,
        more: &[&str],
    ) -> Result<(), Error> {
        let from = self.empty("gone")?;
        for file in files.clone() {
            disk::create_parent(&from.join(file)).map_err(|error| here(&error))?;
        }
        let options = [&["--delete-missing-args"], more].concat();
        let told = self.run(&options, (folder(&from), &self.to), files)?;
        if told.is_fine { Ok(()) } else { Err(self.failed(&told.err)) }
    }

    /// The folders in which pieces stand by their names, each with these; a piece that has another name where it is is
    /// shared to where it has not.
    pub(super) fn folders<'p>(
        &self,
        pieces: impl IntoIterator<Item = &'p Piece>,
    ) -> Result<BTreeMap<PathBuf, Vec<&'p Piece>>, Error> {
        let shared = self.empty("staged")?;
        let mut folders: BTreeMap<PathBuf, Vec<&Piece>> = BTreeMap::new();
        for piece in pieces {
            let (file, path) = (&*piece.file, piece.path.as_deref().unwrap_or(Path::new("")));
            let depth = Path::new(file).components().count();
            let root = if let Some(root) = path.ancestors().nth(depth).filter(|_| path.ends_with(file)) {
                std::path::absolute(root).map_err(|error| here(&error))?
            } else {
                let there = shared.join(file);
                disk::create_parent(&there).and_then(|()| disk::share(path, &there)).map_err(|error| here(&error))?;
                shared.clone()
            };
            folders.entry(root).or_default().push(piece);
        }
        Ok(folders)
    }

    /// What `rsync` says of a failure, with what to do about it.
    fn failed(&self, said: &str) -> Error {
        let (code, hint) = listed::reason(said);
        let line = listed::line(said);
        Error::remote(code, format!("rsync, with {}: {line}", self.name)).hint(hint)
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        // What is left is made anew by the next run.
        let folders = ["staged", "gone", "fetched"].map(|name| self.room.join(name));
        let _ = folders.iter().try_for_each(|folder| disk::remove_folder(folder));
        let _ = disk::remove(&self.room.join("names"));
    }
}

/// The command, whose words and times are the same on all machines.
fn command() -> Command {
    let mut command = Command::new("rsync");
    command.env("LC_ALL", "C").env("TZ", "UTC0");
    command
}

/// A folder as `rsync` takes it: what is in it, not itself.
fn folder(path: &Path) -> OsString {
    let mut name = path.as_os_str().to_owned();
    name.push("/");
    name
}

/// What is told where the folder of our own cannot be written to.
pub(super) fn here(error: &io::Error) -> Error {
    Error::io("cannot write to .courant", error)
}

/// The bytes of a file that was fetched; `None` where there is none.
pub(super) fn fetched(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, Error> {
    match disk::read(&folder.join(file)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(here(&error)),
    }
}

/// Whether the place itself is not there yet.
fn is_missing(said: &str) -> bool {
    said.contains("change_dir") && said.contains("No such file or directory")
}
