//! The files of `wp-content/uploads/` beside a WordPress export: those that readers had are copied, and nothing that plug-ins keep there.

use std::collections::HashSet;

use super::input::InputFolder;
use super::item::ImportedFile;
use super::loss::{Harm, ImportLoss};
use crate::base::media_type;

/// Office documents, by how their media types begin.
const DOCUMENTS: &[&str] = &[
    "application/epub",
    "application/msword",
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-word",
    "application/vnd.oasis.opendocument.",
    "application/vnd.openxmlformats-officedocument.",
];

/// Endings of files that are never copied, whatever names them.
const NEVER: &[&str] = &["bak", "htaccess", "inc", "ini", "log", "phar", "php", "phtml", "sql"];

/// Folders in which plug-ins keep what visitors sent, and backups.
const FOLDERS: &[&str] = &[
    "ai1wm-backups",
    "backup",
    "backups",
    "cache",
    "edd",
    "formidable",
    "forminator",
    "gravity_forms",
    "ninja-forms",
    "updraft",
    "wc-logs",
    "woocommerce_uploads",
    "wpcf7_uploads",
    "wpforms",
];

/// The files of the media library, sorted.
#[derive(Debug, Default)]
pub(super) struct WordpressUploads {
    /// Those that are copied.
    pub(super) files: Vec<ImportedFile>,
    /// Those that are not.
    pub(super) losses: Vec<ImportLoss>,
}

/// Sorts the files of a folder. `named` has the paths below it that the export or its texts name.
pub(super) fn uploads(input: &InputFolder, folder: &str, named: &HashSet<String>) -> WordpressUploads {
    let mut uploads = WordpressUploads::default();
    let closed: Vec<&str> = input.below(folder).filter_map(|file| file.strip_suffix(".htaccess")).collect();
    // That of the folder itself often only forbids programs, or listings; another may close it to readers.
    let is_closed =
        |above: &&str| above.trim_end_matches('/') != folder || forbids(input, &format!("{above}.htaccess"));
    let closed: Vec<&str> = closed.into_iter().filter(is_closed).collect();
    for file in input.below(folder) {
        let below = file.strip_prefix(folder).unwrap_or(file).trim_start_matches('/');
        let is_closed = closed.iter().any(|closed| file.starts_with(closed));
        if !is_closed && is_public(below, named.contains(below)) {
            uploads.files.push(ImportedFile { from: file.to_owned(), to: format!("/wp-content/uploads/{below}") });
            continue;
        }
        let loss = ImportLoss::new(Harm::Private, "files of the uploads folder", file);
        let message = "it was not copied: no text names it, or it is no picture, sound, film or document, or its folder is closed";
        uploads.losses.push(
            loss.told(message, "look at the file, and put it in `static/wp-content/uploads/` if readers need it"),
        );
    }
    uploads
}

/// Whether the rules of Apache in a file forbid readers everything: they stand outside of a block for some files.
fn forbids(input: &InputFolder, file: &str) -> bool {
    let text = input.read(file).map(|input| input.text.to_ascii_lowercase()).unwrap_or_default();
    let mut depth = 0_usize;
    for line in text.lines().map(str::trim) {
        let is_block = ["<files", "<filesmatch", "<if ", "<limit"].iter().any(|name| line.starts_with(name));
        let is_end = ["</files", "</filesmatch", "</if>", "</limit"].iter().any(|name| line.starts_with(name));
        depth = if is_block { depth + 1 } else { depth.saturating_sub(usize::from(is_end)) };
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_rule = matches!(words.as_slice(), ["deny", "from", "all"] | ["require", "all", "denied"])
            || matches!(words.as_slice(), ["authtype" | "authname" | "authuserfile" | "require", ..])
                && words != ["require", "all", "granted"];
        if depth == 0 && is_rule {
            return true;
        }
    }
    false
}

/// Whether a file is one for readers.
fn is_public(below: &str, is_named: bool) -> bool {
    let lower = below.to_ascii_lowercase();
    let is_hidden = lower.split('/').any(|part| part.starts_with('.'));
    let name = lower.rsplit('/').next().unwrap_or_default();
    // Also of `a.php.jpg`, which some servers run.
    if is_hidden || name.split('.').skip(1).any(|ending| NEVER.contains(&ending)) {
        return false;
    }
    let is_in_folder = lower.split('/').rev().skip(1).any(|part| FOLDERS.contains(&part));
    is_named || !is_in_folder && is_media(&lower)
}

/// Whether a file is a picture, sound, film or document, by its name.
pub(super) fn is_media(name: &str) -> bool {
    let kind = media_type::of_file(name);
    ["image/", "audio/", "video/"].iter().chain(DOCUMENTS).any(|start| kind.starts_with(start))
}

/// The path below the folder of uploads, for an address of a file there.
pub(super) fn below_uploads(address: &str) -> Option<String> {
    let (_, below) = address.split_once("/uploads/")?;
    let below = below.split(['?', '#']).next().unwrap_or_default();
    Some(percent_encoding::percent_decode_str(below).decode_utf8_lossy().into_owned())
}

/// The paths of files that a text names and that are no media, which come along anyway.
pub(super) fn named_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.match_indices("/uploads/").filter_map(|(at, _)| {
        let rest = text.get(at..)?;
        let end = rest.find(|c: char| c.is_whitespace() || "\"'<>[]()".contains(c)).unwrap_or(rest.len());
        below_uploads(rest.get(..end)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_for_readers_are_copied() {
        for (file, is_named, expected) in [
            ("2013/07/brug.JPG", false, true),
            ("2013/07/plan.docx", false, true),
            ("2013/07/route.zip", false, false),
            ("2013/07/route.zip", true, true),
            ("wpforms/12/brief.pdf", false, false),
            ("inzendingen.csv", false, false),
            ("a.php", true, false),
            ("a.php.jpg", false, false),
            ("dump.sql", true, false),
            (".git/a.jpg", false, false),
        ] {
            assert_eq!(is_public(file, is_named), expected, "{file}");
        }
        let text = "zie <a href=\"https://x.example/wp-content/uploads/a%20b.zip?x\">";
        assert_eq!(named_in(text).collect::<Vec<_>>(), ["a b.zip"]);
    }
}
