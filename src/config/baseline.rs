//! The baseline, `findings-baseline.yaml` beside `site.yaml`: findings that were there when it was written, and are not reported again.

use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;

use crate::base::files::decode;
use crate::base::yaml::{Keys, Mapping};
use crate::base::{Code, Diagnostic, Error, Fingerprint, Sources, suggest};

/// The name of the file.
pub const BASELINE: &str = "findings-baseline.yaml";

const HEAD: &str = "\
# Findings that `courant check --write-baseline` noted: builds, checks and the preview do not report them again. Each line is a\n\
# fingerprint of the text that the finding is about. Run the command again to remove those that are mended.\n";

/// The fingerprints of known findings, by the name of the code and the file.
type Marks = BTreeMap<Box<str>, BTreeMap<Box<str>, Vec<Box<str>>>>;

/// Known findings of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    marks: Marks,
    /// Fingerprint of the file.
    pub fingerprint: Fingerprint,
}

impl Baseline {
    /// Reads the baseline of a site; empty where it has none.
    ///
    /// # Errors
    /// If the file exists but cannot be read.
    pub(super) fn load(sources: &dyn Sources, findings: &mut Vec<Diagnostic>) -> Result<Self, Error> {
        let text = match sources.read(BASELINE) {
            Ok(bytes) => decode(BASELINE, bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::io(&format!("cannot read {BASELINE}"), &error)),
        };
        let text = match text {
            Ok(text) => text,
            Err(finding) => {
                findings.push(finding);
                return Ok(Self::default());
            }
        };
        let known: Vec<&str> = Code::LINTS.iter().map(|code| code.name()).collect();
        let keys = Keys { remedy: "write the file anew with `courant check --write-baseline`", ..Keys::only(&known) };
        let mapping = Mapping::whole(BASELINE, &text);
        let marks: Marks = mapping.read(keys, Code::SettingsSyntax).report_to(findings);
        for name in marks.keys().filter(|name| !known.contains(&&***name)) {
            let message = format!("unknown lint `{name}`");
            let hint = suggest::hint(name, known.iter().copied());
            findings.push(Diagnostic::new(Code::UnknownKey, mapping.key(name), message).hint(hint));
        }
        Ok(Self { marks, fingerprint: Fingerprint::of(text.as_bytes()) })
    }

