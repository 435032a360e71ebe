//! Directives: blocks that Markdown lacks, for which the theme has a template.
//!
//! ```text
//! ::: contact "Werkgroep Verkeer" telephone="0500-12 34 57"
//! We zijn bereikbaar op **werkdagen**.
//! :::
//! ```
//!
//! A marker is at the start of its line. The text between two markers is Markdown, and may contain further directives.

use std::borrow::Cow;
use std::ops::Range;

use super::block_mark::as_attributes;

/// The line that opens a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<'a> {
    /// Its name: the template is `directives/NAME.html`.
    pub name: &'a str,
    /// The text after the name, without the quotation marks around it; may be empty.
    pub argument: &'a str,
    /// Its attributes, `key="value"`, in order.
    pub attributes: Vec<(&'a str, &'a str)>,
    /// What stands behind them, and is neither.
    rest: &'a str,
    /// The bytes of the line in the body.
    pub range: Range<usize>,
}

impl Directive<'_> {
    /// The key of the contact that it shows.
    pub fn contact_key(&self) -> Option<&str> {
        let keys = self.attributes.iter().filter(|(name, value)| *name == "key" && !value.is_empty());
        keys.map(|(_, key)| *key).next().filter(|_| self.name == "contact")
    }
}

/// A line with a marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marker<'a> {
    Open(Directive<'a>),
    Close,
}

/// The lines of a text that look like markers, in order, each with the range of its line. Whether one is a marker, and
/// not a line of code, is for the Markdown parser to say.
pub(super) fn markers(text: &str) -> Vec<(Range<usize>, Marker<'_>)> {
    let mut markers = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b":::").is_none() {
        return markers;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let range = at..at + content.len();
        at += line.len();
        let Some(rest) = content.strip_prefix(":::") else { continue };
        if rest.trim().is_empty() {
            markers.push((range, Marker::Close));
        } else if let Some(directive) = open(rest, range.clone()) {
            markers.push((range, Marker::Open(directive)));
        }
    }
    markers
}

fn open(rest: &str, range: Range<usize>) -> Option<Directive<'_>> {
    let rest = rest.trim();
    let name_end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(name_end);
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !starts_well || !(rest.is_empty() || rest.starts_with(char::is_whitespace)) {
        return None;
    }
    let (argument, mut rest) = argument(rest.trim_start());
    let mut attributes = Vec::new();
    while let Some((key, value, after)) = attribute(rest) {
        attributes.push((key, value));
        rest = after.trim_start();
    }
    Some(Directive { name, argument, attributes, rest, range })
}

impl Directive<'_> {
    /// What of its line was meant as an attribute and is none: its bytes in the body, and what to write instead.
    pub(super) fn unread(&self) -> Option<(Range<usize>, String)> {
        if self.rest.is_empty() {
            let (begin, written) = as_attributes(self.argument)?;
            let argument = self.argument.get(..begin)?.trim();
            let argument = if argument.is_empty() { String::new() } else { format!(" \"{argument}\"") };
            return Some((self.range.clone(), format!("write `::: {}{argument} {written}`", self.name)));
        }
        let hint = match as_attributes(self.rest) {
            Some((_, written)) => format!("write `{written}`: values stand in straight quotes"),
            // `"Een "mooi" woord"`: the quotes in the argument end it.
            None if self.rest.ends_with('"') => {
                let inner = self.rest.trim_end_matches('"');
                let (quoted, after) = inner.split_once('"').unwrap_or((inner, ""));
                let whole = format!("{}“{quoted}”{after}", self.argument);
                format!("write `::: {} \"{whole}\"`: typographic quotes may stand in it", self.name)
            }
            None => "remove it, or put the whole argument in straight quotes: `\"…\"`".to_owned(),
        };
        Some((self.range.end - self.rest.len()..self.range.end, hint))
    }
}

/// The argument, and what follows it: in quotation marks up to the closing one, otherwise up to the first attribute.
fn argument(rest: &str) -> (&str, &str) {
    if let Some((argument, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return (argument, after.trim_start());
    }
    let starts = std::iter::once(0).chain(rest.match_indices(char::is_whitespace).map(|(at, space)| at + space.len()));
    let starts_attribute = |rest: &str| {
        // Asked of each word alone first: asked of the rest of the line, a long line takes long.
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        word.contains("=\"") && attribute(rest).is_some()
    };
    let end = starts.into_iter().find(|at| rest.get(*at..).is_some_and(starts_attribute)).unwrap_or(rest.len());
    let (argument, after) = rest.split_at(end);
    (argument.trim_end(), after)
}

/// `key="value"` at the start of a text, and what follows it.
fn attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let (key, after) = rest.split_once("=\"")?;
    let (value, after) = after.split_once('"')?;
    let is_key = !key.is_empty() && key.chars().all(is_of_name);
    is_key.then_some((key, value, after))
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_')
}

/// The text with its markers hidden as empty processing instructions of the same length: to the Markdown parser each is
/// an HTML block of one line, which ends a paragraph and holds nothing, so that one parse sees the whole body: its
/// footnotes, link definitions and headings are those of the body, not of a piece of it.
pub(super) fn hide<'t>(text: &'t str, markers: &[(Range<usize>, Marker<'_>)]) -> Cow<'t, str> {
    if markers.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for (range, _) in markers {
        hidden.push_str(text.get(done..range.start).unwrap_or_default());
        hidden.push_str("<?>");
        hidden.extend(std::iter::repeat_n(' ', range.len() - 3));
        done = range.end;
    }
    hidden.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(line: &str) -> Directive<'_> {
        match markers(line).remove(0).1 {
            Marker::Open(directive) => directive,
            Marker::Close => panic!("closes"),
        }
    }

    #[test]
    fn an_argument_and_attributes_are_read() {
        let directive = first("::: contact Werkgroep Verkeer telephone=\"0500-12 34 57\" email=\"a@b.nl\"  \r\n");
        assert_eq!((directive.name, directive.argument), ("contact", "Werkgroep Verkeer"));
        assert_eq!(directive.attributes, [("telephone", "0500-12 34 57"), ("email", "a@b.nl")]);
        let directive = first("::: quote \"De voorzitter, op 1=\"");
        assert_eq!((directive.argument, directive.attributes.len()), ("De voorzitter, op 1=", 0));
        assert_eq!(first("::: note").argument, "");
    }

    #[test]
    fn what_is_no_marker_is_left() {
        assert!(markers("a ::: b\n  ::: note\n:::: \n::: Ünï\n:::note!\n").is_empty());
        assert_eq!(markers(":::note\n:::   \n").len(), 2);
    }

    #[test]
    fn hiding_keeps_every_offset() {
        let text = "a\r\n::: note Één\r\nb\r\n:::\r\nc";
        let hidden = hide(text, &markers(text)).into_owned();
        assert_eq!(hidden.len(), text.len());
        assert_eq!(hidden, "a\r\n<?>           \r\nb\r\n<?>\r\nc");
    }
}
