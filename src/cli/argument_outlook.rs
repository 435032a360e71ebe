//! The arguments of commands that look ahead, and those of waiting and of sharing drafts.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// `courant next`.
#[derive(Debug, Args)]
pub(crate) struct NextCommand {
    /// List the moments after this time; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = NextFormat::Text)]
    pub(crate) format: NextFormat,
}

/// `courant due`.
#[derive(Debug, Args)]
pub(crate) struct DueCommand {
    /// List what is due at this time; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The output format
    #[arg(long, value_enum, default_value_t = DueFormat::Text)]
    pub(crate) format: DueFormat,
}

/// `--wait` and what belongs to it.
#[derive(Debug, Args)]
pub(crate) struct WaitOptions {
    /// Go on: do the same at the next moment at which the site is another, and whenever a file changes
    ///
    /// Ends at SIGTERM or Ctrl-C, after what it is doing. After an error it tries again, at first after 5 seconds and at last
    /// every 5 minutes. Prints one line for each run.
    #[arg(long, conflicts_with = "at")]
    pub(crate) wait: bool,
    /// With `--wait`, write the result of each run to this JSON file, for monitors
    #[arg(long, value_name = "FILE", requires = "wait", value_hint = ValueHint::FilePath)]
    pub(crate) health: Option<PathBuf>,
}

/// `--draft` and what belongs to it.
#[derive(Debug, Args)]
pub(crate) struct DraftOptions {
    /// Publish this item, which is held back, at an address that nobody can guess, and print the link
    ///
    /// ITEM is the path of its file. It is in no list, feed, sitemap or calendar. Later runs keep it up to date, and the first
    /// run after its days removes it.
    #[arg(long, value_name = "ITEM", conflicts_with_all = ["rollback", "wait"], value_hint = ValueHint::FilePath)]
    pub(crate) draft: Option<PathBuf>,
    /// With `--draft`, the days for which the link works; 0 ends it in this run [default: 14]
    #[arg(long, value_name = "N", requires = "draft", value_parser = clap::value_parser!(u16).range(0..=366))]
    pub(crate) days: Option<u16>,
}

/// The output format of `courant next`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum NextFormat {
    /// A line for each moment
    Text,
    /// One JSON document
    Json,
    /// A calendar (iCalendar)
    Ics,
}

/// The output format of `courant due`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DueFormat {
    /// A line for each promise
    Text,
    /// One JSON document
    Json,
}
