//! `courant publish --draft`: shares an item that is held back at an address that nobody can guess.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};

use courant::base::name::nfc;
use courant::base::site_path::site_path;
use courant::base::{Error, ErrorCode, SharedDraft, disk};
use courant::content::ItemKind;
use courant::plan::{Snapshot, item_address};
use courant::tools::publish::DraftLink;

use super::arguments::DraftOptions;
use super::environment;

/// The days for which a link works.
const DAYS: u16 = 14;

/// The shared drafts of a target after this run, and the one that the run is asked for.
pub(crate) fn shared(
    root: &Path,
    typed: &DraftOptions,
    mut known: Vec<SharedDraft>,
) -> Result<(Vec<SharedDraft>, Option<SharedDraft>), Error> {
    let Some(typed_file) = &typed.draft else { return Ok((known, None)) };
    let file = file_of(root, typed_file).ok_or_else(|| no_item(&typed_file.display().to_string()))?;
    let before = known.iter().position(|draft| draft.is_of(&file)).map(|place| known.remove(place));
    let days = typed.days.unwrap_or(DAYS);
    if days == 0 {
        before.ok_or_else(|| {
            Error::usage(ErrorCode::DraftRefused, format!("`{file}` is not shared at this target"))
                .hint("leave out `--days 0` to share it")
        })?;
        return Ok((known, None));
    }
    let until = environment::now() + Duration::days(days.into());
    // The record of the target has whole seconds.
    let until = DateTime::<Utc>::from_timestamp(until.timestamp(), 0).unwrap_or(until);
    let draft = match before {
        // Those who have the link keep it.
        Some(before) => before.until(until),
        None => SharedDraft::new(environment::secret()?, &file, until)
            .map_err(|error| Error::internal(format!("an address cannot be made: {error}")))?,
    };
    known.push(draft.clone());
    known.sort();
    Ok((known, Some(draft)))
}

/// The file of an item, relative to the site: it is typed as seen from there, or from the current folder.
fn file_of(root: &Path, typed: &Path) -> Option<String> {
    let root = disk::absolute(root).ok()?;
    let below = |path: PathBuf| {
        let is_file = matches!(disk::stamp(&path), Ok(Some(_)));
        is_file.then(|| path.strip_prefix(&root).ok().map(Path::to_path_buf)).flatten()
    };
    let file = below(root.join(typed)).or_else(|| below(disk::absolute(typed).ok()?))?;
    site_path(&file).map(|file| nfc(&file).into_owned())
}

/// The link to a shared draft of a planned site.
pub(crate) fn link(snapshot: &Snapshot, draft: &SharedDraft) -> Result<DraftLink, Error> {
    let (site, config) = (&snapshot.site, &snapshot.config);
    if let Some(id) = site.shared_item(draft) {
        let item = site.item(id);
        if !item.is_shared_draft() {
            let url = config.url(item_address(site, id));
            return Err(Error::usage(ErrorCode::DraftRefused, format!("`{}` is published already", item.file))
                .hint(format!("its address is {url}")));
        }
        let until = draft.until.with_timezone(&config.time_zone).fixed_offset();
        return Ok(DraftLink { url: config.url(&draft.address), file: item.file.to_string(), until });
    }
    let held = site.held.iter().find(|item| draft.is_of(&item.file));
    let Some(item) = held else { return Err(no_item("the file")) };
    let (reason, hint) = if item.kind == ItemKind::Term {
        ("is about a term, and has no page of its own", "share an item or a standing page")
    } else {
        ("is withdrawn", "remove `withdrawn` from it, or share another item")
    };
    Err(Error::usage(ErrorCode::DraftRefused, format!("`{}` {reason}", item.file)).hint(hint))
}

/// The shared drafts of a planned site that have a page.
pub(crate) fn of(snapshot: &Snapshot) -> Vec<SharedDraft> {
    let site = &snapshot.site;
    site.shared.iter().filter(|draft| site.shared_item(draft).is_some()).cloned().collect()
}

fn no_item(file: &str) -> Error {
    Error::usage(ErrorCode::DraftRefused, format!("{file} is no item of this site"))
        .hint("write the path of its file: `--draft content/nieuws/open-dag.md`")
}
