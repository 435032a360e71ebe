//! Whether an old address leads somewhere on the planned site, with the forms that web hosts take for the same address.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use crate::base::Address;
use crate::plan::{Snapshot, redirected};

/// Parameters by which WordPress knows a page: `/?p=123` is another page than `/`.
const PAGE_PARAMETERS: &[&str] =
    &["attachment_id", "author", "cat", "feed", "m", "name", "p", "page_id", "pagename", "tag"];

/// The addresses of a planned site, and its hosts.
pub(super) struct PlannedSite<'s> {
    snapshot: &'s Snapshot,
    host: String,
    gone: HashSet<String>,
}

impl<'s> PlannedSite<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        let host = snapshot.config.origin.split_once("://").map_or("", |(_, host)| host);
        let gone = snapshot.config.publishing.gone.iter().map(Address::file).collect();
        Self { snapshot, host: bare_host(host), gone }
    }

    /// Whether a host is that of the site, with or without `www.` and a port.
    pub(super) fn has_host(&self, host: &str) -> bool {
        bare_host(host) == self.host
    }

    /// The path of an address or URL, with its query; `None` for a URL of another host, or below another folder.
    pub(super) fn own_path<'t>(&self, text: &'t str) -> Option<&'t str> {
        let path = match text.split_once("://") {
            Some((_, rest)) if !text.starts_with('/') => {
                let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
                let host = host.rsplit('@').next().unwrap_or(host);
                if !self.has_host(host) {
                    return None;
                }
                if path.is_empty() { "/" } else { path }
            }
            _ => text,
        };
        let path = path.split('#').next().unwrap_or_default();
        let below = path.strip_prefix(self.snapshot.config.base_path.as_str())?;
        match below {
            "" => Some("/"),
            below if below.starts_with(['/', '?']) => Some(below),
            _ => None,
        }
    }

    /// Whether a path with its query leads to a page, a file or a redirect, or is meant to be gone.
    pub(super) fn has(&self, path: &str) -> bool {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let path = if path.is_empty() { "/" } else { path };
        if let Some(to) = redirected(self.snapshot, path, Some(query)) {
            return self.leads(&to);
        }
        let is_page = query.split('&').any(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            !value.is_empty() && PAGE_PARAMETERS.contains(&name)
        });
        let is_start = path.ends_with('/') || path.ends_with("/index.php");
        if is_page && is_start {
            return false;
        }
        if let Some(to) = redirected(self.snapshot, path, None) {
            return self.leads(&to);
        }
        let path = percent_decode_str(path).decode_utf8_lossy();
        forms(&path).any(|address| self.has_address(&address))
    }

    /// Whether the target of a redirect is there: a page or file of the site, or another site.
    fn leads(&self, to: &str) -> bool {
        let Some(below) =
            to.strip_prefix(self.snapshot.config.base_path.as_str()).filter(|below| below.starts_with('/'))
        else {
            return true;
        };
        let path = percent_decode_str(below.split(['?', '#']).next().unwrap_or_default()).decode_utf8_lossy();
        forms(&path).any(|address| self.has_address(&address))
    }

    fn has_address(&self, address: &Address) -> bool {
        // Hosts tell capitals apart.
        let file = address.file();
        let page = self.snapshot.layout.page_at(address);
        page.is_some_and(|page| page.address.file() == file) || self.gone.contains(&file)
    }
}

/// The addresses that hosts take for a path: `/a` is that of `/a/` where there is no file of that name.
fn forms(path: &str) -> impl Iterator<Item = Address> + use<> {
    let forms = [path.to_owned(), format!("{path}/")];
    forms.into_iter().filter_map(|form| Address::parse(&form).ok())
}

/// A host in lower case, without `www.` and a port.
fn bare_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    let name = name.map_or(&*host, |(name, _)| name);
    name.strip_prefix("www.").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_same_with_www_and_a_port() {
        for host in ["dorp.example", "www.dorp.example", "WWW.Dorp.example:443", "dorp.example:8080"] {
            assert_eq!(bare_host(host), "dorp.example", "{host}");
        }
    }
}
