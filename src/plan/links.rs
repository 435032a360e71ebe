//! Where a link of a text leads: to another source file, a file beside it, or an address of the site.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::Plan;
use crate::base::Address;
use crate::content::{CONTENT, ImageStatus, Item};
use crate::model::ItemId;

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination<'t> {
    /// The page or file; `None` for a fragment of the page itself.
    pub address: Option<Address>,
    /// What follows the path: `#fragment`, `?query`, or nothing.
    pub suffix: &'t str,
    /// The item that it is, for its headings; the one that refers for a fragment of its own.
    pub item: Option<ItemId>,
    /// What was seen in the file of a picture, with its path.
    pub picture: Option<(&'t str, &'t ImageStatus)>,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There is no such file or page: the path that was looked for.
    Nothing(String),
    /// It is a draft, or held back until later.
    HeldBack(String),
    /// It is there, but has mistakes of its own, which are reported.
    Unread,
}

/// Path and suffix of a reference.
fn parts(to: &str) -> (Cow<'_, str>, &str) {
    let end = to.find(['#', '?']).unwrap_or(to.len());
    let (path, suffix) = to.split_at(end);
    (percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path)), suffix)
}

/// The source file that a reference from a folder names, if it stays in `content/`.
pub(super) fn file_path(folder: &str, to: &str) -> Option<String> {
    let (path, _) = parts(to);
    let (start, path) = match path.strip_prefix('/') {
        Some(path) => (CONTENT, path),
        None => (folder, &*path),
    };
    if path.is_empty() {
        return None;
    }
    let mut joined: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                joined.pop()?;
            }
            part => joined.push(part),
        }
    }
    let joined = joined.join("/");
    joined.starts_with(CONTENT).then_some(joined)
}

impl Plan<'_> {
    /// Where a reference leads that stands in `from`, or in the settings.
    pub fn resolve<'t>(&'t self, from: Option<&Item>, to: &'t str) -> Result<Destination<'t>, Missing> {
        let (path, suffix) = parts(to);
        let own = from.and_then(|item| self.site.find(&item.file));
        if path.is_empty() {
            return Ok(Destination { address: None, suffix, item: own, picture: None });
        }
        let folder = from.map_or(CONTENT, Item::folder);
        if let Some(file) = file_path(folder, to) {
            if let Some(found) = self.source(&file, suffix) {
                return Ok(found);
            }
            if self.site.order.held_back.contains(&*file) {
                return Err(Missing::HeldBack(file));
            }
            if self.site.unread.contains(&*file) {
                return Err(Missing::Unread);
            }
        }
        if path.starts_with('/') {
            let found =
                [path.to_string(), format!("{path}/")].into_iter().filter_map(|path| Address::parse(&path).ok());
            if let Some(address) = found.into_iter().find(|address| self.has(address)) {
                let picture = self.image_index.get(&format!("static{address}"));
                return Ok(Destination { address: Some(address), suffix, item: None, picture });
            }
        }
        Err(Missing::Nothing(file_path(folder, to).unwrap_or_else(|| path.into_owned())))
    }

    /// A source file as a destination: an item, a folder with an item, or a file that is copied.
    fn source<'t>(&'t self, file: &str, suffix: &'t str) -> Option<Destination<'t>> {
        let item = self.site.find(file).or_else(|| self.site.find(&format!("{file}/index.md")));
        let address = match item {
            Some(id) => self.item_address(id).clone(),
            None => self.layout.files.get(file)?.clone(),
        };
        Some(Destination { address: Some(address), suffix, item, picture: self.image_index.get(file) })
    }

    /// A reference as a link on the site; as typed where it leads nowhere.
    pub fn href(&self, from: Option<&Item>, to: &str) -> String {
        match self.resolve(from, to) {
            Ok(Destination { address: Some(address), suffix, .. }) => {
                format!("{}{suffix}", self.site.config.href(&address))
            }
            _ => to.to_owned(),
        }
    }
}
