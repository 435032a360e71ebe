//! What follows a publish that changed something: a hub, search engines and what keeps copies are told which addresses
//! changed. What a run is about to change is noted first, so that also what a run changed that did not end is told.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::addresses;
use super::manifest::{letter, role_of};
use super::plan::{Plan, Removal};
use super::program;
use super::run::Memory;
use crate::base::{Address, Code, Diagnostic, Error, disk};
use crate::config::{After, Compression, Purge, Said};
use crate::plan::Role;
use crate::tools::web::{Answer, Limits, Trouble, Web};

/// How long one that is told may take, and how many redirects are followed: none, as they would lose what is told.
const LIMITS: Limits = Limits { connect: Duration::from_secs(10), whole: Duration::from_secs(20), redirects: 0 };
/// How long a command may take.
const LONGEST: Duration = Duration::from_mins(5);
/// How many feeds a hub is told of at once.
const FEEDS: usize = 100;
/// How many addresses search engines are told of at once: indexnow.org/documentation allows no more.
const PAGES: usize = 10_000;

/// A token, which is shown to nobody but whom it is for.
#[derive(Clone)]
pub struct Token(pub String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Who is told of what changed on a site.
#[derive(Clone, Copy, Debug)]
pub(super) struct News<'a> {
    /// Who is told.
    pub after: &'a After,
    /// The address of the site, with that of its folder on the host.
    pub base: &'a str,
    /// The token that the environment has for what keeps copies.
    pub token: Option<&'a Token>,
    /// What is remembered of the target.
    pub memory: &'a Memory,
}

/// Something that changed: what it is to readers, and whether it is there.
type Change = (Role, bool);

impl News<'_> {
    /// Notes what a run is about to change.
    ///
    /// # Errors
    /// Where it cannot be noted.
    pub(super) fn note(&self, plan: &Plan<'_>) -> Result<(), Error> {
        if self.after.is_empty() {
            return Ok(());
        }
        let mut lines = String::new();
        for put in plan.puts.iter().filter(|put| put.turn.is_itself) {
            lines.push_str(&line(put.turn.role, true, &put.piece.file));
        }
        let is_copy = |gone: &Removal| gone.role == Role::Machine && Compression::original(&gone.file).is_some();
        for gone in plan.removals.iter().filter(|gone| !is_copy(gone)) {
            lines.push_str(&line(gone.role, false, &gone.file));
        }
        let log = disk::Log::open(&self.memory.path("untold"));
        log.and_then(|log| log.add(lines.as_bytes())).map_err(|error| Memory::failed(&error))
    }

    /// Tells what was noted, of this run and of those before it that did not end. Who could not be told is a finding.
    ///
    /// # Errors
    /// Where what was told cannot be forgotten.
    pub(super) fn tell(&self, site: &Path) -> Result<Vec<Diagnostic>, Error> {
        let path = self.memory.path("untold");
        let noted = disk::read(&path).unwrap_or_default();
        if noted.is_empty() {
            return Ok(Vec::new());
        }
        let noted = String::from_utf8_lossy(&noted);
        let changes = changes(&noted);
        let web = Web::new(LIMITS);
        let mut findings = Vec::new();
        if let Some(hub) = &self.after.hub {
            let feeds = self.addresses(&changes, |(role, is_there)| role == Role::Feed && is_there);
            findings.extend(tell_hub(&web, hub, &feeds));
        }
        if let Some((key, engines)) = &self.after.index_now {
            let pages = self.addresses(&changes, |(role, _)| matches!(role, Role::Page | Role::List));
            findings.extend(self.tell_engines(&web, (key, engines), &pages));
        }
        if let Some(purge) = &self.after.purge {
            findings.extend(self.tell_copies(&web, purge, &self.addresses(&changes, |_| true), site));
        }
        disk::remove(&path).map_err(|error| Memory::failed(&error))?;
        Ok(findings)
    }

    /// The whole addresses of what changed.
    fn addresses(&self, changes: &BTreeMap<&str, Change>, is_wanted: impl Fn(Change) -> bool) -> Vec<String> {
        let is_shown =
            |file: &str| file.starts_with(".well-known/") || !file.split('/').any(|part| part.starts_with('.'));
        let wanted = changes.iter().filter(|(file, change)| is_wanted(**change) && is_shown(file));
        let addresses = wanted.filter_map(|(file, _)| Address::parse(&addresses::of_file(file)).ok());
        addresses.map(|address| format!("{}{}", self.base, address.href())).collect()
    }

    /// `indexnow.org/documentation`.
    fn tell_engines(&self, web: &Web, (key, engines): (&str, &Said), pages: &[String]) -> Option<Diagnostic> {
        let host =
            self.base.split_once("://").map_or(self.base, |(_, rest)| rest).split('/').next().unwrap_or_default();
        first(pages.chunks(PAGES).map(|some| {
            let body = json!({
                "host": host,
                "key": key,
                "keyLocation": format!("{}/{key}.txt", self.base),
                "urlList": some,
            });
            untold(
                "IndexNow",
                engines,
                web.post(&engines.text, "application/json; charset=utf-8", body.to_string().as_bytes(), 0),
            )
        }))
    }

    fn tell_copies(&self, web: &Web, purge: &Purge, addresses: &[String], site: &Path) -> Option<Diagnostic> {
        let (said, token_in) = match purge {
            Purge::Command(said) => return command(said, addresses, site),
            Purge::Url(said, token_in) => (said, token_in),
        };
        let body = json!({"addresses": addresses}).to_string();
        let told = match (token_in, self.token) {
            (None, _) => web.post(&said.text, "application/json", body.as_bytes(), 0),
            (Some(_), Some(Token(token))) if token.bytes().all(|b| b.is_ascii_graphic()) => {
                web.post_as(token, &said.text, "application/json", body.as_bytes())
            }
            (Some(name), _) => {
                let message = format!(
                    "`{}` was not told what changed: {name} has no token, or one with spaces or line breaks in it",
                    said.text
                );
                return Some(
                    finding(said, message).hint(format!("set {name} in the environment of `courant publish`")),
                );
            }
        };
        untold("what keeps copies", said, told)
    }
}

