//! Edits of files about contacts, and of the contacts of items.

use std::fs;
use std::path::Path;

use super::super::program::write;

/// Writes or removes the file of the contact `pers`.
pub(super) fn contact_file(root: &Path, with: u8, made: u32) {
    let file = "content/contacts/pers.yaml";
    if with.is_multiple_of(7) {
        let _ = fs::remove_file(root.join(file));
        return;
    }
    let more = [
        "",
        "telephone: 06 12345678\n",
        "role: woordvoerder\nlanguages: {en: {role: spokesperson}}\n",
        "hours: werkdagen\naddress: Brink 4\n",
    ];
    let more = more.get(usize::from(with) % more.len()).unwrap();
    write(root, file, &format!("name: Anna {made}\n{more}"));
}

/// The contact of an item: of the settings, of a file, or its own.
pub(super) fn contact(with: u8) -> &'static str {
    ["balie", "pers", "{name: Piet, telephone: 06 87654321}"].get(usize::from(with) % 4).copied().unwrap_or("balie")
}
