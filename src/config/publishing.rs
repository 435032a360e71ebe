//! Where the site is published, as it is meant: targets, what the host is told, and the addresses let go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::after::After;
use super::compression::Compression;
use super::external::ExternalImages;
use super::host::{self, Host, HostOptions};
use super::target::{self, FolderMode, TargetFile};
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, suggest};

/// Where the site is published.
#[derive(Clone, Debug, Default)]
pub struct Publishing {
    /// The targets, in the order of their names.
    pub targets: Vec<Target>,
    /// Addresses that may go without leading anywhere.
    pub gone: Vec<Address>,
    /// What the host is told.
    pub host: Host,
    /// The WebSub hubs of all targets, each once.
    pub hubs: Vec<String>,
    /// The keys of IndexNow of all targets, each once.
    pub keys: Vec<String>,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in the settings.
    pub name: String,
    /// Where it is.
    pub destination: Destination,
    /// The forms in which files stand there compressed too, each once, the better one first.
    pub precompress: Vec<Compression>,
    /// Who is told of a publish that changed something.
    pub after: After,
    /// Patterns of files that are never touched.
    pub keep: Vec<String>,
    /// Whether what is replaced or removed is kept.
    pub keep_previous: bool,
}

/// Where a target is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A folder on this machine.
    Folder {
        /// The folder, relative to that of the site.
        path: PathBuf,
        /// How it is changed.
        mode: FolderMode,
    },
    /// A place of the `rsync` command, as it takes it.
    Rsync(String),
    /// A branch of a Git repository.
    Git(Git),
    /// An object store.
    Store(Store),
}

/// An object store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Store {
    /// Its URL: `s3://bucket/folder`.
    pub url: String,
    /// Where it stands, where it is not the provider's own.
    pub endpoint: Option<String>,
    /// The region of the bucket.
    pub region: Option<String>,
    /// For how many seconds pages may be kept.
    pub cache_pages: u32,
    /// For how many seconds files may be kept.
    pub cache_files: u32,
}

/// A branch of a Git repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Git {
    /// The repository, as the `git` command takes it.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// Whether the branch has no history.
    pub squash: bool,
    /// What the file `CNAME` says.
    pub domain: Option<String>,
}

impl Publishing {
    /// The forms in which files stand compressed at any target, each once, the better one first.
    pub fn compressions(&self) -> Vec<Compression> {
        let is_used = |form: &Compression| self.targets.iter().any(|target| target.precompress.contains(form));
        Compression::ALL.into_iter().filter(is_used).collect()
    }

    /// A target by its name; without a name the only one there is. The error names those that there are.
    pub fn target(&self, name: Option<&str>) -> Result<&Target, Vec<&str>> {
        let found = match (name, self.targets.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(name), targets) => targets.iter().find(|target| target.name == name),
        };
        found.ok_or_else(|| self.targets.iter().map(|target| target.name.as_str()).collect())
    }
}

/// Resolves the targets and the addresses let go.
pub(super) fn resolve(
    (targets, host, images): (BTreeMap<String, TargetFile>, HostOptions, &ExternalImages),
    gone: &[String],
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Publishing {
    let targets: Vec<Target> =
        targets.into_iter().filter_map(|(name, typed)| target::resolve(name, typed, mapping, findings)).collect();
    let parse = |text: &String| match Address::parse(text) {
        Ok(address) => Some(address),
        Err(error) => {
            let finding =
                Diagnostic::new(Code::AddressInvalid, mapping.value("gone", text), format!("`{text}`: {error}"));
            findings.push(finding.hint("write an address of the site, such as `/nieuws/2013/open-dag/`"));
            None
        }
    };
    let hub = |target: &Target| target.after.hub.as_ref().map(|hub| hub.text.clone());
    let hubs: BTreeSet<String> = targets.iter().filter_map(hub).collect();
    let key = |target: &Target| target.after.index_now.as_ref().map(|(key, _)| key.clone());
    let keys: BTreeSet<String> = targets.iter().filter_map(key).collect();
    Publishing {
        gone: gone.iter().filter_map(parse).collect(),
        host: host::resolve(host, images),
        hubs: hubs.into_iter().collect(),
        keys: keys.into_iter().collect(),
        targets,
    }
}

/// What is told where a target is asked for that is not there.
pub fn unknown_target(name: Option<&str>, known: &[&str]) -> (String, String) {
    match (name, known) {
        (_, []) => (
            "there is no target to publish to".to_owned(),
            "write one in site.yaml, such as\npublish:\n  site: {path: /var/www/site}".to_owned(),
        ),
        (None, known) => (
            "there are several targets to publish to".to_owned(),
            format!("name one of them: {}", suggest::list(known.iter().copied())),
        ),
        (Some(name), known) => (format!("there is no target `{name}`"), suggest::hint(name, known.iter().copied())),
    }
}
