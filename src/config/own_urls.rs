//! The URLs of the site itself: a link to one is a link on the site, however it is written.

use std::borrow::Cow;

/// The URLs of the site itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnUrls(Vec<(String, String)>);

impl OwnUrls {
    /// The URLs below these base URLs.
    pub fn new<'u>(base_urls: impl Iterator<Item = &'u str>) -> Self {
        let parts = base_urls.filter_map(|url| split(url.trim()));
        let own = |(host, path): (&str, &str)| {
            (without_www(&host.to_ascii_lowercase()).to_owned(), path.trim_end_matches('/').to_owned())
        };
        Self(parts.map(own).collect())
    }

    /// The path on the site, with what follows it, of a whole URL or one without its scheme (`//www.example.org/a/`). `None`
    /// for every other reference.
    pub fn path<'t>(&self, to: &'t str) -> Option<Cow<'t, str>> {
        if self.0.is_empty() {
            return None;
        }
        let (host, rest) = split(to)?;
        let is_own = |(_, base): &&(String, String)| {
            rest.strip_prefix(&**base).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
        };
        let mut of_host = self.0.iter().filter(|(own, _)| own.eq_ignore_ascii_case(without_www(host)));
        let below = rest.get(of_host.find(is_own)?.1.len()..)?;
        Some(if below.starts_with('/') { below.into() } else { format!("/{below}").into() })
    }

    /// All of them as a text, for fingerprints.
    pub fn as_text(&self) -> String {
        self.0.iter().flat_map(|(host, path)| [host, path.as_str(), "\n"]).collect()
    }
}

/// A host without `www.`: with and without it, a host has the same site, and one of them leads to the other.
fn without_www(host: &str) -> &str {
    let is_www = |start: &str| start.eq_ignore_ascii_case("www.");
    let rest = host.get(..4).filter(|start| is_www(start)).and_then(|_| host.get(4..));
    rest.filter(|rest| rest.contains('.')).unwrap_or(host)
}

/// The host of a web URL, and what follows it.
fn split(url: &str) -> Option<(&str, &str)> {
    let schemes = [("https:", ":443"), ("http:", ":80"), ("", "")];
    let is = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let (scheme, port) = schemes.into_iter().find(|(scheme, _)| is(scheme))?;
    let rest = url.get(scheme.len()..)?.strip_prefix("//")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    Some((host.strip_suffix(port).unwrap_or(host), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_the_site_are_known_however_they_are_written() {
        let own = OwnUrls::new(["https://www.dorp.example/map/"].into_iter());
        let path = |to: &str| own.path(to).map(Cow::into_owned);
        for to in [
            "https://www.dorp.example/map/a/?b#c",
            "//WWW.dorp.example/map/a/?b#c",
            "HTTP://www.dorp.example:80/map/a/?b#c",
            "https://dorp.example/map/a/?b#c",
        ] {
            assert_eq!(path(to).as_deref(), Some("/a/?b#c"), "{to}");
        }
        assert_eq!(path("https://www.dorp.example/map").as_deref(), Some("/"));
        assert_eq!(path("https://www.dorp.example/map#a").as_deref(), Some("/#a"));
        for to in [
            "https://nieuws.dorp.example/map/",
            "https://www.example/map/",
            "https://www.dorp.example/",
            "https://www.dorp.example/mapje",
            "/map/a",
            "a",
            "mailto:a@b.example",
        ] {
            assert_eq!(path(to), None, "{to}");
        }
        let own = OwnUrls::new(["https://dorp.example"].into_iter());
        assert_eq!(own.path("http://www.dorp.example/a/").as_deref(), Some("/a/"));
        assert_eq!(OwnUrls::default().path("//www.dorp.example/"), None);
    }
}
