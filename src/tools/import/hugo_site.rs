//! The site of Hugo: titles, languages, menus, taxonomies, feeds, and which sections are news.

use std::collections::{BTreeMap, HashSet};

use chrono_tz::Tz;
use serde_json::Value;

use super::hugo_context::HugoContext;
use super::hugo_item::{HugoFile, HugoKind};
use super::lists::NEWS;
use super::site::{ImportedFeed, ImportedLanguage, ImportedSection, ImportedSite, ImportedTaxonomy};
use super::values::{at, canonical_tag, is_true, list, text};
use crate::config::FeedFormat;

/// The sections whose texts are news: those that are called so, that have the date in their addresses, or that the settings name; else
/// the one with most dates.
pub(super) fn news_sections(context: &HugoContext, dated: &BTreeMap<String, usize>) -> HashSet<String> {
    let named = at(&context.config.values, "params.mainsections").map(list).unwrap_or_default();
    let is_news = |section: &&String| {
        let has_year =
            context.permalink(section).is_some_and(|pattern| pattern.contains(":year") || pattern.contains(":2006"));
        NEWS.contains(&section.as_str()) || has_year || named.iter().any(|name| name.eq_ignore_ascii_case(section))
    };
    let mut news: HashSet<String> = dated.keys().filter(is_news).cloned().collect();
    if news.is_empty() {
        news.extend(
            dated.iter().max_by_key(|(section, count)| (**count, section.len())).map(|(section, _)| section.clone()),
        );
    }
    news
}

impl HugoContext {
    /// The names of the taxonomies, as keys of front matter.
    pub(super) fn taxonomies(&self) -> Vec<String> {
        match self.config.values.get("taxonomies") {
            Some(Value::Object(map)) => map.values().filter_map(text).collect(),
            _ => vec!["tags".to_owned(), "categories".to_owned()],
        }
    }

    /// Whether Courant makes the list of a folder itself: that of news, and those of terms.
    pub(super) fn is_list(&self, folder: &str) -> bool {
        let folder = folder.to_lowercase();
        let first = folder.split('/').next().unwrap_or_default();
        self.news.contains(&folder) || self.taxonomies().iter().any(|name| name == first)
    }

    /// Whether pages of a kind are made.
    fn makes(&self, kind: &str) -> bool {
        let off = self.config.values.get("disablekinds").map(list).unwrap_or_default();
        !off.iter().any(|off| off.to_lowercase().trim_end_matches("term") == kind || off.to_lowercase() == kind)
    }
}

/// Reads what the settings say of the site.
pub(super) fn read(context: &HugoContext, files: &[HugoFile]) -> ImportedSite {
    let config = &context.config;
    let main = config.languages.first().map(|language| language.key.clone()).unwrap_or_default();
    let base_url = config.text_in(&main, "baseurl").filter(|url| url.starts_with("http"));
    let mut site = ImportedSite {
        title: config.text_in(&main, "title"),
        description: config.text_in(&main, "params.description").or_else(|| config.text_in(&main, "description")),
        base_url: base_url.map(|url| url.trim_end_matches('/').to_owned()),
        language: Some(canonical_tag(&main)),
        time_zone: Some(context.zone.unwrap_or(Tz::UTC)),
        per_page: config
            .text("paginate")
            .or_else(|| config.text("pagination.pagersize"))
            .and_then(|number| number.parse().ok()),
        menu: menu(context, &main),
        markdown: vec![("heading_ids", "hugo"), ("definition_lists", "true")],
        losses: config.losses.clone(),
        ..ImportedSite::default()
    };
    if is_true(&config.values, "enableemoji") {
        site.markdown.push(("emoji", "true"));
    }
    if at(&config.values, "markup.goldmark.parser.attribute.block").and_then(Value::as_bool) == Some(true) {
        site.markdown.push(("attributes", "true"));
    }
    for language in config.languages.iter().skip(1) {
        let is_used = files.iter().any(|file| file.language == language.key);
        if is_used {
            let of = |key: &str| config.text(&format!("languages.{}.{key}", language.key));
            site.languages.push(ImportedLanguage {
                tag: canonical_tag(&language.key),
                name: of("languagename").or_else(|| of("label")),
                title: of("title"),
                menu: menu(context, &language.key),
            });
        }
    }
    index(context, files, &mut site);
    taxonomies(context, files, &mut site);
    feeds(context, &mut site);
    let path = config.text("pagination.path").or_else(|| config.text("paginatepath"));
    site.add_paging(&format!("{}/{{number}}/", path.as_deref().unwrap_or("page").trim_matches('/')));
    site
}

