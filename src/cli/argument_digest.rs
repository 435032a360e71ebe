//! The arguments of `courant digest`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// `courant digest`.
#[derive(Debug, Args)]
pub(crate) struct DigestCommand {
    /// Take the items with this date or a later one
    #[arg(long, value_name = "DATE", conflicts_with = "last")]
    pub(crate) since: Option<String>,
    /// Take the items that are new since the last digest of the same list; this is the default
    ///
    /// An item that was added since then with a date of up to 31 days before it is new too.
    #[arg(long)]
    pub(crate) last: bool,
    /// Take the items of a list: `tag:NAME`, `author:NAME`, `dossier:NAME`, `section:NAME`, or the key of a taxonomy and a term; default:
    /// all news
    #[arg(long, value_name = "KIND:NAME")]
    pub(crate) list: Option<String>,
    /// The language, one of the site's languages; default: the site's main language
    #[arg(long, value_name = "TAG")]
    pub(crate) lang: Option<String>,
    /// The folder for digests, in which each gets a folder of its own; default: `digest` in the site folder
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Also make a draft of a campaign in this service, with the settings `digest` in `site.yaml`; nothing is sent to readers
    #[arg(long, value_enum, value_name = "SERVICE")]
    pub(crate) to: Option<DigestService>,
    /// Make the digest as of this time; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

/// A service that sends mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DigestService {
    /// Listmonk
    Listmonk,
}
