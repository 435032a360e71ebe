//! A text of Pelican: metadata, address and body.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::front;
use super::html::HtmlConverter;
use super::html_tag::{element, next_tag, plain_text};
use super::input::InputFolder;
use super::item::{ImportedBody, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus};
use super::loss::{Harm, ImportLoss, encoding_loss};
use super::notebook::{CellRange, Notebook};
use super::pelican_tags::{NotebookParts, PelicanTags};
use super::rest_text::RestText;
use super::rewrite::TagRewriter;
use super::source::Imported;
use super::tag_budget::TagBudget;
use super::values::{date, decoded, in_form, one_line};
use crate::base::date::When;
use crate::base::slug::slugify;

/// The settings of Pelican, as texts.
pub(super) struct PelicanSettings {
    /// The texts of `pelicanconf.py`, by their names.
    pub(super) values: BTreeMap<String, String>,
    /// The tags that the code of the site adds.
    pub(super) tags: BTreeSet<String>,
}

impl PelicanSettings {
    /// A text that is not empty.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.values.get(key).filter(|text| !text.is_empty()).cloned()
    }

    /// The folder of texts.
    pub(super) fn content(&self) -> String {
        let path = self.text("PATH").filter(|path| !path.contains('(')).unwrap_or_else(|| "content".to_owned());
        path.trim_matches(['/', '.']).to_owned()
    }

    /// The folder of code that texts include.
    fn code(&self) -> String {
        let below = self.text("CODE_DIR").unwrap_or_else(|| "code".to_owned());
        format!("{}/{}", self.content(), below.trim_matches('/'))
    }

    /// The folder of notebooks that texts show.
    fn notebooks(&self) -> String {
        let below = self.text("NOTEBOOK_DIR").unwrap_or_else(|| "notebooks".to_owned());
        format!("{}/{}", self.content(), below.trim_matches('/'))
    }

    /// The time zone.
    pub(super) fn zone(&self) -> Tz {
        self.text("TIMEZONE").and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC)
    }
}

/// A text of the site.
pub(super) struct PelicanFile {
    /// The file, relative to the source.
    pub(super) path: String,
    /// The same below the folder of texts.
    pub(super) below: String,
}

/// The endings of files beside a notebook that have its metadata, in the place of `.ipynb`.
const NOTEBOOK_METADATA: &[&str] = &[".nbdata", ".ipynb-meta", ".ipynb.meta"];

/// Whether a file has the metadata of a notebook.
pub(super) fn is_notebook_metadata(file: &str) -> bool {
    NOTEBOOK_METADATA.iter().any(|ending| file.ends_with(ending))
}

/// The file with the metadata of a notebook.
pub(super) fn notebook_metadata(folder: &InputFolder, notebook: &str) -> Option<String> {
    let mut beside = NOTEBOOK_METADATA.iter().map(|ending| notebook.replace(".ipynb", ending));
    beside.find(|file| folder.has(file))
}

type Metadata = BTreeMap<String, String>;

/// The metadata of a text in HTML, which stand in its head, and its body.
fn html(text: &str) -> (Metadata, &str) {
    let mut metadata = Metadata::new();
    metadata.extend(element(text, "title").map(|title| ("title".to_owned(), plain_text(title))));
    let mut at = 0;
    while let Some(tag) = next_tag(text, at, &["meta"]) {
        at = tag.range.end;
        let (name, content) =
            (tag.get("name").unwrap_or_default().to_lowercase(), tag.get("content").unwrap_or_default());
        let name = if name == "keywords" { "tags".to_owned() } else { name };
        if !name.is_empty() {
            metadata.entry(name).or_insert(content);
        }
    }
    (metadata, element(text, "body").unwrap_or(text))
}

impl PelicanFile {
    /// A text.
    pub(super) fn new(path: &str, content: &str) -> Self {
        let below = path.strip_prefix(&format!("{content}/")).unwrap_or(path).to_owned();
        Self { path: path.to_owned(), below }
    }

