//! The captures of a site: each file that readers can get, with what its host sends.

use std::borrow::Cow;
use std::path::Path;

use rayon::prelude::*;

use super::record::warc_fields;
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Error, Fingerprint, disk, media_type};
use crate::content::Item;
use crate::model::{Group, ItemId};
use crate::plan::{HostAnswer, Outlined, Page, Snapshot, Subject, host_answer, outline};
use crate::save::Trace;

/// A file of the site that readers can get.
#[derive(Debug)]
pub(super) struct Capture<'s> {
    /// Its address.
    pub(super) address: Address,
    /// Its file in the output.
    pub(super) name: String,
    /// The status, and where it leads.
    pub(super) answer: HostAnswer,
    /// The media type, with the character set of a text.
    pub(super) content_type: Cow<'static, str>,
    /// The fingerprint of the bytes and of what is sent with them.
    pub(super) fingerprint: Fingerprint,
    /// When the build wrote it, in nanoseconds since 1970.
    pub(super) modified: i64,
    /// The page; `None` for the files of the search index.
    page: Option<&'s Page>,
}

/// The captures of a built site, in the order of its outline. Files that did not change since the build are not read.
///
/// # Errors
/// A file is missing in the output, or cannot be read.
pub(super) fn captures<'s>(snapshot: &'s Snapshot, root: &Path, state: &Path) -> Result<Vec<Capture<'s>>, Error> {
    let trace = Trace::read(&Trace::path(root, state)).unwrap_or_default();
    let outline = outline(snapshot);
    let pages = snapshot.pages();
    let capture = |(place, outlined): (usize, &Outlined)| {
        let page = pages.get(place);
        let sent = HostAnswer { status: 200, location: None };
        let answer = page.map_or(Some(sent), |page| host_answer(snapshot, page));
        answer.filter(|_| outlined.draft.is_none()).map(|answer| {
            let name = outlined.address.file();
            let (content, modified) = contents(&trace, outlined, &root.join(&name))?;
            let content_type = media_type::with_charset(media_type::of_role(&name, outlined.role));
            let mixer = Mixer::default().fingerprint(content).bytes(content_type.as_bytes());
            let mixer = mixer.bytes(&answer.status.to_le_bytes());
            let fingerprint = mixer.bytes(answer.location.as_deref().unwrap_or_default().as_bytes()).finish();
            let address = outlined.address.clone();
            Ok(Capture { address, name, answer, content_type, fingerprint, modified, page })
        })
    };
    outline.par_iter().enumerate().filter_map(capture).collect()
}

/// The fingerprint of the bytes of a file, and when it was written.
fn contents(trace: &Trace, outlined: &Outlined, path: &Path) -> Result<(Fingerprint, i64), Error> {
    let record = trace.get(&outlined.address);
    if let Some((record, stamp)) = record.and_then(|record| Some((record, trace.untouched(record, path)?))) {
        return Ok((record.output, stamp.modified));
    }
    let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
    let content = Fingerprint::of(&disk::read(path).map_err(failed)?);
    let stamp = disk::stamp(path).map_err(failed)?;
    Ok((content, stamp.map_or(0, |stamp| stamp.modified)))
}

impl Capture<'_> {
    /// What is known of the file, as fields of Dublin Core: its media type and its length, and the facts of an item.
    pub(super) fn description(&self, snapshot: &Snapshot, size: u64) -> String {
        let of_file = [("format", self.content_type.to_string()), ("extent", format!("{size} bytes"))];
        let of_item = match self.page.map(|page| &page.subject) {
            Some(Subject::Item(id)) => item_fields(snapshot, *id),
            _ => Vec::new(),
        };
        warc_fields(of_file.into_iter().chain(of_item))
    }
}

fn item_fields(snapshot: &Snapshot, id: ItemId) -> Vec<(&'static str, String)> {
    let site = &snapshot.site;
    let item: &Item = site.item(id);
    let names = |name: &'static str, group: Group| {
        let terms = site.terms(group);
        let ids = terms.of(item.terms(group.0));
        ids.into_iter().map(|term| (name, terms.get(term).name.to_string())).collect::<Vec<_>>()
    };
    let language = &snapshot.config.language(item.language).tag;
    let mut fields = vec![("title", item.title.to_string()), ("language", language.to_string())];
    if item.kind == crate::content::ItemKind::News {
        fields.push(("issued", item.date.iso()));
    }
    fields.extend(item.updated(site.at).map(|updated| ("modified", updated.iso())));
    fields.extend(names("creator", Group::AUTHORS));
    fields.extend(names("subject", Group::TAGS));
    fields
}
