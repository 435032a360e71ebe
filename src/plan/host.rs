//! Views of the files for hosts: redirects, addresses that were let go, and headers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::host_file::{HostFile, key};
use super::page::Subject;
use super::snapshot::Snapshot;
use crate::base::Address;
use crate::base::compression::Compression;
use crate::config::HostKind;

/// What a file for a host is made of.
#[derive(Clone, Debug, Serialize)]
pub struct HostView {
    /// Which file.
    pub file: HostFile,
    /// Old addresses, in the order of the old ones.
    pub moved: Vec<Moved>,
    /// Addresses that were let go.
    pub gone: Vec<String>,
    /// Headers of every page and file.
    pub headers: BTreeMap<String, String>,
    /// Whether a redirect is told to win over a page that stands at its address.
    pub forces: bool,
    /// The forms in which files stand compressed beside themselves.
    pub compressed: Vec<Compression>,
    /// The key that the file has, where it has one.
    pub key: String,
    /// The folder on the host below which the site stands, without a final `/`; mostly empty.
    pub base_path: String,
}

/// An old address and where it leads, each with the folder of the site and not encoded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The old address.
    pub from: String,
    /// The new one.
    pub to: String,
    /// Whether it stays so: else something will stand at the old address one day.
    pub lasts: bool,
}

/// The view of a file for a host.
pub fn host(snapshot: &Snapshot, file: HostFile) -> HostView {
    let config = &snapshot.config;
    let whole = |address: &Address| format!("{}{address}", config.base_path);
    let mut moved: Vec<Moved> = Vec::new();
    for page in snapshot.pages() {
        if let Subject::Redirect { to, of } = &page.subject {
            moved.push(Moved { from: whole(&page.address), to: whole(to), lasts: of.is_some() });
        }
    }
    moved.sort_by(|a, b| a.from.cmp(&b.from));
    let is_gone = |address: &&Address| snapshot.layout.page_at(address).is_none();
    let gone = config.publishing.gone.iter().filter(is_gone).map(whole).collect();
    let headers = config.publishing.host.headers.clone();
    // Cloudflare has its redirects win by itself, and passes over a line that says so; both read the same file.
    let hosts = &config.publishing.host.files;
    let forces = hosts.contains(&HostKind::Netlify) && !hosts.contains(&HostKind::Cloudflare);
    let compressed = config.publishing.compressions();
    let key = match file {
        HostFile::IndexNow(number) => key(&config.publishing.keys, number).to_owned(),
        _ => String::new(),
    };
    HostView { file, moved, gone, headers, forces, compressed, key, base_path: config.base_path.clone() }
}
