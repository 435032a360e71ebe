//! Excerpt of the line of a finding, short enough to show: a long line is truncated around the marked text.

use std::ops::Range;

use crate::base::Place;

/// Maximum number of characters shown of a line.
const MAX_WIDTH: usize = 120;

/// Number of characters shown before the marked text of a truncated line.
const BEFORE: usize = 40;

/// Excerpt of a line, in three consecutive parts; the middle part is the marked text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Text before the mark; starts with `…` if truncated.
    pub before: String,
    /// Marked text; may be empty.
    pub marked: String,
    /// Text after the mark; ends with `…` if truncated.
    pub after: String,
}

impl Excerpt {
    /// The excerpt for a location; `None` if the location is a whole file.
    pub fn of(place: &Place) -> Option<Self> {
        if place.line == 0 {
            return None;
        }
        let line = &*place.excerpt;
        let start = line.floor_char_boundary(place.marked.start);
        let end = line.floor_char_boundary(place.marked.end.max(start));
        let part = |range: Range<usize>| line.get(range).unwrap_or_default();
        let (before, marked, after) = (part(0..start), part(start..end), part(end..line.len()));
        if line.chars().nth(MAX_WIDTH).is_none() {
            return Some(Self { before: before.to_owned(), marked: marked.to_owned(), after: after.to_owned() });
        }
        let (before, taken) = last(before, BEFORE);
        let (marked, left) = first(marked, MAX_WIDTH - taken);
        let (after, _) = first(after, left);
        Some(Self { before, marked, after })
    }

    /// The three parts as one text.
    pub fn text(&self) -> String {
        [self.before.as_str(), &self.marked, &self.after].concat()
    }
}

/// The last characters of a text, and their number.
fn last(text: &str, most: usize) -> (String, usize) {
    match text.char_indices().rev().nth(most.saturating_sub(1)) {
        Some((at, _)) if at > 0 => (format!("…{}", text.get(at..).unwrap_or_default()), most),
        _ => (text.to_owned(), text.chars().count()),
    }
}

/// The first characters of a text, and how many more would fit.
fn first(text: &str, most: usize) -> (String, usize) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (format!("{}…", text.get(..at).unwrap_or_default()), 0),
        None => (text.to_owned(), most - text.chars().count().min(most)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(line: &str, marked: Range<usize>) -> Excerpt {
        Excerpt::of(&Place::span("a.md", line, marked)).unwrap()
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let shown = excerpt("title: één", 7..11);
        assert_eq!((shown.before.as_str(), shown.marked.as_str(), shown.after.as_str()), ("title: ", "éé", "n"));
    }

    #[test]
    fn a_long_line_is_truncated_around_its_mark() {
        let line = format!("{}<b>{}", "é".repeat(500), "x".repeat(1_000_000));
        let shown = excerpt(&line, 1000..1003);
        assert_eq!(shown.marked, "<b>");
        assert_eq!(shown.before, format!("…{}", "é".repeat(40)));
        assert!(shown.after.ends_with("x…") && shown.text().chars().count() == MAX_WIDTH + 2);
    }

    #[test]
    fn a_mark_longer_than_the_limit_is_truncated_too() {
        let shown = excerpt(&"a".repeat(500), 10..480);
        assert!(shown.marked.ends_with("a…") && shown.after == "…" && shown.before == "a".repeat(10));
    }

    #[test]
    fn a_mark_at_the_end_of_a_long_line_is_shown() {
        let shown = excerpt(&"a".repeat(500), 500..500);
        assert_eq!((shown.marked.as_str(), shown.after.as_str()), ("", ""));
    }
}
