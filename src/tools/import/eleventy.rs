//! Eleventy: texts with front matter and data of their folders, permalinks, and the files that are copied.

use std::collections::HashMap;

use super::eleventy_context::EleventyContext;
use super::eleventy_filters;
use super::eleventy_item::EleventyFile;
use super::front::{settings, yaml};
use super::input::InputFolder;
use super::item::{ImportedFile, ImportedItem};
use super::lists::is_index;
use super::redirect_file;
use super::site::{ImportedFeed, ImportedRedirect, ImportedSite, ImportedTaxonomy};
use super::source::{ImportSource, Imported};
use super::values::{at, text};
use crate::config::FeedFormat;

/// The names of the settings file.
const FILES: &[&str] =
    &[".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"];

/// Folders of a project that are no part of the site.
const NO_SITE: &[&str] = &[
    "node_modules",
    "_site",
    "dist",
    "docs",
    "test",
    "tests",
    "lib",
    "utils",
    "scripts",
    "config",
    "cypress",
    "netlify",
];

/// The most bytes between a key in JavaScript and the text that it gives.
const FARTHEST: usize = 300;

/// An Eleventy site.
pub(super) struct EleventySource {
    folder: InputFolder,
    context: EleventyContext,
    site: ImportedSite,
    files: Vec<EleventyFile>,
    addresses: HashMap<String, String>,
}

/// Whether a folder is an Eleventy site.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    FILES.iter().any(|file| folder.has(file))
}

/// Opens an Eleventy site.
pub(super) fn open(folder: InputFolder) -> EleventySource {
    let code =
        FILES.iter().find(|file| folder.has(file)).and_then(|file| folder.read(file).ok()).map(|input| input.text);
    let code = code.unwrap_or_default();
    let folder_of = |key: &str| setting(&code, key).map(|name| name.trim_matches(['.', '/']).to_owned());
    let input = folder_of("input").unwrap_or_default();
    let prefix = if input.is_empty() { input } else { format!("{input}/") };
    let data_folder = folder_of("data").unwrap_or_else(|| "_data".to_owned());
    let date_filters = eleventy_filters::read(&folder);
    let includes_folder = folder_of("includes").unwrap_or_else(|| "_includes".to_owned());
    let parts = [Some(data_folder.clone()), Some(includes_folder.clone()), folder_of("layouts")].into_iter().flatten();
    let parts = parts.map(|part| part.rsplit('/').next().unwrap_or_default().to_owned()).collect();
    let mut context = EleventyContext { prefix, data_folder, parts, date_filters, ..EleventyContext::default() };
    let below: Vec<String> = folder.below(context.prefix.trim_end_matches('/')).map(str::to_owned).collect();
    for file in &below {
        read_data(&folder, file, &mut context);
    }
    context.includes = includes(&folder, &includes_folder, &context.prefix);
    let is_text =
        |file: &&String| [".md", ".markdown", ".html", ".njk", ".liquid"].iter().any(|ending| file.ends_with(ending));
    let files = below.iter().filter(is_text).filter_map(|file| EleventyFile::of(file, &context)).collect();
    let mut source =
        EleventySource { folder, context, site: ImportedSite::default(), files, addresses: HashMap::new() };
    source.learn();
    source
}

/// The templates in a folder, by their names below it.
fn includes(folder: &InputFolder, below: &str, prefix: &str) -> HashMap<String, String> {
    let root = format!("{prefix}{below}/");
    let is_text = |file: &&str| [".md", ".html", ".njk", ".liquid"].iter().any(|ending| file.ends_with(ending));
    let named = |file: &str| Some((file.strip_prefix(&root)?.to_owned(), folder.read(file).ok()?.text));
    folder.below(root.trim_end_matches('/')).filter(is_text).filter_map(named).collect()
}

/// The text of a setting in JavaScript: `input: "src"`.
fn setting(code: &str, key: &str) -> Option<String> {
    code.match_indices(key).find_map(|(at, _)| {
        let is_word = code.get(..at)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '_');
        let rest = code.get(at + key.len()..)?.trim_start_matches(['"', '\'']).trim_start();
        let value = rest.strip_prefix(':').filter(|_| is_word)?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some(value.get(1..)?.split(quote).next()?.to_owned())
    })
}

/// The text that a function in JavaScript fills in: `` permalink: ({page}) => `/web/${page.fileSlug}/` ``, as a template has it.
fn filled(code: &str, key: &str) -> Option<String> {
    let rest = code.get(code.find(key)? + key.len()..)?;
    let (before, rest) = rest.split_once('`')?;
    let (text, _) = rest.split_once('`').filter(|_| before.len() < FARTHEST && !before.contains(['"', '\'']))?;
    let mut parts = text.split("${");
    let mut written = parts.next()?.to_owned();
    for part in parts {
        let (expression, after) = part.split_once('}')?;
        let expression = expression.trim().trim_start_matches("this.");
        let (filter, name) = expression.split_once('(').map_or(("", expression), |(filter, name)| (filter, name));
        let name = name.trim_end_matches(')').trim().trim_start_matches("data.");
        let filter = if filter.is_empty() { String::new() } else { format!(" | {filter}") };
        written.extend(["{{ ", name, &filter, " }}", after]);
    }
    Some(written)
}

