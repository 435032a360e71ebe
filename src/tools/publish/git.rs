//! A branch of a Git repository as a target, through the `git` command: for GitHub, GitLab and Codeberg Pages. A run is one
//! commit, made in a local repository in `.courant/` and then pushed, so that readers see all of it or nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::git_repository::GitRepository;
use super::git_tree::{self, GitEntry};
use super::listing::{ListedFile, OTHER, TargetListing};
use super::lock::LockOwner;
use super::manifest::NAME as MANIFEST;
use super::options::GitOptions;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::state::TargetState;
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::{Error, ErrorCode, Fingerprint, RootedFolder};

/// The branch as fetched.
const FETCHED: &str = "refs/courant/there";
/// The branch before the last run, for a branch without history.
const PREVIOUS: &str = "refs/courant/before";
/// The file that has GitHub Pages show the files as they are.
const NO_JEKYLL: &str = ".nojekyll";
/// The file with the domain of the site, for GitHub and Codeberg Pages.
const CNAME: &str = "CNAME";

/// A branch of a Git repository as a target.
#[derive(Debug)]
pub(super) struct GitTarget {
    options: GitOptions,
    /// The local repository.
    local: GitRepository,
    /// The commit of the branch; `None` where there is no branch yet.
    head: Option<String>,
    /// The changes of the next commit: blobs by file, `None` for removed files.
    staged: Mutex<BTreeMap<Box<str>, Option<Box<str>>>>,
}

impl GitTarget {
    /// Opens the target at a branch. A dry run works in a temporary repository, and leaves that of the target alone.
    ///
    /// # Errors
    /// There is no `git`, or the local repository cannot be made.
    pub(super) fn open(site: &Path, state: &TargetState, options: &GitOptions, dry_run: bool) -> Result<Self, Error> {
        let remote = &options.repository;
        let local = if dry_run {
            GitRepository::temporary(site, state, remote)?
        } else {
            GitRepository::open(site, state, remote)?
        };
        Ok(Self { options: options.clone(), local, head: None, staged: Mutex::default() })
    }

    fn branch(&self) -> String {
        format!("refs/heads/{}", self.options.branch)
    }

    /// Fetches the branch, with the commit before its last one.
    fn fetch(&mut self) -> Result<(), Error> {
        let branch = self.branch();
        let heads = self.local.line(&["ls-remote", "--", &self.options.repository, &branch], b"")?;
        self.head = heads.split_whitespace().next().map(str::to_owned);
        if self.head.is_some() {
            let refs = format!("+{branch}:{FETCHED}");
            let options = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=2", "--"];
            self.local.run(&[&options[..], &[&self.options.repository, &refs]].concat(), b"")?;
            self.head = Some(self.local.line(&["rev-parse", FETCHED], b"")?);
        }
        Ok(())
    }

    fn stage(&self, file: &str, blob: Option<Box<str>>) {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner).insert(file.into(), blob);
    }

    fn add_blob(&self, bytes: &[u8]) -> Result<Box<str>, Error> {
        self.local.line(&["hash-object", "-w", "--no-filters", "--stdin"], bytes).map(Into::into)
    }

    /// Whether a file is for the host: it belongs neither to the site nor to others.
    fn is_for_host(&self, file: &str) -> bool {
        file == NO_JEKYLL || file == CNAME && self.options.domain.is_some()
    }

    /// The tree of the branch with the staged changes.
    fn tree(&self, staged: &BTreeMap<Box<str>, Option<Box<str>>>) -> Result<String, Error> {
        match &self.head {
            Some(commit) => self.local.run(&["read-tree", commit], b"")?,
            None => self.local.run(&["read-tree", "--empty"], b"")?,
        };
        // Removals come first: a folder may take the place of a removed file.
        let removed = staged.iter().filter(|(_, blob)| blob.is_none());
        let mut lines: Vec<u8> = Vec::new();
        for (file, _) in removed {
            lines.extend_from_slice(format!("0 {}\t{file}\0", "0".repeat(40)).as_bytes());
        }
        for (file, blob) in staged.iter().filter_map(|(file, blob)| Some((file, blob.as_ref()?))) {
            lines.extend_from_slice(format!("100644 {blob}\t{file}\0").as_bytes());
        }
        self.local.run(&["update-index", "-z", "--index-info"], &lines)?;
        self.local.line(&["write-tree"], b"")
    }

    fn commit(&self, tree: &str, message: &str) -> Result<String, Error> {
        let mut arguments = Vec::new();
        if !self.local.output(&["config", "user.email"])?.is_success {
            arguments.extend(["-c", "user.name=Courant", "-c", "user.email=courant@localhost"]);
        }
        arguments.extend(["commit-tree", tree, "-m", message]);
        if let Some(parent) = self.head.as_deref().filter(|_| !self.options.squash) {
            arguments.extend(["-p", parent]);
        }
        self.local.line(&arguments, b"")
    }

    fn push(&self, commit: &str) -> Result<(), Error> {
        let (branch, refs) = (self.branch(), format!("{commit}:{}", self.branch()));
        let lease = format!("--force-with-lease={branch}:{}", self.head.as_deref().unwrap_or_default());
        let options = ["push", "--quiet", "--no-recurse-submodules", &lease, "--", &self.options.repository, &refs];
        self.local.run(&options, b"").map(|_| ())
    }
}

