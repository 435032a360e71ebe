//! The steps of an import: learn the addresses, write the items and files, write the settings, and look at the result.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::address::{PatternCount, alias_key};
use super::findings;
use super::leading::LeadingAddresses;
use super::loss::{Harm, ImportLoss};
use super::open::open;
use super::person;
use super::report::{ImportReport, ImportedThing};
use super::settings::{LearnedSettings, lines, redirects_csv, site_yaml};
use super::site::ImportedSite;
use super::source::{ImportSource, Imported, SourceKind};
use super::state::{ImportState, ImportStep};
use super::writer::{ImportWriter, WriterSettings};
use crate::base::slug::{Letters, is_slug, slug_of_name};
use crate::base::{Error, ErrorCode, Folder, RootedFolder, Sources as _};
use crate::config::{self, Config, Pattern};
use crate::tools::schema;

/// What an import is asked to do.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The source.
    pub source: PathBuf,
    /// Its kind, where it is not to be recognised.
    pub from: Option<SourceKind>,
    /// The folder of the site, which is created if needed.
    pub site: PathBuf,
    /// Whether only the report is written.
    pub dry_run: bool,
    /// The moment, for what is held back until later.
    pub at: DateTime<Utc>,
}

/// The names of the report files, in the folder of the site.
pub const REPORTS: [&str; 2] = ["import-report.md", "import-report.json"];

/// Imports a source into a site.
///
/// # Errors
/// The source cannot be read or is of no known kind, or the site cannot be written to.
pub fn import(request: &ImportRequest) -> Result<ImportReport, Error> {
    let (kind, source) = open(&request.source, request.from)?;
    let root = RootedFolder::create(&request.site)
        .map_err(|error| Error::io(&format!("cannot create {}", request.site.display()), &error))?;
    let existing = existing_settings(&request.site)?;
    let learned = Learned::of(&*source, request.at);
    let settings = learned.writer_settings(source.site(), existing.as_ref(), request.at);
    let mut report = ImportReport { source: kind.name(), is_dry_run: request.dry_run, ..ImportReport::default() };
    report.losses(source.site().losses.clone());
    let site = (!request.dry_run).then_some(&root);
    let state = ImportState::read(&root, &state_name(&request.source));
    let mut writer = ImportWriter::new(settings, site, &*source, state, report);
    write_all(&*source, &mut writer)?;
    let image_hosts = std::mem::take(&mut writer.image_hosts);
    let leading = std::mem::take(&mut writer.leading);
    let (mut state, mut report) = writer.finish();
    let term_slugs = learned.term_slugs(&*source);
    let Learned { patterns, addresses, terms } = learned;
    let taxonomies = terms.into_keys().collect();
    let learned = LearnedSettings { site: source.site(), patterns, image_hosts, taxonomies, term_slugs };
    write_settings(&root, &learned, existing.is_some(), &mut report)?;
    let redirects = redirects(&learned, &leading, &addresses, &mut report);
    if let Some(site) = site {
        write_redirects(site, &redirects, &mut state, &mut report)?;
        state.write(site, &state_name(&request.source))?;
    }
    let items = report.items_found();
    if !request.dry_run && items > MOST_CHECKED {
        let loss = ImportLoss::new(Harm::Detail, "checks of large archives", "").told(
            format!("{items} items are imported one by one, and are too many to be checked together within an import"),
            "run `courant check --write-baseline` before the first build: it notes old mistakes, such as missing images",
        );
        report.losses(vec![loss]);
    } else if !request.dry_run {
        report.findings = findings::of_site(&request.site, request.at, existing.is_none())?;
    }
    write_reports(&root, &report)?;
    Ok(report)
}

/// The most items that are checked after an import: a check has all of them in memory.
const MOST_CHECKED: usize = 20_000;

/// The settings of a site that was there before.
fn existing_settings(site: &Path) -> Result<Option<Config>, Error> {
    let folder = Folder::new(site);
    match folder.read(config::FILE) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(&format!("cannot read {}", config::FILE), &error)),
        Ok(_) => {
            let checked = config::load(&folder, config::BaseUrl::FromSettings)?;
            if crate::base::diagnostic::has_errors(&checked.findings) {
                let message = "the settings of the site have errors, so nothing was imported";
                return Err(Error::usage(ErrorCode::SettingsInvalid, message).hint("run `courant check` to see them"));
            }
            Ok(Some(checked.value))
        }
    }
}

/// What a first look at all items tells.
struct Learned {
    patterns: BTreeMap<Option<String>, String>,
    addresses: HashSet<String>,
    /// The names of terms, by taxonomy.
    terms: BTreeMap<String, BTreeSet<String>>,
}

