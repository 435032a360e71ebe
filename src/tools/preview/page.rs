//! The answer to a request: what a static host would serve at its path.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::generation::Generation;
use super::style::{StyleSheet, StyleSheets};
use crate::base::{Address, Diagnostic, Error, ErrorCode, Fingerprint, SourceFile};
use crate::config::LanguageId;
use crate::plan::{Page, Rendition, Subject, feed_address, is_of_index, redirected};
use crate::render::images::Images;
use crate::render::{self, Failure};

/// What is served at a path.
#[derive(Debug)]
pub(super) enum Answer {
    /// A rendered page: its bytes, its address (which tells its type), and the fingerprint by which a browser knows whether
    /// to load it again.
    Page(Arc<[u8]>, Address, Option<Fingerprint>),
    /// A picture, in the place of a copy of it that is still to be made: its bytes, its file, and the address of the copy.
    Original(Vec<u8>, String, Address),
    /// A file that is copied.
    File(SourceFile, Address),
    /// A redirect to this link.
    Moved(String),
    /// A redirect of the settings to this link, which has its own query.
    Redirected(String),
    /// Nothing: the site's page for that, where it has one.
    Nothing(Arc<[u8]>, Fingerprint),
    /// Its template has errors.
    Broken(Vec<Diagnostic>),
    /// A text was changed since the generation was made.
    Outdated,
    /// The machine failed.
    Trouble(Error),
}

/// The address that the path of a request names; `None` where it can be none.
pub(super) fn address(path: &str) -> Option<Address> {
    Address::parse(&percent_decode_str(path).decode_utf8().ok()?).ok()
}

/// The answer to a request for a path.
pub(super) fn answer(generation: &Generation, path_and_query: &str) -> Answer {
    let config = &generation.snapshot.config;
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let below = path.strip_prefix(config.base_path.as_str()).filter(|rest| rest.starts_with('/'));
    let Some(below) = below else {
        let home = config.href(&Address::root());
        let is_home = path == "/" || home.strip_suffix('/') == Some(path);
        return if is_home { Answer::Moved(home) } else { nothing(generation, path) };
    };
    // A query goes before the page at the same address, and a page before a pattern.
    let redirected = |query: Option<&str>| redirected(&generation.snapshot, below, query);
    if let Some(to) = redirected(Some(query)) {
        return Answer::Redirected(to);
    }
    let Some(address) = address(below) else { return nothing(generation, below) };
    if let Some(page) = page_at(generation, &address) {
        return show(generation, page);
    }
    if is_of_index(&generation.snapshot, &address) {
        return match generation.search_file(&address) {
            Ok(Some(bytes)) => Answer::Page(bytes, address, None),
            Ok(None) => nothing(generation, below),
            Err(failure) => no_page(failure),
        };
    }
    let folder = (!address.is_folder()).then(|| Address::parse(&format!("{address}/")).ok()).flatten();
    match folder.filter(|folder| page_at(generation, folder).is_some()) {
        Some(folder) => Answer::Moved(config.href(&folder)),
        None => redirected(None).map_or_else(|| nothing(generation, below), Answer::Redirected),
    }
}

/// The page at an address.
pub(super) fn page_at<'g>(generation: &'g Generation, address: &Address) -> Option<&'g Page> {
    generation.snapshot.layout.page_at(address)
}

fn show(generation: &Generation, page: &Page) -> Answer {
    let snapshot = &generation.snapshot;
    let address = page.address.clone();
    match &page.subject {
        // Pictures are published without the metadata of cameras.
        Subject::File(file) if snapshot.images.get(&file.path).is_none() => {
            return Answer::File((**file).clone(), address);
        }
        Subject::Rendition(copy) if !generation.has_tried(&address) => return show_copy(generation, copy, address),
        Subject::Redirect { to, .. } => return Answer::Moved(snapshot.config.href(to)),
        // In a folder it would have the name, and so the media type, of a page.
        Subject::Feed { listing, format } if address.is_folder() => {
            return Answer::Moved(snapshot.config.href(&feed_address(
                &snapshot.site,
                page.language,
                *listing,
                *format,
            )));
        }
        Subject::Moved(number) => {
            if let Some(to) = snapshot.redirect_target(*number) {
                return Answer::Redirected(to);
            }
        }
        _ => {}
    }
    match render(generation, page) {
        Ok(bytes) => {
            let has_template = snapshot.kind(page).is_some();
            let fingerprint = has_template.then(|| sheets(generation).page_fingerprint(&bytes));
            Answer::Page(bytes, address, fingerprint)
        }
        Err(answer) => answer,
    }
}

/// A copy of a picture, if it was made before, or else the picture.
fn show_copy(generation: &Generation, copy: &Rendition, address: Address) -> Answer {
    let snapshot = &generation.snapshot;
    match Images::of(snapshot).kept_copy(copy) {
        Some(bytes) => Answer::Page(bytes.into(), address, None),
        None => match render::original(snapshot, copy) {
            Ok(bytes) => Answer::Original(bytes, copy.file.to_string(), address),
            Err(failure) => no_page(failure),
        },
    }
}

fn render(generation: &Generation, page: &Page) -> Result<Arc<[u8]>, Answer> {
    generation.render(page).map_err(no_page)
}

fn no_page(failure: Failure) -> Answer {
    match failure {
        Failure::Findings(findings) => Answer::Broken(findings),
        Failure::Error(error) if error.code == ErrorCode::ChangedMeanwhile => Answer::Outdated,
        Failure::Error(error) => Answer::Trouble(error),
    }
}

fn nothing(generation: &Generation, below: &str) -> Answer {
    let language = language_at(generation, below);
    let page = generation.snapshot.config.language(language).home.join("404.html").ok();
    match page.and_then(|address| page_at(generation, &address)).map(|page| render(generation, page)) {
        Some(Err(answer)) => answer,
        Some(Ok(bytes)) => {
            let fingerprint = sheets(generation).page_fingerprint(&bytes);
            Answer::Nothing(bytes, fingerprint)
        }
        None => Answer::Nothing(Arc::default(), Fingerprint::default()),
    }
}

/// The language below whose home page a path is.
pub(super) fn language_at(generation: &Generation, below: &str) -> LanguageId {
    let config = &generation.snapshot.config;
    let is_home = |id: &LanguageId| below.starts_with(config.language(*id).home.as_str());
    let longest = |id: &LanguageId| config.language(*id).home.as_str().len();
    config.language_ids().filter(is_home).max_by_key(longest).unwrap_or_default()
}

/// The style sheets of the site.
pub(super) fn style_sheets(generation: &Generation) -> &[StyleSheet] {
    &sheets(generation).sheets
}

fn sheets(generation: &Generation) -> &StyleSheets {
    generation.style_sheets.get_or_init(|| StyleSheets::of(&generation.snapshot))
}
