//! A page or a section of Zola: front matter, address and body.

use chrono_tz::Tz;
use serde_json::Value;

use super::front::{self, Values};
use super::input::InputFolder;
use super::item::{
    ImportedBody, ImportedFile, ImportedImage, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus,
};
use super::loss::{Harm, ImportLoss, encoding_loss};
use super::rewrite::TagRewriter;
use super::source::Imported;
use super::tag_budget::TagBudget;
use super::values::{at, canonical_tag, date, decoded, is_true, list, list_of, text, text_of};
use super::zola_context::ZolaContext;
use super::zola_shortcodes::ZolaShortcodes;
use crate::base::date::When;
use crate::base::slug::slugify;

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZolaKind {
    /// A page.
    Page,
    /// A page with files of its own: `index.md`.
    Bundle,
    /// A section: `_index.md`.
    Section,
}

/// A text of the site.
#[derive(Clone, Debug)]
pub(super) struct ZolaFile {
    /// The file, relative to the source.
    path: String,
    /// The same below `content/`.
    pub(super) below: String,
    /// Its folder below `content/`.
    pub(super) folder: String,
    /// Its name, without its ending and its language.
    pub(super) name: String,
    /// The language, where it is not the main one.
    pub(super) language: Option<String>,
    /// Its kind.
    pub(super) kind: ZolaKind,
}

/// The front matter and the body of a text.
pub(super) struct ZolaText {
    /// The values.
    pub(super) values: Values,
    body: String,
    line: usize,
    losses: Vec<ImportLoss>,
}

impl ZolaFile {
    /// The text of a file; `None` for a file that is none.
    pub(super) fn of(path: &str, languages: &[String]) -> Option<Self> {
        let below = path.strip_prefix("content/")?;
        let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
        let stem = file.strip_suffix(".md")?;
        let suffixed = stem.rsplit_once('.').filter(|(_, tag)| languages.iter().any(|language| language == tag));
        let (name, language) = suffixed.map_or((stem, None), |(name, tag)| (name, Some(tag.to_owned())));
        let kind = match name {
            "_index" => ZolaKind::Section,
            "index" if !folder.is_empty() => ZolaKind::Bundle,
            _ => ZolaKind::Page,
        };
        let name = if kind == ZolaKind::Page { name } else { folder.rsplit('/').next().unwrap_or_default() };
        Some(Self {
            path: path.to_owned(),
            below: below.to_owned(),
            folder: folder.to_owned(),
            name: name.to_owned(),
            language,
            kind,
        })
    }

    /// The section that it is in.
    pub(super) fn section(&self) -> &str {
        match self.kind {
            ZolaKind::Page => &self.folder,
            ZolaKind::Bundle | ZolaKind::Section => self.folder.rsplit_once('/').map_or("", |(above, _)| above),
        }
    }

    /// Reads the front matter.
    pub(super) fn front(&self, folder: &InputFolder) -> Result<ZolaText, ImportLoss> {
        let input = folder.read(&self.path)?;
        let read = front::read(&self.path, &input.text);
        let mut losses = read.losses;
        losses.extend(input.encoding.map(|name| encoding_loss(&self.path, name)));
        let body = input.text.get(read.body..).unwrap_or_default().to_owned();
        Ok(ZolaText { values: read.values, body, line: read.line, losses })
    }

    /// The date and the rest in its name: `2013-12-03-open-dag`.
    fn dated(&self) -> (Option<&str>, &str) {
        match self.name.split_at_checked(10) {
            Some((day, rest)) if day.parse::<chrono::NaiveDate>().is_ok() && rest.starts_with(['-', '_']) => {
                (Some(day), rest.get(1..).unwrap_or_default())
            }
            _ => (None, &self.name),
        }
    }

    /// Its date: that of the front matter, of its name, or of its address.
    pub(super) fn date(&self, values: &Values, address: &str) -> Option<When> {
        let typed = text_of(values, "date").and_then(|typed| date(&typed, Tz::UTC, true));
        let named = || self.dated().0.and_then(|day| date(day, Tz::UTC, false));
        let of_address = || {
            let parts: Vec<&str> = address.trim_start_matches('/').split('/').collect();
            parts.windows(3).find_map(day_of)
        };
        typed.or_else(named).or_else(of_address)
    }

    /// The old address.
    pub(super) fn address(&self, values: &Values, config: &Values) -> String {
        let prefix = self.language.as_ref().map(|tag| format!("/{tag}")).unwrap_or_default();
        // A path is whole: no language stands before it.
        if let Some(path) = text_of(values, "path") {
            return format!("/{}/", path.trim_matches('/'));
        }
        let section = slugified(self.section(), config);
        let section = if section.is_empty() { section } else { format!("/{section}") };
        let (_, name) = self.dated();
        let slug = text_of(values, "slug").unwrap_or_else(|| name.to_owned());
        match self.kind {
            ZolaKind::Section if self.folder.is_empty() => format!("{prefix}/"),
            _ => format!("{prefix}{section}/{}/", slugified(&slug, config)),
        }
    }

    /// A section of news has no page of its own.
    pub(super) fn section_loss(&self, folder: &InputFolder) -> Option<Imported> {
        let text = self.front(folder).ok().filter(|text| !text.body.trim().is_empty())?;
        let loss = ImportLoss::new(Harm::Detail, "texts above lists", self.path.clone()).at(text.line);
        let message = "Courant makes this list itself, without the text above it";
        Some(Imported::Lost(loss.told(message, "put it in a page, if readers need it")))
    }

