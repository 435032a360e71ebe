//! The options of a run: the target, and the flags of the command.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::lock::LockOwner;
use crate::base::compression::Compression;
use crate::base::{Address, Located, Route, SharedCache};

/// A target, with the site that is published there.
#[derive(Clone, Copy, Debug)]
pub struct TargetRef<'a> {
    /// The target.
    pub options: &'a TargetOptions,
    /// The folder of the site: relative paths of `git` and `rsync` start here, and commands run here.
    pub site: &'a Path,
    /// The folder of the state of earlier runs.
    pub state: &'a Path,
    /// The URL of the site, with its folder on the host and without a final `/`.
    pub base_url: &'a str,
}

/// The options of a target.
#[derive(Clone, Debug)]
pub struct TargetOptions {
    /// Its name.
    pub name: String,
    /// Its kind and location.
    pub location: Location,
    /// Compressed copies to publish beside text files, each once, the better one first.
    pub precompress: Vec<Compression>,
    /// Services to notify after a run that changed something.
    pub notify: NotifyOptions,
    /// Patterns of files that are never touched.
    pub keep: Vec<String>,
    /// Whether replaced and removed files are kept for a rollback.
    pub keep_previous: bool,
    /// Addresses that may disappear.
    pub gone: Vec<Address>,
    /// Redirects that the web host makes.
    pub redirects: Vec<Route>,
}

/// The kind and location of a target.
#[derive(Clone, Debug)]
pub enum Location {
    /// A folder on this machine.
    Folder(FolderOptions),
    /// A destination of the `rsync` command, in its own notation.
    Rsync(String),
    /// A branch of a Git repository.
    Git(GitOptions),
    /// An object store.
    Store(StoreOptions),
}

/// A folder on this machine.
#[derive(Clone, Debug)]
pub struct FolderOptions {
    /// The folder.
    pub path: PathBuf,
    /// Whether files are replaced one by one, instead of swapping the whole folder.
    pub in_place: bool,
}

/// A branch of a Git repository.
#[derive(Clone, Debug)]
pub struct GitOptions {
    /// The repository, in the notation of the `git` command.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// Whether the branch keeps one commit only.
    pub squash: bool,
    /// The contents of the file `CNAME`.
    pub domain: Option<String>,
}

/// An object store.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Its URL: `s3://bucket/folder`.
    pub url: String,
    /// The URL of its server; `None` for that of the provider.
    pub endpoint: Option<String>,
    /// The region of the bucket.
    pub region: Option<String>,
    /// `max-age` of pages, in seconds.
    pub cache_pages: u32,
    /// `max-age` of other files, in seconds.
    pub cache_files: u32,
}

/// Services to notify after a run that changed something.
#[derive(Clone, Debug, Default)]
pub struct NotifyOptions {
    /// A WebSub hub.
    pub hub: Option<Located>,
    /// Search engines that take part in IndexNow.
    pub index_now: Option<IndexNowOptions>,
    /// Caches to purge.
    pub purge: Option<PurgeOptions>,
}

/// Search engines that take part in IndexNow.
#[derive(Clone, Debug)]
pub struct IndexNowOptions {
    /// The key of the site.
    pub key: String,
    /// The endpoint.
    pub endpoint: Located,
}

/// A way to purge caches.
#[derive(Clone, Debug)]
pub enum PurgeOptions {
    /// A command for `sh`.
    Command(Located),
    /// An endpoint, with the environment variable of its token.
    Url {
        /// The endpoint.
        endpoint: Located,
        /// The environment variable of its token.
        token_variable: Option<String>,
    },
}

impl NotifyOptions {
    /// Whether there is no service to notify.
    pub(super) fn is_empty(&self) -> bool {
        self.hub.is_none() && self.index_now.is_none() && self.purge.is_none()
    }
}

/// The flags of a run.
#[derive(Clone, Debug)]
pub struct PublishOptions {
    /// Reports the changes without making them.
    pub dry_run: bool,
    /// Replaces files of others where a file of the site belongs.
    pub take_over: bool,
    /// Ignores the lock of another run at the target.
    pub break_lock: bool,
    /// The token for the purge endpoint.
    pub token: Option<Token>,
    /// Addresses that may disappear in this run.
    pub let_go: Vec<Address>,
    /// The user and the time, for the lock.
    pub owner: LockOwner,
    /// The interval at which the lock is renewed.
    pub lock_renewal: Duration,
    /// A cache of compressed copies that machines share.
    pub cache: Option<Arc<SharedCache>>,
}

/// A secret token; its `Debug` output hides it.
#[derive(Clone)]
pub struct Token(pub String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}
