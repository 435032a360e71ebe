//! The message of a digest, with as many items as have place: programs for mail cut longer ones, and hide their ends.

use super::mail_message::MailMessage;
use super::services::{for_listmonk, for_mailchimp};
use super::wrap::wrap;
use crate::base::{Error, ErrorCode};
use crate::config::LanguageId;
use crate::model::{ItemId, Listing};
use crate::plan::{Snapshot, digest_view};
use crate::render::{self, Failure, RenderedDigest};

/// The most bytes of a message in HTML: Gmail cuts it at 102 kB.
const LARGEST: usize = 100_000;

/// The most items that are tried: each takes a kilobyte.
const MOST: usize = 200;

/// A digest in all its forms.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    /// The subject.
    pub(super) subject: String,
    /// What programs for mail show beside the subject.
    pub(super) preheader: String,
    /// The message for any program.
    pub(super) plain: MailMessage,
    /// The message for Listmonk.
    pub(super) listmonk: MailMessage,
    /// The message for Mailchimp.
    pub(super) mailchimp: MailMessage,
    /// The number of items that have no place in it.
    pub(super) left_out: usize,
}

/// Composes a digest of new items, newest first.
///
/// # Errors
/// A template has mistakes, or is too large for even one item.
pub(super) fn compose(snapshot: &Snapshot, place: (LanguageId, Listing), ids: &[ItemId]) -> Result<Composed, Failure> {
    let mut shown = ids.len().min(MOST);
    loop {
        let composed = with(snapshot, place, ids, shown)?;
        let forms = [&composed.plain, &composed.listmonk, &composed.mailchimp];
        let largest = forms.map(|form| form.html.len()).into_iter().max().unwrap_or_default();
        if largest <= LARGEST {
            return Ok(composed);
        }
        if shown <= 1 {
            let message = format!("a digest with one item has {} kB of HTML", largest / 1000);
            let error = Error::usage(ErrorCode::DigestTooLarge, message);
            return Err(error.hint("shorten `templates/digest.html` of your theme, or the summary of the item").into());
        }
        // Most of a message is its items.
        shown = (shown * LARGEST / largest).clamp(1, shown - 1);
    }
}

fn with(
    snapshot: &Snapshot,
    (language, listing): (LanguageId, Listing),
    ids: &[ItemId],
    shown: usize,
) -> Result<Composed, Failure> {
    let subject = render::digest_subject(snapshot, language, ids.len());
    let mut view = digest_view(snapshot, (language, listing), ids.get(..shown).unwrap_or(ids), subject);
    view.left_out = ids.len() - shown;
    view.unsubscribe.clone_from(&snapshot.config.digest.unsubscribe);
    let message = |rendered: RenderedDigest| MailMessage { html: rendered.html, text: wrap(&rendered.text) };
    let plain = message(render::digest(snapshot, language, &view)?);
    let link = plain.unsubscribe_link();
    view.unsubscribe = Some(link.clone());
    let of_service = message(render::digest(snapshot, language, &view)?);
    Ok(Composed {
        listmonk: for_listmonk(&of_service, &link),
        mailchimp: for_mailchimp(&of_service, &link),
        plain,
        left_out: view.left_out,
        subject: view.subject,
        preheader: view.preheader,
    })
}
