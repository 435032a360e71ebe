//! What a WordPress export says of texts other than the one that is read: images and their descriptions, addresses by number, authors,
//! shared blocks.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono_tz::Tz;

use super::address::page;
use super::html_tag::plain_text;
use super::old_hosts::OldHosts;
use super::wordpress_access::{is_for_readers, is_internal, is_own, is_private, limit};
use super::wordpress_uploads::{below_uploads, is_media, named_in};
use super::wordpress_zone::ZoneGuess;
use super::xml_node::XmlNode;

/// A file of the media library.
#[derive(Clone, Debug, Default)]
pub(super) struct MediaFile {
    /// Its address on the old site, or its URL.
    pub(super) address: String,
    /// The description for people who do not see it.
    pub(super) alt: String,
    /// The caption.
    pub(super) caption: Option<String>,
}

impl MediaFile {
    /// Whether it is an image, by its name.
    pub(super) fn is_image(&self) -> bool {
        let name = self.address.split('?').next().unwrap_or_default();
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
        ["jpg", "jpeg", "png", "gif", "webp", "avif", "svg", "bmp", "jpe"].contains(&&*ending)
    }
}

/// An entry of a menu.
#[derive(Clone, Debug, Default)]
pub(super) struct OldMenuEntry {
    /// The menu that it is in.
    pub(super) menu: String,
    /// Its place.
    pub(super) order: i64,
    /// Its title; empty for that of its target.
    pub(super) title: String,
    /// Its URL; empty where it leads to a text or term.
    pub(super) url: String,
    /// The number of the text or term that it leads to.
    pub(super) target: u64,
}

/// A category, tag or other term.
#[derive(Clone, Debug, Default)]
pub(super) struct WordpressTerm {
    /// Its number.
    pub(super) id: Option<u64>,
    /// Its taxonomy: `category`.
    pub(super) taxonomy: String,
    /// The last part of its address.
    pub(super) slug: String,
    /// Its name.
    pub(super) name: String,
    /// The slug of the term above it.
    pub(super) parent: String,
}

/// What the export says of other texts.
#[derive(Debug, Default)]
pub(super) struct WordpressIndex {
    /// The hosts of the old site.
    pub(super) hosts: OldHosts,
    /// The files of the media library, by number.
    pub(super) media: HashMap<u64, MediaFile>,
    /// The images that were uploaded with a text.
    pub(super) children: HashMap<u64, Vec<u64>>,
    /// The files of the media library, by the addresses of their own pages.
    pub(super) media_pages: HashMap<String, u64>,
    /// The names of terms that texts have, with their taxonomies.
    pub(super) used_terms: HashSet<(String, String)>,
    /// The address and title of texts, by number.
    pub(super) texts: HashMap<u64, (String, String)>,
    /// The address of terms, by number.
    pub(super) term_addresses: HashMap<u64, (String, String)>,
    /// Terms, for the addresses of their lists.
    pub(super) terms: Vec<WordpressTerm>,
    /// The names of authors, by what they log in with.
    pub(super) authors: HashMap<String, String>,
    /// The texts of shared blocks.
    pub(super) blocks: HashMap<u64, String>,
    /// The entries of menus.
    pub(super) menus: Vec<OldMenuEntry>,
    /// How many records there are of kinds that are not imported.
    pub(super) passed: HashMap<String, usize>,
    /// How many records there are of kinds that have no addresses of words.
    pub(super) others: BTreeMap<String, usize>,
    /// The kinds, beside posts and pages, whose records have addresses of words.
    pub(super) public_kinds: HashSet<String>,
    /// The files of the uploads folder that the export or its texts name.
    pub(super) named_files: HashSet<String>,
    /// How many texts were thrown away.
    pub(super) trashed: usize,
    /// What the times of texts say about the time zone.
    pub(super) zone: ZoneGuess,
    /// The numbers of pages.
    pub(super) pages: HashSet<u64>,
    /// The numbers of authors, with their logins.
    pub(super) author_ids: Vec<(u64, String)>,
    /// Whether no text has an address of words.
    pub(super) has_addresses: bool,
    /// The first parts of the addresses of texts, by kind; `None` where they differ.
    pub(super) folders: BTreeMap<String, Option<String>>,
}

impl WordpressIndex {
    /// Notes what stands before the records.
    pub(super) fn head(&mut self, root: &XmlNode) {
        let channel = root.child("rss").and_then(|rss| rss.child("channel")).unwrap_or(root);
        for name in ["link", "wp:base_blog_url", "wp:base_site_url"] {
            self.hosts.add(channel.text_of(name));
        }
        for author in channel.all("wp:author") {
            let (login, name) = (author.text_of("wp:author_login"), author.text_of("wp:author_display_name"));
            if !login.is_empty() && !name.is_empty() {
                self.authors.insert(login.to_owned(), plain_text(name));
                let id = author.text_of("wp:author_id").parse().ok();
                self.author_ids.extend(id.map(|id| (id, login.to_owned())));
            }
        }
        for node in channel.all("wp:category") {
            self.term(node, "category", ["wp:category_nicename", "wp:cat_name", "wp:category_parent"]);
        }
        for node in channel.all("wp:tag") {
            self.term(node, "post_tag", ["wp:tag_slug", "wp:tag_name", ""]);
        }
        for node in channel.all("wp:term") {
            self.term(node, node.text_of("wp:term_taxonomy"), ["wp:term_slug", "wp:term_name", "wp:term_parent"]);
        }
    }

