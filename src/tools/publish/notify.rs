//! Notifies services after a run that changed something: a WebSub hub, search engines, caches. The changes are noted before
//! the run, so that those of an interrupted run are not lost.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::command;
use super::lost_addresses;
use super::manifest::{letter, role_of};
use super::options::{IndexNowOptions, PurgeOptions, TargetRef, Token};
use super::plan::{PublishPlan, Removal};
use super::state::TargetState;
use super::state_error::cannot_write;
use crate::base::compression::Compression;
use crate::base::http::{HttpClient, HttpError, HttpLimits, HttpResponse};
use crate::base::{Address, Code, Diagnostic, Error, Located, Role, SharedDraft, disk};

/// The limits of a request. Redirects are not followed: they would drop the body.
const LIMITS: HttpLimits =
    HttpLimits { connect: Duration::from_secs(10), whole: Duration::from_secs(20), redirects: 0 };
/// The time limit of a command.
const LONGEST: Duration = Duration::from_mins(5);
/// Feeds in one request to a hub.
const FEEDS: usize = 100;
/// Addresses in one request to search engines: indexnow.org/documentation allows no more.
const PAGES: usize = 10_000;

/// Notifies the services of a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notifier<'a> {
    target: &'a TargetRef<'a>,
    state: &'a TargetState,
    token: Option<&'a Token>,
}

/// A change: the role of the file, and whether it exists now.
type NotedChange = (Role, bool);

impl<'a> Notifier<'a> {
    /// The notifier of a target, with the token for its purge endpoint.
    pub(super) fn new(target: &'a TargetRef<'a>, state: &'a TargetState, token: Option<&'a Token>) -> Self {
        Self { target, state, token }
    }

    /// Notes the changes that a run is about to make.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn note(&self, plan: &PublishPlan<'_>) -> Result<(), Error> {
        if self.target.options.notify.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for put in plan.puts.iter().filter(|put| put.order.is_original) {
            lines.push_str(&line(put.order.role, true, &put.file.name));
        }
        let is_copy =
            |removal: &Removal| removal.role == Role::Machine && Compression::original(&removal.name).is_some();
        for removal in plan.removals.iter().filter(|removal| !is_copy(removal)) {
            lines.push_str(&line(removal.role, false, &removal.name));
        }
        let log = self.state.append_to("untold");
        log.and_then(|mut log| log.write_all(lines.as_bytes())).map_err(|error| cannot_write(&error))
    }

    /// Notifies services of the noted changes: those of this run, and of interrupted runs before it. A service that could not
    /// be notified is a finding.
    ///
    /// # Errors
    /// The state cannot be written.
    pub(super) fn notify(&self) -> Result<Vec<Diagnostic>, Error> {
        let (folder, name) = (self.state.folder(), self.state.name("untold"));
        let noted = folder.read(&name).unwrap_or_default();
        if noted.is_empty() {
            return Ok(Vec::new());
        }
        let noted = String::from_utf8_lossy(&noted);
        let changes = changes(&noted);
        let http = HttpClient::new(LIMITS);
        let services = &self.target.options.notify;
        let mut findings = Vec::new();
        if let Some(hub) = &services.hub {
            let feeds =
                self.urls(&changes, |name, (role, exists)| role == Role::Feed && exists && !SharedDraft::has(name));
            findings.extend(notify_hub(&http, hub, &feeds));
        }
        if let Some(index_now) = &services.index_now {
            let pages = self
                .urls(&changes, |name, (role, _)| matches!(role, Role::Page | Role::List) && !SharedDraft::has(name));
            findings.extend(self.notify_search_engines(&http, index_now, &pages));
        }
        if let Some(purge) = &services.purge {
            findings.extend(self.purge_caches(&http, purge, &self.urls(&changes, |_, _| true)));
        }
        folder.remove(&name).map_err(|error| cannot_write(&error))?;
        Ok(findings)
    }

    /// The URLs of changed files.
    fn urls(
        &self,
        changes: &BTreeMap<&str, NotedChange>,
        is_selected: impl Fn(&str, NotedChange) -> bool,
    ) -> Vec<String> {
        let is_public =
            |name: &str| name.starts_with(".well-known/") || !name.split('/').any(|part| part.starts_with('.'));
        let selected = changes.iter().filter(|(name, change)| is_selected(name, **change) && is_public(name));
        let addresses = selected.filter_map(|(name, _)| Address::parse(&lost_addresses::address_of(name)).ok());
        addresses.map(|address| format!("{}{}", self.target.base_url, address.href())).collect()
    }

    /// `indexnow.org/documentation`.
    fn notify_search_engines(
        &self,
        http: &HttpClient,
        index_now: &IndexNowOptions,
        pages: &[String],
    ) -> Option<Diagnostic> {
        let (base, IndexNowOptions { key, endpoint }) = (self.target.base_url, index_now);
        let host = base.split_once("://").map_or(base, |(_, rest)| rest).split('/').next().unwrap_or_default();
        first(pages.chunks(PAGES).map(|some| {
            let body = json!({
                "host": host,
                "key": key,
                "keyLocation": format!("{base}/{key}.txt"),
                "urlList": some,
            });
            let media_type = "application/json; charset=utf-8";
            let response = http.post(&endpoint.text, media_type, body.to_string().as_bytes(), 0);
            failure("IndexNow", endpoint, response)
        }))
    }

    fn purge_caches(&self, http: &HttpClient, purge: &PurgeOptions, urls: &[String]) -> Option<Diagnostic> {
        let (endpoint, token_variable) = match purge {
            PurgeOptions::Command(command) => return self.run_command(command, urls),
            PurgeOptions::Url { endpoint, token_variable } => (endpoint, token_variable),
        };
        let body = json!({"addresses": urls}).to_string();
        let response = match (token_variable, self.token) {
            (None, _) => http.post(&endpoint.text, "application/json", body.as_bytes(), 0),
            (Some(_), Some(Token(token))) if token.bytes().all(|b| b.is_ascii_graphic()) => {
                http.post_with_token(token, &endpoint.text, "application/json", body.as_bytes())
            }
            (Some(name), _) => {
                let message = format!(
                    "cannot notify `{}` of the changes: {name} is not set, or contains spaces or line breaks",
                    endpoint.text
                );
                let hint = format!("set {name} in the environment of `courant publish`");
                return Some(finding(endpoint, message).hint(hint));
            }
        };
        failure("the cache", endpoint, response)
    }

    /// Runs a command with the URLs on its standard input.
    fn run_command(&self, shell_command: &Located, urls: &[String]) -> Option<Diagnostic> {
        let input: String = urls.iter().flat_map(|url| [url, "\n"]).collect();
        let mut shell = disk::shell(&shell_command.text, None);
        let reason = match command::run_with_timeout(&mut shell, self.target.site, input.into_bytes(), LONGEST) {
            Ok(Some(output)) if output.is_success => return None,
            Ok(Some(output)) => {
                let last = output.stderr.lines().rfind(|line| !line.trim().is_empty());
                last.unwrap_or("it gives no reason").trim().to_owned()
            }
            Ok(None) => format!("it was stopped after {} minutes", LONGEST.as_secs() / 60),
            Err(error) => error.message(),
        };
        Some(finding(shell_command, format!("the command of `purge` failed: {reason}")))
    }
}

