//! The settings of a site that is imported: `site.yaml`, and for a site that was there before the lines to add.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::site::ImportedSite;
use super::yaml_text::{YamlText, flow, flow_list, scalar};
use crate::config::{FeedFormat, KEYS, SiteFile};

/// What an import learned that goes into the settings.
pub(super) struct LearnedSettings<'l> {
    /// The site of the source.
    pub(super) site: &'l ImportedSite,
    /// The patterns of items, by language; `None` for the main one.
    pub(super) patterns: BTreeMap<Option<String>, String>,
    /// The hosts from which pages load images.
    pub(super) image_hosts: BTreeSet<String>,
}

/// More hosts than this are allowed by a star: nobody keeps a list of hundreds.
const MOST_HOSTS: usize = 25;

/// Whether `site.yaml` can say something.
pub(super) fn can_say(yaml: &str) -> bool {
    serde_yaml::from_str::<SiteFile>(yaml).is_ok()
}

/// Whether a site can declare taxonomies of its own.
pub(super) fn has_taxonomies() -> bool {
    KEYS.contains(&"taxonomies")
}

/// The lines for the settings that follow from an import, as keys with values.
pub(super) fn lines(learned: &LearnedSettings<'_>) -> Vec<(&'static str, String)> {
    let site = learned.site;
    let mut lines: Vec<(&'static str, String)> = Vec::new();
    let mut add = |key: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|_| KEYS.contains(&key)) {
            lines.push((key, value));
        }
    };
    add("description", site.description.as_deref().map(|text| scalar(&super::values::one_line(text))));
    add("base_url", site.base_url.as_deref().map(scalar));
    add("language", site.language.as_deref().map(scalar));
    add("languages", languages(learned));
    add("time_zone", site.time_zone.map(|zone| zone.name().to_owned()));
    add("item_address", learned.patterns.get(&None).map(|pattern| scalar(pattern)));
    add("index_address", site.index_address.as_deref().map(scalar));
    add("archive_address", site.archive_address.as_deref().map(scalar));
    add("sections", sections(site));
    add("taxonomies", taxonomies(site));
    add("term_slugs", author_slugs(site));
    add("per_page", site.per_page.filter(|number| (1..=1000).contains(number)).map(|number| number.to_string()));
    add("feeds", feeds(site));
    add("markdown", markdown(site));
    let hosts: Vec<String> = match learned.image_hosts.len() {
        0..=MOST_HOSTS => learned.image_hosts.iter().cloned().collect(),
        _ => vec!["*".to_owned()],
    };
    add("external_images", (!hosts.is_empty()).then(|| flow_list(&hosts)));
    add("menu", menu(&site.menu));
    lines
}

/// The whole of `site.yaml` for a new site.
pub(super) fn site_yaml(learned: &LearnedSettings<'_>) -> String {
    let mut yaml = YamlText::default();
    yaml.line("# yaml-language-server: $schema=site.schema.json");
    yaml.line("#");
    yaml.line("# Made by `courant import`. Only `title` is required.");
    yaml.line("");
    yaml.text("title", learned.site.title.as_deref().unwrap_or("Imported site"));
    for (key, value) in lines(learned) {
        yaml.line(&format!("{key}: {value}"));
    }
    yaml.into_text()
}

fn object(entries: impl IntoIterator<Item = (String, Value)>) -> Option<String> {
    let map: Map<String, Value> = entries.into_iter().collect();
    (!map.is_empty()).then(|| flow(&Value::Object(map)))
}

fn languages(learned: &LearnedSettings<'_>) -> Option<String> {
    object(learned.site.languages.iter().map(|language| {
        let mut keys = Map::new();
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                keys.insert(key.to_owned(), Value::from(value));
            }
        };
        put("name", language.name.clone());
        put("title", language.title.clone());
        put("item_address", learned.patterns.get(&Some(language.tag.clone())).cloned());
        (language.tag.clone(), Value::Object(keys))
    }))
}

fn sections(site: &ImportedSite) -> Option<String> {
    object(site.sections.iter().map(|section| {
        let name = section.folder.replace('/', "-");
        let title = section.title.clone().unwrap_or_else(|| name.clone());
        let value = json!({
            "folder": format!("content/{}", section.folder),
            "title": title,
            "index_address": section.index_address,
        });
        (name, value)
    }))
}

fn taxonomies(site: &ImportedSite) -> Option<String> {
    object(site.taxonomies.iter().map(|taxonomy| {
        let mut keys = Map::new();
        if !matches!(taxonomy.name.as_str(), "tags" | "authors") {
            keys.insert("title".to_owned(), Value::from(taxonomy.title.as_str()));
        }
        if let Some(address) = &taxonomy.address {
            keys.insert("address".to_owned(), Value::from(address.as_str()));
        }
        if !taxonomy.has_feeds {
            keys.insert("feeds".to_owned(), Value::Array(Vec::new()));
        }
        (taxonomy.name.clone(), Value::Object(keys))
    }))
}

fn author_slugs(site: &ImportedSite) -> Option<String> {
    let slugs = site.author_slugs.iter().map(|(name, slug)| (name.clone(), Value::from(slug.as_str())));
    let slugs: Map<String, Value> = slugs.collect();
    (!slugs.is_empty()).then(|| flow(&json!({"authors": slugs})))
}

fn feeds(site: &ImportedSite) -> Option<String> {
    if !can_say("feeds: {aliases: {}}") {
        return None;
    }
    let mut aliases: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for feed in site.feeds.iter().filter(|feed| feed.address != default_address(feed.format)) {
        let format = match feed.format {
            FeedFormat::Atom => "atom",
            FeedFormat::Rss => "rss",
            FeedFormat::Json => "json",
        };
        aliases.entry(format).or_default().push(Value::from(feed.address.as_str()));
    }
    (!aliases.is_empty()).then(|| flow(&json!({"aliases": aliases})))
}

/// The address that the feed of the site has by default.
fn default_address(format: FeedFormat) -> String {
    format!("/{}", format.file_name())
}

/// The redirects that keep old addresses: those of the old site, and those of feeds where feeds can have one address only.
pub(super) fn redirects(site: &ImportedSite) -> Vec<(String, String)> {
    let mut redirects: Vec<(String, String)> =
        site.redirects.iter().map(|redirect| (redirect.from.clone(), redirect.to.clone())).collect();
    if !can_say("feeds: {aliases: {}}") {
        let feeds = site.feeds.iter().map(|feed| (feed.address.clone(), default_address(feed.format)));
        redirects.extend(feeds.filter(|(from, to)| from != to));
    }
    redirects
}

/// Redirects as the file `redirects.csv` has them.
pub(super) fn redirects_csv(redirects: &[(String, String)]) -> String {
    let field = |text: &str| {
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let lines = redirects.iter().map(|(from, to)| format!("{},{},301\n", field(from), field(to)));
    format!("from,to,status\n{}", lines.collect::<String>())
}

fn markdown(site: &ImportedSite) -> Option<String> {
    let value = |text: &str| match text {
        "true" => Value::Bool(true),
        text => Value::from(text),
    };
    let known = site.markdown.iter().filter(|(key, text)| can_say(&format!("markdown: {{{key}: {text}}}")));
    object(known.map(|(key, text)| ((*key).to_owned(), value(text))))
}

fn menu(entries: &[(String, String)]) -> Option<String> {
    let entries: Vec<Value> = entries.iter().map(|(title, link)| json!({"title": title, "link": link})).collect();
    (!entries.is_empty()).then(|| format!("\n  - {}", entries.iter().map(flow).collect::<Vec<_>>().join("\n  - ")))
}
