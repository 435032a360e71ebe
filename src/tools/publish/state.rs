//! The state of a target on this machine, in `.courant/`: the manifest of the last run, the journal of a run that did not end,
//! and the previous version, for a rollback. Readers cannot reach what they should no longer get.

use std::path::{Path, PathBuf};

use super::manifest::{self, Manifest, ManifestEntry};
use super::plan::PublishPlan;
use super::release::ReleaseFile;
use super::target::PublishTarget;
use crate::base::{Error, disk, media_type};

/// The state of a target on this machine.
#[derive(Clone, Debug)]
pub(super) struct TargetState {
    folder: PathBuf,
    target: String,
}

impl TargetState {
    /// The state of a target, by its name.
    pub(super) fn new(folder: &Path, target: &str) -> Self {
        Self { folder: folder.to_owned(), target: target.to_owned() }
    }

    /// The path of a file or folder: `publish-NAME.journal`.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("publish-{}.{name}", self.target))
    }

    /// A folder that the targets of the site share.
    pub(super) fn shared(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The manifest of the last run that ended; empty where there is none.
    pub(super) fn last_manifest(&self) -> Manifest {
        disk::read(&self.path("manifest")).ok().and_then(|bytes| Manifest::read(&bytes)).unwrap_or_default()
    }

    /// The journal of a run that did not end.
    pub(super) fn journal(&self) -> Option<String> {
        disk::read(&self.path("journal")).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Ends a run: its manifest is the last one, and there is no journal any more.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn end_run(&self, manifest: &[u8]) -> Result<(), Error> {
        disk::write_whole(&self.path("manifest"), |file| file.write_all(manifest))
            .and_then(|()| disk::remove(&self.path("journal")))
            .and_then(|()| disk::remove_folder(&self.path("rolling")))
            .map_err(|error| cannot_write(&error))
    }

    /// Starts to keep the previous version anew.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn begin_previous(&self, known: &Manifest) -> Result<(), Error> {
        let folder = self.path("previous");
        let begun = || -> std::io::Result<()> {
            disk::remove_folder(&folder)?;
            disk::create_folder(&folder)?;
            let bytes = known.bytes()?;
            disk::write_whole(&folder.join(manifest::NAME), |file| file.write_all(&bytes))
        };
        begun().map_err(|error| cannot_write(&error))
    }

    /// Copies the files that a plan replaces or removes from the target, unless an earlier run copied them already.
    ///
    /// # Errors
    /// The target cannot be read, or the state not be written.
    pub(super) fn keep_previous(&self, plan: &PublishPlan<'_>, target: &dyn PublishTarget) -> Result<(), Error> {
        let folder = self.path("previous");
        let replaced = plan.puts.iter().filter(|put| put.replaces.is_some()).map(|put| &*put.file.name);
        let all = replaced.chain(plan.removals.iter().map(|removal| &*removal.name));
        let names: Vec<&str> = all.filter(|name| !folder.join(name).exists()).collect();
        target.read(&names, &|name, bytes| {
            // A file that exists is whole: it gets its name once all bytes are there.
            let path = folder.join(name);
            let kept = disk::create_parent(&path).and_then(|()| disk::write_cache(&path, |file| file.write_all(bytes)));
            kept.map_err(|error| cannot_write(&error))
        })
    }

    /// The folder of the previous version. A rollback keeps the version that it replaces itself, so this one is moved aside
    /// first, except in a dry run and where an interrupted rollback did so already.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn take_previous(&self, dry_run: bool) -> Result<PathBuf, Error> {
        let (kept, aside) = (self.path("previous"), self.path("rolling"));
        if dry_run || !kept.exists() || self.journal().is_some() && aside.exists() {
            return Ok(if aside.exists() { aside } else { kept });
        }
        disk::remove_folder(&aside).and_then(|()| disk::rename(&kept, &aside)).map_err(|error| cannot_write(&error))?;
        Ok(aside)
    }
}

/// The files of a previous version, sorted by name. Files that the last run did not touch have no bytes in its folder: the
/// target has them. `None` where there is no previous version.
///
/// # Errors
/// The folder cannot be read.
pub(super) fn previous_files(folder: &Path) -> Result<Option<Vec<ReleaseFile>>, Error> {
    let Ok(bytes) = disk::read(&folder.join(manifest::NAME)) else { return Ok(None) };
    let Some(manifest) = Manifest::read(&bytes) else { return Ok(None) };
    let file = |(name, entry): (Box<str>, ManifestEntry)| {
        let path = folder.join(&*name);
        let stamp =
            disk::stamp(&path).map_err(|error| Error::io(&format!("cannot read {}", path.display()), &error))?;
        let ManifestEntry { fingerprint, role, is_immutable, item, .. } = entry;
        Ok(ReleaseFile {
            role,
            is_immutable,
            media_type: media_type::of_role(&name, role),
            size: stamp.map_or(0, |stamp| stamp.size),
            content: fingerprint,
            fingerprint,
            local: stamp.map(|_| path),
            item,
            name,
        })
    };
    manifest.0.into_iter().map(file).collect::<Result<_, Error>>().map(Some)
}

/// The changes of a run so far, line by line.
#[derive(Debug)]
pub(super) struct Journal(disk::Log);

impl Journal {
    /// Opens the journal of a target. A torn last line goes: nothing can be appended to it.
    pub(super) fn open(state: &TargetState) -> Result<Self, Error> {
        let path = state.path("journal");
        let text = state.journal();
        let last = text.as_deref().and_then(|text| text.rsplit_once('\n'));
        if let Some((whole, _torn)) = last.filter(|(_, torn)| !torn.is_empty()) {
            disk::write_whole(&path, |file| writeln!(file, "{whole}")).map_err(|error| cannot_write(&error))?;
        }
        disk::Log::open(&path).map(Self).map_err(|error| cannot_write(&error))
    }

    /// Adds a file that was put.
    pub(super) fn add(&self, name: &str, entry: &ManifestEntry) -> Result<(), Error> {
        self.0.add(manifest::line(name, entry).as_bytes()).map_err(|error| cannot_write(&error))
    }
}

/// The error of a state that cannot be written.
pub(super) fn cannot_write(error: &std::io::Error) -> Error {
    Error::io("cannot write to .courant", error)
}