    /// A baseline of these findings. Only lints can be known: other errors keep pages from being made.
    pub fn of<'f>(findings: impl Iterator<Item = &'f Diagnostic>) -> Self {
        let mut marks = Marks::new();
        for finding in findings.filter(|finding| Self::can_know(finding)) {
            let files = marks.entry(finding.code.name().into()).or_default();
            files.entry(finding.place.file.clone()).or_default().push(mark(finding));
        }
        let mut baseline = Self { marks, fingerprint: Fingerprint::default() };
        baseline.sort();
        baseline
    }

    /// Whether a finding can be known: a lint, but not a picture of which no copies can be made, which stops a build in any case.
    pub fn can_know(finding: &Diagnostic) -> bool {
        let is_picture = finding.code == Code::ImageUnreadable && finding.place.line == 0;
        Code::LINTS.contains(&finding.code) && !is_picture
    }

    /// Whether no finding is known.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The number of known findings of the codes and files that are wanted.
    pub fn count(&self, is_wanted: impl Fn(&str, &str) -> bool) -> usize {
        let files =
            self.marks.iter().flat_map(|(code, files)| files.iter().map(move |(file, marks)| (code, file, marks)));
        files.filter(|(code, file, _)| is_wanted(code, file)).map(|(.., marks)| marks.len()).sum()
    }

    /// Takes known findings out of a list, and returns them. Findings that are equal are told apart by their number. A file of the
    /// baseline that is no longer there was renamed: what was known of it may be found in any other file.
    pub fn cover(&self, findings: &mut Vec<Diagnostic>, sources: &dyn Sources) -> Vec<Diagnostic> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut left = self.marks.clone();
        let mut gone = HashMap::new();
        let mut is_gone = |file: &str| {
            let is_gone = || sources.read_start(file, 1).is_err_and(|error| error.kind() == ErrorKind::NotFound);
            *gone.entry(Box::<str>::from(file)).or_insert_with(is_gone)
        };
        let is_known = |finding: &mut Diagnostic| {
            let files = left.get_mut(finding.code.name()).filter(|_| Self::can_know(finding));
            files.is_some_and(|files| take(files, &finding.place.file, &mark(finding), &mut is_gone))
        };
        findings.extract_if(.., is_known).collect()
    }

    /// Adds the entries that another baseline has more, for the codes and files that are wanted.
    pub fn keep(&mut self, other: &Self, is_wanted: impl Fn(&str, &str) -> bool) {
        for (code, files) in &other.marks {
            for (file, marks) in files.iter().filter(|(file, _)| is_wanted(code, file)) {
                let own = self.marks.entry(code.clone()).or_default().entry(file.clone()).or_default();
                add_missing(own, marks);
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.marks.values_mut().flat_map(BTreeMap::values_mut).for_each(|marks| marks.sort_unstable());
    }

    /// The file, sorted by code, file and fingerprint.
    ///
    /// # Errors
    /// If it cannot be written as YAML.
    pub fn text(&self) -> Result<String, serde_yaml::Error> {
        Ok(format!("{HEAD}{}", serde_yaml::to_string(&self.marks)?))
    }
}

/// Takes a fingerprint out of those of a file, or out of those of a file that is gone; `false` where none of them has it.
fn take(
    files: &mut BTreeMap<Box<str>, Vec<Box<str>>>,
    file: &str,
    mark: &str,
    is_gone: &mut dyn FnMut(&str) -> bool,
) -> bool {
    let place = |marks: &[Box<str>]| marks.iter().position(|known| **known == *mark);
    let found = files.get(file).and_then(|marks| Some((Box::from(file), place(marks)?)));
    let found = found.or_else(|| {
        let mut named = files.iter().filter_map(|(name, marks)| Some((name.clone(), place(marks)?)));
        named.find(|(name, _)| is_gone(name))
    });
    let marks = found.and_then(|(name, at)| Some((files.get_mut(&name)?, at)));
    marks.is_some_and(|(marks, at)| !marks.swap_remove(at).is_empty())
}

/// Adds the fingerprints that a list does not have yet, as often as the other has them more.
fn add_missing(own: &mut Vec<Box<str>>, other: &[Box<str>]) {
    let mut same = own.clone();
    for mark in other {
        match same.iter().position(|known| known == mark) {
            Some(place) => _ = same.swap_remove(place),
            None => own.push(mark.clone()),
        }
    }
}

/// The fingerprint of the text that a finding is about. It stays the same when other lines, or other words of the line, change.
fn mark(finding: &Diagnostic) -> Box<str> {
    let place = &finding.place;
    let marked = place.excerpt.get(place.marked.clone()).unwrap_or_default().trim();
    let text = if marked.is_empty() { place.excerpt.trim() } else { marked };
    Fingerprint::of(text.as_bytes()).short().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Place;
    use crate::base::files::MemoryFiles;

    fn image(text: &str, name: &str) -> Diagnostic {
        let start = text.rfind(name).unwrap();
        Diagnostic::new(Code::ImageMissing, Place::span("content/a: b.md", text, start..start + name.len()), name)
    }

    fn loaded(baseline: &Baseline) -> Baseline {
        let text = baseline.text().unwrap();
        let mut findings = Vec::new();
        let files = MemoryFiles([(BASELINE.to_owned(), text.into_bytes())].into());
        let read = Baseline::load(&files, &mut findings).unwrap();
        assert_eq!(findings, []);
        read
    }

    #[test]
    fn a_finding_is_known_wherever_its_text_stands_in_the_file() {
        let known = loaded(&Baseline::of([image("een ![x](a.jpg)\n", "![x](a.jpg)")].iter()));
        let mut found =
            vec![image("nieuw\n\nook ![x](a.jpg) hier\n", "![x](a.jpg)"), image("![x](b.jpg)", "![x](b.jpg)")];
        assert_eq!(known.cover(&mut found, &MemoryFiles::default()).len(), 1);
        assert_eq!(found.iter().map(|finding| &*finding.message).collect::<Vec<_>>(), ["![x](b.jpg)"]);
    }

    #[test]
    fn of_two_equal_findings_only_as_many_are_known_as_there_were() {
        let one = image("![x](a.jpg)", "![x](a.jpg)");
        let known = loaded(&Baseline::of(std::iter::once(&one)));
        let mut found = vec![one.clone(), one.clone()];
        assert_eq!((known.cover(&mut found, &MemoryFiles::default()).len(), found.len()), (1, 1));
        let both = loaded(&Baseline::of([one.clone(), one.clone()].iter()));
        let mut found = vec![one.clone(), one];
        assert_eq!((both.cover(&mut found, &MemoryFiles::default()).len(), found.len()), (2, 0));
    }

    #[test]
    fn what_keeps_a_page_from_being_made_is_never_known() {
        let broken = Diagnostic::new(Code::TitleMissing, Place::file("content/a.md"), "no title");
        assert!(Baseline::of([broken].iter()).is_empty());
    }
}
