//! Command-line arguments: commands, options and their help. `docs/commands.md`, the manual pages and the shell completions
//! are generated from here too.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueHint};

#[path = "argument_archive.rs"]
mod argument_archive;
#[path = "argument_build.rs"]
mod argument_build;
#[path = "argument_cache.rs"]
mod argument_cache;
#[path = "argument_digest.rs"]
mod argument_digest;
#[path = "argument_images.rs"]
pub(crate) mod argument_images;
#[path = "argument_kinds.rs"]
mod argument_kinds;
#[path = "argument_outlook.rs"]
pub(crate) mod argument_outlook;
#[path = "argument_search.rs"]
pub(crate) mod argument_search;
#[path = "argument_theme.rs"]
pub(crate) mod argument_theme;

pub(crate) use argument_archive::ArchiveCommand;
pub(crate) use argument_build::{BuildOptions, MOST_THREADS};
pub(crate) use argument_cache::CacheCommand;
pub(crate) use argument_digest::DigestCommand;
pub(crate) use argument_images::ImagesCommand;
pub(crate) use argument_kinds::{Color, OutputFormat, SchemaKind};
pub(crate) use argument_outlook::{DraftOptions, DueCommand, NextCommand, WaitOptions};
pub(crate) use argument_search::SearchCommand;
pub(crate) use argument_theme::{Completions, Man, Schema, ThemeCommand};
use courant::tools::import::SourceKind;
use courant::tools::preview::is_host_name;

/// A static site generator for news: Markdown items in, a complete news site out
#[derive(Debug, Parser)]
#[command(name = "courant", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit status: 0 success, 1 errors in the content, 2 wrong usage or errors in the settings, 3 system failure."
)]
pub(crate) struct Arguments {
    /// The site folder, which contains `site.yaml`; in a folder of a site, the site itself is used
    #[arg(short, long, global = true, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) root: PathBuf,
    /// The folder for the state of builds, which only makes them faster; default: `.courant` in the site folder
    ///
    /// Sites can share it: each has a folder of its own in it. The default can be set with the environment variable
    /// `COURANT_STATE`.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) state: Option<PathBuf>,
    /// When to use colours; `auto` uses them on a terminal unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// The command.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Create a site that is ready to build
    ///
    /// Writes commented settings, three news items, two standing pages, a JSON Schema for your editor and a .gitignore.
    /// Never overwrites a file: if one of them already exists, nothing is written.
    Init(Init),
    /// Import a site from another program
    ///
    /// Writes its items, pages and files to a new or existing site, with the addresses that they had, and reports what is lost and
    /// what to do about it in `import-report.md`. Asks nothing of the network. Run it again while the old site still changes: only
    /// what is new or changed there is written, and no file that was edited here.
    Import(Import),
    /// Create a news item
    ///
    /// Writes a file with valid front matter to the folder that holds the site's items, and prints its path. Never
    /// overwrites a file.
    New(New),
    /// Build the site
    ///
    /// Writes new and changed files to the output folder and removes files that the site no longer has. If the content or
    /// the settings have an error, nothing is written and the previous output stays in place.
    Build(Build),
    /// Preview the site in your browser while you write
    ///
    /// Serves the site on this machine and rebuilds it whenever a file changes. Open pages update themselves. `output/` is
    /// not touched. Press Ctrl-C to stop.
    Serve(Serve),
    /// Report every problem in the site without building it
    ///
    /// Reports the errors and warnings of `courant build`, and also accessibility and usability problems. Changes no file of
    /// the site.
    Check(Check),
    /// Build the site and publish it
    ///
    /// Uploads only the differences: images and styles before the pages that use them, and pages before the lists and feeds
    /// that link to them. Removes deleted files last. An interrupted run resumes where it stopped. Stops if a published
    /// address would disappear.
    Publish(Publish),
    /// Make the copies of pictures in advance, or a share of them on each of several machines
    ///
    /// Makes what is missing of the copies of pictures and the share cards, and writes nothing but `.courant/images`. The next
    /// `courant build` finds them there. See [scale.md](scale.md).
    Images(ImagesCommand),
    /// Keep the state of builds in one file, for the cache of a CI service
    ///
    /// The next build of a fresh clone goes on from it: unchanged texts are not read, and copies of images not made again.
    Cache(CacheCommand),
    /// Write what is new in the site to web archive files (WARC), for those who must keep it
    ///
    /// Builds the site, as `courant publish` does, and writes what is new or changed since the last run, with an index for players
    /// (CDXJ), to a folder of the run. It appears when it is complete.
    Archive(ArchiveCommand),
    /// Make a message for mail of what is new
    ///
    /// Writes HTML that programs for mail show as it is, plain text, and the same for the services Listmonk and Mailchimp, to a folder of
    /// its own. Sends nothing.
    Digest(DigestCommand),
    /// Search the built site, as its search page does
    ///
    /// Reads the index that `courant build` writes with `search: true` in `site.yaml`.
    Search(SearchCommand),
    /// List the moments at which the site will be another, and why
    ///
    /// Items are published, expire or are withdrawn, corrections are shown, and events end. Build or publish the site at these
    /// moments, or let `courant publish --wait` do it.
    Next(NextCommand),
    /// List the promises to readers that no item has kept
    ///
    /// Each is a `follow_up` in the front matter of an item, until another item names that one under `follows`.
    Due(DueCommand),
    /// Show the files of the theme, or copy one to change it
    Theme(ThemeCommand),
    /// Print a JSON Schema for editors and other programs
    Schema(Schema),
    /// Print shell completions
    Completions(Completions),
    /// Print the manual page, or write the manual pages of all commands to a folder
    Man(Man),
}

