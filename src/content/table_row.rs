//! Rows of tables with more cells than the table has columns: Markdown leaves out what is too much.

use std::ops::Range;

use super::leftover_kind::{Leftover, LeftoverKind};

/// The text of a row that is left out: all behind its last column. `start` is the byte at which the row starts.
pub(super) fn left_out(body: &str, start: usize, columns: usize) -> Option<Range<usize>> {
    let line = body.get(start..)?.lines().next()?.trim_end();
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let first = line.len() - line.trim_start().len();
    let first = first + usize::from(line.get(first..)?.starts_with('|'));
    // A bar after a backslash is text, and no other is, not even in code.
    let is_bar =
        |(at, _): &(usize, &str)| *at >= first && !line.get(..*at).is_some_and(|before| before.ends_with('\\'));
    let end = line.match_indices('|').filter(is_bar).nth(columns.checked_sub(1)?)?.0;
    let rest = line.get(end + 1..).filter(|rest| rest.contains(char::is_alphanumeric))?;
    let from = end + 1 + (rest.len() - rest.trim_start().len());
    Some(start + from..start + line.trim_end().len())
}

/// A line without any bar that became a row, because no empty line stands before it.
pub(super) fn stray(body: &str, start: usize) -> Option<Leftover> {
    let line = body.get(start..)?.lines().next()?.trim_end();
    let is_text = !line.contains('|') && line.contains(char::is_alphanumeric);
    let hint = "leave an empty line above it, if it is no row; or begin it with `|`".to_owned();
    is_text.then(|| Leftover { kind: LeftoverKind::RowStray, range: start..start + line.len(), hint })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_right_below_a_table_is_found() {
        assert_eq!(stray("a | b\nTekst.\n", 6).map(|left| left.range), Some(6..12));
        assert!(stray("| a |\n", 0).is_none() && stray("\n", 0).is_none());
    }

    fn of(line: &str) -> Option<&str> {
        left_out(line, 0, 2).and_then(|range| line.get(range))
    }

    #[test]
    fn cells_behind_the_last_column_are_found() {
        assert_eq!(of("| a | b | c |"), Some("c"));
        assert_eq!(of("a | b | c | d"), Some("c | d"));
        assert_eq!(of("| `a | b` | c |\n| d |"), Some("c"));
        assert_eq!(of("| a | é | c\\|"), Some("c\\|"));
    }

    #[test]
    fn nothing_is_found_where_nothing_is_lost() {
        for line in
            ["| a | b |", "a | b", "| a |", "| a \\| b | c |", "| a | b | |", "", "|", "| a | b |  \n| x | y | z |"]
        {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
