//! What files for hosts see: where old addresses lead, which were let go, and the headers of everything.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Plan;
use super::layout::fixed;
use super::page::Subject;
use crate::base::Address;
use crate::base::compression::Compression;
use crate::config::HostKind;

/// A file for a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum HostFile {
    /// `_redirects`, for Netlify and Cloudflare Pages.
    Redirects,
    /// `_headers`, for Netlify and Cloudflare Pages.
    Headers,
    /// `.htaccess`, for Apache.
    Htaccess,
    /// `.nginx/http.conf`: maps, for nginx.
    NginxHttp,
    /// `.nginx/server.conf`: what follows from them, for nginx.
    NginxServer,
    /// `staticwebapp.config.json`, for Azure.
    Azure,
    /// `firebase.json`.
    Firebase,
    /// `vercel.json`.
    Vercel,
    /// The key by which search engines know the site, by its number: `indexnow.org/documentation`.
    IndexNow(usize),
}

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

impl HostFile {
    /// The files of a host.
    fn of(kind: HostKind) -> &'static [Self] {
        match kind {
            HostKind::Netlify | HostKind::Cloudflare => &[Self::Redirects, Self::Headers],
            HostKind::Apache => &[Self::Htaccess],
            HostKind::Nginx => &[Self::NginxHttp, Self::NginxServer],
            HostKind::Azure => &[Self::Azure],
            HostKind::Firebase => &[Self::Firebase],
            HostKind::Vercel => &[Self::Vercel],
        }
    }

    /// Where it stands.
    fn address(self, keys: &[String]) -> Address {
        fixed(match self {
            Self::Redirects => "/_redirects",
            Self::Headers => "/_headers",
            Self::Htaccess => "/.htaccess",
            Self::NginxHttp => "/.nginx/http.conf",
            Self::NginxServer => "/.nginx/server.conf",
            Self::Azure => "/staticwebapp.config.json",
            Self::Firebase => "/firebase.json",
            Self::Vercel => "/vercel.json",
            Self::IndexNow(number) => return fixed(&format!("/{}.txt", key(keys, number))),
        })
    }
}

fn key(keys: &[String], number: usize) -> &str {
    keys.get(number).map_or("", |key| key)
}

impl Plan<'_> {
    /// The files that the settings ask for, each once.
    pub(super) fn host_files(&self) -> Vec<(Address, HostFile)> {
        let mut host_files: Vec<HostFile> =
            self.site.config.publishing.host.files.iter().flat_map(|kind| HostFile::of(*kind)).copied().collect();
        host_files.extend((0..self.site.config.publishing.keys.len()).map(HostFile::IndexNow));
        host_files.sort_unstable();
        host_files.dedup();
        let keys = &self.site.config.publishing.keys;
        host_files.into_iter().map(|file| (file.address(keys), file)).collect()
    }

    /// What a file for a host is made of.
    pub fn host(&self, file: HostFile) -> HostView {
        let config = self.site.config;
        let whole = |address: &Address| format!("{}{address}", config.base_path);
        let mut moved: Vec<Moved> = Vec::new();
        for page in &self.layout.pages {
            if let Subject::Redirect { to, of } = &page.subject {
                moved.push(Moved { from: whole(&page.address), to: whole(to), lasts: of.is_some() });
            }
        }
        moved.sort_by(|a, b| a.from.cmp(&b.from));
        let gone = config.publishing.gone.iter().filter(|address| !self.has(address)).map(whole).collect();
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
}
