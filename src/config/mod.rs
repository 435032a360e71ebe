//! `site.yaml` → [`Config`]: what was typed is read (typed), every default is resolved once (resolve → resolved), and what
//! each language brings along by itself is known here (language). Which hosts images may come from (external), what the host
//! is told (host), and how findings count that may be meant so (lints) have rules of their own. Nothing after this room asks
//! whether a setting was given.

mod after;
mod external;
mod host;
mod language;
mod lints;
mod pattern;
pub mod publishing;
mod resolve;
mod resolved;
mod secrets;
mod target;
mod typed;

pub use external::{ExternalImages, Fetched};
pub use host::{Host, HostKind, HostOptions};
pub use language::{AddressWords, Language, LanguageId};
pub use lints::{Level, Lints};
pub use pattern::{Fields, Pattern};
pub use resolve::resolve;
pub use resolved::{Config, Feeds, MenuEntry, ThemeOption};
pub use target::FolderMode;
pub use typed::{ContentOfFeeds, FeedFormat, ImageFormat, KEYS, Publisher, SiteFile};

use crate::base::files::read_text;
use crate::base::yaml::Mapping;
use crate::base::{Checked, Code, Diagnostic, Error, Place, Sources};

/// The name of the settings file.
pub const FILE: &str = "site.yaml";

/// Reads the settings of a site. `base_url` replaces the one in the file, as for a preview.
///
/// # Errors
/// Where the file is there and cannot be read.
pub fn load(sources: &dyn Sources, base_url: Option<&str>) -> Result<Checked<Config>, Error> {
    let text = match sources.read(FILE) {
        Ok(_) => read_text(sources, FILE)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Diagnostic::new(Code::SettingsMissing, Place::file(FILE), "there is no `site.yaml` in this folder")
                .hint("go to the folder of your site, or make one with `courant init`"))
        }
        Err(error) => return Err(Error::io(&format!("cannot read {FILE}"), &error)),
    };
    let (text, mut findings) = match text {
        Ok(text) => (text, Vec::new()),
        Err(finding) => (String::from("title: \"\""), vec![finding]),
    };
    let mapping = Mapping::whole(FILE, &text);
    let mut typed: SiteFile = mapping.read(KEYS, Code::SettingsSyntax).report_to(&mut findings);
    secrets::tell_secrets(&mut findings);
    let own = typed.base_url.clone();
    if base_url.is_some() {
        typed.base_url = base_url.map(str::to_owned);
    }
    let mut checked = resolve(typed, &mapping);
    checked.value.external_images.know_own(&own.unwrap_or_default());
    if base_url.is_some() {
        for finding in checked.findings.iter_mut().filter(|finding| finding.code == Code::BaseUrlInvalid) {
            finding.place = Place::file("--base-url");
            finding.hints = finding.hints.iter().map(|hint| hint.replace("base_url: ", "--base-url ")).collect();
        }
    }
    if !findings.is_empty() {
        // A setting that could not be read is missing for that reason: one mistake, one finding.
        checked.findings.retain(|finding| finding.code != Code::TitleMissing && finding.code != Code::BaseUrlMissing);
    }
    checked.findings.extend(findings);
    Ok(checked)
}
