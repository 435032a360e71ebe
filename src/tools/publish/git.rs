//! A branch of a Git repository as a target, through the `git` command: for GitHub, GitLab and Codeberg Pages. A run is one
//! commit, made in a repository of our own in `.courant/` and then pushed, so that readers see all of it or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use super::lock::Holder;
use super::manifest::NAME as MANIFEST;
use super::plan::Removal;
use super::program;
use super::shelf::Piece;
use super::target::{Done, Each, Listing, Put, Target, There};
use crate::base::{Error, ErrorCode, Fingerprint, disk};
use crate::config::publishing::Git as Settings;

/// The state of the branch, as it was fetched.
const THERE: &str = "refs/courant/there";
/// The state of the branch before the last run, for a branch without history.
const BEFORE: &str = "refs/courant/before";
/// Tells GitHub Pages to show the files as they are.
const NO_JEKYLL: &str = ".nojekyll";
/// Tells GitHub and Codeberg Pages the domain of the site.
const CNAME: &str = "CNAME";

/// A branch of a Git repository.
#[derive(Debug)]
pub(super) struct Git {
    settings: Settings,
    /// The folder of the site: paths of repositories are relative to it.
    site: PathBuf,
    /// The repository of our own.
    repository: PathBuf,
    /// The commit at the branch, where there is one.
    there: Option<String>,
    /// What the next commit has otherwise: blobs by file, `None` for what it does not have.
    staged: Mutex<BTreeMap<Box<str>, Option<Box<str>>>>,
}

