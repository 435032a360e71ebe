//! `<!-- more -->`: the mark behind the part of a text that lists show. Readers never see it.

use std::borrow::Cow;
use std::ops::Range;

/// The most characters of the words in a mark.
const LONGEST: usize = 200;

/// The mark that starts a text, if one does: its length.
fn mark(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("<!--")?;
    // The words of a link may stand in it: `<!--more Read on-->`.
    let word = inner.trim_start().get(..4).filter(|word| word.eq_ignore_ascii_case("more"))?;
    let rest = inner.trim_start().get(word.len()..)?;
    let last = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(end, _)| end);
    let end = rest.get(..last)?.find("-->")?;
    let is_bare = rest.get(..end)?.trim().is_empty();
    let is_linked = inner.starts_with(word) && rest.starts_with(' ');
    (is_bare || is_linked).then(|| text.len() - rest.len() + end + "-->".len())
}

/// Whether a text is the mark, and nothing else.
pub(super) fn is_mark(text: &str) -> bool {
    mark(text.trim()) == Some(text.trim().len())
}

/// The first mark in a piece of HTML.
pub(super) fn find(html: &str) -> Option<Range<usize>> {
    let mut starts = html.match_indices("<!--").map(|(start, _)| start);
    starts.find_map(|start| mark(html.get(start..)?).map(|length| start..start + length))
}

/// A piece of HTML without its marks. `None` where it has none.
pub(super) fn without(html: &str) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for (start, _) in html.match_indices("<!--") {
        let Some(length) = html.get(start..).and_then(mark) else { continue };
        out.push_str(html.get(done..start).unwrap_or_default());
        done = start + length;
    }
    out.push_str(html.get(done..).unwrap_or_default());
    (done > 0).then_some(out)
}

/// The text with every mark hidden that starts a line with more on it, as an empty element of the same length: a comment there
/// would make HTML of the whole line, in which Markdown is not read.
pub(super) fn hide(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"<!--").is_none() {
        return text;
    }
    let mut hidden = String::new();
    let (mut at, mut done) = (0, 0);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '>', '\t']);
        let start = at + line.len() - content.len();
        at += line.len();
        let Some(length) = mark(content) else { continue };
        if content.get(length..).is_none_or(|rest| rest.trim().is_empty()) {
            continue;
        }
        hidden.push_str(text.get(done..start).unwrap_or_default());
        hidden.push_str("<m");
        hidden.extend(std::iter::repeat_n(' ', length - 3));
        hidden.push('>');
        done = start + length;
    }
    if done == 0 {
        return text;
    }
    hidden.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_known_however_it_is_written() {
        for text in ["<!-- more -->", "<!--more-->", " <!-- MORE-->\n", "<!--more Lees verder-->"] {
            assert!(is_mark(text), "{text}");
        }
        for text in ["<!-- more photos? -->", "<!-- moreover -->", "<!-- -->", "<!--more", "<!-- more --> x"] {
            assert!(!is_mark(text), "{text}");
        }
        assert_eq!(without("<p><!-- a --><!-- more --></p>").as_deref(), Some("<p><!-- a --></p>"));
        assert_eq!(hide("a\n<!-- more -->b\n<!--more-->\n".into()), "a\n<m          >b\n<!--more-->\n");
    }
}
