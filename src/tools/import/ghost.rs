//! Ghost: an export in JSON. The folder may have the files of `content/images/` beside it.

use std::collections::{BTreeMap, HashMap};
use std::io::BufReader;

use chrono_tz::Tz;
use serde_json::Value;

use super::ghost_item::{GhostNames, code_loss, item};
use super::ghost_tables::{GhostExport, GhostRelation, GhostTables, GhostTerm, key};
use super::input::InputFolder;
use super::item::ImportedFile;
use super::loss::{Harm, ImportLoss};
use super::site::{ImportedFeed, ImportedSite, ImportedTaxonomy};
use super::source::{ImportSource, Imported};
use crate::base::slug::{Letters, slug_of_name};
use crate::base::{Error, ErrorCode};
use crate::config::FeedFormat;

/// A Ghost export.
pub(super) struct GhostSource {
    folder: InputFolder,
    file: String,
    tables: GhostTables,
    names: GhostNames,
    site: ImportedSite,
}

/// Whether a folder has an export of Ghost.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    export(folder).is_some()
}

fn export(folder: &InputFolder) -> Option<String> {
    let files =
        folder.below("").filter(|file| file.to_ascii_lowercase().ends_with(".json") && file.split('/').count() <= 3);
    let is_export = |file: &&str| {
        let start = folder.start(file).unwrap_or_default();
        let start = start.split_whitespace().collect::<String>();
        start.starts_with("{\"db\":[{") || start.starts_with("{\"meta\":{\"exported_on\"")
    };
    files.into_iter().find(is_export).map(ToOwned::to_owned)
}

/// Opens an export.
///
/// # Errors
/// There is none, or it is no JSON of this form.
pub(super) fn open(folder: InputFolder) -> Result<GhostSource, Error> {
    let unusable = |message: String| {
        Error::usage(ErrorCode::SourceUnknown, message)
            .hint("export the site in Ghost under Settings → Migration → Export content")
    };
    let file = export(&folder).ok_or_else(|| unusable("there is no export of Ghost here".to_owned()))?;
    let opened = folder.open_file(&file).map_err(|error| Error::io(&format!("cannot read {file}"), &error))?;
    let read: GhostExport = serde_json::from_reader(BufReader::with_capacity(1 << 18, opened))
        .map_err(|error| unusable(format!("{file} is damaged: {error}")))?;
    let tables = read.db.into_iter().next().map_or(read.data, |first| first.data);
    let names = names(&tables);
    let mut site = site(&tables, &folder);
    for (setting_name, part) in
        [("codeinjection_head", "head"), ("ghost_head", "head"), ("codeinjection_foot", "foot"), ("ghost_foot", "foot")]
    {
        let code = setting(&tables, setting_name);
        site.losses.extend(code_loss(code.as_deref(), part, "every page", &file));
    }
    Ok(GhostSource { folder, file, tables, names, site })
}

fn names(tables: &GhostTables) -> GhostNames {
    let of = |terms: &[GhostTerm]| -> HashMap<String, String> {
        terms.iter().filter_map(|term| Some((key(&term.id), term.name.clone()?))).collect()
    };
    let (tags, users) = (of(&tables.tags), of(&tables.users));
    let related = |relations: &[GhostRelation], id: fn(&GhostRelation) -> &Value, names: &HashMap<String, String>| {
        let mut sorted: Vec<&GhostRelation> = relations.iter().collect();
        sorted.sort_by_key(|relation| relation.sort_order.unwrap_or_default());
        let mut by_post: HashMap<String, Vec<String>> = HashMap::new();
        for relation in sorted {
            if let Some(name) = names.get(&key(id(relation))) {
                by_post.entry(key(&relation.post_id)).or_default().push(name.clone());
            }
        }
        by_post
    };
    let meta = tables.posts_meta.iter().filter_map(|meta| Some((key(meta.get("post_id")?), meta.clone())));
    GhostNames {
        authors: related(&tables.posts_authors, |relation| &relation.author_id, &users),
        tags: related(&tables.posts_tags, |relation| &relation.tag_id, &tags),
        meta: meta.collect(),
        users,
        permalink: setting(tables, "permalinks").unwrap_or_else(|| "/:slug/".to_owned()),
        zone: zone(tables),
    }
}

