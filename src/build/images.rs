//! The copies of a site's pictures, and its share cards, made in advance, or a share of them by one of several machines.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::request::{Event, PlanCache, Request};
use super::{is_no_site, nothing, plan};
use crate::base::diagnostic::{has_errors, sort};
use crate::base::{Checked, Error, Folder, Sources};
use crate::content::{Cache, Ledger};
use crate::render::images::{ImageShare, Images};
use crate::save::state_folder;

/// The result of making copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImagesSummary {
    /// Pictures of which there are copies.
    pub pictures: usize,
    /// Copies of pictures.
    pub copies: usize,
    /// Share cards.
    pub cards: usize,
    /// Copies and cards that were there already.
    pub kept: usize,
    /// Copies and cards that the shared cache had.
    pub found: usize,
    /// Copies and cards that were made.
    pub made: usize,
}

/// Makes the copies of a site's pictures, and its share cards, or those of a share, and writes nothing else. The value is `None` where
/// the site has errors.
///
/// # Errors
/// A file of the site cannot be read, or the copies cannot be written.
pub fn make_images(
    site: &Folder,
    request: &Request,
    shard: Option<ImageShare>,
    tell: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Checked<Option<ImagesSummary>>, Error> {
    if is_no_site(request) {
        return Ok(nothing(request));
    }
    let ledger = Ledger::to_read(&state_folder(site.root(), request.state.as_deref())?);
    let sources: Arc<dyn Sources> = Arc::new(site.clone());
    let Checked { value, mut findings } = plan(&sources, request, PlanCache::from(&Cache::Ledger(&ledger)))?;
    let Some(snapshot) = value else { return Ok(Checked { value: None, findings }) };
    let images = Images::share(&snapshot, shard);
    let missing = images.missing();
    images.complete();
    images.fetch(|all| tell(Event::Fetching(all)), || tell(Event::Fetched))?;
    let made = images.missing();
    let begins = |images| tell(Event::Images(images));
    findings.extend(images.develop(begins, |file| tell(Event::Picture(file)), || tell(Event::Image))?);
    images.draw_cards()?;
    request.end_cache(&mut findings);
    sort(&mut findings);
    if has_errors(&findings) {
        return Ok(Checked { value: None, findings });
    }
    let (copies, cards) = images.wanted();
    let pictures: BTreeSet<_> = copies.values().map(|copy| copy.fingerprint).collect();
    let summary = ImagesSummary {
        pictures: pictures.len(),
        copies: copies.len(),
        cards,
        kept: copies.len() + cards - missing,
        found: missing - made,
        made,
    };
    Ok(Checked { value: Some(summary), findings })
}
