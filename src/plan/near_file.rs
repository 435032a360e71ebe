//! The file or the page that is probably meant by a reference that leads nowhere.

use super::snapshot::Snapshot;
use crate::base::name::nfc;
use crate::base::suggest;
use crate::content::ReferenceKind;

/// A hint with the file that is probably meant: one of the same folder, or one of the same name anywhere.
pub(super) fn near_file(snapshot: &Snapshot, folder: &str, to: &str) -> Option<String> {
    if let Some(bare) = without_mark(to) {
        let found = near_file(snapshot, folder, bare).and_then(|hint| Some(hint.split('`').nth(1)?.to_owned()));
        let meant = found.unwrap_or_else(|| bare.to_owned());
        return Some(format!("write `({meant})`: a link is the name of a file here, without a mark before it"));
    }
    let suffix = to.find(['#', '?']).and_then(|at| to.get(at..)).unwrap_or_default();
    let path = to.split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    let paths = || snapshot.memo.paths(&*snapshot.sources).iter().map(|path| &**path);
    if to.starts_with('/')
        && let Some(near) = suggest::nearest(to, snapshot.pages().iter().map(|page| page.address.as_str()))
    {
        return Some(format!("did you mean `{near}`?"));
    }
    let lower = |name: &str| nfc(name).to_lowercase();
    // `open-dag`, `open-dag/` and `open-dag.html` are meant for `open-dag.md`.
    let stem = lower(name.strip_suffix(".html").or_else(|| name.strip_suffix(".htm")).unwrap_or(name));
    let same = |path: &&str| {
        path.rsplit('/').next().is_some_and(|known| {
            let known = lower(known);
            known == lower(name) || known.strip_suffix(".md") == Some(&*stem)
        })
    };
    let elsewhere = paths().filter(same).max_by_key(|path| path.starts_with(folder));
    if let Some(path) = elsewhere {
        let from_root = path.strip_prefix("content/").or_else(|| path.strip_prefix("static/"));
        return Some(format!("did you mean `/{}{suffix}`?", from_root.unwrap_or(path)));
    }
    let here = paths().filter_map(|path| path.strip_prefix(folder)).filter(|rest| !rest.contains('/'));
    suggest::nearest(name, here).map(|near| format!("did you mean `{near}`?"))
}

/// A reference without the mark by which another program knows files: `@/` of Zola, `{filename}` and `|static|` of Pelican.
fn without_mark(to: &str) -> Option<&str> {
    let named = |open: char, close: char| to.strip_prefix(open).and_then(|rest| rest.split_once(close));
    let is_mark =
        |name: &str| matches!(name, "filename" | "static" | "attach" | "author" | "category" | "tag" | "index");
    let marked = named('{', '}').or_else(|| named('|', '|')).filter(|(name, _)| is_mark(name));
    let bare = marked.map(|(_, rest)| rest).or_else(|| to.strip_prefix('@').filter(|rest| rest.starts_with('/')));
    bare.filter(|rest| !rest.is_empty())
}

/// What to do where nothing of that name is found.
pub(super) fn general_hint(target: ReferenceKind) -> &'static str {
    match target {
        ReferenceKind::Image => {
            "put the image beside this file; for one in another folder, include the folder: `../folder/foto.jpg`"
        }
        ReferenceKind::Link => "check the name; for a file in another folder, include the folder: `../folder/name.md`",
    }
}
