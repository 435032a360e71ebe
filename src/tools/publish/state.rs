//! The state of a target on this machine, in `.courant/`: the manifest of the last run, the journal of a run that did not end,
//! and the previous version, for a rollback. Readers cannot reach what they should no longer get.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use super::listing::{ListedFile, OTHER, TargetListing};
use super::manifest::{self, Manifest, ManifestEntry};
use super::plan::PublishPlan;
use super::release::ReleaseFile;
use super::state_error::cannot_write;
use super::target::PublishTarget;
use crate::base::{Error, RootedFolder, SharedDraft, disk, media_type};

/// The name of the file with the shared drafts of a target.
const SHARED: &str = "shared";

/// The state of a target on this machine. A repository may have brought files of these names along: no link is followed.
#[derive(Clone, Debug)]
pub(super) struct TargetState {
    folder: RootedFolder,
    target: String,
}

impl TargetState {
    /// The state of a target, by its name. The folder is made where it is missing.
    ///
    /// # Errors
    /// The folder is a link, or cannot be made.
    pub(super) fn open(folder: &Path, target: &str) -> Result<Self, Error> {
        // Programs that get paths of files in it run in the folder of the site.
        let opened = std::path::absolute(folder)
            .and_then(|folder| disk::create_folder(&folder).and_then(|()| RootedFolder::open_own(&folder)));
        Ok(Self { folder: opened.map_err(|error| cannot_write(&error))?, target: target.to_owned() })
    }

    /// The folder of all state.
    pub(super) fn folder(&self) -> &RootedFolder {
        &self.folder
    }

    /// The name of a file or folder of this target: `publish-NAME.journal`.
    pub(super) fn name(&self, name: &str) -> String {
        format!("publish-{}.{name}", self.target)
    }

    /// The journal of a run that did not end.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn journal(&self) -> Result<Option<String>, Error> {
        match self.folder.read(self.name("journal")) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot_write(&error)),
        }
    }

    /// Opens a file of this target to be appended to.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn append_to(&self, name: &str) -> io::Result<File> {
        self.folder.open_to_append(self.name(name))
    }

    /// Notes the shared drafts that the target has.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn note_shared(&self, shared: &[SharedDraft]) -> Result<(), Error> {
        let name = self.name(SHARED);
        let noted = if shared.is_empty() {
            self.folder.remove(&name)
        } else {
            self.folder.write_whole(&name, &serde_json::to_vec_pretty(shared).unwrap_or_default())
        };
        noted.map_err(|error| cannot_write(&error))
    }

    /// Ends a run: its manifest is the last one, there is no journal any more, and at last no rollback.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn end_run(&self, manifest: &[u8]) -> Result<(), Error> {
        self.folder
            .write_whole(self.name("manifest"), manifest)
            .and_then(|()| self.folder.remove(self.name("journal")))
            .map_err(|error| cannot_write(&error))?;
        self.end_rollback()
    }

    /// Ends a rollback, where there is one: the next goes back again.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn end_rollback(&self) -> Result<(), Error> {
        self.discard("rolling").map_err(|error| cannot_write(&error))
    }

    /// Removes a folder of this target. It loses its name in one step: half of it is never taken for the whole.
    fn discard(&self, name: &str) -> io::Result<()> {
        let (name, gone) = (self.name(name), self.name("gone"));
        self.folder.remove_tree(&gone)?;
        if self.folder.kind(&name)?.is_some() {
            self.folder.rename(&name, &gone)?;
            // A later run removes it otherwise.
            let _ = self.folder.remove_tree(&gone);
        }
        Ok(())
    }

    /// Whether this machine has a previous version.
    ///
    /// # Errors
    /// The state cannot be read.
    pub(super) fn has_previous(&self) -> Result<bool, Error> {
        let kind = self.folder.kind(self.name("previous"));
        Ok(kind.map_err(|error| cannot_write(&error))?.is_some())
    }

    /// Starts to keep the previous version anew.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn begin_previous(&self, known: &Manifest) -> Result<(), Error> {
        let fresh = self.name("fresh");
        let begun = || -> io::Result<()> {
            self.folder.remove_tree(&fresh)?;
            self.folder.create_folder(&fresh)?.write_whole(manifest::NAME, &known.bytes()?)?;
            self.discard("previous")?;
            self.folder.rename(&fresh, self.name("previous"))
        };
        begun().map_err(|error| cannot_write(&error))
    }

    /// Copies the files that a plan replaces or removes from the target, unless an earlier run copied them already.
    ///
    /// # Errors
    /// The target cannot be read, or the state not be written.
    pub(super) fn keep_previous(&self, plan: &PublishPlan<'_>, target: &dyn PublishTarget) -> Result<(), Error> {
        let folder = self.folder.create_folder(self.name("previous")).map_err(|error| cannot_write(&error))?;
        // A link that took the place of a file of the site is nothing to go back to.
        let is_file = |listed: &ListedFile| *listed.tag != *OTHER;
        let replaced = plan.puts.iter().filter(|put| put.replaces.as_ref().is_some_and(is_file));
        let removed = plan.removals.iter().filter(|removal| removal.is_file);
        let all = replaced.map(|put| &*put.file.name).chain(removed.map(|removal| &*removal.name));
        let is_missing = |name: &&str| folder.kind(name).map(|kind| kind.is_none());
        let names = all.filter_map(|name| is_missing(&name).map(|it| it.then_some(name)).transpose());
        let names: Vec<&str> = names.collect::<io::Result<_>>().map_err(|error| cannot_write(&error))?;
        target.read(&names, &|name, bytes| {
            // A file that exists is whole: it gets its name once all bytes are there.
            folder.write_cache(name, bytes).map_err(|error| cannot_write(&error))
        })
    }

    /// The folder with the goal of a rollback that did not end: a manifest, and files where the target does not keep them.
    ///
    /// # Errors
    /// The state cannot be read.
    pub(super) fn rolling(&self) -> Result<Option<RootedFolder>, Error> {
        let opened = self.folder.folder(self.name("rolling")).and_then(|folder| {
            let has_manifest = folder.kind(manifest::NAME)?.is_some();
            Ok(has_manifest.then_some(folder))
        });
        match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map_err(|error| cannot_write(&error)),
        }
    }

    /// Notes the goal of a rollback, where the target itself keeps its files.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn note_rolling(&self, goal: &RootedFolder) -> Result<(), Error> {
        let name = self.name("rolling");
        let noted = || -> io::Result<()> {
            self.folder.remove_tree(&name)?;
            self.folder.create_folder(&name)?.write_whole(manifest::NAME, &goal.read(manifest::NAME)?)
        };
        noted().map_err(|error| cannot_write(&error))
    }

    /// The folder of the previous version. A rollback keeps the version that it replaces itself, so this one is moved aside
    /// first, except in a dry run and where an interrupted rollback did so already.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn take_previous(&self, dry_run: bool) -> Result<Option<RootedFolder>, Error> {
        if let Some(rolling) = self.rolling()? {
            return Ok(Some(rolling));
        }
        let (kept, aside) = (self.name("previous"), self.name("rolling"));
        let taken = || -> io::Result<RootedFolder> {
            // A link is not moved either.
            let folder = self.folder.folder(&kept)?;
            if dry_run {
                return Ok(folder);
            }
            self.folder.remove_tree(&aside)?;
            self.folder.rename(&kept, &aside)?;
            self.folder.folder(&aside)
        };
        match taken() {
            Ok(folder) => Ok(Some(folder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot_write(&error)),
        }
    }
}

