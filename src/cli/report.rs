//! The one file that prints: results on standard output, findings on standard error; with `--format json` all of it as
//! one document on standard output. A reader that stops reading (`courant schema site | head`) is no error.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use courant::base::diagnostic::has_errors;
use courant::base::{Checked, Diagnostic, Error};
use courant::build::Summary;
use courant::tools::annotations;
use courant::tools::links::LinkCounts;
use courant::tools::publish::PublishSummary;
use courant::tools::report as json;

use super::arguments::{Color, Format};
use super::{finding, sentences};

/// The most findings that are shown one by one.
const MOST: usize = 100;

/// What a run gives as its exit status, where nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All is well: 0.
    Fine,
    /// The content has errors: 1.
    Content,
    /// The settings have errors: 2.
    Settings,
}

/// What came of building or checking.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The figures, where there are any, and the findings.
    pub(crate) checked: Checked<Option<Summary>>,
    /// How long it took.
    pub(crate) elapsed: Duration,
    /// Whether it was a build.
    pub(crate) writes: bool,
    /// Whether the stages are to be told.
    pub(crate) timings: bool,
    /// What was found of links to other sites, where that was asked for.
    pub(crate) links: Option<LinkCounts>,
}

/// Tells what happens.
#[derive(Debug)]
pub(crate) struct Report {
    format: Format,
    /// The first thing that could not be printed.
    failure: Option<io::Error>,
}

/// Tells what is wrong with what was typed, or the help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where not even this can be printed, the exit status has to say it.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Tells something while a run goes on. Where it cannot be printed, nothing is lost.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

impl Report {
    /// Begins to tell.
    pub(crate) fn new(color: Color, format: Format) -> Self {
        match color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Self { format, failure: None }
    }

    /// A result, on a line of its own.
    pub(crate) fn line(&mut self, line: &str) {
        self.text(format!("{line}\n").as_bytes());
    }

    /// A result on a line of its own, for people only: a program reads it in the document.
    pub(crate) fn note(&mut self, line: &str) {
        if self.format == Format::Text {
            self.line(line);
        }
    }

    /// A result as it is.
    pub(crate) fn text(&mut self, text: &[u8]) {
        let mut out = io::stdout().lock();
        let printed = out.write_all(text).and_then(|()| out.flush());
        self.remember(printed);
    }

    /// What came of building or checking.
    pub(crate) fn outcome(&mut self, outcome: &Outcome) -> Status {
        let Checked { value: summary, findings } = &outcome.checked;
        let status = Status::of(findings);
        match self.format {
            Format::Json => {
                let number = status.number();
                let document = json::Report::of_run(number, findings, summary.as_ref(), outcome.elapsed);
                self.document(&document.with_links(outcome.links.as_ref()));
            }
            Format::Sarif | Format::Github => self.annotate(findings),
            Format::Text => {
                self.findings(findings, outcome.writes);
                for line in outcome.links.iter().flat_map(sentences::links) {
                    self.line(&line);
                }
                if let Some(summary) = summary {
                    self.summary(summary, outcome);
                }
            }
        }
        status
    }

    /// What came of publishing, after a build or without one.
    pub(crate) fn publication(
        &mut self,
        published: &Checked<Option<PublishSummary>>,
        built: Option<&Summary>,
        elapsed: Duration,
    ) -> Status {
        let Checked { value, findings } = published;
        let status = Status::of(findings);
        match self.format {
            Format::Json => {
                let document = json::Report::of_run(status.number(), findings, built, elapsed);
                self.document(&document.with_publication(value.as_ref(), elapsed));
            }
            Format::Sarif | Format::Github => self.annotate(findings),
            Format::Text => {
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

    /// What was found while a run goes on.
    pub(crate) fn found(&mut self, findings: &[Diagnostic]) {
        self.list(findings);
        if !findings.is_empty() {
            self.complain(&format!("{}\n", sentences::shown(findings)));
        }
    }

    /// An error that does not stop the run.
    pub(crate) fn trouble(&mut self, error: &Error) {
        self.complain(&format!("{}\n", finding::show_error(error)));
    }

    /// Tells what stopped the run, if anything did, and gives the exit status.
    pub(crate) fn close(mut self, outcome: Result<Status, Error>) -> ExitCode {
        let status = match outcome {
            Ok(status) => status.number(),
            Err(error) => {
                match self.format {
                    Format::Json => self.document(&json::Report::of_error(&error)),
                    Format::Text | Format::Sarif | Format::Github => self.complain(&finding::show_error(&error)),
                }
                error.exit_status()
            }
        };
        match self.failure.take() {
            Some(failure) if failure.kind() != io::ErrorKind::BrokenPipe => {
                let error = Error::io("cannot print", &failure);
                self.complain(&finding::show_error(&Error { hints: Vec::new(), ..error }));
                ExitCode::from(3)
            }
            _ => ExitCode::from(status),
        }
    }

    fn annotate(&mut self, findings: &[Diagnostic]) {
        match self.format {
            Format::Github => self.text(annotations::github(findings).as_bytes()),
            _ => match annotations::sarif(findings) {
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
        for finding in findings.iter().take(MOST) {
            self.complain(&format!("{}\n", finding::show(finding)));
        }
        if findings.len() > MOST {
            self.complain(&format!("… and {} more\n\n", findings.len() - MOST));
        }
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

    fn document(&mut self, document: &json::Report) {
        match serde_json::to_string_pretty(document) {
            Ok(text) => self.line(&text),
            Err(error) => self.remember(Err(error.into())),
        }
    }

    /// Prints to standard error, in colours where they are wanted.
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
    /// Errors in the settings or in a theme's weigh more than those in the content.
    fn of(findings: &[Diagnostic]) -> Self {
        let is_of_settings = |finding: &&Diagnostic| {
            finding.is_error() && matches!(finding.place.file.rsplit('/').next(), Some("site.yaml" | "theme.yaml"))
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
