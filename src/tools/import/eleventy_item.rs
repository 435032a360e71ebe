//! A text of Eleventy: its data, permalink and body.

use std::cell::RefCell;
use std::collections::HashSet;

use chrono_tz::Tz;
use serde_json::Value;

use super::eleventy_context::EleventyContext;
use super::eleventy_tags::EleventyTags;
use super::front::{self, Values};
use super::input::InputFolder;
use super::item::{ImportedBody, ImportedImage, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus};
use super::lists::is_index;
use super::loss::{Harm, ImportLoss, encoding_loss};
use super::source::Imported;
use super::tag_budget::TagBudget;
use super::template_tag::has_in_prose;
use super::values::{at, date, decoded, first_text, in_form, is_true, list_of, text, text_of};
use crate::base::date::When;
use crate::base::slug::slugify;

/// A text of the site.
pub(super) struct EleventyFile {
    /// The file, relative to the source.
    pub(super) path: String,
    /// Its folder below that of all texts.
    folder: String,
    /// The name without its date and its ending.
    slug: String,
    /// The date in its name.
    day: Option<String>,
}

/// Keys that are read, or that say nothing to readers.
const READ: &[&str] = &[
    "title",
    "date",
    "updated",
    "modified",
    "permalink",
    "layout",
    "tags",
    "categories",
    "author",
    "authors",
    "description",
    "excerpt",
    "summary",
    "image",
    "featured_image",
    "cover",
    "thumbnail",
    "image_alt",
    "draft",
    "eleventyNavigation",
    "eleventyExcludeFromCollections",
    "templateEngineOverride",
    "redirect_from",
    "aliases",
    "lang",
];

/// Folders of templates, components and what was built, by their usual names. Others with `_` have texts: `_posts`.
const NO_FOLDERS: &[&str] = &[
    "node_modules",
    "templates",
    "layouts",
    "_includes",
    "_layouts",
    "_data",
    "_components",
    "_templates",
    "_partials",
    "_macros",
    "_site",
    "_build",
    "_dist",
    "_11ty",
    "_assets",
    "_sass",
    "_scss",
    "_css",
    "_js",
];

