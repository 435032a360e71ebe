//! `docs/settings.md` and `docs/front-matter.md`, and what all documents that are made of a JSON Schema have in common.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::tables;

/// A schema's object types by name.
pub(super) type Types = Map<String, Value>;

/// The document of a file that people write: its keys, then a section for each type below them.
pub(super) fn document(schema: &str, keys: &[&str]) -> String {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let known: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(known, keys, "the keys that are offered in errors are those that there are");
    let none = Types::new();
    let types = schema["definitions"].as_object().unwrap_or(&none);
    let mut text = format!("## Keys\n\n{}", keys_table(&schema, Absent::LeftOut));
    for name in reachable(&schema, types) {
        text.push_str(&section(&name, &types[&name], Absent::LeftOut));
    }
    text
}

/// How the type of an optional value is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// As the type alone: people leave out keys that they do not need.
    LeftOut,
    /// That it may be `none`: templates have to reckon with it.
    None,
}

/// The names of the types below a schema, in the order in which a reader meets them.
pub(super) fn reachable(schema: &Value, types: &Types) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut next = 0;
    references(schema, &mut found);
    while let Some(name) = found.get(next).cloned() {
        next += 1;
        references(&types[&name], &mut found);
    }
    found
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter().filter(|(key, _)| *key != "definitions") {
                match value.as_str().filter(|_| key == "$ref").and_then(|path| path.strip_prefix("#/definitions/")) {
                    Some(name) if !found.iter().any(|known| known == name) => found.push(name.to_owned()),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// A section on a type: an object with a table of keys, or a choice with a table of values.
pub(super) fn section(name: &str, schema: &Value, absent: Absent) -> String {
    let mut text = format!("## {}\n\n", title(name));
    if let Some(description) = schema["description"].as_str() {
        writeln!(text, "{}\n", tables::sentences(description)).unwrap();
    }
    match (schema["oneOf"].as_array(), schema["anyOf"].as_array()) {
        (Some(choices), _) => text.push_str(&choices_table(choices)),
        (None, Some(forms)) => text.push_str(&forms_table(forms, absent)),
        (None, None) => text.push_str(&keys_table(schema, absent)),
    }
    text
}

/// The forms that a value may have.
fn forms_table(forms: &[Value], absent: Absent) -> String {
    let row = |form: &Value| vec![type_of(form, absent), form["description"].as_str().unwrap_or_default().to_owned()];
    tables::table(&["form", "meaning"], forms.iter().map(row).collect())
}

/// The keys of an object with their types and meanings.
pub(super) fn keys_table(schema: &Value, absent: Absent) -> String {
    let properties = schema["properties"].as_object().unwrap();
    let row = |(key, property): (&String, &Value)| {
        vec![
            format!("`{key}`"),
            type_of(property, absent),
            property["description"].as_str().unwrap_or_default().to_owned(),
        ]
    };
    let head = if absent == Absent::None { "variable" } else { "key" };
    tables::table(&[head, "type", "meaning"], properties.iter().map(row).collect())
}

fn choices_table(choices: &[Value]) -> String {
    let row = |choice: &Value| {
        let value = choice["const"].as_str().or(choice["enum"][0].as_str()).unwrap();
        vec![format!("`{value}`"), choice["description"].as_str().unwrap_or_default().to_owned()]
    };
    tables::table(&["value", "meaning"], choices.iter().map(row).collect())
}

/// The type of a value in plain words, with links to the sections on types.
fn type_of(schema: &Value, absent: Absent) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/definitions/")) {
        let title = title(name);
        return format!("[{title}](#{})", title.to_lowercase().replace(' ', "-"));
    }
    if let Some(parts) = ["allOf", "anyOf"].iter().find_map(|key| schema[*key].as_array()) {
        let is_null = |part: &&Value| part["type"] == "null";
        let name: Vec<String> = parts.iter().filter(|part| !is_null(part)).map(|part| type_of(part, absent)).collect();
        return or_none(name.join(" or "), parts.iter().any(|part| is_null(&part)), absent);
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    };
    let name = match kinds.iter().find(|kind| **kind != "null") {
        Some(&"string") => "text".to_owned(),
        Some(&"boolean") => "`true` or `false`".to_owned(),
        Some(&"integer") => "whole number".to_owned(),
        Some(&"number") => "number".to_owned(),
        Some(&"array") => format!("list of {}", type_of(&schema["items"], absent)),
        Some(&"object") => match type_of(&schema["additionalProperties"], absent).as_str() {
            "anything" => "map".to_owned(),
            below => format!("map of {below}"),
        },
        _ => "anything".to_owned(),
    };
    or_none(name, kinds.contains(&"null"), absent)
}

fn or_none(name: String, is_optional: bool, absent: Absent) -> String {
    if is_optional && absent == Absent::None { format!("{name}, or `none`") } else { name }
}

/// `FeedFormat` → `Feed format`, `EntryView` → `Entry`, `MenuFile` → `Menu`.
pub(super) fn title(name: &str) -> String {
    let name = name.strip_suffix("View").or_else(|| name.strip_suffix("File")).unwrap_or(name);
    let mut title = String::new();
    for (at, c) in name.char_indices() {
        if at > 0 && c.is_uppercase() {
            title.push(' ');
        }
        title.extend(if at > 0 { c.to_lowercase().collect::<Vec<_>>() } else { vec![c] });
    }
    title
}
