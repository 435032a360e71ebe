//! The arguments of `courant archive`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// `courant archive`.
#[derive(Debug, Args)]
pub(crate) struct ArchiveCommand {
    /// Archive what the build wrote since this date, also where it is archived already, in the place of what is new since the last run
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// The folder for archives, in which each run gets a folder of its own; default: `archive` in the site folder
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// The folder that the site is built into; default: `output` in the site folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) from: Option<PathBuf>,
    /// Write WARC files without compression, as the guideline of the Dutch National Archives asks
    #[arg(long)]
    pub(crate) uncompressed: bool,
    /// Build the site as of this time, as in `courant build`; the records have it as their date; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}