impl Learned {
    fn of(source: &dyn ImportSource, at: DateTime<Utc>) -> Self {
        let (mut count, mut addresses, mut languages) = (PatternCount::default(), HashSet::new(), HashSet::new());
        let mut terms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let main = source.site().language.clone();
        for imported in source.items() {
            let Imported::Item(mut item) = imported else { continue };
            person::clean(&mut item);
            item.settle(at);
            item.language = item.language.filter(|tag| Some(tag) != main.as_ref());
            count.add(&item);
            if let Some(address) = &item.address {
                addresses.insert(alias_key(address));
            }
            let lists = [("tags", item.tags), ("categories", item.categories), ("authors", item.authors)];
            let lists = lists.map(|(name, terms)| (name.to_owned(), terms)).into_iter().chain(item.taxonomies);
            for (name, names) in lists.filter(|(_, names)| !names.is_empty()) {
                terms.entry(name).or_default().extend(names);
            }
            languages.insert(item.language);
        }
        addresses.extend(made(source.site()));
        let mut languages: Vec<Option<String>> = languages.into_iter().collect();
        languages.sort();
        let best = |tag: Option<String>| Some((tag.clone(), count.best(tag.as_deref())?));
        Self { patterns: languages.into_iter().filter_map(best).collect(), addresses, terms }
    }

    /// The slugs of terms whose addresses would not be those of the old site.
    fn term_slugs(&self, source: &dyn ImportSource) -> BTreeMap<String, BTreeMap<String, String>> {
        let of = |taxonomy: &str, names: &BTreeSet<String>| {
            let slugs = names.iter().filter_map(|name| {
                let old = source.term_slug(taxonomy, name)?;
                let is_other = old != slug_of_name(name, Letters::PlainAlphabets) && is_slug(&old);
                is_other.then(|| (name.clone(), old))
            });
            slugs.collect::<BTreeMap<_, _>>()
        };
        self.terms.iter().map(|(taxonomy, names)| (taxonomy.clone(), of(taxonomy, names))).collect()
    }

    /// The addresses of the index, and of the taxonomies that items have terms of.
    fn lists(&self, site: &ImportedSite) -> HashSet<String> {
        let mut lists: HashSet<String> = site.index_address.as_deref().map(alias_key).into_iter().collect();
        for taxonomy in &site.taxonomies {
            if let (Some(address), Some(names)) = (&taxonomy.address, self.terms.get(&taxonomy.name)) {
                let term = |name: &String| format!("{address}{}/", slug_of_name(name, Letters::PlainAlphabets));
                lists.extend(names.iter().map(term).chain([address.clone()]).map(|address| alias_key(&address)));
            }
        }
        lists
    }

    fn writer_settings(&self, site: &ImportedSite, existing: Option<&Config>, at: DateTime<Utc>) -> WriterSettings {
        let patterns = match existing {
            None => self
                .patterns
                .iter()
                .filter_map(|(tag, pattern)| Some((tag.clone(), Pattern::parse(pattern).ok()?)))
                .collect(),
            Some(config) => {
                let main = &config.main_language().tag;
                let of = |language: &config::Language| {
                    let tag = Some(language.tag.to_string()).filter(|tag| **tag != **main);
                    (tag, language.main.items.clone())
                };
                config.languages.iter().map(of).collect::<HashMap<_, _>>()
            }
        };
        WriterSettings {
            zone: existing.map_or(site.time_zone.unwrap_or(Tz::Europe__Amsterdam), |config| config.time_zone),
            language: existing.map_or_else(
                || site.language.clone().unwrap_or_else(|| "nl".to_owned()),
                |config| config.main_language().tag.to_string(),
            ),
            patterns,
            taxonomies: match existing {
                None => self.terms.keys().cloned().collect(),
                Some(config) => config.own_taxonomies().map(|(taxonomy, _)| taxonomy.key.to_string()).collect(),
            },
            addresses: self.addresses.clone(),
            lists: if existing.is_none() { self.lists(site) } else { HashSet::new() },
            at,
        }
    }
}

/// The addresses of lists and feeds that Courant makes.
fn made(site: &ImportedSite) -> impl Iterator<Item = String> {
    let taxonomies = site.taxonomies.iter().filter_map(|taxonomy| taxonomy.address.as_deref());
    let feeds = site.feeds.iter().map(|feed| feed.address.as_str());
    let archive = match site.language.as_deref().and_then(|tag| tag.split('-').next()) {
        Some("nl") => "/archief/",
        Some("de") => "/archiv/",
        Some("fr") => "/archives/",
        _ => "/archive/",
    };
    taxonomies.chain(site.index_address.as_deref()).chain(feeds).chain([archive]).map(alias_key)
}