/// Reads a file of data: that of a folder, or one of `_data/`.
fn read_data(folder: &InputFolder, file: &str, context: &mut EleventyContext) {
    let below = file.strip_prefix(&context.prefix).unwrap_or(file);
    let (dir, name) = below.rsplit_once('/').unwrap_or(("", below));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let own = dir.rsplit('/').next().unwrap_or_default();
    let is_own = !own.is_empty() && (name == format!("{own}.json") || name.starts_with(&format!("{own}.11tydata.")));
    let is_global = dir == context.data_folder && matches!(ending, "json" | "yaml" | "yml");
    if !is_own && !is_global {
        return;
    }
    let text = folder.read(file).map(|input| input.text).unwrap_or_default();
    let values = match ending {
        "json" => settings(file, &text).0,
        "yaml" | "yml" => yaml(file, &text, 0).0,
        // Code cannot be run; texts that stand in it can be read.
        _ => ["permalink", "layout", "author", "lang"]
            .iter()
            .filter_map(|key| Some(((*key).to_owned(), setting(&text, key).or_else(|| filled(&text, key))?.into())))
            .collect(),
    };
    if is_own {
        context.data.entry(dir.to_owned()).or_default().extend(values);
    } else {
        let name = name.split('.').next().unwrap_or_default().to_owned();
        context.globals.insert(name, serde_json::Value::Object(values.into_iter().collect()));
    }
}

impl EleventySource {
    fn learn(&mut self) {
        let of = |path: &str| at(&self.context.globals, path).and_then(text);
        let first = |paths: &[&str]| paths.iter().find_map(|path| of(path));
        let base_url = first(&["site.url", "metadata.url", "meta.url", "site.baseUrl", "site.host", "site.origin"])
            .filter(|url| url.starts_with("http"));
        self.site = ImportedSite {
            title: first(&["site.title", "metadata.title", "meta.title", "site.name"]),
            description: first(&["site.description", "metadata.description", "meta.description"]),
            base_url: base_url.map(|url| url.trim_end_matches('/').to_owned()),
            language: Some(
                first(&["site.lang", "metadata.language", "site.language"]).unwrap_or_else(|| "en".to_owned()),
            ),
            time_zone: Some(chrono_tz::Tz::UTC),
            losses: self.folder.losses(),
            ..ImportedSite::default()
        };
        redirect_file::read(&self.folder, &mut self.site);
        let (mut has_tags, mut lists) = (false, Vec::new());
        for file in &self.files {
            match file.read(&self.folder, &self.context) {
                Some(Imported::Item(item)) => {
                    has_tags |= !item.tags.is_empty();
                    let below = file.path.strip_prefix(&self.context.prefix).unwrap_or(&file.path).to_owned();
                    self.addresses.extend(item.address.map(|address| (below, address)));
                }
                Some(Imported::Lost(_)) => lists.extend(file.list_address(&self.folder, &self.context)),
                None => {}
            }
        }
        for from in lists {
            let is_feed = ["feed", "rss", "atom"].iter().any(|word| from.contains(word));
            match from.rsplit_once('.').map_or("", |(_, ending)| ending) {
                "xml" if is_feed => self.site.feeds.push(ImportedFeed { address: from, format: FeedFormat::Atom }),
                "json" if is_feed => self.site.feeds.push(ImportedFeed { address: from, format: FeedFormat::Json }),
                "xml" | "json" => {}
                _ if from == "/" => {}
                _ if self.site.index_address.is_none() && is_index(&from) => self.site.index_address = Some(from),
                _ => self.site.redirects.push(ImportedRedirect { from, to: "/".to_owned() }),
            }
        }
        self.site.add_paging("page/{number}/");
        if has_tags {
            let address = Some("/tags/".to_owned());
            self.site.taxonomies.push(ImportedTaxonomy {
                name: "tags".to_owned(),
                title: "Tags".to_owned(),
                address,
                has_feeds: false,
            });
        }
    }
}

impl ImportSource for EleventySource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().filter_map(|file| file.read(&self.folder, &self.context)))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        const CODE: &[&str] = &[
            "md", "markdown", "html", "njk", "liquid", "js", "mjs", "cjs", "ts", "json", "yml", "yaml", "toml", "scss",
            "sass", "lock",
        ];
        let is_copied = move |file: &&str| {
            let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
            let is_hidden = file.split('/').any(|part| part.starts_with(['_', '.']));
            let is_of_project = file.split('/').next().is_some_and(|first| NO_SITE.contains(&first));
            !CODE.contains(&ending) && !is_hidden && !is_of_project && file.contains('/')
        };
        let prefix = &self.context.prefix;
        // Files are copied with their paths; those of a folder that is called so go to the root.
        let to = move |from: &str| {
            let below = from.strip_prefix(prefix.as_str()).unwrap_or(from);
            let roots = ["public/", "static/", "passthrough/"];
            format!("/{}", roots.iter().find_map(|root| below.strip_prefix(root)).unwrap_or(below))
        };
        Box::new(
            self.folder
                .below("")
                .filter(is_copied)
                .map(move |from| ImportedFile { from: from.to_owned(), to: to(from) }),
        )
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }

    fn link(&self, item: &ImportedItem, to: &str) -> Option<String> {
        let (path, suffix) = to.find(['#', '?']).map_or((to, ""), |at| to.split_at_checked(at).unwrap_or((to, "")));
        if !path.ends_with(".md") {
            return None;
        }
        let own = item.key.rsplit_once('/').map_or("", |(folder, _)| folder);
        let whole = super::links::absolute(&format!("/{own}/"), path).unwrap_or_else(|| path.to_owned());
        self.addresses.get(whole.trim_start_matches('/')).map(|address| format!("{address}{suffix}"))
    }
}
