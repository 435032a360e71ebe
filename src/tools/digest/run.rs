//! A run: the new items of a list become a message, in files and, where it is asked for, as a draft in Listmonk. Files appear together,
//! after the draft was made; where that fails, nothing is written or remembered.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::compose::{Composed, compose};
use super::digest_state::{self, DigestState};
use super::listmonk::{ListmonkToken, make_draft};
use super::services::{CampaignHeading, listmonk_campaign, mailchimp_campaign};
use crate::base::{Checked, Error, ErrorCode, RootedFolder};
use crate::config::digest::ListmonkSettings;
use crate::config::{LanguageId, Stream};
use crate::model::{ItemId, Listing};
use crate::plan::{Snapshot, items_of_list, named_listing};
use crate::tools::staged_folder::{FolderPlace, refuse_part_of_site, write_folder};

/// Since when items are new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestSince {
    /// Since the last digest of the list.
    Last,
    /// Since a moment.
    Moment(DateTime<Utc>),
}

/// The options of a run.
#[derive(Clone, Debug)]
pub struct DigestOptions {
    /// Since when items are new.
    pub since: DigestSince,
    /// The list, as typed; `None` for all news.
    pub list: Option<String>,
    /// The language.
    pub language: LanguageId,
    /// The folder for digests.
    pub folder: PathBuf,
    /// The folder for the state.
    pub state: PathBuf,
    /// Whether a draft is made in Listmonk.
    pub makes_draft: bool,
    /// The token for Listmonk.
    pub token: Option<ListmonkToken>,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestSummary {
    /// Nothing was written, since nothing is new since this moment.
    NothingNew(DateTime<Utc>),
    /// A digest was made.
    Written {
        /// The folder.
        folder: PathBuf,
        /// The new items.
        items: usize,
        /// How many of them have no place in the message.
        left_out: usize,
        /// The bytes of the HTML.
        bytes: u64,
        /// The URL of the draft in Listmonk.
        draft: Option<String>,
    },
}

/// Refuses a folder for digests that is part of the site.
///
/// # Errors
/// It is inside the built site, its state, or a folder that the site is built from.
pub fn refuse_own_folder(site: &Path, output: &Path, options: &DigestOptions) -> Result<(), Error> {
    refuse_part_of_site(&options.folder, "digest", (site, output, &options.state))
}

/// Makes a digest of what is new. The value is `None`, with findings, where a template has mistakes.
///
/// # Errors
/// There is no such list or no digest before, the folder cannot be written to, or Listmonk fails.
pub fn digest(snapshot: &Snapshot, options: &DigestOptions) -> Result<Checked<Option<DigestSummary>>, Error> {
    let (config, site) = (&snapshot.config, &snapshot.site);
    let listmonk = options.makes_draft.then(|| settings_of_listmonk(snapshot)).transpose()?;
    let listing = match &options.list {
        None => Listing::Index(Stream::MAIN),
        Some(typed) => named_listing(snapshot, options.language, typed)
            .map_err(|(message, hint)| Error::usage(ErrorCode::ListUnknown, format!("--list: {message}")).hint(hint))?,
    };
    let name = digest_state::name(&config.language(options.language).tag, options.list.as_deref());
    let all = items_of_list(snapshot, options.language, listing);
    let (new, since) = new_items(snapshot, &all, options, &name)?;
    if new.is_empty() {
        return Ok(Checked::clean(Some(DigestSummary::NothingNew(since))));
    }
    let composed = match compose(snapshot, (options.language, listing), &new) {
        Ok(composed) => composed,
        Err(failure) => return Ok(Checked { value: None, findings: failure.findings()? }),
    };
    let day = site.at.with_timezone(&config.time_zone).format("%Y-%m-%d").to_string();
    let place = FolderPlace { above: &options.folder, name: &day, state: &options.state };
    let (folder, draft) = write_folder(place, |folder, name| {
        let [listmonk_body, mailchimp_body] = bodies(snapshot, options, &composed, name);
        write_files(folder, &composed, [&listmonk_body, &mailchimp_body])?;
        let made = listmonk.map(|settings| {
            let number = make_draft(settings, options.token.as_ref(), &listmonk_body)?;
            Ok::<String, Error>(format!("{}/campaigns/{number}", settings.endpoint))
        });
        made.transpose()
    })?;
    DigestState::after(site.at, all.iter().map(|id| site.item(*id))).write(&options.state, &name)?;
    let bytes = composed.plain.html.len() as u64;
    let summary = DigestSummary::Written { folder, items: new.len(), left_out: composed.left_out, bytes, draft };
    Ok(Checked::clean(Some(summary)))
}

fn settings_of_listmonk(snapshot: &Snapshot) -> Result<&ListmonkSettings, Error> {
    snapshot.config.digest.listmonk.as_ref().ok_or_else(|| {
        Error::usage(ErrorCode::ListmonkMissing, "`digest` in site.yaml has no `listmonk`").hint(
            "write `digest: {listmonk: {endpoint: https://lists.example.org, lists: [3], user: courant}}`, with your own values",
        )
    })
}

/// The new items, and since when they are.
fn new_items(
    snapshot: &Snapshot,
    all: &[ItemId],
    options: &DigestOptions,
    name: &str,
) -> Result<(Vec<ItemId>, DateTime<Utc>), Error> {
    let item = |id: &ItemId| snapshot.site.item(*id);
    match options.since {
        DigestSince::Moment(since) => Ok((all.iter().filter(|id| item(id).date.at >= since).copied().collect(), since)),
        DigestSince::Last => {
            let state = DigestState::read(&options.state, name).ok_or_else(|| {
                Error::usage(ErrorCode::NoLastDigest, "no digest of this list was made here before")
                    .hint("say since when items are new: `--since 2018-12-01`; later digests can do without")
            })?;
            Ok((all.iter().filter(|id| state.is_new(item(id))).copied().collect(), state.last))
        }
    }
}

/// The bodies for Listmonk and Mailchimp; `name` is that of the folder, which no other digest has.
fn bodies(snapshot: &Snapshot, options: &DigestOptions, composed: &Composed, name: &str) -> [Value; 2] {
    let config = &snapshot.config;
    let title = &config.language(options.language).title;
    let list = options.list.as_ref().map_or_else(String::new, |list| format!(" {list}"));
    let tag = &config.language(options.language).tag;
    let name = format!("{title}{list} ({tag}) {name}");
    let heading = CampaignHeading {
        name: &name,
        subject: &composed.subject,
        preheader: &composed.preheader,
        publisher: config.publisher.name.as_deref().unwrap_or(title),
        email: config.publisher.email.as_deref(),
    };
    [
        listmonk_campaign(heading, &composed.listmonk, config.digest.listmonk.as_ref()),
        mailchimp_campaign(heading, &composed.mailchimp),
    ]
}

fn write_files(folder: &RootedFolder, composed: &Composed, [listmonk, mailchimp]: [&Value; 2]) -> Result<(), Error> {
    let json = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    for (name, contents) in [
        ("digest.html", composed.plain.html.as_str()),
        ("digest.txt", composed.plain.text.as_str()),
        ("listmonk.json", &json(listmonk)),
        ("mailchimp.json", &json(mailchimp)),
    ] {
        let written = folder.write_whole(name, contents.as_bytes());
        written.map_err(|error| Error::io(&format!("cannot write {name} of the digest"), &error))?;
    }
    Ok(())
}
