//! A local Git repository, in which `git` prepares what it pushes: that of the target in `.courant/`, or a temporary one for a
//! dry run.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::{self, CommandOutput};
use crate::base::{Error, ErrorCode, disk};

/// A bare repository on this machine.
#[derive(Debug)]
pub(super) struct GitRepository {
    path: PathBuf,
    /// The folder of the site: relative paths of remotes start here.
    site: PathBuf,
    /// The remote, for error messages.
    remote: String,
    /// The folder of a temporary repository; dropping it removes the repository.
    _temporary: Option<tempfile::TempDir>,
}

impl GitRepository {
    /// Opens the repository at a path, and makes it where it is missing.
    ///
    /// # Errors
    /// There is no `git`, or the repository cannot be made.
    pub(super) fn open(site: &Path, path: &Path, remote: &str) -> Result<Self, Error> {
        let repository = Self::at(path, site, remote)?;
        if repository.path.join("HEAD").exists() {
            repository.remove_stale_locks()?;
        } else {
            disk::remove_folder(&repository.path)
                .and_then(|()| disk::create_folder(&repository.path))
                .map_err(|error| cannot_write(&error))?;
            repository.run(&["init", "--quiet", "--bare"], b"")?;
        }
        Ok(repository)
    }

    /// A temporary repository with the refs of the one at a path, where there is one, and with read access to its objects.
    ///
    /// # Errors
    /// There is no `git`, or the temporary repository cannot be made.
    pub(super) fn temporary(site: &Path, path: &Path, remote: &str) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::io("cannot make a temporary repository", &error);
        let folder = tempfile::Builder::new().prefix("courant-git-").tempdir().map_err(failed)?;
        let own = Self::at(path, site, remote)?;
        let repository = Self::at(folder.path(), site, remote)?;
        let repository = Self { _temporary: Some(folder), ..repository };
        repository.run(&["init", "--quiet", "--bare"], b"")?;
        if own.path.join("HEAD").exists() {
            let objects = format!("{}\n", own.path.join("objects").display());
            disk::create_folder(&repository.path.join("objects/info"))
                .and_then(|()| disk::write(&repository.path.join("objects/info/alternates"), objects.as_bytes()))
                .map_err(failed)?;
            if let Ok(shallow) = disk::read(&own.path.join("shallow")) {
                disk::write(&repository.path.join("shallow"), &shallow).map_err(failed)?;
            }
            let refs = own.run(&["for-each-ref", "--format=create %(refname) %(objectname)", "refs/courant"], b"")?;
            repository.run(&["update-ref", "--stdin"], &refs)?;
        }
        Ok(repository)
    }

    fn at(path: &Path, site: &Path, remote: &str) -> Result<Self, Error> {
        let path =
            disk::absolute(path).map_err(|error| Error::io(&format!("cannot open {}", path.display()), &error))?;
        Ok(Self { path, site: site.to_owned(), remote: remote.to_owned(), _temporary: None })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.path).args(["-c", "core.autocrlf=false", "-c", "gc.auto=0"]);
        // Nobody can answer a question.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").args(arguments);
        command.env("GIT_INDEX_FILE", self.path.join("courant-index"));
        command
    }

    /// Runs `git`, and gives its output also where it failed.
    pub(super) fn output(&self, arguments: &[&str]) -> Result<CommandOutput, Error> {
        command::run(&mut self.command(arguments), &self.site, b"")
    }

    /// Runs `git`, and gives its standard output.
    pub(super) fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let output = command::run(&mut self.command(arguments), &self.site, input)?;
        if output.is_success { Ok(output.stdout) } else { Err(self.failed(&output.stderr)) }
    }

    /// Runs `git`, and gives the line that it prints.
    pub(super) fn line(&self, arguments: &[&str], input: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run(arguments, input)?).trim().to_owned())
    }

    /// Checks a commit out into a folder of the repository.
    pub(super) fn check_out(&self, commit: &str) -> Result<PathBuf, Error> {
        let folder = self.path.join("courant-previous");
        disk::remove_folder(&folder)
            .and_then(|()| disk::create_folder(&folder))
            .map_err(|error| cannot_write(&error))?;
        self.run(&["read-tree", commit], b"")?;
        let mut command = self.command(&["--work-tree", ".", "checkout-index", "--all", "--force", "--quiet"]);
        let output = command::run(&mut command, &folder, b"")?;
        if output.is_success { Ok(folder) } else { Err(self.failed(&output.stderr)) }
    }

    /// The error for the output of a `git` that failed.
    fn failed(&self, stderr: &str) -> Error {
        let lines = || stderr.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
        let is_reason = |line: &&str| ["fatal:", "error:", "ERROR:", "!"].iter().any(|start| line.starts_with(start));
        let line = lines().find(is_reason).or_else(|| lines().next_back()).unwrap_or("it gives no reason");
        let has = |words: &[&str]| words.iter().any(|word| stderr.contains(word));
        let (code, hint) = if has(&["[rejected]", "[remote rejected]", "stale info", "fetch first", "cannot lock ref"])
        {
            (ErrorCode::TargetChanged, "someone else pushed to the branch during the run: publish again")
        } else if has(&["Authentication failed", "Permission denied", "could not read Username", "publickey", "403"]) {
            (ErrorCode::TargetRefuses, "check your access: use an SSH key, or a credential helper of git")
        } else {
            (
                ErrorCode::GitFailed,
                "check that the repository exists, and that `git push` to it works from this machine",
            )
        };
        Error::remote(code, format!("git, with {}: {line}", self.remote)).hint(hint)
    }

    /// Removes lock files that a killed `git` left in the local repository: they would keep all later runs out, and no other
    /// run works there.
    fn remove_stale_locks(&self) -> Result<(), Error> {
        for folder in [self.path.clone(), self.path.join("refs/courant")] {
            let names = disk::list(&folder).unwrap_or_default();
            let mut locks = names.iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "lock"));
            locks.try_for_each(|name| disk::remove(&folder.join(name))).map_err(|error| cannot_write(&error))?;
        }
        Ok(())
    }
}

fn cannot_write(error: &std::io::Error) -> Error {
    Error::io("cannot write to .courant", error)
}
