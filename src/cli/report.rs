//! The only file that prints: results on standard output, findings on standard error. With `--format json`, one document on
//! standard output holds both. A closed pipe (`courant schema site | head`) is not an error.

use std::io::{self, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use courant::base::diagnostic::has_errors;
use courant::base::{Checked, Diagnostic, Error, disk};
use courant::build::{ImagesSummary, Summary};
use courant::render::images::ImageShare;
use courant::tools::annotations;
use courant::tools::baseline::BaselineCounts;
use courant::tools::links::LinkCounts;
use courant::tools::old_addresses::AddressReport;
use courant::tools::publish::PublishSummary;
use courant::tools::report::{JsonReport, ReportedImages};

use super::arguments::{Color, OutputFormat};
use super::{finding, findings, old_addresses, sentences};

/// Exit status of a run that completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// No errors: 0.
    Fine,
    /// Errors in the content: 1.
    Content,
    /// Errors in the settings: 2.
    Settings,
}

/// Result of `build` or `check`.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The figures, if the site was planned, and the findings.
    pub(crate) checked: Checked<Option<Summary>>,
    /// Duration of the run.
    pub(crate) elapsed: Duration,
    /// Whether the run was a build.
    pub(crate) writes: bool,
    /// Whether to print the duration of each stage.
    pub(crate) timings: bool,
    /// Results for links to other sites, if they were checked.
    pub(crate) links: Option<LinkCounts>,
    /// Counts of the baseline, if there is one.
    pub(crate) baseline: Option<BaselineCounts>,
    /// Old addresses that lead nowhere, if they were looked for.
    pub(crate) addresses: Option<AddressReport>,
}

impl Outcome {
    /// Result of a build.
    pub(crate) fn of_build(checked: Checked<Option<Summary>>, elapsed: Duration) -> Self {
        Self { checked, elapsed, writes: true, timings: false, links: None, baseline: None, addresses: None }
    }
}

/// Printer of results and findings, in one output format.
#[derive(Debug)]
pub(crate) struct Report {
    format: OutputFormat,
    /// Whether each finding is shown in full.
    shows_all: bool,
    /// The folder of the site in its repository, with a final `/`; empty where it is the repository, or in none.
    folder: String,
    /// The results that become one line of a log.
    log: Option<Vec<String>>,
    /// The first error from printing.
    failure: Option<io::Error>,
}

/// Prints a usage error, or the requested help.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // If even this cannot be printed, only the exit status can report it.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Prints a note during a run. Printing errors are ignored: nothing is lost.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Whether notes during a run are printed on a terminal.
pub(crate) fn has_terminal() -> bool {
    io::stderr().is_terminal()
}

impl Report {
    /// Creates a printer and sets whether to use colours.
    pub(crate) fn new(color: Color, format: OutputFormat) -> Self {
        match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Self { format, shows_all: false, folder: String::new(), log: None, failure: None }
    }

    /// Shows each finding in full from now on, also where there are many of one kind.
    pub(crate) fn show_all(&mut self, all: bool) {
        self.shows_all = all;
    }

    /// Sets the folder of the site: annotations name files relative to the repository that it is in.
    pub(crate) fn stand_in(&mut self, site: &Path) {
        let Ok(site) = disk::absolute(site) else { return };
        let repository = site.ancestors().find(|folder| !matches!(disk::stamp(&folder.join(".git")), Ok(None)));
        let below = repository.and_then(|repository| site.strip_prefix(repository).ok()?.to_str());
        self.folder = below.filter(|below| !below.is_empty()).map_or_else(String::new, |below| format!("{below}/"));
    }