/// `courant init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder for the new site, relative to `--root`; created if it does not exist
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    /// The language of the site, such as `nl` or `en`; default: the language of your environment, or else Dutch
    ///
    /// The sample texts are in Dutch for `nl` and in English for every other language.
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
}

/// `courant import`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The folder of the old site
    #[arg(value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) source: PathBuf,
    /// The program that the source is of; default: recognised by its files
    #[arg(long, value_name = "KIND", value_parser = SourceKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>())]
    pub(crate) from: Option<String>,
    /// Write only the report
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Fetch the pictures of texts from the old site, whose URL is in the source or is named
    #[arg(long, value_name = "URL", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "dry_run")]
    pub(crate) fetch: Option<String>,
}

/// `courant new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The title of the item; quotes are optional
    #[arg(required = true, num_args = 1.., value_name = "TITLE")]
    pub(crate) title: Vec<String>,
    /// The language of the item, one of the site's languages, or plain language such as nl-x-eenvoudig; default: the site's main language
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// The date of the item, such as 2013-12-03 or "2013-12-03 14:30"; default: today
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// Create a draft, which is not published until you remove `draft: true`
    #[arg(long)]
    pub(crate) draft: bool,
    /// Open the new file in the editor set by VISUAL or EDITOR
    #[arg(long)]
    pub(crate) edit: bool,
}

/// `courant build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) run: BuildOptions,
    /// The output folder; default: `output` in the site folder
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Wait until all files are on the disk, so that every file is whole after a power failure
    ///
    /// Without it, files of the last half minute may be empty after a power failure; the next build repairs them.
    #[arg(long)]
    pub(crate) durable: bool,
    /// First give films and posts of other services the title and the picture that the service has for them
    ///
    /// Blocks such as `::: video` with nothing in them are completed in the files of their items, with the picture beside the item, once.
    /// Nothing else of Courant asks those services.
    #[arg(long)]
    pub(crate) fetch: bool,
    #[command(flatten)]
    pub(crate) wait: WaitOptions,
}

/// `courant serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Open the site in your browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The port; default: 4400, or the next free port
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// The host or IP address to listen on; with any value but the default, other machines can reach the site
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_hint = ValueHint::Hostname)]
    pub(crate) host: String,
    /// Another name by which browsers may ask for the site, such as that of this machine in its network; can be repeated
    #[arg(long, value_name = "NAME", value_parser = host_name)]
    pub(crate) allow_host: Vec<String>,
    /// Preview the site as of this time, such as "2013-12-03 14:30", in the site's time zone; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub(crate) drafts: bool,
    /// The editor that opens files from the browser: vscode, vscodium, cursor, zed, idea, sublime, none, or a URL
    ///
    /// A URL contains `{path}`, and may contain `{line}` and `{column}`: `myeditor://open?file={path}&line={line}`. The
    /// default is the value of the environment variable `COURANT_EDITOR`, or else `vscode`.
    #[arg(long, value_name = "EDITOR")]
    pub(crate) editor: Option<String>,
    /// Poll for changes, for file systems that do not report them, such as network drives
    #[arg(long)]
    pub(crate) poll: bool,
}

