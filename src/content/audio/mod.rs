//! What a file of sound says of itself: its format and how long it takes (sound, or else `sound_problem`), for MP3 (mp3), MP4 (mp4), Ogg (ogg) and WAV (wav).
//! Nothing is decoded. A file comes from anywhere, so every length in it is checked before use.

mod bytes;
mod mp3;
mod mp4;
mod ogg;
mod sound;
mod sound_problem;
#[cfg(test)]
mod tests;
mod wav;

pub use sound::{Sound, SoundForm, has_sound_extension};
pub use sound_problem::SoundProblem;