    fn name(&self) -> &str {
        let name = self.below.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(name, _)| name)
    }

    /// The item.
    pub(super) fn read(&self, folder: &InputFolder, settings: &PelicanSettings) -> Imported {
        let input = match folder.read(&self.path) {
            Ok(input) => input,
            Err(loss) => return Imported::Lost(loss),
        };
        let is_rest = self.path.ends_with(".rst");
        if self.path.ends_with(".ipynb") {
            return self.read_notebook(folder, settings, &input.text);
        }
        let (metadata, body) = match self.path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("rst") => rest(&input.text),
            Some("html") if input.text.contains("<title") => html(&input.text),
            _ => metadata(&self.path, &input.text),
        };
        if metadata.is_empty() {
            let loss = ImportLoss::new(Harm::None, "files without metadata", self.path.clone());
            return Imported::Lost(
                loss.told("it has no metadata, so it was no page", "put what readers need in a page"),
            );
        }
        let line = 1 + input
            .text
            .len()
            .checked_sub(body.len())
            .and_then(|at| input.text.get(..at))
            .unwrap_or_default()
            .matches('\n')
            .count();
        let mut item = self.item(&metadata, settings);
        item.place.line = line;
        item.losses.extend(input.encoding.map(|name| encoding_loss(&self.path, name)));
        item.body = match () {
            () if is_rest => {
                let mut text = RestText::new(body, &self.path, line);
                let body = text.convert();
                item.losses.append(&mut text.losses);
                ImportedBody::Markdown(body)
            }
            () if self.path.ends_with(".html") => ImportedBody::Html(body.to_owned()),
            () => {
                let (code, notebooks) = (settings.code(), settings.notebooks());
                let (own, budget) = (&settings.tags, TagBudget::default());
                let rules = PelicanTags { folder, code, notebooks, own, found: RefCell::default(), budget };
                let mut rewriter =
                    TagRewriter { dialect: PelicanTags::DIALECT, rules: &rules, file: &self.path, losses: Vec::new() };
                let body = rewriter.rewrite(body, line);
                item.losses.append(&mut rewriter.losses);
                item.add_parts(rules.found.take());
                ImportedBody::Markdown(body)
            }
        };
        Imported::Item(Box::new(item))
    }

    /// A text that is a notebook: its metadata are in a file beside it, or in its first cell.
    fn read_notebook(&self, folder: &InputFolder, settings: &PelicanSettings, text: &str) -> Imported {
        let beside = notebook_metadata(folder, &self.path).and_then(|file| folder.read(&file).ok());
        let Some(notebook) = Notebook::read(text) else {
            let loss = ImportLoss::new(Harm::Page, "damaged documents", self.path.clone());
            return Imported::Lost(loss.told("it is no notebook of Jupyter", "open it in Jupyter, and save it again"));
        };
        let (found, range) = match beside {
            Some(input) => (metadata(&self.path, &input.text).0, CellRange::default()),
            None => (notebook.metadata().into_iter().flatten().collect(), CellRange::of("cells[1:]")),
        };
        if found.is_empty() {
            let loss = ImportLoss::new(Harm::None, "files without metadata", self.path.clone());
            return Imported::Lost(loss.told("it has no metadata, so it was no page", "nothing"));
        }
        let mut item = self.item(&found, settings);
        let cells = notebook.markdown(range, &slugify(self.name()), &HtmlConverter::default());
        let mut parts = NotebookParts::default();
        parts.add(&self.path, &cells);
        item.add_parts(parts);
        item.body = ImportedBody::Markdown(cells.markdown);
        Imported::Item(Box::new(item))
    }

    fn item(&self, metadata: &Metadata, settings: &PelicanSettings) -> ImportedItem {
        let of = |key: &str| metadata.get(key).map(String::as_str).filter(|text| !text.is_empty());
        let zone = settings.zone();
        let named = self.name().get(..10).and_then(|day| date(day, zone, false));
        let when = of("date").and_then(|typed| date(typed, zone, true)).or(named);
        let is_page = self.below.starts_with("pages/") || when.is_none();
        let title = of("title").map(decoded).unwrap_or_default();
        let own = self
            .below
            .split_once('/')
            .map(|(first, _)| first.to_owned())
            .filter(|first| !is_page && first != "articles" && first != "posts");
        let category = of("category").map(one_line).or(own).or_else(|| settings.text("DEFAULT_CATEGORY"));
        let list = |key: &str| -> Vec<String> {
            let separator = if of(key).is_some_and(|text| text.contains(';')) { ';' } else { ',' };
            of(key)
                .map(|text| text.split(separator).map(one_line).filter(|word| !word.is_empty()).collect())
                .unwrap_or_default()
        };
        let mut authors = list("author");
        authors.extend(list("authors"));
        if authors.is_empty() && !is_page {
            authors.extend(settings.text("AUTHOR"));
        }
        let status = match of("status") {
            Some("draft" | "hidden") => ImportedStatus::Draft,
            _ => ImportedStatus::Published,
        };
        let slug =
            of("slug").map_or_else(|| slugify(if title.is_empty() { self.name() } else { &title }), str::to_owned);
        let stem = self.below.rsplit_once('.').map_or(&*self.below, |(stem, _)| stem);
        let path = if stem.contains('/') { stem.to_owned() } else { format!("posts/{stem}") };
        let read = [
            "title", "date", "modified", "category", "tags", "author", "authors", "status", "slug", "summary", "lang",
            "url", "save_as",
        ];
        let extra = metadata.iter().filter(|(key, _)| !read.contains(&key.as_str()));
        ImportedItem {
            key: self.below.clone(),
            place: ImportedPlace { file: self.path.clone(), line: 0 },
            kind: if is_page { ImportedKind::Page } else { ImportedKind::News },
            status,
            address: Some(self.address(metadata, settings, (&slug, category.as_deref(), when.as_ref()))),
            path: if is_page && !path.starts_with("pages/") { format!("pages/{path}") } else { path },
            title,
            updated: of("modified").and_then(|typed| date(typed, zone, true)),
            language: of("lang").map(str::to_owned),
            authors,
            tags: list("tags"),
            categories: category.filter(|_| !is_page).into_iter().collect(),
            summary: of("summary").map(decoded),
            extra: extra.map(|(key, value)| (key.clone(), serde_json::Value::from(value.as_str()))).collect(),
            date: when,
            ..ImportedItem::default()
        }
    }

    fn address(
        &self,
        metadata: &Metadata,
        settings: &PelicanSettings,
        (slug, category, when): (&str, Option<&str>, Option<&When>),
    ) -> String {
        let is_page = self.below.starts_with("pages/");
        let (key, default) = if is_page { ("PAGE_URL", "pages/{slug}.html") } else { ("ARTICLE_URL", "{slug}.html") };
        let pattern = metadata.get("url").or_else(|| metadata.get("save_as")).cloned();
        let pattern = pattern.or_else(|| settings.text(key)).unwrap_or_else(|| default.to_owned());
        let mut address = pattern.replace("{slug}", slug).replace("{category}", &slugify(category.unwrap_or_default()));
        while let Some((before, rest)) = address.split_once("{date:") {
            let (form, after) = rest.split_once('}').unwrap_or((rest, ""));
            let form = form.replace("%-m", "%m").replace("%-d", "%d");
            let known = ["%Y", "%m", "%d", "%b", "%B", "%y", "%j"].iter().any(|part| form.contains(part));
            let value = when.filter(|_| known).and_then(|when| in_form(when.day().format(&form))).unwrap_or_default();
            address = format!("{before}{value}{after}");
        }
        format!("/{}", address.trim_start_matches('/').trim_end_matches("index.html"))
    }
}