/// W3C WebSub leaves open how a publisher tells a hub; hubs take what PubSubHubbub 0.3 §7.1 says.
fn tell_hub(web: &Web, hub: &Said, feeds: &[String]) -> Option<Diagnostic> {
    first(feeds.chunks(FEEDS).map(|some| {
        let encoded = some.iter().map(|feed| utf8_percent_encode(feed, NON_ALPHANUMERIC));
        let body = encoded.fold("hub.mode=publish".to_owned(), |body, feed| format!("{body}&hub.url={feed}"));
        let told = web.post(&hub.text, "application/x-www-form-urlencoded", body.as_bytes(), 0);
        untold("the hub", hub, told)
    }))
}

/// Runs a command that is told what changed.
fn command(said: &Said, addresses: &[String], site: &Path) -> Option<Diagnostic> {
    let input: String = addresses.iter().flat_map(|address| [address, "\n"]).collect();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(&said.text);
    let why = match program::run_for(&mut shell, site, input.into_bytes(), LONGEST) {
        Ok(Some(told)) if told.is_fine => return None,
        Ok(Some(told)) => {
            told.err.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it does not say why").trim().to_owned()
        }
        Ok(None) => format!("it was ended after {} minutes", LONGEST.as_secs() / 60),
        Err(error) => error.message(),
    };
    Some(finding(said, format!("the command of `purge` failed: {why}")))
}

fn first(mut told: impl Iterator<Item = Option<Diagnostic>>) -> Option<Diagnostic> {
    told.find_map(|finding| finding)
}

/// A finding where one was not told.
fn untold(who: &str, said: &Said, told: Result<Answer, Trouble>) -> Option<Diagnostic> {
    let why = match told {
        Ok(answer) if (200..300).contains(&answer.status) => return None,
        Ok(answer) => format!("it answered {}", answer.status),
        Err(trouble) => trouble.to_string(),
    };
    Some(finding(said, format!("{who} at `{}` was not told what changed: {why}", said.text)))
}

fn finding(said: &Said, message: String) -> Diagnostic {
    Diagnostic::new(Code::AfterFailed, said.place.clone(), message)
        .hint("the site is published all the same; the next run tells what changes then")
}

fn line(role: Role, is_there: bool, file: &str) -> String {
    format!("{} {} {file}\n", letter(role), if is_there { '+' } else { '-' })
}

/// What was noted, what came last where a file was noted more than once. The last line may be torn.
fn changes(noted: &str) -> BTreeMap<&str, Change> {
    let whole = noted.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let change = |line| {
        let mut parts = str::splitn(line, 3, ' ');
        let (role, sign, file) = (role_of(parts.next()?)?, parts.next()?, parts.next()?);
        Some((file, (role, sign == "+")))
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
