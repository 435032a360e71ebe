//! Front matter of other programs, as JSON or TOML: the YAML to write instead.

use std::collections::BTreeMap;

use serde_json::Value;

/// The lines to write instead of front matter in JSON or TOML; `None` where it has parts that are not read here.
pub(super) fn as_yaml(text: &str) -> Option<String> {
    let text = text.trim_start();
    let lines = if let Some(toml) = text.strip_prefix("+++") {
        toml_lines(toml.split("\n+++").next()?)?
    } else {
        json_lines(text.strip_prefix(";;;").unwrap_or(text))?
    };
    Some(format!("---\n{lines}---"))
}

/// Values of JSON are values of YAML.
fn json_lines(text: &str) -> Option<String> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<BTreeMap<String, Value>>();
    let values = values.next()?.ok()?;
    let lines: Vec<String> = values.iter().map(|(key, value)| format!("{key}: {}\n", plain(value))).collect();
    values.keys().all(|key| is_key(key)).then(|| lines.concat())
}

/// Whether a text can be a key without quotes.
fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

/// A value; a date without its quotes, as people write it.
fn plain(value: &Value) -> String {
    let date =
        value.as_str().filter(|text| text.len() >= 10 && text.bytes().all(|b| b"0123456789-:T+Z .".contains(&b)));
    date.map_or_else(|| value.to_string(), str::to_owned)
}

/// Lines `key = value`, also in tables: those of `[taxonomies]` are keys of their own, as in Zola.
fn toml_lines(text: &str) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut indent = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('#') {
            lines.push(format!("{indent}{line}\n"));
            continue;
        }
        if let Some(table) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim) {
            if !is_key(table) {
                return None;
            }
            indent = if table == "taxonomies" { "" } else { "  " };
            lines.extend((table != "taxonomies").then(|| format!("{table}:\n")));
            continue;
        }
        let (key, value) = line.split_once('=')?;
        let (key, value) = (key.trim(), value.trim());
        let is_whole = value.matches('[').count() == value.matches(']').count() && !value.starts_with(['{', '\'']);
        if !is_key(key) || !is_whole || value.starts_with("\"\"\"") {
            return None;
        }
        lines.push(format!("{indent}{key}: {value}\n"));
    }
    (!lines.is_empty()).then(|| lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_of_others_is_told_as_yaml() {
        assert_eq!(
            as_yaml("{\n\"title\": \"Een: dag\",\n\"date\": \"2013-12-03\", \"tags\": [\"a\"]}\n\nTekst {").as_deref(),
            Some("---\ndate: 2013-12-03\ntags: [\"a\"]\ntitle: \"Een: dag\"\n---")
        );
        assert_eq!(
            as_yaml("+++\ntitle = \"Een dag\"\ndate = 2013-12-03\ndraft = true\n+++\n\nTekst").as_deref(),
            Some("---\ntitle: \"Een dag\"\ndate: 2013-12-03\ndraft: true\n---")
        );
        assert_eq!(
            as_yaml("+++\ntitle = \"A\"\n[taxonomies]\ntags = [\"a\"]\n[extra]\nb = 1\n+++\n").as_deref(),
            Some("---\ntitle: \"A\"\ntags: [\"a\"]\nextra:\n  b: 1\n---")
        );
        for text in ["{{< a >}}", "+++\n[[a]]\nb = 1\n+++\n", "{ niet }", "+++\ntekst\n"] {
            assert_eq!(as_yaml(text), None, "{text}");
        }
    }
}
