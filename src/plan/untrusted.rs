//! The files and aliases that contributors of an untrusted site may not publish.

use rayon::prelude::*;

use super::page::{Page, Subject};
use super::places::in_front_matter;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, Place};
use crate::config::NotAllowed;
use crate::content::{CONTENT, ImageProblem};

/// All files and aliases of an untrusted site that are not allowed. Files in `static/` are the owner's.
pub fn not_allowed(snapshot: &Snapshot) -> Vec<Diagnostic> {
    if !snapshot.config.untrusted {
        return Vec::new();
    }
    snapshot.pages().par_iter().filter_map(|page| check(snapshot, page)).collect()
}

fn check(snapshot: &Snapshot, page: &Page) -> Option<Diagnostic> {
    let (allowed, address) = (&snapshot.config.untrusted_files, page.address.as_str());
    match &page.subject {
        Subject::File(file) if file.path.starts_with(CONTENT) => {
            let place = Place::file(&file.path);
            if let Err(reason) = allowed.check_file(address) {
                let message =
                    format!("this file is not published, because the site is `untrusted`: {}", words(&reason));
                let hint = format!(
                    "remove it, or let the owner of the site add `{address}` to `untrusted_files` in site.yaml"
                );
                return Some(Diagnostic::new(Code::FileNotAllowed, place, message).hint(hint));
            }
            let (_, seen) = snapshot.images.get(&file.path)?;
            (*seen == Err(ImageProblem::NoPicture)).then(|| {
                let message = "this file has the ending of an image, but is none";
                let hint = "replace it with the image, or give it the ending of its format";
                Diagnostic::new(Code::FileNotAllowed, place, message).hint(hint)
            })
        }
        Subject::Redirect { of: Some(id), .. } => {
            let reason = allowed.check_alias(address).err()?;
            let place =
                in_front_matter(snapshot, *id, |mapping| mapping.value("aliases", address.trim_end_matches('/')));
            let message =
                format!("the alias `{address}` is not allowed, because the site is `untrusted`: {}", words(&reason));
            let hint =
                "remove it; the address of a page ends in `/` or `.html`, and has no part that starts with a dot";
            Some(Diagnostic::new(Code::AliasNotAllowed, place, message).hint(hint))
        }
        Subject::Item(id) if snapshot.site.item(*id).rare().address.is_some() => {
            let reason = allowed.check_alias(address).err()?;
            let place = in_front_matter(snapshot, *id, |mapping| mapping.value("address", address));
            let message =
                format!("the address `{address}` is not allowed, because the site is `untrusted`: {}", words(&reason));
            let hint = "remove it, or choose one without a part that starts with a dot";
            Some(Diagnostic::new(Code::AliasNotAllowed, place, message).hint(hint))
        }
        _ => None,
    }
}

fn words(reason: &NotAllowed) -> String {
    match reason {
        NotAllowed::Hidden(part) => format!("hosts keep their settings under names such as `{part}`"),
        NotAllowed::Ending(ending) if ending.is_empty() => "its name has no ending".to_owned(),
        NotAllowed::Ending(ending) => format!("hosts or browsers may run what has the ending `.{ending}`"),
        NotAllowed::TextAtRoot => {
            "a text at the root of a site is read by search engines and other services".to_owned()
        }
    }
}
