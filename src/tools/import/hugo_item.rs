//! A text of a Hugo site: its language, front matter, address and body.

use chrono_tz::Tz;
use serde_json::Value;

use super::front::{self, Values};
use super::go_scratch::PageScratch;
use super::html::HtmlConverter;
use super::hugo_address::HugoPermalink;
use super::hugo_config::lower;
use super::hugo_context::HugoContext;
use super::hugo_shortcodes::Shortcodes;
use super::input::InputFolder;
use super::item::{
    ImportedAttachment, ImportedBody, ImportedFile, ImportedImage, ImportedItem, ImportedKind, ImportedPlace,
    ImportedStatus,
};
use super::loss::{Harm, ImportLoss, encoding_loss};
use super::source::Imported;
use super::tag_budget::TagBudget;
use super::values::{canonical_tag, date, decoded, first_text, is_false, is_true, list_of, text, text_of};

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HugoKind {
    /// A text with files of its own: `index.md`.
    Leaf,
    /// The text of a section: `_index.md`.
    Branch,
    /// Any other text.
    Single,
}

/// A text of the site.
#[derive(Clone, Debug)]
pub(super) struct HugoFile {
    /// The file, relative to the source.
    pub(super) path: String,
    /// The key of its language.
    pub(super) language: String,
    /// The prefix of the addresses of its language.
    pub(super) prefix: String,
    /// Its folder below that of all texts.
    pub(super) folder: String,
    /// The name of the file without its ending and its language.
    pub(super) name: String,
    /// Its kind.
    pub(super) kind: HugoKind,
}

impl HugoFile {
    /// The path by which others refer to it, in lower case: `blog/open-dag`.
    pub(super) fn logical(&self) -> String {
        match self.kind {
            HugoKind::Leaf | HugoKind::Branch => self.folder.to_lowercase(),
            HugoKind::Single if self.folder.is_empty() => self.name.to_lowercase(),
            HugoKind::Single => format!("{}/{}", self.folder, self.name).to_lowercase(),
        }
    }

    /// The first folder.
    pub(super) fn section(&self) -> &str {
        let first = self.folder.split('/').next().unwrap_or_default();
        let is_own = self.kind == HugoKind::Leaf && !self.folder.contains('/');
        if is_own { "" } else { first }
    }

    /// The front matter with that of the sections above, and the body.
    pub(super) fn front(&self, folder: &InputFolder, context: &HugoContext) -> Result<HugoText, ImportLoss> {
        let input = folder.read(&self.path)?;
        let read = front::read(&self.path, &input.text);
        let body = input.text.get(read.body..).unwrap_or_default().to_owned();
        let own = lower_keys(read.values);
        let kind = if self.kind == HugoKind::Branch { "section" } else { "page" };
        let mut values = context.cascaded(&self.language, &self.folder, &self.logical(), kind);
        values.extend(own);
        if let Some(Value::Object(params)) = values.remove("params") {
            values.extend(params);
        }
        let mut losses = read.losses;
        losses.extend(input.encoding.map(|name| encoding_loss(&self.path, name)));
        Ok(HugoText { values, body, line: read.line, losses })
    }

