//! Feeds: RSS, Atom and JSON Feed, one file or many. What a feed does not have, such as older texts, cannot come along.

use std::collections::HashSet;
use std::io::BufReader;

use serde_json::Value;

use super::feed_entry::{FeedContext, of_atom, of_json, of_rss};
use super::html_tag::plain_text;
use super::input::InputFolder;
use super::item::ImportedFile;
use super::loss::{Harm, ImportLoss};
use super::old_hosts::OldHosts;
use super::site::ImportedSite;
use super::source::{ImportSource, Imported};
use super::xml_node::XmlNode;
use super::xml_records::{XmlPart, XmlRecords};
use crate::base::{Error, ErrorCode};

/// A feed.
pub(super) struct FeedSource {
    folder: InputFolder,
    files: Vec<String>,
    hosts: OldHosts,
    site: ImportedSite,
}

/// Whether a folder has nothing but feeds.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    !feeds(folder).is_empty()
}

/// The feeds in the folder itself.
fn feeds(folder: &InputFolder) -> Vec<String> {
    let has_ending = |file: &&str| {
        let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        ending.is_some_and(|ending| matches!(&*ending, "xml" | "rss" | "atom" | "rdf" | "json"))
    };
    let is_feed = |file: &&str| {
        let start = folder.start(file).unwrap_or_default();
        ["<rss", "<feed", "<rdf:RDF"].iter().any(|mark| start.contains(mark)) || start.contains("jsonfeed.org/version")
    };
    folder
        .below("")
        .filter(|file| !file.contains('/'))
        .filter(has_ending)
        .filter(is_feed)
        .map(ToOwned::to_owned)
        .collect()
}

/// Opens feeds.
///
/// # Errors
/// There are none.
pub(super) fn open(folder: InputFolder) -> Result<FeedSource, Error> {
    let files = feeds(&folder);
    if files.is_empty() {
        return Err(Error::usage(ErrorCode::SourceUnknown, "there is no RSS, Atom or JSON feed here")
            .hint("download the feed of the old site, with as many texts as it gives, and name the file"));
    }
    let mut site = ImportedSite { losses: folder.losses(), ..ImportedSite::default() };
    let mut hosts = OldHosts::default();
    for file in &files {
        if is_json(file) {
            head_of_json(&json(&folder, file), &mut site, &mut hosts);
        } else if let Some(XmlPart::Head(text)) = records(&folder, file).next() {
            head(&XmlNode::parse(&text).unwrap_or_default(), &mut site, &mut hosts);
        }
    }
    let loss = ImportLoss::new(Harm::Detail, "what feeds do not have", "");
    site.losses.push(loss.told(
        "a feed has only some of the texts of a site, and no pages, menus and files",
        "export the old site in its own form, if it can, or bring the rest along by hand",
    ));
    Ok(FeedSource { folder, files, hosts, site })
}

fn is_json(file: &str) -> bool {
    file.to_ascii_lowercase().ends_with(".json")
}

fn json(folder: &InputFolder, file: &str) -> Value {
    let opened = folder.open_file(file).ok().map(|file| BufReader::with_capacity(1 << 18, file));
    opened.and_then(|reader| serde_json::from_reader(reader).ok()).unwrap_or_default()
}

fn records(folder: &InputFolder, file: &str) -> Box<dyn Iterator<Item = XmlPart>> {
    match folder.open_file(file) {
        Ok(file) => Box::new(XmlRecords::new(BufReader::with_capacity(1 << 18, file))),
        Err(_unreadable) => Box::new(std::iter::empty()),
    }
}

/// Notes what a feed in XML says of its site.
fn head(root: &XmlNode, site: &mut ImportedSite, hosts: &mut OldHosts) {
    let below = root.children.first().unwrap_or(root);
    let channel = below.child("channel").unwrap_or(below);
    let link = channel.all("link").find(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let url = link.and_then(|link| link.attribute("href")).unwrap_or_else(|| channel.text_of("link"));
    let text = |names: [&str; 2]| {
        names.into_iter().map(|name| plain_text(channel.text_of(name))).find(|text| !text.is_empty())
    };
    let language = channel.text_of("language");
    let language = if language.is_empty() { below.attribute("xml:lang").unwrap_or_default() } else { language };
    note(site, hosts, (text(["title", "title"]), text(["description", "subtitle"])), url, language);
}

fn head_of_json(feed: &Value, site: &mut ImportedSite, hosts: &mut OldHosts) {
    let text = |name: &str| feed.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let url = text("home_page_url").unwrap_or_default();
    note(site, hosts, (text("title"), text("description")), &url, &text("language").unwrap_or_default());
}

fn note(
    site: &mut ImportedSite,
    hosts: &mut OldHosts,
    (title, description): (Option<String>, Option<String>),
    url: &str,
    language: &str,
) {
    let url = url.trim();
    hosts.add(url);
    site.title = site.title.take().or(title);
    site.description = site.description.take().or(description);
    let base_url = Some(url.trim_end_matches('/').to_owned()).filter(|url| url.contains("://"));
    site.base_url = site.base_url.take().or(base_url);
    let tag = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    site.language = site.language.take().or(Some(tag).filter(|tag| !tag.is_empty()));
}

impl FeedSource {
    fn entries<'s>(&'s self, file: &'s str) -> Box<dyn Iterator<Item = Imported> + 's> {
        let context = FeedContext { hosts: &self.hosts, file };
        if is_json(file) {
            let feed = json(&self.folder, file);
            let items = feed.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
            return Box::new(items.into_iter().map(move |item| Imported::Item(Box::new(of_json(&item, &context)))));
        }
        Box::new(records(&self.folder, file).flat_map(move |part| match part {
            XmlPart::Record(text, line) => of_record(&text, line, &context),
            XmlPart::Broken(line) => {
                let loss = ImportLoss::new(Harm::Page, "damaged texts", file).at(line);
                vec![Imported::Lost(
                    loss.told("this text does not end: the file is damaged or cut off", "download the feed again"),
                )]
            }
            XmlPart::Head(_) => Vec::new(),
        }))
    }
}

fn of_record(text: &str, line: usize, context: &FeedContext<'_>) -> Vec<Imported> {
    let root = XmlNode::parse(text).unwrap_or_default();
    let of = |record: &XmlNode| match record.name.as_str() {
        "item" => Some(of_rss(record, line, context)),
        "entry" => of_atom(record, text, line, context),
        _ => None,
    };
    root.children.iter().filter_map(of).map(|item| Imported::Item(Box::new(item))).collect()
}

impl ImportSource for FeedSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        // Feeds overlap: a text counts once.
        let mut known: HashSet<String> = HashSet::new();
        Box::new(self.files.iter().flat_map(|file| self.entries(file)).filter(move |imported| match imported {
            Imported::Item(item) => known.insert(item.key.clone()),
            Imported::Lost(_) => true,
        }))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        Box::new(std::iter::empty())
    }

    fn is_whole(&self) -> bool {
        false
    }

    fn picture_hosts(&self) -> &'static [&'static str] {
        &["blogger.googleusercontent.com", "bp.blogspot.com"]
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
