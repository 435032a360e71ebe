//! The list of findings for people: each in full, but many of one kind as one, and at the end how many there are of each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use courant::base::Diagnostic;

use super::finding;

/// The most findings of one code that are shown in full.
const MOST: usize = 20;
/// The places of many that are shown.
const FIRST: usize = 5;
/// The fewest findings that are counted by code.
const COUNTED: usize = 10;

/// The list, ending in an empty line. `all` shows each finding in full.
pub(crate) fn list(findings: &[Diagnostic], all: bool) -> String {
    let counts = counts(findings);
    let many = |code: &str| !all && counts.get(code).is_some_and(|(_, count)| *count > MOST);
    let mut text = String::new();
    let mut told: Vec<&str> = Vec::new();
    for found in findings {
        let code = found.code.name();
        if !many(code) {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}", finding::show(found));
        } else if !told.contains(&code) {
            told.push(code);
            let same: Vec<&Diagnostic> = findings.iter().filter(|other| other.code == found.code).collect();
            let _ = writeln!(text, "{}", finding::show_many(&same, FIRST));
        }
    }
    if findings.len() >= COUNTED && counts.len() > 1 {
        text.push_str(&table(&counts));
    }
    text
}

type CodeCounts<'f> = BTreeMap<&'f str, (courant::base::Severity, usize)>;

fn counts(findings: &[Diagnostic]) -> CodeCounts<'_> {
    findings.iter().fold(BTreeMap::new(), |mut counts, found| {
        let (severity, count) = counts.entry(found.code.name()).or_insert((found.severity, 0));
        *severity = (*severity).min(found.severity);
        *count += 1;
        counts
    })
}

/// The counts, errors first, then the largest first.
fn table(counts: &CodeCounts<'_>) -> String {
    let mut lines: Vec<_> = counts.iter().map(|(code, (severity, count))| (severity, *count, code)).collect();
    lines.sort_by_key(|(severity, count, code)| (*severity, std::cmp::Reverse(*count), **code));
    let width = lines.iter().map(|(_, count, _)| count.to_string().len()).max().unwrap_or_default();
    let line = |(_, count, code): (_, usize, &&str)| format!("  {count:>width$}  {code}\n");
    format!("{}\n", lines.into_iter().map(line).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use courant::base::{Code, Place};

    fn some(code: Code, count: usize) -> Vec<Diagnostic> {
        let one =
            |number| Diagnostic::new(code, Place::file(&format!("content/{number:03}.md")), format!("wrong {number}"));
        (0..count).map(one).collect()
    }

    #[test]
    fn many_of_a_kind_are_one_and_all_are_counted() {
        let findings = [some(Code::LinkText, 150), some(Code::TitleMissing, 3)].concat();
        let text = anstream::adapter::strip_str(&list(&findings, false)).to_string();
        let expected = "\
warning[link-text]: wrong 0 (150 of this kind)
--> content/000.md
 = note: and content/001.md: wrong 1
 = note: and content/002.md: wrong 2
 = note: and content/003.md: wrong 3
 = note: and content/004.md: wrong 4
 = note: and 145 more: `--all` shows each of them
";
        assert!(text.starts_with(expected), "{text}");
        assert_eq!(text.matches("error[title-missing]").count(), 3);
        assert!(text.ends_with("\n\n    3  title-missing\n  150  link-text\n\n"), "{text}");
        let all = anstream::adapter::strip_str(&list(&findings, true)).to_string();
        assert_eq!(all.matches("warning[link-text]").count(), 150);
    }

    #[test]
    fn a_few_are_not_counted() {
        assert!(!list(&some(Code::LinkText, 9), false).contains("  9  "));
        assert_eq!(list(&[], false), "");
    }
}
