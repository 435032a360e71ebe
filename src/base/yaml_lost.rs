//! Text that YAML passes over in silence: after ` #`, which begins a comment; after `!`, which begins a tag; and quotation marks
//! of a word processor, which are no quotes in YAML and stay in the value.

use std::ops::Range;

use super::yaml_quoted::quoted;
use super::{Code, Diagnostic, PlaceFinder, Severity};

/// Quotation marks that word processors write, opening and closing.
const MARKS: &[(char, &str)] =
    &[('“', "”"), ('„', "”“"), ('”', "”"), ('‘', "’"), ('‚', "’‘"), ('’', "’"), ('«', "»"), ('»', "«")];

/// Findings on a mapping that could be read.
pub(super) fn lost(file: &str, text: &str, yaml: &Range<usize>) -> Vec<Diagnostic> {
    let source = text.get(yaml.clone()).unwrap_or_default();
    let is_suspect = |c: char| matches!(c, '#' | '!' | '&') || MARKS.iter().any(|(opening, _)| *opening == c);
    if !source.contains(is_suspect) {
        return Vec::new();
    }
    let (mut findings, places) = (Vec::new(), PlaceFinder::new(file, text));
    let (mut start, mut skipped, mut rest) = (yaml.start, None, source);
    for line in source.split_inclusive('\n') {
        rest = rest.get(line.len()..).unwrap_or_default();
        let depth = line.len() - line.trim_start_matches(' ').len();
        if skipped.is_none_or(|of| depth <= of) {
            let (key, at) = key_of(line);
            let value = line.get(at..).unwrap_or_default().trim_end();
            // A block of text, or quotes that are closed on a later line.
            let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
            let goes_on = quote.is_some_and(|quote| value.matches(quote).count() % 2 == 1);
            skipped = (goes_on || value.starts_with(['|', '>'])).then_some(depth);
            let heads = value.starts_with('#') && is_head(depth, rest);
            if let Some((code, part, message, hint)) = find(key, value, source).filter(|_| !heads) {
                let part = start + at + part.start..start + at + part.end;
                let is_all = code == Code::ValueCut && part == (start + at..start + at + value.len());
                let found = Diagnostic::new(code, places.span(part), message).hint(hint);
                findings.push(weighed(found, is_all));
            }
        }
        start += line.len();
    }
    findings
}

/// Whether what follows a line belongs to its key: then the line has a comment, and no value.
fn is_head(depth: usize, rest: &str) -> bool {
    let next = rest.lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let next_depth = |line: &str| line.len() - line.trim_start_matches(' ').len();
    next.is_some_and(|line| next_depth(line) > depth || line.trim_start().starts_with("- "))
}

/// A finding, which is an error where nothing of the value is left.
fn weighed(found: Diagnostic, is_all: bool) -> Diagnostic {
    if is_all { Diagnostic { severity: Severity::Error, ..found } } else { found }
}

/// The key of a line, and where its value begins.
fn key_of(line: &str) -> (&str, usize) {
    let bare = line.trim_start().trim_start_matches("- ").trim_start();
    let start = line.len() - bare.len();
    match bare.split_once(": ") {
        Some((key, value)) if !key.contains([' ', '"', '\'', '#']) => (key, line.len() - value.trim_start().len()),
        _ => ("", start),
    }
}

/// Keys whose values are texts that readers see, also where they are one word.
const TEXTS: &[&str] =
    &["title", "lead", "summary", "alt", "name", "description", "caption", "credit", "footer", "label"];
/// Keys whose values are lists.
const LISTS: &[&str] = &["tags", "authors", "dossiers", "aliases", "related", "attachments"];

type Lost = (Code, Range<usize>, String, String);

fn find(key: &str, value: &str, source: &str) -> Option<Lost> {
    let name = if key.is_empty() { "the value".to_owned() } else { format!("`{key}`") };
    let written = |value: &str| if key.is_empty() { value.to_owned() } else { format!("{key}: {value}") };
    if let Some(tag) = value.strip_prefix('!') {
        let end = value.find(' ').unwrap_or(value.len());
        return (!tag.starts_with(['!', '<'])).then(|| {
            let message = format!(
                "`{}` is read as a tag of YAML, and is not part of {name}",
                value.get(..end).unwrap_or_default()
            );
            (Code::ValueCut, 0..end, message, format!("put the whole in quotes: `{}`", written(&quoted(value))))
        });
    }
    if let Some(anchor) = value.strip_prefix('&') {
        let name = anchor.split(char::is_whitespace).next().unwrap_or_default();
        let is_used = source.contains(&format!("*{name}"));
        return (!name.is_empty() && TEXTS.contains(&key) && !is_used).then(|| {
            let message = format!("`&{name}` is read as an anchor of YAML, and is not part of `{key}`");
            let hint = format!("put the whole in quotes: `{}`", written(&quoted(value)));
            (Code::ValueCut, 0..name.len() + 1, message, hint)
        });
    }
    let closing = value.chars().next().and_then(|first| MARKS.iter().find(|(opening, _)| *opening == first));
    if let Some((_, closing)) = closing {
        let is_wrapped = value.chars().count() > 2 && value.ends_with(|last| closing.contains(last));
        let inner: String = value.chars().skip(1).take(value.chars().count().saturating_sub(2)).collect();
        return (is_wrapped && !key.is_empty()).then(|| {
            let message = format!("these quotation marks are part of {name}: readers see them");
            let hint = format!(
                "to leave them out, write `{}`; to show them, write `{}`",
                written(&quoted(&inner)),
                written(&quoted(value))
            );
            (Code::QuotesKept, 0..value.len(), message, hint)
        });
    }
    comment(key, value).map(|at| {
        let part = value.get(at..).unwrap_or_default();
        let message = format!("`{part}` is read as a comment, and is not part of {name}");
        let bare = value.trim_start_matches('#').trim();
        if matches!(bare, "true" | "false") {
            return (Code::ValueCut, at..value.len(), message, format!("remove the `#`: `{}`", written(bare)));
        }
        let quotes = if LISTS.contains(&key) { format!("[{}]", quoted(value)) } else { quoted(value) };
        let comment = if at == 0 { "" } else { "; if it is a comment, put two spaces before the `#`" };
        let hint = format!("put the whole in quotes: `{}`{comment}", written(&quotes));
        (Code::ValueCut, at..value.len(), message, hint)
    })
}

