//! Runs the `rsync` command between this machine and a destination. Files are put, fetched and removed by name.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::{self, CommandOutput};
use super::release::ReleaseFile;
use super::rsync_output::{self, RsyncEntry};
use super::state_error::cannot_write;
use crate::base::{Error, RootedFolder, disk};

/// The options of all runs: names end with NUL, their folders keep their attributes, and there is a timeout.
const ALWAYS: &[&str] = &["--from0", "--no-implied-dirs", "--timeout=300"];

/// Transfers files to and from a destination.
#[derive(Debug)]
pub(super) struct RsyncTransfer {
    /// The destination, as in the settings.
    pub name: String,
    /// The destination as a folder.
    to: OsString,
    /// The folder of the site: relative paths start here.
    site: PathBuf,
    /// The working folder on this machine.
    work: RootedFolder,
    /// Held while `rsync` runs, even after this process ended.
    _running: disk::Lock,
}

impl RsyncTransfer {
    /// Opens the way to a destination, with a working folder. Waits for the end of an `rsync` that a killed run left.
    ///
    /// # Errors
    /// The working folder cannot be made.
    pub(super) fn open(site: &Path, work: RootedFolder, name: &str) -> Result<Self, Error> {
        let running = work.lock("running");
        let running =
            running.and_then(|lock| lock.share_with_programs().map(|()| lock)).map_err(|error| cannot_write(&error))?;
        let end = match name {
            _ if name.ends_with('/') => "",
            // The home folder of the user, not the root of the machine.
            _ if name.ends_with(':') => "./",
            _ => "/",
        };
        Ok(Self {
            name: name.to_owned(),
            to: format!("{name}{end}").into(),
            site: site.to_owned(),
            work,
            _running: running,
        })
    }

    /// A transfer with a working folder of its own, inside that of this one.
    ///
    /// # Errors
    /// The working folder cannot be made.
    pub(super) fn beside(&self, work: &str) -> Result<Self, Error> {
        let work = self.work.create_folder(work).map_err(|error| cannot_write(&error))?;
        Self::open(&self.site, work, &self.name)
    }

