//! Keys and values within the brackets of a line of YAML: `event: {start: 2014-02-01, cancelled: ja}`.

/// Whether a text ends within brackets.
pub(super) fn is_open(before: &str) -> bool {
    depth(before) > 0
}

fn depth(text: &str) -> usize {
    text.chars().fold(0_usize, |depth, c| match c {
        '[' | '{' => depth + 1,
        ']' | '}' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// A key with its value, without what follows it within the same brackets.
pub(super) fn inner_value(text: &str) -> &str {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}' | ',') if depth == 0 => return text.get(..at).unwrap_or(text),
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
    }
    text
}

/// The key right before a value.
pub(super) fn key_before(text: &str) -> Option<&str> {
    let key = text.trim_end().strip_suffix(':')?.trim_end().trim_end_matches(['"', '\'']);
    let start = key.rfind(|c: char| c.is_whitespace() || "{[,\"'".contains(c)).map_or(0, |at| at + 1);
    key.get(start..).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_with_its_brackets() {
        assert!(is_open("event: {start: x, ") && !is_open("a: {b}\n"));
        assert_eq!(inner_value("cancelled: ja}"), "cancelled: ja");
        assert_eq!(inner_value("src: [a.jpg, b.jpg], alt: x}"), "src: [a.jpg, b.jpg]");
        assert_eq!(inner_value("alt: \"a, b\", c: d}"), "alt: \"a, b\"");
        assert_eq!(key_before("feeds: {aliases: {rss: "), Some("rss"));
        assert_eq!(key_before("feeds:\n  aliases:\n    \"rss\": "), Some("rss"));
        assert_eq!(key_before("feeds: ["), None);
    }
}
