//! The site that a command is for: the folder that was given, or the nearest one with settings, as with Git.

use std::path::{Path, PathBuf};

use courant::base::disk;
use courant::config::FILE;

use super::arguments::{Arguments, Verb};
use super::{environment, report};

/// The folders of a site.
#[derive(Debug)]
pub(crate) struct SiteFolders {
    /// The folder of the site.
    pub(crate) root: PathBuf,
    /// The folder for the state of builds; `None` for the site's own folder.
    pub(crate) state: Option<PathBuf>,
}

/// The folders that a command is for.
pub(crate) fn of(arguments: &Arguments) -> SiteFolders {
    SiteFolders { root: root(arguments), state: arguments.state.clone().or_else(environment::state) }
}

/// The folder of the site. Commands that need no site, or make one, are for the folder itself.
fn root(arguments: &Arguments) -> PathBuf {
    let root = &arguments.root;
    let needs_site = !matches!(
        arguments.verb,
        Verb::Init(_) | Verb::Import(_) | Verb::Schema(_) | Verb::Completions(_) | Verb::Man(_)
    );
    if !needs_site || root != Path::new(".") || is_site(root) {
        return root.clone();
    }
    let Some(above) = above(root) else { return root.clone() };
    report::remark(&format!("using the site in {}", above.display()));
    above
}

fn is_site(folder: &Path) -> bool {
    !matches!(disk::stamp(&folder.join(FILE)), Ok(None) | Err(_))
}

/// The nearest folder above with settings, as `..`, `../..` and so on.
fn above(folder: &Path) -> Option<PathBuf> {
    let depth = disk::absolute(folder).ok()?.ancestors().count();
    let levels = (1..depth).map(|level| vec![".."; level].join("/"));
    levels.map(PathBuf::from).find(|folder| is_site(folder))
}