    /// Notes a category, tag or other term.
    fn term(&mut self, node: &XmlNode, taxonomy: &str, keys: [&str; 3]) {
        let [slug, name, parent] = keys.map(|key| node.text_of(key).to_owned());
        let id = node.text_of("wp:term_id").parse().ok();
        let term = WordpressTerm { id, taxonomy: taxonomy.to_owned(), slug, name: plain_text(&name), parent };
        if let Some(id) = id {
            let address = format!("/{}/{}/", term_folder(taxonomy), term.slug);
            self.term_addresses.insert(id, (address, term.name.clone()));
        }
        self.terms.push(term);
    }

    /// Notes a record.
    pub(super) fn record(&mut self, item: &XmlNode) {
        let Ok(id) = item.text_of("wp:post_id").parse::<u64>() else { return };
        let status = item.text_of("wp:status");
        match item.text_of("wp:post_type") {
            "attachment" => self.media_file(id, item),
            "nav_menu_item" => self.menu_entry(item),
            "wp_block" => _ = self.blocks.insert(id, item.text_of("content:encoded").to_owned()),
            kind if is_private(kind) => *self.others.entry(kind.to_owned()).or_default() += 1,
            kind if is_internal(kind) => *self.passed.entry(kind.to_owned()).or_default() += 1,
            _ if status == "trash" => self.trashed += 1,
            _ if matches!(status, "auto-draft" | "inherit") => {
                *self.passed.entry("revision".to_owned()).or_default() += 1;
            }
            kind if !is_for_readers(item) => *self.others.entry(kind.to_owned()).or_default() += 1,
            kind => {
                if !is_own(kind) {
                    self.public_kinds.insert(kind.to_owned());
                }
                self.text(id, item, status);
            }
        }
    }

    /// The kinds whose texts stand in a folder of their own, with the address of their list.
    pub(super) fn streams(&self) -> Vec<(&str, String)> {
        let is_usual = |kind: &str| matches!(kind, "post" | "page");
        let others: HashSet<&String> =
            self.folders.iter().filter(|(kind, _)| is_usual(kind)).filter_map(|(_, folder)| folder.as_ref()).collect();
        let texts: HashSet<&str> = self.texts.values().map(|(address, _)| address.trim_matches('/')).collect();
        let own = self.folders.iter().filter(|(kind, _)| !is_usual(kind));
        let own = own.filter_map(|(kind, folder)| Some((kind.as_str(), folder.as_ref()?)));
        let own = own.filter(|(_, folder)| !others.contains(folder) && !texts.contains(folder.as_str()));
        own.map(|(kind, folder)| (kind, format!("/{folder}/"))).collect()
    }

    /// Whether records of a kind are imported.
    pub(super) fn is_imported(&self, kind: &str) -> bool {
        is_own(kind) || self.public_kinds.contains(kind)
    }

    fn text(&mut self, id: u64, item: &XmlNode, status: &str) {
        self.zone.add(item.text_of("wp:post_date"), item.text_of("wp:post_date_gmt"));
        self.named_files.extend(named_in(item.text_of("content:encoded")).filter(|file| !is_media(file)));
        let Some(address) = self.own_path(item.text_of("link")).filter(|_| status == "publish") else { return };
        self.has_addresses |= !address.contains('?');
        let folder = address.trim_start_matches('/').split_once('/').filter(|(_, rest)| !rest.is_empty());
        let folder = folder.map(|(first, _)| first.to_owned());
        let known = self.folders.entry(item.text_of("wp:post_type").to_owned()).or_insert_with(|| folder.clone());
        if *known != folder {
            *known = None;
        }
        self.texts.insert(id, (address, plain_text(item.text_of("title"))));
        if item.text_of("wp:post_type") == "page" {
            self.pages.insert(id);
        }
        let is_list = item.text_of("wp:post_type") != "page"
            && item.text_of("wp:post_password").is_empty()
            && limit(item).is_none();
        let terms = item.all("category").filter(|_| is_list).map(|term| {
            let taxonomy = term.attribute("domain").unwrap_or("category");
            (taxonomy.to_owned(), plain_text(term.text.trim()))
        });
        self.used_terms.extend(terms);
    }

