//! Views of the files for hosts: redirects, addresses that are gone, and headers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::addresses::{feed_address, feed_aliases, future_address};
use super::host_file::{HostFile, key};
use super::page::{Page, Subject};
use super::redirects::{MovedPattern, patterns, target};
use super::snapshot::Snapshot;
use crate::base::compression::Compression;
use crate::base::{Address, SharedDraft};
use crate::config::{Config, FeedFormat, HostKind, SPECULATION_HEADER, SPECULATION_RULES};
use crate::content::Keep;
use crate::model::Listing;

/// The inputs of a file for a host.
#[derive(Clone, Debug, Serialize)]
pub struct HostView {
    /// The file.
    pub file: HostFile,
    /// Redirects, sorted by old address.
    pub moved: Vec<Moved>,
    /// Redirects with a pattern or a query.
    pub patterns: Vec<MovedPattern>,
    /// Addresses that are gone, without a page.
    pub gone: Vec<String>,
    /// Addresses of pages that say that an item is gone, each with its file.
    pub closed: Vec<(String, String)>,
    /// Headers of every page and file.
    pub headers: BTreeMap<String, String>,
    /// The folder whose pages search engines leave out: that of shared drafts, where there are any.
    pub noindex: Option<String>,
    /// Whether redirects take precedence over pages at the same address.
    pub forces: bool,
    /// The formats of precompressed copies.
    pub compressed: Vec<Compression>,
    /// The IndexNow key; mostly empty.
    pub key: String,
    /// The address of the rules for fetching links early, if a header names them.
    pub speculation: Option<String>,
    /// The folder on the host below which the site stands, without a final `/`; mostly empty.
    pub base_path: String,
    /// The files of the theme: their names have fingerprints, so they never change.
    pub theme_files: Vec<String>,
    /// Addresses that change although they have the form of a file that never changes: a `-`, eight hexadecimal digits, and an
    /// extension.
    pub lookalikes: Vec<String>,
}

/// A redirect, with the base path and without percent-encoding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The old address.
    pub from: String,
    /// The new one.
    pub to: String,
    /// The status: 301 is permanent; at an old address with 302 there will be a page one day.
    pub status: u16,
    /// Whether the new address is percent-encoded, as that of a redirect of the settings may have a host, a query or a fragment.
    pub is_encoded: bool,
}

/// The view of a file for a host.
pub fn host(snapshot: &Snapshot, file: HostFile) -> HostView {
    let config = &snapshot.config;
    let whole = |address: &Address| format!("{}{address}", config.base_path);
    let is_gone = |address: &&Address| snapshot.layout.page_at(address).is_none();
    let withdrawn = withdrawn(snapshot);
    let gone: BTreeSet<String> = config.publishing.gone.iter().chain(&withdrawn).filter(is_gone).map(whole).collect();
    let closed = snapshot.pages().iter().filter(|page| is_answered_with_gone(snapshot, page));
    // Cloudflare's redirects always take precedence, and it ignores lines with `!`; both hosts read the same file.
    let hosts = &config.publishing.host.files;
    let forces = hosts.contains(&HostKind::Netlify) && !hosts.contains(&HostKind::Cloudflare);
    let compressed = config.publishing.compressions();
    let key = match file {
        HostFile::IndexNow(number) => key(&config.publishing.keys, number).to_owned(),
        _ => String::new(),
    };
    let theme_files = snapshot.pages().iter().filter(|page| matches!(page.subject, Subject::ThemeFile(_)));
    let is_lookalike = |page: &&Page| {
        !page.subject.is_immutable() && looks_immutable(page.address.as_str()) && !is_secret(&page.address)
    };
    HostView {
        file,
        moved: moved(snapshot),
        patterns: patterns(snapshot, &file.hosts(hosts)),
        gone: gone.into_iter().collect(),
        closed: closed
            .map(|page| (whole(&page.address), format!("{}/{}", config.base_path, page.address.key())))
            .collect(),
        headers: headers(config),
        noindex: (!config.noindex && !snapshot.site.shared.is_empty())
            .then(|| format!("{}{}", config.base_path, SharedDraft::folder())),
        forces,
        compressed,
        key,
        speculation: speculation(config),
        base_path: config.base_path.clone(),
        theme_files: theme_files.map(|page| whole(&page.address)).collect(),
        lookalikes: snapshot.pages().iter().filter(is_lookalike).map(|page| whole(&page.address)).collect(),
    }
}

