//! Paths as a site writes them: relative, with `/` between their parts on every system.

#![expect(clippy::disallowed_methods, reason = "the place where paths become texts")]

use std::path::{MAIN_SEPARATOR, Path};

/// A path with `/` between its parts; `None` where it is not UTF-8.
pub fn site_path(path: &Path) -> Option<String> {
    path.to_str().map(|path| with_slashes(path.to_owned()))
}

/// A path with `/` between its parts, to be shown: what is not UTF-8 is replaced.
pub fn shown_path(path: &Path) -> String {
    with_slashes(path.to_string_lossy().into_owned())
}

fn with_slashes(path: String) -> String {
    if MAIN_SEPARATOR == '/' { path } else { path.replace(MAIN_SEPARATOR, "/") }
}
