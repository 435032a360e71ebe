//! The queue of requests, fair to hosts: no host gets more than two requests at a time, nor two at once, and none before its
//! `robots.txt` was read.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use super::robots::Robots;
use super::status::LinkStatus;

/// Concurrent requests to one host.
const MOST: usize = 2;
/// The least time between two requests to a host.
const PAUSE: Duration = Duration::from_millis(250);

/// A request for a link.
#[derive(Clone, Debug)]
pub(super) struct LinkRequest {
    /// The number of the link.
    pub(super) number: usize,
    /// The requested URL: that of the link, or of a redirect.
    pub(super) url: Url,
    /// Whether the method is GET instead of HEAD.
    pub(super) is_get: bool,
    /// Redirects followed so far.
    pub(super) redirects: u8,
    /// The new URL of the page, as long as all redirects were permanent.
    pub(super) moved: Option<Url>,
    /// Retries so far because the host was busy.
    pub(super) retries: u8,
}

/// The result of a request.
#[derive(Debug)]
pub(super) enum RequestResult {
    /// The status is known.
    Status(LinkStatus),
    /// Another request is needed, maybe to another host.
    Follow(LinkRequest),
    /// The host asks for a retry after this time.
    Retry(LinkRequest, Duration),
}

/// The next task of a thread.
#[derive(Debug)]
pub(super) enum Task {
    /// Reads the `robots.txt` of the host of this URL.
    ReadRobots(Url),
    /// Sends a request.
    Send(LinkRequest),
}

/// The requests that a host allows.
#[derive(Clone, Debug)]
pub(super) enum HostAccess {
    /// Requests that these rules allow.
    Rules(Robots),
    /// No requests: all links to the host have this status.
    Closed(LinkStatus),
}

#[derive(Debug)]
struct HostQueue {
    waiting: VecDeque<LinkRequest>,
    /// Requests under way.
    active: usize,
    /// The earliest time of the next request.
    ready: Instant,
    access: Option<HostAccess>,
}

#[derive(Debug, Default)]
struct QueueState {
    hosts: BTreeMap<String, HostQueue>,
    /// Links whose status is not known yet.
    open: usize,
}

/// The requests that are still to be sent; threads share it.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<QueueState>,
    changed: Condvar,
}

/// The key of a host: its name, with the port unless it is the default one.
fn key(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

impl Queue {
    /// A queue of these requests.
    pub(super) fn new(requests: Vec<LinkRequest>) -> Self {
        let mut state = QueueState { open: requests.len(), ..QueueState::default() };
        for request in requests {
            state.host(&request.url).waiting.push_back(request);
        }
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task, as soon as there is one; `None` once the status of all links is known.
    pub(super) fn next(&self) -> Option<Task> {
        let mut state = self.lock();
        loop {
            if state.open == 0 {
                return None;
            }
            let now = Instant::now();
            if let Some(task) = state.hosts.values_mut().find_map(|host| host.next(now)) {
                return Some(task);
            }
            let soonest = state.hosts.values().filter_map(HostQueue::ready_at).min();
            let wait = soonest.map_or(Duration::from_secs(1), |at| at.saturating_duration_since(now));
            // The end of a request wakes this thread; the time limit is for hosts that are to be left alone.
            let woken = self.changed.wait_timeout(state, wait.max(Duration::from_millis(1)));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Sets the access to the host of `url`; gives the numbers of the links that it excludes, with their status.
    pub(super) fn set_access(&self, url: &Url, access: HostAccess) -> Vec<(usize, LinkStatus)> {
        let mut state = self.lock();
        let host = state.host(url);
        host.active = host.active.saturating_sub(1);
        host.ready = Instant::now() + PAUSE;
        let mut refused = Vec::new();
        host.waiting.retain(|request| match refusal(&access, &request.url) {
            Some(status) => {
                refused.push((request.number, status));
                false
            }
            None => true,
        });
        host.access = Some(access);
        state.open = state.open.saturating_sub(refused.len());
        drop(state);
        self.changed.notify_all();
        refused
    }

    /// Ends a request to `url`; gives the status of its link where that is known now.
    pub(super) fn finish(&self, url: &Url, result: RequestResult) -> Option<LinkStatus> {
        let mut state = self.lock();
        let host = state.host(url);
        host.active = host.active.saturating_sub(1);
        let status = match result {
            RequestResult::Status(status) => Some(status),
            RequestResult::Retry(request, wait) => {
                host.ready = host.ready.max(Instant::now() + wait);
                host.waiting.push_front(request);
                None
            }
            RequestResult::Follow(request) => {
                let host = state.host(&request.url);
                let status = host.access.as_ref().and_then(|access| refusal(access, &request.url));
                if status.is_none() {
                    host.waiting.push_front(request);
                }
                status
            }
        };
        state.open = state.open.saturating_sub(usize::from(status.is_some()));
        drop(state);
        self.changed.notify_all();
        status
    }
}

/// The status of a link that its host excludes from requests.
fn refusal(access: &HostAccess, url: &Url) -> Option<LinkStatus> {
    match access {
        HostAccess::Closed(status) => Some(status.clone()),
        HostAccess::Rules(robots) => {
            let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
            (!robots.allows(&path)).then(|| LinkStatus::Skipped("its robots.txt excludes this page".to_owned()))
        }
    }
}

impl QueueState {
    fn host(&mut self, url: &Url) -> &mut HostQueue {
        self.hosts.entry(key(url)).or_insert_with(|| HostQueue {
            waiting: VecDeque::new(),
            active: 0,
            ready: Instant::now(),
            access: None,
        })
    }
}

impl HostQueue {
    /// The next task for this host, if it is ready for one.
    fn next(&mut self, now: Instant) -> Option<Task> {
        if self.ready_at()? > now {
            return None;
        }
        let task = match self.access {
            None => Task::ReadRobots(self.waiting.front()?.url.clone()),
            Some(_) => Task::Send(self.waiting.pop_front()?),
        };
        self.active += 1;
        self.ready = now + PAUSE;
        Some(task)
    }

    /// The time of the next request; `None` where nothing waits, or another request has to end first.
    fn ready_at(&self) -> Option<Instant> {
        let most = if self.access.is_some() { MOST } else { 1 };
        (!self.waiting.is_empty() && self.active < most).then_some(self.ready)
    }
}
