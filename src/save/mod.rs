//! Bytes → output. Files are written into a folder of their own (staging) and moved into place (writer) only when all of
//! them are there, so an error leaves the old output whole. Unchanged files are not touched. Outdated files are removed,
//! but only those that the trace (trace) records as written by Courant. If nothing changed since the last build (seal),
//! nothing is done at all.

mod commit;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod moves;
mod owned;
mod seal;
mod staging;
mod state;
mod trace;
mod writer;

#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::fuzz_state;
pub use seal::Seal;
pub use state::{STATE, state_folder};
pub use trace::{PageRecord, Shape, Trace};
pub use writer::{Counts, FileChange, OutputWriter, PageInputs, PutFile, lock, lock_output};
