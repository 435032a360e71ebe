//! The settings of a site that is imported: `site.yaml`, and for a site that was there before the lines to add.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::learned::section_key;
use super::lists::ListAddresses;
use super::site::ImportedSite;
use super::yaml_text::{YamlText, flow, flow_list, scalar};
use crate::config::{FeedFormat, KEYS, SiteFile};

/// What an import learned that goes into the settings.
pub(super) struct LearnedSettings<'l> {
    /// The site of the source.
    pub(super) site: &'l ImportedSite,
    /// The main language, where it is known.
    pub(super) language: Option<String>,
    /// The other languages that texts have.
    pub(super) languages: BTreeSet<String>,
    /// The patterns of items, by language; `None` for the main one.
    pub(super) patterns: BTreeMap<Option<String>, String>,
    /// The addresses of lists that follow from them.
    pub(super) lists: BTreeMap<Option<String>, ListAddresses>,
    /// The hosts from which pages load images.
    pub(super) image_hosts: BTreeSet<String>,
    /// The taxonomies that items have terms in.
    pub(super) taxonomies: BTreeSet<String>,
    /// The last parts of the addresses of terms, by taxonomy and name, where they are not those that Courant gives.
    pub(super) term_slugs: BTreeMap<String, BTreeMap<String, String>>,
}

/// More hosts than this are allowed by a star: nobody keeps a list of hundreds.
const MOST_HOSTS: usize = 25;

/// Whether `site.yaml` can say something.
pub(super) fn can_say(yaml: &str) -> bool {
    serde_yaml::from_str::<SiteFile>(yaml).is_ok()
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
    add("language", learned.language.as_deref().map(scalar));
    add("languages", languages(learned));
    add("time_zone", site.time_zone.map(|zone| zone.name().to_owned()));
    add("item_address", learned.patterns.get(&None).map(|pattern| scalar(pattern)));
    let lists = learned.lists.get(&None);
    let (index, archive) = (lists.map(|lists| &lists.index), lists.and_then(|lists| lists.archive.as_ref()));
    add("index_address", site.index_address.as_ref().or(index).map(|address| scalar(address)));
    add("archive_address", site.archive_address.as_ref().or(archive).map(|pattern| scalar(pattern)));
    add("sections", sections(learned));
    add("taxonomies", taxonomies(learned));
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
    let of_site = |tag: &str| learned.site.languages.iter().find(|language| language.tag == tag);
    let declared = learned.site.languages.iter().map(|language| &language.tag);
    let found = learned.languages.iter().filter(|tag| of_site(tag).is_none());
    object(declared.chain(found).map(|tag| {
        let mut keys = Map::new();
        let mut put = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                keys.insert(key.to_owned(), Value::from(value));
            }
        };
        put("name", of_site(tag).and_then(|language| language.name.clone()));
        put("title", of_site(tag).and_then(|language| language.title.clone()));
        put("item_address", learned.patterns.get(&Some(tag.clone())).cloned());
        let lists = learned.lists.get(&Some(tag.clone()));
        put("index_address", lists.map(|lists| lists.index.clone()));
        put("archive_address", lists.and_then(|lists| lists.archive.clone()));
        (tag.clone(), Value::Object(keys))
    }))
}

fn sections(learned: &LearnedSettings<'_>) -> Option<String> {
    object(learned.site.sections.iter().map(|section| {
        let mut keys = Map::new();
        keys.insert("title".to_owned(), Value::from(section.title.as_str()));
        keys.insert("index_address".to_owned(), Value::from(section.index_address.as_str()));
        if let Some(pattern) = learned.patterns.get(&Some(section_key(&section.name))) {
            keys.insert("item_address".to_owned(), Value::from(pattern.as_str()));
        }
        if !section.is_main {
            keys.insert("main".to_owned(), Value::Bool(false));
        }
        (section.name.clone(), Value::Object(keys))
    }))
}

fn taxonomies(learned: &LearnedSettings<'_>) -> Option<String> {
    let known = learned.site.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
    let others = learned.taxonomies.iter().map(String::as_str).filter(|name| !matches!(*name, "tags" | "authors"));
    let names: BTreeSet<&str> = known.chain(others).collect();
    object(names.into_iter().map(|name| {
        let of_site = learned.site.taxonomies.iter().find(|taxonomy| taxonomy.name == name);
        let mut keys = Map::new();
        if let Some(title) = of_site.map(|taxonomy| &taxonomy.title).filter(|_| !matches!(name, "tags" | "authors")) {
            keys.insert("title".to_owned(), Value::from(title.as_str()));
        }
        if let Some(address) = of_site.and_then(|taxonomy| taxonomy.address.as_ref()) {
            keys.insert("address".to_owned(), Value::from(address.as_str()));
        }
        if of_site.is_none_or(|taxonomy| !taxonomy.has_feeds) {
            keys.insert("feeds".to_owned(), Value::Array(Vec::new()));
        }
        if let Some(slugs) = learned.term_slugs.get(name).filter(|slugs| !slugs.is_empty()) {
            keys.insert("slugs".to_owned(), json!(slugs));
        }
        (name.to_owned(), Value::Object(keys))
    }))
}

fn author_slugs(site: &ImportedSite) -> Option<String> {
    let slugs = site.author_slugs.iter().map(|(name, slug)| (name.clone(), Value::from(slug.as_str())));
    let slugs: Map<String, Value> = slugs.collect();
    (!slugs.is_empty()).then(|| flow(&json!({"authors": slugs})))
}

/// The formats that the old site had, under their names; more addresses of a format are aliases.
fn feeds(site: &ImportedSite) -> Option<String> {
    let mut names: BTreeMap<&str, Value> = BTreeMap::new();
    let mut aliases: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for feed in &site.feeds {
        let format = match feed.format {
            FeedFormat::Atom => "atom",
            FeedFormat::Rss => "rss",
            FeedFormat::Json => "json",
            FeedFormat::Ninjs => "ninjs",
        };
        let name = feed.address.trim_start_matches('/');
        let is_free = !names.contains_key(format) && !names.values().any(|taken| taken == name);
        if is_free && !name.contains('/') && !name.is_empty() {
            names.insert(format, Value::from(name));
        } else {
            aliases.entry(format).or_default().push(Value::from(feed.address.as_str()));
        }
    }
    let formats: BTreeSet<&str> = names.keys().chain(aliases.keys()).copied().collect();
    let formats: Vec<&str> = formats.into_iter().collect();
    // Formats that the site does not have need names of their own all the same.
    for (format, default, other) in [("atom", "feed.xml", "atom.xml"), ("rss", "rss.xml", "feed.rss")] {
        if !names.contains_key(format) && names.values().any(|name| name == default) {
            names.insert(format, Value::from(other));
        }
    }
    let mut feeds = Map::new();
    feeds.insert("formats".to_owned(), json!(formats));
    for (key, value) in [("names", json!(names)), ("aliases", json!(aliases))] {
        if value.as_object().is_some_and(|map| !map.is_empty()) {
            feeds.insert(key.to_owned(), value);
        }
    }
    (!formats.is_empty()).then(|| flow(&Value::Object(feeds)))
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
