//! A site that was built → a target. What should be there (shelf, with what is compressed beforehand (compressed)) is
//! compared with what the target itself lists and with what was put there before (manifest); that makes a plan (plan).
//! Addresses that would die stop it (addresses). Then the plan is carried out (run) while others are kept out (lock), and
//! what it replaces is kept (previous), to go back to. Who wants to know is told what changed (after). A target is anything
//! that can list, read, put and remove files (target): a folder (folder), a branch of a Git repository (git) or what the
//! `rsync` command reaches (rsync, by runs of it (transfer) whose words are read (listed)), both with another program's help
//! (program), or an object store (store), which is told what readers are to know of each file (headers). Its provider's
//! client (clients) has patience, a large file travels in parts, and what the store refuses is told in words (refusal).

mod addresses;
mod after;
mod aliases;
#[cfg(feature = "object-stores")]
mod clients;
mod compressed;
mod folder;
mod git;
#[cfg(feature = "object-stores")]
mod headers;
mod listed;
mod lock;
mod manifest;
#[cfg(feature = "object-stores")]
mod parts;
#[cfg(feature = "object-stores")]
mod patience;
mod plan;
mod previous;
mod program;
#[cfg(feature = "object-stores")]
mod refusal;
mod rsync;
mod run;
mod shelf;
#[cfg(feature = "object-stores")]
mod store;
mod target;
mod transfer;

use std::collections::HashSet;
use std::path::Path;

use crate::base::{Address, Checked, Error, ErrorCode, Folder as Site, disk};
use crate::build::STATE;
use crate::config::publishing::{self, Destination};
use crate::plan::Outlined;
use crate::save;

pub use after::Token;
pub use aliases::{Kept, fix};
pub use lock::Holder;
pub use plan::Removal;
pub use run::Event;

use after::News;
use manifest::Manifest;
use plan::Plan;
use run::{Memory, Run, carry_out, known};
use shelf::Piece;
use target::Target;

/// What is wanted of publishing.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Whether is only told what would be done.
    pub dry_run: bool,
    /// Whether files of someone else give way to those of the site.
    pub take_over: bool,
    /// Whether another run that has the target is taken for dead.
    pub break_lock: bool,
    /// The token that the environment has for what keeps copies of the site.
    pub token: Option<Token>,
    /// Addresses that may go without leading anywhere, this once.
    pub let_go: Vec<Address>,
    /// Who publishes, and when.
    pub holder: Holder,
}

/// A file of a target and its size in bytes.
pub type Sized = (Box<str>, u64);

/// What was done at a target, or would be.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// The name of the target.
    pub target: String,
    /// Whether it was only told.
    pub dry_run: bool,
    /// Files that were not there.
    pub new: Vec<Sized>,
    /// Files that had other contents.
    pub changed: Vec<Sized>,
    /// Files that the site no longer has.
    pub removed: Vec<Sized>,
    /// How many files were there already.
    pub kept: usize,
    /// How many files of someone else were left alone.
    pub foreign: usize,
    /// How many bytes were sent.
    pub bytes: u64,
}

impl Publication {
    fn of(plan: &Plan<'_>, target: &str, dry_run: bool) -> Self {
        let (changed, new): (Vec<_>, Vec<_>) = plan.puts.iter().partition(|put| put.replaces.is_some());
        let sized =
            |puts: Vec<&target::Put<'_>>| puts.iter().map(|put| (put.piece.file.clone(), put.piece.size)).collect();
        Self {
            target: target.to_owned(),
            dry_run,
            new: sized(new),
            changed: sized(changed),
            removed: plan.removals.iter().map(|removal| (removal.file.clone(), removal.size)).collect(),
            kept: plan.kept.len(),
            foreign: plan.foreign,
            bytes: plan.bytes(),
        }
    }
}

