//! Lists as people write them in YAML, and as they must be written.

use super::yaml_quoted::quoted;

/// What to write for a list. `value` is the rest of the line behind the key, `below` the lines under it that belong to it.
pub(super) fn list(key: &str, value: &str, below: &str) -> String {
    // A tag of YAML, such as `!!set`, says what a list may not be here.
    let value = value.trim();
    let value = value.strip_prefix("!!").and_then(|tagged| tagged.split_once(' ')).map_or(value, |(_, value)| value);
    let bare = value.trim().trim_matches(['"', '\'']).trim();
    if bare.is_empty() {
        let words: Vec<String> = below.lines().filter_map(item).collect();
        return if words.is_empty() {
            format!("remove the line, or write `{key}: [one, two]`")
        } else {
            format!("write `{key}: [{}]` instead of these lines", words.join(", "))
        };
    }
    if let Some(map) = one_map(key, bare) {
        return format!("write `{key}: [{map}]`");
    }
    // `{zorg: 1}` and `{name: Jan}` are maps, of which the writer wants the words.
    if let Some(words) = words_of_map(bare) {
        return format!("write `{key}: [{words}]`");
    }
    let bare = bare.trim_matches(['[', ']', '{', '}', '(', ')']).trim();
    let bare = bare.strip_prefix(BULLETS).map_or(bare, str::trim);
    let marks = ['“', '”', '„', '‘', '’', '«', '»'];
    if bare.contains(';') || bare.contains(marks) || bare.contains(" & ") {
        let words = bare.split([',', ';']).map(|word| word.trim().trim_matches(marks).trim());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        return format!("write `{key}: [{}]`", words.join(", "));
    }
    if bare.contains(" #") || bare.starts_with('#') {
        let words = bare.split_whitespace().map(|word| word.trim_start_matches('#')).filter(|word| !word.is_empty());
        return format!("write `{key}: [{}]`", words.collect::<Vec<_>>().join(", "));
    }
    if bare.is_empty() {
        format!("remove the line, or write `{key}: [one, two]`")
    } else if bare.contains(',') || !bare.contains(' ') {
        let words = bare.split(',').map(str::trim).filter(|word| !word.trim_matches(['"', '\'']).is_empty());
        format!("write `{key}: [{}]`", words.map(word).collect::<Vec<_>>().join(", "))
    } else {
        let several = bare.split_whitespace().collect::<Vec<_>>().join(", ");
        format!("write `{key}: [{bare}]`, or `{key}: [{several}]` if each word is one")
    }
}

/// The bullets of word processors, and dashes.
pub(super) const BULLETS: [char; 9] = ['•', '◦', '▪', '‣', '●', '·', '–', '—', '*'];

/// The words of a line of a list: `• a`, `– a`, `- a`, `a: b`.
fn item(line: &str) -> Option<String> {
    let bare = line.trim().trim_start_matches('-').trim_start_matches(BULLETS).trim();
    let bare = bare.strip_suffix(',').unwrap_or(bare);
    (!bare.is_empty() && !bare.starts_with('#')).then(|| word(bare))
}

/// A word of a list, in quotes where YAML would read it otherwise: `https:`, `a: b`.
fn word(text: &str) -> String {
    let needs =
        text.ends_with(':') || text.contains(": ") || text.starts_with(['#', '@', '`', '%', '!', '&', '*', '|', '>']);
    if needs { quoted(text) } else { text.to_owned() }
}

/// The one map of a list of maps.
fn one_map<'v>(key: &str, value: &'v str) -> Option<std::borrow::Cow<'v, str>> {
    let first = match key {
        "corrections" => "text",
        "attachments" => "file",
        _ => return None,
    };
    if value.starts_with('{') {
        return Some(value.into()).filter(|_| value.contains(&format!("{first}:")));
    }
    let is_plain = key == "corrections" && !value.starts_with('[');
    is_plain.then(|| format!("{{date: YYYY-MM-DD, text: {}}}", quoted(value)).into())
}

/// The words of maps: the value of `name`, `title` or `value`, and otherwise the keys.
pub(super) fn words_of_map(value: &str) -> Option<String> {
    let value = value.strip_prefix('[').map_or(value, |inner| inner.strip_suffix(']').unwrap_or(inner));
    if !value.trim_start().starts_with('{') {
        return None;
    }
    let pairs = value.split(['{', '}', ',']).filter_map(|pair| pair.split_once(':'));
    let word = |(key, word): (&str, &str)| match key.trim().trim_matches(['"', '\'']) {
        "name" | "naam" | "title" | "titel" | "value" | "label" | "file" | "bestand" => Some(word.trim().to_owned()),
        _ => None,
    };
    let named: Vec<String> = pairs.clone().filter_map(word).collect();
    let words = if named.is_empty() { pairs.map(|(key, _)| key.trim().to_owned()).collect() } else { named };
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_out() {
        let cases = [
            ("tags", "", "", "remove the line, or write `tags: [one, two]`"),
            ("tags", "\"\"", "", "remove the line, or write `tags: [one, two]`"),
            ("tags", "", "  • zorg\n  • wonen: nu\n", "write `tags: [zorg, \"wonen: nu\"]` instead of these lines"),
            ("tags", "\"a, b\"", "", "write `tags: [a, b]`"),
            ("tags", "wonen", "", "write `tags: [wonen]`"),
            ("tags", "• wonen", "", "write `tags: [wonen]`"),
            ("tags", "zorg]", "", "write `tags: [zorg]`"),
            ("tags", "zorg #welzijn", "", "write `tags: [zorg, welzijn]`"),
            ("tags", "(zorg, welzijn)", "", "write `tags: [zorg, welzijn]`"),
            ("tags", "zorg; welzijn", "", "write `tags: [zorg, welzijn]`"),
            ("tags", "“zorg”, “welzijn”", "", "write `tags: [zorg, welzijn]`"),
            ("authors", "Jan & Piet", "", "write `authors: [Jan & Piet]`"),
            ("tags", "{zorg, welzijn}", "", "write `tags: [zorg, welzijn]`"),
            ("tags", "#zorg", "", "write `tags: [zorg]`"),
            ("tags", "!!set {zorg, welzijn}", "", "write `tags: [zorg, welzijn]`"),
            ("tags", "{zorg: 1, wonen: 2}", "", "write `tags: [zorg, wonen]`"),
            ("authors", "[{name: Jan}, {name: Truus}]", "", "write `authors: [Jan, Truus]`"),
            ("tags", "red green", "", "write `tags: [red green]`, or `tags: [red, green]` if each word is one"),
            ("frame", "\"https:\"", "", "write `frame: [\"https:\"]`"),
            ("attachments", "{file: a.pdf, title: A}", "", "write `attachments: [{file: a.pdf, title: A}]`"),
            (
                "corrections",
                "{date: 2014-02-01, text: Het was Jan.}",
                "",
                "write `corrections: [{date: 2014-02-01, text: Het was Jan.}]`",
            ),
            ("corrections", "Het was Jan.", "", "write `corrections: [{date: YYYY-MM-DD, text: \"Het was Jan.\"}]`"),
        ];
        for (key, value, below, expected) in cases {
            assert_eq!(list(key, value, below), expected);
        }
    }
}
