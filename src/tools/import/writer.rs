//! Writes what a source gives: each item as a file, each file at its old address. Nothing outside the site is written, and
//! nothing that was edited here is overwritten.

use std::collections::{BTreeSet, HashSet};
use std::io;

use super::address::{KeptAddress, alias_key, keep};
use super::body::{add_image_hosts, markdown};
use super::front_size;
use super::html::HtmlConverter;
use super::html_depth::{DEEPEST, shallow};
use super::item::{ImportedBody, ImportedFile, ImportedItem, ImportedKind, ImportedStatus};
use super::item_text::TextContext;
use super::leading::LeadingAddresses;
use super::links;
use super::loss::{Harm, ImportLoss};
use super::paths::{UsedPaths, beside, safe_path, static_path};
use super::picture_fetcher::PictureFetcher;
use super::report::{ImportReport, ImportedThing};
use super::source::ImportSource;
use super::state::{ImportState, ImportStep};
use super::twins::SeenRecords;
use super::writer_settings::WriterSettings;
use crate::base::slug::slugify;
use crate::base::{Address, Error, RootedFolder};

/// A writer.
pub(super) struct ImportWriter<'r> {
    pub(super) settings: WriterSettings,
    /// The site; `None` in a dry run.
    pub(super) site: Option<&'r RootedFolder>,
    source: &'r dyn ImportSource,
    /// What earlier runs wrote.
    pub(super) state: ImportState,
    /// Fetches pictures of the old host, where that was asked.
    pub(super) fetcher: Option<PictureFetcher>,
    used: UsedPaths,
    html: HtmlConverter,
    /// The hosts from which pages load images.
    pub(super) image_hosts: BTreeSet<String>,
    /// The aliases that were given away.
    pub(super) aliases: HashSet<String>,
    /// The addresses that were given away.
    given: HashSet<String>,
    seen: SeenRecords,
    /// What leads where besides the redirects of the site.
    pub(super) leading: LeadingAddresses,
    /// The report.
    pub(super) report: ImportReport,
}

impl<'r> ImportWriter<'r> {
    /// A writer to a site, which goes on from what earlier imports wrote.
    pub(super) fn new(
        settings: WriterSettings,
        site: Option<&'r RootedFolder>,
        source: &'r dyn ImportSource,
        state: ImportState,
        report: ImportReport,
    ) -> Self {
        let mut used = UsedPaths::default();
        state.paths().for_each(|path| used.take(path));
        Self {
            settings,
            site,
            source,
            state,
            fetcher: None,
            used,
            html: HtmlConverter::default(),
            image_hosts: BTreeSet::new(),
            aliases: HashSet::new(),
            given: HashSet::new(),
            seen: SeenRecords::default(),
            leading: LeadingAddresses::default(),
            report,
        }
    }

    /// The state and the report, after all was written.
    pub(super) fn finish(self) -> (ImportState, ImportReport) {
        (self.state, self.report)
    }

