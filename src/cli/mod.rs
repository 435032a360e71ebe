//! The command line, in reading order: arguments, the clock and the environment (environment), times given as options
//! (moment), the share of this machine (shard), the cache that it shares (`shared_cache`), what other services know (fetch), the request of what is new since a moment (since), a file for each command, and the output: findings (finding), old addresses (`old_addresses`), hints for system failures (hints), summaries
//! (sentences), progress bars (progress), and the only file that prints (report).

pub(crate) mod arguments;
mod environment;
mod moment;
pub(crate) mod site_folder;

pub(crate) mod archive;
mod base_url;
pub(crate) mod build;
pub(crate) mod cache;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod digest;
pub(crate) mod images;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod new;
pub(crate) mod next;
pub(crate) mod publish;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod theme;

mod drafts;
mod fetch;
mod finding;
mod findings;
pub(crate) mod hints;
mod old_addresses;
mod sentences;
mod shard;
mod shared_cache;
mod since;
mod wait;

pub(crate) mod progress;
pub(crate) mod report;
