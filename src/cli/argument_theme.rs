//! The arguments of commands about themes, and of those that describe the program itself.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::SchemaKind;

/// `courant theme`.
#[derive(Debug, Args)]
pub(crate) struct ThemeCommand {
    #[command(subcommand)]
    pub(crate) verb: ThemeVerb,
}

/// What to do with the theme.
#[derive(Debug, Subcommand)]
pub(crate) enum ThemeVerb {
    /// List the files of the theme and of the themes that it extends, or print one
    Show {
        /// The file, such as `item.html`, `partials/entry.html`, `courant.css` or `words/nl.yaml`; default: list all files
        file: Option<String>,
    },
    /// Copy a file into the theme of the site, where it takes the place of the original
    ///
    /// A site without a theme of its own gets one, `themes/own/`, which extends the theme that it has. Never overwrites a file.
    Copy {
        /// The file, such as `item.html`, `partials/entry.html`, `courant.css` or `words/nl.yaml`
        file: String,
    },
}

/// `courant schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The schema to print
    #[arg(value_enum)]
    pub(crate) subject: SchemaKind,
}

/// `courant completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `courant man`.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write all manual pages to; default: print the page of `courant` itself
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}
