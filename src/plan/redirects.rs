//! The redirects of the settings: where each leads, what is wrong with it, and what the web host makes of it.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::links::{Destination, resolve};
use super::page::Page;
use super::site_files::in_settings;
use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::base::route::{RoutePiece, is_one_target};
use crate::base::{Address, Code, Diagnostic, Place, Route, media_type, suggest};
use crate::config::{Config, HostKind, LanguageId, REDIRECTS_FILE, Redirect};
use crate::content::{as_page, is_elsewhere};
use crate::plan::Subject;

/// The most findings for which it is looked what is probably meant.
const HINTED: usize = 10;

/// A redirect that only the web host can make, with the base path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MovedPattern {
    /// The old addresses, without the base path.
    pub from: Route,
    /// The target, with the base path.
    pub to: Vec<RoutePiece>,
    /// The status.
    pub status: u16,
}

/// Target of a redirect.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RedirectView {
    /// The link to the new address.
    pub href: String,
    /// The absolute URL of the new address, for `canonical`.
    pub url: String,
}

/// The pages of the redirects from one address each. An old address that can be no page is left to the host.
pub(super) fn pages(config: &Config) -> Vec<Page> {
    let page = |(redirect, number): (&Redirect, u32)| {
        let address = page_address(redirect)?;
        Some(Page { address, language: LanguageId::default(), subject: Subject::Moved(number) })
    };
    config.redirects.0.iter().zip(0..).filter_map(page).collect()
}

/// The address of the page of a redirect.
fn page_address(redirect: &Redirect) -> Option<Address> {
    let address = as_page(redirect.from.address()?);
    let name = address.as_str().rsplit('/').next().unwrap_or_default();
    let is_page = address.is_folder() || name.ends_with(".html") || !media_type::is_known(name);
    is_page.then_some(address)
}

/// Where a redirect of the settings leads.
pub(super) fn target(snapshot: &Snapshot, number: u32) -> Option<RedirectView> {
    let redirect = snapshot.config.redirects.0.get(number as usize)?;
    let config = &snapshot.config;
    if is_elsewhere(&config.own_urls, &redirect.to) {
        return Some(RedirectView { href: redirect.to.to_string(), url: redirect.to.to_string() });
    }
    let Ok(Destination { address: Some(address), suffix, .. }) = resolve(snapshot, None, &redirect.to) else {
        // It was reported, at a level that lets the site be built: it leads where it says.
        let href = link_to(snapshot, redirect, redirect.to.to_string());
        let url = format!("{}/{}", config.origin, href.trim_start_matches('/'));
        return Some(RedirectView { href, url });
    };
    Some(RedirectView {
        href: format!("{}{suffix}", config.href(address)),
        url: format!("{}{suffix}", config.url(address)),
    })
}

impl Snapshot {
    /// Where a redirect of the settings leads, as a link.
    pub fn redirect_target(&self, number: u32) -> Option<String> {
        target(self, number).map(|to| to.href)
    }
}

/// Where the redirect for a path leads, as a link, and with a query that for this query. Both are percent-encoded.
pub fn redirected(snapshot: &Snapshot, path: &str, query: Option<&str>) -> Option<String> {
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let redirects = &snapshot.config.redirects;
    let found = query.map_or_else(|| redirects.by_path(&path), |query| redirects.by_query(&path, query));
    found.map(|(redirect, to)| link_to(snapshot, redirect, to))
}

/// Whether a reference to an address of the site is redirected by a pattern or a query.
pub(super) fn is_redirected(snapshot: &Snapshot, to: &str) -> bool {
    let own = snapshot.config.own_urls.path(to);
    let to = own.as_deref().unwrap_or(to);
    let to = to.split('#').next().unwrap_or_default();
    let (path, query) = to.split_once('?').unwrap_or((to, ""));
    redirected(snapshot, path, None).or_else(|| redirected(snapshot, path, Some(query))).is_some()
}

/// A filled-in target as a link.
fn link_to(snapshot: &Snapshot, redirect: &Redirect, to: String) -> String {
    if is_one_target(&redirect.pieces)
        && !is_elsewhere(&snapshot.config.own_urls, &to)
        && let Ok(Destination { address: Some(address), suffix, .. }) = resolve(snapshot, None, &to)
    {
        return format!("{}{suffix}", snapshot.config.href(address));
    }
    if to.starts_with('/') { format!("{}{to}", snapshot.config.base_path) } else { to }
}

