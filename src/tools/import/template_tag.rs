//! Tags of template languages in a text: where they are, their names and their arguments.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Marks of tags: how they open and close.
pub(super) type Delimiters = &'static [(&'static str, &'static str)];

/// A tag in a text.
#[derive(Clone, Debug)]
pub(super) struct TemplateTag<'t> {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// The mark that opens it.
    pub(super) open: &'static str,
    /// What stands between its marks, without spaces around it.
    pub(super) inner: &'t str,
}

/// The longest tag, in bytes.
const LONGEST: usize = 20_000;

/// The first tag at or after a byte of the text.
pub(super) fn next_tag(text: &str, from: usize, delimiters: Delimiters) -> Option<TemplateTag<'_>> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find('{')?;
        let rest = text.get(at..)?;
        let tag = delimiters.iter().find(|(open, _)| rest.starts_with(open)).and_then(|(open, close)| {
            let inside = rest.get(open.len()..)?;
            let inside = inside.get(..inside.floor_char_boundary(LONGEST.min(inside.len())))?;
            let end = inside.find(close)?;
            let inner = inside.get(..end)?.trim_matches(|c: char| c.is_whitespace() || c == '-');
            Some(TemplateTag { range: at..at + open.len() + end + close.len(), open, inner })
        });
        match tag {
            Some(tag) => return Some(tag),
            None => at += 1,
        }
    }
}

/// A tag as a call: its name and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TagCall {
    /// The name.
    pub(super) name: String,
    /// The arguments without a name.
    pub(super) values: Vec<String>,
    /// The arguments with a name.
    pub(super) named: BTreeMap<String, String>,
}

impl TagCall {
    /// Reads `name a "b c" key="value" key=value`, and also `name(key="value", key=[…])`.
    pub(super) fn parse(inner: &str) -> Self {
        let inner = inner.trim();
        let end = inner.find(|c: char| c.is_whitespace() || "(\"'".contains(c)).unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end).unwrap_or((inner, ""));
        let rest = rest.trim();
        let rest = rest.strip_prefix('(').map_or(rest, |rest| rest.strip_suffix(')').unwrap_or(rest));
        let mut call = Self { name: name.to_owned(), ..Self::default() };
        let mut words = ArgumentWords(rest);
        while let Some(word) = words.next_word() {
            match word {
                (Some(key), value) => drop(call.named.insert(key, value)),
                (None, value) => call.values.push(value),
            }
        }
        call
    }

    /// The first of some named arguments that is there and not empty.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.named.get(*name)).map(String::as_str).filter(|value| !value.trim().is_empty())
    }

    /// A named argument, or else the one at a place.
    pub(super) fn get_or(&self, names: &[&str], place: usize) -> Option<&str> {
        self.get(names).or_else(|| self.values.get(place).map(String::as_str).filter(|value| !value.is_empty()))
    }
}

/// The words of the arguments of a tag.
struct ArgumentWords<'w>(&'w str);

impl ArgumentWords<'_> {
    /// The next word with its key, if it has one.
    fn next_word(&mut self) -> Option<(Option<String>, String)> {
        self.0 = self.0.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if self.0.is_empty() {
            return None;
        }
        if self.0.starts_with(['"', '\'', '`', '“', '”']) {
            return Some((None, self.value()));
        }
        let end = self.0.find(|c: char| c.is_whitespace() || ",\"'`=".contains(c)).unwrap_or(self.0.len());
        let word = self.0.get(..end).unwrap_or_default().to_owned();
        let after = self.0.get(end..).unwrap_or_default();
        let is_name = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_:.".contains(c));
        let equals = after.trim_start();
        if is_name
            && (equals.starts_with('=') && !equals.starts_with("==") || word.ends_with(':') && !word.contains("//"))
        {
            self.0 = if word.ends_with(':') { after } else { equals.get(1..).unwrap_or_default() };
            self.0 = self.0.trim_start();
            let value = self.value();
            return Some((Some(word.trim_end_matches(':').to_owned()), value));
        }
        let value = self.value();
        Some((None, value))
    }

    fn value(&mut self) -> String {
        let quote = self.0.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '”'));
        let Some(quote) = quote else {
            let end = self.0.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(self.0.len()).max(1);
            let end = self.0.ceil_char_boundary(end.min(self.0.len()));
            let (value, rest) = self.0.split_at_checked(end).unwrap_or((self.0, ""));
            self.0 = rest;
            return value.to_owned();
        };
        let close = if matches!(quote, '“' | '”') { '”' } else { quote };
        let (mut value, mut is_escaped) = (String::new(), false);
        for (at, c) in self.0.char_indices().skip(1) {
            match c {
                '\\' if !is_escaped && quote != '`' => is_escaped = true,
                c if c == close && !is_escaped => {
                    self.0 = self.0.get(at + c.len_utf8()..).unwrap_or_default();
                    return value;
                }
                c => {
                    let is_kept = is_escaped && !matches!(c, '"' | '\'' | '\\');
                    value.extend(is_kept.then_some('\\'));
                    is_escaped = false;
                    value.push(c);
                }
            }
        }
        self.0 = "";
        value
    }
}

