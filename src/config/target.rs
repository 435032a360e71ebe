//! A target of `publish:` in `site.yaml`: typed and resolved.

use std::path::PathBuf;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::after::{self, AfterFile, NotifySettings};
use super::remote::{self, RemoteValues};
use super::secrets;
use crate::base::compression::Compression;
use crate::base::date::When;
use crate::base::slug::slugify;
use crate::base::typed_date::read_date;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, suggest};

/// A target of `courant publish`. It has one destination: `path`, `rsync`, `git` or `store`; the keys after
/// each go with it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TargetFile {
    /// A folder on this machine, relative to that of the site: `/var/www/dorp`.
    pub path: Option<String>,
    /// The way of changing the folder. Default: `swap`.
    pub mode: Option<FolderMode>,
    /// A destination of the `rsync` command: `user@host:/var/www/dorp/`, `rsync://host/module/`, or a path.
    pub rsync: Option<String>,
    /// A Git repository, as for the `git` command: `git@github.com:dorp/site.git`, or a path.
    pub git: Option<String>,
    /// The branch of the repository that the host shows. Default: `gh-pages`.
    pub branch: Option<String>,
    /// Whether the branch keeps one commit only, without history. Default: `false`.
    pub squash: Option<bool>,
    /// The domain of the site, for GitHub Pages and Codeberg Pages. It is written to the file `CNAME` of the branch.
    pub domain: Option<String>,
    /// An object store: `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`.
    pub store: Option<String>,
    /// The URL of a store that is not the provider's own: `https://s3.example.org`.
    pub endpoint: Option<String>,
    /// The region of the bucket. Default: `AWS_REGION` in the environment, else `us-east-1`.
    pub region: Option<String>,
    /// How long browsers and caches may keep the files of a store.
    pub cache: Option<CacheFile>,
    /// Compressed copies beside pages and other text files, for a server that sends them: `[brotli, gzip]`. It goes with `path`
    /// and `rsync`. Default: none.
    pub precompress: Vec<Compression>,
    /// The services to notify after a run that changed something.
    pub after: Option<AfterFile>,
    /// Patterns of files at the target that are never replaced or removed: `["wp-content/**", "*.log"]`. Files that Courant did
    /// not put there are kept without a pattern.
    pub keep: Vec<String>,
    /// The base URL of the site at this target, where it is another than `base_url`: for a staging site. Such a target has an
    /// output folder of its own, `output-NAME`.
    pub base_url: Option<String>,
    /// Whether drafts are published at this target. Default: `false`.
    pub drafts: Option<bool>,
    /// The moment as of which the site is built for this target: items up to this date are published there. Default: now.
    pub at: Option<String>,
    /// Whether search engines are asked to leave this target out, by `robots.txt`, in every page and, where the host takes headers, in
    /// every answer. Default: `true` for a target with `base_url`, `drafts` or `at`.
    pub noindex: Option<bool>,
    /// Whether replaced and removed files are kept in `.courant/`, for `courant publish --rollback`. Default: `true`. A folder
    /// that is swapped needs no copies.
    pub keep_previous: Option<bool>,
}

/// How long readers may keep the files of a store, in seconds. A file that Courant names by its contents never changes, and may
/// be kept for a year.
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

/// The resolved settings of a target.
#[derive(Clone, Debug)]
pub struct TargetSettings {
    /// Its name.
    pub name: String,
    /// Its location.
    pub location: TargetLocation,
    /// The forms of compressed copies, each once, the better one first.
    pub precompress: Vec<Compression>,
    /// The services to notify.
    pub after: NotifySettings,
    /// Patterns of files that are never touched.
    pub keep: Vec<String>,
    /// Whether replaced and removed files are kept.
    pub keep_previous: bool,
    /// What is other at this target than in the settings of the site.
    pub staging: StagingSettings,
}

/// What is other at a target than in the settings of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagingSettings {
    /// The base URL.
    pub base_url: Option<String>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The moment as of which the site is built.
    pub at: Option<When>,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
}

