//! Values of the wrong type: the sentence for a writer, and what to write instead.

use super::yaml_quoted::quoted;

/// Words for `true` and for `false`, as people write them.
const TRUE: &[&str] = &[
    "true", "yes", "ja", "y", "j", "on", "aan", "1", "oui", "si", "sí", "waar", "wahr", "vrai", "x", "draft", "concept",
];
const FALSE: &[&str] = &["false", "no", "nee", "nein", "n", "off", "uit", "0", "non", "niet", "falsch", "faux"];

/// `invalid type: string "ja", expected a boolean` as a sentence for a writer, and what to write instead.
pub(super) fn wrong_type(name: &str, value: &str, message: &str) -> (String, Vec<String>) {
    let last = name.rsplit('.').next().unwrap_or(name);
    let key = last.split('[').next().unwrap_or(last);
    let expected = message.rsplit_once("expected ").map_or(message, |(_, expected)| expected);
    match expected {
        "a boolean" => (format!("`{name}` must be `true` or `false`"), vec![truth(last, value)]),
        "a sequence" if key == "corrections" => {
            (format!("`{name}` must be a list"), vec![format!("write `{key}: [{{date: 2014-02-01, text: \"…\"}}]`")])
        }
        "a sequence" => (format!("`{name}` must be a list"), vec![list(key, value)]),
        "a string" if last != key => (
            format!("each of `{key}` must be a text"),
            vec![list(key, words_of_map(value).as_deref().unwrap_or(&value.replace(['[', ']', '{', '}'], "")))],
        ),
        "a string" => (format!("`{name}` must be a text"), vec![text(last, value)]),
        "u32" | "u16" | "usize" => {
            (format!("`{name}` must be a whole number"), vec![format!("write `{last}: 20`, or another number")])
        }
        expected if expected.starts_with("struct ") || expected == "a map" => (
            format!("`{name}` must have keys of its own"),
            vec![format!("write the keys below `{last}:`, each on its own line and indented by two spaces")],
        ),
        expected if message.starts_with("invalid") => (format!("`{name}` must be {expected}"), Vec::new()),
        _ => (format!("`{name}`: {message}"), Vec::new()),
    }
}

/// The text to write: the one word of a list, or the value in quotes.
fn text(key: &str, value: &str) -> String {
    let inner = value.trim().strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    match inner.map(str::trim) {
        Some(word) if !word.is_empty() && !word.contains([',', '[', '{']) => format!("write `{key}: {word}`"),
        _ => format!("write `{key}: {}`", quoted(value)),
    }
}

/// What to write for `true` or `false`. Where the value does not say, neither does the hint: what is held back stays so.
pub fn truth(key: &str, value: &str) -> String {
    let word = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']).to_lowercase();
    if TRUE.contains(&word.as_str()) {
        format!("write `{key}: true`")
    } else if FALSE.contains(&word.as_str()) {
        format!("write `{key}: false`")
    } else {
        match key {
            "draft" => "write `draft: true` to hold the item back; without the line it is published".to_owned(),
            "withdrawn" if word.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("write `withdrawn: {{date: {word}}}`")
            }
            _ => format!("write `{key}: true` or `{key}: false`"),
        }
    }
}

/// The line to write in a list below a key whose hyphens have no space behind them. `value` is the key with all below it.
pub(super) fn spaced_hyphens(value: &str, message: &str) -> Option<String> {
    let first = value.lines().skip(1).find(|line| !line.trim().is_empty())?.trim();
    let words = first.strip_prefix('-').filter(|words| words.starts_with(char::is_alphanumeric))?;
    let is_first = value.lines().next().is_some_and(|line| line.trim_end().ends_with(':'));
    (is_first && message.contains("expected a sequence"))
        .then(|| format!("write a space behind each hyphen: `- {words}`"))
}

