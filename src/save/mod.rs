//! Bytes → output. Files are written into a folder of their own (staging) and moved into place (writer) only when all of them are there, so an
//! error leaves the old output whole; what did not change is not touched; what is no longer wanted is swept, but only
//! where the trace (trace) says that we wrote it. Where all is as it was (seal), nothing
//! is done at all.

mod seal;
mod staging;
mod trace;
mod writer;

pub use seal::Seal;
pub use trace::{PageRecord, Trace};
pub use writer::{Counts, FileChange, OutputWriter, PutFile, lock};

/// The folder, in the site's folder, in which builds keep their state.
pub const STATE: &str = ".courant";
