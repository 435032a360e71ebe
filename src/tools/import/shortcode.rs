//! Shortcodes of WordPress: `[name key="value"]`, alone or around a text.

use std::collections::BTreeSet;
use std::ops::Range;

/// The longest shortcode tag, in bytes.
const LONGEST: usize = 8_000;

/// A shortcode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shortcode<'t> {
    /// Its name, in lower case.
    pub(super) name: String,
    /// Its values with a key.
    pub(super) named: Vec<(String, String)>,
    /// Its values without one.
    pub(super) values: Vec<String>,
    /// The text up to the tag that closes it, if one does.
    pub(super) inner: Option<&'t str>,
    /// Its first tag, as written.
    pub(super) tag: &'t str,
    /// Its bytes in the text, up to the tag that closes it.
    pub(super) range: Range<usize>,
}

impl Shortcode<'_> {
    /// The value of the first of some keys.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.named.iter().find(|(known, _)| known == key)).map(|(_, value)| value.as_str())
    }

    /// The value of the first of some keys, or else the first value without a key.
    pub(super) fn get_or_first(&self, keys: &[&str]) -> Option<&str> {
        self.get(keys).or_else(|| self.values.first().map(String::as_str)).filter(|value| !value.is_empty())
    }

    /// Whether it was meant as a shortcode, and is no word in brackets.
    pub(super) fn is_certain(&self) -> bool {
        self.inner.is_some() || !self.named.is_empty() || self.tag.ends_with("/]") || self.name.contains(['_', '-'])
    }
}

/// The shortcodes of a text. `[[name]]` is one that is shown as it is, and is passed over.
pub(super) struct ShortcodeReader<'t> {
    text: &'t str,
    /// What the rest of the text does not have: `]]`, and tags that close others. Each is looked for to the end only once.
    absent: BTreeSet<String>,
}

impl<'t> ShortcodeReader<'t> {
    /// Those of a text.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, absent: BTreeSet::new() }
    }

    /// The next one from a byte on, which is never before that of an earlier call.
    pub(super) fn next(&mut self, from: usize) -> Option<Shortcode<'t>> {
        let mut at = from;
        loop {
            at += self.text.get(at..)?.find('[')?;
            if self.text.get(at..)?.starts_with("[[") {
                at += self.find(at, "]]").map_or(2, |end| end + 2);
                continue;
            }
            match of_tag(self, at) {
                Some(code) => return Some(code),
                None => at += 1,
            }
        }
    }

    /// Where something stands behind a byte, from there.
    fn find(&mut self, from: usize, wanted: &str) -> Option<usize> {
        if self.absent.contains(wanted) {
            return None;
        }
        let found = self.text.get(from..)?.find(wanted);
        if found.is_none() {
            self.absent.insert(wanted.to_owned());
        }
        found
    }
}

fn of_tag<'t>(codes: &mut ShortcodeReader<'t>, at: usize) -> Option<Shortcode<'t>> {
    let text = codes.text;
    let rest = text.get(at + 1..)?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).filter(|end| *end > 0)?;
    let name = rest.get(..end)?;
    let after = rest.get(end..)?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !is_name || !after.starts_with(|c: char| c.is_whitespace() || matches!(c, ']' | '/' | '=')) {
        return None;
    }
    let (named, values, length) = attributes(after)?;
    let tag_end = at + 1 + end + length;
    let tag = text.get(at..tag_end)?;
    if text.get(tag_end..)?.starts_with('(') {
        return None;
    }
    let close = format!("[/{name}]");
    let body = text.get(tag_end..)?;
    let inner = if tag.ends_with("/]") { None } else { codes.find(tag_end, &close).and_then(|end| body.get(..end)) };
    let end = inner.map_or(tag_end, |inner| tag_end + inner.len() + close.len());
    Some(Shortcode { name: name.to_ascii_lowercase(), named, values, inner, tag, range: at..end })
}