    /// Writes an item.
    ///
    /// # Errors
    /// The site cannot be written to.
    pub(super) fn item(&mut self, mut item: ImportedItem) -> Result<(), Error> {
        item.settle(self.settings.at);
        if item.status == ImportedStatus::Trash && self.state.path(&item.key).is_none() {
            return Ok(());
        }
        if is_not_found(&item) {
            let loss = ImportLoss::new(Harm::None, "pages for addresses that are not there", &*item.place.file);
            self.report.losses(vec![loss.told("Courant makes `/404.html` itself", "nothing")]);
            return Ok(());
        }
        if let Some(loss) = self.seen.note(&mut item) {
            self.report.losses(vec![loss]);
            return Ok(());
        }
        let thing = ImportedThing::of(&item);
        self.report.count_in(thing);
        self.complete(&mut item);
        let path = self.path(&item);
        let beside: HashSet<String> = item.files.iter().map(|file| file.to.clone()).collect();
        self.files(&mut item, &path)?;
        let mut kept = keep(&item, self.settings.pattern(&item, &path));
        if self.is_home(&item) {
            kept = KeptAddress::None;
        }
        self.once(&mut item, &mut kept);
        self.note_address(&item, &kept);
        self.leading.note(&item, &kept);
        self.give_aliases(&mut item, &mut kept);
        note_depth(&mut item);
        self.report.losses(std::mem::take(&mut item.losses));
        let body = markdown(std::mem::take(&mut item.body), &self.html);
        let body = links::rewrite(&body, |to| self.link(&item, &beside, to));
        if let Some(image) = item.image.as_mut() {
            let to = links::absolute("/", &image.src).filter(|_| !beside.contains(&image.src));
            image.src = to.unwrap_or_else(|| std::mem::take(&mut image.src));
        }
        let body = self.fetch_pictures(&mut item, body)?;
        add_image_hosts(&body, &mut self.image_hosts);
        if let Some(image) = &item.image {
            add_image_hosts(&format!("![]({})", image.src), &mut self.image_hosts);
        }
        let (day, slug) = dated_name(&path);
        let slug = slugify(slug);
        let context = TextContext {
            zone: self.settings.zone,
            slug_of_file: &slug,
            day_of_file: day,
            kept: &kept,
            taxonomies: &self.settings.taxonomies,
        };
        let fitted = front_size::fitted(&mut item, &body, context);
        for alias in fitted.aliases {
            self.report.addresses.redirected -= usize::from(item.status.is_public());
            self.redirect(&mut item, &kept, &alias);
        }
        self.report.losses(fitted.losses);
        self.put(&item, &path, fitted.text.as_bytes(), thing)?;
        self.comments(&item, &path)
    }

    /// Writes what readers wrote below an item, as a file beside it, which is not published.
    fn comments(&mut self, item: &ImportedItem, path: &str) -> Result<(), Error> {
        if item.comments.is_empty() {
            return Ok(());
        }
        let path = format!("{}.comments.json", path.trim_end_matches("/index.md").trim_end_matches(".md"));
        let text = serde_json::to_string_pretty(&item.comments).map_err(|error| Error::internal(error.to_string()))?;
        let key = format!("{}#comments", item.key);
        let comments = ImportedItem { key, place: item.place.clone(), ..ImportedItem::default() };
        self.report.count_in(ImportedThing::Comments);
        self.put(&comments, &path, format!("{text}\n").as_bytes(), ImportedThing::Comments)
    }

    /// The destination that is written for one of the old site. `None` where it stays.
    fn link(&self, item: &ImportedItem, beside: &HashSet<String>, to: &str) -> Option<String> {
        let path = to.split(['#', '?']).next().unwrap_or_default().trim_start_matches("./");
        let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        if beside.contains(&*decoded) {
            return to.strip_prefix("./").map(str::to_owned);
        }
        self.source.link(item, to).or_else(|| links::absolute(item.address.as_deref()?, to))
    }

    /// What Courant needs and the source does not have.
    fn complete(&self, item: &mut ImportedItem) {
        if item.title.trim().is_empty() {
            let name = item.path.rsplit('/').next().unwrap_or_default();
            item.title = dated_name(&format!("/{name}.md")).1.replace(['-', '_'], " ");
            if item.title.trim().is_empty() {
                item.title = self.source.site().title.clone().unwrap_or_else(|| "Index".to_owned());
            }
            let loss = ImportLoss::new(Harm::Detail, "items without a title", item.place.file.clone())
                .told(format!("it has no title: it is called \"{}\"", item.title), "write its `title`");
            item.losses.push(loss);
        }
        if item.kind == ImportedKind::News && item.date.is_none() {
            item.kind = ImportedKind::Page;
            let loss = ImportLoss::new(Harm::Detail, "news without a date", item.place.file.clone()).told(
                "it has no date, so it is a standing page",
                "write its `date`, and move it out of `content/pages/`",
            );
            item.losses.push(loss);
        }
        if item.language.as_ref() == Some(&self.settings.language) {
            item.language = None;
        }
    }

