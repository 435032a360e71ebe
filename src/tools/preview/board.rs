//! Where the newest whole site and what is wrong with the texts are found, by who serves them.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{oneshot, watch};

use super::generation::Generation;
use super::maker::Message;
use crate::base::{Diagnostic, Error};

/// How many sites as they will be at another moment are kept.
const MOMENTS_KEPT: usize = 2;

/// What is known now.
#[derive(Clone, Debug, Default)]
pub(super) struct Notice {
    /// Rises with every change of it.
    pub(super) serial: u64,
    /// The newest whole site.
    pub(super) generation: Option<Arc<Generation>>,
    /// What is wrong with the texts as they are now, errors and warnings.
    pub(super) findings: Arc<[Diagnostic]>,
    /// Why the machine could not make the site.
    pub(super) trouble: Option<Arc<Error>>,
    /// Files of items that came with the newest site.
    pub(super) new: Arc<[String]>,
}

/// A site at another moment, or why there is none.
pub(super) type AtMoment = Result<Arc<Generation>, Vec<Diagnostic>>;

/// Where it is found.
#[derive(Debug)]
pub(super) struct Board {
    notice: watch::Sender<Notice>,
    moments: Mutex<Vec<(u64, DateTime<Utc>, AtMoment)>>,
    messages: Sender<Message>,
}

impl Board {
    /// Nothing is known.
    pub(super) fn new(messages: Sender<Message>) -> Self {
        Self { notice: watch::Sender::new(Notice::default()), moments: Mutex::default(), messages }
    }

    /// Puts up what is known now.
    pub(super) fn put(&self, change: impl FnOnce(&mut Notice)) {
        self.notice.send_modify(|notice| {
            change(notice);
            notice.serial += 1;
        });
    }

    /// What is known now.
    pub(super) fn read(&self) -> Notice {
        self.notice.borrow().clone()
    }

    /// Tells whenever something else is known.
    pub(super) fn follow(&self) -> watch::Receiver<Notice> {
        self.notice.subscribe()
    }

    /// The site as it is at another moment. `None` where there is no whole site to begin with.
    pub(super) async fn at(&self, moment: DateTime<Utc>) -> Option<AtMoment> {
        let serial = self.read().generation?.number;
        let find = |(known, at, _): &&(u64, DateTime<Utc>, AtMoment)| (*known, *at) == (serial, moment);
        if let Some((.., made)) = self.moments().iter().find(find) {
            return Some(made.clone());
        }
        let (answer, answered) = oneshot::channel();
        self.messages.send(Message::Moment(moment, answer)).ok()?;
        let made = answered.await.ok()?;
        let mut moments = self.moments();
        moments.retain(|(known, at, _)| *known == serial && *at != moment);
        let surplus = (moments.len() + 1).saturating_sub(MOMENTS_KEPT);
        moments.drain(..surplus);
        moments.push((serial, moment, made.clone()));
        Some(made)
    }

    /// Tells of what was found wrong with a page of the site of a number.
    pub(super) fn found(&self, number: u64, findings: Vec<Diagnostic>) {
        // Where nobody listens any more the preview is over.
        let _ = self.messages.send(Message::Found(number, findings));
    }

    /// Has no more sites made.
    pub(super) fn stop(&self) {
        // Where nobody listens any more they are not.
        let _ = self.messages.send(Message::Stop);
    }

    /// Forgets sites at other moments: there is a newer one.
    pub(super) fn forget_moments(&self) {
        self.moments().clear();
    }

    fn moments(&self) -> std::sync::MutexGuard<'_, Vec<(u64, DateTime<Utc>, AtMoment)>> {
        self.moments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
