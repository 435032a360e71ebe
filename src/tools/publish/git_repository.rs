//! A local Git repository, in which `git` prepares what it pushes: that of the target in `.courant/`, or a temporary one for a
//! dry run. A repository of a site may have brought it along, so nothing in it is believed that could run a program or lead
//! elsewhere: its settings are written anew by each run, and only objects and the refs of Courant stay.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::command::{self, CommandOutput};
use super::state::TargetState;
use super::state_error::cannot_write;
use crate::base::{Error, ErrorCode, RootedFolder, disk};

/// A bare repository on this machine.
#[derive(Debug)]
pub(super) struct GitRepository {
    folder: RootedFolder,
    /// Its absolute path.
    path: PathBuf,
    /// The folder of the site: relative paths of remotes start here.
    site: PathBuf,
    /// The remote, for error messages.
    remote: String,
    /// The folder of a temporary repository; dropping it removes the repository.
    _temporary: Option<tempfile::TempDir>,
}

/// The settings of the repository. Those of the user and of the machine come from their own files.
const SETTINGS: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n";
/// The branch that `HEAD` names, which nothing uses.
const HEAD: &str = "ref: refs/heads/main\n";
/// What stays in the repository from one run to the next. Hooks, attributes, remotes and worktrees do not.
const KEPT: &[&str] = &["objects", "refs", "shallow"];
/// The folder of the refs of Courant.
const REFS: &str = "refs/courant";

/// Settings that the user's own cannot change: no hooks or other programs, no changed bytes, no housekeeping.
const ALWAYS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.autocrlf=false",
    "protocol.ext.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
];
/// The ways to a remote, of git(1): no helper that is a program of its own.
const PROTOCOLS: &str = "file:git:http:https:ssh";
/// Variables of git(1) that would have it work elsewhere, or on other objects and refs. Those with the user's settings and
/// credentials stay, such as `GIT_SSH_COMMAND`, `GIT_ASKPASS`, `GIT_CONFIG_GLOBAL`, `GIT_CONFIG_COUNT` and `GIT_AUTHOR_NAME`.
const UNSET: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DEFAULT_HASH",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_VERSION",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_PUSH_OPTION_COUNT",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_WORK_TREE",
];

impl GitRepository {
    /// Opens the repository of a target, and makes it where it is missing.
    ///
    /// # Errors
    /// A link is in it, or it cannot be made.
    pub(super) fn open(site: &Path, state: &TargetState, remote: &str) -> Result<Self, Error> {
        let folder = state.folder().create_folder(state.name("git")).map_err(|error| cannot_write(&error))?;
        refuse_links(&folder)?;
        prepare(&folder).map_err(|error| cannot_write(&error))?;
        Self::at(folder, site, remote)
    }

    /// A temporary repository with the refs of that of a target, where there is one, and with read access to its objects.
    ///
    /// # Errors
    /// A link is in that of the target, or the temporary one cannot be made.
    pub(super) fn temporary(site: &Path, state: &TargetState, remote: &str) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::io("cannot make a temporary repository", &error);
        let temporary = tempfile::Builder::new().prefix("courant-git-").tempdir().map_err(failed)?;
        let folder = RootedFolder::open(temporary.path()).map_err(failed)?;
        prepare(&folder).map_err(failed)?;
        let own = match state.folder().folder(state.name("git")) {
            Ok(own) => Some(own),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(cannot_write(&error)),
        };
        if let Some(own) = own {
            refuse_links(&own)?;
            share(&own, &folder).map_err(failed)?;
        }
        Ok(Self { _temporary: Some(temporary), ..Self::at(folder, site, remote)? })
    }

    fn at(folder: RootedFolder, site: &Path, remote: &str) -> Result<Self, Error> {
        let path = disk::absolute(folder.path()).map_err(|error| cannot_write(&error))?;
        Ok(Self { folder, path, site: site.to_owned(), remote: remote.to_owned(), _temporary: None })
    }

    /// The folder of the repository.
    pub(super) fn folder(&self) -> &RootedFolder {
        &self.folder
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(&self.path).args(ALWAYS.iter().flat_map(|setting| ["-c", setting]));
        command.args(arguments);
        for name in UNSET {
            command.env_remove(name);
        }
        // Nobody can answer a question. No object is replaced by another, or fetched where it is missed.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C").env("GIT_ALLOW_PROTOCOL", PROTOCOLS);
        command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_NO_LAZY_FETCH", "1");
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
}

/// Refuses a repository with a link anywhere in it: `git` would follow it.
fn refuse_links(folder: &RootedFolder) -> Result<(), Error> {
    match folder.first_link().map_err(|error| cannot_write(&error))? {
        None => Ok(()),
        Some(link) => {
            let message = format!("{} is a symbolic link", link.display());
            Err(Error::usage(ErrorCode::LinkInTheWay, message)
                .hint("remove it: Courant makes everything in .courant itself, and makes no links there"))
        }
    }
}

/// Makes a folder an empty bare repository, or removes everything from one but its objects and the refs of Courant. Lock files
/// that a killed `git` left go too: no other run works here.
fn prepare(folder: &RootedFolder) -> std::io::Result<()> {
    let is_other = |kept: &[&str], name: &OsString| !kept.iter().any(|kept| *name == **kept);
    for name in folder.list(".")?.iter().filter(|name| is_other(KEPT, name)) {
        folder.remove_tree(name)?;
    }
    folder.create_folder("objects")?;
    // It could name the objects of another repository.
    folder.remove_tree("objects/info")?;
    folder.create_folder(REFS)?;
    for name in folder.list("refs")?.iter().filter(|name| is_other(&["courant"], name)) {
        folder.remove_tree(Path::new("refs").join(name))?;
    }
    let is_lock = |name: &&OsString| Path::new(name).extension().is_some_and(|end| end == "lock");
    for name in folder.list(REFS)?.iter().filter(is_lock) {
        folder.remove_tree(Path::new(REFS).join(name))?;
    }
    folder.write_cache("config", SETTINGS.as_bytes())?;
    folder.write_cache("HEAD", HEAD.as_bytes())
}

/// Lets a temporary repository read the objects of another, and gives it the refs of Courant.
fn share(own: &RootedFolder, temporary: &RootedFolder) -> std::io::Result<()> {
    if own.kind("objects")?.is_none() || own.kind("objects/info/alternates")?.is_some() {
        return Ok(());
    }
    let objects = format!("{}\n", disk::absolute(&own.path_of("objects"))?.display());
    temporary.write_new("objects/info/alternates", objects.as_bytes())?;
    let refs = own.list(REFS).unwrap_or_default();
    let is_ref = |name: &&OsString| Path::new(name).extension().is_none();
    let refs = refs.iter().filter(is_ref).map(|name| Path::new(REFS).join(name));
    for name in refs.chain([PathBuf::from("shallow")]) {
        match own.read(&name) {
            Ok(bytes) if is_ids(&bytes) => temporary.write_new(&name, &bytes).map(drop)?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether a file has ids of commits only: a ref could also name another one.
fn is_ids(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'\n')
}
