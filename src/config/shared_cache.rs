//! The cache that machines share, under `cache` in `site.yaml`: typed and resolved.

use std::path::{Component, Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::publishing::StoreSettings;
use super::remote::{self, RemoteValues};
use super::secrets;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, SOURCE_FOLDERS};

/// A cache that machines share: copies of images, share cards and compressed files that one has made are not made again by another.
/// `COURANT_CACHE=read` in the environment makes a run that never writes to it, and `off` one that does without. See
/// [scale.md](scale.md).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SharedCacheFile {
    /// An object store, `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`, with keys as for publishing; or a
    /// folder, relative to that of the site, such as one on a network drive. Whoever can write to it decides what images your
    /// readers see.
    pub store: Option<String>,
    /// The URL of a store that is not the provider's own: `https://s3.example.org`.
    pub endpoint: Option<String>,
    /// The region of the bucket. Default: `AWS_REGION` in the environment, else `us-east-1`.
    pub region: Option<String>,
}

/// The resolved settings of the shared cache.
#[derive(Clone, Debug)]
pub struct SharedCacheSettings {
    /// Its location.
    pub location: SharedCacheLocation,
    /// As it was typed, for people.
    pub shown: String,
    /// The location of the setting.
    pub place: Place,
}

/// The location of the shared cache.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedCacheLocation {
    /// A folder, relative to that of the site.
    Folder(PathBuf),
    /// An object store.
    Store(StoreSettings),
}

/// Resolves the settings; a mistake is a finding.
pub(super) fn resolve(
    typed: Option<SharedCacheFile>,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<SharedCacheSettings> {
    let SharedCacheFile { store, endpoint, region } = typed?;
    if let Some(url) = [&store, &endpoint].into_iter().flatten().find(|url| secrets::has_password(url)) {
        let message = "this URL contains a password or a token".to_owned();
        findings.push(secrets::finding(mapping.value("cache", url), message));
        return None;
    }
    let shown = store.unwrap_or_default().trim().to_owned();
    let place = if shown.is_empty() { mapping.key("cache") } else { mapping.value("cache", &shown) };
    let others = (endpoint.as_deref(), region.as_deref());
    match check(&shown, others) {
        Ok(()) if shown.contains("://") => {
            let url = shown.trim_end_matches('/').to_owned();
            let store = StoreSettings { url, endpoint, region, ..StoreSettings::default() };
            Some(SharedCacheSettings { location: SharedCacheLocation::Store(store), shown, place })
        }
        Ok(()) => {
            let location = SharedCacheLocation::Folder(PathBuf::from(&shown));
            Some(SharedCacheSettings { location, shown, place })
        }
        Err((message, hint)) => {
            findings.push(Diagnostic::new(Code::CacheInvalid, place, message).hint(hint));
            None
        }
    }
}

/// Checks a location: the error is a message and a hint.
fn check(store: &str, (endpoint, region): (Option<&str>, Option<&str>)) -> Result<(), (String, String)> {
    let refuse = |message: String, hint: &str| Err((message, hint.to_owned()));
    if store.is_empty() {
        return refuse(
            "the cache has no `store`".to_owned(),
            "write `cache: {store: \"s3://bucket/folder\"}`, or a folder",
        );
    }
    if store.contains("://") {
        let values = RemoteValues { store: Some(store), endpoint, region, ..RemoteValues::default() };
        return remote::check(values);
    }
    if let Some((key, _)) = [("endpoint", endpoint), ("region", region)].into_iter().find(|(_, value)| value.is_some())
    {
        let message = format!("`{key}` requires an object store, and `{store}` is a folder");
        return refuse(message, &format!("remove `{key}`, or write a store such as `s3://bucket/folder`"));
    }
    if store.contains(char::is_control) {
        let shown = store.replace(char::is_control, "\u{fffd}");
        return refuse(format!("`{shown}` is not a folder"), "write the path of a folder, such as `/mnt/cache`");
    }
    // The output and the state of builds have files that Courant removes.
    let mut own = SOURCE_FOLDERS.into_iter().chain(["output", ".courant"]);
    let hint = "name a folder of its own, such as `../cache`";
    match first_folder(store) {
        Some(first) if first.is_empty() => refuse(format!("`{store}` is the folder of the site itself"), hint),
        Some(first) if own.any(|own| own == first) => {
            refuse(format!("`{store}` is in `{first}`, which has files of the site or of its builds"), hint)
        }
        _ => Ok(()),
    }
}

/// The folder in that of the site into which a relative path leads; empty where it is that of the site itself.
fn first_folder(path: &str) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.into_iter().next().unwrap_or_default())
}
