//! `courant import`: archives of other programs, each made by the test in the shape that the program gives it.

use std::path::Path;

use tempfile::TempDir;

use crate::program::{Told, courant, write};

mod again;
mod bombs;
mod drafts;
mod eleventy;
mod exports;
mod feed;
mod fetch;
mod frame;
mod ghost;
mod hugo;
mod jekyll;
mod kinds;
mod lists;
mod made_files;
mod pelican;
mod round_trip;
mod site_code;
mod templates;
mod twins;
mod wordpress;
mod zola;

/// A folder with an old site in `old/`, and the site that it is imported into in `new/`.
pub(crate) struct Archive(pub(crate) TempDir);

impl Archive {
    /// An old site of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            write(&folder.path().join("old"), file, text);
        }
        Self(folder)
    }

    /// Adds or changes a file of the old site.
    pub(crate) fn old(&self, file: &str, text: &str) {
        write(&self.0.path().join("old"), file, text);
    }

    /// The folder of the new site.
    pub(crate) fn site(&self) -> std::path::PathBuf {
        self.0.path().join("new")
    }

    /// A file of the new site.
    pub(crate) fn read(&self, file: &str) -> String {
        let path = self.site().join(file);
        std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{file}: {error}; {:?}", crate::program::files(&self.site())))
    }

    /// Whether the new site has a file.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.site().join(file).exists()
    }

    /// Imports, with more arguments.
    pub(crate) fn import_with(&self, arguments: &[&str]) -> Told {
        courant(self.0.path(), &[&["--root", "new", "import", "old"], arguments].concat())
    }

    /// Imports, and builds the new site.
    pub(crate) fn import(&self) -> Told {
        let told = self.import_with(&[]);
        assert_eq!(told.status, 0, "{told:?}");
        self.build();
        told
    }

    /// Builds the new site, without a shortcode on any page.
    pub(crate) fn build(&self) {
        let told = courant(&self.site(), &["build", "--at", "2024-01-01"]);
        assert_eq!(told.status, 0, "{told:?}\n{}", self.read("site.yaml"));
        let checked = courant(&self.site(), &["check", "--at", "2024-01-01"]);
        assert!(!checked.err.contains("shortcode-left"), "{checked:?}");
    }

    /// The report.
    pub(crate) fn report(&self) -> serde_json::Value {
        serde_json::from_str(&self.read("import-report.json")).unwrap()
    }

    /// Checks that each of some old addresses leads somewhere.
    pub(crate) fn leads(&self, addresses: &[&str]) {
        write(self.0.path(), "addresses.txt", &addresses.join("\n"));
        let told = courant(&self.site(), &["check", "--at", "2024-01-01", "--addresses", "../addresses.txt"]);
        assert!(!told.err.contains("address-lost") && !told.err.contains("old-address"), "{told:?}");
        assert_eq!(told.status, 0, "{told:?}");
    }
}

/// The files of a folder, as a list that failures show.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    crate::program::files(folder)
}