    /// The file of an item, relative to the site.
    fn path(&mut self, item: &ImportedItem) -> String {
        // News that was a page before, because nobody knew its date, moves out of the folder of pages.
        if let Some(path) = self.state.path(&item.key).map(str::to_owned) {
            let is_of_kind = item.kind == ImportedKind::Page || !path.starts_with("content/pages/");
            if is_of_kind || !self.site.is_some_and(|site| self.state.leave(site, &item.key)) {
                return path;
            }
        }
        let path = safe_path(&item.path);
        let path = match (item.kind, path.strip_prefix("pages/")) {
            (ImportedKind::Page, None) => format!("pages/{path}"),
            // News in a folder of this name would be taken for standing pages.
            (ImportedKind::News, Some(rest)) => format!("news/{rest}"),
            _ => path,
        };
        let language = item.language.as_ref().map(|tag| format!(".{tag}")).unwrap_or_default();
        let ending = if item.owns_folder { format!("/index{language}.md") } else { format!("{language}.md") };
        format!("content/{}{ending}", self.used.give(&path, &ending))
    }

    /// Copies the files beside an item.
    fn files(&mut self, item: &mut ImportedItem, path: &str) -> Result<(), Error> {
        let folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
        for file in std::mem::take(&mut item.files) {
            match beside(&file.to) {
                Some(name) => self.copy(&file.from, &format!("{folder}/{name}"))?,
                None => self.refuse(&file.from),
            }
        }
        Ok(())
    }

    /// Writes a file of the site at its old address.
    ///
    /// # Errors
    /// The site cannot be written to.
    pub(super) fn file(&mut self, file: &ImportedFile) -> Result<(), Error> {
        if let Some(path) = static_path(&file.to) {
            return self.copy(&file.from, &path);
        }
        self.refuse(&file.from);
        Ok(())
    }

    fn refuse(&mut self, from: &str) {
        self.report.count_in(ImportedThing::Files);
        let loss = ImportLoss::new(Harm::Detail, "files with names that no site may have", from)
            .told("its name cannot be part of an address", "rename it, and put it in `static/`, if readers need it");
        self.report.losses(vec![loss]);
    }

    fn copy(&mut self, from: &str, to: &str) -> Result<(), Error> {
        self.report.count_in(ImportedThing::Files);
        let (Some(source), Some(site)) = (self.source.folder(), self.site) else {
            self.report.count_out(ImportedThing::Files);
            return Ok(());
        };
        let is_same = |size: u64| Ok(site.stamp(to)?.map(|stamp| stamp.size) == Some(size));
        let copied = match self.source.embedded(from) {
            Some(bytes) => site.kind(to).and_then(|kind| match kind {
                None => site.write_new(to, &bytes).map(|_| true),
                Some(_) => is_same(bytes.len() as u64),
            }),
            None => source.open_file(from).and_then(|mut file| match site.kind(to)? {
                None => site.copy_new(&mut file, to).map(|_| true),
                Some(_) => is_same(file.metadata()?.len()),
            }),
        };
        match copied {
            Ok(true) => self.report.count_out(ImportedThing::Files),
            Ok(false) => {
                let loss = ImportLoss::new(Harm::Detail, "files that are other ones here", from).told(
                    format!("there is another file at {to}, which was not overwritten"),
                    "copy it yourself, if it is newer",
                );
                self.report.losses(vec![loss]);
            }
            Err(error) if is_of_machine(&error) => return Err(Error::io(&format!("cannot write {to}"), &error)),
            Err(error) => {
                let loss = ImportLoss::new(Harm::Part, "files that could not be copied", from)
                    .told(format!("it could not be copied to {to}: {error}"), "copy it yourself");
                self.report.losses(vec![loss]);
            }
        }
        Ok(())
    }

    /// Whether it was the home page, of the site or of a language.
    fn is_home(&self, item: &ImportedItem) -> bool {
        item.address.as_deref().is_some_and(|old| self.settings.homes.contains(&alias_key(old)))
    }

    /// An address is that of one page. A second one gets a number: in the old system, one of them hid the other.
    fn once(&mut self, item: &mut ImportedItem, kept: &mut KeptAddress) {
        let Some(old) = item.address.clone().filter(|_| matches!(kept, KeptAddress::Slug(_) | KeptAddress::Whole(_)))
        else {
            return;
        };
        let key = alias_key(&old);
        let is_list = self.settings.lists.contains(&key);
        if !is_list && self.given.insert(key.clone()) {
            return;
        }
        let base = key.strip_suffix(".html").unwrap_or(&key).trim_end_matches('/').to_owned();
        let free =
            (2..10_000_u32).map(|number| format!("{base}-{number}/")).find(|other| self.given.insert(other.clone()));
        let address = free.and_then(|free| Address::parse(&free).ok());
        let loss = ImportLoss::new(Harm::Detail, "addresses of two texts", item.place.file.clone());
        let message = format!(
            "`{old}` is the address of another text or of a list too: this one has `{}`",
            address.as_ref().map_or("", Address::as_str)
        );
        item.losses.push(loss.told(message, "keep one of the two"));
        *kept = address.map_or(KeptAddress::None, KeptAddress::Whole);
    }

