//! Looks for what only shows when pages are made: a few of them before a site is shown, the others while it is.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::desk::Changed;
use super::generation::Whole;
use crate::base::{Diagnostic, Error, Severity};
use crate::plan::view::Kind;
use crate::plan::{Page, Subject};
use crate::render::Failure;

/// The most pages that a site waits for.
const MOST_FIRST: usize = 50;
/// How long nothing is checked after a site was made: its pages are asked for then, or the next site comes.
const PATIENCE: Duration = Duration::from_millis(500);
/// So many pages are checked, and then none for a moment, so that there is room for who asks.
const STRETCH: usize = 32;
const PAUSE: Duration = Duration::from_millis(2);

/// Takes what is wrong with the pages of a site, by its number.
pub(super) type Found = Box<dyn Fn(u64, Vec<Diagnostic>) + Send + Sync>;

/// Makes the pages of what was changed, and one of each kind; decodes the pictures that were. What was touched since the
/// preview began is looked at as a check does.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn first(whole: &Whole<'_, '_>, changed: &Changed, touched: &Changed) -> Result<Vec<Diagnostic>, Error> {
    let plan = whole.plan;
    let ids = changed.iter().filter_map(|file| plan.site.find(file));
    let mut pages: Vec<&Page> = ids.filter_map(|id| plan.page_at(plan.item_address(id))).take(MOST_FIRST).collect();
    let mut kinds: BTreeSet<Kind> = BTreeSet::new();
    pages.extend(plan.pages().iter().filter(|page| plan.kind(page).is_some_and(|kind| kinds.insert(kind))));
    // The first site waits for none.
    let pictures = changed.intersection(touched).map(String::as_str).filter(|file| !file.ends_with(".md"));
    let pictures: BTreeSet<&str> = pictures.take(MOST_FIRST).collect();
    let mut findings = if pictures.is_empty() {
        Vec::new()
    } else {
        whole.renderer.images.verify(plan, |file| pictures.contains(file))?
    };
    findings.extend(lint(whole, touched));
    for page in pages {
        match make(whole, page) {
            Ok(()) => {}
            Err(Failure::Findings(found)) => note(&mut findings, page, found),
            // It was changed once more: the next site is about to be made.
            Err(Failure::Error(error)) if error.is_changed_meanwhile() => {}
            Err(Failure::Error(error)) => return Err(error),
        }
    }
    Ok(findings)
}

/// Makes all pages, and tells of what is wrong with them, until the site is stale.
pub(super) fn rest(whole: &Whole<'_, '_>, number: u64, is_stale: &AtomicBool, found: &Found) {
    std::thread::sleep(PATIENCE);
    let is_made = |page: &&Page| whole.plan.kind(page).is_some() || matches!(page.subject, Subject::Feed { .. });
    let mut findings = Vec::new();
    for (place, page) in whole.plan.pages().iter().filter(is_made).enumerate() {
        if is_stale.load(Ordering::Relaxed) {
            return;
        }
        if let Err(Failure::Findings(new)) = make(whole, page) {
            let before = findings.len();
            note(&mut findings, page, new);
            if findings.len() > before {
                found(number, findings.clone());
            }
        }
        if place % STRETCH == 0 {
            std::thread::sleep(PAUSE);
        }
    }
}

/// What readers would stumble over in the items that somebody works on. It never keeps a page from being shown.
fn lint(whole: &Whole<'_, '_>, touched: &Changed) -> Vec<Diagnostic> {
    // Who changes many at once is not at work on them.
    let ids = touched.iter().filter(|_| touched.len() <= MOST_FIRST).filter_map(|file| whole.plan.site.find(file));
    let findings = ids.flat_map(|id| whole.plan.lint(id, whole.sources));
    findings.map(|finding| Diagnostic { severity: Severity::Warning, ..finding }).collect()
}

fn make<'p>(whole: &Whole<'p, '_>, page: &'p Page) -> Result<(), Failure> {
    whole.renderer.render(&whole.renderer.look(page)?, &mut Vec::with_capacity(16 * 1024))
}

/// Notes what is wrong with a page. A template that fails on many pages is one finding.
fn note(findings: &mut Vec<Diagnostic>, page: &Page, found: Vec<Diagnostic>) {
    for finding in found {
        let is_same = |known: &Diagnostic| {
            (known.code, &known.place, &known.message) == (finding.code, &finding.place, &finding.message)
        };
        if !findings.iter().any(is_same) {
            findings.push(finding.hint(format!("found while rendering {}", page.address)));
        }
    }
}
