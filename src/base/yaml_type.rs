//! Values of the wrong type: the sentence for a writer, and what to write instead.

use super::yaml_list::{list, words_of_map};
use super::yaml_quoted::quoted;

/// Words for `true` and for `false`, as people write them.
const TRUE: &[&str] = &[
    "true", "yes", "ja", "y", "j", "on", "aan", "1", "oui", "si", "sí", "waar", "wahr", "vrai", "x", "draft", "concept",
];
const FALSE: &[&str] = &["false", "no", "nee", "nein", "n", "off", "uit", "0", "non", "niet", "falsch", "faux"];

/// `invalid type: string "ja", expected a boolean` as a sentence for a writer, and what to write instead.
pub(super) fn wrong_type(name: &str, (value, below): (&str, &str), message: &str) -> (String, Vec<String>) {
    let last = name.rsplit('.').next().unwrap_or(name);
    let key = last.split('[').next().unwrap_or(last);
    if let Some(field) = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        let add = format!("add `{field}: {}` to it", sample(field));
        let names = words_of_map(value).filter(|_| key == "authors" && field == "role");
        let hint = names.map(|names| format!("write `authors: [{names}]`, without a role; or {add}"));
        return (format!("`{name}` has no `{field}`"), vec![hint.unwrap_or(add)]);
    }
    if message.starts_with("a level must be") {
        return (format!("`{name}`: {message}"), vec![level(last, value)]);
    }
    if message.starts_with("a word must be") {
        let hint =
            if value.is_empty() { format!("write `{last}: \"…\"`, or remove the line") } else { text(last, value) };
        return (format!("`{name}`: {message}"), vec![hint]);
    }
    if message.starts_with("a recording must be") {
        return (
            format!("`{name}`: {message}"),
            vec!["write `audio: interview.mp3`, with the name of the file".to_owned()],
        );
    }
    if message.starts_with("an attachment must be") {
        return (format!("`{name}`: {message}"), vec![attachment(value)]);
    }
    let expected = message.rsplit_once("expected ").map_or(message, |(_, expected)| expected);
    match expected {
        "a boolean" => (format!("`{name}` must be `true` or `false`"), vec![truth(last, value)]),
        "a sequence" if name.starts_with("sources.") && value.trim_matches(['"', '\'', ':', '/']) == "https" => {
            (format!("`{name}` must be a list"), vec![format!("write `{key}: [\"https:\"]`")])
        }
        "a sequence" => (format!("`{name}` must be a list"), vec![list(key, value, below)]),
        "a string" if last != key => (
            format!("each of `{key}` must be a text"),
            vec![list(key, words_of_map(value).as_deref().unwrap_or(&value.replace(['[', ']', '{', '}'], "")), "")],
        ),
        "a string" => (format!("`{name}` must be a text"), vec![text(last, value)]),
        "u32" | "u16" | "usize" if last.ends_with(']') => (
            format!("`{name}` must be a whole number"),
            vec!["write it in digits, without a fraction or a power of ten: `720`".to_owned()],
        ),
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
        Some(word) if !word.is_empty() && !word.contains([',', '[', '{', ':']) => format!("write `{key}: {word}`"),
        Some(words) if !words.contains(['[', '{', '"']) && !words.is_empty() => format!("write `{key}: \"{words}\"`"),
        _ => format!("write `{key}: {}`", quoted(value)),
    }
}

/// What stands in a field that is missing.
fn sample(field: &str) -> &'static str {
    match field {
        "start" | "date" => "YYYY-MM-DD",
        "file" => "besluit.pdf",
        "level" => "warning",
        "link" => "/nieuws/",
        _ => "\"…\"",
    }
}

/// What to write for the level of a finding.
fn level(code: &str, value: &str) -> String {
    let level = match value.trim_matches(['"', '\'']).to_lowercase().as_str() {
        "false" | "no" | "nee" | "0" | "none" | "never" | "ignore" | "uit" | "disabled" | "disable" | "skip" => "off",
        "warn" | "warnings" | "waarschuwing" | "1" | "info" => "warning",
        "errors" | "fout" | "fatal" | "2" | "deny" => "error",
        _ => return format!("write `{code}: warning`, `{code}: error` or `{code}: off`"),
    };
    format!("write `{code}: {level}`")
}

/// What to write for an attachment that is neither a name nor a map with one.
fn attachment(value: &str) -> String {
    let words = words_of_map(value).unwrap_or_default();
    let file = words.split(", ").find(|word| word.contains('.')).unwrap_or("besluit.pdf");
    format!("write `attachments: [{file}]`, or with a title `attachments: [{{file: {file}, title: \"The title\"}}]`")
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
            "withdrawn" => {
                "write `withdrawn: true` to take the item off the site; without the line it is published".to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(name: &str, value: &str, expected: &str) -> String {
        wrong_type(name, (value, ""), &format!("invalid type: x, expected {expected}")).1.concat()
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
    fn a_value_of_the_wrong_type_is_told_with_the_line_to_write() {
        assert_eq!(hint("tags", "red, green", "a sequence"), "write `tags: [red, green]`");
        assert_eq!(hint("tags[0]", "[[red, green]]", "a string"), "write `tags: [red, green]`");
        assert_eq!(hint("summary", "[red, green]", "a string"), "write `summary: \"red, green\"`");
        assert_eq!(hint("sources.frame", "https", "a sequence"), "write `frame: [\"https:\"]`");
        let told = |name: &str, value: &str, message: &str| wrong_type(name, (value, ""), message);
        let (message, hints) = told("event", "{place: x}", "missing field `start`");
        assert_eq!((&*message, &*hints.concat()), ("`event` has no `start`", "add `start: YYYY-MM-DD` to it"));
        for (value, level) in [("false", "off"), ("warn", "warning"), ("fatal", "error"), ("ja", "warning")] {
            let (_, hints) = told("lints.heading-jump", value, "a level must be `off`, `warning` or `error`");
            assert!(hints.concat().starts_with(&format!("write `heading-jump: {level}`")), "{value}: {hints:?}");
        }
    }
}
