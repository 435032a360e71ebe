//! What stands at an address of a site, as a static host would serve it.

use std::sync::OnceLock;

use percent_encoding::percent_decode_str;

use super::generation::Whole;
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Diagnostic, Error, ErrorCode, Fingerprint, SourceFile};
use crate::config::LanguageId;
use crate::plan::{Page, Subject};
use crate::render::Failure;

/// What stands at an address.
#[derive(Debug)]
pub(super) enum Found {
    /// A page that was made: its bytes, its address (which tells its type), and the fingerprint by which a browser knows
    /// whether to load it again.
    Page(Vec<u8>, Address, Option<Fingerprint>),
    /// A file that is copied.
    File(SourceFile, Address),
    /// It stands elsewhere: the link to there.
    Moved(String),
    /// Nothing: the site's page for that, where it has one.
    Nothing(Vec<u8>, Fingerprint),
    /// Its template has errors.
    Broken(Vec<Diagnostic>),
    /// A text was changed since the site was made.
    Outdated,
    /// The machine failed.
    Trouble(Error),
}

/// A stylesheet of the site, which browsers can change without loading the page again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Style {
    /// Its name, which stays when its bytes change.
    pub(super) name: String,
    /// The link to it.
    pub(super) href: String,
    /// Changes with its bytes.
    pub(super) fingerprint: String,
}

/// What is the same for all pages of a site, found out once.
#[derive(Debug, Default)]
pub(super) struct Shared(OnceLock<(Vec<Style>, Fingerprint)>);

/// The address that the path of a request means; `None` where it can be none.
pub(super) fn address(path: &str) -> Option<Address> {
    Address::parse(&percent_decode_str(path).decode_utf8().ok()?).ok()
}

impl<'p> Whole<'p, '_> {
    /// What stands at the path of a request.
    pub(super) fn find(&self, path: &str) -> Found {
        let config = self.plan.site.config;
        let below = path.strip_prefix(config.base_path.as_str()).filter(|rest| rest.starts_with('/'));
        let Some(below) = below else {
            let home = config.href(&Address::root());
            return if path == "/" || home.strip_suffix('/') == Some(path) {
                Found::Moved(home)
            } else {
                self.nothing(path)
            };
        };
        let Some(address) = address(below) else { return self.nothing(below) };
        if let Some(page) = self.page(&address) {
            return self.show(page);
        }
        let folder = (!address.is_folder()).then(|| Address::parse(&format!("{address}/")).ok()).flatten();
        match folder.filter(|folder| self.page(folder).is_some()) {
            Some(folder) => Found::Moved(config.href(&folder)),
            None => self.nothing(below),
        }
    }

    /// The page at an address, which is written as hosts want it: capitals count.
    pub(super) fn page(&self, address: &Address) -> Option<&'p Page> {
        self.plan.page_at(address).filter(|page| page.address.file() == address.file())
    }

    fn show(&self, page: &'p Page) -> Found {
        let address = page.address.clone();
        match &page.subject {
            // Pictures are published without what cameras write in them.
            Subject::File(file) if self.plan.image_index().get(&file.path).is_none() => {
                return Found::File((**file).clone(), address);
            }
            Subject::Redirect { to, .. } => return Found::Moved(self.plan.site.config.href(to)),
            _ => {}
        }
        match self.render(page) {
            Ok(bytes) => {
                let fingerprint = self.plan.kind(page).is_some().then(|| self.fingerprint(&bytes));
                Found::Page(bytes, address, fingerprint)
            }
            Err(found) => found,
        }
    }

    fn render(&self, page: &'p Page) -> Result<Vec<u8>, Found> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        let made = self.renderer.look(page).and_then(|input| self.renderer.render(&input, &mut bytes));
        match made {
            Ok(()) => Ok(bytes),
            Err(Failure::Findings(findings)) => Err(Found::Broken(findings)),
            Err(Failure::Error(error)) if error.code == ErrorCode::ChangedMeanwhile => Err(Found::Outdated),
            Err(Failure::Error(error)) => Err(Found::Trouble(error)),
        }
    }

    fn nothing(&self, below: &str) -> Found {
        let language = self.language_at(below);
        let page = self.plan.site.config.language(language).home.join("404.html").ok();
        let bytes = page.and_then(|address| self.page(&address)).map(|page| self.render(page));
        match bytes {
            Some(Err(found)) => found,
            Some(Ok(bytes)) => {
                let fingerprint = self.fingerprint(&bytes);
                Found::Nothing(bytes, fingerprint)
            }
            None => Found::Nothing(Vec::new(), Fingerprint::default()),
        }
    }

    /// The language below whose home page a path is.
    pub(super) fn language_at(&self, below: &str) -> LanguageId {
        let config = self.plan.site.config;
        let is_home = |id: &LanguageId| below.starts_with(config.language(*id).home.as_str());
        let longest = |id: &LanguageId| config.language(*id).home.as_str().len();
        config.language_ids().filter(is_home).max_by_key(longest).unwrap_or_default()
    }

    /// The stylesheets of the site.
    pub(super) fn styles(&self) -> &[Style] {
        &self.shared().0
    }

    fn shared(&self) -> &(Vec<Style>, Fingerprint) {
        let pages = self.plan.pages();
        self.shared.0.get_or_init(|| (pages.iter().filter_map(|page| self.style(page)).collect(), other_files(pages)))
    }

    fn style(&self, page: &Page) -> Option<Style> {
        let (name, fingerprint) = match &page.subject {
            _ if !is_style(page) => return None,
            Subject::ThemeFile(name) => (format!("theme {name}"), String::new()),
            Subject::File(file) => (page.address.to_string(), stamp(file).short()),
            _ => return None,
        };
        Some(Style { name, href: self.plan.site.config.href(&page.address), fingerprint })
    }

    /// What a page is but for its stylesheets, with the site's other files: it may show any of them.
    fn fingerprint(&self, bytes: &[u8]) -> Fingerprint {
        let (styles, others) = self.shared();
        let html = String::from_utf8_lossy(bytes);
        let of_theme = styles.iter().filter(|style| style.fingerprint.is_empty());
        let html = of_theme.fold(html.into_owned(), |html, style| html.replace(&style.href, &style.name));
        Mixer::default().fingerprint(*others).bytes(html.as_bytes()).finish()
    }
}

fn is_style(page: &Page) -> bool {
    page.address.as_str().ends_with(".css")
}

fn stamp(file: &SourceFile) -> Fingerprint {
    Fingerprint::of_value(&file.stamp).unwrap_or_default()
}

/// The fingerprint of all files that are copied but for stylesheets: images, mostly.
fn other_files(pages: &[Page]) -> Fingerprint {
    let files = pages.iter().filter(|page| !is_style(page)).filter_map(|page| match &page.subject {
        Subject::File(file) => Some(file),
        _ => None,
    });
    files.fold(Mixer::default(), |mixer, file| mixer.bytes(file.path.as_bytes()).fingerprint(stamp(file))).finish()
}
