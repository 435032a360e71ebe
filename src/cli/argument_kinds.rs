//! The values of options that are one of a few words.

use clap::ValueEnum;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Use colours on a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always use colours
    Always,
    /// Never use colours
    Never,
}

/// Output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Text: findings on standard error, the summary on standard output
    Text,
    /// One JSON document on standard output
    Json,
    /// A SARIF document on standard output, for code scanning and editors
    Sarif,
    /// Line annotations for GitHub Actions
    Github,
}

/// The files and documents that have a JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaKind {
    /// The settings in `site.yaml`
    Site,
    /// The front matter of an item
    Item,
    /// The front matter of a file about an author, a dossier or another term
    Term,
    /// A file about a contact
    Contact,
    /// The document that `--format json` prints
    Report,
}
