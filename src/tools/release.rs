//! The input of publishing, from the settings and the outline of a site: targets as options, built files as a release.

use std::path::Path;

use rayon::prelude::*;

use super::publish::{
    FolderOptions, GitOptions, HeldPage, IndexNowOptions, Location, NotifyOptions, PurgeOptions, Release, ReleaseFile,
    SitePage, SitePages, StoreOptions, TargetOptions, alias_mark, item_mark,
};
use crate::base::{Error, ErrorCode, Fingerprint, absolute, disk, media_type, source_folder_of};
use crate::config::Config;
use crate::config::FolderMode;
use crate::config::publishing::{NotifySettings, PurgeSettings, TargetLocation, TargetSettings};
use crate::plan::{HeldBack, Likeness, Outlined};
use crate::save::Trace;

/// The release of a built site. Files that did not change since the build are not read.
///
/// # Errors
/// A file of the outline is missing in the output, or cannot be read.
pub fn from_outline(outline: &[Outlined], pages: SitePages, output: &Path, state: &Path) -> Result<Release, Error> {
    let root = absolute(output)?;
    let trace = Trace::read(&Trace::path(&root, state)).unwrap_or_default();
    let file = |outlined: &Outlined| {
        let name = outlined.address.file();
        let path = root.join(&name);
        let record = trace.get(&outlined.address).filter(|record| trace.untouched(record, &path).is_some());
        let (size, content) = if let Some(record) = record {
            (record.stamp.size, record.output)
        } else {
            let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
            let bytes = disk::read(&path).map_err(failed)?;
            (bytes.len() as u64, Fingerprint::of(&bytes))
        };
        Ok(ReleaseFile {
            role: outlined.role,
            is_immutable: outlined.is_immutable,
            media_type: media_type::of_role(&name, outlined.role),
            size,
            content,
            fingerprint: content,
            local: Some(path),
            item: match (&outlined.draft, outlined.source.as_deref()) {
                (Some(draft), _) => Some(draft.mark()),
                (None, source) => source.map(|source| mark(outlined, source)),
            },
            name: name.into(),
        })
    };
    let files = outline.par_iter().map(file).collect::<Result<_, Error>>()?;
    Ok(Release::new(files, pages))
}

/// Refuses a folder as a target in which publishing would replace the site, its output or its state.
///
/// # Errors
/// It is one of them or is inside one, or the site is inside it.
pub fn refuse_own_folder(target: &TargetOptions, site: &Path, output: &Path, state: &Path) -> Result<(), Error> {
    let Location::Folder(FolderOptions { path, .. }) = &target.location else { return Ok(()) };
    let (target, place, output) = (absolute(path)?, absolute(site)?, absolute(output)?);
    let what = if place.starts_with(&target) || output.starts_with(&target) {
        "contains the site, or its output folder".to_owned()
    } else if target.starts_with(&output) || target.starts_with(absolute(state)?) {
        "is inside the folder that the site is built into, or inside its state".to_owned()
    } else if let Some(folder) = source_folder_of(&place, &target) {
        format!("is inside {folder}/, which the site is built from")
    } else {
        return Ok(());
    };
    let message = format!("publishing would replace files of the site: {} {what}", path.display());
    Err(Error::usage(ErrorCode::TargetUnusable, message)
        .hint("name a folder of its own as `path` of the target, such as `www`"))
}

/// The mark of the item of a page, or of an alias of it.
fn mark(outlined: &Outlined, source: &str) -> Box<str> {
    if outlined.leads_to.is_some() {
        return alias_mark(source);
    }
    let parts = |known: &Likeness| [Some(known.title), known.body, Some(known.name), known.moment];
    let likeness = outlined.likeness.iter().flat_map(|known| parts(known).into_iter().flatten());
    item_mark(source, &likeness.collect::<Vec<_>>())
}

/// The pages of the items of a site, and the items that it holds back.
pub fn pages(outline: &[Outlined], held: Vec<HeldBack>) -> SitePages {
    let page = |outlined: &Outlined| {
        let source = outlined.source.clone().filter(|_| outlined.leads_to.is_none())?;
        Some(SitePage { address: outlined.address.clone(), mark: mark(outlined, &source), source })
    };
    let held = held.into_iter();
    let held = held.map(|HeldBack { source, addresses, is_withdrawn }| HeldPage { source, addresses, is_withdrawn });
    SitePages { shown: outline.iter().filter_map(page).collect(), held: held.collect() }
}

/// The options of a target of a site in a folder.
pub fn target_options(settings: &TargetSettings, config: &Config, site: &Path) -> TargetOptions {
    let location = match settings.location.clone() {
        TargetLocation::Folder { path, mode } => {
            Location::Folder(FolderOptions { path: site.join(path), in_place: mode == FolderMode::InPlace })
        }
        TargetLocation::Rsync(to) => Location::Rsync(to),
        TargetLocation::Git(git) => Location::Git(GitOptions {
            repository: git.repository,
            branch: git.branch,
            squash: git.squash,
            domain: git.domain,
        }),
        TargetLocation::Store(store) => Location::Store(StoreOptions {
            url: store.url,
            endpoint: store.endpoint,
            region: store.region,
            cache_pages: store.cache_pages,
            cache_files: store.cache_files,
        }),
    };
    TargetOptions {
        name: settings.name.clone(),
        location,
        precompress: settings.precompress.clone(),
        notify: notify_options(&settings.after),
        keep: settings.keep.clone(),
        keep_previous: settings.keep_previous,
        gone: config.publishing.gone.clone(),
        redirects: config.hosted_redirects(),
    }
}

fn notify_options(settings: &NotifySettings) -> NotifyOptions {
    let purge = settings.purge.clone().map(|purge| match purge {
        PurgeSettings::Command(command) => PurgeOptions::Command(command),
        PurgeSettings::Url(endpoint, token_variable) => PurgeOptions::Url { endpoint, token_variable },
    });
    let index_now = settings.index_now.clone().map(|(key, endpoint)| IndexNowOptions { key, endpoint });
    NotifyOptions { hub: settings.hub.clone(), index_now, purge }
}
