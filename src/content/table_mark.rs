//! Lines of tables that Markdown does not read as such: without the line of hyphens, with another number of columns in it, and tables of
//! other programs.

use super::foreign_mark::FoundMark;

/// The first line of a table that is none.
pub(super) fn table_mark(line: &str, above: &str, below: &str) -> Option<FoundMark> {
    if let Some(found) = grid(line, above) {
        return Some(found);
    }
    let next = below.lines().next().unwrap_or_default();
    let columns = rule(next);
    let before = line_above(above);
    if !line.starts_with('|') && columns.is_none() {
        return with_tabs(line, before, next);
    }
    let cells = cells(line);
    match columns {
        Some(columns) if columns != cells && cells > 1 => {
            let hint = format!(
                "this row has {cells} columns and the line of hyphens {columns}: write `|{}` below this row",
                " --- |".repeat(cells)
            );
            Some((line.len(), hint))
        }
        Some(_) if !before.is_empty() && cells > 1 && !before.starts_with('|') => {
            Some((line.len(), "put an empty line above the table".to_owned()))
        }
        Some(_) => None,
        None => {
            let is_first = !before.starts_with(['|', '+']) && bare(next).starts_with('|');
            let hint = format!("put a line below the first: `|{}`, and an empty line above it", " --- |".repeat(cells));
            (cells > 1 && is_first && !is_rule(line)).then_some((line.len(), hint))
        }
    }
}

fn line_above(above: &str) -> &str {
    bare(above.rsplit('\n').next().unwrap_or_default()).trim_end()
}

fn bare(line: &str) -> &str {
    line.trim_start_matches([' ', '\t', '>'])
}

/// The first line of a table that was pasted from a word processor or a spreadsheet, with tabs between its cells.
fn with_tabs(line: &str, before: &str, next: &str) -> Option<FoundMark> {
    let tabs = line.matches('\t').count();
    let is_same = |other: &str| bare(other).trim_end().matches('\t').count() == tabs;
    if tabs == 0 || !is_same(next) || is_same(before) {
        return None;
    }
    let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
    let rule = " --- |".repeat(cells.len());
    Some((line.len(), format!("write `| {} |`, below it `|{rule}`, and so on: tabs make no table", cells.join(" | "))))
}

/// A table that is drawn with `+---+`, or one of `MediaWiki`.
fn grid(line: &str, above: &str) -> Option<FoundMark> {
    let is_drawn = line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains("--")
        && line.bytes().all(|b| b"+-=: ".contains(&b));
    let before = line_above(above);
    let is_wiki = line.starts_with("{|");
    let hint = "write the table with bars: `| Dag | Tijd |`, and below it `| --- | --- |`";
    ((is_drawn && !before.starts_with(['+', '|'])) || is_wiki).then(|| (line.len(), hint.to_owned()))
}

/// Whether a line is the one between the head of a table and its rows.
fn is_rule(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|b| b"|-: \t".contains(&b))
}

/// The columns of such a line, where it has bars.
fn rule(line: &str) -> Option<usize> {
    let line = bare(line).trim_end();
    (line.contains('|') && line.contains('-') && is_rule(line)).then(|| cells(line))
}

/// The number of cells of a row.
fn cells(line: &str) -> usize {
    let line = bare(line).trim_end();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let bars = line.match_indices('|').filter(|(at, _)| !line.get(..*at).is_some_and(|before| before.ends_with('\\')));
    bars.count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let (line, below) = text.split_once('\n').unwrap();
        table_mark(line, "", below).map(|(_, hint)| hint)
    }

    #[test]
    fn the_first_line_of_a_table_that_is_none_is_found() {
        for (text, hint) in [
            ("| Dag | Tijd |\n| ma | 9 uur |", "put a line below the first"),
            (
                "| Dag | Tijd | Zaal |\n|---|---|\n| ma | 9 uur | 1 |",
                "this row has 3 columns and the line of hyphens 2",
            ),
            ("Dag | Tijd\n--|--|--\nma | 9 uur", "this row has 2 columns and the line of hyphens 3"),
            ("+-----+------+\n| Dag | Tijd |", "write the table with bars"),
            ("Naam\tTijd\nJan\t10 uur", "write `| Naam | Tijd |`, below it `| --- | --- |`"),
            ("{| class=\"wikitable\"\n|-", "write the table with bars"),
        ] {
            assert!(found(text).is_some_and(|found| found.starts_with(hint)), "{text}: {:?}", found(text));
        }
        assert!(table_mark("| a | b |", "Tekst", "|--|--|\n").is_some_and(|(_, hint)| hint.contains("empty line")));
    }

    #[test]
    fn what_is_a_table_or_none_at_all_is_left_alone() {
        for text in [
            "| Dag | Tijd |\n|--|--|\n| ma | 9 uur |",
            "|x| is de waarde\nvan x",
            "Ja | nee\nen misschien",
            "Tekst\n---",
            "| a |\n| b |",
            "+ een\n+ twee",
            "Naam\tTijd\nJan",
            "| a \\| b |\n|---|",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(table_mark("| Dag |", "+-----+", "| Tijd |"), None);
    }
}
