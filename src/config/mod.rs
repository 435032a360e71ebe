//! `site.yaml` → [`Config`]. The file is parsed with every key optional (typed), then every default is resolved once
//! (resolve and `resolve_language` → resolved), with the defaults of each language (language), and how Markdown is read (markdown), what tags say of plain language (plain), and addresses of archives (archive) and feeds (feeds). Copies of images (images), allowed image hosts (external), values for `git`,
//! `rsync` and stores (remote), the cache that machines share (`shared_cache`), redirects and headers for the web host (host), redirects from old addresses (redirects), contacts (contacts, with email; contact for the publisher), sections (sections), addresses of terms (taxonomies, with `term_slugs`), the files of untrusted authors (untrusted), open government (woo, with `woo_category`), the podcast (podcast), and
//! lint levels (lints) have rules of their own; known findings (baseline) have a file of their own. No later stage asks whether a setting was given.

mod after;
mod archive;
mod baseline;
mod contact;
mod contacts;
pub mod digest;
mod email;
mod external;
mod feeds;
mod file_name;
mod host;
mod images;
mod item_keys;
mod language;
mod lints;
mod markdown;
mod other_keys;
mod own_urls;
mod pattern;
mod plain;
mod podcast;
mod policy;
pub mod publishing;
mod redirects;
mod remote;
mod resolve;
mod resolve_language;
mod resolved;
mod secrets;
mod sections;
mod shared_cache;
mod streams;
mod target;
mod taxonomies;
mod term_folders;
mod term_slugs;
mod typed;
mod untrusted;
mod woo;
mod woo_category;

pub use archive::{ArchivePattern, Period};
pub use baseline::{BASELINE, Baseline};
pub use contacts::{CONTACT_KEYS, Contact, ContactFile, ContactsByKey, wrong_key};
pub use email::wrong_email;
pub use external::{ExternalImages, Fetched};
pub use feeds::{ContentOfFeeds, FeedFormat, Feeds};
pub use file_name::FILE;
pub use host::{Host, HostKind, HostOptions, SPECULATION_HEADER, SPECULATION_RULES};
pub use images::{ImageFormat, ImageSettings};
pub use item_keys::ITEM_KEYS;
pub use language::{AddressWords, Language, LanguageId, MenuEntry, native_name};
pub use lints::{Level, LevelRuleFile, LintLevelFile, Lints};
pub use markdown::{HeadingIdForm, MarkdownOptions};
pub use own_urls::OwnUrls;
pub use pattern::{Fields, Pattern};
pub use plain::{PlainLevel, PlainTag, simple_tag};
pub use podcast::Podcast;
pub use policy::{ContentPolicy, SourcesFile};
pub use redirects::{REDIRECTS_FILE, Redirect, Redirects};
pub use resolve::resolve;
pub use resolve_language::language_hint;
pub use resolved::{Config, EXAMPLE_HOSTS, ThemeOption};
pub use sections::Section;
pub use shared_cache::{SharedCacheLocation, SharedCacheSettings};
pub use streams::{Stream, StreamAddresses};
pub use target::FolderMode;
pub use taxonomies::Taxonomy;
pub use term_folders::TermFolder;
pub use typed::{KEYS, Publisher, SiteFile};
pub use untrusted::{NotAllowed, UntrustedFiles};
pub use woo::Woo;
pub use woo_category::{WOO_ADOPTION, WooCategory};

use other_keys::SITE_KEYS;

use crate::base::files::decode;
use crate::base::yaml::Mapping;
use crate::base::{Checked, Code, Diagnostic, Error, Fingerprint, Place, Sources};

/// The files with settings.
pub const FILES: [&str; 3] = [FILE, REDIRECTS_FILE, BASELINE];