    /// The old address.
    pub(super) fn address(&self, values: &Values, context: &HugoContext) -> String {
        if let Some(url) = text_of(values, "url") {
            let path = url
                .split_once("://")
                .map_or(url.as_str(), |(_, rest)| rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/")));
            return if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", self.prefix) };
        }
        let mut sections: Vec<&str> = self.folder.split('/').filter(|part| !part.is_empty()).collect();
        let name = if self.kind == HugoKind::Single { self.name.as_str() } else { sections.pop().unwrap_or_default() };
        if name.is_empty() {
            return format!("{}/", self.prefix);
        }
        let zone = context.zone.unwrap_or(Tz::UTC);
        let (slug, title) = (text_of(values, "slug"), text_of(values, "title").unwrap_or_default());
        let permalink = HugoPermalink {
            date: self.date(values, zone).map(|when| when.at.with_timezone(&zone).fixed_offset()),
            title: &title,
            slug: slug.as_deref(),
            name,
            sections: &sections,
            keeps_case: is_true(&context.config.values, "disablepathtolower"),
        };
        let pattern = if self.kind == HugoKind::Branch { None } else { context.permalink(self.section()) };
        let mut address = permalink.address(pattern.as_deref());
        if context.is_ugly(self.section()) && self.kind != HugoKind::Branch && address.ends_with('/') {
            address = format!("{}.html", address.trim_end_matches('/'));
        }
        format!("{}{address}", self.prefix)
    }

    fn date(&self, values: &Values, zone: Tz) -> Option<crate::base::date::When> {
        let typed = first_text(values, &["date", "publishdate", "pubdate", "published"]);
        let named = || {
            let name = if self.kind == HugoKind::Leaf {
                self.folder.rsplit('/').next().unwrap_or_default()
            } else {
                &self.name
            };
            date(name.get(..10)?, zone, false)
        };
        typed.and_then(|typed| date(&typed, zone, true)).or_else(named)
    }

    /// Whether readers never saw it as a page.
    fn is_hidden(values: &Values) -> bool {
        let options = values.get("build").or_else(|| values.get("_build"));
        let render = options.and_then(|options| options.get("render")).and_then(text);
        is_true(values, "headless")
            || render.is_some_and(|render| matches!(render.as_str(), "never" | "false" | "link"))
    }

    /// The item; nothing where it is no page. The text of a list ends in links to its texts.
    pub(super) fn read(
        &self,
        folder: &InputFolder,
        context: &HugoContext,
        (html, links): (&HtmlConverter, Option<&str>),
    ) -> Option<Imported> {
        let text = match self.front(folder, context) {
            Ok(text) => text,
            Err(loss) => return Some(Imported::Lost(loss)),
        };
        if Self::is_hidden(&text.values) {
            let loss = ImportLoss::new(Harm::None, "texts without a page of their own", self.path.clone());
            return Some(Imported::Lost(loss.told("it has no page of its own", "put what readers need in a page")));
        }
        let HugoText { values, body, line, losses } = text;
        let is_shown = links.is_some_and(|links| !links.is_empty()) || !body.trim().is_empty();
        if self.kind == HugoKind::Branch && (!is_shown || self.folder.is_empty() || context.is_list(&self.folder)) {
            return self.list(&body);
        }
        let mut item = self.item(&values, context);
        item.losses = losses;
        item.place.line = line;
        item.files = self.resources(folder, context);
        let language = self.language.clone();
        let scratch = PageScratch::default();
        let (files, own, budget) = (folder, &*self.folder, TagBudget::default());
        let rules = Shortcodes { context, language: &language, folder: own, item: &item, files, html, scratch, budget };
        let (body, lost) = rules.rewrite(&body, (&self.path, line));
        item.losses.extend(lost);
        let body = links.map_or_else(|| body.clone(), |links| format!("{}\n\n{links}\n", body.trim_end()));
        let is_html = self.path.ends_with(".html") || self.path.ends_with(".htm");
        item.body = if is_html { ImportedBody::Html(body) } else { ImportedBody::Markdown(body) };
        Some(Imported::Item(Box::new(item)))
    }

    /// A list has no item: what stood above it is lost.
    fn list(&self, body: &str) -> Option<Imported> {
        if body.trim().is_empty() {
            return None;
        }
        let loss = ImportLoss::new(Harm::Detail, "texts above lists", self.path.clone());
        let hint = "put it in a page, if readers need it";
        Some(Imported::Lost(loss.told("Courant makes this list itself, without the text above it", hint)))
    }

    /// The files beside a text that has its own folder.
    fn resources(&self, folder: &InputFolder, context: &HugoContext) -> Vec<ImportedFile> {
        if self.kind != HugoKind::Leaf {
            return Vec::new();
        }
        let own = self.path.rsplit_once('/').map(|(own, _)| own).unwrap_or_default();
        if !context.bundles.contains(own) {
            return Vec::new();
        }
        let below = folder.below(own).filter(|file| !is_text(file));
        let name = |file: &str| file.strip_prefix(&format!("{own}/")).unwrap_or(file).to_owned();
        below.map(|file| ImportedFile { from: file.to_owned(), to: name(file) }).collect()
    }

    fn item(&self, values: &Values, context: &HugoContext) -> ImportedItem {
        let zone = context.zone.unwrap_or(Tz::UTC);
        let when = self.date(values, zone);
        let is_news =
            self.kind != HugoKind::Branch && when.is_some() && context.news.contains(&self.section().to_lowercase());
        let base = match self.kind {
            HugoKind::Leaf | HugoKind::Branch => self.folder.clone(),
            HugoKind::Single if self.folder.is_empty() => self.name.clone(),
            HugoKind::Single => format!("{}/{}", self.folder, self.name),
        };
        let path = match is_news {
            true if base.contains('/') => base,
            true => format!("posts/{base}"),
            false => format!("pages/{base}"),
        };
        let is_draft = is_true(values, "draft") || is_false(values, "published");
        let updated = first_text(values, &["lastmod", "modified", "updated"]);
        let mut item = ImportedItem {
            key: self.path.clone(),
            place: ImportedPlace { file: self.path.clone(), line: 0 },
            kind: if is_news { ImportedKind::News } else { ImportedKind::Page },
            status: if is_draft { ImportedStatus::Draft } else { ImportedStatus::Published },
            title: first_text(values, &["title", "linktitle"]).map(|title| decoded(&title)).unwrap_or_default(),
            updated: updated.and_then(|text| date(&text, zone, true)).filter(|updated| Some(updated) != when.as_ref()),
            path,
            owns_folder: self.kind == HugoKind::Leaf,
            address: Some(self.address(values, context)),
            aliases: self.aliases(values),
            language: Some(canonical_tag(&self.language)),
            authors: authors(values),
            tags: list_of(values, "tags"),
            categories: list_of(values, "categories"),
            summary: first_text(values, &["description", "summary", "excerpt", "subtitle", "deck"])
                .map(|text| decoded(&text)),
            image: lead_image(values),
            is_sticky: is_true(values, "sticky") || is_true(values, "pinned"),
            ..ImportedItem::default()
        };
        for name in
            context.taxonomies().into_iter().filter(|name| !matches!(name.as_str(), "tags" | "categories" | "authors"))
        {
            let terms = list_of(values, &name);
            if !terms.is_empty() {
                item.taxonomies.insert(name, terms);
            }
        }
        item.attachments = enclosures(values);
        let is_own = |key: &str| READ.contains(&key) || LEAD_IMAGE.contains(&key) || item.taxonomies.contains_key(key);
        item.extra =
            values.iter().filter(|(key, _)| !is_own(key)).map(|(key, value)| (key.clone(), value.clone())).collect();
        item.date = when;
        let moment = |key: &str| text_of(values, key).and_then(|text| date(&text, zone, true));
        (item.held_until, item.expires) = (moment("publishdate"), moment("expirydate"));
        item
    }

    fn aliases(&self, values: &Values) -> Vec<String> {
        let page = self.logical();
        let folder = page.rsplit_once('/').map(|(folder, _)| folder).unwrap_or_default();
        let whole = |alias: String| {
            let alias = alias.trim().to_owned();
            if alias.starts_with('/') { alias } else { format!("{}/{folder}/{alias}", self.prefix).replace("//", "/") }
        };
        list_of(values, "aliases").into_iter().filter(|alias| !alias.contains("://")).map(whole).collect()
    }
}

/// The front matter and the body of a text.
pub(super) struct HugoText {
    /// The values, with keys in lower case.
    pub(super) values: Values,
    /// The body.
    pub(super) body: String,
    /// The line at which it begins.
    pub(super) line: usize,
    /// What is lost.
    pub(super) losses: Vec<ImportLoss>,
}

/// Whether a file is a text of Hugo.
pub(super) fn is_text(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    matches!(
        ending.as_str(),
        "md" | "markdown" | "mdown" | "mmark" | "html" | "htm" | "org" | "adoc" | "asciidoc" | "rst" | "pandoc" | "pdc"
    )
}

/// Values with the keys of the top level in lower case.
fn lower_keys(values: Values) -> Values {
    let known = ["params", "build", "_build", "cascade"];
    values
        .into_iter()
        .map(|(key, value)| (key.to_lowercase(), value))
        .map(
            |(key, value)| {
                if known.contains(&key.as_str()) && key != "params" { (key, lower(value)) } else { (key, value) }
            },
        )
        .collect()
}

fn authors(values: &Values) -> Vec<String> {
    let mut authors = list_of(values, "author");
    authors.extend(list_of(values, "authors"));
    authors
}

fn lead_image(values: &Values) -> Option<ImportedImage> {
    let value = LEAD_IMAGE.iter().find_map(|key| values.get(*key))?;
    let value = value.as_array().map_or(Some(value), |values| values.first())?;
    let of = |keys: &[&str]| keys.iter().find_map(|key| value.get(*key).and_then(text));
    let src = text(value).or_else(|| of(&["src", "image", "url", "path", "file", "source"]))?;
    // A name without an ending is that of something else: a class, an icon, a key in the data.
    let is_file = src.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let alt =
        of(&["alt", "alttext"]).or_else(|| first_text(values, &["image_alt", "imagealt", "alt"])).unwrap_or_default();
    let caption = of(&["caption"]).or_else(|| first_text(values, &["image_caption", "imagecaption", "caption"]));
    is_file.then(|| ImportedImage { src, alt, caption, credit: of(&["credit", "attr"]) })
}

/// The sound or film of a podcast.
fn enclosures(values: &Values) -> Vec<ImportedAttachment> {
    let src = first_text(values, &["podcast_file", "enclosure", "audio", "podcast"])
        .filter(|src| src.contains('.') && !src.contains(' '));
    src.into_iter().map(|src| ImportedAttachment { src, title: None }).collect()
}

/// The keys of the lead image, in the order in which they count.
const LEAD_IMAGE: &[&str] = &[
    "image",
    "featured_image",
    "featuredimage",
    "featureimage",
    "cover",
    "thumbnail",
    "banner",
    "hero",
    "images",
    "feature",
];

/// Keys that are read, or that say nothing to readers.
const READ: &[&str] = &[
    "title",
    "linktitle",
    "date",
    "publishdate",
    "pubdate",
    "published",
    "lastmod",
    "modified",
    "updated",
    "slug",
    "url",
    "aliases",
    "draft",
    "tags",
    "categories",
    "author",
    "authors",
    "description",
    "summary",
    "excerpt",
    "subtitle",
    "deck",
    "sticky",
    "pinned",
    "type",
    "layout",
    "build",
    "_build",
    "cascade",
    "headless",
    "outputs",
    "markup",
    "weight",
    "menu",
    "menus",
    "sitemap",
    "resources",
    "keywords",
    "toc",
    "expirydate",
    "iscjklanguage",
    "translationkey",
    "podcast_file",
    "enclosure",
    "audio",
    "podcast",
    "image_alt",
    "image_caption",
    "kind",
];
