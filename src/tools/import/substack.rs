//! Substack: an export with `posts.csv` and an HTML file for each text, as a zip archive or a folder.

use serde_json::Value;

use super::html_tag::plain_text;
use super::input::InputFolder;
use super::item::{
    ImportedAttachment, ImportedBody, ImportedFile, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus,
};
use super::loss::{Harm, ImportLoss};
use super::site::{ImportedFeed, ImportedSite};
use super::source::{ImportSource, Imported};
use super::table_file::{TableFile, TableRow, read};
use super::values;
use crate::base::date::When;
use crate::base::{Error, ErrorCode};
use crate::config::FeedFormat;
use chrono_tz::Tz;

/// A Substack export.
pub(super) struct SubstackSource {
    folder: InputFolder,
    /// The file of the table.
    file: String,
    table: TableFile,
    site: ImportedSite,
}

/// The table of texts.
fn table(folder: &InputFolder) -> Option<&str> {
    folder.below("").find(|file| file.rsplit('/').next() == Some("posts.csv"))
}

/// Whether a folder is an export of Substack.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    table(folder).is_some_and(|file| {
        folder.start(file).is_some_and(|start| start.contains("post_id") && start.contains("audience"))
    })
}

/// Opens an export.
///
/// # Errors
/// It has no table of texts.
pub(super) fn open(folder: InputFolder) -> Result<SubstackSource, Error> {
    let unusable = |message: &str| {
        Error::usage(ErrorCode::SourceUnknown, message)
            .hint("export your texts in Substack under Settings → Import and export → New export")
    };
    let file = table(&folder)
        .ok_or_else(|| unusable("there is no export of Substack here: it has a file `posts.csv`"))?
        .to_owned();
    let table = read(&folder, &file).map_err(|loss| unusable(&format!("{file}: {}", loss.message)))?;
    let mut site = ImportedSite {
        feeds: vec![ImportedFeed { address: "/feed".to_owned(), format: FeedFormat::Rss }],
        losses: [folder.losses(), table.losses.clone()].concat(),
        ..ImportedSite::default()
    };
    let loss = ImportLoss::new(Harm::Detail, "what the export does not have", "");
    site.losses.push(loss.told(
        "the export does not name the address of the site, its title, its authors and its images, which stay at Substack",
        "set `title` and `base_url`, and copy the images beside their items",
    ));
    Ok(SubstackSource { folder, file, table, site })
}

impl SubstackSource {
    fn item(&self, row: &TableRow) -> Imported {
        let (number, slug) = row.get("post_id").split_once('.').unwrap_or((row.get("post_id"), ""));
        let above = self.file.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"));
        let name = format!("{above}posts/{}.html", row.get("post_id"));
        let body = self.folder.read(&name);
        let is_page = row.get("type") == "page";
        let is_open = matches!(row.get("audience"), "everyone" | "");
        let status = match (row.get("is_published") == "true", is_open) {
            (false, _) => ImportedStatus::Draft,
            (true, false) => ImportedStatus::Private,
            (true, true) => ImportedStatus::Published,
        };
        let date = values::date(row.get("post_date"), Tz::UTC, false);
        let slug = if slug.is_empty() { number } else { slug };
        let day = date.as_ref().map(When::day).filter(|_| !is_page);
        let mut item = ImportedItem {
            key: number.to_owned(),
            place: ImportedPlace { file: self.file.clone(), line: row.line },
            kind: if is_page { ImportedKind::Page } else { ImportedKind::News },
            status,
            title: plain_text(row.get("title")),
            summary: Some(plain_text(row.get("subtitle"))).filter(|text| !text.is_empty()),
            address: Some(format!("/p/{slug}")).filter(|_| status.is_public()),
            path: day.map_or_else(
                || format!("pages/{slug}"),
                |day| format!("news/{}/{}-{slug}", day.format("%Y"), day.format("%Y-%m-%d")),
            ),
            date,
            ..ImportedItem::default()
        };
        let sound = row.get("podcast_url");
        if !sound.is_empty() {
            item.attachments.push(ImportedAttachment { src: sound.to_owned(), title: None });
        }
        if row.get("type") == "thread" {
            item.extra.insert("type".to_owned(), Value::from("thread"));
        }
        match body {
            Ok(text) => item.body = ImportedBody::Html(text.text),
            Err(_) if !status.is_public() => {}
            Err(_) => {
                let loss = ImportLoss::new(Harm::Page, "texts without a file", self.file.clone()).at(row.line);
                let message = format!("\"{}\" is in the table, and there is no file `{name}`", item.title);
                return Imported::Lost(loss.told(message, "export the texts again"));
            }
        }
        if status == ImportedStatus::Private {
            let loss = ImportLoss::new(Harm::Page, "texts for subscribers", self.file.clone()).at(row.line);
            let message = format!("\"{}\" was only for subscribers, so it is a draft", item.title);
            item.losses.push(loss.told(message, "remove `draft: true` to publish it for all"));
        }
        Imported::Item(Box::new(item))
    }
}

impl ImportSource for SubstackSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.table.rows.iter().filter(|row| !row.get("post_id").is_empty()).map(|row| self.item(row)))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        Box::new(std::iter::empty())
    }

    fn picture_hosts(&self) -> &'static [&'static str] {
        &[
            "substackcdn.com",
            "substack-post-media.s3.amazonaws.com",
            "bucketeer-e05bbc84-baa3-437e-9518-adb32be77984.s3.amazonaws.com",
        ]
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