/// `courant check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent command-line flag")]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) run: BuildOptions,
    /// Add an alias for every published address that would disappear, and list them
    ///
    /// Considers the addresses that `courant publish` published from this machine, or with `--against` those of the target.
    /// Adds lines under `aliases` and changes nothing else in the files.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Report the addresses that this target has and would lose, without publishing
    ///
    /// Reads the record of published files at the target under this name in `site.yaml`, so it works on any machine.
    #[arg(long, value_name = "TARGET")]
    pub(crate) against: Option<String>,
    /// Check links to other sites
    ///
    /// Requests each URL once, sends at most two requests to a host at a time, and obeys robots.txt. Caches the results in
    /// `.courant/`.
    #[arg(long)]
    pub(crate) external: bool,
    /// How many days to trust a cached result for a working link; 0 checks all links again
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub(crate) max_age: u32,
    /// How many seconds to wait for a response
    #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external", value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) timeout: u16,
    /// Treat warnings as errors, so that the exit status reports them
    #[arg(long)]
    pub(crate) strict: bool,
    /// Note today's findings in `findings-baseline.yaml`, so that only new ones are reported from now on
    ///
    /// Builds, checks and the preview leave out what is noted. Run it again to remove what is mended. Errors that keep pages from
    /// being made cannot be noted. Findings of `--external` are noted with `--external`.
    #[arg(long)]
    pub(crate) write_baseline: bool,
    /// Report the addresses in this file that lead nowhere on the site
    ///
    /// The file is a list with an address or a URL on each line, a sitemap, an index of sitemaps that stand beside it, or an access
    /// log in the common or combined format; it may be compressed with gzip. Of a log, requests that were answered with a page or
    /// file count.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) addresses: Option<PathBuf>,
}

/// `courant publish`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent command-line flag")]
pub(crate) struct Publish {
    /// The name of the target under `publish` in `site.yaml`; optional if there is only one
    pub(crate) target: Option<String>,
    /// The output folder, as in `courant build`; default: `output` in the site folder
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Show the changes without making them
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Allow this published address to disappear; can be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) let_go: Vec<String>,
    /// Overwrite files at the target that Courant did not publish
    #[arg(long)]
    pub(crate) take_over: bool,
    /// Break the lock of another run on an object store or an rsync target
    #[arg(long)]
    pub(crate) break_lock: bool,
    /// Restore the state from before the last run, if the target or this machine keeps it
    #[arg(long, conflicts_with_all = ["let_go", "take_over", "at", "wait"])]
    pub(crate) rollback: bool,
    #[command(flatten)]
    pub(crate) draft: DraftOptions,
    #[command(flatten)]
    pub(crate) wait: WaitOptions,
    /// Build the site as of this time, as in `courant build`; default: now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// The output format: text, or one JSON document for other programs (see `courant schema report`)
    #[arg(long, value_enum, default_value_t = OutputFormat::Text)]
    pub(crate) format: OutputFormat,
    /// The number of threads, at most 256; default: one per processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_THREADS))]
    pub(crate) threads: Option<u16>,
}

/// The name of a host, without scheme and port.
fn host_name(typed: &str) -> Result<String, String> {
    if is_host_name(typed) {
        return Ok(typed.to_owned());
    }
    Err("write the name alone, as in `--allow-host pc.local`, without `http://` and without a port".to_owned())
}

impl Arguments {
    /// The output format of the command.
    pub(crate) fn format(&self) -> OutputFormat {
        match &self.verb {
            Verb::Build(Build { run, .. })
            | Verb::Check(Check { run, .. })
            | Verb::Images(ImagesCommand { run, .. }) => run.format,
            Verb::Publish(Publish { format, .. }) => *format,
            _ => OutputFormat::Text,
        }
    }
}