impl PublishTarget for GitTarget {
    fn look(&mut self) -> Result<(), Error> {
        self.fetch()
    }

    fn list(&mut self) -> Result<TargetListing, Error> {
        self.fetch()?;
        if self.head.is_none() {
            return Ok(TargetListing::new());
        }
        let listed = |GitEntry { name, object, size, is_file }: GitEntry| {
            let tag = if is_file { object } else { OTHER.into() };
            (name, ListedFile { size: size.unwrap_or(u64::MAX), tag })
        };
        let entries = git_tree::entries(&self.local, FETCHED)?.into_iter();
        Ok(entries.filter(|entry| !self.is_for_host(&entry.name)).map(listed).collect())
    }

    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error> {
        let fingerprint =
            |blob: &str| self.local.run(&["cat-file", "blob", blob], b"").map(|bytes| Fingerprint::of(&bytes));
        let is_same = |(listed, file): &(&ListedFile, &ReleaseFile)| {
            Ok(*listed.tag != *OTHER && fingerprint(&listed.tag)? == file.content)
        };
        files.iter().map(is_same).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        if self.head.is_none() {
            return Ok(None);
        }
        let output = self.local.output(&["cat-file", "blob", &format!("{FETCHED}:{file}")])?;
        Ok(output.is_success.then_some(output.stdout))
    }

    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error> {
        names.iter().try_for_each(|name| match self.read_one(name)? {
            Some(bytes) => on_read(name, &bytes),
            None => Ok(()),
        })
    }

    fn lock(&mut self, _owner: &LockOwner) -> Result<(), Error> {
        // A push is atomic, and is refused where another run was first.
        Ok(())
    }

    fn begin(&mut self, _removals: &[Removal]) -> Result<(), Error> {
        self.stage(NO_JEKYLL, Some(self.add_blob(b"")?));
        if let Some(domain) = &self.options.domain {
            self.stage(CNAME, Some(self.add_blob(format!("{domain}\n").as_bytes())?));
        }
        Ok(())
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        let path = |put: &Put<'_>| put.file.local.as_deref().unwrap_or(Path::new("")).display().to_string();
        let paths: String = puts.iter().map(|put| path(put) + "\n").collect();
        let out = self.local.run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], paths.as_bytes())?;
        let blobs = String::from_utf8_lossy(&out).into_owned();
        if blobs.lines().count() != puts.len() {
            return Err(Error::remote(ErrorCode::GitFailed, "git did not take all files").hint("publish again"));
        }
        puts.iter().zip(blobs.lines()).try_for_each(|(put, blob)| {
            self.stage(&put.file.name, Some(blob.into()));
            on_put(put.file, blob.into())
        })
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.stage(MANIFEST, Some(self.add_blob(bytes)?));
        Ok(())
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        for name in names {
            self.stage(name, None);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        let staged = std::mem::take(&mut *self.staged.lock().unwrap_or_else(PoisonError::into_inner));
        let tree = self.tree(&staged)?;
        if let Some(head) = &self.head
            && self.local.line(&["rev-parse", &format!("{head}^{{tree}}")], b"")? == tree
        {
            return Ok(());
        }
        let removed = staged.values().filter(|blob| blob.is_none()).count();
        let message = format!("Publish the site: {} files put, {removed} removed", staged.len() - removed);
        let commit = self.commit(&tree, &message)?;
        self.push(&commit)?;
        if let Some(head) = &self.head {
            self.local.run(&["update-ref", PREVIOUS, head], b"")?;
        }
        Ok(())
    }

    fn previous(&self) -> Result<Option<RootedFolder>, Error> {
        let previous = if self.options.squash { PREVIOUS.to_owned() } else { format!("{FETCHED}^") };
        let output = self.local.output(&["rev-parse", "--verify", "--quiet", &previous])?;
        if !output.is_success {
            return Ok(None);
        }
        git_tree::check_out(&self.local, &previous).map(Some)
    }

    fn keeps_previous(&self) -> bool {
        true
    }
}
