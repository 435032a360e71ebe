//! Whose turn it is: which link of which host is asked for next, so that no host gets more than two requests at a time, nor two
//! of them at once, and none before its `robots.txt` was read.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use super::Outcome;
use super::robots::Robots;

/// The most requests that a host gets at a time.
const MOST: usize = 2;
/// How long there is at least between two requests to a host.
const PAUSE: Duration = Duration::from_millis(250);

/// A link that is being looked at.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    /// Which of the links it is.
    pub(super) number: usize,
    /// What is asked for now.
    pub(super) url: Url,
    /// Whether the contents are asked for, and not only what there is to say of them.
    pub(super) in_full: bool,
    /// How many redirects led here.
    pub(super) hops: u8,
    /// Where it has moved for good, as far as that was said without a break.
    pub(super) moved: Option<Url>,
    /// How often it was asked to come back.
    pub(super) delays: u8,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Step {
    /// It is known what is there.
    Done(Outcome),
    /// Something else is asked for, maybe of another host.
    On(Visit),
    /// The host wants to be left alone for so long.
    Later(Visit, Duration),
}

/// What a thread does next.
#[derive(Debug)]
pub(super) enum Turn {
    /// Reads the `robots.txt` of the host of this URL.
    Robots(Url),
    /// Asks for a link.
    Ask(Visit),
}

/// What a host lets this program do.
#[derive(Clone, Debug)]
pub(super) enum Access {
    /// Asks for what these rules allow.
    Rules(Robots),
    /// Asks for nothing: what is known of all of its links.
    Closed(Outcome),
}

#[derive(Debug)]
struct Host {
    waiting: VecDeque<Visit>,
    /// How many requests are on their way.
    active: usize,
    /// Before that no request is sent.
    ready: Instant,
    access: Option<Access>,
}

#[derive(Debug, Default)]
struct State {
    hosts: BTreeMap<String, Host>,
    /// How many links are not known yet.
    open: usize,
}

/// The links that are still to be looked at; threads share it.
pub(super) struct Queue<'d> {
    state: Mutex<State>,
    changed: Condvar,
    /// Takes what was found of a link, by its number.
    done: &'d (dyn Fn(usize, Outcome) + Sync),
}

/// By what a host is known: its name, and its port where that is an unusual one.
fn key(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

impl<'d> Queue<'d> {
    /// A queue of these links.
    pub(super) fn new(visits: Vec<Visit>, done: &'d (dyn Fn(usize, Outcome) + Sync)) -> Self {
        let mut state = State { open: visits.len(), ..State::default() };
        for visit in visits {
            state.host(&visit.url).waiting.push_back(visit);
        }
        Self { state: Mutex::new(state), changed: Condvar::new(), done }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be done next, once there is something; `None` where all links are known.
    pub(super) fn next(&self) -> Option<Turn> {
        let mut state = self.lock();
        loop {
            if state.open == 0 {
                return None;
            }
            let now = Instant::now();
            if let Some(turn) = state.hosts.values_mut().find_map(|host| host.turn(now)) {
                return Some(turn);
            }
            let soonest = state.hosts.values().filter_map(Host::is_due).min();
            let wait = soonest.map_or(Duration::from_secs(1), |at| at.saturating_duration_since(now));
            // Whoever ends a request tells so; the wait is only for hosts that are to be left alone.
            let woken = self.changed.wait_timeout(state, wait.max(Duration::from_millis(1)));
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What the `robots.txt` of a host says.
    pub(super) fn admit(&self, url: &Url, access: Access) {
        let mut state = self.lock();
        let host = state.host(url);
        host.active = host.active.saturating_sub(1);
        host.ready = Instant::now() + PAUSE;
        let mut known = Vec::new();
        host.waiting.retain(|visit| match refused(&access, &visit.url) {
            Some(outcome) => {
                known.push((visit.number, outcome));
                false
            }
            None => true,
        });
        host.access = Some(access);
        state.open = state.open.saturating_sub(known.len());
        drop(state);
        for (number, outcome) in known {
            (self.done)(number, outcome);
        }
        self.changed.notify_all();
    }

    /// What came of a request for `url`.
    pub(super) fn end(&self, url: &Url, number: usize, step: Step) {
        let mut state = self.lock();
        let host = state.host(url);
        host.active = host.active.saturating_sub(1);
        let outcome = match step {
            Step::Done(outcome) => Some(outcome),
            Step::Later(visit, wait) => {
                host.ready = host.ready.max(Instant::now() + wait);
                host.waiting.push_front(visit);
                None
            }
            Step::On(visit) => {
                let host = state.host(&visit.url);
                let outcome = host.access.as_ref().and_then(|access| refused(access, &visit.url));
                if outcome.is_none() {
                    host.waiting.push_front(visit);
                }
                outcome
            }
        };
        state.open = state.open.saturating_sub(usize::from(outcome.is_some()));
        drop(state);
        if let Some(outcome) = outcome {
            (self.done)(number, outcome);
        }
        self.changed.notify_all();
    }
}

/// What is known of a link that a host does not want to be asked for.
fn refused(access: &Access, url: &Url) -> Option<Outcome> {
    match access {
        Access::Closed(outcome) => Some(outcome.clone()),
        Access::Rules(robots) => {
            let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
            (!robots.allows(&path)).then(|| Outcome::PassedOver("its robots.txt keeps programs out there".to_owned()))
        }
    }
}

impl State {
    fn host(&mut self, url: &Url) -> &mut Host {
        self.hosts.entry(key(url)).or_insert_with(|| Host {
            waiting: VecDeque::new(),
            active: 0,
            ready: Instant::now(),
            access: None,
        })
    }
}

impl Host {
    /// What can be done for it now.
    fn turn(&mut self, now: Instant) -> Option<Turn> {
        if self.is_due()? > now {
            return None;
        }
        let turn = match self.access {
            None => Turn::Robots(self.waiting.front()?.url.clone()),
            Some(_) => Turn::Ask(self.waiting.pop_front()?),
        };
        self.active += 1;
        self.ready = now + PAUSE;
        Some(turn)
    }

    /// From when on something can be done for it, if anything is to be done, and nothing has to end first.
    fn is_due(&self) -> Option<Instant> {
        let most = if self.access.is_some() { MOST } else { 1 };
        (!self.waiting.is_empty() && self.active < most).then_some(self.ready)
    }
}