/// The redirects that only the host can make: those with a pattern or a query, and those from files that are no pages.
/// Those that one of some hosts can make.
pub(super) fn patterns(snapshot: &Snapshot, hosts: &[HostKind]) -> Vec<MovedPattern> {
    let only_host = snapshot.config.redirects.0.iter().filter(|redirect| page_address(redirect).is_none());
    let moved = |redirect: &Redirect| {
        let to = if is_one_target(&redirect.pieces) {
            vec![RoutePiece::Text(link_to(snapshot, redirect, redirect.to.to_string()).into())]
        } else {
            let mut pieces = redirect.pieces.clone();
            if redirect.to.starts_with('/') && !snapshot.config.base_path.is_empty() {
                pieces.insert(0, RoutePiece::Text(snapshot.config.base_path.as_str().into()));
            }
            pieces
        };
        MovedPattern { from: redirect.from.clone(), to, status: redirect.status }
    };
    let is_made = |moved: &MovedPattern| hosts.iter().any(|host| host.can_redirect(&moved.from, &moved.to));
    only_host.map(moved).filter(is_made).collect()
}

/// Redirects that lead back to themselves: readers would never arrive.
pub(super) fn loops(places: &RedirectPlaces<'_>) -> Vec<Diagnostic> {
    let snapshot = places.snapshot;
    let redirects = &snapshot.config.redirects.0;
    let next = |redirect: &Redirect| {
        let Destination { address, .. } = resolve(snapshot, None, &redirect.to).ok()?;
        match snapshot.layout.page_at(address?)?.subject {
            Subject::Moved(number) => Some(number as usize),
            _ => None,
        }
    };
    let next: Vec<Option<usize>> = redirects.iter().map(next).collect();
    let finding = |redirect: &Redirect| {
        let message = format!("the redirect from `{}` leads back to itself", redirect.typed);
        let hint = "correct the target of one of the redirects on the way";
        Diagnostic::new(Code::RedirectInvalid, places.of(redirect), message).hint(hint)
    };
    in_circles(&next).into_iter().filter_map(|number| redirects.get(number)).map(finding).collect()
}

/// The places of a list from which the way leads back to themselves. `next` has the next place of each; each is gone to once.
fn in_circles(next: &[Option<usize>]) -> Vec<usize> {
    // The walk in which a place was first reached.
    let mut walks: Vec<Option<usize>> = vec![None; next.len()];
    let mut found = Vec::new();
    for walk in 0..next.len() {
        let mut at = Some(walk);
        while let Some(here) = at.filter(|here| walks.get(*here) == Some(&None)) {
            walks.iter_mut().skip(here).take(1).for_each(|seen| *seen = Some(walk));
            at = next.get(here).copied().flatten();
        }
        let Some(start) = at.filter(|end| walks.get(*end) == Some(&Some(walk))) else { continue };
        let step = |here: &usize| next.get(*here).copied().flatten().filter(|here| *here != start);
        found.extend(std::iter::successors(Some(start), step));
    }
    found.sort_unstable();
    found
}

/// Redirects that the host cannot make, or that hide pages at it.
pub(super) fn host_problems(places: &RedirectPlaces<'_>) -> Vec<Diagnostic> {
    let config = &places.snapshot.config;
    let hosts = &config.publishing.host.files;
    let only_host: Vec<&Redirect> = config.redirects.0.iter().filter(|it| page_address(it).is_none()).collect();
    let mut without: BTreeMap<Option<HostKind>, Vec<&Redirect>> = BTreeMap::new();
    for redirect in &only_host {
        if hosts.is_empty() {
            without.entry(None).or_default().push(redirect);
        }
        for host in hosts.iter().filter(|host| !host.can_redirect(&redirect.from, &redirect.pieces)) {
            without.entry(Some(*host)).or_default().push(redirect);
        }
    }
    let mut findings: Vec<Diagnostic> =
        without.into_iter().filter_map(|(host, redirects)| needs_host(places, host, &redirects)).collect();
    if hosts.iter().any(|host| host.redirects_first()) {
        let patterns = only_host.iter().filter(|redirect| redirect.from.query.is_empty());
        findings.extend(patterns.filter_map(|redirect| hides_page(places, redirect)));
    }
    findings
}

