//! The variables that a template may read, with their fields: from the same types as `docs/variables.md`.

use std::ops::Range;

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::digest::DigestView;
use super::view::{SiteView, View};
use crate::theme::Theme;

/// Variables that are not part of a view, and of which nothing is checked here.
const OTHERS: &[&str] = &["content", "structured_data", "courant", "directive", "__tera_context", "body"];

/// The variables of all kinds of pages, and of digests.
#[derive(Debug)]
pub(super) struct PageVariables {
    /// The types, by name.
    types: Map<String, Value>,
    /// The variables, as a type.
    page: Value,
}

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Found<'v> {
    /// Its type, as a JSON schema.
    Type(&'v Value),
    /// It may be anything.
    Anything,
}

/// A name that a template reads, and that does not exist.
#[derive(Debug)]
pub(super) struct MissingName {
    /// Its bytes in the template.
    pub(super) range: Range<usize>,
    pub(super) name: String,
    /// The name with the way to it.
    pub(super) shown: String,
    /// The names that do exist there.
    pub(super) known: Vec<String>,
}

impl PageVariables {
    /// The variables with a theme.
    pub(super) fn new(theme: &Theme) -> Self {
        let mut generator = SchemaSettings::draft07().for_serialize().into_generator();
        let view = generator.subschema_for::<View<'static>>().to_value();
        let site = generator.subschema_for::<SiteView>().to_value();
        let digest = generator.subschema_for::<DigestView<'static>>().to_value();
        let types = generator.take_definitions(true);
        let mut page = resolved(&types, &view).clone();
        if let Some(variables) = page.get_mut("properties").and_then(Value::as_object_mut) {
            variables.insert("site".to_owned(), site);
            variables.insert("digest".to_owned(), digest);
            for (name, known) in theme.variable_names() {
                let fields: Map<String, Value> = known.into_iter().map(|name| (name.to_owned(), json!(true))).collect();
                variables.insert(name.to_owned(), json!({"type": "object", "properties": fields}));
            }
            variables.extend(OTHERS.iter().map(|name| ((*name).to_owned(), json!(true))));
        }
        Self { types, page }
    }

    /// A variable of the page or the site.
    pub(super) fn variable(&self, name: &str) -> Option<Found<'_>> {
        self.field(Found::Type(&self.page), name).ok()
    }

    /// The names of all variables.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.page.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).map(String::as_str)
    }

    /// A field of a value; an error, with the names of those that exist, where there is no such field.
    pub(super) fn field<'v>(&'v self, of: Found<'v>, name: &str) -> Result<Found<'v>, Vec<String>> {
        let Found::Type(schema) = of else { return Ok(Found::Anything) };
        let schema = resolved(&self.types, schema);
        if let Some(field) = schema.get("properties").and_then(|fields| fields.get(name)) {
            return Ok(Found::Type(field));
        }
        match (schema.get("properties").and_then(Value::as_object), schema.get("additionalProperties")) {
            (_, Some(rest)) if rest.is_object() => Ok(Found::Type(rest)),
            (Some(fields), None | Some(Value::Bool(false))) => Err(fields.keys().cloned().collect()),
            _ => Ok(Found::Anything),
        }
    }

    /// An entry of a list, or a value of a map.
    pub(super) fn entry<'v>(&'v self, of: Found<'v>) -> Found<'v> {
        let Found::Type(schema) = of else { return Found::Anything };
        let schema = resolved(&self.types, schema);
        let below =
            schema.get("items").or_else(|| schema.get("additionalProperties")).filter(|below| below.is_object());
        below.map_or(Found::Anything, Found::Type)
    }

    /// A word that a template asks for and that the theme does not have.
    pub(super) fn missing_word(&self, word: &str, range: Range<usize>) -> Option<MissingName> {
        let words = self.variable("words")?;
        let known = self.field(words, word).err()?;
        Some(MissingName { range, name: word.to_owned(), shown: format!("words.{word}"), known })
    }
}

/// A type, behind references and without `none`.
fn resolved<'v>(types: &'v Map<String, Value>, schema: &'v Value) -> &'v Value {
    let mut schema = schema;
    loop {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix("#/definitions/"));
        let parts = ["allOf", "anyOf"].iter().find_map(|key| schema.get(*key)?.as_array());
        let only = parts.and_then(|parts| {
            let mut some = parts.iter().filter(|part| part.get("type").is_none_or(|kind| kind != "null"));
            some.next().filter(|_| some.next().is_none())
        });
        schema = match (named.and_then(|name| types.get(name)), only) {
            (Some(next), _) | (None, Some(next)) => next,
            (None, None) => return schema,
        };
    }
}
