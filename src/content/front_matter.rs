//! Splitting a text into front matter and body.

use std::ops::Range;

use super::other_front_matter::as_yaml;
use crate::base::{Code, Diagnostic, Place, Sources};

/// The maximum length of front matter, in bytes.
pub const LONGEST: usize = 64 * 1024;

/// The parts of a text: the YAML between the `---` lines, and the start of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The bytes of the YAML.
    pub yaml: Range<usize>,
    /// The byte at which the body starts.
    pub body: usize,
}

/// Splits the text of a file (without a byte-order mark). Line ends may be LF or CRLF.
pub fn split(file: &str, text: &str) -> Result<Split, Diagnostic> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if !is_fence(first) {
        return Err(missing(file, text));
    }
    let start = first.len();
    let mut at = start;
    for line in lines {
        if is_fence(line) {
            if at - start > LONGEST {
                return Err(too_long(file, text));
            }
            return Ok(Split { yaml: start..at, body: at + line.len() });
        }
        at += line.len();
    }
    Err(unclosed(file, text, start))
}

/// Whether a file starts with a line `---`.
pub fn has_front_matter(sources: &dyn Sources, file: &str) -> bool {
    let bytes = sources.read_start(file, 64).unwrap_or_default();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.len() < text.len() && line.trim_ascii_end() == b"---"
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// Whether a line is meant as `---`: other hyphens or dashes, as word processors make them, the fence of a block of code, or the end
/// of a document in YAML.
fn is_meant_as_fence(line: &str) -> bool {
    let line = line.trim();
    let is_dashes =
        line.chars().count() <= 80 && line.chars().all(|c| matches!(c, '-' | '–' | '—' | '―' | '‐' | '‑' | '−'));
    let is_code = line.starts_with("```") && line.chars().skip(3).all(char::is_alphanumeric);
    !line.is_empty() && line != "-" && (is_dashes || is_code || line == "...")
}

/// Whether a line is a key with a value, as in YAML.
fn is_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    key.starts_with(char::is_alphabetic)
        && key.chars().all(is_name)
        && (value.trim().is_empty() || value.starts_with(' '))
}

fn missing(file: &str, text: &str) -> Diagnostic {
    let blank = text.lines().take_while(|line| line.trim().is_empty()).count();
    let first = text.lines().nth(blank).unwrap_or_default().trim();
    let start = text.find(first).unwrap_or(0);
    let diagnostic = Diagnostic::new(
        Code::FrontMatterMissing,
        Place::span(file, text, start..start + first.len()),
        "this file does not start with front matter",
    );
    let other_end = text.lines().skip(blank + 1).find(|line| is_meant_as_fence(line)).map(str::trim);
    match first {
        "---" if blank == 0 => {
            diagnostic.hint("remove the spaces before it: `---` must stand at the start of the line")
        }
        "---" => diagnostic.hint("remove the empty lines above it: `---` must be the first line of the file"),
        first if first.starts_with(['+', '{', ';']) && (first.starts_with('{') || matches!(first, "+++" | ";;;")) => {
            let form = if first == "+++" { "TOML" } else { "JSON" };
            diagnostic.hint(match as_yaml(text) {
                Some(yaml) => format!("this is {form}; write these lines of YAML instead:\n{yaml}"),
                None => format!("this is {form}; write YAML between lines of `---`, with one `key: value` per line"),
            })
        }
        fence if is_meant_as_fence(fence) => {
            let end = other_end
                .filter(|end| *end != "---")
                .map(|end| format!(", and also instead of `{end}` below the keys"));
            diagnostic.hint(format!("write three hyphens, `---`, instead of `{fence}`{}", end.unwrap_or_default()))
        }
        key if is_key(key) => {
            let end = match other_end {
                Some("---") => "",
                Some(_) => ", and instead of the line that ends the keys",
                None => ", and below the last key",
            };
            diagnostic.hint(format!("write a line `---` above this one{end}"))
        }
        _ => diagnostic.hint(
            "start the file with these lines, with its title and its date:\n---\ntitle: \"…\"\ndate: YYYY-MM-DD\n---",
        ),
    }
}

fn too_long(file: &str, text: &str) -> Diagnostic {
    let message = "this front matter is longer than 64 KiB";
    Diagnostic::new(Code::FrontMatterTooLong, Place::span(file, text, 0..3), message)
        .hint("add a line `---` after its last key, and put the text below that line")
}

