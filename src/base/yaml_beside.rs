//! What to write where a key stands beside another of the same meaning: one of the two goes, and nothing becomes public by that.

use super::Place;

/// A hint such as ``write `date: 2027-01-01` ``, for a mapping that has `date` in another line already: there it is to be written.
pub(super) fn beside(hint: String, unknown: &str, line_of: impl Fn(&str) -> Option<usize>) -> String {
    let Some((written, rest)) = hint.strip_prefix("write `").and_then(|line| line.split_once('`')) else { return hint };
    let (key, value) = written.split_once(':').unwrap_or((written, ""));
    // A key of which only the keys below it are to be written stays as it is.
    let is_head = value.is_empty() && written.contains(':');
    let Some(line) = line_of(key).filter(|_| key != unknown.trim() && !is_head) else { return hint };
    if value.trim_start().starts_with('[') {
        return format!("remove this line, and add what it says to `{key}` in line {line}");
    }
    let rest = if rest.starts_with(", ") { "" } else { rest };
    format!("remove this line, and write `{written}` in line {line} instead{rest}")
}

/// What to do with a key that is set twice: of two that say whether an item is public, the one that holds it back stays.
pub(super) fn keep_one(key: &str, first: (&Place, &str), second: (&Place, &str)) -> String {
    let value = |source: &str| source.split_once(':').map_or("", |(_, value)| value).trim().to_lowercase();
    let (one, other) = (value(first.1), value(second.1));
    let is_held = |value: &str| !matches!(value, "false" | "no" | "");
    let is_first = match key {
        "draft" | "withdrawn" if is_held(&one) != is_held(&other) => is_held(&one),
        "date" if one != other => one > other,
        _ if one == other => true,
        _ => return format!("keep one of the two: remove line {} or line {}", first.0.line, second.0.line),
    };
    let (stays, goes) = if is_first { (first, second) } else { (second, first) };
    let line = stays.1.lines().next().unwrap_or_default().trim_end();
    format!("keep `{line}`, and remove line {}", goes.0.line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_there_already_is_changed_where_it_stands() {
        let hint = |hint: &str| beside(hint.to_owned(), "embargo", |key| ["date", "tags"].contains(&key).then_some(3));
        assert_eq!(
            hint("write `date: 2027-01-01`: an item is held back until its date"),
            "remove this line, and write `date: 2027-01-01` in line 3 instead: an item is held back until its date"
        );
        assert_eq!(hint("write `tags: [a]`"), "remove this line, and add what it says to `tags` in line 3");
        assert_eq!(hint("write `draft: true`"), "write `draft: true`");
        assert_eq!(hint("write `tags:`, and below it `  - a`"), "write `tags:`, and below it `  - a`");
    }

    #[test]
    fn of_two_lines_the_one_that_holds_back_stays() {
        let text = "draft: false\ndraft: true\n";
        let place = |line: usize| Place::line_column("a.md", text, line, 1);
        let keep = |key: &str, one: &str, other: &str| keep_one(key, (&place(1), one), (&place(2), other));
        assert_eq!(keep("draft", "draft: false\n", "draft: true\n"), "keep `draft: true`, and remove line 1");
        assert_eq!(keep("draft", "draft: yes\n", "draft: false\n"), "keep `draft: yes`, and remove line 2");
        assert_eq!(keep("date", "date: 2013-12-03", "date: 2027-01-01"), "keep `date: 2027-01-01`, and remove line 1");
        assert_eq!(keep("title", "title: a", "title: b"), "keep one of the two: remove line 1 or line 2");
    }
}
