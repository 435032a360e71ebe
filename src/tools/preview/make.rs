//! The files of a site → a generation.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use super::check;
use super::file_index::{ChangedFiles, FileSnapshot};
use super::generation::Generation;
use super::search::PreviewIndex;
use crate::base::diagnostic::{has_errors, sort};
use crate::base::{Diagnostic, Error, Sources};
use crate::build::{self, PlanCache, Request};
use crate::config::{self, BaseUrl};
use crate::content::{Cache, ItemCache, Ledger};
use crate::plan::Layout;

/// The inputs of a generation.
pub(super) struct MakeRequest {
    /// Its number, from 1 for the first.
    pub(super) number: u64,
    /// The files.
    pub(super) files: Arc<FileSnapshot>,
    /// The files that changed since the generation before it.
    pub(super) changed: ChangedFiles,
    /// The files that changed since the first generation.
    pub(super) touched: ChangedFiles,
    /// The items of unchanged files.
    pub(super) item_cache: Arc<Mutex<ItemCache>>,
    /// The state of builds.
    pub(super) ledger: Ledger,
    /// The layout of the generation before it.
    pub(super) layout: Option<Arc<Layout>>,
    /// The search index of the generation before it.
    pub(super) search: Option<Arc<PreviewIndex>>,
    /// The moment before the files were looked at, in nanoseconds since 1970.
    pub(super) looked_at: i64,
    /// The moment for which it is made.
    pub(super) at: DateTime<Utc>,
    /// Whether drafts are shown.
    pub(super) drafts: bool,
    /// Scheme, host and port at which it is served.
    pub(super) origin: String,
}

/// The result: a generation, or the findings among which there are errors.
pub(super) type Made = Result<Arc<Generation>, Vec<Diagnostic>>;

/// Makes a generation.
///
/// # Errors
/// A file cannot be read.
pub(super) fn make(request: &MakeRequest) -> Result<Made, Error> {
    let sources: Arc<dyn Sources> = Arc::<FileSnapshot>::clone(&request.files);
    let settings = config::load(&*sources, BaseUrl::Origin(&request.origin))?;
    let site = Request::new(settings, request.at).with_drafts(request.drafts);
    let cache = Cache::Memory(&request.item_cache, &request.ledger, request.looked_at);
    let planned = build::plan(&sources, &site, PlanCache { files: &cache, layout: request.layout.as_ref() })?;
    let mut findings = planned.findings;
    let Some(snapshot) = planned.value else { return Ok(Err(findings)) };
    let mut generation = Generation::new(request.number, snapshot);
    generation.search_before.clone_from(&request.search);
    let found = check::first(&generation, &request.changed, &request.touched)?;
    let is_broken = has_errors(&found);
    findings.extend(found);
    sort(&mut findings);
    if is_broken {
        return Ok(Err(findings));
    }
    generation.findings = findings;
    Ok(Ok(Arc::new(generation)))
}
