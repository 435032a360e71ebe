//! Values of Jekyll's front matter: terms, authors, images, redirects, and what stays for the theme.

use serde_json::Value;

use super::front::Values;
use super::item::ImportedImage;
use super::jekyll_context::JekyllContext;
use super::values::{decoded, first_text, list_of, one_line, text, text_of};

/// Tags and categories: a list, or words with spaces between them.
pub(super) fn terms(values: &Values, keys: &[&str]) -> Vec<String> {
    let mut terms = Vec::new();
    for key in keys {
        match values.get(*key) {
            Some(Value::String(words)) if key.ends_with('s') || *key == "categories" => {
                let by_comma = words.contains(',');
                let split: Vec<&str> =
                    if by_comma { words.split(',').collect() } else { words.split_whitespace().collect() };
                terms.extend(split.into_iter().map(one_line).filter(|word| !word.is_empty()));
            }
            _ => terms.extend(list_of(values, key)),
        }
    }
    let mut unique: Vec<String> = Vec::new();
    for term in terms {
        if !unique.contains(&term) {
            unique.push(term);
        }
    }
    unique
}

/// The names of the authors; keys are looked up in `_data/authors.yml`.
pub(super) fn authors(values: &Values, source: &JekyllContext) -> Vec<String> {
    let mut authors = list_of(values, "author");
    authors.extend(list_of(values, "authors"));
    if authors.is_empty() {
        return authors;
    }
    let named = authors.iter().map(|key| source.authors.get(key).cloned().unwrap_or_else(|| key.clone()));
    named.collect()
}

pub(super) fn lead_image(values: &Values) -> Option<ImportedImage> {
    let value = ["image", "featured_image", "feature_image", "thumbnail", "cover", "og_image"]
        .iter()
        .find_map(|key| values.get(*key))?;
    let of = |keys: &[&str]| keys.iter().find_map(|key| value.get(*key).and_then(text));
    let src = text(value).or_else(|| of(&["path", "src", "url", "feature", "file", "image"]))?;
    let alt =
        of(&["alt", "alt_text", "description"]).or_else(|| first_text(values, &["image_alt", "image-alt", "alt"]));
    let caption = of(&["caption", "title"]).or_else(|| first_text(values, &["image_caption", "caption"]));
    Some(ImportedImage {
        src,
        alt: alt.unwrap_or_default(),
        caption,
        credit: of(&["credit"]).or_else(|| text_of(values, "image_credit")),
    })
}

pub(super) fn redirects(values: &Values) -> Vec<String> {
    let mut redirects = list_of(values, "redirect_from");
    redirects.extend(list_of(values, "aliases"));
    redirects.retain(|from| !from.contains("://"));
    redirects.iter().map(|from| if from.starts_with('/') { from.clone() } else { format!("/{from}") }).collect()
}

/// Keys that are read, or that say nothing to readers.
const READ: &[&str] = &[
    "title",
    "date",
    "slug",
    "permalink",
    "published",
    "draft",
    "layout",
    "category",
    "categories",
    "tag",
    "tags",
    "author",
    "authors",
    "description",
    "excerpt",
    "summary",
    "subtitle",
    "image",
    "featured_image",
    "feature_image",
    "thumbnail",
    "cover",
    "og_image",
    "image_alt",
    "image-alt",
    "image_caption",
    "image_credit",
    "caption",
    "redirect_from",
    "aliases",
    "lang",
    "language",
    "locale",
    "last_modified_at",
    "updated",
    "modified",
    "last_updated",
    "sticky",
    "pinned",
    "pin",
    "comments",
    "link",
    "wordpress_id",
    "excerpt_separator",
    "render_with_liquid",
    "sitemap",
    "toc",
    "meta",
    "status",
    "type",
    "guid",
    "id",
];

/// Whether a key of front matter is read, or given to texts by Jekyll.
pub(super) fn is_read(key: &str) -> bool {
    READ.contains(&key)
        || matches!(key, "content" | "next" | "previous" | "collection" | "relative_path" | "dir" | "name" | "output")
}

/// What stays for the theme.
pub(super) fn rest(values: Values) -> impl Iterator<Item = (String, Value)> {
    values.into_iter().filter(|(key, value)| !READ.contains(&key.as_str()) && !value.is_null())
}

/// A text without marks of HTML and Markdown, for a summary.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    decoded(&plain)
}