    fn media_file(&mut self, id: u64, item: &XmlNode) {
        let url = item.text_of("wp:attachment_url");
        let url = if url.is_empty() { item.text_of("guid") } else { url };
        let caption = Some(plain_text(item.text_of("excerpt:encoded"))).filter(|caption| !caption.is_empty());
        let alt = meta(item, "_wp_attachment_image_alt").unwrap_or_default();
        let address = self.own_path(url).filter(|path| !path.contains('?')).unwrap_or_else(|| url.to_owned());
        self.named_files.extend(below_uploads(&address));
        self.media.insert(id, MediaFile { address, alt: plain_text(alt), caption });
        if let Some(page) = self.own_path(item.text_of("link")).filter(|page| !page.contains('?') && page.len() > 1) {
            self.media_pages.insert(page, id);
        }
        if let Ok(parent) = item.text_of("wp:post_parent").parse::<u64>()
            && parent > 0
        {
            self.children.entry(parent).or_default().push(id);
        }
    }

    fn menu_entry(&mut self, item: &XmlNode) {
        let menu = item.all("category").find(|category| category.attribute("domain") == Some("nav_menu"));
        let is_below =
            meta(item, "_menu_item_menu_item_parent").is_some_and(|parent| parent != "0" && !parent.is_empty());
        if is_below || item.text_of("wp:status") != "publish" {
            return;
        }
        let is_custom = meta(item, "_menu_item_type") == Some("custom");
        self.menus.push(OldMenuEntry {
            menu: menu.and_then(|menu| menu.attribute("nicename")).unwrap_or_default().to_owned(),
            order: item.text_of("wp:menu_order").parse().unwrap_or_default(),
            title: plain_text(item.text_of("title")),
            url: if is_custom { meta(item, "_menu_item_url").unwrap_or_default().to_owned() } else { String::new() },
            target: meta(item, "_menu_item_object_id").and_then(|id| id.parse().ok()).unwrap_or_default(),
        });
    }

    /// The path of a URL of the old site, with its query; `None` for another URL.
    pub(super) fn own_path(&self, url: &str) -> Option<String> {
        self.hosts.path(url)
    }

    /// HTML with the addresses of the old site as addresses of this one: `/2013/12/open-dag/`.
    pub(super) fn own_addresses(&self, html: &str) -> String {
        self.hosts.rewrite(html, &|path| self.target(path))
    }

    /// The address of a path with its query: `/?p=12` is that of the text with this number.
    fn target(&self, path: &str) -> String {
        let query =
            path.split_once('?').filter(|(path, _)| matches!(*path, "" | "/" | "/index.php")).map(|(_, query)| query);
        let id = query.and_then(|query| {
            let mut pairs = query.split(['&', '#']).filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| matches!(*key, "p" | "page_id" | "attachment_id"))?.1.parse::<u64>().ok()
        });
        let known = id.and_then(|id| {
            self.texts
                .get(&id)
                .map(|(address, _)| address.clone())
                .or_else(|| Some(self.media.get(&id)?.address.clone()))
        });
        let of_page = || Some(self.media.get(self.media_pages.get(path)?)?.address.clone());
        known
            .or_else(of_page)
            .unwrap_or_else(|| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
    }

    /// The links of the menu that is most probably the main one.
    pub(super) fn menu(&self) -> Vec<(String, String)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for entry in &self.menus {
            *counts.entry(&entry.menu).or_default() += 1;
        }
        let rank = |menu: &str| {
            let is_main = ["main", "primary", "hoofd", "header", "top", "haupt", "principal"]
                .iter()
                .any(|word| menu.contains(word));
            (is_main, counts.get(menu).copied().unwrap_or_default(), std::cmp::Reverse(menu.to_owned()))
        };
        let Some(main) = counts.keys().copied().max_by_key(|menu| rank(menu)) else { return Vec::new() };
        let mut entries: Vec<&OldMenuEntry> = self.menus.iter().filter(|entry| entry.menu == main).collect();
        entries.sort_by_key(|entry| entry.order);
        let link = |entry: &&OldMenuEntry| {
            let known = self.texts.get(&entry.target).or_else(|| self.term_addresses.get(&entry.target));
            let url = Some(&entry.url).filter(|url| !url.is_empty());
            let to = match url {
                Some(url) => self.own_path(url).unwrap_or_else(|| url.clone()),
                None => known?.0.clone(),
            };
            let title =
                if entry.title.is_empty() { known.map(|(_, title)| title.clone())? } else { entry.title.clone() };
            let is_link = to.starts_with('/') || to.contains("://");
            let is_page = page(&to).is_some() || to.contains("://");
            (is_link && is_page).then_some((title, to))
        };
        entries.iter().filter_map(link).collect()
    }

    /// The time zone of the site.
    pub(super) fn time_zone(&self, language: &str) -> Tz {
        self.zone.best(language)
    }
}

/// The folder of the lists of a taxonomy, where no setting changed it.
pub(super) fn term_folder(taxonomy: &str) -> &str {
    if taxonomy == "post_tag" { "tag" } else { taxonomy }
}

/// The value of a field of a text.
pub(super) fn meta<'n>(item: &'n XmlNode, key: &str) -> Option<&'n str> {
    item.all("wp:postmeta").find(|meta| meta.text_of("wp:meta_key") == key).map(|meta| meta.text_of("wp:meta_value"))
}
