//! What fuzzers run on the state of a target.
#![expect(clippy::expect_used, reason = "a fuzzer finds panics")]

use std::path::{Component, Path};

use super::lock::LockOwner;
use super::manifest::Manifest;
use super::{git_tree, rsync_output};

/// A manifest names only files below the target, and names the same ones when it is read again.
pub(crate) fn fuzz_manifest(bytes: &[u8]) {
    let _ = Manifest::read(bytes);
    let _ = LockOwner::read(bytes);
    let mut manifest = Manifest::default();
    if manifest.add_lines(&String::from_utf8_lossy(bytes)).is_err() {
        return;
    }
    for name in manifest.0.keys() {
        let is_below = Path::new(&**name).components().all(|part| matches!(part, Component::Normal(_)));
        assert!(is_below && !name.starts_with(".courant"), "{name}");
    }
    let written = manifest.bytes().expect("a manifest can be compressed");
    // White space in a tag is not kept: the file then counts as changed.
    let names = |manifest: &Manifest| manifest.0.keys().cloned().collect::<Vec<_>>();
    let again = Manifest::read(&written).map(|again| again.map(|again| names(&again)));
    assert_eq!(again, Ok(Some(names(&manifest))));
}

/// The output of programs, whatever it is.
pub(crate) fn fuzz_listing(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = (rsync_output::entries(bytes), rsync_output::unchanged(bytes));
    let _ = (rsync_output::line(&text), rsync_output::reason(&text));
    let _ = git_tree::parse(bytes);
    if let Some((blob, rest)) = git_tree::blob(bytes) {
        assert!(blob.len() + rest.len() < bytes.len());
    }
}
