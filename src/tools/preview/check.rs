//! Findings that only rendering shows: of a few pages before a generation is shown, of all others while it is.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::file_index::ChangedFiles;
use super::generation::Generation;
use super::message::Message;
use crate::base::{Diagnostic, Error, ErrorCode, Severity};
use crate::content::may_be_item;
use crate::plan::{self, Page, Subject};
use crate::render::Failure;
use crate::render::images::Images;
use crate::theme::PageKind;

/// The most pages that are rendered before a generation is shown.
const MOST_FIRST: usize = 50;
/// No page is checked for so long after a generation was made: a browser asks for pages then, or the next one comes.
const DELAY: Duration = Duration::from_millis(500);
/// The number of pages that are checked between two pauses, which leave room for requests.
const STRETCH: usize = 32;
const PAUSE: Duration = Duration::from_millis(2);

/// Renders the pages of changed items, and one page of each kind; decodes pictures that changed. Items that were touched
/// since the preview began are linted as by `courant check`.
///
/// # Errors
/// A file cannot be read.
pub(super) fn first(
    generation: &Generation,
    changed: &ChangedFiles,
    touched: &ChangedFiles,
) -> Result<Vec<Diagnostic>, Error> {
    let snapshot = &generation.snapshot;
    let ids = changed.iter().filter_map(|file| snapshot.site.find(file));
    let pages = ids.filter_map(|id| snapshot.layout.page_at(plan::item_address(&snapshot.site, id)));
    let mut pages: Vec<&Page> = pages.take(MOST_FIRST).collect();
    let mut kinds: BTreeSet<PageKind> = BTreeSet::new();
    pages.extend(snapshot.pages().iter().filter(|page| snapshot.kind(page).is_some_and(|kind| kinds.insert(kind))));
    // The first generation waits for no pictures.
    let pictures = changed.intersection(touched).map(String::as_str).filter(|file| !may_be_item(file));
    let pictures: BTreeSet<&str> = pictures.take(MOST_FIRST).collect();
    let mut findings =
        if pictures.is_empty() { Vec::new() } else { Images::of(snapshot).verify(|file| pictures.contains(file))? };
    findings.extend(lint(generation, touched));
    for page in pages {
        match generation.render(page) {
            Ok(_) => {}
            Err(Failure::Findings(found)) => add(&mut findings, page, found),
            // It was changed once more: the next generation is about to be made.
            Err(Failure::Error(error)) if error.code == ErrorCode::ChangedMeanwhile => {}
            Err(Failure::Error(error)) => return Err(error),
        }
    }
    Ok(findings)
}

/// A generation to check, with the one before it.
pub(super) type ToCheck = (Arc<Generation>, Option<Arc<Generation>>);

/// The thread that checks all pages of the newest generation.
#[derive(Debug)]
pub(super) struct Checker(Sender<ToCheck>);

impl Checker {
    /// A checker with its queue, which [`run`] works off on a thread of its own.
    pub(super) fn new() -> (Self, Receiver<ToCheck>) {
        let (generations, queue) = mpsc::channel();
        (Self(generations), queue)
    }

    /// Has a new generation checked. The one before it is freed on that thread: it may be large.
    pub(super) fn check(&self, new: Arc<Generation>, old: Option<Arc<Generation>>) {
        // An error means that the preview has ended.
        let _ = self.0.send((new, old));
    }
}

/// Checks all pages of the newest generation, and sends what is found to the rebuilder. A generation that a newer one follows
/// within the delay is freed at once: many saves in a row keep only one of them in memory.
pub(super) fn run(queue: &Receiver<ToCheck>, messages: &Sender<Message>) {
    while let Ok((mut generation, old)) = queue.recv() {
        drop(old);
        while let Ok((newer, old)) = queue.recv_timeout(DELAY) {
            drop(old);
            generation = newer;
        }
        rest(&generation, messages);
    }
}

fn rest(generation: &Generation, messages: &Sender<Message>) {
    let snapshot = &generation.snapshot;
    let is_rendered = |page: &&Page| snapshot.kind(page).is_some() || matches!(page.subject, Subject::Feed { .. });
    let mut findings = Vec::new();
    for (place, page) in snapshot.pages().iter().filter(is_rendered).enumerate() {
        if generation.is_stale() {
            return;
        }
        if let Err(Failure::Findings(new)) = generation.check(page) {
            let before = findings.len();
            add(&mut findings, page, new);
            if findings.len() > before && messages.send(Message::Findings(generation.number, findings.clone())).is_err()
            {
                return;
            }
        }
        if place % STRETCH == 0 {
            std::thread::sleep(PAUSE);
        }
    }
}

/// Lints the items that were touched. A lint never keeps a page from being shown.
fn lint(generation: &Generation, touched: &ChangedFiles) -> Vec<Diagnostic> {
    let snapshot = &generation.snapshot;
    // Many files that change at once are not being written by hand.
    let ids = touched.iter().filter(|_| touched.len() <= MOST_FIRST).filter_map(|file| snapshot.site.find(file));
    let findings = ids.flat_map(|id| plan::lint(snapshot, id));
    findings.map(|finding| Diagnostic { severity: Severity::Warning, ..finding }).collect()
}

/// Adds the findings of a page. A template that fails on many pages is one finding.
fn add(findings: &mut Vec<Diagnostic>, page: &Page, found: Vec<Diagnostic>) {
    for finding in found {
        let is_same = |known: &Diagnostic| {
            (known.code, &known.place, &known.message) == (finding.code, &finding.place, &finding.message)
        };
        if !findings.iter().any(is_same) {
            findings.push(finding.hint(format!("found while rendering {}", page.address)));
        }
    }
}
