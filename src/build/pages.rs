//! All pages of a site, in parallel.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::base::{Address, Checked, Code, Diagnostic, Error};
use crate::plan::{Page, Snapshot};
use crate::render::Failure;

/// The findings of many pages: the same finding of several pages is one, with the first of the pages.
#[derive(Default)]
struct Findings<'p>(Vec<(usize, &'p Address, Diagnostic)>);

impl<'p> Findings<'p> {
    fn add(&mut self, place: usize, page: &'p Page, findings: Vec<Diagnostic>) {
        for finding in findings {
            match self.0.iter_mut().find(|(_, _, known)| *known == finding) {
                Some(known) if known.0 > place => *known = (place, &page.address, finding),
                Some(_) => {}
                None => self.0.push((place, &page.address, finding)),
            }
        }
    }
}

/// Applies a function to every page, in parallel. A template that fails on many pages is one finding.
///
/// # Errors
/// The first error of the machine.
pub(super) fn for_each_page<'p, T: Send>(
    snapshot: &'p Snapshot,
    apply: impl Fn(&'p Page) -> Result<T, Failure> + Sync,
) -> Result<Checked<Vec<T>>, Error> {
    let found: Mutex<Findings<'p>> = Mutex::default();
    let one = |(place, page): (usize, &'p Page)| match apply(page) {
        Ok(done) => Ok(Some(done)),
        Err(Failure::Error(error)) => Err(error),
        Err(Failure::Findings(findings)) => {
            found.lock().unwrap_or_else(PoisonError::into_inner).add(place, page, findings);
            Ok(None)
        }
    };
    let done = snapshot.pages().par_iter().enumerate().map(one).collect::<Result<Vec<Option<T>>, Error>>()?;
    let Findings(found) = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    let findings =
        found.into_iter().map(|(_, address, finding)| finding.hint(format!("found while rendering {address}")));
    Ok(Checked { value: done.into_iter().flatten().collect(), findings: findings.collect() })
}

/// A picture that is told where a text shows it is not told as a file again.
pub(super) fn tell_once(findings: &mut Vec<Diagnostic>) {
    let is_picture = |found: &Diagnostic| found.code == Code::ImageUnreadable;
    let shown: Vec<String> = findings
        .iter()
        .filter(|found| is_picture(found) && found.place.line > 0)
        .map(|it| it.message.clone())
        .collect();
    let is_told = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        shown.iter().any(|message| message.split('`').nth(1).is_some_and(|to| to.rsplit('/').next() == Some(name)))
    };
    findings.retain(|found| !(is_picture(found) && found.place.line == 0 && is_told(&found.place.file)));
}