/// W3C WebSub leaves open how a publisher notifies a hub; hubs take the request of PubSubHubbub 0.3 §7.1.
fn notify_hub(http: &HttpClient, hub: &Located, feeds: &[String]) -> Option<Diagnostic> {
    first(feeds.chunks(FEEDS).map(|some| {
        let encoded = some.iter().map(|feed| utf8_percent_encode(feed, NON_ALPHANUMERIC));
        let body = encoded.fold("hub.mode=publish".to_owned(), |body, feed| format!("{body}&hub.url={feed}"));
        let response = http.post(&hub.text, "application/x-www-form-urlencoded", body.as_bytes(), 0);
        failure("the hub", hub, response)
    }))
}

fn first(mut failures: impl Iterator<Item = Option<Diagnostic>>) -> Option<Diagnostic> {
    failures.find_map(|failure| failure)
}

/// The finding for a request that failed.
fn failure(service: &str, endpoint: &Located, response: Result<HttpResponse, HttpError>) -> Option<Diagnostic> {
    let reason = match response {
        Ok(response) if (200..300).contains(&response.status) => return None,
        Ok(response) => format!("the response was {}", response.status),
        Err(error) => error.to_string(),
    };
    Some(finding(endpoint, format!("cannot notify {service} at `{}` of the changes: {reason}", endpoint.text)))
}

fn finding(setting: &Located, message: String) -> Diagnostic {
    Diagnostic::new(Code::AfterFailed, setting.place.clone(), message)
        .hint("the site is published; the next run sends only its own changes")
}

fn line(role: Role, exists: bool, name: &str) -> String {
    format!("{} {} {name}\n", letter(role), if exists { '+' } else { '-' })
}

/// The noted changes, the last one for each file. The last line may be torn.
fn changes(noted: &str) -> BTreeMap<&str, NotedChange> {
    let whole = noted.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let change = |line| {
        let mut parts = str::splitn(line, 3, ' ');
        let (role, sign, name) = (role_of(parts.next()?)?, parts.next()?, parts.next()?);
        Some((name, (role, sign == "+")))
    };
    whole.lines().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_up_to_what_is_torn() {
        let noted = [
            line(Role::Page, true, "a b.html"),
            line(Role::Feed, true, "feed.xml"),
            line(Role::Page, false, "a b.html"),
        ];
        let mut text = noted.concat();
        text.push_str("p + hal");
        let expected = BTreeMap::from([("a b.html", (Role::Page, false)), ("feed.xml", (Role::Feed, true))]);
        assert_eq!(changes(&text), expected);
    }
}
