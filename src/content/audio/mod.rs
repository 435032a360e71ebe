//! What a file of sound says of itself: its format and how long it takes (sound), for MP3 (mp3), MP4 (mp4), Ogg (ogg) and WAV (wav).
//! Nothing is decoded. A file comes from anywhere, so every length in it is checked before use.

mod bytes;
mod mp3;
mod mp4;
mod ogg;
mod sound;
#[cfg(test)]
mod tests;
mod wav;

pub use sound::{Sound, SoundForm, SoundProblem, has_sound_extension};
