//! Places in files, and how they are found in a text.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

use super::foreign::without_passwords;

/// Characters of a line that a place keeps before its mark. More than is shown.
const BEFORE: usize = 150;

/// Characters of a line that a place keeps from the start of its mark on.
const AFTER: usize = 500;

/// A place in a file, complete in itself: the line is kept, so that showing it needs no second reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, relative to the site's folder, with `/` between its parts.
    pub file: Box<str>,
    /// Line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// Column in characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    /// The line itself; of a long line the part around the mark.
    pub excerpt: Box<str>,
    /// The bytes of `excerpt` that the finding is about.
    #[serde(skip)]
    pub marked: Range<usize>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: &str) -> Self {
        Self { file: file.into(), line: 0, column: 0, excerpt: "".into(), marked: 0..0 }
    }

    /// The bytes `span` of `source`, which is the text of `file`: see [`PlaceFinder::span`].
    pub fn span(file: &str, source: &str, span: Range<usize>) -> Self {
        PlaceFinder::new(file, source).span(span)
    }

    /// Line `line` and column `column` (both from 1, in characters) of `source`, up to the end of the word there.
    pub fn line_column(file: &str, source: &str, line: usize, column: usize) -> Self {
        Self::span(file, source, word_at(source, line, column))
    }
}

/// The bytes of the word at line `line` and column `column` (both from 1, in characters).
pub(super) fn word_at(source: &str, line: usize, column: usize) -> Range<usize> {
    let start = offset_of(source, line, column);
    let word = source.get(start..).unwrap_or_default();
    let length = word.find(|c: char| c.is_whitespace() || ",:]}".contains(c)).unwrap_or(word.len()).max(1);
    start..start + length
}

/// The byte at line `line` and column `column` (both from 1, in characters).
pub fn offset_of(source: &str, line: usize, column: usize) -> usize {
    let line_start: usize = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = source.get(line_start..).unwrap_or_default();
    line_start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.file, self.line, self.column).cmp(&(&other.file, other.line, other.column))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A text in which places are looked for. Looked for in their order, each costs only the distance
/// from the one before it: a text with thousands of findings is read once, not once for each.
#[derive(Clone, Debug)]
pub struct PlaceFinder<'t> {
    file: &'t str,
    text: Cow<'t, str>,
    /// The text without passwords, once a place is asked for; `None` inside where it has none.
    masked: OnceCell<Option<String>>,
    last: Cell<Position>,
}

/// An offset in a text, with the line and the column there.
#[derive(Clone, Copy, Debug)]
struct Position {
    offset: usize,
    /// Line, from 1.
    line: usize,
    line_start: usize,
    /// Characters between the start of the line and the offset.
    characters: usize,
}

const START: Position = Position { offset: 0, line: 1, line_start: 0, characters: 0 };

impl<'t> PlaceFinder<'t> {
    /// The text of a file.
    pub fn new(file: &'t str, text: impl Into<Cow<'t, str>>) -> Self {
        Self { file, text: text.into(), masked: OnceCell::new(), last: Cell::new(START) }
    }

    /// The place of some bytes of the text. A span that leaves its first line is cut there; one that lies outside the text
    /// or between characters moves to the nearest place that exists. Of a long line the part around the mark is kept.
    pub fn span(&self, span: Range<usize>) -> Place {
        let text = &*self.text;
        let start = end_of_line(text, text.floor_char_boundary(span.start));
        let at = self.position(start);
        let shown = self.without_passwords();
        let before = last(shown.get(at.line_start..start).unwrap_or_default(), BEFORE);
        let after = first(shown.get(start..).unwrap_or_default(), AFTER);
        let marked = after.floor_char_boundary(span.end.saturating_sub(start));
        Place {
            file: self.file.into(),
            line: at.line,
            column: at.characters + 1,
            excerpt: [before, after].concat().into(),
            marked: before.len()..before.len() + marked,
        }
    }

    /// The text as it may be shown. Offsets stay: there is an asterisk for each byte.
    fn without_passwords(&self) -> &str {
        let masked = || match without_passwords(&self.text) {
            Cow::Owned(masked) => Some(masked),
            Cow::Borrowed(_) => None,
        };
        self.masked.get_or_init(masked).as_deref().unwrap_or(&self.text)
    }

    fn position(&self, offset: usize) -> Position {
        let last = Some(self.last.get()).filter(|last| last.offset <= offset).unwrap_or(START);
        let between = self.text.get(last.offset..offset).unwrap_or_default();
        let position = match between.rfind('\n') {
            None => Position { offset, characters: last.characters + between.chars().count(), ..last },
            Some(at) => Position {
                offset,
                line: last.line + between.matches('\n').count(),
                line_start: last.offset + at + 1,
                characters: between.get(at + 1..).unwrap_or_default().chars().count(),
            },
        };
        self.last.set(position);
        position
    }
}

/// Moves an offset between CR and LF before both: they are not part of the line.
fn end_of_line(text: &str, offset: usize) -> usize {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    if after.starts_with('\n') && before.ends_with('\r') { offset - 1 } else { offset }
}

/// The last characters of a text.
fn last(text: &str, most: usize) -> &str {
    let start = text.char_indices().rev().nth(most - 1).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// The first characters of the line that a text begins with.
fn first(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    let start = text.get(..end).unwrap_or_default();
    match start.find('\n').and_then(|end| start.get(..end)) {
        Some(line) => line.strip_suffix('\r').unwrap_or(line),
        None => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(place: &Place) -> (usize, usize, &str, &str) {
        (place.line, place.column, &place.excerpt, place.excerpt.get(place.marked.clone()).unwrap())
    }

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "een\ntwée drie\r\n\nvier";
        let finder = PlaceFinder::new("a.md", text);
        let spans = [0..3, 4..9, 10..14, 14..14, 15..15, 16..17, 17..21, 21..30, 99..100];
        let fresh: Vec<Place> = spans.iter().map(|span| Place::span("a.md", text, span.clone())).collect();
        let forward: Vec<Place> = spans.iter().map(|span| finder.span(span.clone())).collect();
        let mut backward: Vec<Place> = spans.iter().rev().map(|span| finder.span(span.clone())).collect();
        backward.reverse();
        assert_eq!(forward, fresh);
        assert_eq!(backward, fresh);
        assert_eq!(shown(&fresh[2]), (2, 6, "twée drie", "drie"));
        assert_eq!(shown(&fresh[4]), (2, 10, "twée drie", ""));
        assert_eq!(shown(&fresh[8]), (4, 5, "vier", ""));
    }

    #[test]
    fn of_a_long_line_only_the_part_around_the_mark_is_kept() {
        let text = format!("{}<b>{}\nx", "é".repeat(100_000), "x".repeat(100_000));
        let place = Place::span("a.md", &text, 200_000..200_003);
        assert_eq!((place.line, place.column), (1, 100_001));
        assert_eq!(place.excerpt.get(place.marked.clone()), Some("<b>"));
        assert_eq!(place.excerpt.chars().count(), BEFORE + AFTER);
    }
}