type Attributes = (Vec<(String, String)>, Vec<String>, usize);

/// The attributes of a tag, up to and with its `]`.
fn attributes(text: &str) -> Option<Attributes> {
    let (mut named, mut values) = (Vec::new(), Vec::new());
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{a0}');
        at += rest.len() - trimmed.len();
        if at > LONGEST || trimmed.is_empty() || trimmed.starts_with(['[', '<']) {
            return None;
        }
        if let Some(end) = ["/]", "]"].into_iter().find(|end| trimmed.starts_with(end)) {
            return Some((named, values, at + end.len()));
        }
        let end = trimmed.find(|c: char| c.is_whitespace() || matches!(c, '=' | ']' | '"')).unwrap_or(trimmed.len());
        let is_key = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let end = if trimmed.get(..end).is_some_and(is_key) { end } else { value(trimmed)?.1 };
        let word = trimmed.get(..end)?;
        let after = trimmed.get(end..)?;
        if let Some(value_text) = after.strip_prefix('=') {
            let (value, length) = value(value_text)?;
            at += end + 1 + length;
            if word.is_empty() { values.push(value) } else { named.push((word.to_ascii_lowercase(), value)) }
        } else if end == 0 {
            let (value, length) = value(trimmed)?;
            at += length.max(1);
            values.push(value);
        } else {
            // The slash of `/]` ends the tag.
            let closes = word.len() > 1 && word.ends_with('/') && after.starts_with(']');
            at += end - usize::from(closes);
            values.extend(Some(word.trim_end_matches('/').to_owned()).filter(|word| !word.is_empty()));
        }
    }
}

/// A value, in quotes or not, and the bytes that it takes.
fn value(text: &str) -> Option<(String, usize)> {
    for (open, close) in
        [("\"", "\""), ("'", "'"), ("&quot;", "&quot;"), ("&#8221;", "&#8221;"), ("”", "”"), ("“", "”")]
    {
        if let Some(inner) = text.strip_prefix(open) {
            let end = inner.find(close)?;
            return Some((super::values::decoded(inner.get(..end)?), open.len() + end + close.len()));
        }
    }
    let end = text.find(|c: char| c.is_whitespace() || c == ']').unwrap_or(text.len());
    Some((text.get(..end)?.to_owned(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, Option<&str>)> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut codes = ShortcodeReader::of(text);
        while let Some(code) = codes.next(at) {
            at = code.range.end;
            found.push((code.name, code.inner));
        }
        found
    }

    #[test]
    fn shortcodes_are_told_from_words_in_brackets() {
        let code =
            ShortcodeReader::of("x [caption id=\"a\" width='3' align=alignnone]foto[/caption] y").next(0).unwrap();
        assert_eq!(
            (code.get(&["id"]), code.get(&["width"]), code.get(&["align"])),
            (Some("a"), Some("3"), Some("alignnone"))
        );
        assert_eq!((code.inner, code.range), (Some("foto"), 2..58));
        assert_eq!(
            all("[gallery ids=\"1,2\"] [x/] [y]a[/y]"),
            [("gallery".to_owned(), None), ("x".to_owned(), None), ("y".to_owned(), Some("a"))]
        );
        assert_eq!(all("[[gallery]] [a](b) [1] [é] [a.b] [x <b>]"), []);
        let youtube = ShortcodeReader::of("[youtube https://youtu.be/a?b=1&amp;c=2]").next(0).unwrap();
        assert_eq!(youtube.get_or_first(&["id"]), Some("https://youtu.be/a?b=1&amp;c=2"));
        assert!(
            !ShortcodeReader::of("[sic]").next(0).unwrap().is_certain()
                && ShortcodeReader::of("[a b=1]").next(0).unwrap().is_certain()
        );
        for broken in ["[a b=\"", "[a", "[a =", "[a b=", "[a /", "["] {
            assert_eq!(all(broken), [], "{broken}");
        }
    }
}
