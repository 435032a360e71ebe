//! The hosts from which pages may show images: the site's own and those that the settings allow.

use url::{Host, Url};

use crate::base::url_scope::absolute_url;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Hosts from which pages may load images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalImages {
    /// Hosts of the site itself.
    own: Vec<Box<str>>,
    /// Hosts that the settings allow.
    allowed: Vec<Box<str>>,
}

/// Origin of an image with an external URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// A `data:` URL, the site itself, or an allowed host.
    Allowed,
    /// A host that is not allowed.
    From(String),
    /// An invalid URL, or a scheme that browsers do not load images from.
    Never,
}

impl ExternalImages {
    /// Resolves the setting; `origin` is the origin of the site.
    pub(super) fn resolve(
        origin: &str,
        typed: Vec<String>,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut allowed = Vec::new();
        for text in typed {
            match pattern(&text) {
                Ok(host) => allowed.push(host),
                Err(hint) => findings.push(
                    Diagnostic::new(
                        Code::HostInvalid,
                        mapping.value("external_images", &text),
                        format!("`{text}` is not a host name"),
                    )
                    .hint(hint),
                ),
            }
        }
        allowed.sort_unstable();
        allowed.dedup();
        let mut images = Self { own: Vec::new(), allowed };
        images.add_own(origin);
        images
    }

    /// Adds the host of a URL to the site's own hosts: a site that is built with `--base-url` has two.
    pub(super) fn add_own(&mut self, url: &str) {
        self.own.extend(Url::parse(url).ok().and_then(|url| host(&url)).map(Box::from));
    }

    /// The allowed hosts, in the syntax of Content-Security-Policy.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.allowed.iter().map(|host| &**host)
    }

    /// How an image at an address outside of the site is fetched.
    pub fn fetch(&self, to: &str) -> Fetched {
        let Some(url) = absolute_url(to) else { return Fetched::Never };
        match (url.scheme(), host(&url)) {
            // It stands in the page itself.
            ("data", _) => Fetched::Allowed,
            ("https" | "http", Some(host)) if self.allows(&host) => Fetched::Allowed,
            ("https" | "http", Some(host)) => Fetched::From(host),
            _ => Fetched::Never,
        }
    }

    fn allows(&self, host: &str) -> bool {
        let matches = |allowed: &str| match allowed.strip_prefix('*') {
            Some(end) => host.ends_with(end),
            None => host == allowed,
        };
        self.own.iter().any(|own| **own == *host) || self.hosts().any(matches)
    }
}

/// The host of a URL, with the port unless it is the default port of the scheme.
fn host(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Parses `cdn.example.org`, `cdn.example.org:8443`, `*.example.org` or `*`; the error is a hint.
fn pattern(text: &str) -> Result<Box<str>, String> {
    if text == "*" {
        return Ok(text.into());
    }
    let (star, name) = text.strip_prefix("*.").map_or(("", text), |name| ("*.", name));
    let url = if name.contains("://") { name.to_owned() } else { format!("https://{name}") };
    let found = absolute_url(&url).filter(|url| matches!(url.host(), Some(Host::Domain(_) | Host::Ipv4(_))));
    let Some(host) = found.as_ref().and_then(host).filter(|host| host != "*" && !host.contains('*')) else {
        return Err("write a host name such as `cdn.example.org`".to_owned());
    };
    let is_bare = !name.contains(['/', '?', '#', '@', ';', ',']) && !name.contains(char::is_whitespace);
    if is_bare { Ok(format!("{star}{host}").into()) } else { Err(format!("write `{star}{host}`")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(allowed: &[&str]) -> (ExternalImages, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let mapping = Mapping::whole("site.yaml", "external_images: []\n");
        let typed = allowed.iter().map(|host| (*host).to_owned()).collect();
        (ExternalImages::resolve("https://www.dorp.nl", typed, &mapping, &mut findings), findings)
    }

    #[test]
    fn images_come_from_the_site_and_from_allowed_hosts() {
        let (images, findings) = images(&["cdn.example.org", "*.beeld.nl", "foto.nl:8443"]);
        assert_eq!(findings, []);
        let allowed = ["https://www.dorp.nl/a.jpg", "//CDN.example.org/a", "http://a.b.beeld.nl/", "data:image/png,x"];
        for to in allowed.into_iter().chain(["https://foto.nl:8443/a", "https://cdn.example.org:443/a"]) {
            assert_eq!(images.fetch(to), Fetched::Allowed, "{to}");
        }
        for (to, host) in [
            ("https://beeld.nl/a", "beeld.nl"),
            ("//evil.example/?cdn.example.org", "evil.example"),
            ("https://cdn.example.org@evil.example/", "evil.example"),
            ("https://foto.nl/a", "foto.nl"),
            ("ht\ttps://x.nl/a", "x.nl"),
        ] {
            assert_eq!(images.fetch(to), Fetched::From(host.to_owned()), "{to}");
        }
        for to in ["file:///home/anna/foto.jpg", "C:foto.jpg", "https://", "cid:1"] {
            assert_eq!(images.fetch(to), Fetched::Never, "{to}");
        }
    }

    #[test]
    fn a_star_allows_every_host_and_nothing_else() {
        let (images, findings) = images(&["*"]);
        assert_eq!((findings, images.hosts().collect::<Vec<_>>()), (Vec::new(), vec!["*"]));
        assert_eq!(images.fetch("https://foto.nl:8443/a.jpg"), Fetched::Allowed);
        assert_eq!(images.fetch("file:///foto.jpg"), Fetched::Never);
    }

    #[test]
    fn an_invalid_host_is_refused_with_a_hint() {
        let (none, findings) = images(&["https://cdn.example.org/beeld", "**", "*.*", "a b.nl", "x; script-src *"]);
        assert_eq!(none.hosts().count(), 0);
        assert_eq!(findings.len(), 5);
        assert_eq!(
            findings.first().map(|finding| finding.hints.clone()),
            Some(vec!["write `cdn.example.org`".to_owned()])
        );
    }
}
