//! The site of Zola: title, languages, taxonomies and feeds.

use serde_json::Value;

use super::front::Values;
use super::site::{ImportedFeed, ImportedLanguage, ImportedSite, ImportedTaxonomy};
use super::values::{at, canonical_tag, is_true, list, text, text_of};
use super::zola_context::ZolaContext;
use super::zola_page::{ZolaFile, slug};
use crate::config::FeedFormat;

/// The tags of the languages beside the main one.
pub(super) fn languages(config: &Values) -> Vec<String> {
    match config.get("languages") {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        Some(Value::Array(all)) => all.iter().filter_map(|language| language.get("code").and_then(text)).collect(),
        _ => Vec::new(),
    }
}

/// Reads what the settings say of the site.
pub(super) fn read(context: &ZolaContext, files: &[ZolaFile], site: &mut ImportedSite) {
    let config = &context.config;
    site.title = text_of(config, "title");
    site.description = text_of(config, "description");
    site.base_url = text_of(config, "base_url")
        .filter(|url| url.starts_with("http"))
        .map(|url| url.trim_end_matches('/').to_owned());
    site.language = Some(canonical_tag(&text_of(config, "default_language").unwrap_or_else(|| "en".to_owned())));
    site.time_zone = Some(chrono_tz::Tz::UTC);
    site.markdown = vec![("heading_ids", "zola")];
    if at(config, "markdown.render_emoji").and_then(Value::as_bool) == Some(true) {
        site.markdown.push(("emoji", "true"));
    }
    for tag in languages(config) {
        if files.iter().any(|file| file.language.as_ref() == Some(&tag)) {
            let title = at(config, &format!("languages.{tag}.title")).and_then(text);
            site.languages.push(ImportedLanguage { tag: canonical_tag(&tag), name: None, title, menu: Vec::new() });
        }
    }
    for taxonomy in config.get("taxonomies").and_then(Value::as_array).into_iter().flatten() {
        let Some(name) = taxonomy.get("name").and_then(text) else { continue };
        let mut title = name.clone();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let has_feeds = ["feed", "rss"].iter().any(|key| taxonomy.get(*key).and_then(Value::as_bool) == Some(true));
        site.taxonomies.push(ImportedTaxonomy { address: Some(format!("/{}/", slug(&name))), name, title, has_feeds });
    }
    feeds(config, site);
    site.add_paging("page/{number}/");
    if let Some(menu) = at(config, "extra.menu").or_else(|| at(config, "extra.main_menu")).and_then(Value::as_array) {
        let entry = |entry: &Value| {
            let of = |keys: &[&str]| keys.iter().find_map(|key| entry.get(*key)).and_then(text);
            let url = of(&["url", "path", "link"])?;
            let own = url.strip_prefix("$BASE_URL").unwrap_or(&url).to_owned();
            (own.starts_with('/') || own.contains("://")).then_some((of(&["name", "title", "label"])?, own))
        };
        site.menu = menu.iter().filter_map(entry).collect();
    }
}

fn feeds(config: &Values, site: &mut ImportedSite) {
    if !["generate_feeds", "generate_feed", "generate_rss"].iter().any(|key| is_true(config, key)) {
        return;
    }
    let mut names = config.get("feed_filenames").map(list).unwrap_or_default();
    names.extend(text_of(config, "feed_filename"));
    if names.is_empty() {
        names.push("atom.xml".to_owned());
    }
    for name in names {
        let format = match name.as_str() {
            name if name.contains("rss") => FeedFormat::Rss,
            name if name.ends_with(".xml") => FeedFormat::Atom,
            "feed.json" => FeedFormat::Json,
            // A file that only a template of the site can make.
            _ => continue,
        };
        site.feeds.push(ImportedFeed { address: format!("/{name}"), format });
    }
}
