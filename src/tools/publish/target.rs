//! The interface of a target: list, read, put and remove files, and end a run. A target never shows a part of a file.

use super::listing::{ListedFile, TargetListing};
use super::lock::LockOwner;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use crate::base::{Error, RootedFolder};

/// Called with each file that was put, and its new tag.
pub(super) type OnPut<'f> = &'f (dyn Fn(&ReleaseFile, Box<str>) -> Result<(), Error> + Sync);

/// Called with the name of each file that was read, and its bytes.
pub(super) type OnRead<'f> = &'f (dyn Fn(&str, &[u8]) -> Result<(), Error> + Sync);

/// A place where a site is published.
pub(super) trait PublishTarget: Sync {
    /// Finds the present version, so that its files can be read one by one. Listing them does that too.
    fn look(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// All files at the target.
    fn list(&mut self) -> Result<TargetListing, Error>;

    /// The headers that the target stores with a file; empty for targets without headers.
    fn headers(&self, _file: &ReleaseFile) -> String {
        String::new()
    }

    /// Whether the bytes of listed files, each of the right size, equal those of the files beside them.
    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error>;

    /// The bytes of one file; `None` where there is none.
    fn read_one(&self, name: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Reads files; missing ones are passed over.
    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error>;

    /// Locks the target until the end of the run. The error names the owner of another lock, and since when.
    fn lock(&mut self, owner: &LockOwner) -> Result<(), Error>;

    /// Prepares for changes. A file of `removals` may go before its turn where another takes its place.
    fn begin(&mut self, removals: &[Removal]) -> Result<(), Error>;

    /// Puts files, several at once. Readers may see the files of one call in any order, and those of the next call later.
    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error>;

    /// Puts the manifest.
    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error>;

    /// Removes files.
    fn remove(&self, names: &[&str]) -> Result<(), Error>;

    /// Makes the changes visible, where they are not yet.
    fn finish(&mut self) -> Result<(), Error>;

    /// Releases the lock, also after a failed run.
    fn unlock(&mut self) {}

    /// A folder with the previous version and its manifest, where the target keeps it.
    fn previous(&self) -> Result<Option<RootedFolder>, Error> {
        Ok(None)
    }

    /// Whether the target itself keeps the previous version.
    fn keeps_previous(&self) -> bool {
        false
    }
}
