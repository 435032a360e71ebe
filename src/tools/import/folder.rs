//! A folder of texts that no program manages: Word documents, HTML, plain text and Markdown.

use std::cell::RefCell;

use super::front;
use super::html_paragraphs::paragraphs;
use super::html_tag::{element, next_tag, plain_text};
use super::input::InputFolder;
use super::item::{ImportedBody, ImportedFile, ImportedItem, ImportedKind, ImportedPlace};
use super::loss::{Harm, ImportLoss};
use super::site::ImportedSite;
use super::source::{ImportSource, Imported};
use super::values;
use super::word;
use crate::base::date::When;
use chrono_tz::Tz;

/// Endings of texts.
const TEXTS: &[&str] = &["docx", "html", "htm", "xhtml", "txt", "text", "md", "markdown", "mdown", "mkd"];

/// A folder of texts.
pub(super) struct FolderSource {
    folder: InputFolder,
    files: Vec<String>,
    site: ImportedSite,
    /// The document that was opened last, by its file: its pictures are asked for one by one.
    last: RefCell<Option<(String, word::WordDocument)>>,
}

fn ending(file: &str) -> String {
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default()
}

/// Whether a folder has Word documents: of other texts, nobody knows what they are.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    folder.below("").any(|file| ending(file) == "docx")
}

/// Opens a folder.
pub(super) fn open(folder: InputFolder) -> FolderSource {
    let is_text = |file: &&str| {
        let name = file.rsplit('/').next().unwrap_or_default();
        TEXTS.contains(&&*ending(file)) && !name.starts_with(['~', '.'])
    };
    let files = folder.below("").filter(is_text).map(ToOwned::to_owned).collect();
    let site = ImportedSite { losses: folder.losses(), ..ImportedSite::default() };
    FolderSource { folder, files, site, last: RefCell::default() }
}

impl FolderSource {
    fn item(&self, file: &str) -> Result<ImportedItem, ImportLoss> {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let mut item = ImportedItem {
            key: file.to_owned(),
            place: ImportedPlace { file: file.to_owned(), line: 1 },
            path: stem.to_owned(),
            date: name.get(..10).and_then(|day| When::parse(day, Tz::Europe__Amsterdam).ok()),
            ..ImportedItem::default()
        };
        match &*ending(file) {
            "docx" => self.word(file, &mut item)?,
            "html" | "htm" | "xhtml" => html(&self.folder.read(file)?.text, &mut item),
            "txt" | "text" => text(&self.folder.read(file)?.text, &mut item),
            _ => markdown(file, &self.folder.read(file)?.text, &mut item),
        }
        if matches!(&*ending(file), "html" | "htm") {
            item.address = Some(format!("/{file}"));
        }
        if item.date.is_none() {
            item.kind = ImportedKind::Page;
            item.path = format!("pages/{}", item.path);
        }
        Ok(item)
    }

    fn word(&self, file: &str, item: &mut ImportedItem) -> Result<(), ImportLoss> {
        let bytes = self.folder.bytes(file)?;
        let damaged = |problem: String| {
            let loss = ImportLoss::new(Harm::Page, "damaged documents", file);
            loss.told(problem, "open it in Word or LibreOffice, and save it again as .docx")
        };
        let text = word::read(&bytes).map_err(damaged)?;
        item.title = text.title;
        item.date = item.date.or_else(|| values::date(&text.created, Tz::Europe__Amsterdam, false));
        item.authors.extend(Some(text.author).filter(|author| !author.trim().is_empty()));
        item.body = ImportedBody::Html(text.html);
        item.owns_folder = !text.pictures.is_empty();
        item.files.extend(text.pictures.iter().map(|part| ImportedFile {
            from: format!("{file}#{part}"),
            to: part.rsplit('/').next().unwrap_or_default().to_owned(),
        }));
        let lose = |harm, subject: &str, message, hint| ImportLoss::new(harm, subject, file).told(message, hint);
        if text.drawings > 0 {
            let message = format!("{} drawings stay in the document", text.drawings);
            let hint = "save each as a picture beside the item, and name it in the text";
            item.losses.push(lose(Harm::Part, "drawings in documents", message, hint));
        }
        if text.boxes > 0 {
            let message = format!("{} text boxes stay in the document", text.boxes);
            item.losses.push(lose(Harm::Part, "text boxes in documents", message, "copy what they say into the text"));
        }
        if text.hidden > 0 {
            let message = format!("{} pieces of hidden text were left out", text.hidden);
            item.losses.push(lose(
                Harm::Private,
                "hidden text in documents",
                message,
                "show it in Word, if all may read it",
            ));
        }
        Ok(())
    }
}