impl Git {
    /// The target at a branch.
    ///
    /// # Errors
    /// Where there is no `git`, or the repository of our own cannot be made.
    pub(super) fn open(site: &Path, repository: &Path, settings: &Settings) -> Result<Self, Error> {
        let repository = disk::absolute(repository)
            .map_err(|error| Error::io(&format!("cannot open {}", repository.display()), &error))?;
        let git = Self {
            settings: settings.clone(),
            site: site.to_owned(),
            repository,
            there: None,
            staged: Mutex::default(),
        };
        if !git.repository.join("HEAD").exists() {
            disk::remove_folder(&git.repository)
                .and_then(|()| disk::create_folder(&git.repository))
                .map_err(|error| Error::io("cannot write to .courant", &error))?;
            git.run(&["init", "--quiet", "--bare"], b"")?;
        }
        Ok(git)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.repository).args(["-c", "core.autocrlf=false", "-c", "gc.auto=0"]);
        // Nobody is there to answer a question.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").args(arguments);
        command.env("GIT_INDEX_FILE", self.repository.join("courant-index"));
        command
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        let told = program::run(&mut self.command(arguments), &self.site, input)?;
        if told.is_fine { Ok(told.out) } else { Err(self.failed(&told.err)) }
    }

    fn line(&self, arguments: &[&str], input: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.run(arguments, input)?).trim().to_owned())
    }

    /// What `git` says of a failure, with what to do about it.
    fn failed(&self, said: &str) -> Error {
        let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
        let is_reason = |line: &&str| ["fatal:", "error:", "ERROR:", "!"].iter().any(|start| line.starts_with(start));
        let line = lines().find(is_reason).or_else(|| lines().next_back()).unwrap_or("it does not say why");
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let (code, hint) = if has(&["[rejected]", "[remote rejected]", "stale info", "fetch first", "cannot lock ref"])
        {
            (ErrorCode::TargetChanged, "somebody else pushed to the branch meanwhile: publish again")
        } else if has(&["Authentication failed", "Permission denied", "could not read Username", "publickey", "403"]) {
            (ErrorCode::TargetRefuses, "see that you may push there: with an SSH key, or a credential helper of git")
        } else {
            (
                ErrorCode::GitFailed,
                "see that the repository is there, and that `git push` to it works from this machine",
            )
        };
        Error::remote(code, format!("git, with {}: {line}", self.settings.repository)).hint(hint)
    }

    fn branch(&self) -> String {
        format!("refs/heads/{}", self.settings.branch)
    }

    /// Fetches the branch, and what it was before.
    fn fetch(&mut self) -> Result<(), Error> {
        self.clear_locks()?;
        let branch = self.branch();
        let heads = self.line(&["ls-remote", &self.settings.repository, &branch], b"")?;
        self.there = heads.split_whitespace().next().map(str::to_owned);
        if self.there.is_some() {
            let refs = format!("+{branch}:{THERE}");
            self.run(&["fetch", "--quiet", "--no-tags", "--depth=2", &self.settings.repository, &refs], b"")?;
            self.there = Some(self.line(&["rev-parse", THERE], b"")?);
        }
        Ok(())
    }

    /// What a killed `git` left in the repository of our own would keep others out for ever; nobody else works there.
    fn clear_locks(&self) -> Result<(), Error> {
        for folder in [self.repository.clone(), self.repository.join("refs/courant")] {
            let names = disk::list(&folder).unwrap_or_default();
            let mut locks = names.iter().filter(|name| Path::new(name).extension().is_some_and(|end| end == "lock"));
            locks
                .try_for_each(|name| disk::remove(&folder.join(name)))
                .map_err(|error| Error::io("cannot write to .courant", &error))?;
        }
        Ok(())
    }

    fn stage(&self, file: &str, blob: Option<Box<str>>) {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner).insert(file.into(), blob);
    }

    fn add_blob(&self, bytes: &[u8]) -> Result<Box<str>, Error> {
        self.line(&["hash-object", "-w", "--no-filters", "--stdin"], bytes).map(Into::into)
    }

    /// Whether a file is one that hosts want, and that is neither the site's nor someone else's.
    fn is_for_the_host(&self, file: &str) -> bool {
        file == NO_JEKYLL || file == CNAME && self.settings.domain.is_some()
    }

    /// The tree of the branch with all that is staged.
    fn tree(&self, staged: &BTreeMap<Box<str>, Option<Box<str>>>) -> Result<String, Error> {
        match &self.there {
            Some(commit) => self.run(&["read-tree", commit], b"")?,
            None => self.run(&["read-tree", "--empty"], b"")?,
        };
        // A file that goes gives way to a folder of its name, so what goes is told first.
        let gone = staged.iter().filter(|(_, blob)| blob.is_none());
        let mut lines: Vec<u8> = Vec::new();
        for (file, _) in gone {
            lines.extend_from_slice(format!("0 {}\t{file}\0", "0".repeat(40)).as_bytes());
        }
        for (file, blob) in staged.iter().filter_map(|(file, blob)| Some((file, blob.as_ref()?))) {
            lines.extend_from_slice(format!("100644 {blob}\t{file}\0").as_bytes());
        }
        self.run(&["update-index", "-z", "--index-info"], &lines)?;
        self.line(&["write-tree"], b"")
    }

    fn commit(&self, tree: &str, message: &str) -> Result<String, Error> {
        let mut arguments = Vec::new();
        if !program::run(&mut self.command(&["config", "user.email"]), &self.site, b"")?.is_fine {
            arguments.extend(["-c", "user.name=Courant", "-c", "user.email=courant@localhost"]);
        }
        arguments.extend(["commit-tree", tree, "-m", message]);
        if let Some(parent) = self.there.as_deref().filter(|_| !self.settings.squash) {
            arguments.extend(["-p", parent]);
        }
        self.line(&arguments, b"")
    }

    fn push(&self, commit: &str) -> Result<(), Error> {
        let (branch, refs) = (self.branch(), format!("{commit}:{}", self.branch()));
        let lease = format!("--force-with-lease={branch}:{}", self.there.as_deref().unwrap_or_default());
        self.run(&["push", "--quiet", &lease, &self.settings.repository, &refs], b"").map(|_| ())
    }
}

