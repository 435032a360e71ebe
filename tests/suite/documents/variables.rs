//! `docs/variables.md`: every variable that a template may use, from the types that make its context.

use std::fmt::Write as _;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use courant::plan::DigestView;
use courant::plan::view::{SiteView, View};

use super::schema::{self, Absent, Types};
use super::tables;

/// The document.
pub(super) fn document() -> String {
    let (roots, types) = types();
    let mut text = String::new();
    for (name, heading) in &roots {
        let schema = &types[name];
        let description = tables::sentences(schema["description"].as_str().unwrap_or_default());
        let keys = schema::keys_table(schema, Absent::None);
        write!(text, "## {heading}\n\n{description}\n\n{keys}").unwrap();
    }
    for name in below(&roots, &types) {
        text.push_str(&schema::section(&name, &types[&name], Absent::None));
    }
    text
}

/// Types, keys and values of enumerations without a description.
pub(super) fn undocumented() -> Vec<String> {
    let (roots, types) = types();
    let names = roots.iter().map(|(name, _)| name.clone()).chain(below(&roots, &types));
    let mut missing = Vec::new();
    for name in names {
        let schema = &types[&name];
        let keys = schema["properties"].as_object().into_iter().flatten().map(|(key, value)| (key.clone(), value));
        let choices =
            schema["oneOf"].as_array().into_iter().flatten().map(|choice| (choice["const"].to_string(), choice));
        let parts = keys.chain(choices).chain([(String::from("itself"), schema)]);
        missing.extend(parts.filter(|(_, part)| !is_described(part)).map(|(key, _)| format!("{name}: {key}")));
    }
    missing
}

fn is_described(schema: &Value) -> bool {
    schema["description"].as_str().is_some_and(|text| !text.trim().is_empty())
}

fn below(roots: &[(String, &str)], types: &Types) -> Vec<String> {
    let all: Value = roots.iter().map(|(name, _)| types[name].clone()).collect();
    schema::reachable(&all, types)
}

/// All types, and the names and headings of those that a template sees directly.
fn types() -> (Vec<(String, &'static str)>, Types) {
    let mut generator = SchemaSettings::draft07().for_serialize().into_generator();
    let page = generator.subschema_for::<View<'static>>();
    let site = generator.subschema_for::<SiteView>();
    let digest = generator.subschema_for::<DigestView<'static>>();
    let name = |schema: &schemars::Schema| {
        let path = schema.get("$ref").and_then(Value::as_str).unwrap();
        path.trim_start_matches("#/definitions/").to_owned()
    };
    let roots = vec![
        (name(&page), "Variables of the page"),
        (name(&site), "Variables of the site: `site`"),
        (name(&digest), "Variables of a digest: `digest`"),
    ];
    (roots, generator.take_definitions(true))
}
