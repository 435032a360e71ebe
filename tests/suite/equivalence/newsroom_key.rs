//! The keys of the newsroom, with values that have a moment.

use std::fs;
use std::path::Path;

use crate::audio::wav;
use crate::program::write;

/// A key by its number, with a value of a day; `follows` is the value of that key.
pub(super) fn newsroom_key(root: &Path, (key, on): (u8, &str), follows: String) -> (&'static str, String) {
    // The files that the keys name.
    write(root, "content/nieuws/stuk.txt", "Een stuk.");
    fs::write(root.join("content/nieuws/geluid.wav"), wav(1)).unwrap();
    match key % 16 {
        0 => ("withdrawn", format!("{{date: {on}, reason: Reden, keep: notice}}")),
        1 => ("withdrawn", format!("{{date: {on}, keep: gone}}")),
        2 => ("expires", format!("{{date: {on}, keep: text}}")),
        3 => ("expires", on.to_owned()),
        4 => ("corrections", format!("[{{date: {on}, text: Fout}}]")),
        5 => ("event", format!("{{start: {on} 20:00, repeat: FREQ=WEEKLY;COUNT=3}}")),
        6 => ("follow_up", on.to_owned()),
        7 => ("event", format!("{{start: {on}, moved_from: 2020-01-02, cancelled: true}}")),
        8 => ("corrections", format!("[{{date: {on} 12:00, text: Stil, notify: false}}]")),
        9 => ("live", "true".to_owned()),
        10 => ("live", "false".to_owned()),
        11 => ("audio", "/nieuws/geluid.wav".to_owned()),
        12 => ("audio", "{file: /nieuws/geluid.wav, title: Geluid, transcript: /nieuws/stuk.txt}".to_owned()),
        13 => ("attachments", format!("[{{file: /nieuws/stuk.txt, date: {on}, woo: convenanten}}]")),
        14 => ("attachments", "[{file: /nieuws/stuk.txt, title: Stuk, language: de, woo: adviezen}]".to_owned()),
        _ => ("follows", follows),
    }
}
