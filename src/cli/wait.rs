//! `--wait`: a command that goes on, at each moment at which the site is another and whenever its files change.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use courant::base::{Error, disk};
use courant::tools::waiting::{Waiting, Wake};

use super::arguments::WaitOptions;
use super::environment;
use super::report::{Report, Status, remark};

/// The time before the first new try after an error, and the longest one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// What a run did: its status, and the next moment at which the site is another.
pub(crate) type Done = (Status, Option<DateTime<Utc>>);

/// The result of the last run, for monitors.
#[derive(Serialize)]
struct Health<'h> {
    /// Whether the last run was without errors.
    ok: bool,
    /// When it ended.
    at: DateTime<Utc>,
    /// When a run was last without errors.
    last_success: Option<DateTime<Utc>>,
    /// The next moment at which the site is another, or at which an error is tried again.
    next: Option<DateTime<Utc>>,
    /// What it said.
    message: &'h str,
}

/// Runs a command once, or again and again with `--wait`.
pub(crate) fn go_on(
    root: &Path,
    typed: &WaitOptions,
    report: &mut Report,
    run: &mut dyn FnMut(&mut Report) -> Result<Done, Error>,
) -> Result<Status, Error> {
    if !typed.wait {
        return run(report).map(|(status, _)| status);
    }
    let root = disk::absolute(root).map_err(|error| Error::io("cannot watch the site", &error))?;
    let mut waiting = Waiting::start(&root)?;
    if !waiting.is_watching() {
        remark("the files of the site cannot be watched: they are looked at every five minutes");
    }
    let (mut pause, mut last_success) = (FIRST_PAUSE, None);
    loop {
        report.begin_log();
        let done = run(report);
        let is_first = last_success.is_none() && pause == FIRST_PAUSE;
        if let Err(error) = &done
            && error.exit_status() == 2
            && is_first
        {
            report.end_log();
            return done.map(|(status, _)| status);
        }
        let now = environment::now();
        let next = match done {
            Ok((Status::Fine, next)) => {
                (pause, last_success) = (FIRST_PAUSE, Some(now));
                next
            }
            failed => {
                if let Err(error) = failed {
                    report.trouble(&error);
                }
                let again = now + pause;
                pause = (pause * 2).min(LONGEST_PAUSE);
                Some(again)
            }
        };
        let ok = last_success == Some(now);
        let told = report.end_log().into_iter().chain([end_of_line(ok, next)]);
        let message = told.collect::<Vec<_>>().join("; ");
        if let Some(file) = &typed.health {
            note(file, &Health { ok, at: now, last_success, next, message: &message })?;
        }
        report.note(&format!("{} {message}", second(now)));
        if waiting.until(next, &environment::now) == Wake::End {
            report.note(&format!("{} ended", second(environment::now())));
            return Ok(Status::Fine);
        }
    }
}

fn end_of_line(ok: bool, next: Option<DateTime<Utc>>) -> String {
    match (ok, next) {
        (true, Some(next)) => format!("next at {}", second(next)),
        (true, None) => "next when a file changes".to_owned(),
        (false, next) => format!("errors; tried again at {}", next.map_or_else(String::new, second)),
    }
}

/// A moment in universal time, to the second: `2013-12-03T14:30:00Z`.
fn second(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn note(file: &Path, health: &Health<'_>) -> Result<(), Error> {
    let text = serde_json::to_vec_pretty(health).unwrap_or_default();
    disk::write_whole(file, |out| out.write_all(&text))
        .map_err(|error| Error::io(&format!("cannot write {}", file.display()), &error))
}
