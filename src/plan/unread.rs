//! Files in `content/` that look like texts of items and are not read as such.

use super::files::SourceFiles;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, Place};
use crate::config::{BASELINE, FILE, REDIRECTS_FILE};
use crate::content::{has_front_matter, own_folder};

/// The kind of a file that is not read.
#[derive(Clone, Copy)]
enum Unread {
    /// Markdown under another ending, such as `.MD` or `.md.txt`.
    Markdown,
    /// Plain text, which may be meant to be published as it is.
    Text,
    /// A document of a word processor, which may be meant to be offered.
    Document,
    /// A page, which is meant as an item if it has front matter.
    Page,
    /// A copy of Markdown that an editor keeps, or that is all that is left.
    Copy,
    /// A file without an ending, which is meant as an item if it has front matter.
    Bare,
    /// Data, which may be meant to be offered.
    Data,
    /// A file of the settings, which is read beside them only.
    Setting,
}

const ENDINGS: &[(&str, Unread)] = &[
    (".md.bak", Unread::Copy),
    (".md.old", Unread::Copy),
    (".md.orig", Unread::Copy),
    (".md.save", Unread::Copy),
    (".md.tmp", Unread::Copy),
    (".md~", Unread::Copy),
    (".md.", Unread::Markdown),
    (".md.docx", Unread::Document),
    (".md.odt", Unread::Document),
    (".md.doc", Unread::Document),
    (".md.txt", Unread::Markdown),
    (".markdown.txt", Unread::Markdown),
    (".md", Unread::Markdown),
    (".markdown", Unread::Markdown),
    (".mdown", Unread::Markdown),
    (".mkd", Unread::Markdown),
    (".mkdn", Unread::Markdown),
    (".mdx", Unread::Markdown),
    (".mdwn", Unread::Markdown),
    (".txt", Unread::Text),
    (".text", Unread::Text),
    (".adoc", Unread::Text),
    (".rst", Unread::Text),
    (".org", Unread::Text),
    (".textile", Unread::Text),
    (".docx", Unread::Document),
    (".doc", Unread::Document),
    (".odt", Unread::Document),
    (".rtf", Unread::Document),
    (".pages", Unread::Document),
    (".eml", Unread::Text),
    (".msg", Unread::Document),
    (".json", Unread::Data),
    (".toml", Unread::Data),
    (".yaml", Unread::Data),
    (".yml", Unread::Data),
    (".csv", Unread::Data),
    (".xml", Unread::Data),
    (".html", Unread::Page),
    (".htm", Unread::Page),
];

/// The files whose names are suspect.
pub fn suspects(found: &SourceFiles) -> Vec<Box<str>> {
    let is_setting = |path: &str| matches!(unread(path), Some((Unread::Setting, _)));
    let of_content = found.content.iter().filter(|file| unread(&file.path).is_some());
    let fixed = found.fixed.iter().filter(|file| is_setting(&file.path));
    of_content.chain(fixed).map(|file| file.path.clone()).collect()
}

/// The kind of a file by its name, and the name without its ending.
fn unread(path: &str) -> Option<(Unread, &str)> {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    if [FILE, REDIRECTS_FILE, BASELINE].contains(&name) {
        return Some((Unread::Setting, path));
    }
    if !name.contains('.') {
        return Some((Unread::Bare, path));
    }
    let (ending, kind) = ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending))?;
    Some((*kind, path.get(..path.len() - ending.len())?))
}

/// The findings on suspect files: those that are not published, and those that are surely meant as items.
pub fn unread_files(snapshot: &Snapshot, suspects: &[Box<str>]) -> Vec<Diagnostic> {
    suspects.iter().filter_map(|path| check(snapshot, path)).collect()
}

/// Whether a file is read as one of a contact.
fn is_contact(path: &str) -> bool {
    let name = path.strip_prefix("content/contacts/");
    name.is_some_and(|name| !name.contains('/') && (name.ends_with(".yaml") || name.ends_with(".yml")))
}

fn check(snapshot: &Snapshot, path: &str) -> Option<Diagnostic> {
    let (kind, stem) = unread(path).filter(|_| !is_contact(path))?;
    let name = stem.rsplit('/').next().unwrap_or(stem);
    let is_published = snapshot.layout.files.find(path).is_some();
    let held = snapshot.site.order.held_back.iter().filter_map(|file| own_folder(file));
    let is_of_draft = || held.clone().any(|folder| path.starts_with(folder));
    if let Unread::Setting = kind {
        let message = format!("this file is not read here: `{name}` stands beside `content/`");
        let hint = format!("move it to `{name}`, in the folder of the site");
        return Some(Diagnostic::new(Code::UnreadFile, Place::file(path), message).hint(hint));
    }
    let rename = format!("rename it to `{name}.md`");
    let hint = match kind {
        Unread::Copy if snapshot.sources.read(&format!("{stem}.md")).is_ok() => return None,
        Unread::Markdown | Unread::Copy => rename,
        Unread::Page if has_front_matter(&*snapshot.sources, path) => format!("rename it to `{name}.html`"),
        Unread::Text | Unread::Bare if !is_published && has_front_matter(&*snapshot.sources, path) => rename,
        Unread::Bare | Unread::Setting => return None,
        _ if is_published || is_of_draft() => return None,
        Unread::Text => format!("{rename}, and write front matter above it; or link to it, to publish it as it is"),
        Unread::Page => {
            "write front matter above it, between two lines of `---`, to publish it as an item; or link to it from an item"
                .to_owned()
        }
        Unread::Data => {
            "put what it says into the front matter of an item; or link to it from an item, to offer it as a download"
                .to_owned()
        }
        Unread::Document => {
            format!("save its text as Markdown, `{name}.md`; or link to it from an item, to offer it as a download")
        }
    };
    let message = "this file is not read as an item: only Markdown, `.md`, and HTML with front matter, `.html`, are";
    Some(Diagnostic::new(Code::UnreadFile, Place::file(path), message).hint(hint))
}
