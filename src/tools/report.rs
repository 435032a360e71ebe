//! What `--format json` prints: one document with the findings, the figures, or why there are none. Its form stays while
//! `version` stays; it is a form of its own, so that the rooms can change theirs.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::excerpt::Excerpt;
use crate::base::diagnostic::Related;
use crate::base::{Diagnostic, Error, Place, Severity};
use crate::build::Summary;
use crate::tools::links::LinkCounts;
use crate::tools::publish;

/// The version of the form.
pub const VERSION: u32 = 1;

/// What `courant build`, `courant check` and `courant publish` print with `--format json`: one document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this form: 1. It rises when a key goes or changes its meaning, not when one is added.
    pub version: u32,
    /// The version of Courant.
    pub courant: &'static str,
    /// The exit status: 0 fine, 1 the content has errors, 2 wrong usage or settings, 3 the machine failed.
    pub status: u8,
    /// What is wrong with what was written, sorted by place.
    pub findings: Vec<Finding>,
    /// The figures; `null` where nothing was built because of errors.
    pub summary: Option<Figures>,
    /// What was done at the target of `courant publish`; `null` where nothing was, and for the other commands.
    pub publication: Option<Publication>,
    /// What was found of links to other sites; `null` where that was not asked for.
    pub links: Option<Links>,
    /// What stopped the run, where it was not the texts or settings; else `null`.
    pub error: Option<Failure>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The site cannot be built as it was meant.
    Error,
    /// The site is built, but this is probably not what was meant.
    Warning,
}

/// One finding about what a person wrote.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `error` or `warning`.
    pub severity: Weight,
    /// The kind of mistake, as in docs/errors.md: `unknown-key`.
    pub code: &'static str,
    /// Where it is.
    #[serde(flatten)]
    pub place: At,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Other places that belong to it.
    pub related: Vec<RelatedFinding>,
    /// What to write instead.
    pub hints: Vec<String>,
}

/// A place in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct At {
    /// The file, relative to the folder of the site, with `/` between its parts.
    pub file: String,
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// The column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// The line itself; of a very long one the part around the place.
    pub excerpt: String,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RelatedFinding {
    /// What is there.
    pub message: String,
    /// Where it is.
    #[serde(flatten)]
    pub place: At,
}

/// The figures of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figures {
    /// How many news items are published.
    pub items: usize,
    /// How many standing pages there are.
    pub standing_pages: usize,
    /// How many files the site has.
    pub pages: usize,
    /// How many of those were written now.
    pub written: usize,
    /// How many were as they should be already.
    pub unchanged: usize,
    /// How many that the site no longer has were removed.
    pub removed: usize,
    /// How many drafts and items with a date in the future were left out.
    pub held_back: usize,
    /// How long it all took, in seconds.
    pub seconds: f64,
    /// How long each stage took, in order.
    pub stages: Vec<Stage>,
}

/// A stage of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stage {
    /// Its name.
    pub name: &'static str,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// What was done at a target, or would be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Publication {
    /// The name of the target.
    pub target: String,
    /// Whether it was only told what would be done.
    pub dry_run: bool,
    /// Files that were not there, in the order in which they are put.
    pub new: Vec<File>,
    /// Files that had other contents, in the order in which they are put.
    pub changed: Vec<File>,
    /// Files that the site no longer has, in the order in which they are removed.
    pub removed: Vec<File>,
    /// How many files were there already.
    pub kept: usize,
    /// How many files of someone else were left alone.
    pub foreign: usize,
    /// How many bytes were sent, or would be.
    pub bytes: u64,
    /// How long it all took, in seconds.
    pub seconds: f64,
}

/// What was found of links to other sites, each address counted once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Links {
    /// How many are there.
    pub fine: usize,
    /// How many are there, but under another address from now on.
    pub moved: usize,
    /// How many are not there.
    pub dead: usize,
    /// Those that were not looked at.
    pub passed_over: Vec<PassedOver>,
    /// How many of all were known from before.
    pub remembered: usize,
}

/// Links that were not looked at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PassedOver {
    /// The host that they lead to.
    pub host: String,
    /// Why they were not.
    pub reason: String,
    /// How many they are.
    pub links: usize,
}

