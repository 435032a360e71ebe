//! A folder that is written under another name, and gets its own when it is whole: what others read is never half of it.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::{Error, ErrorCode, Fingerprint, RootedFolder, absolute, disk, source_folder_of};

/// The place of a new folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct FolderPlace<'p> {
    /// The folder that it will be in.
    pub(super) above: &'p Path,
    /// The name that it will have; where there is one already, a number follows.
    pub(super) name: &'p str,
    /// The folder for the state of the site. Runs of one site wait for each other; another site may write to the same place.
    pub(super) state: &'p Path,
}

/// Writes a folder with `fill`, which gets the folder and its name. Returns its path, and what `fill` returned.
///
/// # Errors
/// It cannot be written; then nothing of it is there.
pub(super) fn write_folder<T>(
    place: FolderPlace<'_>,
    fill: impl FnOnce(&RootedFolder, &str) -> Result<T, Error>,
) -> Result<(PathBuf, T), Error> {
    let FolderPlace { above, name, state } = place;
    let failed = |error: io::Error| Error::io(&format!("cannot write to {}", above.display()), &error);
    let is_new = !above.exists();
    let folder = RootedFolder::create(above).map_err(failed)?;
    let state = absolute(state)?;
    let staged = format!(".{}.new", Fingerprint::of(state.as_os_str().as_encoded_bytes()).short());
    let written = folder.remove_tree(&staged).map_err(failed).and_then(|()| {
        let name = free_name(&folder, name).map_err(failed)?;
        let inside = folder.create_folder(&staged).map_err(failed)?;
        let filled = fill(&inside, &name)?;
        drop(inside);
        folder.rename(&staged, &name).map_err(failed)?;
        Ok((above.join(name), filled))
    });
    if written.is_err() {
        // The first error is the one to report.
        let _ = folder.remove_tree(&staged);
        if is_new {
            disk::remove_empty_folder(above);
        }
    }
    written
}

/// A name that nothing has yet.
fn free_name(folder: &RootedFolder, wanted: &str) -> io::Result<String> {
    let mut name = wanted.to_owned();
    let mut number = 1;
    while folder.kind(&name)?.is_some() {
        number += 1;
        name = format!("{wanted}-{number}");
    }
    Ok(name)
}

/// Refuses a folder that is part of the site: what is there would be published, or built from. `name` is one that is not.
///
/// # Errors
/// It is inside the built site, its state, or a folder that the site is built from.
pub(super) fn refuse_part_of_site(
    folder: &Path,
    name: &str,
    (site, output, state): (&Path, &Path, &Path),
) -> Result<(), Error> {
    let (place, site) = (absolute(folder)?, absolute(site)?);
    let what = if place.starts_with(absolute(output)?) {
        "is inside the folder that the site is built into".to_owned()
    } else if place.starts_with(absolute(state)?) {
        "is inside the folder for the state of builds".to_owned()
    } else if let Some(source) = source_folder_of(&site, &place) {
        format!("is inside {source}/, which the site is built from")
    } else {
        return Ok(());
    };
    let message = format!("{} {what}", folder.display());
    let hint = format!("choose a folder of its own, such as `--output {name}`");
    Err(Error::usage(ErrorCode::FolderRefused, message).hint(hint))
}
