//! Edits of files about terms.

use std::fs;
use std::path::Path;

use super::super::program::write;
use super::{name, tag_list};

/// Writes or removes a file about an author, a tag or a dossier, which items have or do not have.
pub(super) fn term_file(root: &Path, term: u8, with: u8, made: u32) {
    let (folder, name) = match term % 4 {
        0 => ("tags", tag_list(1 << (with % 3)).trim_matches(['[', ']']).to_owned()),
        1 => ("dossiers", "Een dossier".to_owned()),
        _ => ("authors", name(with % 3 * 2).to_owned()),
    };
    let language = if with.is_multiple_of(5) { ".en" } else { "" };
    let file = format!("content/{folder}/over-{}{language}.md", with % 3);
    if with.is_multiple_of(7) {
        let _ = fs::remove_file(root.join(file));
        return;
    }
    let more =
        ["", "role: rol\n", "draft: true\n", "slug: eigen\n", "aliases: [/over-oud/]\n", "order: 2\nstatus: closed\n"];
    let more = more.get(usize::from(with) % more.len()).unwrap();
    write(root, &file, &format!("---\ntitle: {name}\n{more}---\nOver {name} {made}.\n"));
}
