//! The style sheets of a site, which browsers can exchange without loading the page again.

use crate::base::fingerprint::Mixer;
use crate::base::{Fingerprint, SourceFile};
use crate::plan::{Page, Snapshot, Subject};

/// A style sheet of the site.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct StyleSheet {
    /// Its name, which stays when its bytes change.
    pub(super) name: String,
    /// The link to it.
    pub(super) href: String,
    /// Changes with its bytes.
    pub(super) fingerprint: String,
}

/// The style sheets of a site, and the fingerprint of its other files, which any page may show.
#[derive(Debug)]
pub(super) struct StyleSheets {
    /// The style sheets, in the order of the pages.
    pub(super) sheets: Vec<StyleSheet>,
    other_files: Fingerprint,
}

impl StyleSheets {
    /// The style sheets of a site.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let sheets = snapshot.pages().iter().filter_map(|page| sheet(snapshot, page)).collect();
        Self { sheets, other_files: other_files(snapshot.pages()) }
    }

    /// The fingerprint of a rendered page without that of its style sheets, but with that of the site's other files.
    pub(super) fn page_fingerprint(&self, bytes: &[u8]) -> Fingerprint {
        let html = String::from_utf8_lossy(bytes);
        let of_theme = self.sheets.iter().filter(|sheet| sheet.fingerprint.is_empty());
        let html = of_theme.fold(html.into_owned(), |html, sheet| html.replace(&sheet.href, &sheet.name));
        Mixer::default().fingerprint(self.other_files).bytes(html.as_bytes()).finish()
    }
}

fn sheet(snapshot: &Snapshot, page: &Page) -> Option<StyleSheet> {
    let (name, fingerprint) = match &page.subject {
        _ if !is_style_sheet(page) => return None,
        Subject::ThemeFile(name) => (format!("theme {name}"), String::new()),
        Subject::File(file) => (page.address.to_string(), stamp(file).short()),
        _ => return None,
    };
    Some(StyleSheet { name, href: snapshot.config.href(&page.address), fingerprint })
}

fn is_style_sheet(page: &Page) -> bool {
    page.address.as_str().ends_with(".css")
}

fn stamp(file: &SourceFile) -> Fingerprint {
    Fingerprint::of_value(&file.stamp).unwrap_or_default()
}

/// The fingerprint of all files that are copied but for style sheets: images, mostly.
fn other_files(pages: &[Page]) -> Fingerprint {
    let files = pages.iter().filter(|page| !is_style_sheet(page)).filter_map(|page| match &page.subject {
        Subject::File(file) => Some(file),
        _ => None,
    });
    files.fold(Mixer::default(), |mixer, file| mixer.bytes(file.path.as_bytes()).fingerprint(stamp(file))).finish()
}
