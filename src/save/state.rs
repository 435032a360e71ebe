//! The state folder `.courant/`: what builds remember. It is made by Courant, or refused: what a repository brings along could
//! lead builds and publishing to files outside.

use std::path::{Path, PathBuf};

use crate::base::rooted::RootedFolder;
use crate::base::{Error, ErrorCode, git_index, ownership};

/// The folder, in the site's folder, in which builds keep their state.
pub const STATE: &str = ".courant";

/// The state folder of a site, which need not exist.
///
/// # Errors
/// It is a link or holds one, belongs to another user than this one and the owner of the site, or is tracked by Git.
pub fn state_folder(site: &Path) -> Result<PathBuf, Error> {
    let state = site.join(STATE);
    let failed = |error: std::io::Error| Error::io(&format!("cannot open {}", state.display()), &error);
    let Some(owner) = ownership::owner(&state).map_err(failed)? else { return Ok(state) };
    let folder = match RootedFolder::open_own(&state) {
        Err(_link) if state.is_symlink() => return Err(link_refused(&state)),
        // It will be told by whoever needs it: a check does without.
        Err(_no_folder) if state.is_file() => return Ok(state),
        folder => folder.map_err(failed)?,
    };
    if let Some(link) = folder.first_link().map_err(failed)? {
        return Err(link_refused(&link));
    }
    if owner != ownership::this_user() && Some(owner) != ownership::owner(site).map_err(failed)? {
        let reason = format!("{} belongs to another user (number {owner})", state.display());
        return Err(refused(&reason).hint(DELETE));
    }
    match git_index::tracked_below(&state) {
        Some(file) => {
            let hint = "run `git rm -r .courant`, add `/.courant/` to .gitignore, and commit both";
            Err(refused(&format!("Git tracks {file}")).hint(hint))
        }
        None => Ok(state),
    }
}

const DELETE: &str = "delete the folder `.courant`: it only makes builds faster";

fn link_refused(link: &Path) -> Error {
    refused(&format!("{} is a symbolic link", link.display())).hint(DELETE)
}

fn refused(reason: &str) -> Error {
    Error::usage(ErrorCode::StateRefused, format!("the state of earlier builds cannot be trusted: {reason}"))
}
