//! The JSON document that `--format json` prints: the findings and the figures, or the error that stopped the run. The types
//! are separate from those of the other modules, so that the format stays stable while they change.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::excerpt::Excerpt;
pub use super::report_images::{ReportedCache, ReportedImages};
use crate::base::diagnostic::RelatedPlace;
use crate::base::{Diagnostic, Error, Place, Severity};
use crate::build::Summary;
use crate::tools::baseline::BaselineCounts;
use crate::tools::links::LinkCounts;
use crate::tools::old_addresses::AddressReport;
use crate::tools::publish;

/// Version of the document format.
pub const VERSION: u32 = 1;

/// The document that `courant build`, `courant check` and `courant publish` print with `--format json`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JsonReport {
    /// Version of this format: 1. It increases when a key is removed or changes its meaning, not when a key is added.
    pub version: u32,
    /// Version of Courant.
    pub courant: &'static str,
    /// Exit status: 0 success, 1 errors in the content, 2 wrong usage or errors in the settings, 3 system failure.
    pub status: u8,
    /// Errors and warnings in the content and the settings, sorted by location.
    pub findings: Vec<ReportedFinding>,
    /// Figures of the run; `null` if errors prevented a build.
    pub summary: Option<Figures>,
    /// Changes made by `courant publish`; `null` if nothing was published, and for the other commands.
    pub publication: Option<ReportedPublication>,
    /// Results for links to other sites; `null` without `--external`.
    pub links: Option<Links>,
    /// Counts of `findings-baseline.yaml`; `null` if there is none, or if errors prevented a build.
    pub baseline: Option<Known>,
    /// Results for old addresses; `null` without `--addresses`.
    pub addresses: Option<OldAddresses>,
    /// Copies of images made by `courant images`; `null` if there were errors, and for the other commands.
    pub images: Option<ReportedImages>,
    /// The error that stopped the run, other than errors in the content or the settings; otherwise `null`.
    pub error: Option<ReportedError>,
}

/// Severity of a finding.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// The build stops.
    Error,
    /// The site is built, but this is probably a mistake.
    Warning,
}

/// An error or a warning in the content or the settings.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct ReportedFinding {
    /// `error` or `warning`.
    pub severity: Weight,
    /// Code, as in docs/errors.md: `unknown-key`.
    pub code: &'static str,
    /// Location.
    #[serde(flatten)]
    pub place: At,
    /// Description of the problem, in one sentence.
    pub message: String,
    /// Related locations.
    pub related: Vec<RelatedFinding>,
    /// Suggested fixes.
    pub hints: Vec<String>,
}

/// Location in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct At {
    /// Path of the file, relative to the site folder, with `/` as the separator.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: usize,
    /// Column in characters, from 1; 0 for the whole file.
    pub column: usize,
    /// Text of the line; of a very long line, the part around the location.
    pub excerpt: String,
}

/// Related location of a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RelatedFinding {
    /// Description of the location.
    pub message: String,
    /// Location.
    #[serde(flatten)]
    pub place: At,
}

/// Figures of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Figures {
    /// Number of published news items.
    pub items: usize,
    /// Number of standing pages.
    pub standing_pages: usize,
    /// Number of files of the site.
    pub pages: usize,
    /// Number of files written by this run.
    pub written: usize,
    /// Number of files that were up to date.
    pub unchanged: usize,
    /// Number of files removed because the site no longer has them.
    pub removed: usize,
    /// Number of drafts and scheduled items that were left out.
    pub held_back: usize,
    /// The next moment at which the site is another although no file changes, in RFC 3339; `null` if there is none.
    pub next: Option<String>,
    /// Copies of images and share cards that were missing, and where they came from; `null` without a shared cache.
    pub cache: Option<ReportedCache>,
    /// Duration of the run in seconds.
    pub seconds: f64,
    /// Duration of each stage, in order.
    pub stages: Vec<Stage>,
}

/// A stage of a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stage {
    /// Name.
    pub name: &'static str,
    /// Duration in seconds.
    pub seconds: f64,
}

/// Changes at a publishing target; in a dry run, the changes that a run would make.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Publication")]
pub struct ReportedPublication {
    /// Name of the target.
    pub target: String,
    /// Whether the run was a dry run.
    pub dry_run: bool,
    /// New files, in upload order.
    pub new: Vec<File>,
    /// Files with changed contents, in upload order.
    pub changed: Vec<File>,
    /// Files that the site no longer has, in the order of removal.
    pub removed: Vec<File>,
    /// Number of unchanged files.
    pub kept: usize,
    /// Number of files at the target that Courant did not publish and left alone.
    pub foreign: usize,
    /// Number of bytes sent, or to be sent.
    pub bytes: u64,
    /// Duration of the run in seconds.
    pub seconds: f64,
    /// Link to the draft that the run shares (`--draft`).
    pub draft: Option<publish::DraftLink>,
}

