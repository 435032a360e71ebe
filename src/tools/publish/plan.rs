//! What is there and what should be → what is to be done. Files of someone else, and those that a pattern keeps, are left.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::manifest::{Manifest, NAME};
use super::shelf::{self, Piece};
use super::target::{Listing, Put, Target, There, Turn};
use crate::base::Error;
use crate::config::Compression;
use crate::plan::Role;

/// What is to be done at a target.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan<'s> {
    /// What is to be put, in the order in which readers may see it: what pages show, pages, lists, feeds, sitemaps.
    pub puts: Vec<Put<'s>>,
    /// What is to be removed after that: pages first, then what they showed.
    pub removals: Vec<Removal>,
    /// What is there already, with its tag.
    pub kept: Vec<(&'s Piece, Box<str>)>,
    /// Files of someone else that are left alone.
    pub foreign: usize,
    /// Files of someone else that stand where a file of the site belongs.
    pub in_the_way: Vec<Box<str>>,
}

/// A file that the site no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Its name.
    pub file: Box<str>,
    /// Its size in bytes.
    pub size: u64,
    /// What it is to readers.
    pub role: Role,
    /// The short fingerprint of the name of the item's file that it was the page of.
    pub source: Option<Box<str>>,
}

impl Plan<'_> {
    /// How many bytes are to be sent.
    pub(super) fn bytes(&self) -> u64 {
        self.puts.iter().map(|put| put.piece.size).sum()
    }

    /// Files that are removed before anything is put: compressed copies of files that are put, and have none any more. A host
    /// would go on to send the copy.
    pub(super) fn stale(&self) -> Vec<&str> {
        let put: BTreeSet<&str> = self.puts.iter().map(|put| &*put.piece.file).collect();
        let is_stale = |file: &&str| Compression::original(file).is_some_and(|original| put.contains(original));
        self.removals.iter().map(|removal| &*removal.file).filter(is_stale).collect()
    }

    /// Whether nothing is to be done.
    pub(super) fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.removals.is_empty()
    }
}

/// Whether a pattern keeps a file from being touched.
fn is_kept(file: &str, keep: &[String]) -> bool {
    keep.iter().any(|pattern| fast_glob::glob_match(pattern.trim_start_matches('/'), file))
}

/// When a piece is put.
fn turn(piece: &Piece, shelf: &[Piece]) -> Turn {
    let original = Compression::original(&piece.file).and_then(|file| shelf::find(shelf, file));
    Turn { role: original.unwrap_or(piece).role, is_itself: original.is_none() }
}

enum Fate {
    Kept(Box<str>),
    Left,
    /// It is to be there, and nobody has its bytes: somebody removed it since.
    Missing,
    InTheWay,
    Put(Option<There>),
}

/// What stands at the place of a piece, and whether that is the piece; `None` where only its bytes tell.
fn sight<'l>(piece: &Piece, listing: &'l Listing, known: &Manifest) -> Option<(&'l There, Option<bool>)> {
    let there = listing.get(&piece.file)?;
    let record = known.0.get(&piece.file).filter(|record| there.is_still(&record.tag));
    let is_same = match record {
        Some(record) => Some(record.fingerprint == piece.fingerprint),
        None if there.size != piece.size => Some(false),
        None => None,
    };
    // Without bytes of our own, what stands there is what should.
    Some((there, if piece.path.is_none() { Some(true) } else { is_same }))
}

/// Compares what should be at a target (sorted by name) with what is.
///
/// # Errors
/// Where a file has to be read to be compared, and cannot be.
pub(super) fn compare<'s>(
    shelf: &'s [Piece],
    listing: &Listing,
    known: &Manifest,
    keep: &[String],
    target: &dyn Target,
) -> Result<Plan<'s>, Error> {
    let sights: Vec<_> = shelf.par_iter().map(|piece| sight(piece, listing, known)).collect();
    let unsure = shelf.iter().zip(&sights).filter_map(|(piece, sight)| match sight {
        Some((there, None)) => Some((*there, piece)),
        _ => None,
    });
    let mut held = target.hold(&unsure.collect::<Vec<_>>())?.into_iter();
    let mut fate = |piece: &Piece, sight: Option<(&There, Option<bool>)>| {
        let Some((there, is_same)) = sight else {
            return if piece.path.is_some() { Fate::Put(None) } else { Fate::Missing };
        };
        match known.0.get(&piece.file) {
            _ if is_same.or_else(|| held.next()) == Some(true) => Fate::Kept(there.tag.clone()),
            _ if is_kept(&piece.file, keep) => Fate::Left,
            None => Fate::InTheWay,
            Some(_) => Fate::Put(Some(there.clone())),
        }
    };
    let mut plan = Plan::default();
    for (piece, sight) in shelf.iter().zip(sights) {
        match fate(piece, sight) {
            Fate::Kept(tag) => plan.kept.push((piece, tag)),
            Fate::Missing => {}
            Fate::Left => plan.foreign += 1,
            Fate::Put(replaces) => plan.puts.push(Put { piece, replaces, turn: turn(piece, shelf) }),
            Fate::InTheWay => {
                plan.in_the_way.push(piece.file.clone());
                let replaces = listing.get(&piece.file).cloned();
                plan.puts.push(Put { piece, replaces, turn: turn(piece, shelf) });
            }
        }
    }
    plan.puts.sort_by_key(|put| put.turn);
    let is_wanted = |file: &str| shelf::find(shelf, file).is_some();
    for (file, there) in listing.iter().filter(|(file, _)| ***file != *NAME && !is_wanted(file)) {
        match known.0.get(file).filter(|_| !is_kept(file, keep)) {
            Some(record) => {
                let (role, source) = (record.role, record.source.clone());
                plan.removals.push(Removal { file: file.clone(), size: there.size, role, source });
            }
            None => plan.foreign += 1,
        }
    }
    plan.removals.sort_by_key(|removal| std::cmp::Reverse(removal.role));
    Ok(plan)
}
