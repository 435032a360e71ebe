//! Files of Jekyll that have front matter and are no texts: feeds, style sheets, and what templates make of data. The address of each
//! is kept, redirected or told as lost.

use super::front;
use super::input::InputFolder;
use super::jekyll_config::JekyllConfig;
use super::loss::{Harm, ImportLoss};
use super::site::{ImportedFeed, ImportedRedirect, ImportedSite};
use super::values::{list, text, text_of};
use crate::config::FeedFormat;

/// The mark behind the name of a file of which only the text below its front matter is copied.
pub(super) const BODY: &str = "#body";

/// A file that Jekyll makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MadeFile {
    /// A text without tags: it is copied without its front matter.
    Plain(String),
    /// A feed.
    Feed(String, FeedFormat),
    /// A style sheet or a script of the theme.
    Theme,
    /// What Courant makes too: a sitemap.
    Own(String),
    /// What a template makes.
    Template(String),
}

/// The address and the kind of a file. `None` for one without front matter.
pub(super) fn made(folder: &InputFolder, path: &str, below: &str) -> Option<MadeFile> {
    let start = folder.start(path)?;
    if !start.starts_with("---\n") && !start.starts_with("---\r\n") {
        return None;
    }
    let input = folder.read(path).ok()?;
    let read = front::read(path, &input.text);
    let body = input.text.get(read.body..).filter(|_| read.is_there)?;
    let name = below.rsplit('/').next().unwrap_or_default().to_lowercase();
    let own = text_of(&read.values, "permalink").filter(|own| !own.contains(':'));
    let address = own.unwrap_or_else(|| below.to_owned());
    let address = format!("/{}", address.trim_start_matches('/'));
    let is_data = [".json", ".xml", ".rss", ".atom", ".rdf"].iter().any(|ending| name.ends_with(ending));
    let layout = text_of(&read.values, "layout").unwrap_or_default();
    let is_feed = [&name, &layout].iter().any(|name| ["feed", "rss", "atom"].iter().any(|word| name.contains(word)));
    let format = match () {
        () if !is_data => None,
        () if body.contains("<rss") => Some(FeedFormat::Rss),
        () if body.contains("<feed") => Some(FeedFormat::Atom),
        () if body.contains("jsonfeed.org") => Some(FeedFormat::Json),
        () if !layout.is_empty() && is_feed => {
            Some(if name.contains("atom") { FeedFormat::Atom } else { FeedFormat::Rss })
        }
        () => None,
    };
    let is_theme =
        ["css", "scss", "sass", "js", "coffee", "less"].iter().any(|ending| name.ends_with(&format!(".{ending}")));
    Some(match format {
        Some(format) => MadeFile::Feed(address, format),
        None if is_theme => MadeFile::Theme,
        None if name.contains("sitemap") || name == "robots.txt" => MadeFile::Own(address),
        None if body.contains("{{") || body.contains("{%") || !layout.is_empty() => MadeFile::Template(address),
        None => MadeFile::Plain(address),
    })
}

/// Text below the front matter of a file.
pub(super) fn body(folder: &InputFolder, path: &str) -> Option<Vec<u8>> {
    let input = folder.read(path).ok()?;
    let read = front::read(path, &input.text);
    input.text.get(read.body..).map(|body| body.as_bytes().to_vec())
}

/// Notes what becomes of a file that Jekyll made. `languages` are those of texts.
pub(super) fn note(site: &mut ImportedSite, path: &str, file: MadeFile, languages: &[String]) {
    match file {
        MadeFile::Plain(_) => {}
        MadeFile::Theme => {
            let loss = ImportLoss::new(Harm::None, "files of the old theme", path);
            site.losses.push(loss.told("it is a style sheet or a script that Jekyll makes", "nothing"));
        }
        MadeFile::Own(address) => {
            let is_sitemap = address.contains("sitemap") && address != "/sitemap.xml";
            site.redirects
                .extend(is_sitemap.then(|| ImportedRedirect { from: address, to: "/sitemap.xml".to_owned() }));
        }
        MadeFile::Feed(address, format) => {
            let first = address.trim_start_matches('/').split('/').next().unwrap_or_default().replace('_', "-");
            let language = languages.iter().find(|tag| tag.eq_ignore_ascii_case(&first));
            match language.filter(|tag| Some(*tag) != site.language.as_ref()) {
                Some(tag) => {
                    let to = format!("/{tag}/{}", feed_name(site, format));
                    if !site.feeds.iter().any(|feed| feed.format == format) {
                        let address = format!("/{}", feed_name(site, format));
                        site.feeds.push(ImportedFeed { address, format });
                    }
                    site.redirects.push(ImportedRedirect { from: address, to });
                }
                None if !site.feeds.iter().any(|feed| feed.address == address) => {
                    site.feeds.push(ImportedFeed { address, format });
                }
                None => {}
            }
        }
        MadeFile::Template(address) => {
            let loss = ImportLoss::new(Harm::Page, "files that a template makes", path);
            let message = format!("`{address}` is made by a template, and is lost");
            let hint = "copy it from the old site to `static/`, if others read it, or redirect its address";
            site.losses.push(loss.told(message, hint));
            site.lost_addresses.push(address);
        }
    }
}

/// The name of a feed of a format: that of the site's, or else the usual one.
fn feed_name(site: &ImportedSite, format: FeedFormat) -> String {
    let of_format = site.feeds.iter().filter(|feed| feed.format == format);
    let mut names = of_format.map(|feed| feed.address.trim_start_matches('/'));
    names.find(|name| !name.contains('/')).unwrap_or(format.file_name()).to_owned()
}

/// The feeds of collections, categories and tags that `jekyll-feed` makes.
pub(super) fn plugin_feeds(config: &JekyllConfig, site: &mut ImportedSite) {
    let of = |key: &str| super::values::at(&config.values, &format!("feed.{key}")).cloned();
    let name = feed_name(site, FeedFormat::Atom);
    let mut add = |from: String, folder: String| {
        let from = format!("/{}", from.trim_start_matches('/'));
        site.redirects.push(ImportedRedirect { from, to: format!("{folder}{name}") });
    };
    let sections: Vec<(String, String)> =
        site.sections.iter().map(|section| (section.name.clone(), section.index_address.clone())).collect();
    let folder_of = |collection: &str| {
        let section = sections.iter().find(|(name, _)| name == collection);
        section.map_or_else(|| "/".to_owned(), |(_, index)| index.clone())
    };
    match of("collections") {
        Some(serde_json::Value::Object(collections)) => {
            for (collection, options) in collections.iter().filter(|(name, _)| *name != "posts") {
                let own = options.get("path").and_then(text);
                let categories = options.get("categories").map(list).unwrap_or_default();
                add(own.unwrap_or_else(|| format!("/feed/{collection}.xml")), folder_of(collection));
                for category in categories {
                    add(format!("/feed/{collection}/{category}.xml"), folder_of(collection));
                }
            }
        }
        Some(names) => {
            for collection in list(&names).into_iter().filter(|name| name != "posts") {
                add(format!("/feed/{collection}.xml"), folder_of(&collection));
            }
        }
        None => {}
    }
    for category in of("categories").map(|names| list(&names)).unwrap_or_default() {
        add(format!("/feed/{category}.xml"), "/".to_owned());
    }
    if let Some(tags) = of("tags").filter(|tags| *tags != serde_json::Value::Bool(false)) {
        let path = tags.get("path").and_then(text).unwrap_or_else(|| "feed/by_tag/".to_owned());
        add(format!("{}/*", path.trim_matches('/')), "/".to_owned());
    }
}