/// What a place in a Markdown text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextPlace {
    /// Text.
    Prose,
    /// Fenced code, or code in a line.
    Code,
    /// Indented code: where a tag stands in it, it is rather text that was indented.
    Indented,
    /// HTML, in which Markdown is not read.
    Html,
}

/// The parts of a Markdown text that are no prose, in order.
pub(super) fn places(text: &str) -> Vec<(Range<usize>, TextPlace)> {
    let mut places = Vec::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut start = None;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Code(_) => places.push((range, TextPlace::Code)),
            Event::Html(_) => places.push((range, TextPlace::Html)),
            Event::Start(Tag::CodeBlock(kind)) => {
                let place =
                    if matches!(kind, CodeBlockKind::Fenced(_)) { TextPlace::Code } else { TextPlace::Indented };
                start = Some((range.start, place));
            }
            Event::End(TagEnd::CodeBlock) => {
                places.extend(start.take().map(|(start, place)| (start..range.end, place)));
            }
            _ => {}
        }
    }
    places
}

/// Whether one of some marks stands in a text outside of code.
pub(super) fn has_in_prose(text: &str, marks: &[&str]) -> bool {
    if !marks.iter().any(|mark| text.contains(mark)) {
        return false;
    }
    let code: Vec<_> = places(text).into_iter().filter(|(_, place)| *place == TextPlace::Code).collect();
    let in_code = |at: usize| {
        let next = code.partition_point(|(range, _)| range.end <= at);
        code.get(next).is_some_and(|(range, _)| range.contains(&at))
    };
    marks.iter().any(|mark| text.match_indices(mark).any(|(at, _)| !in_code(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_with_their_arguments() {
        let text = "a { b {% include x.html src=\"a b.jpg\" n=3 %} {{ page.title }} {% open";
        let delimiters: Delimiters = &[("{%", "%}"), ("{{", "}}")];
        let tag = next_tag(text, 0, delimiters).unwrap();
        let call = TagCall::parse(tag.inner);
        assert_eq!((call.name.as_str(), call.values.as_slice()), ("include", ["x.html".to_owned()].as_slice()));
        assert_eq!(call.get(&["src"]), Some("a b.jpg"));
        assert_eq!(next_tag(text, tag.range.end, delimiters).unwrap().inner, "page.title");
        assert!(next_tag(text, tag.range.end + 20, delimiters).is_none());
    }

    #[test]
    fn arguments_have_many_forms() {
        let call = TagCall::parse("figure(src=\"/a.jpg\", caption='Zo\\'n \"brug\"', width=300) ");
        assert_eq!(
            (call.name.as_str(), call.get(&["caption"]), call.get(&["width"])),
            ("figure", Some("Zo'n \"brug\""), Some("300"))
        );
        let call = TagCall::parse("figure caption: \"De brug\" class: \"x\" a=b=c https://a.example/?b=c");
        assert_eq!((call.get(&["caption"]), call.get(&["class"])), (Some("De brug"), Some("x")));
        assert_eq!(call.values, ["https://a.example/?b=c"]);
        for odd in ["", "a \"", "a =", "a é=é", "('", "a b=\"\\"] {
            let _ = TagCall::parse(odd);
        }
    }
}
