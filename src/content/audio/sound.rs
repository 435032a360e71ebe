//! A file of sound: its format and its duration, or why it is none.

use serde::{Deserialize, Serialize};

use super::sound_problem::SoundProblem;
use super::{mp3, mp4, ogg, wav};
use crate::base::no_text::LFS_POINTER;

/// The extensions of files that are inspected. Their bytes decide what they are.
const ENDINGS: &[&str] =
    &["mp3", "m4a", "m4b", "mp4", "aac", "ogg", "oga", "opus", "wav", "flac", "wma", "aif", "aiff", "amr"];

/// The metadata of a file of sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sound {
    /// Its format.
    pub form: SoundForm,
    /// How long it takes.
    pub milliseconds: u64,
}

/// The format of a file of sound: those that browsers and podcast players play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SoundForm {
    /// MPEG-1, MPEG-2 or MPEG-2.5, mostly layer III: MP3.
    Mp3,
    /// MP4, mostly with AAC.
    Mp4,
    /// Ogg, with Opus or Vorbis.
    Ogg,
    /// WAV.
    Wav,
}

/// Whether the name of a file has an extension of sound.
pub fn has_sound_extension(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

impl SoundForm {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Wav => "audio/wav",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mp3 => "MP3",
            Self::Mp4 => "M4A",
            Self::Ogg => "Ogg",
            Self::Wav => "WAV",
        }
    }
}

impl Sound {
    /// Reads the metadata from the bytes of a file.
    ///
    /// # Errors
    /// It cannot be played, or not all of it is there.
    pub fn inspect(bytes: &[u8]) -> Result<Self, SoundProblem> {
        if bytes.starts_with(LFS_POINTER) {
            return Err(SoundProblem::Pointer);
        }
        let other = |form: &str| Err(SoundProblem::Form(form.into()));
        let (form, milliseconds) = match bytes {
            [b'R', b'I' | b'F', b'F' | b'6', b'F' | b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..] => {
                (SoundForm::Wav, wav::milliseconds(bytes)?)
            }
            [b'O', b'g', b'g', b'S', ..] => (SoundForm::Ogg, ogg::milliseconds(bytes)?),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => (SoundForm::Mp4, mp4::milliseconds(bytes)?),
            [b'f', b'L', b'a', b'C', ..] => return other("FLAC"),
            [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', ..] => return other("AIFF"),
            [b'#', b'!', b'A', b'M', b'R', ..] => return other("AMR"),
            [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, ..] => return other("WMA"),
            // ADTS: a sync word, and layer 0, which no MP3 has (ISO/IEC 13818-7 §6.2).
            [0xff, second, ..] if second & 0xf6 == 0xf0 => return other("AAC without a container"),
            _ => (SoundForm::Mp3, mp3::milliseconds(bytes)?),
        };
        Ok(Self { form, milliseconds })
    }
}
