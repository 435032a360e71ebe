//! The recording of an item as typed → the recording.

use schemars::JsonSchema;
use serde::Deserialize;

use super::attachment::Audio;
use super::front_matter::one_line;
use super::reference::{is_external, is_web_url};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Recording of an item: a file name, or a file with more about it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a recording must be a file name, or `{file: interview.mp3, title: \"The interview\"}`, also with `transcript`"
)]
pub enum AudioFile {
    /// The file, relative to this file, or an address of the site.
    Name(String),
    /// The file, with more about it.
    Titled(TitledAudio),
}

/// Recording with more about it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TitledAudio {
    /// The file (MP3, M4A, Ogg or WAV), relative to this file; or a file in `static/` by its address: `/geluid/interview.mp3`. Required.
    pub file: String,
    /// The title. Default: that of the item.
    pub title: Option<String>,
    /// The text of the recording, for who cannot hear it: a file beside this one (`.vtt`, `.srt`, `.txt`, `.html` or another item), or a
    /// URL.
    pub transcript: Option<String>,
}

/// Reads the recording of an item; `None` where it names no file of the site.
pub(super) fn audio(typed: AudioFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Audio> {
    let TitledAudio { file, title, transcript } = match typed {
        AudioFile::Name(file) => TitledAudio { file, ..TitledAudio::default() },
        AudioFile::Titled(typed) => typed,
    };
    let (message, hint) = if file.trim().is_empty() {
        ("the recording names no file".to_owned(), "write the name of the file: `audio: interview.mp3`".to_owned())
    } else if is_external(&file) {
        let name = file.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let message = format!("`{file}` is not a file of the site, so its length and duration are not known");
        (message, format!("put the file beside this one, and write `audio: {name}`; or link to it in the text"))
    } else {
        let filled = |text: Option<String>| text.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        let transcript = filled(transcript).filter(|to| {
            // The page has a link to it, which must not be a script.
            let is_right = !is_external(to) || is_web_url(to);
            if !is_right {
                let message = format!("`{to}` is not the URL of a page");
                let hint = "write the name of a file beside this one, or the whole URL of a page on the web";
                findings.push(Diagnostic::new(Code::AddressInvalid, mapping.value("audio", to), message).hint(hint));
            }
            is_right
        });
        return Some(Audio { file: file.into(), title: filled(title), transcript });
    };
    findings.push(Diagnostic::new(Code::AudioUnreadable, mapping.value("audio", &file), message).hint(hint));
    None
}
