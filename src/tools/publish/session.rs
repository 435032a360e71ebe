//! A run at a target: lock, list, plan, carry out, notify. A dry run stops after the plan.

use super::compressed;
use super::listing::TargetListing;
use super::lock;
use super::lost_addresses::{self, LetGo, LostAddress, PublishedFiles};
use super::manifest::{self, Manifest};
use super::notify::Notifier;
use super::options::{PublishOptions, TargetRef};
use super::plan::{Comparison, PublishPlan};
use super::release::{Release, ReleaseFile, SitePages};
use super::run::{PublishEvent, RunContext, carry_out, end_interrupted, known_files};
use super::state::{self, TargetState};
use super::summary::PublishSummary;
use super::target::PublishTarget;
use super::targets;
use crate::base::{Checked, Error, ErrorCode, RootedFolder, SharedDraft, disk};

/// The result of publishing.
#[derive(Clone, Debug)]
pub enum PublishResult {
    /// The target is up to date. The findings are services that could not be notified.
    Done(Checked<PublishSummary>),
    /// Addresses would disappear, so the target is unchanged.
    Refused(Vec<LostAddress>),
}

/// A run at a target. Other runs of this machine are kept out while it exists, except during dry runs.
#[derive(Debug)]
pub struct TargetSession<'t> {
    target: TargetRef<'t>,
    options: &'t PublishOptions,
    state: TargetState,
    _lock: Option<disk::Lock>,
}

/// The purpose of a run.
#[derive(Clone, Copy, Debug)]
enum Purpose<'r> {
    /// Publishes a release with these pages.
    Publish(&'r SitePages),
    /// Restores the previous version.
    RollBack,
}

impl<'t> TargetSession<'t> {
    /// Starts a run.
    ///
    /// # Errors
    /// Another run of this machine is at the target.
    pub fn open(target: TargetRef<'t>, options: &'t PublishOptions) -> Result<Self, Error> {
        let state = TargetState::open(target.state, &target.options.name)?;
        let lock = if options.dry_run {
            None
        } else {
            Some(lock::take(state.folder(), &state.name("lock"), &target.options.name, &options.owner)?)
        };
        Ok(Self { target, options, state, _lock: lock })
    }

    /// The files that earlier runs published, from any machine.
    ///
    /// # Errors
    /// The target cannot be read, or somebody else wrote its manifest.
    pub fn published(&self) -> Result<PublishedFiles, Error> {
        let mut target = targets::open(&self.target, &self.state, self.options)?;
        target.look()?;
        let mut known = known_files(&*target, &self.state)?;
        if known.has_hidden() {
            known.reveal(target.list()?.keys().map(|name| &**name));
        }
        Ok(PublishedFiles::new(known))
    }

