//! What is kept between builds in `.courant/images/`: copies of pictures, and share cards. Each file starts with a fingerprint of the
//! rest, so a truncated one is not used.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Images, PRINT, cannot_keep, card, name};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Error, Fingerprint, disk};
use crate::plan::{self, CardView, Page, Rendition, Subject};

impl<'p> Images<'p> {
    /// The renditions of the site, or of the share.
    pub(super) fn renditions(&self) -> impl Iterator<Item = &'p Rendition> + use<'p, '_> {
        let of_page = |page: &'p Page| match &page.subject {
            Subject::Rendition(copy) => Some(&**copy),
            _ => None,
        };
        self.snapshot.pages().iter().filter_map(of_page).filter(|copy| self.is_ours(copy.fingerprint))
    }

    /// The share cards of the site, or of the share, each once, with the fingerprint of its inputs.
    pub(super) fn cards(&self) -> Vec<(Fingerprint, CardView<'p>)> {
        let snapshot = self.snapshot;
        let of_page = |page: &'p Page| match page.subject {
            Subject::Card(id) => Some(plan::card(&snapshot.site, id, &snapshot.theme.manifest)),
            Subject::SiteCard => Some(plan::site_card(&snapshot.config, page.language, &snapshot.theme.manifest)),
            _ => None,
        };
        let mut seen = BTreeSet::new();
        let cards = snapshot.pages().iter().filter_map(of_page).map(|card| (made_of_card(&card), card));
        cards.filter(|(made_of, _)| self.is_ours(*made_of) && seen.insert(*made_of)).collect()
    }

    /// The renditions of the site, or of the share, by their names in the cache, and the number of its cards.
    pub fn wanted(&self) -> (BTreeMap<String, &'p Rendition>, usize) {
        (self.renditions().map(|copy| (name(copy), copy)).collect(), self.cards().len())
    }

    /// The number of renditions and cards that are not cached yet.
    pub fn missing(&self) -> usize {
        self.missing_names().len()
    }

    /// The names of the renditions and cards that are not cached yet.
    fn missing_names(&self) -> Vec<String> {
        let kept: BTreeSet<String> = self.kept().into_iter().collect();
        self.names().difference(&kept).cloned().collect()
    }

    /// The names of all renditions and cards.
    fn names(&self) -> BTreeSet<String> {
        let cards = self.cards().into_iter().map(|(made_of, _)| card_name(made_of));
        self.renditions().map(name).chain(cards).collect()
    }

    /// A share card: from the cache, or drawn now and then cached.
    pub(in crate::render) fn card(&self, card: &CardView<'_>) -> Result<Vec<u8>, Error> {
        let name = card_name(made_of_card(card));
        if let Some(bytes) = self.read_kept(&name) {
            return Ok(bytes);
        }
        let bytes = card::draw(card).map_err(Error::internal)?;
        if self.folder.is_some_and(|folder| disk::create_folder(folder).is_ok()) {
            // A card that cannot be cached is drawn again next time.
            let _ = self.keep_made(&name, &bytes);
        }
        Ok(bytes)
    }

    /// Draws the cards that are not cached yet.
    ///
    /// # Errors
    /// If the cache folder cannot be written to.
    pub fn draw_cards(&self) -> Result<(), Error> {
        let kept: BTreeSet<String> = self.kept().into_iter().collect();
        let mut cards = self.cards();
        cards.retain(|(made_of, _)| !kept.contains(&card_name(*made_of)));
        if let Some(folder) = self.folder.filter(|_| !cards.is_empty()) {
            disk::create_folder(folder).map_err(|error| cannot_keep(&error))?;
        }
        let draw = |(made_of, card): &(Fingerprint, CardView<'_>)| {
            self.keep_made(&card_name(*made_of), &card::draw(card).map_err(Error::internal)?)
        };
        cards.par_iter().try_for_each(draw)
    }

    /// A file of the cache.
    pub(super) fn read_kept(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.folder?.join(name);
        let mut kept = disk::read(&path).ok()?;
        // What was used last goes into a bounded archive of the state first. Without it, the copy counts as older.
        let _ = disk::touch(&path);
        let bytes = kept.split_off(PRINT.min(kept.len()));
        (Fingerprint::of(&bytes).bytes()[..] == kept).then_some(bytes)
    }

    /// Keeps what was made, here and in the shared cache.
    pub(super) fn keep_made(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if let Some(cache) = &self.snapshot.shared_cache {
            cache.put(&shared_name(name), bytes);
        }
        self.write_kept(name, bytes)
    }

    /// Fetches what is not cached here from the cache that machines share, where there is one. `begin` receives the number of files
    /// that are asked for, and `fetched` reports each.
    ///
    /// # Errors
    /// If the cache folder cannot be written to.
    pub fn fetch(&self, begin: impl FnOnce(usize), fetched: impl Fn() + Sync) -> Result<(), Error> {
        let (Some(folder), Some(cache)) = (self.folder, &self.snapshot.shared_cache) else { return Ok(()) };
        let missing = self.missing_names();
        if missing.is_empty() {
            return Ok(());
        }
        disk::create_folder(folder).map_err(|error| cannot_keep(&error))?;
        begin(missing.len());
        let names: Vec<String> = missing.iter().map(|name| shared_name(name)).collect();
        let failure = Mutex::new(None);
        cache.fetch(&names, &|shared, bytes| {
            let name = shared.rsplit('/').next().unwrap_or(shared);
            if let Some(Err(error)) = bytes.map(|bytes| self.write_kept(name, &bytes)) {
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
            fetched();
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }

    /// Puts into the cache that machines share what is cached here and lacks there: a run that was killed may have kept it, and not put
    /// it yet.
    pub fn complete(&self) {
        let Some(cache) = &self.snapshot.shared_cache else { return };
        let kept: BTreeSet<String> = self.kept().into_iter().collect();
        let names: Vec<String> = self.names().intersection(&kept).map(|name| shared_name(name)).collect();
        cache.complete(&names, &|shared| self.read_kept(shared.rsplit('/').next()?));
    }

    /// Writes a file of the cache.
    fn write_kept(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let Some(folder) = self.folder else { return Ok(()) };
        let fingerprint = Fingerprint::of(bytes);
        let contents =
            |file: &mut dyn io::Write| file.write_all(fingerprint.bytes()).and_then(|()| file.write_all(bytes));
        disk::write_cache(&folder.join(name), contents).map_err(|error| cannot_keep(&error))
    }
}

/// The fingerprint of a card's inputs. Another version of the program may draw another card.
pub(super) fn made_of_card(card: &CardView<'_>) -> Fingerprint {
    let CardView { title, date, site, language, accent, logo } = card;
    let texts = [ENGINE, title, date, site, language, accent.unwrap_or_default()];
    let mixer = texts.iter().fold(Mixer::default(), |mixer, text| mixer.bytes(text.as_bytes()));
    logo.iter().fold(mixer, |mixer, logo| mixer.fingerprint(logo.fingerprint)).finish()
}

/// The name of a file in the cache that machines share. File systems and stores do better with many folders than with a large one.
fn shared_name(name: &str) -> String {
    let first = name.get(..2).unwrap_or_default();
    format!("images/{first}/{name}")
}

/// The cache name of a card.
fn card_name(made_of: Fingerprint) -> String {
    format!("{made_of}-card.png")
}
