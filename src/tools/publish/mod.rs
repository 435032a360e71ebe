//! Publishes a release at a target. The input (release, options) names files, sizes and roles: nothing here knows a site, so
//! this could be a crate of its own.
//!
//! A run (session) locks the target, lists it (listing), and compares it with the release and the manifest (manifest): the
//! result is a plan (plan). Addresses that would disappear stop the run (`lost_addresses`). Otherwise the plan is carried out
//! (run), with a journal and the previous version on this machine (state, with `state_error`), and services are notified (notify). Compressed
//! copies of text files belong to the release (compressed).
//!
//! A target lists, reads, puts and removes files (target, opened by targets). It is a folder (folder); a branch of a Git
//! repository (git, with `git_repository` and `git_tree`); a destination of `rsync` (rsync, with `rsync_transfer` and `rsync_output`), both by running a command
//! (command); or an object store (store, by way of `store_objects`, with its client, threads, headers, errors, retries and parts). Targets that other
//! machines reach have a lock that is renewed (lock, `remote_lock`).

mod command;
mod compressed;
mod folder;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod git;
mod git_repository;
mod git_tree;
mod headers;
mod listing;
mod lock;
mod lost_addresses;
mod manifest;
mod multipart;
mod notify;
mod options;
mod plan;
mod release;
mod remote_lock;
mod request_threads;
mod retry;
mod rsync;
mod rsync_output;
mod rsync_transfer;
mod run;
mod session;
mod state;
mod state_error;
mod store;
mod store_client;
mod store_error;
mod store_http;
mod store_objects;
mod summary;
mod target;
mod targets;

#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::{fuzz_listing, fuzz_manifest};
pub use lock::{LOCK_RENEWAL, LockOwner};
pub use lost_addresses::{LetGo, LostAddress, PublishedFiles};
pub use options::{
    FolderOptions, GitOptions, IndexNowOptions, Location, NotifyOptions, PublishOptions, PurgeOptions, StoreOptions,
    TargetOptions, TargetRef, Token,
};
pub use release::{HeldPage, Release, ReleaseFile, SitePage, SitePages, alias_mark, item_mark};
pub(super) use request_threads::RequestThreads;
pub use run::PublishEvent;
pub use session::{PublishResult, TargetSession};
pub use state::shared_drafts;
pub(super) use store_client::Patience;
pub(super) use store_objects::Objects;
pub use summary::{DraftLink, PublishSummary, SizedFile};