/// Names the line that is meant as the end, or the last line that is YAML, below which the `---` is missing.
fn unclosed(file: &str, text: &str, start: usize) -> Diagnostic {
    let (mut at, mut end) = (start, start);
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if is_meant_as_fence(line) {
            let fence = line.trim();
            let message = format!("the front matter is not closed: `{fence}` is not `---`");
            return Diagnostic::new(
                Code::FrontMatterUnclosed,
                Place::span(file, text, at..at + line.trim_end().len()),
                message,
            )
            .hint("write three hyphens, `---`, on this line");
        }
        let is_blank = line.trim().is_empty();
        if !(is_blank || is_key(line) || line.starts_with([' ', '\t', '-', '#', ']', '}'])) {
            break;
        }
        at += line.len();
        if !is_blank {
            end = at;
        }
    }
    let message = "the front matter that starts here is not closed";
    let first = text.lines().next().unwrap_or_default().len();
    let line = text.get(..end).unwrap_or_default().matches('\n').count() + 1;
    Diagnostic::new(Code::FrontMatterUnclosed, Place::span(file, text, 0..first), message)
        .hint(format!("add a line with only `---` after its last key, as line {line}"))
}

/// Keys of front matter that stand in the body, where they are text that readers see: below a `---` that comes too early, or in a
/// second front matter.
pub(super) fn continued(file: &str, text: &str, body: usize, known: &[&str]) -> Option<Diagnostic> {
    let rest = text.get(body..).unwrap_or_default();
    let first = rest.lines().next().unwrap_or_default();
    let is_known = |line: &str| is_key(line) && line.split(':').next().is_some_and(|key| known.contains(&key));
    let mut lines = rest.lines().skip_while(|line| line.trim().is_empty());
    let is_second = lines.next().is_some_and(is_fence) && lines.next().is_some_and(is_known);
    if !is_known(first) && !is_second {
        return None;
    }
    let start = body + (rest.len() - rest.trim_start().len());
    let end = start + rest.trim_start().lines().next().unwrap_or_default().len();
    let message = "this looks like front matter, but it stands below the line `---` that ends it";
    Some(
        Diagnostic::new(Code::FrontMatterContinued, Place::span(file, text, start..end), message)
            .hint("move the key above that line; if it is text, put an empty line before it"),
    )
}

/// A text without line breaks and control characters, and with single spaces.
pub(super) fn one_line(text: &str) -> Box<str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    if text.bytes().all(is_plain) && !text.contains("  ") && text.trim() == text {
        return text.into();
    }
    let visible: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(text: &str) -> String {
        split("a.md", text).map_or_else(|found| found.hints.concat(), |_| String::new())
    }

    #[test]
    fn a_line_that_is_meant_as_a_fence_is_named() {
        assert_eq!(
            hint("--\ntitle: x\ndraft: true\n--\n"),
            "write three hyphens, `---`, instead of `--`, and also instead of `--` below the keys"
        );
        assert_eq!(hint("—\ntitle: x\n---\n"), "write three hyphens, `---`, instead of `—`");
        assert_eq!(
            hint("```yaml\ntitle: x\n```\n"),
            "write three hyphens, `---`, instead of ````yaml`, and also instead of ````` below the keys"
        );
        assert_eq!(hint("title: x\ndraft: true\n---\nx"), "write a line `---` above this one");
        assert_eq!(
            hint(" ---\ntitle: x\n---\n"),
            "remove the spaces before it: `---` must stand at the start of the line"
        );
        assert_eq!(hint("---\ntitle: x\n\ndraft: true\n--\nGeheim.\n"), "write three hyphens, `---`, on this line");
        assert_eq!(hint("---\ntitle: x\n...\nTekst.\n"), "write three hyphens, `---`, on this line");
        assert_eq!(
            hint("---\ntitle: x\n\ndraft: true\n\nGeheim.\n"),
            "add a line with only `---` after its last key, as line 5"
        );
        assert_eq!(
            hint("---\nsummary: |\n  a\n\n  b\ndraft: true\nTekst\n"),
            "add a line with only `---` after its last key, as line 7"
        );
        assert!(!hint("Tekst.\n").contains("2013"));
    }

    #[test]
    fn keys_below_the_end_are_found() {
        let found = |text: &str| {
            let body = split("a.md", text).unwrap().body;
            continued("a.md", text, body, &["title", "draft"]).map(|found| found.place.line)
        };
        assert_eq!(found("---\ntitle: x\n---\ndraft: true\n"), Some(4));
        assert_eq!(found("---\ntitle: x\n---\n\n---\ndraft: true\n---\n"), Some(5));
        for text in [
            "---\ntitle: x\n---\n\ndraft: true\n",
            "---\ntitle: x\n---\nTekst: ja\n",
            "---\ntitle: x\n---\n\n---\n\nTekst\n",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