fn write_all(source: &dyn ImportSource, writer: &mut ImportWriter<'_>) -> Result<(), Error> {
    for imported in source.items() {
        match imported {
            Imported::Item(mut item) => {
                person::clean(&mut item);
                writer.item(*item)?;
            }
            Imported::Lost(loss) => writer.report.losses(vec![loss]),
        }
    }
    for file in source.files() {
        writer.file(&file)?;
    }
    Ok(())
}

/// Counts what belongs to the site as a whole: its feeds, and the redirects that lead somewhere.
fn redirects(
    learned: &LearnedSettings<'_>,
    leading: &LeadingAddresses,
    addresses: &HashSet<String>,
    report: &mut ImportReport,
) -> Vec<(String, String)> {
    for _ in &learned.site.feeds {
        report.count_in(ImportedThing::Feeds);
        report.count_out(ImportedThing::Feeds);
    }
    let mut redirects = Vec::new();
    let mut seen = HashSet::new();
    for redirect in learned.site.redirects.iter().chain(&leading.redirects) {
        // A page that has the address now is better than a redirect.
        let key = alias_key(&redirect.from);
        if key == "/" || addresses.contains(&key) || !seen.insert(key) {
            continue;
        }
        report.count_in(ImportedThing::Redirects);
        if let Some(loss) = leading.to_draft(redirect) {
            report.losses(vec![loss]);
            continue;
        }
        report.count_out(ImportedThing::Redirects);
        report.addresses.redirected += 1;
        redirects.push((redirect.from.clone(), redirect.to.clone()));
    }
    redirects
}

/// Writes the redirects, also over those of an earlier import that nobody changed here.
fn write_redirects(
    root: &RootedFolder,
    redirects: &[(String, String)],
    state: &mut ImportState,
    report: &mut ImportReport,
) -> Result<(), Error> {
    let name = config::REDIRECTS_FILE;
    let there = root.read(name).ok();
    if redirects.is_empty() && there.is_none() {
        return Ok(());
    }
    let text = redirects_csv(redirects);
    let failed = |error: &std::io::Error| Error::io(&format!("cannot write {name}"), error);
    match state.step(root, name, name, text.as_bytes()) {
        ImportStep::Skip => {}
        ImportStep::Replace => root.write_cache(name, text.as_bytes()).map_err(|error| failed(&error))?,
        ImportStep::Create | ImportStep::Removed => {
            root.write_new(name, text.as_bytes()).map(drop).map_err(|error| failed(&error))?;
        }
        ImportStep::Edited | ImportStep::Taken => {
            let there = there.unwrap_or_default();
            let there = String::from_utf8_lossy(&there);
            let known: HashSet<&str> = there.lines().collect();
            let lines = text.lines().skip(1).filter(|line| !known.contains(line));
            report.settings_to_add.extend(lines.map(|line| format!("{name}: {line}")));
            return Ok(());
        }
    }
    state.note(name, name, text.as_bytes());
    Ok(())
}

fn write_settings(
    root: &RootedFolder,
    learned: &LearnedSettings<'_>,
    is_there: bool,
    report: &mut ImportReport,
) -> Result<(), Error> {
    if is_there {
        report.settings_to_add = lines(learned).into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
        return Ok(());
    }
    if report.is_dry_run {
        return Ok(());
    }
    let files = [
        (config::FILE, site_yaml(learned)),
        ("site.schema.json", schema::site()),
        (".gitignore", "/output/\n/.courant/\n/import-report.*\n".to_owned()),
    ];
    for (name, text) in files {
        if root.kind(name).is_ok_and(|kind| kind.is_none()) {
            root.write_new(name, text.as_bytes())
                .map_err(|error| Error::io(&format!("cannot write {name}"), &error))?;
        }
    }
    Ok(())
}

fn write_reports(root: &RootedFolder, report: &ImportReport) -> Result<(), Error> {
    let json = report.json().map_err(|error| Error::internal(error.to_string()))?;
    for (name, text) in REPORTS.into_iter().zip([report.markdown(), json]) {
        root.write_cache(name, text.as_bytes()).map_err(|error| Error::io(&format!("cannot write {name}"), &error))?;
    }
    Ok(())
}

/// The name of the record of a source: sources of the same name share it.
fn state_name(source: &Path) -> String {
    let name = source.file_stem().and_then(|name| name.to_str()).unwrap_or("source");
    super::paths::safe_path(name).replace('/', "-")
}