/// Publishes what stands in the output folder. The value is `None`, and the target as it was, where addresses would die.
///
/// # Errors
/// Where the target or this machine fails, or somebody else is publishing there: the next run goes on from there.
pub fn publish(
    site: &Site,
    goal: &Goal<'_>,
    outline: &[Outlined],
    wish: &Wish,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<Checked<Option<Publication>>, Error> {
    let state = site.root().join(STATE);
    let memory = Memory::of(&state, &goal.target.name);
    let _alone = lock_here(&memory, goal.target, wish)?;
    // The output stays as it is meanwhile.
    let output = save::lock(&state, || {})?;
    if matches!(goal.target.destination, Destination::Rsync(_)) {
        // So it does where we are killed, for the `rsync` that goes on to read there.
        output.share_with_programs().map_err(|error| Memory::failed(&error))?;
    }
    let mut target = open(site, goal.target, wish)?;
    let mut shelf = shelf::of_output(outline, goal.output, &state)?;
    compressed::add(&mut shelf, &goal.target.precompress, &state.join("compressed"))?;
    dress(&mut shelf, &*target);
    let sight = Sight { outline, shelf: &shelf };
    let visit = Visit { site, goal, wish, is_rollback: false, memory: &memory, tell };
    visit.run(&mut *target, &sight)
}

/// Puts back the state before the last run.
///
/// # Errors
/// Where nothing is kept, or as [`publish`].
pub fn roll_back(
    site: &Site,
    goal: &Goal<'_>,
    wish: &Wish,
    tell: &(dyn Fn(Event) + Sync),
) -> Result<Checked<Publication>, Error> {
    let state = site.root().join(STATE);
    let memory = Memory::of(&state, &goal.target.name);
    let _alone = lock_here(&memory, goal.target, wish)?;
    let mut target = open(site, goal.target, wish)?;
    target.list()?;
    let kept = match target.previous()? {
        Some(folder) => folder,
        None => set_aside(&memory, wish.dry_run)?,
    };
    let Some(shelf) = previous::shelf(&kept)? else {
        let message = format!("there is no earlier state of `{}` to go back to", goal.target.name);
        let hint = "it is kept by the machine that published last, unless `keep_previous: false` says otherwise";
        return Err(Error::usage(ErrorCode::NothingToRollBack, message).hint(hint));
    };
    let sight = Sight { outline: &[], shelf: &shelf };
    let visit = Visit { site, goal, wish, is_rollback: true, memory: &memory, tell };
    let done = visit.run(&mut *target, &sight)?;
    let Checked { value, findings } = done;
    let value = value.ok_or_else(|| Error::internal("going back was refused"))?;
    Ok(Checked { value, findings })
}

/// What is kept is put aside, as this run keeps what it replaces itself.
fn set_aside(memory: &Memory, dry_run: bool) -> Result<std::path::PathBuf, Error> {
    let (kept, aside) = (memory.path("previous"), memory.path("rolling"));
    if dry_run || !kept.exists() || memory.journal().is_some() && aside.exists() {
        return Ok(if aside.exists() { aside } else { kept });
    }
    disk::remove_folder(&aside).and_then(|()| disk::rename(&kept, &aside)).map_err(|error| Memory::failed(&error))?;
    Ok(aside)
}

/// Which target, and what goes there.
#[derive(Clone, Copy, Debug)]
pub struct Goal<'a> {
    /// The target.
    pub target: &'a publishing::Target,
    /// Addresses that may go.
    pub gone: &'a [Address],
    /// The folder in which the site was built.
    pub output: &'a Path,
    /// The address of the site, with that of its folder on the host.
    pub base: &'a str,
}

/// What should stand at the target.
struct Sight<'a> {
    outline: &'a [Outlined],
    shelf: &'a [Piece],
}

/// One run at one target.
struct Visit<'a> {
    site: &'a Site,
    goal: &'a Goal<'a>,
    wish: &'a Wish,
    is_rollback: bool,
    memory: &'a Memory,
    tell: &'a (dyn Fn(Event) + Sync),
}

