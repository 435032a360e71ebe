//! The line of a place, short enough to show: a line of a thousand letters is cut to what stands around the mark.

use std::ops::Range;

use crate::base::Place;

/// The most characters that are shown of a line.
const WIDEST: usize = 120;

/// How many characters are shown before the mark of a line that is cut.
const BEFORE: usize = 40;

/// What is shown of a line, in three parts that follow each other; the middle one is what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the mark; starts with `…` where the line was cut.
    pub before: String,
    /// What is marked; may be empty.
    pub marked: String,
    /// What stands after the mark; ends with `…` where the line was cut.
    pub after: String,
}

impl Excerpt {
    /// The excerpt of a place; `None` where the file as a whole is meant.
    pub fn of(place: &Place) -> Option<Self> {
        if place.line == 0 {
            return None;
        }
        let line = &*place.excerpt;
        let start = line.floor_char_boundary(place.marked.start);
        let end = line.floor_char_boundary(place.marked.end.max(start));
        let part = |range: Range<usize>| line.get(range).unwrap_or_default();
        let (before, marked, after) = (part(0..start), part(start..end), part(end..line.len()));
        if line.chars().nth(WIDEST).is_none() {
            return Some(Self { before: before.to_owned(), marked: marked.to_owned(), after: after.to_owned() });
        }
        let (before, taken) = last(before, BEFORE);
        let (marked, left) = first(marked, WIDEST - taken);
        let (after, _) = first(after, left);
        Some(Self { before, marked, after })
    }

    /// The whole of it.
    pub fn text(&self) -> String {
        [self.before.as_str(), &self.marked, &self.after].concat()
    }
}

/// The last characters of a text, and how many they are.
fn last(text: &str, most: usize) -> (String, usize) {
    match text.char_indices().rev().nth(most.saturating_sub(1)) {
        Some((at, _)) if at > 0 => (format!("…{}", text.get(at..).unwrap_or_default()), most),
        _ => (text.to_owned(), text.chars().count()),
    }
}

/// The first characters of a text, and how many more there could have been.
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
    fn a_long_line_is_cut_around_its_mark() {
        let line = format!("{}<b>{}", "é".repeat(500), "x".repeat(1_000_000));
        let shown = excerpt(&line, 1000..1003);
        assert_eq!(shown.marked, "<b>");
        assert_eq!(shown.before, format!("…{}", "é".repeat(40)));
        assert!(shown.after.ends_with("x…") && shown.text().chars().count() == WIDEST + 2);
    }

    #[test]
    fn a_mark_that_is_longer_than_can_be_shown_is_cut_too() {
        let shown = excerpt(&"a".repeat(500), 10..480);
        assert!(shown.marked.ends_with("a…") && shown.after == "…" && shown.before == "a".repeat(10));
    }

    #[test]
    fn a_mark_at_the_end_of_a_long_line_is_shown() {
        let shown = excerpt(&"a".repeat(500), 500..500);
        assert_eq!((shown.marked.as_str(), shown.after.as_str()), ("", ""));
    }
}