    /// Asks a question on a terminal. `None` where there is none, or the answer is empty.
    pub(crate) fn ask(&mut self, question: &str, remark: &str) -> Option<String> {
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            return None;
        }
        self.complain(&format!("{question} ({remark}): "));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).ok()?;
        Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty())
    }

    /// Keeps results from now on, for one line of a log.
    pub(crate) fn begin_log(&mut self) {
        self.log = Some(Vec::new());
    }

    /// The results that were kept.
    pub(crate) fn end_log(&mut self) -> Vec<String> {
        self.log.take().unwrap_or_default()
    }

    /// Prints a result on its own line.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(log) = &mut self.log {
            log.push(line.to_owned());
            return;
        }
        self.text(format!("{line}\n").as_bytes());
    }

    /// Prints a result on its own line, in the text format only: the other formats have it in their document.
    pub(crate) fn note(&mut self, line: &str) {
        if self.format == OutputFormat::Text {
            self.line(line);
        }
    }

    /// Prints a result verbatim.
    pub(crate) fn text(&mut self, text: &[u8]) {
        let mut out = io::stdout().lock();
        let printed = out.write_all(text).and_then(|()| out.flush());
        self.remember(printed);
    }

    /// Prints the result of `build` or `check`.
    pub(crate) fn outcome(&mut self, outcome: &Outcome) -> Status {
        let Checked { value: summary, findings } = &outcome.checked;
        let addresses = outcome.addresses.as_ref();
        let loses = addresses.is_some_and(|addresses| !addresses.lost.is_empty());
        let status = match Status::of(findings) {
            Status::Fine if loses => Status::Content,
            status => status,
        };
        match self.format {
            OutputFormat::Json => {
                let number = status.number();
                let document = JsonReport::of_run(number, findings, summary.as_ref(), outcome.elapsed);
                let document = document.with_links(outcome.links.as_ref()).with_baseline(outcome.baseline);
                self.document(&document.with_addresses(addresses));
            }
            OutputFormat::Sarif | OutputFormat::Github => {
                self.annotate(findings);
                for line in addresses.filter(|_| loses).into_iter().flat_map(|found| old_addresses::lines(found, true))
                {
                    self.complain(&format!("{line}\n"));
                }
            }
            OutputFormat::Text => {
                self.findings(findings, outcome.writes);
                let links = outcome.links.iter().flat_map(sentences::links);
                let known = outcome.baseline.iter().filter(|_| !outcome.writes).map(sentences::baseline);
                let all = self.shows_all;
                let old = addresses.into_iter().flat_map(|found| old_addresses::lines(found, all));
                for line in links.chain(known).chain(old).collect::<Vec<_>>() {
                    self.line(&line);
                }
                if let Some(summary) = summary {
                    self.summary(summary, outcome);
                }
            }
        }
        status
    }

    /// Prints the result of `images`.
    pub(crate) fn images(
        &mut self,
        made: &Checked<Option<ImagesSummary>>,
        shard: Option<ImageShare>,
        elapsed: Duration,
    ) -> Status {
        let Checked { value, findings } = made;
        let status = Status::of(findings);
        match self.format {
            OutputFormat::Json => {
                let document = JsonReport::of_run(status.number(), findings, None, elapsed);
                let images = value.as_ref().map(|made| ReportedImages::of(made, shard, elapsed));
                self.document(&document.with_images(images));
            }
            OutputFormat::Sarif | OutputFormat::Github => self.annotate(findings),
            OutputFormat::Text => {
                self.findings(findings, false);
                if let Some(made) = value {
                    self.line(&sentences::images(made, shard, elapsed));
                }
            }
        }
        status
    }

    /// Prints the result of `publish`, with the figures of the build before it, if there was one.
    pub(crate) fn publication(
        &mut self,
        published: &Checked<Option<PublishSummary>>,
        built: Option<&Summary>,
        elapsed: Duration,
    ) -> Status {
        let Checked { value, findings } = published;
        let status = Status::of(findings);
        match self.format {
            OutputFormat::Json => {
                let document = JsonReport::of_run(status.number(), findings, built, elapsed);
                self.document(&document.with_publication(value.as_ref(), elapsed));
            }
            OutputFormat::Sarif | OutputFormat::Github => self.annotate(findings),
            OutputFormat::Text => {
                self.list(findings);
                if !findings.is_empty() {
                    self.complain(&format!("{}\n", sentences::closing_of_publishing(findings)));
                }
                for line in value.iter().flat_map(|publication| sentences::published(publication, elapsed)) {
                    self.line(&line);
                }
            }
        }
        status
    }

    /// Prints findings; `otherwise` says what errors hindered.
    pub(crate) fn listed(&mut self, findings: &[Diagnostic], otherwise: &str) {
        self.list(findings);
        if !findings.is_empty() {
            self.complain(&format!("{}\n", sentences::closing_of(findings, otherwise)));
        }
    }

    /// Prints the findings of a preview.
    pub(crate) fn found(&mut self, findings: &[Diagnostic]) {
        self.list(findings);
        if !findings.is_empty() {
            self.complain(&format!("{}\n", sentences::shown(findings)));
        }
    }

    /// Prints an error that does not stop the run.
    pub(crate) fn trouble(&mut self, error: &Error) {
        self.complain(&format!("{}\n", finding::show_error(error)));
    }

    /// Prints the error that stopped the run, if any, and returns the exit status.
    pub(crate) fn close(mut self, outcome: Result<Status, Error>) -> ExitCode {
        let status = match outcome {
            Ok(status) => status.number(),
            Err(error) => {
                match self.format {
                    OutputFormat::Json => self.document(&JsonReport::of_error(&error)),
                    OutputFormat::Text | OutputFormat::Sarif | OutputFormat::Github => {
                        self.complain(&finding::show_error(&error));
                    }
                }
                error.exit_status()
            }
        };
        match self.failure.take() {
            Some(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
                let error = Error::io("cannot print", &failure);
                self.complain(&finding::show_error(&error));
                ExitCode::from(3)
            }
            _ => ExitCode::from(status),
        }
    }

    fn annotate(&mut self, findings: &[Diagnostic]) {
        match self.format {
            OutputFormat::Github => self.text(annotations::github(findings, &self.folder).as_bytes()),
            _ => match annotations::sarif(findings, &self.folder) {
                Ok(text) => self.text(text.as_bytes()),
                Err(error) => self.remember(Err(error.into())),
            },
        }
    }

    fn findings(&mut self, findings: &[Diagnostic], writes: bool) {
        self.list(findings);
        if !findings.is_empty() {
            self.complain(&format!("{}\n", sentences::closing(findings, writes)));
        }
    }

    fn list(&mut self, findings: &[Diagnostic]) {
        self.complain(&findings::list(findings, self.shows_all));
    }

    fn summary(&mut self, summary: &Summary, outcome: &Outcome) {
        let line = if outcome.writes {
            sentences::built(summary, outcome.elapsed)
        } else {
            sentences::checked(summary, &outcome.checked.findings, outcome.elapsed)
        };
        self.line(&line);
        if outcome.timings {
            self.line(&sentences::timings(summary, outcome.elapsed));
        }
    }

    fn document(&mut self, document: &JsonReport) {
        match serde_json::to_string_pretty(document) {
            Ok(text) => self.line(&text),
            Err(error) => self.remember(Err(error.into())),
        }
    }

    /// Prints to standard error, in colour if enabled.
    fn complain(&mut self, text: &str) {
        let mut out = anstream::stderr().lock();
        let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        self.remember(printed);
    }

    fn remember(&mut self, printed: io::Result<()>) {
        if let Err(error) = printed {
            self.failure.get_or_insert(error);
        }
    }
}