fn html(text: &str, item: &mut ImportedItem) {
    let mut at = 0;
    while let Some(tag) = next_tag(text, at, &["meta"]) {
        at = tag.range.end;
        let name = tag.get("name").or_else(|| tag.get("property")).unwrap_or_default().to_lowercase();
        let content = tag.get("content").unwrap_or_default();
        match name.as_str() {
            "date" | "dc.date" | "dcterms.created" | "article:published_time" => {
                item.date = item.date.or_else(|| values::date(&content, Tz::Europe__Amsterdam, false));
            }
            "description" => item.summary = Some(content).filter(|text| !text.is_empty()),
            "author" => item.authors.extend(Some(content).filter(|text| !text.is_empty())),
            "keywords" => item.tags.extend(content.split(',').map(plain_text).filter(|tag| !tag.is_empty())),
            _ => {}
        }
    }
    let body = ["main", "article", "body"].into_iter().find_map(|name| element(text, name)).unwrap_or(text);
    let heading = element(body, "h1").map(plain_text).filter(|title| !title.is_empty());
    item.title = heading.clone().or_else(|| element(text, "title").map(plain_text)).unwrap_or_default();
    let without = heading.and_then(|_| {
        let tag = next_tag(body, 0, &["h1"])?;
        let end = tag.range.end + body.get(tag.range.end..)?.find("</h1>")? + "</h1>".len();
        Some(format!("{}{}", body.get(..tag.range.start)?, body.get(end..)?))
    });
    item.body = ImportedBody::Html(paragraphs(&without.unwrap_or_else(|| body.to_owned()), false));
}

/// Plain text: the first line is the title, and a date in words on one of the next is its date.
fn text(text: &str, item: &mut ImportedItem) {
    let mut lines = text.trim_start().splitn(2, '\n');
    item.title = values::one_line(lines.next().unwrap_or_default());
    let mut rest = lines.next().unwrap_or_default().trim_start();
    let first = rest.lines().next().unwrap_or_default().trim();
    let date =
        Some(first).filter(|line| line.len() <= 40).and_then(|line| values::date(line, Tz::Europe__Amsterdam, false));
    if let Some(date) = date {
        item.date = Some(date);
        rest = rest.get(first.len()..).unwrap_or_default();
    }
    item.body = ImportedBody::Text(rest.trim_start().to_owned());
}

fn markdown(file: &str, text: &str, item: &mut ImportedItem) {
    let found = front::read(file, text);
    let body = text.get(found.body..).unwrap_or_default();
    let own = |key: &str| values::text_of(&found.values, key);
    let heading = body.trim_start().strip_prefix("# ").and_then(|rest| rest.lines().next());
    item.title = own("title").or_else(|| heading.map(|title| title.trim().to_owned())).unwrap_or_default();
    item.date = own("date").and_then(|date| values::date(&date, Tz::Europe__Amsterdam, false)).or(item.date);
    item.summary = own("summary").or_else(|| own("description"));
    item.tags = values::list_of(&found.values, "tags");
    item.authors = values::list_of(&found.values, "author");
    item.losses = found.losses;
    let body = match heading.filter(|_| own("title").is_none()) {
        Some(title) => body.trim_start().get(2 + title.len()..).unwrap_or_default(),
        None => body,
    };
    item.body = ImportedBody::Markdown(body.trim_start().to_owned());
}

impl ImportSource for FolderSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().map(|file| match self.item(file) {
            Ok(item) => Imported::Item(Box::new(item)),
            Err(loss) => Imported::Lost(loss),
        }))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let is_text = |file: &str| self.files.binary_search_by(|known| known.as_str().cmp(file)).is_ok();
        let is_hidden = |file: &str| file.split('/').any(|part| part.starts_with(['.', '~']));
        let files = self.folder.below("").filter(move |file| !is_text(file) && !is_hidden(file));
        Box::new(files.map(|file| ImportedFile { from: file.to_owned(), to: format!("/{file}") }))
    }

    fn embedded(&self, from: &str) -> Option<Vec<u8>> {
        let (file, part) = from.rsplit_once("#word/")?;
        let file = Some(file).filter(|file| self.folder.has(file))?;
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| known != file) {
            *last = Some((file.to_owned(), word::open(self.folder.bytes(file).ok()?)?));
        }
        word::part(&mut last.as_mut()?.1, &format!("word/{part}"))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
