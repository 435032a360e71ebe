//! The files of a site's theme: what there is, and a copy of one in the theme of the site, to change it.

use std::path::PathBuf;

use super::new::{at, unwritten, write_new};
use crate::base::{Error, ErrorCode, Folder, suggest};
use crate::config::{self, Config};
use crate::theme::{ThemeFile, theme_files};

/// The theme that is started for a site that has none of its own.
const FIRST: &str = "own";
const IF_THERE: &str = "edit that file; to start again from a copy, remove it first";

/// The files of a theme with those of the themes that it extends, by path.
///
/// # Errors
/// A theme cannot be read, or its `theme.yaml` has errors.
pub fn list(site: &Folder, config: &Config) -> Result<Vec<ThemeFile>, Error> {
    let checked = theme_files(config, site)?;
    match checked.findings.into_iter().find(crate::base::Diagnostic::is_error) {
        Some(finding) => Err(Error::usage(ErrorCode::ThemeInvalid, finding.message)
            .hint("run `courant check` to see all errors of the theme, and fix them first")),
        None => Ok(checked.value),
    }
}

/// The file that someone means: `templates/item.html`, or `item.html` for short.
///
/// # Errors
/// The theme has no such file.
pub fn find<'f>(files: &'f [ThemeFile], named: &str) -> Result<&'f ThemeFile, Error> {
    let named = named.replace('\\', "/");
    let below = |file: &&ThemeFile| {
        ["templates/", "words/", "static/"].iter().any(|folder| file.path == format!("{folder}{named}"))
    };
    let found = files.iter().find(|file| *file.path == *named).or_else(|| files.iter().find(below));
    found.ok_or_else(|| {
        let short = |file: &'f ThemeFile| file.path.strip_prefix("templates/").unwrap_or(&file.path);
        let hint = match suggest::nearest(&named, files.iter().map(short)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "run `courant theme show` to see its files".to_owned(),
        };
        Error::usage(ErrorCode::ThemeFileUnknown, format!("the theme has no file `{named}`")).hint(hint)
    })
}

/// A copy that was made.
#[derive(Debug)]
pub struct Copied {
    /// The files that were written, in order.
    pub written: Vec<PathBuf>,
    /// The name of a theme that was started for it, which `site.yaml` does not name yet.
    pub started: Option<&'static str>,
}

/// Copies a file of a theme that the site's theme extends into the site's theme. A site without a theme of its own gets one.
/// Never overwrites a file.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn copy(site: &Folder, config: &Config, file: &ThemeFile) -> Result<Copied, Error> {
    let has_own = site.root().join("themes").join(&config.theme).is_dir();
    let theme = if has_own { config.theme.as_str() } else { FIRST };
    let folder = at(site.root(), &format!("themes/{theme}"));
    if folder.is_symlink() || at(site.root(), "themes").is_symlink() {
        let message = format!("{} is reached by a symbolic link, so nothing was written", folder.display());
        return Err(Error::usage(ErrorCode::LinkInTheWay, message).hint("replace the link with the folder itself"));
    }
    let mut texts = vec![(format!("themes/{theme}/{}", file.path), file.bytes.clone())];
    let manifest = format!("themes/{theme}/theme.yaml");
    if !at(site.root(), &manifest).is_file() {
        let text = format!("name: {theme}\nextends: {}\ncourant: \">={}\"\n", config.theme, env!("CARGO_PKG_VERSION"));
        texts.push((manifest, text.into_bytes()));
    }
    let mut written = Vec::new();
    for (name, bytes) in texts {
        let path = at(site.root(), &name);
        write_new(&path, &bytes).map_err(|error| unwritten(&name, &error, IF_THERE))?;
        written.push(path);
    }
    Ok(Copied { written, started: (!has_own).then_some(FIRST) })
}

/// What to do after a theme was started.
pub fn next_step(theme: &str) -> String {
    format!("To use it, write `theme: {theme}` in {}.", config::FILE)
}