/// Where a comment begins that looks like text: `Zorg is #1`, `Zorg # Jeugd`. One that stands behind two spaces, a tab, a number,
/// a list or quotes is meant as a comment, and so is one that begins with a space behind a single word, unless that is text.
fn comment(key: &str, value: &str) -> Option<usize> {
    let at = if value.starts_with('#') { 0 } else { value.find([' ', '\t']).and(value.find(" #"))? + 1 };
    if value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*']) || (at == 0 && key.is_empty()) {
        return None;
    }
    let before = value.get(..at.saturating_sub(1)).unwrap_or_default();
    if before.ends_with([' ', '\t']) {
        return None;
    }
    let is_plain = !before.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ' '));
    let is_close = value.get(at + 1..)?.starts_with(char::is_alphanumeric);
    let looks_like_text = is_close || (at > 0 && (before.contains(' ') || TEXTS.contains(&key)));
    (looks_like_text && (at == 0 || is_plain) && !matches!(before, "true" | "false" | "null" | "~")).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let findings = lost("a.md", text, &(0..text.len()));
        findings.into_iter().map(|found| (found.code.name(), found.hints.concat())).collect()
    }

    #[test]
    fn text_that_is_passed_over_is_found() {
        let quoted = |line: &str| format!("put the whole in quotes: `{line}`");
        let cut = |line: &str| {
            let comment = "if it is a comment, put two spaces before the `#`";
            vec![("value-cut", format!("put the whole in quotes: `{line}`; {comment}"))]
        };
        assert_eq!(found("title: Wij zijn #1\n"), cut("title: \"Wij zijn #1\""));
        assert_eq!(found("title: A # B\n"), cut("title: \"A # B\""));
        assert_eq!(found("title: Zorg #(nieuw)\n"), cut("title: \"Zorg #(nieuw)\""));
        assert_eq!(found("extra:\n  motto: Samen verder # altijd\n"), cut("motto: \"Samen verder # altijd\""));
        assert_eq!(found("menu:\n  - title: Wij # zij\n"), cut("title: \"Wij # zij\""));
        assert_eq!(found("tags: #zorg\ndate: x\n"), [("value-cut", quoted("tags: [\"#zorg\"]"))]);
        assert_eq!(found("title: #1 van het land\n"), [("value-cut", quoted("title: \"#1 van het land\""))]);
        assert_eq!(found("image:\n  alt: Zaal #3\n"), cut("alt: \"Zaal #3\""));
        assert_eq!(found("title: !Let op\n"), [("value-cut", quoted("title: \"!Let op\""))]);
        assert_eq!(found("title: &c Dorp\n"), [("value-cut", quoted("title: \"&c Dorp\""))]);
        let hint = "to leave them out, write `title: \"Wij\"`; to show them, write `title: \"“Wij”\"`";
        assert_eq!(found("title: “Wij”\n"), [("quotes-kept", hint.to_owned())]);
    }

    #[test]
    fn what_is_meant_as_it_is_read_is_not_found() {
        for text in [
            "# een noot\ntitle: C# en F#  # een noot\n",
            "title: \"Wij zijn #1\"\n",
            "lead: |\n  Wij zijn #1 !\n  !nu\ntitle: a\n",
            "title: 'een\n  twee #drie'\n",
            "per_page: 20 #hoogstens\n",
            "draft: true #nog\n",
            "title: Doe mee!\nid: !!str 2013\n",
            "title: “Wij” gaat door\n",
            "tags:\n  - a # b\n",
            "tags: #onderwerpen\n  - a\n",
            "tags: #onderwerpen\n- a\n",
            "image: #foto\n\n  src: a.jpg\n",
            "title: Wij zijn  #1\n",
            "title: Wij zijn\t# een noot\n",
            "title: &a Dorp\nsummary: *a\n",
            "title: 'Wij' # een noot\n",
            "base_url: https://a.example # later anders\n",
            "time_zone: Europe/Amsterdam # hier\n",
            "date: 2013-12-03 12:00 # noot\n",
            "summary: # later\n",
            "tags: [a, b] # noot\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
