//! The options of commands that plan a site.

use clap::{Args, ValueHint};

use super::argument_kinds::OutputFormat;

/// The most threads that a run may start.
pub(crate) const MOST_THREADS: i64 = 256;

/// Options shared by `build`, `check` and `images`.
#[derive(Debug, Args)]
pub(crate) struct BuildOptions {
    /// Build the site as of this time, such as "2013-12-03 14:30", in the site's time zone; default: now
    ///
    /// Items with a later date are left out. A time with an offset (2013-12-03T14:30:00+01:00) works too.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,
    /// The base URL of the site; overrides `base_url` in `site.yaml`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
    /// The output format: text, one JSON document for other programs (see `courant schema report`), or annotations
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
    /// Show each error and warning in full, also where there are more than 20 of one kind
    #[arg(long)]
    pub(crate) all: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub(crate) timings: bool,
    /// The number of threads, at most 256; default: one per processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    pub(crate) threads: Option<u16>,
}
