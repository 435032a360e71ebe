//! A run of archiving: what is new or changed since the last one goes into WARC files in a folder of the run, which appears when all of
//! it is there.

use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::answered::{Answered, cannot_read};
use super::archive_state::{self, ArchiveState};
use super::capture::{Capture, captures};
use super::index::{IndexLine, sort_key};
use super::record::{RecordDigest, RecordHead, record_id, warc_fields};
use super::warc_writer::{RecordPlace, WarcForm, WarcWriter, cannot_write, most_bytes};
use crate::base::http::USER_AGENT;
use crate::base::{Error, RootedFolder, absolute};
use crate::config::LanguageId;
use crate::plan::Snapshot;
use crate::tools::staged_folder::{FolderPlace, refuse_part_of_site, write_folder};

/// The most bytes of a WARC file: ISO 28500 recommends a gigabyte, and the guideline of the Dutch National Archives demands it.
const LARGEST: u64 = 1_000_000_000;

/// The options of a run.
#[derive(Clone, Debug)]
pub struct ArchiveOptions {
    /// The folder of the built site.
    pub output: PathBuf,
    /// The folder for archives.
    pub folder: PathBuf,
    /// The folder for the state.
    pub state: PathBuf,
    /// Archives what was built since this moment, in the place of what is new since the last run.
    pub since: Option<DateTime<Utc>>,
    /// Whether records are compressed.
    pub is_compressed: bool,
}

/// What a run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveSummary {
    /// Nothing was written, since nothing is new since this moment, if any.
    NothingNew(Option<DateTime<Utc>>),
    /// A folder was written.
    Written {
        /// The folder of the run.
        folder: PathBuf,
        /// The files of the site in it.
        files: usize,
        /// The WARC files.
        warc_files: usize,
        /// Their bytes.
        bytes: u64,
    },
}

/// Refuses a folder for archives that is part of the site.
///
/// # Errors
/// It is inside the built site, its state, or a folder that the site is built from.
pub fn refuse_own_folder(site: &Path, options: &ArchiveOptions) -> Result<(), Error> {
    refuse_part_of_site(&options.folder, "archive", (site, &options.output, &options.state))
}

/// Archives what is new or changed in a built site.
///
/// # Errors
/// The output cannot be read, or the folder not be written to; then nothing new is there.
pub fn archive(snapshot: &Snapshot, options: &ArchiveOptions) -> Result<ArchiveSummary, Error> {
    let root = absolute(&options.output)?;
    let path = archive_state::path(&options.state, &options.folder)?;
    let before = ArchiveState::read(&path);
    let mut all = captures(snapshot, &root, &options.state)?;
    let url = |capture: &Capture<'_>| snapshot.config.url(&capture.address);
    all.sort_by_cached_key(|capture| sort_key(&url(capture)));
    let is_new = |capture: &Capture<'_>| match options.since {
        Some(since) => DateTime::from_timestamp_nanos(capture.modified) >= since,
        None => before.known.get(&capture.address) != Some(&capture.fingerprint),
    };
    let chosen: Vec<&Capture<'_>> = all.iter().filter(|capture| is_new(capture)).collect();
    if chosen.is_empty() {
        return Ok(ArchiveSummary::NothingNew(options.since.or(before.last)));
    }
    let summary = write(snapshot, &root, &chosen, options)?;
    let now_known = |capture: &Capture<'_>| {
        if is_new(capture) { Some(capture.fingerprint) } else { before.known.get(&capture.address).copied() }
    };
    let known: Vec<_> = all.iter().filter_map(|capture| Some((&capture.address, now_known(capture)?))).collect();
    ArchiveState::write(&path, snapshot.site.at, &known)?;
    Ok(summary)
}

