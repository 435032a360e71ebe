//! The redirects of the settings: where each leads, what is wrong with it, and what the web host makes of it.

use std::collections::BTreeMap;

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
pub(super) fn loops(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let redirects = &snapshot.config.redirects.0;
    let next = |number: u32| {
        let redirect = redirects.get(number as usize)?;
        let Destination { address, .. } = resolve(snapshot, None, &redirect.to).ok()?;
        match snapshot.layout.page_at(address?)?.subject {
            Subject::Moved(number) => Some(number),
            _ => None,
        }
    };
    let is_loop = |first: u32| {
        let steps = std::iter::successors(next(first), |number| next(*number));
        steps.take(redirects.len().min(1000)).any(|number| number == first)
    };
    let finding = |(redirect, _): (&Redirect, u32)| {
        let message = format!("the redirect from `{}` leads back to itself", redirect.typed);
        let hint = "correct the target of one of the redirects on the way";
        Diagnostic::new(Code::RedirectInvalid, place(snapshot, redirect), message).hint(hint)
    };
    let chained = redirects.iter().zip(0..).filter(|(_, number)| next(*number).is_some());
    chained.filter(|(_, number)| is_loop(*number)).map(finding).collect()
}

/// Redirects that the host cannot make, or that hide pages at it.
pub(super) fn host_problems(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let config = &snapshot.config;
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
        without.into_iter().filter_map(|(host, redirects)| needs_host(snapshot, host, &redirects)).collect();
    if hosts.iter().any(|host| host.redirects_first()) {
        let patterns = only_host.iter().filter(|redirect| redirect.from.query.is_empty());
        findings.extend(patterns.filter_map(|redirect| hides_page(snapshot, redirect)));
    }
    findings
}

/// Patterns whose targets begin as no address of the site does.
pub(super) fn lost_patterns(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let finding = |redirect: &Redirect| {
        let [RoutePiece::Text(start), _, ..] = redirect.pieces.as_slice() else { return None };
        let own = snapshot.config.own_urls.path(start);
        let start = own.as_deref().unwrap_or(start);
        // What stands behind the last `/` goes on in the part that is filled in.
        let folder = start.rfind('/').filter(|_| start.starts_with('/')).and_then(|end| start.get(..=end))?;
        let has_page = snapshot.pages().iter().any(|page| page.address.as_str().starts_with(folder));
        let message = format!("the site has no address below `{folder}`, to which `{}` leads", redirect.typed);
        let known = snapshot.pages().iter().map(|page| page.address.as_str()).filter(|known| known.ends_with('/'));
        let hint = suggest::nearest(folder, known)
            .map_or_else(|| "correct the target of the redirect".to_owned(), |near| format!("did you mean `{near}`?"));
        (!has_page).then(|| Diagnostic::new(Code::SettingIdle, place(snapshot, redirect), message).hint(hint))
    };
    snapshot.config.redirects.0.iter().filter_map(finding).collect()
}

fn needs_host(snapshot: &Snapshot, host: Option<HostKind>, redirects: &[&Redirect]) -> Option<Diagnostic> {
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
    Some(Diagnostic::new(Code::RedirectNeedsHost, place(snapshot, first), message).hint(hint))
}

fn hides_page(snapshot: &Snapshot, redirect: &Redirect) -> Option<Diagnostic> {
    let hidden = snapshot.pages().iter().find(|page| redirect.from.matches(page.address.as_str(), &[]).is_some())?;
    let message = format!("the redirect from `{}` hides the page `{}`", redirect.typed, hidden.address);
    let hint = "give the redirect a form that no page has, or write the old addresses out";
    Some(Diagnostic::new(Code::RedirectHidesPage, place(snapshot, redirect), message).hint(hint))
}

/// The place of a redirect.
pub(super) fn place(snapshot: &Snapshot, redirect: &Redirect) -> Place {
    match redirect.line {
        None => in_settings(snapshot, "redirects", &redirect.typed),
        Some(line) => readable_text(&*snapshot.sources, REDIRECTS_FILE)
            .map_or_else(|| Place::file(REDIRECTS_FILE), |text| Place::line_column(REDIRECTS_FILE, &text, line, 1)),
    }
}