/// Files that stand in every project and are no texts of the site.
const NO_TEXTS: &[&str] =
    &["README.md", "CONTRIBUTING.md", "LICENSE.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "SECURITY.md"];

impl EleventyFile {
    /// The text of a file; `None` for templates and for files of the project.
    pub(super) fn of(path: &str, context: &EleventyContext) -> Option<Self> {
        let below = path.strip_prefix(&context.prefix)?;
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        let is_part = |part: &str| part.starts_with('.') || NO_FOLDERS.contains(&part);
        let is_part = folder.split('/').any(|part| is_part(part) || context.parts.iter().any(|own| own == part));
        if is_part || name.starts_with(['_', '.']) || NO_TEXTS.contains(&name) {
            return None;
        }
        let stem = name.split('.').next().unwrap_or_default();
        let day = stem.get(..10).filter(|day| {
            day.parse::<chrono::NaiveDate>().is_ok() && stem.get(10..).is_some_and(|rest| rest.starts_with('-'))
        });
        let slug = day.map_or(stem, |day| stem.get(day.len() + 1..).unwrap_or_default());
        Some(Self {
            path: path.to_owned(),
            folder: folder.to_owned(),
            slug: slug.to_owned(),
            day: day.map(str::to_owned),
        })
    }

    /// The values: of the folders above, from the top, and of the text.
    fn values(&self, own: Values, context: &EleventyContext) -> Values {
        let mut values = Values::new();
        let mut above = String::new();
        for part in self.folder.split('/') {
            above = if above.is_empty() { part.to_owned() } else { format!("{above}/{part}") };
            values.extend(context.data.get(&above).cloned().unwrap_or_default());
        }
        values.extend(own);
        values
    }

    fn date(&self, values: &Values) -> Option<When> {
        let typed = text_of(values, "date").and_then(|typed| date(&typed, Tz::UTC, true));
        typed.or_else(|| self.day.as_deref().and_then(|day| date(day, Tz::UTC, false)))
    }

    /// The old address; `None` where the text had no page.
    fn address(&self, values: &Values, context: &EleventyContext) -> Option<String> {
        let folder = if self.folder.is_empty() { String::new() } else { format!("/{}", self.folder) };
        let stem = if self.slug == "index" { folder.clone() } else { format!("{folder}/{}", self.slug) };
        let typed = match values.get("permalink") {
            Some(Value::Bool(false)) => return None,
            Some(value) => text(value),
            None => None,
        };
        // A list with pages: `/blog/{% if … %}page/2/{% endif %}`.
        let first = typed.as_deref().and_then(|pattern| pattern.split_once("{%")).map(|(first, _)| first.to_owned());
        let first = first.filter(|first| first.ends_with('/') && !first.contains('{'));
        let filled = first.or_else(|| typed.and_then(|pattern| self.fill(&pattern, &stem, values, context)));
        let address = filled.unwrap_or_else(|| format!("{stem}/"));
        let address = format!("/{}", address.trim_start_matches('/'));
        let address = address.strip_suffix("index.html").map_or_else(|| address.clone(), str::to_owned);
        Some(address.replace("//", "/"))
    }

    /// A permalink with the values of the text in it.
    fn fill(&self, pattern: &str, stem: &str, values: &Values, context: &EleventyContext) -> Option<String> {
        let (mut filled, mut rest) = (String::new(), pattern);
        while let Some((before, after)) = rest.split_once("{{") {
            let (expression, after) = after.split_once("}}")?;
            filled.push_str(before);
            filled.push_str(&self.expression(expression, stem, values, context)?);
            rest = after;
        }
        filled.push_str(rest);
        (!filled.contains("{%")).then_some(filled)
    }

    fn expression(&self, expression: &str, stem: &str, values: &Values, context: &EleventyContext) -> Option<String> {
        let mut parts = expression.split('|').map(|part| part.trim().trim_matches('-').trim());
        let name = parts.next()?;
        let when = self.date(values);
        let slug = if self.slug == "index" { self.folder.rsplit('/').next().unwrap_or_default() } else { &self.slug };
        let mut value = match name {
            "page.fileSlug" => slug.to_owned(),
            "page.filePathStem" => stem.to_owned(),
            "page.date" | "date" => when.as_ref()?.day().to_string(),
            _ => at(values, name).or_else(|| at(&context.globals, name)).and_then(text)?,
        };
        for filter in parts {
            let form = filter.split(['"', '\'']).nth(1);
            value = match (filter.split(['(', ':']).next().unwrap_or_default().trim(), form) {
                ("slug" | "slugify" | "url_encode", _) => slugify(&value),
                ("lower" | "downcase", _) => value.to_lowercase(),
                (_, Some(form)) if form.contains('%') => in_form(when.as_ref()?.day().format(form))?,
                (_, Some(form)) if form.contains("yyyy") => {
                    let form = form.replace("yyyy", "%Y").replace("MM", "%m").replace("dd", "%d");
                    in_form(when.as_ref()?.day().format(&form))?
                }
                ("safe" | "url" | "trim" | "strip" | "string", _) => value,
                (filter, _) if matches!(name, "page.date" | "date") => {
                    let form = context.date_filters.get(filter).map(String::as_str).or_else(|| form_of(filter))?;
                    in_form(when.as_ref()?.day().format(form))?
                }
                _ => return None,
            };
        }
        Some(value)
    }

    /// The address of a list or a feed that a template makes.
    pub(super) fn list_address(&self, folder: &InputFolder, context: &EleventyContext) -> Option<String> {
        let input = folder.read(&self.path).ok()?;
        let values = self.values(front::read(&self.path, &input.text).values, context);
        let address = self.address(&values, context)?;
        match address.split_once('{') {
            None => Some(address),
            // The first page of a list with pages: `/blog/{% if … %}page/2/{% endif %}`.
            Some((first, _)) => (first.ends_with('/') && is_index(first)).then(|| first.to_owned()),
        }
    }

    /// The item; nothing where the file has no page.
    pub(super) fn read(&self, folder: &InputFolder, context: &EleventyContext) -> Option<Imported> {
        let input = match folder.read(&self.path) {
            Ok(input) => input,
            Err(loss) => return Some(Imported::Lost(loss)),
        };
        let read = front::read(&self.path, &input.text);
        let body = input.text.get(read.body..).unwrap_or_default();
        let values = self.values(read.values, context);
        let address = self.address(&values, context)?;
        // What is dated is news, whatever template language it has in its text.
        let is_template = self.date(&values).is_none() && fills_lists(body) || values.contains_key("pagination");
        if is_template || address.contains('{') || (!address.ends_with('/') && !address.ends_with(".html")) {
            let loss = ImportLoss::new(Harm::Detail, "pages that a template fills with lists", self.path.clone());
            let hint = "change its line in redirects.csv, or write a page with this `address`";
            return Some(Imported::Lost(
                loss.told(format!("`{address}` is made by a template, and leads to the home page now"), hint),
            ));
        }
        if address == "/" {
            return None;
        }
        let mut item = self.item(&values, address);
        self.path.strip_prefix(&context.prefix).unwrap_or(&self.path).clone_into(&mut item.key);
        item.losses = read.losses;
        item.losses.extend(input.encoding.map(|name| encoding_loss(&self.path, name)));
        item.place.line = read.line;
        let mut rules = EleventyTags {
            values: &values,
            context,
            item: &item,
            captured: RefCell::default(),
            unread: RefCell::default(),
            kept: HashSet::new(),
            depth: 0,
            budget: TagBudget::default(),
        };
        let (body, lost) = rules.rewrite(body, (&self.path, read.line));
        item.losses.extend(lost);
        let is_markdown = self.path.ends_with(".md") || self.path.ends_with(".markdown");
        item.body = if is_markdown { ImportedBody::Markdown(body) } else { ImportedBody::Html(body) };
        Some(Imported::Item(Box::new(item)))
    }

    fn item(&self, values: &Values, address: String) -> ImportedItem {
        let when = self.date(values);
        let stem = if self.folder.is_empty() { self.slug.clone() } else { format!("{}/{}", self.folder, self.slug) };
        let stem = stem.strip_suffix("/index").map_or_else(|| stem.clone(), str::to_owned);
        let day = self.day.as_ref().map(|day| format!("{day}-")).unwrap_or_default();
        let is_news = when.is_some();
        // Folders of the project, not of the site.
        let stem = ["src/", "content/", "pages/"]
            .iter()
            .fold(stem.as_str(), |stem, root| stem.strip_prefix(root).unwrap_or(stem));
        let path = match stem.rsplit_once('/') {
            Some((folder, name)) if is_news => format!("{folder}/{day}{name}"),
            None if is_news => format!("posts/{day}{stem}"),
            _ => format!("pages/{stem}"),
        };
        // Tags of Eleventy are also the names of its own lists.
        let own = ["post", "posts", "all", "nav", "blog", "page", "pages", "article", "articles"];
        let mut authors = list_of(values, "author");
        authors.extend(list_of(values, "authors"));
        let src = first_text(values, &["image", "featured_image", "cover", "thumbnail"]);
        let src = src.filter(|src| src.rsplit('/').next().is_some_and(|name| name.contains('.')));
        let alt = first_text(values, &["image_alt", "imageAlt", "image-alt", "alt"]).unwrap_or_default();
        ImportedItem {
            place: ImportedPlace { file: self.path.clone(), line: 0 },
            kind: if is_news { ImportedKind::News } else { ImportedKind::Page },
            status: if is_true(values, "draft") { ImportedStatus::Draft } else { ImportedStatus::Published },
            title: text_of(values, "title").map(|title| decoded(&title)).unwrap_or_default(),
            updated: first_text(values, &["updated", "modified"]).and_then(|typed| date(&typed, Tz::UTC, true)),
            path,
            address: Some(address),
            aliases: list_of(values, "redirect_from").into_iter().chain(list_of(values, "aliases")).collect(),
            authors,
            tags: list_of(values, "tags").into_iter().filter(|tag| !own.contains(&tag.as_str())).collect(),
            categories: list_of(values, "categories"),
            summary: first_text(values, &["description", "excerpt", "summary"]).map(|text| decoded(&text)),
            image: src.map(|src| ImportedImage { src, alt, caption: None, credit: None }),
            extra: values
                .iter()
                .filter(|(key, _)| !READ.contains(&key.as_str()))
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            date: when,
            ..ImportedItem::default()
        }
    }
}

/// Whether a page is a template that fills itself with a list. A tag in code is an example.
fn fills_lists(body: &str) -> bool {
    has_in_prose(body, &["{% for ", "{%- for ", "collections.", "{% extends"])
}

/// The form of a filter for dates, by its name: `toDatePath` gives `2020/01/31`.
fn form_of(filter: &str) -> Option<&'static str> {
    let name = filter.to_lowercase();
    let forms = [
        ("path", "%Y/%m/%d"),
        ("year", "%Y"),
        ("month", "%m"),
        ("day", "%d"),
        ("iso", "%Y-%m-%d"),
        ("html", "%Y-%m-%d"),
    ];
    forms.iter().find(|(word, _)| name.contains(word)).map(|(_, form)| *form)
}
