//! The tables of a Ghost export, as far as they are imported.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// The tables of an export.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostTables {
    pub(super) posts: Vec<GhostPost>,
    pub(super) posts_authors: Vec<GhostRelation>,
    pub(super) posts_tags: Vec<GhostRelation>,
    pub(super) posts_meta: Vec<BTreeMap<String, Value>>,
    pub(super) tags: Vec<GhostTerm>,
    pub(super) users: Vec<GhostTerm>,
    pub(super) settings: Vec<GhostSetting>,
}

/// A text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostPost {
    pub(super) id: Value,
    pub(super) title: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) html: Option<String>,
    pub(super) lexical: Option<String>,
    pub(super) mobiledoc: Option<String>,
    pub(super) feature_image: Option<String>,
    pub(super) image: Option<String>,
    pub(super) featured: Value,
    pub(super) page: Value,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) status: Option<String>,
    pub(super) visibility: Option<String>,
    pub(super) email_only: Value,
    pub(super) custom_excerpt: Option<String>,
    pub(super) meta_description: Option<String>,
    pub(super) canonical_url: Option<String>,
    pub(super) codeinjection_head: Option<String>,
    pub(super) codeinjection_foot: Option<String>,
    pub(super) author_id: Value,
    pub(super) published_at: Value,
    pub(super) created_at: Value,
    pub(super) updated_at: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostRelation {
    pub(super) post_id: Value,
    pub(super) author_id: Value,
    pub(super) tag_id: Value,
    pub(super) sort_order: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostTerm {
    pub(super) id: Value,
    pub(super) name: Option<String>,
    pub(super) slug: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostSetting {
    pub(super) key: String,
    pub(super) value: Value,
}

/// An export, in any of the forms that it had.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GhostExport {
    pub(super) db: Vec<GhostExport>,
    pub(super) data: GhostTables,
}

/// A key of the tables, which is a number or a text.
pub(super) fn key(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Whether a value is true: `true`, 1, or "1".
pub(super) fn is_true(value: &Value) -> bool {
    matches!(value, Value::Bool(true)) || value.as_u64() == Some(1) || matches!(value.as_str(), Some("1" | "true"))
}
