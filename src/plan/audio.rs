//! The recordings of items: their views, and what keeps one from being played.

use schemars::JsonSchema;
use serde::Serialize;

use super::links::{Missing, resolve};
use super::near_file::near_file;
use super::page::Subject;
use super::places::in_front_matter;
use super::snapshot::Snapshot;
use crate::base::amount::size_in_words;
use crate::base::media_type;
use crate::base::{Address, Code, Diagnostic, SourceFile};
use crate::content::{Audio, Item, SoundProblem, is_external};
use crate::model::ItemId;

/// Recording of an item.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AudioView<'s> {
    /// The title, or else that of the item.
    pub title: &'s str,
    /// The link to the file.
    pub href: String,
    /// The absolute URL of the file.
    pub url: String,
    /// The file type, for people: `MP3`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The media type: `audio/mpeg`.
    pub media_type: &'static str,
    /// The file size in the language of the page: "1,2 MB".
    pub size: String,
    /// The file size in bytes.
    pub bytes: u64,
    /// The duration in hours, minutes and seconds: `1:02:03` or `12:03`.
    pub duration: String,
    /// The duration for `<time datetime>`: `PT12M3S`.
    pub iso_duration: String,
    /// The duration in seconds, rounded.
    pub seconds: u64,
    /// The text of the recording, or `none`.
    pub transcript: Option<TranscriptView>,
}

/// Text of a recording.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TranscriptView {
    /// The link to it.
    pub href: String,
    /// The absolute URL.
    pub url: String,
    /// The media type: `text/vtt`, or `text/html` for a page.
    pub media_type: &'static str,
}

/// The file at an address, where it is one of the site.
fn file_at<'p>(snapshot: &'p Snapshot, address: &Address) -> Option<&'p SourceFile> {
    match &snapshot.layout.page_at(address)?.subject {
        Subject::File(file) => Some(file),
        _ => None,
    }
}

/// The recording of an item, if it can be played.
pub(super) fn audio(snapshot: &Snapshot, id: ItemId) -> Option<AudioView<'_>> {
    let item = snapshot.site.item(id);
    let typed = item.rare().audio.as_deref()?;
    let address = resolve(snapshot, Some(id), &typed.file).ok()?.address?;
    let file = file_at(snapshot, address)?;
    let sound = snapshot.sounds.get(&file.path)?.as_ref().ok()?;
    let (bytes, config) = (file.stamp.size, &snapshot.config);
    // Less than half a second is a second.
    let seconds = ((sound.milliseconds + 500) / 1000).max(1);
    Some(AudioView {
        title: typed.title.as_deref().unwrap_or(&item.title),
        href: config.href(address),
        url: config.url(address),
        kind: sound.form.name(),
        media_type: sound.form.media_type(),
        size: size_in_words(bytes, &config.language(item.language).tag),
        bytes,
        duration: clock(seconds),
        iso_duration: iso(seconds),
        seconds,
        transcript: transcript(snapshot, id, typed),
    })
}

/// `12:03`, `1:02:03`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `PT12M3S` (ISO 8601-1 §5.5.2).
fn iso(seconds: u64) -> String {
    let part = |number: u64, unit: &str| if number > 0 { format!("{number}{unit}") } else { String::new() };
    format!("PT{}{}{}", part(seconds / 3600, "H"), part(seconds / 60 % 60, "M"), part(seconds % 60, "S"))
}

fn transcript(snapshot: &Snapshot, id: ItemId, typed: &Audio) -> Option<TranscriptView> {
    let to = typed.transcript.as_deref()?;
    if is_external(to) {
        let media_type = known_text(to.split(['?', '#']).next().unwrap_or_default());
        return Some(TranscriptView { href: to.to_owned(), url: to.to_owned(), media_type });
    }
    let found = resolve(snapshot, Some(id), to).ok()?;
    let address = found.address?;
    let media_type = file_at(snapshot, address).map_or("text/html", |file| known_text(&file.path));
    let [href, url] =
        [snapshot.config.href(address), snapshot.config.url(address)].map(|link| format!("{link}{}", found.suffix));
    Some(TranscriptView { href, url, media_type })
}

/// The media type of a text (podcastindex.org/namespace, `podcast:transcript`); anything else is a page.
fn known_text(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("srt") => "application/x-subrip",
        Some("vtt") => "text/vtt",
        Some("txt" | "json" | "pdf") => media_type::of_file(path),
        _ => "text/html",
    }
}

/// What keeps the recordings of items from being played, and their transcripts from being read.
pub fn unplayable(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let site = &snapshot.site;
    let with_audio = site.ids().filter_map(|id| Some((id, site.item(id), site.item(id).rare().audio.as_deref()?)));
    with_audio.flat_map(|(id, item, audio)| findings(snapshot, (id, item), audio)).collect()
}

fn findings(snapshot: &Snapshot, (id, item): (ItemId, &Item), audio: &Audio) -> Vec<Diagnostic> {
    let place = |part: &str| in_front_matter(snapshot, id, |mapping| mapping.value("audio", part));
    let missing = |to: &str, missing: &Missing| {
        let (message, hint) = match missing {
            Missing::Nothing(_) => (
                format!("there is no file `{to}`"),
                near_file(snapshot, item.folder(), to).unwrap_or_else(|| {
                    let name = to.rsplit('/').next().unwrap_or_default();
                    format!("put the file beside this one, and write `{name}`; or in `static/`, and write `/{name}`")
                }),
            ),
            Missing::Unread => return None,
            Missing::HeldBack(_) => {
                (format!("`{to}` is not published"), "publish it too, or remove it here".to_owned())
            }
        };
        Some(Diagnostic::new(Code::LinkBroken, place(to), message).hint(hint))
    };
    let problem = match resolve(snapshot, Some(id), &audio.file) {
        Err(found) => missing(&audio.file, &found),
        Ok(found) => unplayed(snapshot, found.address).map(|problem| {
            let (told, hint) = problem.in_words();
            Diagnostic::new(Code::AudioUnreadable, place(&audio.file), format!("`{}` {told}", audio.file)).hint(hint)
        }),
    };
    let to = audio.transcript.as_deref().filter(|to| !is_external(to));
    let unread = to.and_then(|to| missing(to, &resolve(snapshot, Some(id), to).err()?));
    problem.into_iter().chain(unread).collect()
}

fn unplayed(snapshot: &Snapshot, address: Option<&Address>) -> Option<SoundProblem> {
    let file = address.and_then(|address| file_at(snapshot, address));
    match file.map(|file| snapshot.sounds.get(&file.path)) {
        // A pointer has a finding of its own.
        Some(Some(Ok(_) | Err(SoundProblem::Pointer))) => None,
        Some(Some(Err(problem))) => Some(problem.clone()),
        Some(None) | None => Some(SoundProblem::NoSound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_clocks_and_as_iso_8601() {
        assert_eq!((clock(5), clock(723), clock(3_723)), ("0:05".to_owned(), "12:03".to_owned(), "1:02:03".to_owned()));
        assert_eq!((iso(5), iso(723), iso(3_600)), ("PT5S".to_owned(), "PT12M3S".to_owned(), "PT1H".to_owned()));
    }
}
