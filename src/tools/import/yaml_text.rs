//! Front matter and settings as text: keys and values in YAML, as short as they can be read back.

use std::fmt::Write as _;

use serde_json::Value;

/// Words that YAML takes for something else than text.
const TAKEN: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];

/// A mapping in YAML that is being written.
#[derive(Debug, Default)]
pub(super) struct YamlText(String);

impl YamlText {
    /// The text so far.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// Adds a line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// Adds a key with a text.
    pub(super) fn text(&mut self, key: &str, text: &str) {
        let _ = writeln!(self.0, "{key}: {}", scalar(text));
    }

    /// Adds a key with a text, if there is one.
    pub(super) fn optional(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.text(key, text);
        }
    }

    /// Adds a key with a list of texts, if it is not empty.
    pub(super) fn list(&mut self, key: &str, texts: &[String]) {
        if !texts.is_empty() {
            let _ = writeln!(self.0, "{key}: {}", flow_list(texts));
        }
    }

    /// Adds a key with any value, on one line.
    pub(super) fn value(&mut self, key: &str, value: &Value) {
        let _ = writeln!(self.0, "{}: {}", scalar(key), flow(value));
    }
}

/// A list of texts in brackets.
pub(super) fn flow_list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| scalar(text)).collect::<Vec<_>>().join(", "))
}

/// Any value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(values) => format!("[{}]", values.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A text, in double quotes where YAML needs them.
pub(super) fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_alphabetic() || c == '/')
        && text.ends_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.' || c == ')')
        && text.chars().all(|c| c.is_alphanumeric() || " -_./()+'’%".contains(c))
        && !text.contains("  ")
        && !TAKEN.contains(&text.to_lowercase().as_str());
    if is_plain { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes, with everything escaped that YAML does not take as it is.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{85}' | '\u{fffe}' | '\u{ffff}') =>
            {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        serde_yaml::from_str::<Vec<String>>(&format!("[{}]", scalar(text)))
            .unwrap_or_else(|error| panic!("{text}: {error}"))
            .remove(0)
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_back(text in "\\PC{0,30}", odd in "[-:#'\" {}\\[\\],&*!|>%@`a-z0-9\n\t]{0,20}") {
            assert_eq!(read(&text), text);
            assert_eq!(read(&odd), odd);
        }
    }

    #[test]
    fn plain_texts_have_no_quotes() {
        assert_eq!(scalar("Wijkgericht werken"), "Wijkgericht werken");
        assert_eq!(scalar("Wijkgericht: doel?"), "\"Wijkgericht: doel?\"");
        assert_eq!(scalar("2013"), "\"2013\"");
        assert_eq!(flow(&serde_json::json!({"a": [1, "b c", null], "d": true})), "{a: [1, b c, null], d: true}");
    }
}
