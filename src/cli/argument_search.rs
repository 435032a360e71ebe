//! The arguments of `courant search`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// `courant search`.
#[derive(Debug, Args)]
pub(crate) struct SearchCommand {
    /// The words to look for; `-word`, `year:2018`, `tag:NAME` and `author:NAME` narrow the search
    #[arg(required = true, num_args = 1.., value_name = "QUERY", allow_hyphen_values = true)]
    pub(crate) query: Vec<String>,
    /// The language to search in, one of the site's languages; default: the site's main language
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// The most items to list
    #[arg(long, value_name = "NUMBER", default_value = "10")]
    pub(crate) most: NonZeroUsize,
    /// The folder with the built site; default: `output` in the site's folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = SearchFormat::Text)]
    pub(crate) format: SearchFormat,
}

/// The output format of `courant search`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SearchFormat {
    /// A line for each item
    Text,
    /// One JSON document
    Json,
}