impl StagingSettings {
    /// Whether the target has a site of its own, which is not built into the folder of the others.
    pub fn is_apart(&self) -> bool {
        *self != Self::default()
    }
}

/// The location of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetLocation {
    /// A folder on this machine.
    Folder {
        /// The folder, relative to that of the site.
        path: PathBuf,
        /// The way of changing it.
        mode: FolderMode,
    },
    /// A destination of the `rsync` command.
    Rsync(String),
    /// A branch of a Git repository.
    Git(GitSettings),
    /// An object store.
    Store(StoreSettings),
}

/// An object store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreSettings {
    /// Its URL: `s3://bucket/folder`.
    pub url: String,
    /// The URL of its server; `None` for that of the provider.
    pub endpoint: Option<String>,
    /// The region of the bucket.
    pub region: Option<String>,
    /// `max-age` of pages, in seconds.
    pub cache_pages: u32,
    /// `max-age` of other files, in seconds.
    pub cache_files: u32,
}

/// A branch of a Git repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitSettings {
    /// The repository, in the notation of the `git` command.
    pub repository: String,
    /// The branch.
    pub branch: String,
    /// Whether the branch keeps one commit only.
    pub squash: bool,
    /// The contents of the file `CNAME`.
    pub domain: Option<String>,
}

