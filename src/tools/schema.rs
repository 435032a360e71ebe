//! JSON Schemas for editors and other programs, generated from the types that read and write the files.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::report::JsonReport;
use crate::config::{ContactFile, SiteFile};
use crate::content::{ItemFile, TermFile};

/// Schema of the settings in `site.yaml`.
pub fn site() -> String {
    write(with_required::<SiteFile>("Courant: site.yaml", &["title"]))
}

/// Schema of the front matter of an item.
pub fn item() -> String {
    write(with_required::<ItemFile>("Courant: front matter", &["title"]))
}

/// Schema of the front matter of a file about a term.
pub fn term() -> String {
    write(titled(SchemaSettings::draft07().into_generator().into_root_schema_for::<TermFile>(), "Courant: term"))
}

/// Schema of a file about a contact.
pub fn contact() -> String {
    write(with_required::<ContactFile>("Courant: contact", &["name"]))
}

/// Schema of the document that `--format json` prints.
pub fn report() -> String {
    // Draft 7 has the best support in editors.
    let schema = SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<JsonReport>();
    write(titled(schema, "Courant: report"))
}

/// Marks keys as required. They are optional in the types, so that all missing keys can be reported at once.
fn with_required<T: JsonSchema>(title: &str, required: &[&str]) -> Schema {
    let mut schema = titled(SchemaSettings::draft07().into_generator().into_root_schema_for::<T>(), title);
    schema.insert("required".to_owned(), json!(required));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for key in required {
            let Some(property) = properties.get_mut(*key).and_then(Value::as_object_mut) else { continue };
            property.insert("type".to_owned(), json!("string"));
            property.remove("default");
        }
    }
    schema
}

fn titled(mut schema: Schema, title: &str) -> Schema {
    schema.insert("title".to_owned(), json!(title));
    schema
}

fn write(schema: Schema) -> String {
    format!("{:#}\n", schema.to_value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_refuses_unknown_keys_and_requires_a_title() {
        for text in [site(), item()] {
            let schema: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(schema["additionalProperties"], json!(false));
            assert_eq!(schema["required"], json!(["title"]));
            assert_eq!(schema["properties"]["title"]["type"], json!("string"));
        }
    }
}
