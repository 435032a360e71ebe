//! What fuzzers run on the state of builds.

use super::owned::OwnedFiles;
use super::seal::Seal;
use super::trace::{PageRecord, TraceHead};
use crate::base::{Address, frames};

/// State that is torn or forged reads as nothing, or as values.
pub(crate) fn fuzz_state(bytes: &[u8]) {
    let _ = frames::value::<TraceHead>(bytes);
    let _ = frames::value::<Vec<(Address, PageRecord)>>(bytes);
    let _ = frames::value::<Seal>(bytes);
    let _ = frames::first::<Vec<u8>>(bytes);
    if let Some(owned) = OwnedFiles::parse(bytes) {
        let _ = owned.contains("index.html");
    }
}
