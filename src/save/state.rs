//! The state folder: what builds remember, in `.courant/` or elsewhere. It is made by Courant, or refused: what a repository
//! brings along could lead builds and publishing to files outside.

use std::path::{Path, PathBuf};

use crate::base::rooted::RootedFolder;
use crate::base::{Error, ErrorCode, Fingerprint, absolute, git_index, ownership, source_folder_of};

/// The folder, in the site's folder, in which builds keep their state.
pub const STATE: &str = ".courant";

/// The number of the user who may write everywhere anyway.
const ADMINISTRATOR: u32 = 0;

/// The state folder of a site, which need not exist: `.courant` in the site's folder, or one of its own below the folder
/// `elsewhere`, which several sites may share.
///
/// # Errors
/// It is a link or holds one, belongs to another user than this one and the owner of the site, is tracked by Git, or is inside
/// a folder that the site is built from.
pub fn state_folder(site: &Path, elsewhere: Option<&Path>) -> Result<PathBuf, Error> {
    let found = match elsewhere {
        None => trusted(site.join(STATE), site, STATE),
        Some(folder) => {
            let folder: PathBuf = folder.components().collect();
            own_folder(site, &folder).and_then(|state| {
                let shown = state.display().to_string();
                trusted(state, site, &shown)
            })
        }
    };
    found.map_err(with_hint)
}

/// The error of a state that this user may not read or write, with what to do.
pub(super) fn with_hint(error: Error) -> Error {
    if error.code != ErrorCode::NotPermitted {
        return error;
    }
    error.hint("keep the state of builds in a folder that you can write to, with `--state DIR`")
}

/// The folder of a site below a folder that sites may share. It is named by the place of the site.
fn own_folder(site: &Path, folder: &Path) -> Result<PathBuf, Error> {
    let failed = |path: &Path, error: &std::io::Error| Error::io(&format!("cannot open {}", path.display()), error);
    if folder.is_symlink() {
        return Err(
            refused(&format!("{} is a symbolic link", folder.display())).hint("name the folder that it leads to")
        );
    }
    let (place, above) = (absolute(site)?, absolute(folder)?);
    if let Some(source) = source_folder_of(&place, &above) {
        let reason = format!("{} is inside {source}/, which the site is built from", folder.display());
        return Err(refused(&reason).hint(OTHER));
    }
    let owner = ownership::owner(folder).map_err(|error| failed(folder, &error))?;
    let is_trusted = |owner| {
        let of_site = ownership::owner(site).map_err(|error| failed(site, &error))?;
        Ok(owner == ownership::this_user() || owner == ADMINISTRATOR || Some(owner) == of_site)
    };
    match owner {
        Some(owner) if !is_trusted(owner)? => {
            let reason = format!("{} belongs to another user (number {owner})", folder.display());
            Err(refused(&reason).hint(OTHER))
        }
        _ => Ok(above.join(format!("site-{}", Fingerprint::of(place.as_os_str().as_encoded_bytes())))),
    }
}

/// Refuses a state folder that cannot be trusted; `shown` is its name in hints.
fn trusted(state: PathBuf, site: &Path, shown: &str) -> Result<PathBuf, Error> {
    let failed = |error: std::io::Error| Error::io(&format!("cannot open {}", state.display()), &error);
    let Some(owner) = ownership::owner(&state).map_err(failed)? else { return Ok(state) };
    let folder = match RootedFolder::open_own(&state) {
        Err(_link) if state.is_symlink() => return Err(link_refused(&state, shown)),
        // It will be told by whoever needs it: a check does without.
        Err(_no_folder) if state.is_file() => return Ok(state),
        folder => folder.map_err(failed)?,
    };
    if let Some(link) = folder.first_link().map_err(failed)? {
        return Err(link_refused(&link, shown));
    }
    if owner != ownership::this_user() && Some(owner) != ownership::owner(site).map_err(failed)? {
        let reason = format!("{} belongs to another user (number {owner})", state.display());
        return Err(refused(&reason).hint(delete(shown)).hint(ELSEWHERE));
    }
    match git_index::tracked_below(&state) {
        Some(file) => {
            let ignored = if shown == STATE { "`/.courant/`" } else { "its folder" };
            let hint = format!("run `git rm -r {shown}`, add {ignored} to .gitignore, and commit both");
            Err(refused(&format!("Git tracks {file}")).hint(hint))
        }
        None => Ok(state),
    }
}

const OTHER: &str = "choose another folder with `--state DIR`";
const ELSEWHERE: &str = "or keep the state in a folder of your own, with `--state DIR`";

fn delete(shown: &str) -> String {
    format!("delete the folder `{shown}`: it only makes builds faster")
}

fn link_refused(link: &Path, shown: &str) -> Error {
    refused(&format!("{} is a symbolic link", link.display())).hint(delete(shown))
}

fn refused(reason: &str) -> Error {
    Error::usage(ErrorCode::StateRefused, format!("the state of earlier builds cannot be trusted: {reason}"))
}
