//! Whether what the site links to elsewhere is still there. Each address is asked for once, however often it is linked to, as
//! gently as a reader would: a few at a time, in turn (queue), and only what its host allows (robots). What a request gives is
//! judged (visit) and remembered (memory), so that the next run asks for little.

mod memory;
mod queue;
mod robots;
mod visit;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use url::Url;

use self::memory::Memory;
use self::queue::{Queue, Turn, Visit};
use super::web::{Limits, Web};
use crate::base::{Code, Diagnostic, Error, ErrorCode};
use crate::config::{Lints, Scope, scope, whole};
use crate::plan::ExternalLink;

/// The most requests at a time, to all hosts together.
const THREADS: usize = 16;
/// With so many hosts and no answer at all, this machine is at fault, and not they.
const OFFLINE: usize = 3;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Now, in seconds since 1970.
    pub now: i64,
    /// For how many days it is believed that something is there.
    pub days: u32,
    /// The longest that is waited for an answer.
    pub patience: Duration,
}

/// What is told while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many links are asked for.
    Links(usize),
    /// It is known what is at one more.
    Link,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// What is wrong, in no particular order.
    pub findings: Vec<Diagnostic>,
    /// The figures.
    pub account: Account,
}

/// The figures, each address counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Addresses that are there.
    pub fine: usize,
    /// Addresses that are there, but under another name from now on.
    pub moved: usize,
    /// Addresses that are not there.
    pub dead: usize,
    /// Addresses of which that is not known: the host, why, and how many.
    pub passed_over: Vec<(String, String, usize)>,
    /// How many of them all were known from before.
    pub remembered: usize,
    /// Whether what was found is remembered for the next time.
    pub is_kept: bool,
}

/// What was found of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Outcome {
    /// It is there.
    Fine,
    /// It is there, and has moved for good.
    Moved(String),
    /// It is not there.
    Dead {
        /// Why, as the end of a sentence.
        why: String,
        /// What to do.
        hint: String,
        /// Whether its host said so: else it may be the network.
        answered: bool,
    },
    /// It was not looked at: why.
    PassedOver(String),
}

impl Outcome {
    fn dead(why: &str, hint: &str) -> Self {
        Self::Dead { why: why.to_owned(), hint: hint.to_owned(), answered: true }
    }
}

/// Asks for links.
struct Visitor<'w> {
    /// Follows nothing.
    web: &'w Web,
    /// Follows redirects.
    follow: &'w Web,
    /// Whether a private network is meant where one is linked to.
    may_be_private: bool,
    now: i64,
    started: Instant,
}

impl Visitor<'_> {
    /// The seconds since the beginning.
    fn elapsed(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX)
    }

    /// Asks for what is next, until there is nothing.
    fn work(&self, queue: &Queue<'_>) {
        while let Some(turn) = queue.next() {
            match turn {
                Turn::Robots(url) => queue.admit(&url, self.admit(&url)),
                Turn::Ask(visit) => {
                    let (url, number) = (visit.url.clone(), visit.number);
                    queue.end(&url, number, self.ask(visit));
                }
            }
        }
    }
}

/// Looks whether what is referred to is there. `state` is the folder of what is remembered; `lints` say how findings count.
///
/// # Errors
/// Where no host at all answers: then this machine is not on the network.
pub fn look(
    outward: &[ExternalLink],
    lints: &Lints,
    state: &Path,
    wish: &Wish,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<Looked, Error> {
    let memory = Memory::open(state, wish.now, wish.days);
    let addresses = by_address(outward);
    let mut outcomes: Vec<Option<Outcome>> = addresses.keys().map(|url| known(url, &memory)).collect();
    let remembered =
        addresses.keys().zip(&outcomes).filter(|(url, found)| found.is_some() && memory.find(url).is_some());
    let remembered = remembered.count();
    let visits = addresses.keys().enumerate().filter(|(number, _)| outcomes.get(*number).is_some_and(Option::is_none));
    let visits: Vec<Visit> = visits.filter_map(|(number, url)| visit(number, url)).collect();
    tell(Event::Links(visits.len()));
    let asked: Vec<usize> = visits.iter().map(|visit| visit.number).collect();
    let urls: Vec<&String> = addresses.keys().collect();
    let found = ask(visits, lints.is_off(Code::LinkLocal), wish, &|number, later, outcome| {
        if let (Some(url), true) = (urls.get(number), is_remembered(outcome)) {
            memory.add(url, later, outcome);
        }
        tell(Event::Link);
    });
    for (number, outcome) in found {
        if let Some(place) = outcomes.get_mut(number) {
            *place = Some(outcome);
        }
    }
    refuse_offline(&asked, &urls, &outcomes)?;
    let account = Account { remembered, is_kept: memory.is_kept(), ..Account::default() };
    let mut looked = Looked { findings: Vec::new(), account };
    for ((url, places), outcome) in addresses.iter().zip(outcomes) {
        looked.note(url, places, &outcome.unwrap_or_else(no_address));
    }
    lints.weigh(&mut looked.findings);
    Ok(looked)
}

/// What no host said may be otherwise in a moment.
fn is_remembered(outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Dead { answered: false, .. })
}