fn setting(tables: &GhostTables, name: &str) -> Option<String> {
    let found = tables.settings.iter().find(|setting| setting.key == name)?;
    found.value.as_str().map(ToOwned::to_owned).filter(|value| !value.is_empty())
}

fn zone(tables: &GhostTables) -> Tz {
    let name = setting(tables, "timezone")
        .or_else(|| setting(tables, "active_timezone"))
        .or_else(|| setting(tables, "activeTimezone"));
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

fn site(tables: &GhostTables, folder: &InputFolder) -> ImportedSite {
    let taxonomy = |name: &str, address: &str| ImportedTaxonomy {
        name: name.to_owned(),
        title: name.to_owned(),
        address: Some(address.to_owned()),
        has_feeds: true,
    };
    let authors = tables.users.iter().filter_map(|user| Some((user.name.clone()?, user.slug.clone()?)));
    let mut site = ImportedSite {
        title: setting(tables, "title"),
        description: setting(tables, "description"),
        base_url: setting(tables, "url"),
        identity: setting(tables, "db_hash").or_else(|| setting(tables, "dbHash")),
        markdown: vec![("attributes", "true")],
        language: setting(tables, "locale")
            .or_else(|| setting(tables, "lang"))
            .or_else(|| setting(tables, "default_locale")),
        time_zone: Some(zone(tables)),
        menu: menu(tables),
        per_page: setting(tables, "posts_per_page").and_then(|number| number.parse().ok()),
        taxonomies: vec![taxonomy("authors", "/author/"), taxonomy("tags", "/tag/")],
        author_slugs: authors
            .filter(|(name, slug)| !name.contains('@') && slug_of_name(name, Letters::Plain) != *slug)
            .collect(),
        feeds: vec![ImportedFeed { address: "/rss/".to_owned(), format: FeedFormat::Rss }],
        losses: folder.losses(),
        ..ImportedSite::default()
    };
    let has_images = tables.posts.iter().any(|post| {
        let texts = [&post.html, &post.lexical, &post.mobiledoc, &post.feature_image];
        texts.into_iter().flatten().any(|text| text.contains("/content/images/"))
    });
    if has_images && images(folder).is_none() {
        let loss = ImportLoss::new(Harm::Part, "images", "").told(
            "the export names images and does not have them",
            "copy the folder `content/images` of the old site beside the export and import again, or fetch what texts name with `--fetch=URL`",
        );
        site.losses.push(loss);
    }
    site
}

/// The links of the masthead.
fn menu(tables: &GhostTables) -> Vec<(String, String)> {
    let entries: Vec<BTreeMap<String, Value>> =
        setting(tables, "navigation").and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    let link = |entry: &BTreeMap<String, Value>| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let url = text("url")?.replace("__GHOST_URL__", "");
        let url = if url.starts_with('/') || url.contains("://") { url } else { format!("/{url}") };
        Some((text("label")?.to_owned(), url))
    };
    entries.iter().filter_map(link).collect()
}

/// The folder with images, if there is one.
fn images(folder: &InputFolder) -> Option<&'static str> {
    ["content/images", "images"].into_iter().find(|name| folder.has_folder(name))
}

impl ImportSource for GhostSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.tables.posts.iter().map(|post| Imported::Item(Box::new(item(post, &self.names, &self.file)))))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        let Some(folder) = images(&self.folder) else { return Box::new(std::iter::empty()) };
        Box::new(self.folder.below(folder).map(move |file| {
            let below = file.strip_prefix(folder).unwrap_or(file);
            ImportedFile { from: file.to_owned(), to: format!("/content/images{below}") }
        }))
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