impl Target for Git {
    fn list(&mut self) -> Result<Listing, Error> {
        self.fetch()?;
        if self.there.is_none() {
            return Ok(Listing::new());
        }
        let out = self.run(&["ls-tree", "-r", "-z", "-l", "--full-tree", THERE], b"")?;
        let text = String::from_utf8_lossy(&out);
        let entry = |entry: &str| {
            let (about, file) = entry.split_once('\t')?;
            let mut parts = about.split_whitespace();
            let (mode, _kind, blob, size) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
            let is_file = mode.starts_with("100");
            let tag = if is_file { blob } else { "other" };
            Some((file.into(), There { size: size.parse().unwrap_or(u64::MAX), tag: tag.into() }))
        };
        Ok(text.split('\0').filter_map(entry).filter(|(file, _): &(Box<str>, _)| !self.is_for_the_host(file)).collect())
    }

    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error> {
        let fingerprint = |blob: &str| self.run(&["cat-file", "blob", blob], b"").map(|bytes| Fingerprint::of(&bytes));
        let holds =
            |(there, piece): &(&There, &Piece)| Ok(*there.tag != *"other" && fingerprint(&there.tag)? == piece.bytes);
        files.iter().map(holds).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        if self.there.is_none() {
            return Ok(None);
        }
        let told = program::run(&mut self.command(&["cat-file", "blob", &format!("{THERE}:{file}")]), &self.site, b"")?;
        Ok(told.is_fine.then_some(told.out))
    }

    fn read(&self, files: &[&str], each: Each<'_>) -> Result<(), Error> {
        files.iter().try_for_each(|file| match self.read_one(file)? {
            Some(bytes) => each(file, &bytes),
            None => Ok(()),
        })
    }

    fn lock(&mut self, _holder: &Holder) -> Result<(), Error> {
        // A push is one step, and is refused where somebody else was first.
        Ok(())
    }

    fn begin(&mut self, _removals: &[Removal]) -> Result<(), Error> {
        self.stage(NO_JEKYLL, Some(self.add_blob(b"")?));
        if let Some(domain) = &self.settings.domain {
            self.stage(CNAME, Some(self.add_blob(format!("{domain}\n").as_bytes())?));
        }
        Ok(())
    }

    fn put(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error> {
        let path = |put: &Put<'_>| put.piece.path.as_deref().unwrap_or(Path::new("")).display().to_string();
        let paths: String = puts.iter().map(|put| path(put) + "\n").collect();
        let out = self.run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.as_bytes())?;
        let blobs = String::from_utf8_lossy(&out).into_owned();
        if blobs.lines().count() != puts.len() {
            return Err(Error::remote(ErrorCode::GitFailed, "git did not take all files").hint("publish again"));
        }
        puts.iter().zip(blobs.lines()).try_for_each(|(put, blob)| {
            self.stage(&put.piece.file, Some(blob.into()));
            done(put.piece, blob.into())
        })
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.stage(MANIFEST, Some(self.add_blob(bytes)?));
        Ok(())
    }

    fn remove(&self, files: &[&str]) -> Result<(), Error> {
        for file in files {
            self.stage(file, None);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        let staged = std::mem::take(&mut *self.staged.lock().unwrap_or_else(PoisonError::into_inner));
        let tree = self.tree(&staged)?;
        if let Some(there) = &self.there
            && self.line(&["rev-parse", &format!("{there}^{{tree}}")], b"")? == tree
        {
            return Ok(());
        }
        let gone = staged.values().filter(|blob| blob.is_none()).count();
        let message = format!("Publish the site: {} files put, {gone} removed", staged.len() - gone);
        let commit = self.commit(&tree, &message)?;
        self.push(&commit)?;
        if let Some(there) = &self.there {
            self.run(&["update-ref", BEFORE, there], b"")?;
        }
        Ok(())
    }

    fn previous(&self) -> Result<Option<PathBuf>, Error> {
        let before = if self.settings.squash { BEFORE.to_owned() } else { format!("{THERE}^") };
        let found = program::run(&mut self.command(&["rev-parse", "--verify", "--quiet", &before]), &self.site, b"")?;
        if !found.is_fine {
            return Ok(None);
        }
        let folder = self.repository.join("courant-before");
        disk::remove_folder(&folder)
            .and_then(|()| disk::create_folder(&folder))
            .map_err(|error| Error::io("cannot write to .courant", &error))?;
        self.run(&["read-tree", &before], b"")?;
        let mut command = self.command(&["--work-tree", ".", "checkout-index", "--all", "--force", "--quiet"]);
        let told = program::run(&mut command, &folder, b"")?;
        if told.is_fine { Ok(Some(folder)) } else { Err(self.failed(&told.err)) }
    }

    fn keeps_previous(&self) -> bool {
        true
    }
}
