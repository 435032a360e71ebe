//! Copies of pictures, made in the background: each takes seconds, and nothing else waits for it. Until a copy is there, the
//! picture itself is shown in its place.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

use super::generation::Generation;
use super::message::Message;
use super::options::ServeEvent;
use crate::base::Address;
use crate::plan::Subject;
use crate::render::Failure;

/// A copy that a browser asked for: the address in a generation.
pub(super) type WantedCopy = (Arc<Generation>, Address);

/// The thread that makes copies.
#[derive(Debug)]
pub(super) struct CopyMaker(Sender<WantedCopy>);

impl CopyMaker {
    /// A maker with its queue, which [`run`] works off on a thread of its own.
    pub(super) fn new() -> (Self, Receiver<WantedCopy>) {
        let (wanted, queue) = mpsc::channel();
        (Self(wanted), queue)
    }

    /// Has a copy made.
    pub(super) fn make(&self, generation: Arc<Generation>, address: Address) {
        // An error means that the preview has ended.
        let _ = self.0.send((generation, address));
    }
}

/// Makes the copies that are wanted, one after another, and sends what is found to the rebuilder. A copy of a generation that a
/// newer one follows is left: browsers ask for it again.
pub(super) fn run(queue: &Receiver<WantedCopy>, messages: &Sender<Message>, tell: &dyn Fn(ServeEvent<'_>)) {
    let mut told = BTreeSet::new();
    while let Ok((generation, address)) = queue.recv() {
        let Some(page) = generation.snapshot.layout.page_at(&address) else { continue };
        let Subject::Rendition(copy) = &page.subject else { continue };
        if generation.is_stale() || generation.has_tried(&address) {
            continue;
        }
        if told.insert(copy.fingerprint) {
            tell(ServeEvent::Copying(&copy.file));
        }
        let made = generation.render(page);
        generation.tried(address);
        if let Err(Failure::Findings(findings)) = made
            && messages.send(Message::Findings(generation.number, findings)).is_err()
        {
            return;
        }
    }
}
