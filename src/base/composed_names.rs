//! Names of files in Unicode normalization form C, whatever form they have on the disk: some disks of macOS write `é` as `e` with an
//! accent behind it.

use super::files::{SourceFile, in_order};
use super::name::nfc;
use super::{Code, Diagnostic, Place};

/// Gives the files of a walk their names in form C, in the order of those. Two files that differ only so are a finding, and the
/// first is kept.
pub(super) fn compose(files: &mut Vec<SourceFile>, findings: &mut Vec<Diagnostic>) {
    let mut is_changed = false;
    for file in files.iter_mut().filter(|file| !file.path.is_ascii()) {
        let composed = nfc(&file.path);
        if composed != *file.path {
            file.path = composed.into();
            is_changed = true;
        }
    }
    if !is_changed {
        return;
    }
    files.sort_by(|one, other| in_order(&one.path, &other.path));
    files.dedup_by(|later, first| {
        let is_twice = later.path == first.path;
        if is_twice {
            findings.push(twice(&first.path));
        }
        is_twice
    });
}

fn twice(path: &str) -> Diagnostic {
    let message = "two files have this name: their letters look the same, and are stored in different forms";
    Diagnostic::new(Code::FileNameTwice, Place::file(path), message).hint("remove or rename one of them")
}
