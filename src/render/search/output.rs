//! Where the files of an index go: into the output of a build, or into the memory of the preview.

use crate::base::Error;
use crate::plan::SearchFile;

/// Where the files of an index go.
pub trait IndexOutput: Sync {
    /// Keeps a file that was written before, by its name alone; says whether it is still there.
    fn keep(&self, file: &SearchFile) -> bool;

    /// Puts a file.
    ///
    /// # Errors
    /// It cannot be written.
    fn put(&self, file: SearchFile, bytes: Vec<u8>) -> Result<(), Error>;
}
