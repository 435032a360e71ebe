//! Files whose names are not in Unicode normalization form C, as those that macOS makes: `é` is `e` with an accent behind it there.
//! References to them are mostly in form C, and look the same.

use std::collections::{HashMap, HashSet};

use crate::base::name::nfc;

/// The files in another form than C, by their names in it.
#[derive(Clone, Debug, Default)]
pub struct FileNames(HashMap<Box<str>, Box<str>>);

impl FileNames {
    /// The names of files. One in form C stands before others that look the same.
    pub(super) fn of<'f>(paths: impl Iterator<Item = &'f str>) -> Self {
        let (mut composed, mut others) = (HashSet::new(), Vec::new());
        for path in paths.filter(|path| !path.is_ascii()) {
            if nfc(path) == path {
                composed.insert(path);
            } else {
                others.push(path);
            }
        }
        let named = others.into_iter().map(|path| (nfc(path).into(), path.into()));
        Self(named.filter(|(name, _): &(Box<str>, _)| !composed.contains(&**name)).collect())
    }

    /// The name of the file that a path means.
    pub fn find(&self, path: String) -> String {
        if path.is_ascii() {
            return path;
        }
        let name = nfc(&path);
        self.0.get(&*name).map_or_else(|| name.to_string(), ToString::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_in_whatever_form_its_name_is() {
        let names = FileNames::of(["a/cafe\u{301}.md", "a/é.md", "a/e\u{301}.md", "b.md"].into_iter());
        for typed in ["a/café.md", "a/cafe\u{301}.md"] {
            assert_eq!(names.find(typed.to_owned()), "a/cafe\u{301}.md");
        }
        for typed in ["a/é.md", "a/e\u{301}.md"] {
            assert_eq!(names.find(typed.to_owned()), "a/é.md");
        }
        assert_eq!((names.find("b.md".into()), names.find("a/nïets".into())), ("b.md".into(), "a/nïets".into()));
    }
}