/// The index of news: the list of the section with most texts. Others are sections of the site, with an index of their own.
fn index(context: &HugoContext, files: &[HugoFile], site: &mut ImportedSite) {
    let mut news: Vec<&String> = context.news.iter().filter(|section| !section.is_empty()).collect();
    news.sort();
    let count = |section: &&String| files.iter().filter(|file| file.section().eq_ignore_ascii_case(section)).count();
    let Some(most) = news.iter().copied().max_by_key(|section| count(section)) else { return };
    site.index_address = Some(format!("/{most}/"));
    for section in news.into_iter().filter(|section| *section != most) {
        // The folder may have capitals.
        let folder = files.iter().map(HugoFile::section).find(|folder| folder.eq_ignore_ascii_case(section));
        let index = format!("/{section}/");
        let made = ImportedSection::of(section, index, true);
        site.sections.push(ImportedSection { name: folder.unwrap_or(section).to_owned(), ..made });
    }
}

fn taxonomies(context: &HugoContext, files: &[HugoFile], site: &mut ImportedSite) {
    if !context.makes("taxonomy") {
        return;
    }
    for name in context.taxonomies() {
        let mut title = name.clone();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        // Authors that have pages of their own are a section of the site.
        let is_section = files.iter().any(|file| file.kind != HugoKind::Branch && file.section() == name);
        if !is_section {
            site.taxonomies.push(ImportedTaxonomy { address: Some(format!("/{name}/")), name, title, has_feeds: true });
        }
    }
}

fn feeds(context: &HugoContext, site: &mut ImportedSite) {
    let outputs = at(&context.config.values, "outputs.home").map(list);
    let has = |format: &str| {
        outputs.as_ref().is_none_or(|outputs| outputs.iter().any(|output| output.eq_ignore_ascii_case(format)))
    };
    if has("rss") && context.makes("rss") {
        let name = context.config.text("outputformats.rss.basename").unwrap_or_else(|| "index".to_owned());
        site.feeds.push(ImportedFeed { address: format!("/{name}.xml"), format: FeedFormat::Rss });
    }
}

fn menu(context: &HugoContext, language: &str) -> Vec<(String, String)> {
    let values = &context.config.values;
    let own = at(values, &format!("languages.{language}.menu.main"))
        .or_else(|| at(values, &format!("languages.{language}.menus.main")));
    let menu = own.or_else(|| at(values, "menu.main")).or_else(|| at(values, "menus.main"));
    let mut entries: Vec<&Value> =
        menu.and_then(Value::as_array).map(|entries| entries.iter().collect()).unwrap_or_default();
    let weight = |entry: &&Value| entry.get("weight").and_then(Value::as_i64).unwrap_or(i64::MAX);
    entries.sort_by_key(weight);
    let entry = |entry: &Value| {
        let of = |key: &str| entry.get(key).and_then(text);
        let title = of("name").or_else(|| of("title")).or_else(|| of("identifier"))?;
        let url = of("url").or_else(|| of("pageref"))?;
        let is_address = url.starts_with('/') || url.contains("://");
        (is_address && of("parent").is_none()).then_some((title, url))
    };
    entries.into_iter().filter_map(entry).collect()
}