    /// Runs `rsync` between two folders, for files by name.
    fn run<'f>(
        &self,
        options: &[&str],
        (from, to): (impl Into<OsString>, impl Into<OsString>),
        files: impl IntoIterator<Item = &'f str>,
    ) -> Result<CommandOutput, Error> {
        let mut command = rsync();
        // A file of names is whole even when this process is killed: half a name would be another file.
        let names: Vec<u8> = files.into_iter().flat_map(|file| [b"./", file.as_bytes(), b"\0"].concat()).collect();
        self.work.write_cache("names", &names).map_err(|error| cannot_write(&error))?;
        let list = self.work.path_of("names");
        command.args(ALWAYS).args(options).arg("--files-from").arg(&list).arg("--").arg(from.into()).arg(to.into());
        command::run(&mut command, &self.site, b"")
    }

    /// Lists the destination; nothing where it does not exist yet.
    pub(super) fn list(&self) -> Result<Vec<RsyncEntry>, Error> {
        let mut command = rsync();
        command.args(["--recursive", "--list-only", "--no-h", "-8", "--timeout=300", "--"]).arg(&self.to);
        let output = command::run(&mut command, &self.site, b"")?;
        let is_listed = output.is_success || is_missing(&output.stderr);
        if is_listed { Ok(rsync_output::entries(&output.stdout)) } else { Err(self.failed(&output.stderr)) }
    }

    /// The files of a folder that are the same at the destination, by their checksums.
    pub(super) fn same<'f>(&self, from: &Path, files: impl IntoIterator<Item = &'f str>) -> Result<Vec<String>, Error> {
        let options = ["--dry-run", "--checksum", "-i", "-i", "-8", "--out-format=%i %n"];
        let output = self.run(&options, (folder(from), &self.to), files)?;
        if output.is_success { Ok(rsync_output::unchanged(&output.stdout)) } else { Err(self.failed(&output.stderr)) }
    }

    /// Puts files of a folder in place.
    pub(super) fn send<'f>(
        &self,
        from: &Path,
        files: impl IntoIterator<Item = &'f str>,
        more: &[&str],
    ) -> Result<(), Error> {
        // It is known which files differ: their size and time do not matter.
        let options = [&["--times", "--omit-dir-times", "--ignore-times"], more].concat();
        let output = self.run(&options, (folder(from), &self.to), files)?;
        if output.is_success { Ok(()) } else { Err(self.failed(&output.stderr)) }
    }

    /// An empty folder in the working folder.
    pub(super) fn empty_folder(&self, name: &str) -> Result<RootedFolder, Error> {
        let made = self.work.remove_tree(name).and_then(|()| self.work.create_folder(name));
        made.map_err(|error| cannot_write(&error))
    }

    /// Fetches files into the working folder; missing ones are passed over.
    pub(super) fn fetch<'f>(&self, files: impl IntoIterator<Item = &'f str>) -> Result<RootedFolder, Error> {
        let fetched = self.empty_folder("fetched")?;
        let output = self.run(&["--ignore-missing-args"], (&self.to, folder(fetched.path())), files)?;
        if output.is_success || is_missing(&output.stderr) { Ok(fetched) } else { Err(self.failed(&output.stderr)) }
    }

    /// Removes files and empty folders; with `--force` also folders with their contents.
    ///
    /// `rsync` removes what its source lacks. The source has the folders above the files and nothing else, and a filter keeps
    /// everything that is not named. (`--delete-missing-args` would need no filter, but the rsync of Debian 12,
    /// 3.2.7-1+deb12u5, refuses its own messages there: "invalid file mode 00".)
    pub(super) fn remove<'f>(
        &self,
        files: impl IntoIterator<Item = &'f str> + Clone,
        more: &[&str],
    ) -> Result<(), Error> {
        let from = self.empty_folder("gone")?;
        let (mut folders, mut patterns) = (BTreeSet::new(), Vec::new());
        for file in files {
            from.create_parent(file).map_err(|error| cannot_write(&error))?;
            folders.extend(file.match_indices('/').filter_map(|(at, _)| file.get(..at)));
            let pattern = pattern(file);
            patterns.push(format!("/{pattern}"));
            if more.contains(&"--force") {
                patterns.push(format!("/{pattern}/***"));
            }
        }
        let folders = folders.into_iter().map(|folder| format!("/{}/", pattern(folder)));
        let list: Vec<u8> = folders.chain(patterns).flat_map(|pattern| format!("+ {pattern}\0").into_bytes()).collect();
        self.work.write_cache("names", &list).map_err(|error| cannot_write(&error))?;
        let mut command = rsync();
        command.args(ALWAYS).args(["--recursive", "--delete", "--existing", "--ignore-existing", "--omit-dir-times"]);
        command.args(more).arg("--include-from").arg(self.work.path_of("names")).arg("--exclude=*").arg("--");
        let output = command::run(command.arg(folder(from.path())).arg(&self.to), &self.site, b"")?;
        if output.is_success { Ok(()) } else { Err(self.failed(&output.stderr)) }
    }

    /// Groups files by the local folder below which they have their names. A file with another local name is linked into a
    /// folder where it has the right one.
    pub(super) fn by_folder<'r>(
        &self,
        files: impl IntoIterator<Item = &'r ReleaseFile>,
    ) -> Result<BTreeMap<PathBuf, Vec<&'r ReleaseFile>>, Error> {
        let shared = self.empty_folder("staged")?;
        let mut folders: BTreeMap<PathBuf, Vec<&ReleaseFile>> = BTreeMap::new();
        for file in files {
            let (name, path) = (&*file.name, file.local.as_deref().unwrap_or(Path::new("")));
            let depth = Path::new(name).components().count();
            let root = if let Some(root) = path.ancestors().nth(depth).filter(|_| path.ends_with(name)) {
                std::path::absolute(root).map_err(|error| cannot_write(&error))?
            } else {
                let shared_file = shared.create_parent(name).and_then(|()| disk::share(path, &shared.path_of(name)));
                shared_file.map_err(|error| cannot_write(&error))?;
                shared.path().to_owned()
            };
            folders.entry(root).or_default().push(file);
        }
        Ok(folders)
    }

    /// The error for the output of an `rsync` that failed.
    fn failed(&self, stderr: &str) -> Error {
        let (code, hint) = rsync_output::reason(stderr);
        let line = rsync_output::line(stderr);
        Error::remote(code, format!("rsync, with {}: {line}", self.name)).hint(hint)
    }
}

impl Drop for RsyncTransfer {
    fn drop(&mut self) {
        // The next run makes them anew.
        let _ = ["staged", "gone", "fetched"].iter().try_for_each(|name| self.work.remove_tree(name));
        let _ = self.work.remove("names");
    }
}

/// A pattern of a filter that matches this name only. A backslash is an escape only where there is a wildcard (rsync(1), "pattern
/// matching rules").
fn pattern(name: &str) -> String {
    if !name.contains(['*', '?', '[']) {
        return name.to_owned();
    }
    name.chars().flat_map(|c| matches!(c, '*' | '?' | '[' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

/// The command. Its language and time zone are the same on all machines.
fn rsync() -> Command {
    let mut command = Command::new("rsync");
    command.env("LC_ALL", "C").env("TZ", "UTC0");
    command
}

/// A folder for `rsync`: its contents, not the folder itself.
fn folder(path: &Path) -> OsString {
    let mut name = path.as_os_str().to_owned();
    name.push("/");
    name
}

/// The bytes of a fetched file; `None` where there is none.
pub(super) fn fetched(folder: &RootedFolder, file: &str) -> Result<Option<Vec<u8>>, Error> {
    match folder.read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_write(&error)),
    }
}

/// Whether the destination does not exist yet.
fn is_missing(stderr: &str) -> bool {
    stderr.contains("change_dir") && stderr.contains("No such file or directory")
}