/// Resolves a target; a mistake is a finding.
pub(super) fn resolve(
    name: String,
    typed: TargetFile,
    (mapping, zone): (&Mapping<'_>, Tz),
    findings: &mut Vec<Diagnostic>,
) -> Option<TargetSettings> {
    if let Some(url) = [&typed.rsync, &typed.git, &typed.store, &typed.endpoint]
        .into_iter()
        .flatten()
        .find(|url| secrets::has_password(url))
    {
        findings.push(secrets::finding(
            mapping.value("publish", url),
            "this URL contains a password or a token".to_owned(),
        ));
        return None;
    }
    if let Err((message, hint)) = check(&name, &typed).and_then(|()| remote::check(typed.handed_on())) {
        findings.push(Diagnostic::new(Code::PublishTarget, mapping.value("publish", &name), message).hint(hint));
        return None;
    }
    let TargetFile {
        path,
        mode,
        rsync,
        git,
        branch,
        squash,
        domain,
        store,
        endpoint,
        region,
        cache,
        mut precompress,
        after,
        keep,
        keep_previous,
        base_url,
        drafts,
        at,
        noindex,
    } = typed;
    let staging = staging((base_url, drafts, at, noindex), (mapping, zone), findings);
    let location = location((path, mode, rsync), (git, branch, squash, domain), (store, endpoint, region, cache));
    precompress.sort_unstable();
    precompress.dedup();
    let after = after::resolve(after.unwrap_or_default(), mapping, findings);
    Some(TargetSettings {
        name,
        location,
        precompress,
        after,
        keep,
        keep_previous: keep_previous.unwrap_or(true),
        staging,
    })
}

/// The location of a target that has one destination.
fn location(
    (path, mode, rsync): (Option<String>, Option<FolderMode>, Option<String>),
    (git, branch, squash, domain): (Option<String>, Option<String>, Option<bool>, Option<String>),
    (store, endpoint, region, cache): (Option<String>, Option<String>, Option<String>, Option<CacheFile>),
) -> TargetLocation {
    let cache = cache.unwrap_or_default();
    match (path, rsync, git, store) {
        (Some(path), ..) => TargetLocation::Folder { path: PathBuf::from(path), mode: mode.unwrap_or_default() },
        (None, Some(to), ..) => TargetLocation::Rsync(to.trim().to_owned()),
        (None, None, Some(repository), _) => TargetLocation::Git(GitSettings {
            repository,
            branch: branch.unwrap_or_else(|| "gh-pages".to_owned()),
            squash: squash.unwrap_or_default(),
            domain,
        }),
        (None, None, None, url) => TargetLocation::Store(StoreSettings {
            url: url.unwrap_or_default(),
            endpoint,
            region,
            cache_pages: cache.pages.unwrap_or(60),
            cache_files: cache.files.unwrap_or(3600),
        }),
    }
}

/// What is other at a target.
fn staging(
    (base_url, drafts, typed_at, noindex): (Option<String>, Option<bool>, Option<String>, Option<bool>),
    (mapping, zone): (&Mapping<'_>, Tz),
    findings: &mut Vec<Diagnostic>,
) -> StagingSettings {
    let at = typed_at.and_then(|typed| {
        let at = read_date(mapping, ("publish", &typed), zone, |form| format!("`at: {form}`"));
        at.map_err(|finding| findings.push(finding)).ok()
    });
    let drafts = drafts.unwrap_or_default();
    let noindex = noindex.unwrap_or(base_url.is_some() || drafts || at.is_some());
    StagingSettings { base_url, drafts, at, noindex }
}

/// Checks that a target has a name and one destination, and only the keys that go with it: the error is a message and a hint.
fn check(name: &str, typed: &TargetFile) -> Result<(), (String, String)> {
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !is_name {
        return Err((
            format!("`{name}` is not a valid name for a target"),
            match slugify(name) {
                slug if slug.is_empty() => "write unaccented letters, digits, hyphens and underscores".to_owned(),
                slug => format!("write `{slug}`: names of targets have no spaces, accents or other signs"),
            },
        ));
    }
    let given = typed.given();
    let destinations: Vec<&str> = given.iter().filter(|(key, of)| *of == [*key]).map(|(key, _)| *key).collect();
    let destination = match destinations.as_slice() {
        [destination] => *destination,
        [] => {
            let hint = format!("add a destination: `{name}: {{path: /var/www/site}}`");
            return Err((format!("the target `{name}` has no destination"), hint));
        }
        several => {
            let several = suggest::list(several.iter().copied());
            let message = format!("the target `{name}` has several destinations: {several}");
            return Err((message, "keep one of them, or define several targets".to_owned()));
        }
    };
    match given.iter().find(|(_, of)| !of.contains(&destination)) {
        Some((key, of)) => {
            let of = suggest::list(of.iter().copied());
            let message = format!("`{key}` requires {of}, but the target `{name}` has `{destination}`");
            Err((message, format!("remove `{key}`")))
        }
        None => Ok(()),
    }
}

impl TargetFile {
    /// The values that are handed to other programs and servers.
    fn handed_on(&self) -> RemoteValues<'_> {
        RemoteValues {
            rsync: self.rsync.as_deref(),
            git: self.git.as_deref(),
            branch: self.branch.as_deref(),
            domain: self.domain.as_deref(),
            store: self.store.as_deref(),
            endpoint: self.endpoint.as_deref(),
            region: self.region.as_deref(),
        }
    }

    /// The keys that are given, each with the destinations that it goes with; those of every destination are not among them.
    fn given(&self) -> Vec<(&'static str, &'static [&'static str])> {
        let is_there = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let keys: [(&str, &[&str], bool); 12] = [
            ("path", &["path"], is_there(&self.path)),
            ("mode", &["path"], self.mode.is_some()),
            ("rsync", &["rsync"], is_there(&self.rsync)),
            ("git", &["git"], is_there(&self.git)),
            ("branch", &["git"], self.branch.is_some()),
            ("squash", &["git"], self.squash.is_some()),
            ("domain", &["git"], self.domain.is_some()),
            ("store", &["store"], is_there(&self.store)),
            ("endpoint", &["store"], self.endpoint.is_some()),
            ("region", &["store"], self.region.is_some()),
            ("cache", &["store"], self.cache.is_some()),
            ("precompress", &["path", "rsync"], !self.precompress.is_empty()),
        ];
        keys.into_iter().filter(|(_, _, is_given)| *is_given).map(|(key, of, _)| (key, of)).collect()
    }
}