/// A file at a target.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// Its name, with `/` between its parts.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What stopped a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Failure {
    /// A name to look it up by, as in docs/errors.md: `disk-full`.
    pub code: &'static str,
    /// What went wrong.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Report {
    /// A run that came to its end, with or without findings.
    pub fn of_run(status: u8, findings: &[Diagnostic], summary: Option<&Summary>, elapsed: Duration) -> Self {
        let findings = findings.iter().map(Finding::of).collect();
        Self { status, findings, summary: summary.map(|summary| Figures::of(summary, elapsed)), ..Self::empty() }
    }

    /// Adds what was done at a target.
    #[must_use]
    pub fn with_publication(self, publication: Option<&publish::PublishSummary>, elapsed: Duration) -> Self {
        Self { publication: publication.map(|publication| Publication::of(publication, elapsed)), ..self }
    }

    /// Adds what was found of links to other sites.
    #[must_use]
    pub fn with_links(self, counts: Option<&LinkCounts>) -> Self {
        Self { links: counts.map(Links::of), ..self }
    }

    /// A run that was stopped.
    pub fn of_error(error: &Error) -> Self {
        let failure = Failure { code: error.code, message: error.message.clone(), hints: error.hints.clone() };
        Self { status: error.exit_status(), error: Some(failure), ..Self::empty() }
    }

    fn empty() -> Self {
        Self {
            version: VERSION,
            courant: env!("CARGO_PKG_VERSION"),
            status: 0,
            findings: Vec::new(),
            summary: None,
            publication: None,
            links: None,
            error: None,
        }
    }
}

impl Finding {
    fn of(finding: &Diagnostic) -> Self {
        let severity = match finding.severity {
            Severity::Error => Weight::Error,
            Severity::Warning => Weight::Warning,
        };
        Self {
            severity,
            code: finding.code.name(),
            place: At::of(&finding.place),
            message: finding.message.clone(),
            related: finding.related.iter().map(RelatedFinding::of).collect(),
            hints: finding.hints.clone(),
        }
    }
}

impl RelatedFinding {
    fn of(related: &Related) -> Self {
        Self { message: related.message.clone(), place: At::of(&related.place) }
    }
}

impl At {
    fn of(place: &Place) -> Self {
        let excerpt = Excerpt::of(place).map(|excerpt| excerpt.text()).unwrap_or_default();
        Self { file: place.file.to_string(), line: place.line, column: place.column, excerpt }
    }
}

impl Figures {
    fn of(summary: &Summary, elapsed: Duration) -> Self {
        let Summary { items, standing_pages, pages, written, unchanged, removed, held_back, ref stages } = *summary;
        let stages = stages.iter().map(|(name, time)| Stage { name, seconds: time.as_secs_f64() }).collect();
        let seconds = elapsed.as_secs_f64();
        Self { items, standing_pages, pages, written, unchanged, removed, held_back, seconds, stages }
    }
}

impl Links {
    fn of(counts: &LinkCounts) -> Self {
        let LinkCounts { fine, moved, dead, ref passed_over, remembered, is_kept: _ } = *counts;
        let passed = |(host, reason, links): &(String, String, usize)| PassedOver {
            host: host.clone(),
            reason: reason.clone(),
            links: *links,
        };
        Self { fine, moved, dead, passed_over: passed_over.iter().map(passed).collect(), remembered }
    }
}

impl Publication {
    fn of(done: &publish::PublishSummary, elapsed: Duration) -> Self {
        let publish::PublishSummary { target, dry_run, new, changed, removed, kept, foreign, bytes } = done;
        let files = |files: &[publish::SizedFile]| -> Vec<File> {
            files.iter().map(|(file, bytes)| File { file: file.to_string(), bytes: *bytes }).collect()
        };
        Self {
            target: target.clone(),
            dry_run: *dry_run,
            new: files(new),
            changed: files(changed),
            removed: files(removed),
            kept: *kept,
            foreign: *foreign,
            bytes: *bytes,
            seconds: elapsed.as_secs_f64(),
        }
    }
}
