//! Where the site is published: the targets of `publish:` as typed → as they are meant, and the addresses let go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FILE;
use super::external::ExternalImages;
use super::host::{self, Host, HostFile};
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, Place, suggest};

/// A target of `courant publish`. It has one destination: `path`, `git` or `store`; the keys after
/// each go with it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TargetFile {
    /// A folder on this machine, relative to that of the site: `/var/www/dorp`.
    pub path: Option<String>,
    /// How a folder is changed. Default: `swap`.
    pub mode: Option<FolderMode>,
    /// A Git repository, as the `git` command takes it: `git@github.com:dorp/site.git`, or a path.
    pub git: Option<String>,
    /// The branch of the repository that the host shows. Default: `gh-pages`.
    pub branch: Option<String>,
    /// Whether the branch only has the last state, without history. Default: `false`.
    pub squash: Option<bool>,
    /// The domain of the site, for GitHub Pages and Codeberg Pages: written to the file `CNAME` of the branch.
    pub domain: Option<String>,
    /// An object store: `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`.
    pub store: Option<String>,
    /// Where a store stands that works like S3 and is not Amazon's: `https://s3.example.org`.
    pub endpoint: Option<String>,
    /// The region of the bucket. Default: that of the environment (`AWS_REGION`), else `us-east-1`.
    pub region: Option<String>,
    /// For how long readers' browsers, and caches on the way, may keep what a store gives them.
    pub cache: Option<CacheFile>,
    /// Files at the target that are never replaced or removed, as patterns: `["wp-content/**", "*.log"]`. What Courant did
    /// not put there is kept without being named.
    pub keep: Vec<String>,
    /// Whether what is replaced or removed is kept in `.courant/`, so that `courant publish --rollback` can put it back.
    /// Default: `true`. A folder that is swapped needs no copies.
    pub keep_previous: Option<bool>,
}

/// For how long what a store gives may be kept, in seconds. A file with a fingerprint in its name never changes, and may be
/// kept for a year.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CacheFile {
    /// Pages, lists, feeds and sitemaps. Default: 60.
    pub pages: Option<u32>,
    /// Images, documents and other files. Default: 3600.
    pub files: Option<u32>,
}

/// How a folder is changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FolderMode {
    /// The new site is made whole beside the old one, and then the two change places at once; the old one stays as it
    /// was, to go back to.
    #[default]
    Swap,
    /// Each file is replaced by itself, whole: for a folder that cannot be renamed, such as a mounted one.
    InPlace,
}