    /// The item. The text of a section ends in links to its pages.
    pub(super) fn read(&self, folder: &InputFolder, context: &ZolaContext, links: Option<&str>) -> Imported {
        let text = match self.front(folder) {
            Ok(text) => text,
            Err(loss) => return Imported::Lost(loss),
        };
        if text.values.get("render").and_then(Value::as_bool) == Some(false) {
            let loss = ImportLoss::new(Harm::None, "texts without a page of their own", self.path.clone());
            return Imported::Lost(loss.told("it has no page of its own", "put what readers need in a page"));
        }
        let mut item = self.item(&text.values, context);
        item.place.line = text.line;
        item.losses = text.losses;
        if self.kind == ZolaKind::Bundle {
            let own = format!("content/{}", self.folder);
            let files = folder.below(&own).filter(|file| !file.ends_with(".md"));
            let name = |file: &str| file.strip_prefix(&format!("{own}/")).unwrap_or(file).to_owned();
            item.files = files.map(|file| ImportedFile { from: file.to_owned(), to: name(file) }).collect();
        }
        let rules = ZolaShortcodes { context, budget: TagBudget::default() };
        let mut rewriter =
            TagRewriter { dialect: ZolaShortcodes::DIALECT, rules: &rules, file: &self.path, losses: Vec::new() };
        let body = rewriter.rewrite(&text.body, text.line);
        let lost = rewriter.losses;
        item.losses.extend(lost);
        let body = body.replace("<!--more-->", "<!-- more -->");
        item.body = ImportedBody::Markdown(
            links.map_or_else(|| body.clone(), |links| format!("{}\n\n{links}\n", body.trim_end())),
        );
        Imported::Item(Box::new(item))
    }

    fn item(&self, values: &Values, context: &ZolaContext) -> ImportedItem {
        let address = self.address(values, &context.config);
        let when = self.date(values, &address);
        let is_news = self.kind != ZolaKind::Section && when.is_some();
        let base = match self.kind {
            ZolaKind::Page if self.folder.is_empty() => self.name.clone(),
            ZolaKind::Page => format!("{}/{}", self.folder, self.name),
            ZolaKind::Bundle | ZolaKind::Section => self.folder.clone(),
        };
        let path = match is_news {
            true if base.contains('/') => base,
            true => format!("posts/{base}"),
            false => format!("pages/{base}"),
        };
        let of_extra = |key: &str| values.get("extra").and_then(|extra| extra.get(key));
        let mut item = ImportedItem {
            key: self.path.clone(),
            place: ImportedPlace { file: self.path.clone(), line: 0 },
            kind: if is_news { ImportedKind::News } else { ImportedKind::Page },
            status: if is_true(values, "draft") { ImportedStatus::Draft } else { ImportedStatus::Published },
            title: text_of(values, "title").map(|title| decoded(&title)).unwrap_or_default(),
            updated: text_of(values, "updated").and_then(|text| date(&text, Tz::UTC, true)),
            path,
            owns_folder: self.kind == ZolaKind::Bundle,
            aliases: list_of(values, "aliases")
                .iter()
                .map(|alias| format!("/{}", alias.trim_start_matches('/')))
                .collect(),
            language: self.language.as_deref().map(canonical_tag),
            authors: list_of(values, "authors"),
            summary: text_of(values, "description").map(|text| decoded(&text)),
            ..ImportedItem::default()
        };
        let author = of_extra("author").map(list).unwrap_or_default();
        if item.authors.is_empty() {
            item.authors = author;
        }
        let image = ["image", "cover", "thumbnail", "banner"].iter().find_map(|key| of_extra(key).and_then(text));
        let image = image.filter(|src| src.rsplit('/').next().is_some_and(|name| name.contains('.')));
        let alt = of_extra("image_alt").or_else(|| of_extra("cover_alt")).and_then(text).unwrap_or_default();
        item.image = image.map(|src| ImportedImage { src, alt, caption: None, credit: None });
        terms(values, &mut item);
        if let Some(Value::Object(extra)) = values.get("extra") {
            let read = ["image", "cover", "thumbnail", "banner", "author", "image_alt", "cover_alt"];
            item.extra = extra
                .iter()
                .filter(|(key, _)| !read.contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
        }
        item.date = when;
        item.address = Some(address);
        item
    }
}

/// The day of three parts of an address.
fn day_of(parts: &[&str]) -> Option<When> {
    let [year, month, day] = parts else { return None };
    (year.len() == 4).then(|| date(&format!("{year}-{month}-{day}"), Tz::UTC, false)).flatten()
}

/// Reads the terms of an item.
fn terms(values: &Values, item: &mut ImportedItem) {
    if let Some(Value::Object(taxonomies)) = values.get("taxonomies") {
        for (name, terms) in taxonomies {
            let terms = list(terms);
            match name.as_str() {
                "tags" => item.tags = terms,
                "categories" => item.categories = terms,
                "authors" => item.authors = terms,
                _ => drop(item.taxonomies.insert(name.clone(), terms)),
            }
        }
    }
}

/// A path as the settings of slugs have it.
pub(super) fn slugified(path: &str, config: &Values) -> String {
    let form =
        at(config, "slugify.paths").or_else(|| at(config, "slugify_paths")).and_then(Value::as_str).unwrap_or("on");
    let part = |part: &str| match form {
        "off" => part.to_owned(),
        "safe" => {
            let cleaned: String = part.chars().filter(|c| !"<>:\"\\|?*#\n\r".contains(*c)).collect();
            cleaned.trim_end_matches(['.', ' ']).replace(' ', "_")
        }
        _ => slug(part),
    };
    path.split('/').filter(|piece| !piece.is_empty()).map(part).collect::<Vec<_>>().join("/")
}

/// A slug as Zola makes it.
pub(super) fn slug(text: &str) -> String {
    // An apostrophe separates there, and joins here.
    slugify(&text.replace(['\'', '’'], "-"))
}
