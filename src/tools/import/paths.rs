//! The names of the files that an import writes: inside the site, on every disk, and each only once.

use std::collections::HashSet;

use crate::base::Address;
use crate::base::slug::{Letters, kept_slug};

/// The longest part of a path, in bytes.
const LONGEST: usize = 120;

/// The paths that an import has given away.
#[derive(Debug, Default)]
pub(super) struct UsedPaths(HashSet<String>);

impl UsedPaths {
    /// A path that no other item has: the wanted one, or with a number behind it.
    pub(super) fn give(&mut self, wanted: &str, ending: &str) -> String {
        let names = (1_u64..).map(|number| if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") });
        let mut free = names.filter(|name| self.0.insert(format!("{name}{ending}").to_lowercase()));
        free.next().unwrap_or_else(|| wanted.to_owned())
    }

    /// Notes a path that an earlier run gave away.
    pub(super) fn take(&mut self, path: &str) {
        self.0.insert(path.to_lowercase());
    }
}

/// A path below `content/` without what leads out of it, and without what file systems refuse.
pub(super) fn safe_path(path: &str) -> String {
    let part = |part: &str| {
        let mut part = kept_slug(part, Letters::Kept);
        part.truncate(part.floor_char_boundary(LONGEST));
        part
    };
    let parts: Vec<String> = path.split(['/', '\\']).map(part).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "item".to_owned() } else { parts.join("/") }
}

/// The file in `static/` for an old address. `None` for an address that no site may have.
pub(super) fn static_path(address: &str) -> Option<String> {
    let address = Address::parse(&format!("/{}", address.trim_start_matches('/'))).ok()?;
    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
    // Its lines are redirects of the site, and the file for a host is made anew.
    let is_of_host = address.as_str() == "/_redirects";
    let refused = address.is_folder() || is_of_host || address.as_str().split('/').any(is_hidden);
    (!refused).then(|| format!("static{address}"))
}

/// The name of a file in an item's own folder. `None` for one that leads out of it.
pub(super) fn beside(name: &str) -> Option<String> {
    Address::parse(&format!("/{name}")).ok().filter(|address| !address.is_folder())?;
    let is_refused = name.split('/').any(|part| part.starts_with('.') || part.ends_with('~')) || name.ends_with(".md");
    (!is_refused).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_site() {
        assert_eq!(safe_path("../../etc/passwd"), "etc/passwd");
        assert_eq!(safe_path("blog/./Één: twee?.x"), "blog/Één--twee-.x");
        assert_eq!(safe_path("/.git/..\\x"), "git/x");
        assert_eq!(safe_path("///"), "item");
        assert_eq!(static_path("/a/b.jpg").as_deref(), Some("static/a/b.jpg"));
        for refused in ["/../x", "/.git/config", "/.htaccess", "/a/", "/.courant/x"] {
            assert_eq!(static_path(refused), None, "{refused}");
        }
        assert_eq!(beside("foto/a.jpg").as_deref(), Some("foto/a.jpg"));
        assert_eq!((beside("../a.jpg"), beside(".x"), beside("b.md")), (None, None, None));
    }

    #[test]
    fn a_path_is_given_once() {
        let mut used = UsedPaths::default();
        assert_eq!(used.give("a", ".md"), "a");
        assert_eq!(used.give("A", ".md"), "A-2");
        assert_eq!(used.give("a", ".en.md"), "a");
    }
}