/// Writes the folder of a run. Of two runs in one second, that of the later one has a number.
fn write(
    snapshot: &Snapshot,
    root: &Path,
    chosen: &[&Capture<'_>],
    options: &ArchiveOptions,
) -> Result<ArchiveSummary, Error> {
    let moment = snapshot.site.at.format("%Y%m%d%H%M%S").to_string();
    let place = FolderPlace { above: &options.folder, name: &moment, state: &options.state };
    let (folder, (warc_files, bytes)) =
        write_folder(place, |folder, name| write_files(snapshot, root, chosen, (folder, name, options.is_compressed)))?;
    Ok(ArchiveSummary::Written { folder, files: chosen.len(), warc_files, bytes })
}

/// Writes the WARC files, their index, and their digests. Returns the number of files and their bytes.
fn write_files(
    snapshot: &Snapshot,
    root: &Path,
    chosen: &[&Capture<'_>],
    (folder, run, is_compressed): (&RootedFolder, &str, bool),
) -> Result<(usize, u64), Error> {
    const INDEX: &str = "index.cdxj";
    let host = host(snapshot).replace([':', '[', ']'], "-");
    let (prefix, info) = (format!("{host}-{run}"), about(snapshot));
    let moment = RunMoment::of(snapshot.site.at);
    let form = WarcForm { prefix: &prefix, date: &moment.iso, info: &info, is_compressed, largest: LARGEST };
    let mut writer = WarcWriter::new(folder, form);
    let source = RootedFolder::open(root).map_err(|error| cannot_read(&root.display().to_string(), &error))?;
    let index = folder.create_new(INDEX).map_err(|error| cannot_write(INDEX, &error))?;
    let mut index = BufWriter::new(index);
    for capture in chosen {
        let line = add(snapshot, capture, &source, (&mut writer, &moment))?;
        index.write_all(line.as_bytes()).map_err(|error| cannot_write(INDEX, &error))?;
    }
    let synced = index.flush().and_then(|()| index.get_ref().sync_all());
    synced.map_err(|error| cannot_write(INDEX, &error))?;
    let (files, bytes) = writer.end()?;
    let sums = files.iter().fold(String::new(), |sums, (name, digest)| sums + digest + "  " + name + "\n");
    folder.write_whole("SHA256SUMS", sums.as_bytes()).map_err(|error| cannot_write("SHA256SUMS", &error))?;
    Ok((files.len(), bytes))
}

/// The moment of a run in the forms that records have.
struct RunMoment {
    iso: String,
    digits: String,
    http: String,
}

impl RunMoment {
    fn of(at: DateTime<Utc>) -> Self {
        Self {
            iso: at.to_rfc3339_opts(SecondsFormat::Secs, true),
            digits: at.format("%Y%m%d%H%M%S").to_string(),
            // RFC 9110 §5.6.7.
            http: at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        }
    }
}

fn host(snapshot: &Snapshot) -> &str {
    let origin = &snapshot.config.origin;
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

/// What the files say of themselves. Nothing was fetched, so no rules for robots were asked for.
fn about(snapshot: &Snapshot) -> String {
    let config = &snapshot.config;
    let title = &config.language(LanguageId::default()).title;
    let site = format!("{}{}/", config.origin, config.base_path);
    let description =
        format!("The files of {site} as they were built, with what its web host sends. Nothing was fetched.");
    warc_fields([
        ("software", USER_AGENT.to_owned()),
        ("format", "WARC File Format 1.1".to_owned()),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/".to_owned()),
        ("robots", "ignore".to_owned()),
        ("isPartOf", title.to_string()),
        ("publisher", config.publisher.name.as_deref().unwrap_or(title).to_owned()),
        ("description", description),
    ])
}

/// Adds the records of a capture: the answer, the request, and what is known of the file. Returns its line in the index.
fn add(
    snapshot: &Snapshot,
    capture: &Capture<'_>,
    source: &RootedFolder,
    (writer, moment): (&mut WarcWriter<'_>, &RunMoment),
) -> Result<String, Error> {
    let url = snapshot.config.url(&capture.address);
    let mut answer = Answered::open(source, capture, &moment.http)?;
    let (block_digest, payload_digest) = answer.digests()?;
    let host = host(snapshot);
    let path = url.strip_prefix(&snapshot.config.origin).unwrap_or("/");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {USER_AGENT}\r\nAccept: */*\r\n\r\n");
    let known = capture.description(snapshot, answer.size);
    let parts = [answer.length(), request.len() as u64, known.len() as u64];
    // The heads of records have the URL in them too.
    let (name, info) = writer.make_room(parts.map(|part| most_bytes(part + url.len() as u64)).iter().sum())?;
    let identity = |kind: &str, digest: &str| record_id(&[kind, &url, &moment.iso, digest]);
    let response_id = identity("response", &block_digest);
    let concurrent = format!("<{response_id}>");
    let info = format!("<{info}>");
    let common = [("WARC-Target-URI", &*url), ("WARC-Warcinfo-ID", &*info)];
    let fields =
        common.into_iter().chain([("WARC-Block-Digest", &*block_digest), ("WARC-Payload-Digest", &*payload_digest)]);
    let of_response = RecordHead {
        kind: "response",
        id: &response_id,
        date: &moment.iso,
        fields: fields.collect(),
        content_type: "application/http; msgtype=response",
        length: answer.length(),
    };
    let RecordPlace { offset, length } = writer.add(&of_response, &mut answer)?;
    for (kind, content_type, text) in
        [("request", "application/http; msgtype=request", &request), ("metadata", "application/warc-fields", &known)]
    {
        let digest = RecordDigest::of(text.as_bytes());
        let id = identity(kind, &digest);
        let fields = [("WARC-Concurrent-To", &*concurrent), ("WARC-Block-Digest", &*digest)];
        let fields = common.into_iter().chain(fields).collect();
        let (date, length) = (&*moment.iso, text.len() as u64);
        writer.add(&RecordHead { kind, id: &id, date, fields, content_type, length }, &mut text.as_bytes())?;
    }
    let mime = capture.content_type.split(';').next().unwrap_or_default();
    let line = IndexLine {
        url: &url,
        mime,
        status: capture.answer.status.to_string(),
        digest: &payload_digest,
        length: length.to_string(),
        offset: offset.to_string(),
        filename: &name,
    };
    Ok(line.text(&moment.digits))
}
