//! The shape of a site: all that its pages show but the wording of bodies. While it stays the same, a page whose own wording is the same
//! is the same, and need not be looked at: where one body was edited, that is all pages but one, and some feeds.

use rayon::prelude::*;

use super::page::{Page, Subject};
use super::snapshot::Snapshot;
use crate::base::Fingerprint;
use crate::base::fingerprint::Mixer;

/// How many items are looked at together.
const BATCH: usize = 1024;

/// The fingerprint of the shape, as far as items decide on it.
pub fn shape(snapshot: &Snapshot) -> Fingerprint {
    let site = &snapshot.site;
    let mix = |mixer: Mixer, fingerprint: &Fingerprint| mixer.fingerprint(*fingerprint);
    let of_batch =
        |items: &[_]| items.iter().map(shape_of).fold(Mixer::default(), |mixer, it| mix(mixer, &it)).finish();
    let batches: Vec<Fingerprint> = site.items.par_chunks(BATCH).map(of_batch).collect();
    let mixer = batches.iter().fold(Mixer::default(), mix);
    // Items have their terms by number.
    let terms = site.groups().flat_map(|group| site.terms(group).all());
    terms.fold(mixer, |mixer, term| mixer.bytes(term.name.as_bytes()).bytes(term.slug.as_bytes())).finish()
}

/// The fingerprint of the wording that a page shows: of one body, or of those in a feed. `None` where it is not known without its view.
pub fn wording(snapshot: &Snapshot, page: &Page) -> Option<Fingerprint> {
    let site = &snapshot.site;
    match &page.subject {
        Subject::Podcast => None,
        Subject::LiveUpdates(id) => Some(site.item(*id).wording()),
        Subject::Feed { listing, .. } => {
            let items = site.listing(page.language, *listing).iter().take(snapshot.config.feeds.items);
            let wordings = items.map(|id| site.item(*id).wording());
            Some(wordings.fold(Mixer::default(), Mixer::fingerprint).finish())
        }
        _ => Some(snapshot.text_of(page).map(|id| site.item(id).wording()).unwrap_or_default()),
    }
}

fn shape_of(item: &impl AsRef<crate::content::Item>) -> Fingerprint {
    item.as_ref().shape()
}
