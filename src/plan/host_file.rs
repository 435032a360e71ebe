//! The files that hosts read: their addresses, and those that the settings enable.

use serde::Serialize;

use super::addresses::fixed;
use crate::base::Address;
use crate::config::{Config, HostKind, SPECULATION_RULES};

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
    /// `.nginx/server.conf`: the rules that use these maps, for nginx.
    NginxServer,
    /// `staticwebapp.config.json`, for Azure.
    Azure,
    /// `firebase.json`.
    Firebase,
    /// `vercel.json`.
    Vercel,
    /// `speculation-rules.json`: the links that browsers may fetch before they are followed.
    SpeculationRules,
    /// An IndexNow key file, by its number: `indexnow.org/documentation`.
    IndexNow(usize),
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

    /// The hosts among some that read this file.
    pub(super) fn hosts(self, all: &[HostKind]) -> Vec<HostKind> {
        all.iter().copied().filter(|kind| Self::of(*kind).contains(&self)).collect()
    }

    /// The address.
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
            Self::SpeculationRules => SPECULATION_RULES,
            Self::IndexNow(number) => return fixed(&format!("/{}.txt", key(keys, number))),
        })
    }
}

/// The files that the settings enable, each once.
pub(super) fn host_files(config: &Config) -> Vec<(Address, HostFile)> {
    let publishing = &config.publishing;
    let mut files: Vec<HostFile> = publishing.host.files.iter().flat_map(|kind| HostFile::of(*kind)).copied().collect();
    if publishing.host.speculates() {
        files.push(HostFile::SpeculationRules);
    }
    files.extend((0..publishing.keys.len()).map(HostFile::IndexNow));
    files.sort_unstable();
    files.dedup();
    files.into_iter().map(|file| (file.address(&publishing.keys), file)).collect()
}

/// An IndexNow key, by its number.
pub(super) fn key(keys: &[String], number: usize) -> &str {
    keys.get(number).map_or("", |key| key)
}