fn list(key: &str, value: &str) -> String {
    let bare = value.trim().trim_matches(['"', '\'']).trim();
    // `{zorg: 1}` and `{name: Jan}` are maps, of which the writer wants the words.
    if let Some(words) = words_of_map(bare) {
        return format!("write `{key}: [{words}]`");
    }
    let bare = bare.trim_matches(['[', ']', '{', '}', '(', ')']).trim();
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
        format!("write `{key}: [{bare}]`")
    } else {
        let several = bare.split_whitespace().collect::<Vec<_>>().join(", ");
        format!("write `{key}: [{bare}]`, or `{key}: [{several}]` if each word is one")
    }
}

/// The words of maps: the value of `name`, `title` or `value`, and otherwise the keys.
fn words_of_map(value: &str) -> Option<String> {
    let value = value.strip_prefix('[').map_or(value, |inner| inner.strip_suffix(']').unwrap_or(inner));
    if !value.trim_start().starts_with('{') {
        return None;
    }
    let pairs = value.split(['{', '}', ',']).filter_map(|pair| pair.split_once(':'));
    let word = |(key, word): (&str, &str)| match key.trim().trim_matches(['"', '\'']) {
        "name" | "naam" | "title" | "titel" | "value" | "label" => Some(word.trim().to_owned()),
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

    fn hint(name: &str, value: &str, expected: &str) -> String {
        wrong_type(name, value, &format!("invalid type: x, expected {expected}")).1.concat()
    }

    #[test]
    fn a_hint_never_publishes_what_was_held_back() {
        for value in ["\"true\"", "'ja'", "Yes", "1", "TRUE # nog niet", "concept"] {
            assert_eq!(hint("draft", value, "a boolean"), "write `draft: true`", "{value}");
        }
        for value in ["", "~", "misschien", "2013-12-03", "\"\""] {
            let told = "write `draft: true` to hold the item back; without the line it is published";
            assert_eq!(hint("draft", value, "a boolean"), told, "{value}");
        }
        assert_eq!(hint("share_cards", "\"no\"", "a boolean"), "write `share_cards: false`");
    }

    #[test]
    fn a_hyphen_has_a_space_behind_it() {
        let hint = |value: &str| spaced_hyphens(value, "invalid type: string, expected a sequence");
        assert_eq!(hint("tags:\n  -jeugd\n  -zorg").as_deref(), Some("write a space behind each hyphen: `- jeugd`"));
        assert_eq!(hint("tags: a\n  -jeugd"), None);
        assert_eq!(hint("tags:\n  - jeugd"), None);
    }

    #[test]
    fn a_list_is_written_out() {
        let cases = [
            ("tags", "", "remove the line, or write `tags: [one, two]`"),
            ("tags", "\"\"", "remove the line, or write `tags: [one, two]`"),
            ("tags", "\"a, b\"", "write `tags: [a, b]`"),
            ("tags", "wonen", "write `tags: [wonen]`"),
            ("tags", "zorg]", "write `tags: [zorg]`"),
            ("tags", "zorg #welzijn", "write `tags: [zorg, welzijn]`"),
            ("tags", "(zorg, welzijn)", "write `tags: [zorg, welzijn]`"),
            ("tags", "zorg; welzijn", "write `tags: [zorg, welzijn]`"),
            ("tags", "“zorg”, “welzijn”", "write `tags: [zorg, welzijn]`"),
            ("authors", "Jan & Piet", "write `authors: [Jan & Piet]`"),
            ("tags", "{zorg, welzijn}", "write `tags: [zorg, welzijn]`"),
            ("tags", "#zorg", "write `tags: [zorg]`"),
            ("tags", "{zorg: 1, wonen: 2}", "write `tags: [zorg, wonen]`"),
            ("authors", "[{name: Jan}, {name: Truus}]", "write `authors: [Jan, Truus]`"),
            ("tags", "red green", "write `tags: [red green]`, or `tags: [red, green]` if each word is one"),
        ];
        for (name, value, expected) in cases {
            assert_eq!(hint(name, value, "a sequence"), expected);
        }
        assert_eq!(hint("tags[0]", "[[red, green]]", "a string"), "write `tags: [red, green]`");
    }
}
