//! The steps of a link check: group the links by URL, look them up in the cache, request the others, report.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::cache::LinkCache;
use super::client::LinkClient;
use super::queue::{LinkRequest, Queue, Task};
use super::report::{LinkCounts, LinkReport};
use super::status::LinkStatus;
use crate::base::http::{HttpClient, HttpLimits};
use crate::base::url_scope::{Scope, absolute_url, scope};
use crate::base::{Error, ErrorCode, Located};

/// Concurrent requests, to all hosts together.
const THREADS: usize = 16;
/// Hosts without any answer from which on this machine counts as offline.
const OFFLINE: usize = 3;

/// Options of a link check.
#[derive(Clone, Copy, Debug)]
pub struct LinkCheckOptions {
    /// The current time, in seconds since 1970.
    pub now: i64,
    /// The age in days up to which the cache is believed.
    pub max_age_days: u32,
    /// The time limit of a request.
    pub timeout: Duration,
    /// Whether redirects to private networks are followed.
    pub allow_private: bool,
}

/// Progress of a link check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkCheckEvent {
    /// Requests start, for so many URLs.
    Started(usize),
    /// The status of one more URL is known.
    Checked,
}

/// A check whose requests are under way.
struct Requests<'r> {
    client: LinkClient<'r>,
    /// Called with each status as soon as it is known, and the seconds since the start.
    on_status: &'r (dyn Fn(usize, i64, &LinkStatus) + Sync),
    statuses: Mutex<Vec<(usize, LinkStatus)>>,
}

/// Checks links. `state` is the folder of the cache.
///
/// # Errors
/// No host answered: this machine is offline.
pub fn check_links(
    links: &[Located],
    state: &Path,
    options: &LinkCheckOptions,
    on_event: &(dyn Fn(LinkCheckEvent) + Sync),
) -> Result<LinkReport, Error> {
    let cache = LinkCache::open(state, options.now, options.max_age_days);
    let links = by_url(links);
    let urls: Vec<&String> = links.keys().collect();
    let mut statuses: Vec<Option<LinkStatus>> = urls.iter().map(|url| known_status(url, &cache)).collect();
    let remembered = urls.iter().filter(|url| scope(url) != Some(Scope::Nowhere) && cache.find(url).is_some()).count();
    let unknown = urls.iter().zip(&statuses).enumerate().filter(|(_, (_, status))| status.is_none());
    let requests: Vec<LinkRequest> = unknown.filter_map(|(number, (url, _))| request(number, url)).collect();
    on_event(LinkCheckEvent::Started(requests.len()));
    let requested: Vec<usize> = requests.iter().map(|request| request.number).collect();
    let found = send(requests, options, &|number, seconds, status| {
        if let (Some(url), true) = (urls.get(number), status.is_certain()) {
            cache.add(url, seconds, status);
        }
        on_event(LinkCheckEvent::Checked);
    });
    for (number, status) in found {
        if let Some(place) = statuses.get_mut(number) {
            *place = Some(status);
        }
    }
    refuse_offline(&requested, &urls, &statuses)?;
    let counts = LinkCounts { remembered, is_kept: cache.is_kept(), ..LinkCounts::default() };
    let mut report = LinkReport { findings: Vec::new(), counts };
    for ((url, links), status) in links.iter().zip(statuses) {
        report.add(url, links, &status.unwrap_or_else(LinkStatus::no_address));
    }
    Ok(report)
}

/// The links by requested URL: without the fragment, which servers do not see. A link that is no URL stands under its text.
fn by_url(links: &[Located]) -> BTreeMap<String, Vec<&Located>> {
    let mut urls: BTreeMap<String, Vec<&Located>> = BTreeMap::new();
    for link in links {
        let url = absolute_url(&link.text).map_or_else(|| link.text.clone(), |url| to_request(url).into());
        urls.entry(url).or_default().push(link);
    }
    urls
}

/// A URL without its fragment, and without the user name and password that no request should carry.
fn to_request(mut url: Url) -> Url {
    url.set_fragment(None);
    // A URL without a host has neither.
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    url
}

/// The status of a URL that is known without a request.
fn known_status(url: &str, cache: &LinkCache) -> Option<LinkStatus> {
    if scope(url) == Some(Scope::Nowhere) {
        return Some(LinkStatus::no_address());
    }
    cache.find(url).cloned()
}

fn request(number: usize, url: &str) -> Option<LinkRequest> {
    let url = Url::parse(url).ok()?;
    Some(LinkRequest { number, url, is_get: false, redirects: 0, moved: None, retries: 0 })
}

/// Sends all requests; gives the status of each by its number.
fn send(
    requests: Vec<LinkRequest>,
    options: &LinkCheckOptions,
    on_status: &(dyn Fn(usize, i64, &LinkStatus) + Sync),
) -> Vec<(usize, LinkStatus)> {
    if requests.is_empty() {
        return Vec::new();
    }
    let limits = HttpLimits { connect: options.timeout, whole: options.timeout, redirects: 0 };
    let client = if options.allow_private { HttpClient::new } else { HttpClient::to_public };
    let http = client(limits);
    // RFC 9309 §2.3.1.2: at least five redirects.
    let robots_http = client(HttpLimits { redirects: 5, ..limits });
    let client = LinkClient {
        http: &http,
        robots_http: &robots_http,
        allow_private: options.allow_private,
        now: options.now,
        started: Instant::now(),
    };
    let threads = requests.len().min(THREADS);
    let run = Requests { client, on_status, statuses: Mutex::default() };
    let queue = Queue::new(requests);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| run.work(&queue));
        }
    });
    run.statuses.into_inner().unwrap_or_else(PoisonError::into_inner)
}

impl Requests<'_> {
    /// Takes tasks from the queue until all links are known.
    fn work(&self, queue: &Queue) {
        while let Some(task) = queue.next() {
            self.run(task, queue);
        }
    }

    fn run(&self, task: Task, queue: &Queue) {
        match task {
            Task::ReadRobots(url) => {
                for (number, status) in queue.set_access(&url, self.client.read_robots(&url)) {
                    self.add(number, status);
                }
            }
            Task::Send(request) => {
                let (url, number) = (request.url.clone(), request.number);
                if let Some(status) = queue.finish(&url, self.client.send(request)) {
                    self.add(number, status);
                }
            }
        }
    }

    fn add(&self, number: usize, status: LinkStatus) {
        (self.on_status)(number, self.client.elapsed(), &status);
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner).push((number, status));
    }
}

fn refuse_offline(requested: &[usize], urls: &[&String], statuses: &[Option<LinkStatus>]) -> Result<(), Error> {
    let status = |number: &usize| statuses.get(*number).and_then(Option::as_ref);
    if requested.iter().filter_map(status).any(LinkStatus::is_certain) {
        return Ok(());
    }
    let host = |number: &usize| Url::parse(urls.get(*number)?).ok()?.host_str().map(str::to_owned);
    let mut hosts: Vec<String> = requested.iter().filter_map(host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    if hosts.len() < OFFLINE {
        return Ok(());
    }
    let message = format!("none of {} hosts responded: this machine seems to be offline", hosts.len());
    Err(Error::remote(ErrorCode::NoNetwork, message)
        .hint("check that a browser can reach the hosts, and whether you need a proxy (HTTPS_PROXY)"))
}
