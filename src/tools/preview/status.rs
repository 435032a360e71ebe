//! The status of the site: its newest generation and the findings, published to all connections.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{oneshot, watch};

use super::generation::Generation;
use super::message::{Message, SiteAtMoment};
use crate::base::{Diagnostic, Error};

/// The most generations at other moments that are kept.
const MOMENTS_KEPT: usize = 2;

/// The newest generation and the findings.
#[derive(Clone, Debug, Default)]
pub(super) struct SiteStatus {
    /// Rises with every change.
    pub(super) serial: u64,
    /// The newest generation.
    pub(super) generation: Option<Arc<Generation>>,
    /// The errors and warnings of the files as they are now.
    pub(super) findings: Arc<[Diagnostic]>,
    /// The failure of the machine that keeps a newer generation from being made.
    pub(super) trouble: Option<Arc<Error>>,
    /// The files of items that are new in it.
    pub(super) new: Arc<[String]>,
}

/// Publishes the status, and keeps generations at other moments.
#[derive(Debug)]
pub(super) struct StatusChannel {
    status: watch::Sender<SiteStatus>,
    moments: Mutex<Vec<(u64, DateTime<Utc>, SiteAtMoment)>>,
    messages: Sender<Message>,
}

impl StatusChannel {
    /// Nothing is known yet.
    pub(super) fn new(messages: Sender<Message>) -> Self {
        Self { status: watch::Sender::new(SiteStatus::default()), moments: Mutex::default(), messages }
    }

    /// Changes the status.
    pub(super) fn put(&self, change: impl FnOnce(&mut SiteStatus)) {
        self.status.send_modify(|status| {
            change(status);
            status.serial += 1;
        });
    }

    /// The status now.
    pub(super) fn read(&self) -> SiteStatus {
        self.status.borrow().clone()
    }

    /// Receives every later status.
    pub(super) fn follow(&self) -> watch::Receiver<SiteStatus> {
        self.status.subscribe()
    }

    /// The site at another moment. `None` where there is no generation yet.
    pub(super) async fn at(&self, moment: DateTime<Utc>) -> Option<SiteAtMoment> {
        let serial = self.read().generation?.number;
        let find = |(known, at, _): &&(u64, DateTime<Utc>, SiteAtMoment)| (*known, *at) == (serial, moment);
        if let Some((.., made)) = self.moments().iter().find(find) {
            return Some(made.clone());
        }
        let (answer, answered) = oneshot::channel();
        self.messages.send(Message::AtMoment(moment, answer)).ok()?;
        let made = answered.await.ok()?;
        let mut moments = self.moments();
        moments.retain(|(known, at, _)| *known == serial && *at != moment);
        let surplus = (moments.len() + 1).saturating_sub(MOMENTS_KEPT);
        moments.drain(..surplus);
        moments.push((serial, moment, made.clone()));
        Some(made)
    }

    /// Sends the findings of a page of the generation with this number to the rebuilder.
    pub(super) fn found(&self, number: u64, findings: Vec<Diagnostic>) {
        // An error means that the preview has ended.
        let _ = self.messages.send(Message::Findings(number, findings));
    }

    /// Ends the rebuilder.
    pub(super) fn stop(&self) {
        // An error means that it has ended.
        let _ = self.messages.send(Message::Stop);
    }

    /// Drops the generations at other moments: there is a newer one.
    pub(super) fn forget_moments(&self) {
        self.moments().clear();
    }

    fn moments(&self) -> std::sync::MutexGuard<'_, Vec<(u64, DateTime<Utc>, SiteAtMoment)>> {
        self.moments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