impl ImportedItem {
    /// Adds what notebooks give beside text. Pictures need a folder of the item.
    fn add_parts(&mut self, parts: NotebookParts) {
        self.owns_folder |= !parts.files.is_empty();
        self.files.extend(parts.files);
        self.losses.extend(parts.losses);
    }
}

/// Lines `Key: value` at the start, or YAML front matter; and the body behind them.
fn metadata<'t>(file: &str, text: &'t str) -> (Metadata, &'t str) {
    let read = front::read(file, text);
    if read.is_there {
        let of = |(key, value): (String, serde_json::Value)| {
            let list = super::values::list(&value).join(", ");
            Some((key.to_lowercase(), super::values::text(&value).unwrap_or(list)))
        };
        return (read.values.into_iter().filter_map(of).collect(), text.get(read.body..).unwrap_or_default());
    }
    let (mut found, mut at, mut last) = (Metadata::new(), 0, String::new());
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let pair = trimmed.split_once(':').filter(|(key, _)| {
            !key.is_empty()
                && key.len() < 40
                && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        });
        match pair {
            Some((key, value)) => {
                last = key.to_lowercase();
                found.insert(last.clone(), value.trim().to_owned());
            }
            None if line.starts_with("    ") && !last.is_empty() && !trimmed.is_empty() => {
                found.entry(last.clone()).and_modify(|value| *value = format!("{value} {}", trimmed.trim()));
            }
            None => break,
        }
        at += line.len();
    }
    (found, text.get(at..).unwrap_or_default())
}

/// The title and the fields of reStructuredText, and the body.
fn rest(text: &str) -> (Metadata, &str) {
    let (mut found, mut at, mut last) = (Metadata::new(), 0, "");
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let field = trimmed.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        let is_rule = trimmed.len() > 2 && trimmed.chars().all(|c| "=-~#*^\"".contains(c));
        if let Some((key, value)) = field {
            found.insert(key.to_lowercase(), value.trim().to_owned());
        } else if is_rule && !found.contains_key("title") && !last.is_empty() {
            found.insert("title".to_owned(), one_line(last));
        } else if !trimmed.is_empty() && !is_rule && found.contains_key("title") {
            break;
        }
        last = trimmed;
        at += line.len();
    }
    (found, text.get(at..).unwrap_or_default())
}
