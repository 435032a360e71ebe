//! What is wrong with a file of a picture: browsers do not show it, or show a part of it.

use courant_pixels::MOST_PIXELS;
use serde::{Deserialize, Serialize};

/// Why a file cannot be shown as a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageProblem {
    /// It is no picture.
    NoPicture,
    /// It is the note of Git LFS where the file is.
    Pointer,
    /// It ends too early, or its beginning is torn.
    Torn,
    /// A part, in words, without which browsers show nothing has a wrong checksum.
    Checksum(String),
    /// It is a drawing whose XML has an error.
    Markup,
    /// Browsers do not show this format.
    Form(String),
    /// It has so many pixels that decoding it would take all memory.
    TooLarge {
        /// Its width in pixels.
        width: u64,
        /// Its height in pixels.
        height: u64,
    },
}

impl ImageProblem {
    /// The reason, as it follows the name of the file; and a hint.
    pub fn in_words(&self) -> (String, &'static str) {
        match self {
            Self::NoPicture => ("is not an image".to_owned(), "replace it with the image"),
            Self::Pointer => ("is a pointer of Git LFS, and not the image itself".to_owned(), "run `git lfs pull`"),
            Self::Torn => ("is truncated: its end is missing".to_owned(), "copy the file again from its source"),
            Self::Checksum(part) => {
                (format!("is damaged: the checksum of its {part} is wrong"), "copy the file again from its source")
            }
            Self::Markup => (
                "is damaged: its XML has an error, or its end is missing, so browsers show nothing".to_owned(),
                "save it again in the program that made it, or copy it again from its source",
            ),
            Self::Form(form) => (
                format!("is in the format {form}, which browsers do not support"),
                "save it as JPEG, or as PNG for drawings",
            ),
            Self::TooLarge { width, height } => {
                let most = MOST_PIXELS / 1_000_000;
                let message = format!("has {width} × {height} pixels, and the limit is {most} million");
                (message, "save a smaller version: 4000 pixels wide is more than enough")
            }
        }
    }
}

/// The damage of a picture that browsers show nonetheless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageDamage {
    /// Its end is missing.
    NoEnd,
    /// A part, in words, has a wrong checksum.
    Checksum(String),
}

impl ImageDamage {
    /// The damage, as it follows the name of the file.
    pub fn in_words(&self) -> String {
        match self {
            Self::NoEnd => "is truncated: its end is missing, so readers may see only a part of it".to_owned(),
            Self::Checksum(part) => format!("is damaged: the checksum of its {part} is wrong"),
        }
    }
}
