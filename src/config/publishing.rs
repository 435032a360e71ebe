//! The resolved settings of publishing: targets, the host, and the addresses that may disappear.

use std::collections::{BTreeMap, BTreeSet};

pub use super::after::{NotifySettings, PurgeSettings};
use super::host::{self, Host, HostOptions};
use super::policy::ContentPolicy;
pub use super::target::{GitSettings, StagingSettings, StoreSettings, TargetLocation, TargetSettings};

use chrono_tz::Tz;

use super::target::{self, TargetFile};
use crate::base::compression::Compression;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, suggest};

/// The settings of publishing.
#[derive(Clone, Debug, Default)]
pub struct Publishing {
    /// The targets, sorted by name.
    pub targets: Vec<TargetSettings>,
    /// Addresses that may disappear.
    pub gone: Vec<Address>,
    /// The settings of the host.
    pub host: Host,
    /// The WebSub hubs of all targets, each once.
    pub hubs: Vec<String>,
    /// The keys of IndexNow of all targets, each once.
    pub keys: Vec<String>,
}

impl Publishing {
    /// The forms of compressed copies at any target, each once, the better one first.
    pub fn compressions(&self) -> Vec<Compression> {
        let is_used = |form: &Compression| self.targets.iter().any(|target| target.precompress.contains(form));
        Compression::ALL.into_iter().filter(is_used).collect()
    }

    /// A target by its name; without a name the only one. The error names the targets.
    pub fn target(&self, name: Option<&str>) -> Result<&TargetSettings, Vec<&str>> {
        let found = match (name, self.targets.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(name), targets) => targets.iter().find(|target| target.name == name),
        };
        found.ok_or_else(|| self.targets.iter().map(|target| target.name.as_str()).collect())
    }
}

/// Resolves the settings.
pub(super) fn resolve(
    (targets, host, policy): (BTreeMap<String, TargetFile>, HostOptions, &ContentPolicy),
    gone: &[String],
    (mapping, zone): (&Mapping<'_>, Tz),
    findings: &mut Vec<Diagnostic>,
) -> Publishing {
    let targets: Vec<TargetSettings> = targets
        .into_iter()
        .filter_map(|(name, typed)| target::resolve(name, typed, (mapping, zone), findings))
        .collect();
    let parse = |text: &String| match Address::parse_encoded(text) {
        Ok(address) => Some(address),
        Err(error) => {
            let finding =
                Diagnostic::new(Code::AddressInvalid, mapping.value("gone", text), format!("`{text}`: {error}"));
            findings.push(finding.hint("write an address of the site, such as `/nieuws/2013/open-dag/`"));
            None
        }
    };
    let hub = |target: &TargetSettings| target.after.hub.as_ref().map(|hub| hub.text.clone());
    let hubs: BTreeSet<String> = targets.iter().filter_map(hub).collect();
    let key = |target: &TargetSettings| target.after.index_now.as_ref().map(|(key, _)| key.clone());
    let keys: BTreeSet<String> = targets.iter().filter_map(key).collect();
    Publishing {
        gone: gone.iter().filter_map(parse).collect(),
        host: host::resolve(host, policy),
        hubs: hubs.into_iter().collect(),
        keys: keys.into_iter().collect(),
        targets,
    }
}

/// The message and the hint for a target that does not exist.
pub fn unknown_target(name: Option<&str>, known: &[&str]) -> (String, String) {
    match (name, known) {
        (_, []) => (
            "the site has no publishing target".to_owned(),
            "add one to site.yaml, such as\npublish:\n  site: {path: /var/www/site}".to_owned(),
        ),
        (None, known) => (
            "the site has several publishing targets".to_owned(),
            format!("choose one of them: {}", suggest::list(known.iter().copied())),
        ),
        (Some(name), known) => (format!("there is no target `{name}`"), suggest::hint(name, known.iter().copied())),
    }
}
