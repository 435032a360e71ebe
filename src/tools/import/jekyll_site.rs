//! The site of Jekyll: title, address, feeds, archives and taxonomies, as its plugins made them.

use chrono_tz::Tz;

use super::input::InputFolder;
use super::jekyll_config::JekyllConfig;
use super::site::{ImportedFeed, ImportedSite, ImportedTaxonomy};
use crate::config::FeedFormat;

/// Reads what the settings say of the site.
pub(super) fn read(folder: &InputFolder, config: &JekyllConfig) -> ImportedSite {
    let url = config.text("url").filter(|url| url.starts_with("http"));
    let path = config.text("baseurl").filter(|path| path.len() > 1).unwrap_or_default();
    let language = config.text("lang").or_else(|| config.text("language")).or_else(|| config.text("locale"));
    let mut site = ImportedSite {
        title: config.text("title").or_else(|| config.text("name")),
        description: config.text("description"),
        base_url: url.map(|url| format!("{}{path}", url.trim_end_matches('/'))),
        language: Some(language.map_or_else(|| "en".to_owned(), |tag| tag.replace('_', "-"))),
        time_zone: Some(config.zone.unwrap_or(Tz::UTC)),
        per_page: config.text("paginate").and_then(|number| number.parse().ok()),
        markdown: vec![("heading_ids", "kramdown"), ("attributes", "true"), ("definition_lists", "true")],
        losses: config.losses.clone(),
        ..ImportedSite::default()
    };
    feeds(folder, config, &mut site);
    archives(config, &mut site);
    site
}

/// A feed of a template, or of the plugin.
fn feeds(folder: &InputFolder, config: &JekyllConfig, site: &mut ImportedSite) {
    let has = |file: &str| folder.has(&format!("{}{file}", config.source));
    let own = config.text("feed.path").map(|path| format!("/{}", path.trim_start_matches('/')));
    let mut add = |address: &str, format| {
        site.feeds.push(ImportedFeed { address: address.to_owned(), format });
    };
    for (file, format) in [
        ("feed.xml", FeedFormat::Atom),
        ("atom.xml", FeedFormat::Atom),
        ("rss.xml", FeedFormat::Rss),
        ("index.xml", FeedFormat::Rss),
    ] {
        if has(file) {
            let text = folder.read(&format!("{}{file}", config.source)).map(|input| input.text).unwrap_or_default();
            let format = if text.contains("<rss") { FeedFormat::Rss } else { format };
            add(&format!("/{file}"), format);
        }
    }
    if has("feed.json") {
        add("/feed.json", FeedFormat::Json);
    }
    if !has("feed.xml") {
        add(own.as_deref().unwrap_or("/feed.xml"), FeedFormat::Atom);
    }
}

/// Archives of `jekyll-archives`.
fn archives(config: &JekyllConfig, site: &mut ImportedSite) {
    let permalink = |kind: &str| config.text(&format!("jekyll-archives.permalinks.{kind}"));
    let is_there = config.values.contains_key("jekyll-archives");
    let (year, month, day) = (permalink("year"), permalink("month"), permalink("day"));
    if is_there && (year.is_some() || month.is_some() || day.is_some()) {
        let longest = day.or(month).unwrap_or_else(|| "/:year/:month/".to_owned());
        let pattern = longest.replace(":year", "{year}").replace(":month", "{month}").replace(":day", "{day}");
        site.archive_address = Some(pattern);
    }
    for (kind, name, title) in [("tag", "tags", "Tags"), ("category", "categories", "Categories")] {
        let folder = permalink(kind).and_then(|permalink| permalink.split(":name").next().map(str::to_owned));
        let address = folder.filter(|folder| is_there && folder.ends_with('/') && folder.len() > 1);
        let has_terms = address.is_some() || kind == "category";
        if has_terms {
            site.taxonomies.push(ImportedTaxonomy {
                name: name.to_owned(),
                title: title.to_owned(),
                address,
                has_feeds: false,
            });
        }
    }
}

/// Whether Courant makes a file of this address itself.
pub(super) fn is_made(below: &str) -> bool {
    const MADE: &[&str] = &[
        "feed.xml",
        "atom.xml",
        "rss.xml",
        "sitemap.xml",
        "404.html",
        "404.md",
        "index.html",
        "index.md",
        "CNAME",
        "README.md",
        "LICENSE",
    ];
    MADE.contains(&below)
}