/// The references by what is asked for: a fragment is a matter of the browser. Those that are no address come under what they are.
fn by_address(outward: &[ExternalLink]) -> BTreeMap<String, Vec<&ExternalLink>> {
    let mut links: BTreeMap<String, Vec<&ExternalLink>> = BTreeMap::new();
    for link in outward {
        let url = whole(&link.to).map_or_else(|| link.to.to_string(), |url| plain(url).into());
        links.entry(url).or_default().push(link);
    }
    links
}

/// An address without its fragment, and without the name and password that nobody should be asked for with.
fn plain(mut url: Url) -> Url {
    url.set_fragment(None);
    // A URL without a host has none of both.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

/// What is known of an address before anybody is asked.
fn known(url: &str, memory: &Memory) -> Option<Outcome> {
    if scope(url) == Some(Scope::Nowhere) {
        return Some(no_address());
    }
    memory.find(url).cloned()
}

fn no_address() -> Outcome {
    Outcome::dead("its name never leads anywhere", "write the address of a page that is there")
}

fn visit(number: usize, url: &str) -> Option<Visit> {
    let url = Url::parse(url).ok()?;
    Some(Visit { number, url, in_full: false, hops: 0, moved: None, delays: 0 })
}

/// Asks for all of them; `found` is told of each as soon as it is known, with the seconds since the beginning.
fn ask(
    visits: Vec<Visit>,
    may_be_private: bool,
    wish: &Wish,
    found: &(dyn Fn(usize, i64, &Outcome) + Sync),
) -> Vec<(usize, Outcome)> {
    if visits.is_empty() {
        return Vec::new();
    }
    let limits = Limits { connect: wish.patience, whole: wish.patience, redirects: 0 };
    let web = Web::new(limits);
    // RFC 9309 §2.3.1.2: at least five.
    let follow = Web::new(Limits { redirects: 5, ..limits });
    let visitor = Visitor { web: &web, follow: &follow, may_be_private, now: wish.now, started: Instant::now() };
    let all: Mutex<Vec<(usize, Outcome)>> = Mutex::default();
    let done = |number: usize, outcome: Outcome| {
        found(number, visitor.elapsed(), &outcome);
        all.lock().unwrap_or_else(PoisonError::into_inner).push((number, outcome));
    };
    let threads = visits.len().min(THREADS);
    let queue = Queue::new(visits, &done);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| visitor.work(&queue));
        }
    });
    drop(queue);
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn refuse_offline(asked: &[usize], urls: &[&String], outcomes: &[Option<Outcome>]) -> Result<(), Error> {
    let outcome = |number: &usize| outcomes.get(*number).and_then(Option::as_ref);
    if asked.iter().filter_map(outcome).any(is_remembered) {
        return Ok(());
    }
    let mut hosts: Vec<String> =
        asked.iter().filter_map(|number| Url::parse(urls.get(*number)?).ok()?.host_str().map(str::to_owned)).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.len() < OFFLINE {
        return Ok(());
    }
    let message = format!("none of {} hosts answered: this machine seems not to be on the network", hosts.len());
    Err(Error::remote(ErrorCode::NoNetwork, message)
        .hint("see whether a browser reaches them, and whether a proxy is needed (HTTPS_PROXY)"))
}

impl Looked {
    /// Notes what was found of an address at all places that refer to it.
    fn note(&mut self, url: &str, places: &[&ExternalLink], outcome: &Outcome) {
        let account = &mut self.account;
        match outcome {
            Outcome::Fine => account.fine += 1,
            Outcome::Moved(to) => {
                account.moved += 1;
                self.findings.extend(places.iter().map(|link| moved(link, to)));
            }
            Outcome::Dead { why, hint, .. } => {
                account.dead += 1;
                let dead = |link: &&ExternalLink| {
                    let message = format!("`{}` is not there: {why}", link.to);
                    Diagnostic::new(Code::LinkDead, link.place.clone(), message).hint(hint)
                };
                self.findings.extend(places.iter().map(dead));
            }
            Outcome::PassedOver(why) => {
                let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
                match account.passed_over.iter_mut().find(|(known, reason, _)| *known == host && reason == why) {
                    Some((.., count)) => *count += 1,
                    None => account.passed_over.push((host, why.clone(), 1)),
                }
            }
        }
    }
}

fn moved(link: &ExternalLink, to: &str) -> Diagnostic {
    // The place on the page stays the one that was meant.
    let fragment = link.to.split_once('#').map(|(_, fragment)| format!("#{fragment}"));
    let fragment = fragment.filter(|_| !to.contains('#')).unwrap_or_default();
    let message = format!("`{}` has moved for good", link.to);
    Diagnostic::new(Code::LinkMoved, link.place.clone(), message).hint(format!("write `{to}{fragment}`"))
}
