//! Why a file of sound cannot be played.

use serde::{Deserialize, Serialize};

/// Why a file cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SoundProblem {
    /// It is no sound.
    NoSound,
    /// It is the note of Git LFS where the file is.
    Pointer,
    /// It ends too early.
    Torn,
    /// It says nothing of how long it takes, or nonsense.
    NoDuration,
    /// Not all browsers play this format.
    Form(Box<str>),
}

impl SoundProblem {
    /// The reason, as it follows the name of the file; and a hint.
    pub fn in_words(&self) -> (String, &'static str) {
        match self {
            Self::NoSound => {
                ("is not a sound file".to_owned(), "replace it with the recording, as MP3, M4A, Ogg or WAV")
            }
            Self::Pointer => ("is a pointer of Git LFS, and not the recording itself".to_owned(), "run `git lfs pull`"),
            Self::Torn => ("is truncated: its end is missing".to_owned(), "copy the file again from its source"),
            Self::NoDuration => (
                "does not say how long it takes".to_owned(),
                "export it again from the program in which it was made, as MP3 or M4A",
            ),
            Self::Form(form) => (
                format!("is in the format {form}, which not all browsers and podcast players play"),
                "export it as MP3 or M4A",
            ),
        }
    }
}
