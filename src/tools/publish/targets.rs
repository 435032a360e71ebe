//! Opens a target by its options.

use super::folder::FolderTarget;
use super::git::GitTarget;
use super::lock::OwnLocks;
use super::options::{Location, PublishOptions, TargetRef};
use super::remote_lock::LockOptions;
use super::rsync::RsyncTarget;
use super::state::TargetState;
use super::state_error::cannot_write;
use super::store::StoreTarget;
use super::target::PublishTarget;
use crate::base::{Error, RootedFolder};

/// Opens a target.
///
/// # Errors
/// The target, or the state of earlier runs, cannot be used.
pub(super) fn open(
    target: &TargetRef<'_>,
    state: &TargetState,
    options: &PublishOptions,
) -> Result<Box<dyn PublishTarget>, Error> {
    let lock_options = |folder: &RootedFolder, name: &str| {
        let own_locks = OwnLocks { folder: folder.clone(), name: name.to_owned() };
        let PublishOptions { break_lock, lock_renewal: renewal, .. } = *options;
        LockOptions { own_locks, break_lock, renewal }
    };
    Ok(match &target.options.location {
        Location::Folder(folder) => Box::new(FolderTarget::open(folder)?),
        Location::Rsync(to) => {
            // A dry run has a folder of its own, and so waits for no other run.
            let work = state.name(if options.dry_run { "rsync-look" } else { "rsync" });
            let work = state.folder().create_folder(work).map_err(|error| cannot_write(&error))?;
            let lock_options = lock_options(&work, "held");
            Box::new(RsyncTarget::open(target.site, work, to, lock_options)?)
        }
        Location::Git(git) => Box::new(GitTarget::open(target.site, state, git, options.dry_run)?),
        Location::Store(store) => {
            Box::new(StoreTarget::open(store, lock_options(state.folder(), &state.name("held")))?)
        }
    })
}