impl Visit<'_> {
    fn run(&self, target: &mut dyn Target, sight: &Sight<'_>) -> Result<Checked<Option<Publication>>, Error> {
        if self.wish.dry_run {
            return self.run_alone(target, sight);
        }
        target.lock(&self.wish.holder)?;
        let done = self.run_alone(target, sight);
        target.unlock();
        done
    }

    fn run_alone(&self, target: &mut dyn Target, sight: &Sight<'_>) -> Result<Checked<Option<Publication>>, Error> {
        let (name, wish) = (&self.goal.target.name, self.wish);
        (self.tell)(Event::Listing);
        let listing = target.list()?;
        let known = known(target, self.memory)?;
        let plan = plan::compare(sight.shelf, &listing, &known, &self.goal.target.keep, target)?;
        if !self.is_rollback {
            let findings = addresses::findings(&self.dying(&plan, sight, &known), name, self.site);
            if !findings.is_empty() {
                return Ok(Checked { value: None, findings });
            }
        }
        if !wish.take_over && !self.is_rollback {
            refuse_what_is_in_the_way(&plan, name)?;
        }
        let publication = Publication::of(&plan, name, wish.dry_run);
        let is_known = plan.kept.iter().all(|(piece, _)| known.0.contains_key(&piece.file));
        let is_done = plan.is_empty() && is_known && self.memory.journal().is_none();
        if wish.dry_run {
            return Ok(Checked::clean(Some(publication)));
        }
        let news = self.news();
        if !is_done {
            news.note(&plan)?;
            let keeps = self.goal.target.keep_previous && !target.keeps_previous();
            let run = Run { memory: self.memory, tell: self.tell };
            carry_out(&plan, &known, target, keeps.then_some(self.memory), &run)?;
        }
        Ok(Checked { value: Some(publication), findings: news.tell(self.site.root())? })
    }

    fn news(&self) -> News<'_> {
        let (goal, token) = (self.goal, self.wish.token.as_ref());
        News { after: &goal.target.after, base: goal.base, token, memory: self.memory }
    }

    fn dying(&self, plan: &Plan<'_>, sight: &Sight<'_>, known: &Manifest) -> Vec<addresses::Dying> {
        let let_go: HashSet<String> = self.wish.let_go.iter().chain(self.goal.gone).map(Address::file).collect();
        addresses::dying(addresses::removals(plan), sight.outline, known, &let_go)
    }
}

/// Two runs of this machine never are at one target at once.
fn lock_here(memory: &Memory, target: &publishing::Target, wish: &Wish) -> Result<Option<disk::Lock>, Error> {
    if wish.dry_run {
        return Ok(None);
    }
    let path = memory.path("lock");
    disk::create_parent(&path).map_err(|error| Memory::failed(&error))?;
    lock::take(&path, &target.name, &wish.holder).map(Some)
}

fn open(site: &Site, target: &publishing::Target, wish: &Wish) -> Result<Box<dyn Target>, Error> {
    let memory = Memory::of(&site.root().join(STATE), &target.name);
    Ok(match &target.destination {
        Destination::Folder { path, mode } => Box::new(folder::Folder::open(&site.root().join(path), *mode)?),
        Destination::Rsync(to) => {
            // One that only looks has a folder of its own, and waits for nobody.
            let room = memory.path(if wish.dry_run { "rsync-look" } else { "rsync" });
            Box::new(rsync::Rsync::open(site.root(), &room, to, wish.break_lock)?)
        }
        Destination::Git(settings) => Box::new(git::Git::open(site.root(), &memory.path("git"), settings)?),
        #[cfg(feature = "object-stores")]
        Destination::Store(settings) => Box::new(store::Store::open(settings, memory.path("held"), wish.break_lock)?),
        #[cfg(not(feature = "object-stores"))]
        Destination::Store(_) => {
            return Err(Error::usage(ErrorCode::TargetUnusable, "this `courant` was built without object stores")
                .hint("install it with them: `cargo install --path . --features object-stores`"));
        }
    })
}

/// Adds what the target tells of each file to what the file is made of.
fn dress(shelf: &mut [Piece], target: &dyn Target) {
    for piece in shelf {
        let told = target.told_of(piece);
        *piece = piece.clone().with(&told);
    }
}

fn refuse_what_is_in_the_way(plan: &Plan<'_>, name: &str) -> Result<(), Error> {
    let Some(first) = plan.in_the_way.first() else { return Ok(()) };
    let more = match plan.in_the_way.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more files,"),
    };
    let message = format!("`{first}`{more} at `{name}` would be replaced, and was not put there by Courant");
    Err(Error::usage(ErrorCode::TargetNotOurs, message)
        .hint("if the site takes the place of an older one, publish with `--take-over`")
        .hint(format!("if it has to stay, name it under `keep`: `keep: [\"{first}\"]`")))
}