    /// Notes the shared drafts at the target, for those who want to know when they end.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn note_shared(&self, shared: &[SharedDraft]) -> Result<(), Error> {
        self.state.note_shared(shared)
    }

    /// Publishes a release.
    ///
    /// # Errors
    /// The target or this machine failed, or another run is at the target: the next run continues this one.
    pub fn publish(&self, release: Release, on_event: &(dyn Fn(PublishEvent) + Sync)) -> Result<PublishResult, Error> {
        let Release { mut files, pages } = release;
        let mut target = targets::open(&self.target, &self.state, self.options)?;
        let cache = self.options.cache.as_deref();
        compressed::add(&mut files, &self.target.options.precompress, self.state.folder(), cache)?;
        for file in &mut files {
            file.add_headers(&target.headers(file));
        }
        self.locked(&mut *target, &|target| self.run(target, &files, Purpose::Publish(&pages), on_event))
    }

    /// Restores the version before the last run.
    ///
    /// # Errors
    /// There is no previous version, or as for [`Self::publish`].
    pub fn roll_back(&self, on_event: &(dyn Fn(PublishEvent) + Sync)) -> Result<Checked<PublishSummary>, Error> {
        let mut target = targets::open(&self.target, &self.state, self.options)?;
        let result = self.locked(&mut *target, &|target| {
            let listing = target.list()?;
            let files = self.previous_files(target, &listing)?;
            self.run(target, &files, Purpose::RollBack, on_event)
        })?;
        match result {
            PublishResult::Done(summary) => Ok(summary),
            PublishResult::Refused(_) => Err(Error::internal("a rollback was refused")),
        }
    }

    /// The files to which a rollback leads: those of the previous version, or the goal of a rollback that was interrupted.
    fn previous_files(&self, target: &dyn PublishTarget, listing: &TargetListing) -> Result<Vec<ReleaseFile>, Error> {
        let nothing = || {
            let message = format!("there is no previous state of `{}` to roll back to", self.target.options.name);
            let hint = "the machine that published last keeps it, unless `keep_previous` is `false`";
            Error::usage(ErrorCode::NothingToRollBack, message).hint(hint)
        };
        let dry_run = self.options.dry_run;
        let Some(kept) = target.previous()? else {
            let taken = self.state.take_previous(dry_run)?.ok_or_else(nothing)?;
            return state::previous_files(&taken, listing)?.ok_or_else(nothing);
        };
        // The previous version is the one that an interrupted rollback replaced, if only its end is missing.
        if let Some(goal) = self.state.rolling()?
            && is_at(target, listing, &goal)?
        {
            return state::previous_files(&goal, listing)?.ok_or_else(nothing);
        }
        let files = state::previous_files(&kept, listing)?.ok_or_else(nothing)?;
        if !dry_run {
            self.state.note_rolling(&kept)?;
        }
        Ok(files)
    }

    /// Does something while the target is locked, except during dry runs.
    fn locked(
        &self,
        target: &mut dyn PublishTarget,
        act: &dyn Fn(&mut dyn PublishTarget) -> Result<PublishResult, Error>,
    ) -> Result<PublishResult, Error> {
        if self.options.dry_run {
            return act(target);
        }
        let result = target.lock(&self.options.owner).and_then(|()| act(target));
        target.unlock();
        result
    }

    fn run(
        &self,
        target: &mut dyn PublishTarget,
        files: &[ReleaseFile],
        purpose: Purpose<'_>,
        on_event: &(dyn Fn(PublishEvent) + Sync),
    ) -> Result<PublishResult, Error> {
        let (options, state) = (self.target.options, &self.state);
        on_event(PublishEvent::Listing);
        let listing = target.list()?;
        let mut known = known_files(target, state)?;
        known.reveal(listing.keys().map(|name| &**name));
        let comparison = Comparison::new(files, &listing, &known);
        let matches = target.compare(&comparison.undecided())?;
        let plan = comparison.plan(&matches, &options.keep);
        refuse_links_on_the_way(&plan, &options.name)?;
        if let Purpose::Publish(pages) = purpose {
            let lost = self.lost_addresses(&plan, pages, &known);
            if !lost.is_empty() {
                return Ok(PublishResult::Refused(lost));
            }
            if !self.options.take_over {
                refuse_files_in_the_way(&plan, &options.name)?;
            }
        }
        let summary = PublishSummary::of(&plan, &options.name, self.options.dry_run);
        if self.options.dry_run {
            return Ok(PublishResult::Done(Checked::clean(summary)));
        }
        let is_known = plan.kept.iter().all(|(file, _)| known.0.contains_key(&file.name));
        let is_done = plan.is_empty() && is_known && state.journal()?.is_none();
        let notifier = Notifier::new(&self.target, state, self.options.token.as_ref());
        if is_done {
            state.end_rollback()?;
        } else if !end_interrupted(&plan, target, state)? {
            notifier.note(&plan)?;
            let keeps_previous = options.keep_previous && !target.keeps_previous();
            carry_out(&plan, &known, target, RunContext { state, keeps_previous, on_event })?;
        }
        Ok(PublishResult::Done(Checked { value: summary, findings: notifier.notify()? }))
    }

    fn lost_addresses(&self, plan: &PublishPlan<'_>, pages: &SitePages, known: &Manifest) -> Vec<LostAddress> {
        let let_go = self.options.let_go.iter().chain(&self.target.options.gone);
        let let_go = LetGo::new(let_go, &self.target.options.redirects);
        lost_addresses::find(lost_addresses::removed(plan), pages, known, &let_go)
    }
}

/// Whether a target has the files of a version.
fn is_at(target: &dyn PublishTarget, listing: &TargetListing, version: &RootedFolder) -> Result<bool, Error> {
    let Some(mut there) = target.read_one(manifest::NAME)?.and_then(|bytes| Manifest::read(&bytes).ok().flatten())
    else {
        return Ok(false);
    };
    there.reveal(listing.keys().map(|name| &**name));
    let files = state::previous_files(version, listing)?.unwrap_or_default();
    let files = files.iter().map(|file| (&file.name, &file.fingerprint));
    Ok(there.0.iter().map(|(name, entry)| (name, &entry.fingerprint)).eq(files))
}

fn refuse_links_on_the_way(plan: &PublishPlan<'_>, target: &str) -> Result<(), Error> {
    let Some(link) = &plan.on_the_way else { return Ok(()) };
    let message =
        format!("`{link}` at `{target}` is a link, or something else that is no folder, and files belong below it");
    Err(Error::usage(ErrorCode::TargetInTheWay, message)
        .hint("Courant writes only below the folder of the target: replace the link by a folder, and publish again"))
}

fn refuse_files_in_the_way(plan: &PublishPlan<'_>, target: &str) -> Result<(), Error> {
    let Some(first) = plan.in_the_way.first() else { return Ok(()) };
    let more = match plan.in_the_way.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more files"),
    };
    let message = format!("this run would overwrite `{first}`{more} at `{target}`, which Courant did not publish");
    Err(Error::usage(ErrorCode::TargetNotOurs, message)
        .hint("if the site replaces an older one, publish with `--take-over`")
        .hint(format!("to keep the file, add it to `keep`: `keep: [\"{first}\"]`")))
}
