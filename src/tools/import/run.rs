//! The steps of an import: learn the addresses, write the items and files, write the settings, and look at the result.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::address::alias_key;
use super::findings;
use super::leading::LeadingAddresses;
use super::learned::Learned;
use super::loss::{Harm, ImportLoss};
use super::open::open;
use super::person;
use super::picture_fetcher::PictureFetcher;
use super::report::{ImportReport, ImportedThing};
use super::settings::{LearnedSettings, lines, redirects_csv, site_yaml};
use super::source::{ImportSource, Imported, SourceKind};
use super::state::{ImportState, ImportStep, StateNames};
use super::writer::ImportWriter;
use crate::base::{Error, ErrorCode, Folder, RootedFolder, Sources as _};
use crate::config::{self, Config};
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
    /// Whether pictures of the old host are fetched: with its URL, or an empty text for that of the source.
    pub fetch: Option<String>,
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
    let (kind, source) = open(&request.source, request.from, request.at)?;
    let root = RootedFolder::create(&request.site)
        .map_err(|error| Error::io(&format!("cannot create {}", request.site.display()), &error))?;
    let existing = existing_settings(&request.site)?;
    let learned = Learned::of(&*source, request.at);
    let settings = learned.writer_settings(source.site(), existing.as_ref(), request.at);
    let mut report = ImportReport { source: kind.name(), is_dry_run: request.dry_run, ..ImportReport::default() };
    report.losses(source.site().losses.clone());
    let site = (!request.dry_run).then_some(&root);
    let names = StateNames::of(kind, source.site(), &request.source);
    let state = ImportState::read(&root, &names);
    let mut writer = ImportWriter::new(settings, site, &*source, state, report);
    if let Some(url) = &request.fetch {
        writer.fetcher = Some(fetcher(url, &*source)?);
    }
    write_all(&*source, &mut writer)?;
    let image_hosts = std::mem::take(&mut writer.image_hosts);
    let leading = std::mem::take(&mut writer.leading);
    let (mut state, mut report) = writer.finish();
    let term_slugs = learned.term_slugs(&*source);
    let Learned { patterns, lists, addresses, terms, language, languages } = learned;
    let taxonomies = terms.into_keys().collect();
    let learned = LearnedSettings {
        site: source.site(),
        language,
        languages,
        patterns,
        lists,
        image_hosts,
        taxonomies,
        term_slugs,
    };
    write_settings(&root, &learned, existing.is_some(), &mut report)?;
    let redirects = redirects(&learned, &leading, &addresses, &mut report);
    if let Some(site) = site {
        write_redirects(site, &redirects, &mut state, &mut report)?;
        if source.is_whole() {
            report.written.gone_there = state.gone(site);
        }
        state.write(site, &names)?;
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

/// What fetches pictures from the host at a URL, or from that of the source.
fn fetcher(url: &str, source: &dyn ImportSource) -> Result<PictureFetcher, Error> {
    let named = Some(url).filter(|url| !url.is_empty());
    let fetcher = PictureFetcher::new(named, source.site().base_url.as_deref(), source.picture_hosts());
    if !fetcher.knows_hosts() {
        let message = "the URL of the old site is not known, so its pictures cannot be fetched";
        return Err(Error::usage(ErrorCode::SourceUnknown, message).hint("name it: `--fetch=https://www.example.org`"));
    }
    Ok(fetcher)
}

fn write_all(source: &dyn ImportSource, writer: &mut ImportWriter<'_>) -> Result<(), Error> {
    // Files first: what the source has itself is not fetched.
    for file in source.files() {
        writer.file(&file)?;
    }
    for imported in source.items() {
        match imported {
            Imported::Item(mut item) => {
                person::clean(&mut item);
                writer.item(*item)?;
            }
            Imported::Lost(loss) => writer.report.losses(vec![loss]),
        }
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
        if key == "/" || key == "/404.html" || addresses.contains(&key) || !seen.insert(key) {
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
    let lost = learned.site.lost_addresses.iter();
    report.addresses.lost.extend(lost.filter(|lost| !seen.contains(&alias_key(lost))).cloned());
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