/// Patterns whose targets begin as no address of the site does.
pub(super) fn lost_patterns(places: &RedirectPlaces<'_>) -> Vec<Diagnostic> {
    let snapshot = places.snapshot;
    let folders = OnceCell::new();
    let mut findings = Vec::new();
    for redirect in &snapshot.config.redirects.0 {
        let [RoutePiece::Text(start), _, ..] = redirect.pieces.as_slice() else { continue };
        let own = snapshot.config.own_urls.path(start);
        let start = own.as_deref().unwrap_or(start);
        // What stands behind the last `/` goes on in the part that is filled in.
        let folder = start.rfind('/').filter(|_| start.starts_with('/')).and_then(|end| start.get(..=end));
        let known: &HashSet<&str> = folders.get_or_init(|| folders_of(snapshot));
        let Some(folder) = folder.filter(|folder| !known.contains(folder)) else { continue };
        let message = format!("the site has no address below `{folder}`, to which `{}` leads", redirect.typed);
        let pages = snapshot.pages().iter().map(|page| page.address.as_str()).filter(|known| known.ends_with('/'));
        let near = (findings.len() < HINTED).then(|| suggest::nearest(folder, pages)).flatten();
        let hint = near
            .map_or_else(|| "correct the target of the redirect".to_owned(), |near| format!("did you mean `{near}`?"));
        findings.push(Diagnostic::new(Code::SettingIdle, places.of(redirect), message).hint(hint));
    }
    findings
}

/// The folders in which the site has addresses, with those above them.
fn folders_of(snapshot: &Snapshot) -> HashSet<&str> {
    let above = |address| str::match_indices(address, '/').filter_map(move |(end, _)| address.get(..=end));
    snapshot.pages().iter().flat_map(|page| above(page.address.as_str())).collect()
}

fn needs_host(places: &RedirectPlaces<'_>, host: Option<HostKind>, redirects: &[&Redirect]) -> Option<Diagnostic> {
    let first = redirects.first()?;
    let others = match redirects.len() - 1 {
        0 => String::new(),
        1 => " and one more".to_owned(),
        more => format!(" and {more} more"),
    };
    let (message, hint) = match host {
        None => (
            format!("only a web host can make the redirect from `{}`{others}: the site has no page there", first.typed),
            "name the host, so that its file contains the redirect: `host: {files: [nginx]}`".to_owned(),
        ),
        Some(host) => (
            format!("{} cannot make the redirect from `{}`{others}", host.name(), first.typed),
            "write the old addresses out, one redirect for each, or set the redirect up at the host".to_owned(),
        ),
    };
    Some(Diagnostic::new(Code::RedirectNeedsHost, places.of(first), message).hint(hint))
}

fn hides_page(places: &RedirectPlaces<'_>, redirect: &Redirect) -> Option<Diagnostic> {
    let hidden =
        places.snapshot.pages().iter().find(|page| redirect.from.matches(page.address.as_str(), &[]).is_some())?;
    let message = format!("the redirect from `{}` hides the page `{}`", redirect.typed, hidden.address);
    let hint = "give the redirect a form that no page has, or write the old addresses out";
    Some(Diagnostic::new(Code::RedirectHidesPage, places.of(redirect), message).hint(hint))
}

/// The places of redirects. Their file is read once, however many findings there are.
pub(super) struct RedirectPlaces<'s> {
    snapshot: &'s Snapshot,
    lines: OnceCell<Vec<String>>,
}

impl<'s> RedirectPlaces<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, lines: OnceCell::new() }
    }

    /// The place of a redirect.
    pub(super) fn of(&self, redirect: &Redirect) -> Place {
        let Some(line) = redirect.line else { return in_settings(self.snapshot, "redirects", &redirect.typed) };
        let read = || {
            let text = readable_text(&*self.snapshot.sources, REDIRECTS_FILE).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        };
        match self.lines.get_or_init(read).get(line.saturating_sub(1)) {
            None => Place::file(REDIRECTS_FILE),
            Some(text) => Place { line, ..Place::line_column(REDIRECTS_FILE, text, 1, 1) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_found_whatever_leads_to_them() {
        assert_eq!(in_circles(&[Some(1), Some(2), Some(1), None, Some(4), Some(0), Some(3)]), [1, 2, 4]);
        assert_eq!(in_circles(&[Some(1), Some(0), Some(9), Some(4), Some(5), Some(3)]), [0, 1, 3, 4, 5]);
        let long: Vec<Option<usize>> = (0..5000).map(|number| Some((number + 1) % 5000)).collect();
        assert_eq!(in_circles(&long).len(), 5000);
    }
}