/// The shared drafts at a target, as the last run from this machine left them.
pub fn shared_drafts(folder: &Path, target: &str) -> Vec<SharedDraft> {
    let folder = RootedFolder::open_own(folder).ok();
    let bytes = folder.and_then(|folder| folder.read(format!("publish-{target}.{SHARED}")).ok());
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// The manifest of the last run of a target that ended; empty where there is none, or where it cannot be read.
pub(super) fn last_manifest(folder: &Path, target: &str) -> Manifest {
    let folder = RootedFolder::open_own(folder).ok();
    let bytes = folder.and_then(|folder| folder.read(format!("publish-{target}.manifest")).ok());
    bytes.and_then(|bytes| Manifest::read(&bytes).ok().flatten()).unwrap_or_default()
}

/// The files of a previous version, sorted by name. Files that the last run did not touch have no bytes in its folder: the
/// target has them. `None` where there is no previous version.
///
/// # Errors
/// The folder cannot be read, or its manifest names what is no file of a site.
pub(super) fn previous_files(
    folder: &RootedFolder,
    listing: &TargetListing,
) -> Result<Option<Vec<ReleaseFile>>, Error> {
    let unread =
        |name: &str, error: io::Error| Error::io(&format!("cannot read {}", folder.path_of(name).display()), &error);
    let bytes = match folder.read(manifest::NAME) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(manifest::NAME, error)),
    };
    let manifest = Manifest::read(&bytes).map_err(|name| name.refuse("the manifest of the previous version"))?;
    let Some(mut manifest) = manifest else { return Ok(None) };
    // Shared drafts that are there no more have ended.
    manifest.reveal(listing.keys().map(|name| &**name));
    let file = |(name, entry): (Box<str>, ManifestEntry)| {
        let stamp = folder.stamp(&*name).map_err(|error| unread(&name, error))?;
        let ManifestEntry { fingerprint, role, is_immutable, item, .. } = entry;
        Ok(ReleaseFile {
            role,
            is_immutable,
            media_type: media_type::of_role(&name, role),
            size: stamp.map_or(0, |stamp| stamp.size),
            content: fingerprint,
            fingerprint,
            local: stamp.map(|_| folder.path_of(&*name)),
            item,
            name,
        })
    };
    manifest.0.into_iter().map(file).collect::<Result<_, Error>>().map(Some)
}

/// The changes of a run so far, line by line.
#[derive(Debug)]
pub(super) struct Journal(File);

impl Journal {
    /// Opens the journal of a target. A torn last line goes: nothing can be appended to it.
    pub(super) fn open(state: &TargetState) -> Result<Self, Error> {
        let text = state.journal()?;
        let last = text.as_deref().and_then(|text| text.rsplit_once('\n'));
        if let Some((whole, _torn)) = last.filter(|(_, torn)| !torn.is_empty()) {
            let whole = format!("{whole}\n");
            let written = state.folder.write_whole(state.name("journal"), whole.as_bytes());
            written.map_err(|error| cannot_write(&error))?;
        }
        state.append_to("journal").map(Self).map_err(|error| cannot_write(&error))
    }

    /// Adds a file that was put.
    pub(super) fn add(&self, name: &str, entry: &ManifestEntry) -> Result<(), Error> {
        (&self.0).write_all(manifest::line(name, entry).as_bytes()).map_err(|error| cannot_write(&error))
    }
}
