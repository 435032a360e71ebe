//! A table with a row for each text, and a mapping that says which column is what: `items.csv` and `items.yaml` beside it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::front::{self, Values};
use super::html_paragraphs::paragraphs;
use super::html_tag::plain_text;
use super::input::InputFolder;
use super::item::{
    ImportedBody, ImportedFile, ImportedImage, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus,
};
use super::loss::{Harm, ImportLoss};
use super::old_hosts::OldHosts;
use super::site::ImportedSite;
use super::source::{ImportSource, Imported};
use super::table_file::{TableFile, TableRow, read};
use super::values;
use crate::base::date::When;
use crate::base::{Error, ErrorCode};
use chrono_tz::Tz;

/// What a column can be, with the usual names for it.
const FIELDS: &[(&str, &[&str])] = &[
    ("title", &["title", "titel", "kop", "headline", "titre", "überschrift"]),
    ("date", &["date", "datum", "published", "published_at", "publicatiedatum", "created_at"]),
    ("updated", &["updated", "updated_at", "modified", "gewijzigd"]),
    ("body", &["body", "content", "text", "tekst", "inhoud", "html", "markdown", "bericht", "contenu"]),
    ("summary", &["summary", "samenvatting", "excerpt", "intro", "inleiding", "description"]),
    ("tags", &["tags", "trefwoorden", "keywords", "labels"]),
    ("categories", &["categories", "category", "categorie", "rubriek"]),
    ("authors", &["authors", "author", "auteur", "auteurs", "door"]),
    ("address", &["address", "url", "link", "permalink", "adres", "path"]),
    ("slug", &["slug"]),
    ("id", &["id", "nr", "nummer"]),
    ("image", &["image", "afbeelding", "foto", "picture", "thumbnail"]),
    ("alt", &["alt", "image_alt", "alt-tekst"]),
    ("language", &["language", "taal", "lang"]),
    ("draft", &["draft", "concept"]),
    ("status", &["status", "post_status", "state"]),
    ("kind", &["kind", "type", "soort"]),
];

/// Values of a status that readers do not see.
const UNSEEN: &[&str] =
    &["draft", "concept", "private", "privé", "pending", "hidden", "verborgen", "unpublished", "trash", "archived"];

/// A table of texts.
pub(super) struct CsvSource {
    folder: InputFolder,
    file: String,
    table: TableFile,
    /// The column of each field.
    columns: BTreeMap<&'static str, String>,
    /// The form of texts: `html`, `markdown` or `text`.
    form: String,
    hosts: OldHosts,
    site: ImportedSite,
}

/// Whether a folder is a table.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    table_file(folder).is_some()
}

fn table_file(folder: &InputFolder) -> Option<String> {
    let is_table = |file: &&str| [".csv", ".tsv"].iter().any(|ending| file.to_ascii_lowercase().ends_with(ending));
    let mut tables = folder.below("").filter(is_table);
    let first = tables.next()?;
    (tables.next().is_none() && !first.contains('/')).then(|| first.to_owned())
}

/// Opens a table.
///
/// # Errors
/// There is none, or no column is a title.
pub(super) fn open(folder: InputFolder) -> Result<CsvSource, Error> {
    let unusable = |message: String, hint: String| Error::usage(ErrorCode::SourceUnknown, message).hint(hint);
    let Some(file) = table_file(&folder) else {
        let hint = "name the file, such as `items.csv`".to_owned();
        return Err(unusable("there is no table here, or more than one".to_owned(), hint));
    };
    let table = read(&folder, &file).map_err(|loss| unusable(format!("{file}: {}", loss.message), loss.hint))?;
    let mapping = mapping(&folder, &file);
    let columns = columns(&table, &mapping);
    if !columns.contains_key("title") {
        let stem = file.rsplit_once('.').map_or(&*file, |(stem, _)| stem);
        let hint = format!(
            "write a file `{stem}.yaml` beside it, such as\ntitle: {}\nbody: …",
            table.columns.first().map_or("Name", |name| name)
        );
        return Err(unusable(
            format!("no column of {file} is known as a title: it has {}", table.columns.join(", ")),
            hint,
        ));
    }
    let text = |key: &str| mapping.get(key).and_then(values::text);
    let mut site = ImportedSite {
        title: text("site_title"),
        base_url: text("base_url"),
        language: text("site_language"),
        losses: [folder.losses(), table.losses.clone()].concat(),
        ..ImportedSite::default()
    };
    let mut hosts = OldHosts::default();
    hosts.add(site.base_url.as_deref().unwrap_or_default());
    let unused: Vec<&String> =
        table.columns.iter().filter(|name| !columns.values().any(|used| used == *name)).collect();
    if !unused.is_empty() {
        let names = unused.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        let loss = ImportLoss::new(Harm::Detail, "columns", file.clone());
        site.losses.push(loss.told(
            format!("these columns go to `extra`: {names}"),
            "name them in the mapping, if they are something else",
        ));
    }
    let form = text("format").unwrap_or_default();
    Ok(CsvSource { folder, file, table, columns, form, hosts, site })
}

/// The mapping beside a table; empty where there is none.
fn mapping(folder: &InputFolder, file: &str) -> Values {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let names = [format!("{stem}.yaml"), format!("{stem}.yml")];
    let name = names.iter().find(|name| folder.has(name));
    let text = name.and_then(|name| Some((name, folder.read(name).ok()?.text)));
    text.map(|(name, text)| front::settings(name, &text).0).unwrap_or_default()
}

