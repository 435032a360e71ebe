//! The baseline of a site is written, and compared with what a check finds.

use std::collections::BTreeSet;

use crate::base::{Code, Diagnostic, Error, Folder, disk};
use crate::config::{BASELINE, Baseline};

/// Findings that only `courant check --external` looks for.
const EXTERNAL: [Code; 2] = [Code::LinkDead, Code::LinkMoved];

/// The counts of a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaselineCounts {
    /// Findings that it covers.
    pub known: usize,
    /// Findings that it has and that are no longer there; `None` where not everything was looked for.
    pub mended: Option<usize>,
}

/// Compares the baseline with the findings of a check: those that it covers, and those that are left. `is_external` tells whether links
/// to other sites were checked.
pub fn compare(baseline: &Baseline, known: &[Diagnostic], left: &[Diagnostic], is_external: bool) -> BaselineCounts {
    let unseen = Unseen::of(left, is_external);
    let seen = known.iter().filter(|finding| !unseen.has(finding.code.name(), &finding.place.file)).count();
    let mended = baseline.count(|code, file| !unseen.has(code, file)).saturating_sub(seen);
    BaselineCounts { known: known.len(), mended: Some(mended) }
}

/// Writes the baseline of a site: what is known, and what is left, as far as it can be known; that is taken out of `left`. Entries that
/// this check could not look for stay. A baseline without entries is removed.
///
/// # Errors
/// The file cannot be written.
pub fn write(
    site: &Folder,
    old: &Baseline,
    (known, left): (&[Diagnostic], &mut Vec<Diagnostic>),
    is_external: bool,
) -> Result<BaselineCounts, Error> {
    let noted: Vec<Diagnostic> = left.extract_if(.., |finding| Baseline::can_know(finding)).collect();
    let mut baseline = Baseline::of(known.iter().chain(&noted));
    let unseen = Unseen::of(left, is_external);
    baseline.keep(old, |code, file| unseen.has(code, file));
    let path = site.root().join(BASELINE);
    let failed = |error: &std::io::Error| Error::io(&format!("cannot write {BASELINE}"), error);
    if baseline.is_empty() {
        match disk::remove(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(&error)),
            _ => {}
        }
    } else {
        let text = baseline.text().map_err(|error| failed(&std::io::Error::other(error)))?;
        disk::write_whole(&path, |out| out.write_all(text.as_bytes())).map_err(|error| failed(&error))?;
    }
    Ok(BaselineCounts { known: baseline.count(|_, _| true), mended: Some(0) })
}

/// What a check could not look for: files with errors that gave no item, and links to other sites.
struct Unseen<'f> {
    broken: BTreeSet<&'f str>,
    is_external: bool,
}

impl<'f> Unseen<'f> {
    fn of(left: &'f [Diagnostic], is_external: bool) -> Self {
        let broken = left.iter().filter(|finding| finding.is_error() && !Baseline::can_know(finding));
        Self { broken: broken.map(|finding| &*finding.place.file).collect(), is_external }
    }

    fn has(&self, code: &str, file: &str) -> bool {
        self.broken.contains(file) || (!self.is_external && EXTERNAL.iter().any(|external| external.name() == code))
    }
}
