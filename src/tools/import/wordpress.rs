//! WordPress: an export in WXR, one file or many, read record by record. The folder may have the files of `wp-content/uploads/` beside it.

use std::collections::BTreeMap;
use std::io::BufReader;

use super::html_tag::plain_text;
use super::input::InputFolder;
use super::item::ImportedFile;
use super::loss::{Harm, ImportLoss};
use super::paths::safe_path;
use super::site::{ImportedFeed, ImportedSection, ImportedSite, ImportedTaxonomy};
use super::source::{ImportSource, Imported};
use super::wordpress_index::WordpressIndex;
use super::wordpress_item::{WordpressContext, item};
use super::wordpress_redirects::{TermSlugs, redirects, term_slugs};
use super::wordpress_uploads::{WordpressUploads, uploads};
use super::xml_node::XmlNode;
use super::xml_records::{XmlPart, XmlRecords};
use crate::base::slug::{Letters, slug_of_name};
use crate::base::{Error, ErrorCode};
use crate::config::FeedFormat;
use chrono_tz::Tz;

/// How exports of WordPress name their form.
const MARK: &str = "wordpress.org/export/";

/// A WordPress export.
pub(super) struct WordpressSource {
    folder: InputFolder,
    files: Vec<String>,
    index: WordpressIndex,
    zone: Tz,
    site: ImportedSite,
    term_slugs: TermSlugs,
    files_to_copy: Vec<ImportedFile>,
}

/// Whether a folder has an export of WordPress.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    !exports(folder).is_empty()
}

/// The files that are exports of WordPress, in the folder itself or one folder below it.
fn exports(folder: &InputFolder) -> Vec<String> {
    let files =
        folder.below("").filter(|file| file.split('/').count() <= 2 && file.to_ascii_lowercase().ends_with(".xml"));
    files.filter(|file| folder.start(file).is_some_and(|start| start.contains(MARK))).map(ToOwned::to_owned).collect()
}

/// Opens an export: it is read once, for what texts say of each other.
///
/// # Errors
/// There is no such file.
pub(super) fn open(folder: InputFolder) -> Result<WordpressSource, Error> {
    let files = exports(&folder);
    if files.is_empty() {
        return Err(Error::usage(ErrorCode::SourceUnknown, "there is no export of WordPress here")
            .hint("export the site in WordPress under Tools → Export → All content, and name the file"));
    }
    let mut index = WordpressIndex::default();
    let mut channel = None;
    let mut losses = folder.losses();
    for file in &files {
        for part in records(&folder, file) {
            match part {
                XmlPart::Head(text) => {
                    let root = XmlNode::parse(&text).unwrap_or_default();
                    index.head(&root);
                    channel = channel.or_else(|| root.child("rss").and_then(|rss| rss.child("channel")).cloned());
                }
                XmlPart::Record(text, line) => match XmlNode::parse(&text) {
                    Ok(root) => root.children.iter().for_each(|record| index.record(record)),
                    Err(problem) => losses.push(broken(file, line, &format!("this text is not valid XML: {problem}"))),
                },
                XmlPart::Broken(line) => {
                    losses.push(broken(file, line, "this text does not end: the file is damaged or cut off"));
                }
            }
        }
    }
    let channel = channel.unwrap_or_default();
    let zone = index.time_zone(channel.text_of("language"));
    let uploads = has_uploads(&folder).map(|name| uploads(&folder, name, &index.named_files));
    let has_files = uploads.is_some();
    let WordpressUploads { files: files_to_copy, losses: not_copied } = uploads.unwrap_or_default();
    losses.extend(not_copied);
    let site = site(&channel, &index, zone, losses, has_files);
    let term_slugs = term_slugs(&index);
    Ok(WordpressSource { folder, files, index, zone, site, term_slugs, files_to_copy })
}

fn broken(file: &str, line: usize, message: &str) -> ImportLoss {
    ImportLoss::new(Harm::Page, "damaged texts", file)
        .at(line)
        .told(message, "export the site again, and compare the sizes of the files")
}

fn records(folder: &InputFolder, file: &str) -> Box<dyn Iterator<Item = XmlPart>> {
    match folder.open_file(file) {
        Ok(file) => Box::new(XmlRecords::new(BufReader::with_capacity(1 << 18, file))),
        Err(_unreadable) => Box::new(std::iter::empty()),
    }
}

/// The folder with the files of the media library, if there is one.
fn has_uploads(folder: &InputFolder) -> Option<&'static str> {
    ["wp-content/uploads", "uploads"].into_iter().find(|name| folder.has_folder(name))
}