fn columns(table: &TableFile, mapping: &Values) -> BTreeMap<&'static str, String> {
    let column = |(field, names): &(&'static str, &[&str])| {
        let mapped = mapping.get(*field).and_then(values::text).filter(|name| table.columns.contains(name));
        let usual = || {
            names.iter().find_map(|name| table.columns.iter().find(|column| column.to_lowercase() == **name)).cloned()
        };
        Some((*field, mapped.or_else(usual)?))
    };
    FIELDS.iter().filter_map(column).collect()
}

impl CsvSource {
    fn value<'r>(&self, row: &'r TableRow, field: &str) -> &'r str {
        self.columns.get(field).map_or("", |column| row.get(column))
    }

    /// The names in a value, separated by semicolons, bars or commas.
    fn names(&self, row: &TableRow, field: &str) -> Vec<String> {
        let value = self.value(row, field);
        let separator = [';', '|', ','].into_iter().find(|separator| value.contains(*separator)).unwrap_or(';');
        value.split(separator).map(plain_text).filter(|name| !name.is_empty()).collect()
    }

    fn item(&self, row: &TableRow) -> ImportedItem {
        let value = |field: &str| self.value(row, field);
        let date = values::date(value("date"), Tz::Europe__Amsterdam, false);
        let is_page = date.is_none() || value("kind").eq_ignore_ascii_case("page");
        let is_draft = matches!(&*value("draft").to_lowercase(), "true" | "yes" | "ja" | "1" | "x")
            || UNSEEN.contains(&&*value("status").trim().to_lowercase());
        let address = value("address");
        let address = self.hosts.path(address).or_else(|| address.starts_with('/').then(|| address.to_owned()));
        let slug = [
            value("slug"),
            address.as_deref().and_then(|path| path.trim_end_matches('/').rsplit('/').next()).unwrap_or_default(),
        ];
        let slug = slug.into_iter().find(|slug| !slug.is_empty()).unwrap_or(value("title"));
        let slug =
            [".html", ".htm", ".php", ".aspx"].into_iter().find_map(|ending| slug.strip_suffix(ending)).unwrap_or(slug);
        let day = date.as_ref().map(When::day).filter(|_| !is_page);
        let key =
            [value("id"), value("address"), value("slug"), value("title")].into_iter().find(|key| !key.is_empty());
        let image = value("image");
        let mut item = ImportedItem {
            key: key.unwrap_or_default().to_owned(),
            place: ImportedPlace { file: self.file.clone(), line: row.line },
            kind: if is_page { ImportedKind::Page } else { ImportedKind::News },
            status: if is_draft { ImportedStatus::Draft } else { ImportedStatus::Published },
            title: plain_text(value("title")),
            updated: values::date(value("updated"), Tz::Europe__Amsterdam, false),
            path: day.map_or_else(
                || format!("pages/{slug}"),
                |day| format!("news/{}/{}-{slug}", day.format("%Y"), day.format("%Y-%m-%d")),
            ),
            address: address.filter(|_| !is_draft),
            language: Some(value("language").to_lowercase()).filter(|tag| !tag.is_empty()),
            authors: self.names(row, "authors"),
            tags: self.names(row, "tags"),
            categories: self.names(row, "categories"),
            summary: Some(plain_text(value("summary"))).filter(|text| !text.is_empty()),
            image: (!image.is_empty()).then(|| ImportedImage {
                src: self.hosts.path(image).unwrap_or_else(|| image.to_owned()),
                alt: value("alt").to_owned(),
                ..ImportedImage::default()
            }),
            body: self.body(value("body")),
            date,
            ..ImportedItem::default()
        };
        for column in self.table.columns.iter().filter(|name| !self.columns.values().any(|used| used == *name)) {
            let value = row.get(column);
            if !value.is_empty() && !column.is_empty() {
                item.extra.insert(column.clone(), Value::from(value));
            }
        }
        if !value("date").is_empty() && item.date.is_none() {
            let loss = ImportLoss::new(Harm::Detail, "dates", self.file.clone()).at(row.line);
            item.losses
                .push(loss.told(format!("`{}` is no date that can be read", value("date")), "write it as 2013-12-03"));
        }
        item
    }

    /// The text in the form that the mapping names, or that it seems to have.
    fn body(&self, text: &str) -> ImportedBody {
        let is_html = text.contains("</") || text.contains("<br") || text.contains("/>");
        match self.form.as_str() {
            "markdown" => ImportedBody::Markdown(text.to_owned()),
            "text" => ImportedBody::Text(text.to_owned()),
            "html" => ImportedBody::Html(self.hosts.addresses(&paragraphs(text, true))),
            _ if is_html => ImportedBody::Html(self.hosts.addresses(&paragraphs(text, true))),
            _ => ImportedBody::Text(text.to_owned()),
        }
    }
}

impl ImportSource for CsvSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        let is_text = |row: &&TableRow| !self.value(row, "title").is_empty() || !self.value(row, "body").is_empty();
        Box::new(self.table.rows.iter().filter(is_text).map(|row| Imported::Item(Box::new(self.item(row)))))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        Box::new(std::iter::empty())
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
