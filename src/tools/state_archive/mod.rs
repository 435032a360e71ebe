//! The state of builds as one file, for the caches of CI services: `courant cache`. An archive (zip) begins with a note of the program
//! and the system that made it (note). What belongs in it, and under which names, is in entry; it is written by export, and read by
//! import, which takes nothing on trust.

mod entry;
mod export;
mod import;
mod note;

pub use export::{ExportSummary, export};
pub use import::{ImportSummary, NotTaken, import};