fn site(channel: &XmlNode, index: &WordpressIndex, zone: Tz, losses: Vec<ImportLoss>, has_files: bool) -> ImportedSite {
    let text = |name: &str| Some(plain_text(channel.text_of(name))).filter(|text| !text.is_empty());
    let url =
        ["wp:base_blog_url", "link"].into_iter().map(|name| channel.text_of(name)).find(|url| url.contains("://"));
    let language = text("language").map(|tag| tag.replace('_', "-"));
    let mut site = ImportedSite {
        title: text("title"),
        description: text("description"),
        base_url: url.map(|url| url.trim_end_matches('/').to_owned()),
        language: language
            .map(|tag| tag.split('-').next().unwrap_or_default().to_ascii_lowercase())
            .filter(|tag| !tag.is_empty()),
        time_zone: Some(zone),
        menu: index.menu(),
        archive_address: Some("/{year}/{month}/{day}/".to_owned()),
        markdown: vec![("attributes", "true")],
        taxonomies: taxonomies(index),
        // Of the site, and of every list that has feeds.
        feeds: vec![ImportedFeed { address: "feed/".to_owned(), format: FeedFormat::Rss }],
        losses,
        ..ImportedSite::default()
    };
    site.author_slugs = author_slugs(index);
    for (kind, address) in index.streams() {
        let made = ImportedSection::of(kind, address, false);
        site.sections.push(ImportedSection { name: safe_path(kind), ..made });
    }
    site.redirects = redirects(index);
    note_losses(index, has_files, &mut site.losses);
    site
}

fn author_slugs(index: &WordpressIndex) -> Vec<(String, String)> {
    let slug = |login: &String| slug_of_name(login, Letters::Plain);
    let mut slugs: Vec<_> = index
        .authors
        .iter()
        .filter(|(login, _)| !login.contains('@'))
        .map(|(login, name)| (name.clone(), slug(login)))
        .collect();
    slugs.retain(|(name, slug)| !slug.is_empty() && !name.contains('@') && slug_of_name(name, Letters::Plain) != *slug);
    slugs.sort();
    slugs.dedup_by(|one, other| one.0 == other.0);
    slugs
}

fn taxonomies(index: &WordpressIndex) -> Vec<ImportedTaxonomy> {
    let mut names: BTreeMap<&str, &str> = [("authors", "author"), ("categories", "category"), ("tags", "tag")].into();
    for term in &index.terms {
        match term.taxonomy.as_str() {
            "category" | "post_tag" | "nav_menu" | "post_format" | "language" | "term_language"
            | "post_translations" | "term_translations" | "link_category" | "wp_theme" | "" => {}
            other => _ = names.insert(other, other),
        }
    }
    let title = |name: &str| {
        let mut title = name.replace(['_', '-'], " ");
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        title
    };
    let taxonomy = |(name, folder): (&str, &str)| ImportedTaxonomy {
        name: name.to_owned(),
        title: title(name),
        address: Some(format!("/{folder}/")),
        has_feeds: name == "categories",
    };
    names.into_iter().map(taxonomy).collect()
}

fn note_losses(index: &WordpressIndex, has_files: bool, losses: &mut Vec<ImportLoss>) {
    for (kind, count) in index.others.iter().filter(|(kind, _)| !index.public_kinds.contains(*kind)) {
        let loss = ImportLoss::new(Harm::Private, format!("records of the kind `{kind}`"), "");
        losses.push(loss.told(
            format!("{count} records of the kind `{kind}` had no address for readers"),
            "nothing; a plug-in keeps what it needs there, such as messages and orders of visitors",
        ));
    }
    if index.trashed > 0 {
        let loss = ImportLoss::new(Harm::None, "texts in the bin", "");
        losses.push(loss.told(
            format!("{} texts were in the bin of the old site", index.trashed),
            "restore those that readers need, and export again",
        ));
    }
    let mut passed: Vec<_> = index.passed.iter().collect();
    passed.sort();
    for (kind, count) in passed {
        let loss = ImportLoss::new(Harm::None, "records of the program", "");
        losses.push(loss.told(format!("{count} records of the kind `{kind}` are no texts for readers"), "nothing"));
    }
    if !index.media.is_empty() && !has_files {
        let loss = ImportLoss::new(Harm::Part, "files of the media library", "");
        let message = format!("the export names {} files and does not have them", index.media.len());
        let hint = "copy the folder `wp-content/uploads` of the old site beside the export and import again, or fetch what texts name with `--fetch`";
        losses.push(loss.told(message, hint));
    }
}

fn items_of(part: XmlPart, context: &WordpressContext<'_>) -> Vec<Imported> {
    let XmlPart::Record(text, line) = part else { return Vec::new() };
    let root = XmlNode::parse(&text).unwrap_or_default();
    let items = root.children.iter().filter_map(|record| item(record, line, context));
    items.map(|item| Imported::Item(Box::new(item))).collect()
}

impl ImportSource for WordpressSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().flat_map(move |file| {
            let context = WordpressContext { index: &self.index, zone: self.zone, file };
            records(&self.folder, file).flat_map(move |part| items_of(part, &context))
        }))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        Box::new(self.files_to_copy.iter().cloned())
    }

    /// WordPress leaves the terms and texts of other kinds out of an export of some texts.
    fn is_whole(&self) -> bool {
        let has = |kind: &str| self.index.folders.contains_key(kind);
        !self.index.terms.is_empty() || has("post") && has("page")
    }

    fn term_slug(&self, taxonomy: &str, name: &str) -> Option<String> {
        let taxonomy = match taxonomy {
            "categories" => "category",
            "tags" => "post_tag",
            other => other,
        };
        self.term_slugs.get(&(taxonomy.to_owned(), name.to_owned())).cloned().flatten()
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
