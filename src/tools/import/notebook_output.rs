//! Outputs of the cells of a Jupyter notebook: text, tables and pictures.

use std::collections::BTreeMap;

use serde_json::Value;

use super::equivalents::fence;
use super::html::HtmlConverter;
use super::html_tag::next_tag;

/// The kinds of pictures: the key of format 4, that of format 3, and the ending of a file.
const PICTURES: &[(&str, &str, &str)] = &[
    ("image/svg+xml", "svg", "svg"),
    ("image/png", "png", "png"),
    ("image/jpeg", "jpeg", "jpg"),
    ("image/gif", "gif", "gif"),
];

/// What stands before the name of a picture that is attached to a cell.
const ATTACHED: &str = "attachment:";
/// The longest such name, in bytes.
const LONGEST_NAME: usize = 255;

/// Cells of a notebook as Markdown.
#[derive(Debug, Default)]
pub(super) struct NotebookText {
    /// The text.
    pub(super) markdown: String,
    /// The pictures: where each stands in the notebook, and its name beside the item.
    pub(super) pictures: Vec<(String, String)>,
    /// The number of outputs of which nothing can be shown without the programs of the notebook.
    pub(super) lost: usize,
    /// The number of outputs of which only the scripts were left out.
    pub(super) without_scripts: usize,
}

impl NotebookText {
    /// Adds a block.
    pub(super) fn add(&mut self, block: &str) {
        let block = block.trim_matches('\n').trim_end();
        if !block.is_empty() {
            self.markdown.push_str(block);
            self.markdown.push_str("\n\n");
        }
    }

    /// Adds a picture; returns its name beside the item.
    fn add_picture(&mut self, place: String, name: &str, ending: &str) -> String {
        let file = format!("{name}-{}.{ending}", self.pictures.len() + 1);
        self.pictures.push((place, file.clone()));
        file
    }

    /// A text in which pictures that are attached to its cell have names of files.
    pub(super) fn with_attachments(&mut self, source: &str, cell: &Value, number: usize, name: &str) -> String {
        let attached = cell.get("attachments").and_then(Value::as_object);
        let mut files = BTreeMap::new();
        for key in attached.into_iter().flat_map(serde_json::Map::keys) {
            let ending = key.rsplit_once('.').map(|(_, ending)| ending);
            let ending = ending.filter(|ending| ending.bytes().all(|b| b.is_ascii_alphanumeric())).unwrap_or("png");
            files.insert(key.as_str(), self.add_picture(format!("{number}/attachments/{key}"), name, ending));
        }
        let longest = files.keys().map(|key| key.len()).max().unwrap_or_default().min(LONGEST_NAME);
        let mut parts = source.split(ATTACHED);
        let mut written = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.floor_char_boundary(longest.min(part.len()));
            let names = (1..=end).rev().filter_map(|end| part.split_at_checked(end));
            let found = names.into_iter().find_map(|(key, rest)| Some((files.get(key)?, rest)));
            match found {
                Some((file, rest)) => written.extend([file.as_str(), rest]),
                None => written.extend([ATTACHED, part]),
            }
        }
        written
    }
}