/// The redirects from one address each, sorted by old address.
fn moved(snapshot: &Snapshot) -> Vec<Moved> {
    let config = &snapshot.config;
    let whole = |address: &Address| format!("{}{address}", config.base_path);
    let mut moved: Vec<Moved> = Vec::new();
    for page in snapshot.pages() {
        match &page.subject {
            Subject::Redirect { to, of } if !is_secret(&page.address) => {
                let status = if of.is_some() { 301 } else { 302 };
                moved.push(Moved { from: whole(&page.address), to: whole(to), status, is_encoded: false });
            }
            Subject::Moved(number) => {
                let redirect = config.redirects.0.get(*number as usize);
                moved.extend(redirect.zip(target(snapshot, *number)).map(|(redirect, to)| Moved {
                    from: whole(&page.address),
                    to: to.href,
                    status: redirect.status,
                    is_encoded: true,
                }));
            }
            Subject::Feed { listing, format } => {
                moved.extend(moved_feed(snapshot, page, *listing, *format).map(|(to, status)| Moved {
                    from: whole(&page.address),
                    to: whole(&to),
                    status,
                    is_encoded: false,
                }));
            }
            _ => {}
        }
    }
    moved.sort_by(|a, b| a.from.cmp(&b.from));
    moved
}

/// Whether an address is that of a shared draft, which no file for hosts may tell.
fn is_secret(address: &Address) -> bool {
    SharedDraft::has(&address.key())
}

/// The headers of every page and file.
fn headers(config: &Config) -> BTreeMap<String, String> {
    let noindex = config.noindex.then(|| ("X-Robots-Tag".to_owned(), "noindex".to_owned()));
    let mut headers: BTreeMap<_, _> = config.publishing.host.headers.clone().into_iter().chain(noindex).collect();
    if let Some(rules) = speculation(config) {
        headers.insert(SPECULATION_HEADER.to_owned(), format!("\"{rules}\""));
    }
    headers
}

/// The address of the rules for fetching links early, if the settings do not omit or replace them.
fn speculation(config: &Config) -> Option<String> {
    config.publishing.host.speculates().then(|| format!("{}{SPECULATION_RULES}", config.base_path))
}

/// The addresses of items that were published and are withdrawn without a page.
fn withdrawn(snapshot: &Snapshot) -> Vec<Address> {
    let site = &snapshot.site;
    let were_there = site.held.iter().filter(|item| item.withdrawn && item.date.at <= site.at);
    were_there.map(|item| future_address(site, item)).collect()
}

/// Whether hosts that can do so answer a page with 410: it says that an item is gone.
pub(super) fn is_answered_with_gone(snapshot: &Snapshot, page: &Page) -> bool {
    match page.subject {
        Subject::Closed(id) => snapshot.site.closing(id).is_some_and(|closing| closing.keep == Keep::Gone),
        _ => false,
    }
}

/// The address of the feed that stands at another one, for the readers of an older site or of a feed that is gone; and the status.
pub(super) fn moved_feed(
    snapshot: &Snapshot,
    page: &Page,
    listing: Listing,
    format: FeedFormat,
) -> Option<(Address, u16)> {
    let own = feed_address(&snapshot.site, page.language, listing, format);
    let is_alias = || feed_aliases(&snapshot.site, page.language, listing, format).contains(&page.address);
    (own != page.address).then(|| (own, if is_alias() { 301 } else { 302 }))
}

/// Whether an address has the form of those of files that never change: `-`, the eight hexadecimal digits of a fingerprint,
/// and an extension. Web servers know such files by this pattern, and the lookalikes by name.
fn looks_immutable(address: &str) -> bool {
    let name = address.rsplit('/').next().unwrap_or_default();
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let is_hexadecimal = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    let has_fingerprint =
        stem.rsplit_once('-').is_some_and(|(_, end)| end.len() == 8 && end.bytes().all(is_hexadecimal));
    has_fingerprint && !extension.is_empty() && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_a_fingerprint_looks_immutable() {
        for address in ["/assets/courant-1a2b3c4d.css", "/nieuws/foto-960-0123abcd.avif", "/besluit-20131203.pdf"] {
            assert!(looks_immutable(address), "{address}");
        }
        for address in
            ["/besluit-2013120.pdf", "/a-123456789.pdf", "/a-1A2B3C4D.pdf", "/a-12345678", "/a-12345678.x/", "/"]
        {
            assert!(!looks_immutable(address), "{address}");
        }
    }
}