/// Results for links to other sites. Each URL counts once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Links {
    /// Number of working links.
    pub fine: usize,
    /// Number of links that have moved permanently to another URL.
    pub moved: usize,
    /// Number of dead links.
    pub dead: usize,
    /// Links that were not checked.
    pub passed_over: Vec<PassedOver>,
    /// Number of results from the cache.
    pub remembered: usize,
}

/// Links that were not checked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PassedOver {
    /// Host of the links.
    pub host: String,
    /// Reason.
    pub reason: String,
    /// Number of links.
    pub links: usize,
}

/// Findings that `findings-baseline.yaml` covers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Known {
    /// Number of findings that are not reported, because they are noted there; 0 for a build that had nothing to do.
    pub known: usize,
    /// Number of noted findings that are no longer there; `null` after a build, which does not look for all of them.
    pub mended: Option<usize>,
}

/// Results for the old addresses in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OldAddresses {
    /// Number of addresses of the site in the file, or of requests in a log.
    pub checked: u64,
    /// Addresses that lead nowhere, most asked first.
    pub lost: Vec<LostAddressCount>,
    /// Number of requests for more lost addresses, which were too many to keep.
    pub more: u64,
    /// Number of addresses on other hosts.
    pub elsewhere: u64,
    /// Number of requests for style sheets, scripts, fonts, and the program of the old site.
    pub ignored: u64,
    /// Number of lines that are neither an address nor a request.
    pub unread: u64,
    /// Sitemaps that an index names, and that do not stand beside it.
    pub absent: Vec<String>,
}

/// Old address that leads nowhere.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LostAddressCount {
    /// The path, with its query.
    pub address: String,
    /// How often it was asked for, in a log; otherwise how often it is listed.
    pub asked: u64,
}

/// A file at a target.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// Path, with `/` as the separator.
    pub file: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// Error that stopped a run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Failure")]
pub struct ReportedError {
    /// Code, as in docs/errors.md: `disk-full`.
    pub code: &'static str,
    /// Description of the error.
    pub message: String,
    /// Suggested fixes.
    pub hints: Vec<String>,
}

impl JsonReport {
    /// Report of a completed run, with or without findings.
    pub fn of_run(status: u8, findings: &[Diagnostic], summary: Option<&Summary>, elapsed: Duration) -> Self {
        let findings = findings.iter().map(ReportedFinding::of).collect();
        Self { status, findings, summary: summary.map(|summary| Figures::of(summary, elapsed)), ..Self::empty() }
    }

    /// Adds the changes at a target.
    #[must_use]
    pub fn with_publication(self, publication: Option<&publish::PublishSummary>, elapsed: Duration) -> Self {
        Self { publication: publication.map(|publication| ReportedPublication::of(publication, elapsed)), ..self }
    }

    /// Adds the results for links to other sites.
    #[must_use]
    pub fn with_links(self, counts: Option<&LinkCounts>) -> Self {
        Self { links: counts.map(Links::of), ..self }
    }

    /// Adds the counts of the baseline.
    #[must_use]
    pub fn with_baseline(self, counts: Option<BaselineCounts>) -> Self {
        Self { baseline: counts.map(|BaselineCounts { known, mended }| Known { known, mended }), ..self }
    }

    /// Adds the results for old addresses.
    #[must_use]
    pub fn with_addresses(self, found: Option<&AddressReport>) -> Self {
        Self { addresses: found.map(OldAddresses::of), ..self }
    }

    /// Adds the copies that were made.
    #[must_use]
    pub fn with_images(self, images: Option<ReportedImages>) -> Self {
        Self { images, ..self }
    }

    /// Report of a run that an error stopped.
    pub fn of_error(error: &Error) -> Self {
        let failure = ReportedError { code: error.code.name(), message: error.message(), hints: error.hints.clone() };
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
            baseline: None,
            addresses: None,
            images: None,
            error: None,
        }
    }
}

impl ReportedFinding {
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
    fn of(related: &RelatedPlace) -> Self {
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
        let Summary {
            items,
            standing_pages,
            pages,
            written,
            unchanged,
            removed,
            held_back,
            ref stages,
            known: _,
            next,
            cache,
        } = *summary;
        let stages = stages.iter().map(|(name, time)| Stage { name, seconds: time.as_secs_f64() }).collect();
        let seconds = elapsed.as_secs_f64();
        let next = next.map(|next| next.to_rfc3339());
        let cache = cache.map(ReportedCache::of);
        Self { items, standing_pages, pages, written, unchanged, removed, held_back, next, cache, seconds, stages }
    }
}

impl OldAddresses {
    fn of(found: &AddressReport) -> Self {
        let AddressReport { is_log: _, checked, ref lost, more, elsewhere, ignored, unread, ref absent } = *found;
        let lost = lost.iter().map(|lost| LostAddressCount { address: lost.address.clone(), asked: lost.asked });
        Self { checked, lost: lost.collect(), more, elsewhere, ignored, unread, absent: absent.clone() }
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

impl ReportedPublication {
    fn of(done: &publish::PublishSummary, elapsed: Duration) -> Self {
        let publish::PublishSummary { target, dry_run, new, changed, removed, kept, foreign, bytes, draft } = done;
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
            draft: draft.clone(),
        }
    }
}