impl Status {
    /// Errors in `site.yaml` or `theme.yaml` take precedence over errors in the content.
    pub(crate) fn of(findings: &[Diagnostic]) -> Self {
        let is_of_settings = |finding: &&Diagnostic| {
            finding.is_error()
                && matches!(
                    finding.place.file.rsplit('/').next(),
                    Some("site.yaml" | "theme.yaml" | "findings-baseline.yaml")
                )
        };
        match findings.iter().find(is_of_settings) {
            Some(_) => Self::Settings,
            None if has_errors(findings) => Self::Content,
            None => Self::Fine,
        }
    }

    fn number(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Content => 1,
            Self::Settings => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use courant::base::{Code, Place};

    fn finding(code: Code, file: &str) -> Diagnostic {
        Diagnostic::new(code, Place::file(file), "wrong")
    }

    #[test]
    fn the_findings_choose_the_exit_status() {
        let of = |findings: &[Diagnostic]| Status::of(findings);
        assert_eq!(of(&[]), Status::Fine);
        assert_eq!(of(&[finding(Code::BaseUrlMissing, "site.yaml")]), Status::Fine);
        let content = finding(Code::TitleMissing, "content/a.md");
        assert_eq!(of(std::slice::from_ref(&content)), Status::Content);
        assert_eq!(of(&[content.clone(), finding(Code::UnknownKey, "site.yaml")]), Status::Settings);
        assert_eq!(of(&[content, finding(Code::ThemeOption, "themes/a/theme.yaml")]), Status::Settings);
    }
}
