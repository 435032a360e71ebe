//! What may be typed: verbs, options and their help. `docs/commands.md`, the manual pages and the completions are made
//! from here too.

use std::num::NonZeroU16;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// A static site generator made for news: Markdown items in, a complete news site out
#[derive(Debug, Parser)]
#[command(name = "courant", version, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(
    after_help = "Exit status: 0 fine, 1 the content has errors, 2 wrong usage or settings, 3 the machine failed."
)]
pub(crate) struct Arguments {
    /// The folder of the site, in which `site.yaml` stands
    #[arg(short, long, global = true, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) root: PathBuf,
    /// When to use colours; `auto` is on a terminal, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Make a site that builds at once
    ///
    /// Writes settings with comments, three news items, two standing pages, a schema for your editor and a .gitignore.
    /// A file that is there already is never overwritten: then nothing is written at all.
    Init(Init),
    /// Begin a news item
    ///
    /// Writes a file with valid front matter to the folder in which the site's items stand, and prints its path. A file
    /// that is there already is never overwritten.
    New(New),
    /// Build the site
    ///
    /// Writes what is new or changed to the output folder and removes what the site no longer has. Where there is an
    /// error in the content or the settings, nothing is written, and the old output stays as it is.
    Build(Build),
    /// Show the site while you write: what you save is what you see
    ///
    /// Serves the site to browsers on this machine, and makes it anew whenever a file changes; open pages follow by
    /// themselves. `output/` stays as it is. Ends with Ctrl-C.
    Serve(Serve),
    /// Show everything that is wrong with the site, without writing
    ///
    /// Finds the same mistakes as `courant build`, and what readers would stumble over; touches no file of the site.
    Check(Check),
    /// Build the site and put it where readers find it
    ///
    /// Sends only what differs: what pages show before the pages, pages before the lists and feeds that name them, and
    /// removes what the site no longer has at the very end. A run that was interrupted goes on where it stopped. An
    /// address that readers have had and that would lead nowhere stops it.
    Publish(Publish),
    /// Print a JSON Schema, for editors and programs
    Schema(Schema),
    /// Print the completions for a shell
    Completions(Completions),
    /// Print the manual page, or write those of all commands to a folder
    Man(Man),
}

/// `courant init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to make the site in, below that of `--root`; made where there is none
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    /// The language of the site, such as `nl` or `en`; else that of your environment, else Dutch
    ///
    /// The first texts are Dutch for `nl`, and English for every other language.
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
}

/// `courant new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The title of the item
    pub(crate) title: String,
    /// The language of the item, one that the site has; else the site's own
    #[arg(long, value_name = "TAG")]
    pub(crate) language: Option<String>,
    /// The date of the item, such as 2013-12-03 or "2013-12-03 14:30"; else today
    #[arg(long)]
    pub(crate) date: Option<String>,
    /// Make it a draft, which is left out of the site until you remove `draft: true`
    #[arg(long)]
    pub(crate) draft: bool,
    /// Open it in the editor that VISUAL or EDITOR names
    #[arg(long)]
    pub(crate) edit: bool,
}

/// `courant build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) run: Run,
    /// The folder to write to; else `output` in the folder of the site
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Wait until the disk has all files, so that a power cut leaves each of them old or new
    ///
    /// Without it, files that were written in the last half minute may be empty after a power cut; the next build mends them.
    #[arg(long)]
    pub(crate) durable: bool,
}

/// `courant serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Open the site in your browser
    #[arg(long)]
    pub(crate) open: bool,
    /// The port; else 4400, or the next one that is free
    #[arg(long, value_name = "N")]
    pub(crate) port: Option<u16>,
    /// The host or address at which to listen; other machines can see the site at any but the default
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1", value_hint = ValueHint::Hostname)]
    pub(crate) host: String,
    /// Show the site as it will be at this moment, such as "2013-12-03 14:30", in the site's time zone; else as it is now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Take drafts along
    #[arg(long)]
    pub(crate) drafts: bool,
    /// The editor that opens files from the browser: vscode, vscodium, cursor, zed, idea, sublime, none, or a link
    ///
    /// A link has `{path}` in it, and may have `{line}` and `{column}`: `myeditor://open?file={path}&line={line}`. Without
    /// the option it is what the environment variable `COURANT_EDITOR` says, else `vscode`.
    #[arg(long, value_name = "EDITOR")]
    pub(crate) editor: Option<String>,
    /// Look at all files again and again, for disks that do not tell of changes, such as those of a network
    #[arg(long)]
    pub(crate) poll: bool,
}

