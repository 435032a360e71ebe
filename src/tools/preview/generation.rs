//! A generation: one planned site of the preview, with the pages of it that were rendered.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{DateTime, Utc};

use super::search::PreviewIndex;
use super::style::StyleSheets;
use crate::base::{Address, Diagnostic};
use crate::plan::{Page, Snapshot, next_change};
use crate::render::{self, Failure};

/// The most bytes of rendered pages that a generation keeps.
const MOST_BYTES: usize = 16 << 20;

/// One planned site. Every request is answered by one generation, so no page is a mix of two.
#[derive(Debug)]
pub(super) struct Generation {
    /// Its number, from 1 for the first.
    pub(super) number: u64,
    /// The site.
    pub(super) snapshot: Snapshot,
    /// The first moment after which the site has other pages.
    pub(super) until: Option<DateTime<Utc>>,
    /// The findings that do not keep it from being shown.
    pub(super) findings: Vec<Diagnostic>,
    /// Its style sheets, and the fingerprint of its other files.
    pub(super) style_sheets: OnceLock<StyleSheets>,
    rendered: Mutex<RenderedPages>,
    /// The search index, once it was asked for.
    search: Mutex<Option<Arc<PreviewIndex>>>,
    /// The search index of an earlier generation.
    pub(super) search_before: Option<Arc<PreviewIndex>>,
    /// The copies of pictures that were made in the background, or could not be.
    tried: Mutex<BTreeSet<Address>>,
    is_stale: AtomicBool,
}

/// The pages that were rendered, by address, and their bytes together.
#[derive(Debug, Default)]
struct RenderedPages {
    pages: HashMap<String, Arc<[u8]>>,
    bytes: usize,
}

impl Generation {
    /// A generation of which no page was rendered yet.
    pub(super) fn new(number: u64, snapshot: Snapshot) -> Self {
        Self {
            number,
            until: next_change(&snapshot),
            snapshot,
            findings: Vec::new(),
            style_sheets: OnceLock::new(),
            rendered: Mutex::default(),
            search: Mutex::default(),
            search_before: None,
            tried: Mutex::default(),
            is_stale: AtomicBool::new(false),
        }
    }

    /// The bytes of a page. They are rendered once, and kept for the check, the requests and the bar: a save has the page
    /// of its item checked first, and then a browser asks for it.
    ///
    /// # Errors
    /// Those of rendering.
    pub(super) fn render(&self, page: &Page) -> Result<Arc<[u8]>, Failure> {
        if let Some(bytes) = self.kept(page) {
            return Ok(bytes);
        }
        let bytes: Arc<[u8]> = self.render_anew(page)?.into();
        let mut rendered = self.rendered();
        if rendered.bytes + bytes.len() <= MOST_BYTES {
            rendered.bytes += bytes.len();
            rendered.pages.insert(page.address.to_string(), Arc::clone(&bytes));
        }
        Ok(bytes)
    }

    /// Renders a page to see whether that succeeds, without keeping it: one of all pages.
    ///
    /// # Errors
    /// Those of rendering.
    pub(super) fn check(&self, page: &Page) -> Result<(), Failure> {
        if self.kept(page).is_some() { Ok(()) } else { self.render_anew(page).map(drop) }
    }

    /// A file of the search index. The first request makes them all.
    ///
    /// # Errors
    /// Those of reading texts.
    pub(super) fn search_file(&self, address: &Address) -> Result<Option<Arc<[u8]>>, Failure> {
        let mut known = self.search.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match &*known {
            Some(index) => Arc::clone(index),
            None => {
                Arc::clone(known.insert(Arc::new(PreviewIndex::of(&self.snapshot, self.search_before.as_deref())?)))
            }
        };
        Ok(index.file(address))
    }

    /// The newest search index that is known, for the next generation.
    pub(super) fn known_search(&self) -> Option<Arc<PreviewIndex>> {
        // One that is being made is not waited for.
        let known = self.search.try_lock().ok();
        known.and_then(|known| known.clone()).or_else(|| self.search_before.clone())
    }

    fn render_anew(&self, page: &Page) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        render::render(&self.snapshot, &render::page_input(&self.snapshot, page)?, &mut bytes)?;
        Ok(bytes)
    }

    fn kept(&self, page: &Page) -> Option<Arc<[u8]>> {
        self.rendered().pages.get(page.address.as_str()).map(Arc::clone)
    }

    fn rendered(&self) -> std::sync::MutexGuard<'_, RenderedPages> {
        // A thread that panicked with it left it whole: pages are only ever added.
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the copy of a picture was made in the background, or could not be.
    pub(super) fn has_tried(&self, copy: &Address) -> bool {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).contains(copy)
    }

    /// Notes that a copy was made, or could not be.
    pub(super) fn tried(&self, copy: Address) {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).insert(copy);
    }

    /// Has the check of all its pages end: there is a newer generation.
    pub(super) fn retire(&self) {
        self.is_stale.store(true, Ordering::Relaxed);
    }

    /// Whether there is a newer generation.
    pub(super) fn is_stale(&self) -> bool {
        self.is_stale.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes a site")]
mod tests {
    use super::super::page::{Answer, answer};
    use super::*;
    use crate::base::{Folder, Sources as _};
    use crate::build::{Request, plan_only};
    use crate::config::{self, BaseUrl};

    #[test]
    fn a_page_is_rendered_once_for_the_check_the_request_and_the_bar() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("content")).unwrap();
        std::fs::write(folder.path().join("site.yaml"), "title: Proef\nbase_url: https://proef.example\n").unwrap();
        let item = folder.path().join("content/een.md");
        std::fs::write(&item, "---\ntitle: Een\ndate: 2020-01-01\n---\nEen tekst.\n").unwrap();
        let site = Folder::new(folder.path());
        assert!(site.read("content/een.md").is_ok());
        let settings = config::load(&site, BaseUrl::FromSettings).unwrap();
        let request = Request::new(settings, "2021-01-01T00:00:00Z".parse().unwrap());
        let snapshot = plan_only(&site, &request).unwrap().value.unwrap();
        let page = snapshot.pages().iter().find(|page| page.subject.item().is_some()).unwrap().clone();
        let generation = Generation::new(1, snapshot);
        let first = generation.render(&page).unwrap();
        // Rendering it again would read the text again, and find another.
        std::fs::write(&item, "---\ntitle: Een\ndate: 2020-01-01\n---\nEen andere tekst.\n").unwrap();
        assert!(Arc::ptr_eq(&first, &generation.render(&page).unwrap()));
        assert!(generation.check(&page).is_ok());
        let Answer::Page(bytes, ..) = answer(&generation, page.address.as_str()) else { panic!("no page") };
        assert!(Arc::ptr_eq(&first, &bytes));
        assert!(String::from_utf8_lossy(&bytes).contains("Een tekst."));
        let fresh = Generation::new(2, generation.snapshot.clone());
        assert!(fresh.check(&page).is_err(), "nothing was kept of it");
    }
}