/// Where the site is published.
#[derive(Clone, Debug, Default)]
pub struct Publishing {
    /// The targets, in the order of their names.
    pub targets: Vec<Target>,
    /// Addresses that may go without leading anywhere.
    pub gone: Vec<Address>,
    /// What the host is told.
    pub host: Host,
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in the settings.
    pub name: String,
    /// Where it is.
    pub destination: Destination,
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
    (targets, host, images): (BTreeMap<String, TargetFile>, HostFile, &ExternalImages),
    gone: &[String],
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Publishing {
    let targets = targets.into_iter().filter_map(|(name, typed)| target(name, typed, mapping, findings)).collect();
    let parse = |text: &String| match Address::parse(text) {
        Ok(address) => Some(address),
        Err(error) => {
            let finding =
                Diagnostic::new(Code::AddressInvalid, mapping.value("gone", text), format!("`{text}`: {error}"));
            findings.push(finding.hint("write an address of the site, such as `/nieuws/2013/open-dag/`"));
            None
        }
    };
    Publishing { targets, gone: gone.iter().filter_map(parse).collect(), host: host::resolve(host, images) }
}

fn target(name: String, typed: TargetFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Target> {
    if let Err((message, hint)) = check(&name, &typed) {
        findings.push(Diagnostic::new(Code::PublishTarget, mapping.value("publish", &name), message).hint(hint));
        return None;
    }
    if let Some(url) = [&typed.git, &typed.store, &typed.endpoint].into_iter().flatten().find(|url| has_password(url)) {
        findings.push(secret(mapping.value("publish", url), "there is a password or a token in this URL".to_owned()));
        return None;
    }
    let TargetFile { path, mode, git, branch, squash, domain, store, endpoint, region, cache, keep, keep_previous } =
        typed;
    let cache = cache.unwrap_or_default();
    let destination = match (path, git, store) {
        (Some(path), ..) => Destination::Folder { path: PathBuf::from(path), mode: mode.unwrap_or_default() },
        (None, Some(repository), _) => Destination::Git(Git {
            repository,
            branch: branch.unwrap_or_else(|| "gh-pages".to_owned()),
            squash: squash.unwrap_or_default(),
            domain,
        }),
        (None, None, url) => Destination::Store(Store {
            url: url.unwrap_or_default(),
            endpoint,
            region,
            cache_pages: cache.pages.unwrap_or(60),
            cache_files: cache.files.unwrap_or(3600),
        }),
    };
    Some(Target { name, destination, keep, keep_previous: keep_previous.unwrap_or(true) })
}

/// Checks that a target has a name and one destination, and only the keys that go with it: the error is a message and a hint.
fn check(name: &str, typed: &TargetFile) -> Result<(), (String, String)> {
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !is_name {
        return Err((format!("`{name}` is no name for a target"), "write plain letters, digits and dashes".to_owned()));
    }
    let given = typed.given();
    let destinations: Vec<&str> = given.iter().filter(|(key, of)| key == of).map(|(key, _)| *key).collect();
    let destination = match destinations.as_slice() {
        [destination] => *destination,
        [] => {
            let hint = format!("write where it is: `{name}: {{path: /var/www/site}}`");
            return Err((format!("the target `{name}` has no destination"), hint));
        }
        several => {
            let several = suggest::list(several.iter().copied());
            let message = format!("the target `{name}` has several destinations: {several}");
            return Err((message, "keep one of them, or make two targets".to_owned()));
        }
    };
    let is_store =
        |url: &str| ["s3://", "gs://", "az://"].iter().any(|start| url.len() > start.len() && url.starts_with(start));
    if let Some(url) = typed.store.as_deref().filter(|url| !is_store(url)) {
        let hint = "write `s3://bucket`, `gs://bucket` or `az://container`, with a folder where there is one";
        return Err((format!("`{url}` is no object store"), hint.to_owned()));
    }
    match given.iter().find(|(_, of)| *of != destination) {
        Some((key, of)) => {
            let message = format!("`{key}` goes with `{of}`, and the target `{name}` has `{destination}`");
            Err((message, format!("remove `{key}`")))
        }
        None => Ok(()),
    }
}

impl TargetFile {
    /// The keys that are given, each with the destination that it goes with; those of every destination are not among them.
    fn given(&self) -> Vec<(&'static str, &'static str)> {
        let is_there = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let keys = [
            ("path", "path", is_there(&self.path)),
            ("mode", "path", self.mode.is_some()),
            ("git", "git", is_there(&self.git)),
            ("branch", "git", self.branch.is_some()),
            ("squash", "git", self.squash.is_some()),
            ("domain", "git", self.domain.is_some()),
            ("store", "store", is_there(&self.store)),
            ("endpoint", "store", self.endpoint.is_some()),
            ("region", "store", self.region.is_some()),
            ("cache", "store", self.cache.is_some()),
        ];
        keys.into_iter().filter(|(_, _, is_given)| *is_given).map(|(key, of, _)| (key, of)).collect()
    }
}

/// Whether a URL has something before its host that is not for everybody: `https://anna:geheim@host`, `https://token@host`.
fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || scheme.starts_with("http"))
}

/// Words in the names of keys that are for secrets.
const SECRETS: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "token",
    "credential",
    "access_key",
    "api_key",
    "apikey",
    "private_key",
    "account_key",
    "sas",
];

/// Whether the name of a key says that its value is secret.
pub(super) fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace('-', "_");
    SECRETS
        .iter()
        .any(|secret| key == *secret || key.contains(&format!("{secret}_")) || key.ends_with(&format!("_{secret}")))
}

/// A key for a secret is no unknown key: secrets have no place in the settings at all.
pub(super) fn tell_secrets(findings: &mut [Diagnostic]) {
    for finding in
        findings.iter_mut().filter(|finding| finding.code == Code::UnknownKey && &*finding.place.file == FILE)
    {
        let key = finding.place.excerpt.get(finding.place.marked.clone()).unwrap_or_default();
        if is_secret(key) {
            let message = format!("`{key}` is a secret: secrets do not stand in the settings");
            *finding = secret(finding.place.clone(), message);
        }
    }
}

/// What is told where a secret stands in the settings.
fn secret(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::SecretInSettings, place, message)
        .hint("remove it, and give it in the environment, such as AWS_SECRET_ACCESS_KEY; docs/publishing.md names them")
        .hint("if this file was shared or committed, the secret is known: have a new one made")
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