/// `courant check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) run: Run,
    /// Write the aliases that keep addresses alive which readers have had, and tell which
    ///
    /// Addresses are those that `courant publish` put at the targets from this machine. Only lines under `aliases` are
    /// added; the rest of each file stays as it is.
    #[arg(long)]
    pub(crate) fix: bool,
    /// Ask whether what is linked to on other sites is still there
    ///
    /// Gently: each address once, at most two at a time of a host, and only what its robots.txt allows. What was found is
    /// remembered in `.courant/`.
    #[arg(long)]
    pub(crate) external: bool,
    /// For how many days it is believed that something is there which was; 0 asks for everything anew
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    pub(crate) max_age: u32,
    /// How many seconds to wait for another site
    #[arg(long, value_name = "SECONDS", default_value_t = 20, requires = "external", value_parser = clap::value_parser!(u16).range(1..=600))]
    pub(crate) timeout: u16,
    /// Count every warning as an error, so that the exit status tells of it
    #[arg(long)]
    pub(crate) strict: bool,
}

/// `courant publish`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own, typed or not")]
pub(crate) struct Publish {
    /// The target, by its name under `publish` in `site.yaml`; may be left out where there is only one
    pub(crate) target: Option<String>,
    /// Tell what would be done, and do nothing at the target
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Let an address go that would lead nowhere; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) let_go: Vec<String>,
    /// Have files at the target that Courant did not put there give way to those of the site
    #[arg(long)]
    pub(crate) take_over: bool,
    /// Take a run that still has the target, in an object store or where rsync reaches, for dead
    #[arg(long)]
    pub(crate) break_lock: bool,
    /// Put back the state before the last run, where the target or this machine keeps it
    #[arg(long, conflicts_with_all = ["let_go", "take_over", "at"])]
    pub(crate) rollback: bool,
    /// Make the site as of this moment, as `courant build` does; else now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// How to tell what was done: for people, or one JSON document for programs (see `courant schema report`)
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// How many threads to use; else one per processor
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroU16>,
}

/// What building and checking have in common.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Make the site as of this moment, such as "2013-12-03 14:30", in the site's time zone; else now
    ///
    /// Items with a later date are held back. A moment with an offset (2013-12-03T14:30:00+01:00) works too.
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
    /// Take drafts along
    #[arg(long)]
    pub(crate) drafts: bool,
    /// The address at which the site will stand, in place of the one in `site.yaml`
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) base_url: Option<String>,
    /// How to tell what was found: for people, one JSON document for programs (see `courant schema report`), or annotations
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Print how long each stage took
    #[arg(long)]
    pub(crate) timings: bool,
    /// How many threads to use; else one per processor
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroU16>,
}

/// `courant schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What the schema is of
    #[arg(value_enum)]
    pub(crate) subject: Subject,
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
    /// The folder to write all manual pages to; else the one of `courant` itself is printed
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to tell what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people: findings on standard error, the summary on standard output
    Text,
    /// For programs: one document on standard output
    Json,
    /// For code scanning and editors: the findings as a SARIF document on standard output
    Sarif,
    /// For GitHub Actions: the findings as annotations of the lines that they are about
    Github,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// The settings, `site.yaml`
    Site,
    /// The front matter of an item
    Item,
    /// What `--format json` prints
    Report,
}

impl Arguments {
    /// How the verb tells what was found.
    pub(crate) fn format(&self) -> Format {
        match &self.verb {
            Verb::Build(Build { run, .. }) | Verb::Check(Check { run, .. }) => run.format,
            Verb::Publish(Publish { format, .. }) => *format,
            Verb::Serve(_) | Verb::Init(_) | Verb::New(_) | Verb::Schema(_) | Verb::Completions(_) | Verb::Man(_) => {
                Format::Text
            }
        }
    }
}
