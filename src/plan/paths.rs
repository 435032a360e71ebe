//! References as they are written: their paths and suffixes, and the source files that they name.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::content::CONTENT;
use crate::model::FileNames;

/// Path and suffix of a reference.
pub(super) fn parts(to: &str) -> (Cow<'_, str>, &str) {
    let end = to.find(['#', '?']).unwrap_or(to.len());
    let (path, suffix) = to.split_at(end);
    (percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path)), suffix)
}

/// The source file that a reference from a folder names, if it stays in `content/`.
pub(super) fn file_path(names: &FileNames, folder: &str, to: &str) -> Option<String> {
    let (path, _) = parts(to);
    let (start, path) = match path.strip_prefix('/') {
        Some(path) => (CONTENT, path),
        None => (folder, &*path),
    };
    if path.is_empty() {
        return None;
    }
    let mut joined: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                joined.pop()?;
            }
            part => joined.push(part),
        }
    }
    let joined = joined.join("/");
    joined.starts_with(CONTENT).then(|| names.find(joined))
}