    fn note_address(&mut self, item: &ImportedItem, kept: &KeptAddress) {
        let Some(old) = item.address.as_deref().filter(|_| item.status.is_public()) else { return };
        match kept {
            KeptAddress::Slug(_) | KeptAddress::Whole(_) => self.report.addresses.kept += 1,
            KeptAddress::Redirect(_) => self.report.addresses.redirected += 1,
            KeptAddress::None if self.is_home(item) => {
                let loss = ImportLoss::new(Harm::Detail, "texts at the address of the home page", &*item.place.file);
                let message = "its old address was that of the home page: it has another now";
                self.report.losses(vec![loss.told(message, "link to it, if readers need it")]);
            }
            KeptAddress::None => {
                self.report.addresses.lost.push(old.to_owned());
                let loss = ImportLoss::new(Harm::Page, "addresses that no site can have", item.place.file.clone())
                    .told(format!("its old address `{old}` cannot be that of a page"), "add a redirect at your host");
                self.report.losses(vec![loss]);
            }
        }
    }

    fn put(&mut self, item: &ImportedItem, path: &str, bytes: &[u8], thing: ImportedThing) -> Result<(), Error> {
        let Some(site) = self.site else {
            self.report.count_out(thing);
            return Ok(());
        };
        let step = self.state.step(site, &item.key, path, bytes);
        let failed = |error: &io::Error| Error::io(&format!("cannot write {path}"), error);
        match step {
            ImportStep::Create => drop(site.write_new(path, bytes).map_err(|error| failed(&error))?),
            ImportStep::Replace => site.write_cache(path, bytes).map_err(|error| failed(&error))?,
            ImportStep::Skip | ImportStep::Edited | ImportStep::Removed | ImportStep::Taken => {}
        }
        if matches!(step, ImportStep::Create | ImportStep::Replace | ImportStep::Skip) {
            self.state.note(&item.key, path, bytes);
            self.report.count_out(thing);
        }
        self.report.step(step, path, &item.place.file);
        Ok(())
    }
}

/// Whether it is the page that hosts show for an address that is not there, in any language.
fn is_not_found(item: &ImportedItem) -> bool {
    let Some(address) = item.address.as_deref().filter(|_| item.kind == ImportedKind::Page) else { return false };
    let address = address.trim_end_matches('/').trim_end_matches(".html");
    address.strip_suffix("/404").is_some_and(|above| above.len() <= 6 && !above.trim_start_matches('/').contains('/'))
}

/// Notes that a text is nested too deeply.
fn note_depth(item: &mut ImportedItem) {
    let ImportedBody::Html(html) = &item.body else { return };
    if shallow(html).is_some() {
        let loss = ImportLoss::new(Harm::Detail, "texts that are nested too deeply", item.place.file.clone());
        let message = format!("\"{}\" has elements in more than {DEEPEST} others; they are plain text now", item.title);
        item.losses.push(loss.at(item.place.line).told(message, "look at its headings, lists and quotations"));
    }
}

/// The day and the rest in the name of a file: `…/2013-12-03-open-dag.en.md`.
fn dated_name(path: &str) -> (Option<&str>, &str) {
    let path = path.strip_suffix(".md").unwrap_or(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = match name.split_once('.') {
        Some(("index", _)) => "index",
        _ => name,
    };
    let name = if name == "index" { path.rsplit('/').nth(1).unwrap_or_default() } else { name };
    match name.split_at_checked(10) {
        Some((day, rest)) if is_day(day) && rest.starts_with('-') => (Some(day), rest.trim_start_matches('-')),
        _ => (None, name),
    }
}

fn is_day(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok() && text.len() == 10
}

/// Whether an error says that nothing more can be written.
fn is_of_machine(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::ReadOnlyFilesystem
    )
}