/// A text that may be written as a list of lines.
pub(super) fn lines(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// Adds an output to a text. A picture is better than HTML, which may need the scripts of the notebook, and both than plain text.
pub(super) fn output(
    text: &mut NotebookText,
    output: &Value,
    (cell, place): (usize, usize),
    name: &str,
    html: &HtmlConverter,
) {
    let of = |new: &str, old: &str| output.get("data").and_then(|data| data.get(new)).or_else(|| output.get(old));
    if let Some(trace) = output.get("traceback") {
        let trace = match trace {
            Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
            other => lines(other),
        };
        text.add(&plain(&trace));
        return;
    }
    if let Some((new, old, ending)) = PICTURES.iter().find(|(new, old, _)| of(new, old).is_some()) {
        let key = if output.get("data").is_some_and(|data| data.get(*new).is_some()) { new } else { old };
        let file = text.add_picture(format!("{cell}/{place}/{key}"), name, ending);
        text.add(&format!("![]({file})"));
        return;
    }
    if let Some(shown) = of("text/html", "html").map(lines).filter(|shown| !shown.trim().is_empty()) {
        let has_script = shown.contains("<script");
        let markdown = html.convert(&without_programs(&shown));
        let is_empty = markdown.trim().is_empty();
        text.lost += usize::from(has_script && is_empty);
        text.without_scripts += usize::from(has_script && !is_empty);
        text.add(&markdown);
        if !is_empty || has_script {
            return;
        }
    }
    if let Some(shown) = of("text/markdown", "markdown") {
        text.add(&lines(shown));
        return;
    }
    if let Some(shown) = of("text/latex", "latex") {
        text.add(&fence("latex", lines(shown).trim_matches(['$', '\n', ' '])));
        return;
    }
    match of("text/plain", "text") {
        Some(shown) => text.add(&plain(&lines(shown))),
        None => text.lost += usize::from(has_data(output)),
    }
}

/// Whether an output shows something.
fn has_data(output: &Value) -> bool {
    output.get("data").and_then(Value::as_object).is_some_and(|data| !data.is_empty())
        || ["javascript", "pdf", "json"].iter().any(|key| output.get(key).is_some())
}

/// Plain text as a block of code, without the colours of a terminal.
fn plain(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut parts = text.split('\u{1b}');
    written.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic()).map_or(part.len(), |end| end + 1);
        written.push_str(part.get(end..).unwrap_or_default());
    }
    let written = written.trim_matches('\n').trim_end();
    // A progress bar writes over its own line.
    let last = written.lines().map(|line| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default());
    let written = last.collect::<Vec<_>>().join("\n");
    if written.trim().is_empty() { String::new() } else { fence("text", &written) }
}

/// HTML without scripts and style sheets, which are those of the notebook.
fn without_programs(html: &str) -> String {
    let (mut written, mut at) = (String::with_capacity(html.len()), 0);
    while let Some(tag) = next_tag(html, at, &["script", "style"]) {
        written.push_str(html.get(at..tag.range.start).unwrap_or_default());
        let rest = html.get(tag.range.end..).unwrap_or_default();
        let end = format!("</{}>", tag.name);
        at = tag.range.end + rest.find(&end).map_or(rest.len(), |at| at + end.len());
    }
    written.push_str(html.get(at..).unwrap_or_default());
    written
}

/// The bytes of a picture of a cell: `0/image/png` of its outputs, or `attachments/a.png`.
pub(super) fn picture_bytes(cell: &Value, place: &str) -> Option<Vec<u8>> {
    let (number, key) = place.split_once('/')?;
    let data = if number == "attachments" {
        cell.get("attachments")?.get(key)?.as_object()?.values().next()?
    } else {
        let output = cell.get("outputs")?.get(number.parse::<usize>().ok()?)?;
        output.get("data").and_then(|data| data.get(key)).or_else(|| output.get(key))?
    };
    let data = lines(data);
    if data.trim_start().starts_with('<') { Some(data.into_bytes()) } else { base64(&data) }
}

/// Base64 → bytes. Line breaks in it mean nothing.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0_u32);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = bits << 6 & 0x00ff_ffff | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.extend((bits >> count).to_be_bytes().last());
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_plain_text_are_decoded() {
        assert_eq!(base64("aGFs\nbG8=").as_deref(), Some(&b"hallo"[..]));
        assert_eq!(base64("a*"), None);
        assert_eq!(plain("\u{1b}[0;31mFout\u{1b}[0m\n10%\r20%\n").trim(), "```text\nFout\n20%\n```");
        assert_eq!(without_programs("<p>a</p><style>b</style><script src=x>c</script>d"), "<p>a</p>d");
    }
}
