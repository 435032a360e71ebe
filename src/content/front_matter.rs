//! Splitting a text into front matter and body.

use std::ops::Range;

use crate::base::{Code, Diagnostic, Place};

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

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
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
    match first {
        "---" => diagnostic.hint("remove the empty lines above it: `---` must be the first line of the file"),
        "+++" => diagnostic.hint("this is TOML; write YAML between lines of `---`, with one `key: value` per line"),
        _ => diagnostic.hint("start the file with these lines:\n---\ntitle: \"The title\"\ndate: 2013-12-03\n---"),
    }
}

fn too_long(file: &str, text: &str) -> Diagnostic {
    let message = "this front matter is longer than 64 KiB";
    Diagnostic::new(Code::FrontMatterTooLong, Place::span(file, text, 0..3), message)
        .hint("add a line `---` after its last key, and put the text below that line")
}

/// Points at the first line that is no longer YAML, which is where the `---` is missing.
fn unclosed(file: &str, text: &str, start: usize) -> Diagnostic {
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let key = line.split(':').next().unwrap_or_default();
        let goes_on = line.starts_with([' ', '\t', '-', '#', ']', '}'])
            || (line.contains(':') && !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        if !goes_on {
            break;
        }
        at += line.len();
    }
    let message = "the front matter that starts here is not closed";
    let end = text.lines().next().unwrap_or_default().len();
    let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    Diagnostic::new(Code::FrontMatterUnclosed, Place::span(file, text, 0..end), message)
        .hint(format!("add a line with only `---` after its last key, as line {line}"))
}