/// Source of `base_url`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseUrl<'a> {
    /// The value in the settings.
    FromSettings,
    /// This value replaces the one in the settings.
    Replaced(&'a str),
    /// This origin replaces the one in the settings, and the path is kept, as for a preview.
    Origin(&'a str),
    /// That of a target, if it has one; without a name, of the only target.
    OfTarget(Option<&'a str>),
}

/// What to do in a folder without settings, by what there is in it.
fn what_to_do_outside(sources: &dyn Sources) -> String {
    let names = sources.root_names();
    let misnamed = names.iter().find(|name| {
        let lower = name.to_lowercase();
        matches!(lower.as_str(), "site.yml" | "site.yaml.txt" | "site.yml.txt") || (lower == FILE && *name != FILE)
    });
    if let Some(name) = misnamed {
        return format!("rename `{name}` to `{FILE}`");
    }
    let mut below = names.iter().filter_map(|name| name.strip_suffix('/'));
    if let Some(folder) = below.find(|folder| sources.read_start(&format!("{folder}/{FILE}"), 1).is_ok()) {
        return format!("there is a site in `{folder}`: add `--root {folder}`, or run `cd {folder}` first");
    }
    let others = [
        "_config.yml",
        "hugo.toml",
        "config.toml",
        "hugo.yaml",
        "pelicanconf.py",
        "eleventy.config.js",
        ".eleventy.js",
    ];
    if names.iter().any(|name| others.contains(&name.as_str())) {
        return "this looks like a site of another program: `courant import . --root ../new-site` brings it over"
            .to_owned();
    }
    "change to the folder of your site, or create a site with `courant init`".to_owned()
}

/// Reads the settings of a site.
///
/// # Errors
/// If the file exists but cannot be read.
pub fn load(sources: &dyn Sources, base_url: BaseUrl<'_>) -> Result<Checked<Config>, Error> {
    let text = match sources.read(FILE) {
        Ok(bytes) => decode(FILE, bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Diagnostic::new(Code::SettingsMissing, Place::file(FILE), "this folder has no `site.yaml`")
                .hint(what_to_do_outside(sources)))
        }
        Err(error) => return Err(Error::io(&format!("cannot read {FILE}"), &error)),
    };
    let (text, mut findings) = match text {
        Ok(text) => (text, Vec::new()),
        Err(finding) => (String::from("title: \"\""), vec![finding]),
    };
    let mapping = Mapping::whole(FILE, &text);
    let mut typed: SiteFile = mapping.read_strictly(SITE_KEYS, Code::SettingsSyntax).report_to(&mut findings);
    secrets::report_keys(&mut findings);
    let own = typed.base_url.clone();
    replace_base_url(&mut typed, base_url, &mapping);
    if typed.taxonomies.is_empty() {
        typed.taxonomies = taxonomies::unread(&mapping);
    }
    let redirects = std::mem::take(&mut typed.redirects);
    let csv = optional(sources, REDIRECTS_FILE)?;
    let mut checked = resolve(typed, &mapping);
    if let Some(bytes) = &csv {
        checked.value.fingerprint = Fingerprint::of(&[mapping.text.as_bytes(), bytes].concat());
    }
    checked.value.redirects = Redirects::resolve(redirects, csv, &mapping, &mut checked.findings);
    let target = match base_url {
        BaseUrl::OfTarget(name) => checked.value.publishing.target(name).ok().map(|target| target.staging.clone()),
        _ => None,
    };
    checked.value.noindex = target.as_ref().is_some_and(|staging| staging.noindex);
    let replaced = match base_url {
        BaseUrl::Replaced(url) => Some(url),
        _ => target.as_ref().and_then(|staging| staging.base_url.as_deref()),
    };
    checked.value.own_urls = OwnUrls::new(own.as_deref().into_iter().chain(replaced));
    checked.value.external_images.add_own(&own.unwrap_or_default());
    if matches!(base_url, BaseUrl::Replaced(_)) {
        for finding in checked.findings.iter_mut().filter(|finding| finding.code == Code::BaseUrlInvalid) {
            finding.place = Place::file("--base-url");
            finding.hints = finding.hints.iter().map(|hint| hint.replace("base_url: ", "--base-url ")).collect();
        }
    }
    checked.value.baseline = Baseline::load(sources, &mut checked.findings)?;
    if !findings.is_empty() {
        // A setting may be missing only because it could not be parsed: report one problem once.
        checked.findings.retain(|finding| finding.code != Code::TitleMissing && finding.code != Code::BaseUrlMissing);
    }
    checked.findings.extend(findings);
    secrets::hide(&mut checked.findings, mapping.text);
    Ok(checked)
}

/// Puts another base URL in the place of that of the settings.
fn replace_base_url(typed: &mut SiteFile, base_url: BaseUrl<'_>, mapping: &Mapping<'_>) {
    match base_url {
        BaseUrl::FromSettings => {}
        BaseUrl::Replaced(url) => typed.base_url = Some(url.to_owned()),
        BaseUrl::OfTarget(name) => {
            let target = match name {
                Some(name) => typed.publish.get(name),
                None => typed.publish.values().next().filter(|_| typed.publish.len() == 1),
            };
            if let Some(url) = target.and_then(|target| target.base_url.clone()) {
                typed.base_url = Some(url);
            }
        }
        BaseUrl::Origin(origin) => {
            let folder = resolve::base_path(typed.base_url.take(), mapping);
            typed.base_url = Some(format!("{origin}{folder}"));
        }
    }
}

/// The bytes of a file that a site may have.
fn optional(sources: &dyn Sources, file: &str) -> Result<Option<Vec<u8>>, Error> {
    match sources.read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io(&format!("cannot read {file}"), &error)),
    }
}
