//! Tests of the whole program, one file per concern.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at its first failure, and has its files to itself"
)]

mod architecture;
mod archives;
mod attachments;
mod audio;
mod blocks;
mod changes;
mod checking;
mod commands;
mod contacts;
mod crashes;
mod damaged;
mod dates;
mod digest;
mod documents;
mod embeds;
mod equivalence;
mod events;
mod example;
mod faults;
mod gemeente;
mod growth;
mod hints;
mod home;
mod hostile;
mod hosts;
mod images;
mod import;
mod live;
mod markdown;
mod mistakes;
mod newsroom;
mod noticeboard;
mod packages;
mod packaging;
mod paging;
mod plain_language;
mod preview;
mod program;
mod properties;
mod publish;
mod redirects;
mod search;
mod sections;
mod shards;
mod shared_cache;
mod sites;
mod state;
mod state_archive;
mod taxonomies;
mod term_files;
mod terms;
mod theme;
mod untrusted;
mod waiting;
mod web_archive;
