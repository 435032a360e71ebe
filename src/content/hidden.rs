//! What the Markdown parser does not see of a body: directives, marks for the end of the summary, lists of attributes. Each is hidden as
//! something of the same length, so that one parse sees the whole body and every offset is that of the body.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::attach;
use super::attribute_list::{AttributeList, attribute_lists};
use super::body_event::BodyEvent;
use super::directive::{Marker, hide, markers};
use super::more;
use crate::config::MarkdownOptions;

/// A body, with what the parser sees of it.
#[derive(Debug)]
pub(super) struct Hidden<'a> {
    text: &'a str,
    seen: Cow<'a, str>,
    markers: Vec<(Range<usize>, Marker<'a>)>,
    lists: Vec<AttributeList<'a>>,
    /// The tags with `markdown="1"`, which the parser sees without it and with an empty line below them.
    tags: Vec<Range<usize>>,
}

impl<'a> Hidden<'a> {
    pub(super) fn new(text: &'a str, options: MarkdownOptions) -> Self {
        let markers = markers(text);
        let mut seen = more::hide(hide(text, &markers));
        let (mut lists, mut tags) = (Vec::new(), Vec::new());
        if options.attributes {
            lists = attribute_lists(text);
            seen = attach::hide(seen, &lists);
            (seen, tags) = with_markdown(seen);
        }
        Self { text, seen, markers, lists, tags }
    }

    /// A text of which nothing is hidden.
    pub(super) fn nothing(text: &'a str) -> Self {
        Self { text, seen: Cow::Borrowed(text), markers: Vec::new(), lists: Vec::new(), tags: Vec::new() }
    }

    /// The text for the parser.
    pub(super) fn seen(&self) -> &str {
        &self.seen
    }

    /// The directive whose marker starts here.
    pub(super) fn marker(&self, start: usize) -> Option<BodyEvent<'a>> {
        let found = self.markers.binary_search_by_key(&start, |(range, _)| range.start).ok()?;
        Some(match &self.markers.get(found)?.1 {
            Marker::Open(directive) => BodyEvent::Open(directive.clone()),
            Marker::Close => BodyEvent::Close,
        })
    }

    /// The list of attributes that is a piece of HTML, whose bytes these are.
    pub(super) fn list(&self, range: &Range<usize>) -> Option<BodyEvent<'a>> {
        let found = self.lists.partition_point(|list| list.range.start < range.start);
        let list = self.lists.get(found).filter(|list| list.range.end <= range.end)?;
        let before = self.text.get(range.start..list.range.start)?;
        let after = self.text.get(list.range.end..range.end)?;
        (before.trim().is_empty() && after.trim().is_empty()).then(|| BodyEvent::Attributes(list.clone()))
    }

    /// A text as it stands in the body.
    pub(super) fn text(&self, text: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        if matches!(self.seen, Cow::Borrowed(_)) || text.len() != range.len() {
            return text;
        }
        self.text.get(range.clone()).map_or(text, CowStr::Borrowed)
    }

    /// HTML as it stands in the body, but for `markdown="1"`.
    pub(super) fn html(&self, html: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        let next = self.tags.partition_point(|tag| tag.end <= range.start);
        let is_changed = self.tags.get(next).is_some_and(|tag| tag.start < range.end);
        if is_changed { html } else { self.text(html, range) }
    }

    /// Code within a line as it stands in the body.
    pub(super) fn code(&self, code: CowStr<'a>, range: &Range<usize>) -> CowStr<'a> {
        if self.lists.is_empty() || !code.contains("<?") {
            return code;
        }
        let source = self.text.get(range.clone()).unwrap_or_default().trim_matches('`');
        let source = source.replace(['\r', '\n'], " ");
        let inner = source.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
        let inner = inner.filter(|inner| !inner.trim().is_empty()).unwrap_or(&source);
        if inner.len() == code.len() { inner.to_owned().into() } else { code }
    }
}

/// The text with each tag that is a line of its own and has `markdown="1"` without that, and with an empty line below it: what follows
/// is Markdown then.
fn with_markdown(text: Cow<'_, str>) -> (Cow<'_, str>, Vec<Range<usize>>) {
    let mut tags = Vec::new();
    if !text.contains(" markdown=") {
        return (text, tags);
    }
    let mut seen = String::with_capacity(text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let tag = line.trim_end();
        match without_markdown(tag) {
            Some(plain) => {
                tags.push(at..at + tag.len());
                seen.push_str(&plain);
                seen.push('\n');
                seen.extend(std::iter::repeat_n(' ', tag.len() - plain.len() - 1));
                seen.push_str(line.get(tag.len()..).unwrap_or_default());
            }
            None => seen.push_str(line),
        }
        at += line.len();
    }
    (Cow::Owned(seen), tags)
}

fn without_markdown(line: &str) -> Option<String> {
    let tag = line.trim_start();
    let starts = tag.strip_prefix('<').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    if !starts || line.len() - tag.len() > 3 || tag.find('>') != Some(tag.len() - 1) {
        return None;
    }
    let start = line.find(" markdown=")?;
    let value = line.get(start + " markdown=".len()..)?;
    let known = ["\"1\"", "'1'", "\"block\"", "\"span\"", "1"];
    let known = known
        .into_iter()
        .find(|known| value.strip_prefix(known).is_some_and(|rest| rest.starts_with([' ', '\t', '>', '/'])))?;
    let after = value.get(known.len()..)?;
    Some(format!("{}{after}", line.get(..start)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "(\\{: \\.a #b\\}|\\{:toc\\}|\\{\\.x\\}|\n|\n\n|- |> |#|`|:tada:|:| |\\*|a|é|_|\\[b\\]\\(c\\)|<div markdown=\"1\">|</div>|<!--more-->|:::|\\|){0,40}") {
            let options = MarkdownOptions { attributes: true, definition_lists: true, emoji: true, ..Default::default() };
            let markdown = Markdown::new(&text, options);
            for (_, range) in markdown.parse(&["„", "”", "‘", "’"], &ReservedIds::default()).steps {
                prop_assert!(text.get(range).is_some());
            }
            prop_assert_eq!(Hidden::new(&text, options).seen().len(), text.len());
        }
    }
}
