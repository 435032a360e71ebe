//! The parts of the JSON document about copies of images: those made in advance, and those of the shared cache.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::CacheCounts;
use crate::build::ImagesSummary;
use crate::render::images::ImageShare;

/// Copies of images and share cards that `courant images` made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Images")]
pub struct ReportedImages {
    /// Number of the share, from 1; 1 without `--shard`.
    pub share: u32,
    /// Number of shares; 1 without `--shard`.
    pub shares: u32,
    /// Number of images with copies.
    pub images: usize,
    /// Number of copies.
    pub copies: usize,
    /// Number of share cards.
    pub cards: usize,
    /// Number of copies and cards that the shared cache had.
    pub found: usize,
    /// Number of copies and cards that were made.
    pub made: usize,
    /// Number of copies and cards that were there already.
    pub kept: usize,
    /// Duration of the run in seconds.
    pub seconds: f64,
}

impl ReportedImages {
    /// The result of making a share, or all copies.
    pub fn of(made: &ImagesSummary, shard: Option<ImageShare>, elapsed: Duration) -> Self {
        let ImagesSummary { pictures, copies, cards, kept, found, made } = *made;
        Self {
            share: shard.map_or(1, ImageShare::number),
            shares: shard.map_or(1, ImageShare::count),
            images: pictures,
            copies,
            cards,
            found,
            made,
            kept,
            seconds: elapsed.as_secs_f64(),
        }
    }
}

/// What the shared cache was good for.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Cache")]
pub struct ReportedCache {
    /// Number of copies and cards that it had.
    pub found: usize,
    /// Number of copies and cards that it did not have, and that were made.
    pub made: usize,
}

impl ReportedCache {
    /// The counts of a run.
    pub(super) fn of(counts: CacheCounts) -> Self {
        Self { found: counts.found, made: counts.made }
    }
}
