//! Fetches pictures of the old site: few at a time, of limited size, only pictures, and never from a private network unless the person
//! who imports names an old site in one.

use std::net::ToSocketAddrs as _;
use std::thread;
use std::time::Duration;

use url::Url;

use super::paths::static_path;
use crate::base::Fingerprint;
use crate::base::http::{HttpClient, HttpLimits};
use crate::base::slug::slugify;
use crate::base::url_scope::{Scope, absolute_url, scope, scope_of_address};

/// The most requests at a time.
const MOST: usize = 2;
/// The pause before the next ones.
const PAUSE: Duration = Duration::from_millis(250);
/// The largest picture, in bytes.
const LARGEST: u64 = 32 << 20;
/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 5;

const LIMITS: HttpLimits = HttpLimits { connect: Duration::from_secs(15), whole: Duration::from_mins(2), redirects: 0 };

/// Endings of pictures.
const ENDINGS: &[&str] = &["jpg", "jpeg", "jpe", "png", "gif", "webp", "avif", "svg", "bmp", "ico"];

/// Fetches pictures of the old site.
pub(super) struct PictureFetcher {
    http: HttpClient,
    /// The URL of the old site.
    origin: Option<Url>,
    /// Whether the source says so itself: it may come from anyone, and opens no private network.
    is_of_source: bool,
    /// Other hosts that have its pictures.
    hosts: &'static [&'static str],
}

/// A picture that can be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PicturePlan {
    /// Where it is.
    pub(super) url: Url,
    /// The file that it becomes.
    pub(super) path: String,
    /// Its address in the new site.
    pub(super) address: String,
}

impl PictureFetcher {
    /// A fetcher for the site at a URL that a person named, or else at that of the source, and for other hosts that have its pictures.
    pub(super) fn new(named: Option<&str>, of_source: Option<&str>, hosts: &'static [&'static str]) -> Self {
        let (origin, is_of_source) = (named.or(of_source), named.is_none());
        let origin = origin.and_then(|url| Url::parse(&format!("{}/", url.trim_end_matches('/'))).ok());
        let origin = origin.filter(|url| matches!(url.scheme(), "http" | "https"));
        // Whoever names a site in a private network has a way to it; all else is public.
        let is_private = named.and_then(scope).is_some_and(|scope| matches!(scope, Scope::Loopback | Scope::Private));
        let client = if is_private { HttpClient::new } else { HttpClient::to_public };
        Self { http: client(LIMITS), origin, is_of_source, hosts }
    }

    /// Whether it knows where any picture could be.
    pub(super) fn knows_hosts(&self) -> bool {
        self.origin.is_some() || !self.hosts.is_empty()
    }

    /// How a picture that a text names is fetched. `None` for what is none of the old site, or no picture by its name.
    pub(super) fn plan(&self, to: &str) -> Option<PicturePlan> {
        let origin = self.origin.as_ref();
        let url = if to.starts_with('/') && !to.starts_with("//") {
            // Addresses are those of the site, whatever folder of its host it was in.
            origin?.join(to.trim_start_matches('/')).ok()?
        } else {
            absolute_url(to)?
        };
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let host = bare(url.host_str()?);
        let is_own = origin.is_some_and(|origin| {
            origin.host_str().is_some_and(|own| bare(own) == host) && origin.port() == url.port()
        });
        let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().into_owned();
        if is_own {
            let below = origin.and_then(|origin| path.strip_prefix(origin.path().trim_end_matches('/')));
            let address = below.unwrap_or(&path).to_owned();
            let file = static_path(&address).filter(|_| has_ending(&address))?;
            return Some(PicturePlan { url, path: file, address });
        }
        let is_known = self.hosts.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
        is_known.then(|| elsewhere(url.clone(), host, &path))
    }

    /// The pictures at some places, or why there is none.
    pub(super) fn fetch(&self, plans: &[PicturePlan]) -> Vec<Result<Vec<u8>, String>> {
        let mut fetched = Vec::with_capacity(plans.len());
        for (round, few) in plans.chunks(MOST).enumerate() {
            if round > 0 {
                thread::sleep(PAUSE);
            }
            let results = thread::scope(|scope| {
                let threads: Vec<_> = few.iter().map(|plan| scope.spawn(|| self.one(&plan.url))).collect();
                let results = threads.into_iter().map(thread::ScopedJoinHandle::join);
                results
                    .map(|result| result.unwrap_or_else(|_panic| Err("it could not be read".to_owned())))
                    .collect::<Vec<_>>()
            });
            fetched.extend(results);
        }
        fetched
    }

    fn one(&self, url: &Url) -> Result<Vec<u8>, String> {
        let mut url = url.clone();
        for _ in 0..=MOST_REDIRECTS {
            self.check(&url)?;
            let response = self.http.get(url.as_str(), LARGEST + 1).map_err(|error| error.to_string())?;
            match response.status {
                200 if response.body.len() as u64 > LARGEST => return Err("it is larger than 32 MB".to_owned()),
                200 if ending_of(&response.body).is_some() => return Ok(response.body),
                200 => return Err("what the host sends is no picture".to_owned()),
                301 | 302 | 303 | 307 | 308 => {
                    let to = response.location.as_deref().and_then(|to| url.join(to).ok());
                    url = to.ok_or("it redirects to an invalid URL")?;
                }
                status => return Err(format!("the response is {status}")),
            }
        }
        Err("it has too many redirects".to_owned())
    }

    /// Refuses a URL in a private network, unless it is that of the old site, as a person named it.
    fn check(&self, url: &Url) -> Result<(), String> {
        let is_own = self.origin.as_ref().is_some_and(|own| own.host() == url.host() && own.port() == url.port());
        if is_own && !self.is_of_source {
            return Ok(());
        }
        let refused = || {
            let how = if is_own { ", and so is not fetched unless you name it: `--fetch=URL`" } else { "" };
            Err(format!("`{}` is in a private network{how}", url.host_str().unwrap_or_default()))
        };
        if !matches!(scope(url.as_str()), Some(Scope::Public | Scope::Nowhere)) {
            return refused();
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return refused() };
        // A name may lead there too. One that this machine does not know is left to the proxy.
        let mut addresses = (host.trim_matches(['[', ']']), port).to_socket_addrs().into_iter().flatten();
        let is_private = addresses.any(|address| scope_of_address(address.ip()) != Scope::Public);
        if is_private { refused() } else { Ok(()) }
    }
}

/// A picture of another host: in a folder of its own, by its name.
fn elsewhere(url: Url, host: &str, path: &str) -> PicturePlan {
    let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
    let (stem, ending) = name.rsplit_once('.').filter(|_| has_ending(name)).unwrap_or((name, "jpg"));
    let stem: String = slugify(stem).chars().take(60).collect();
    let number: String = Fingerprint::of(url.as_str().as_bytes()).to_string().chars().take(8).collect();
    let address = format!("/fetched/{host}/{number}-{stem}.{}", ending.to_ascii_lowercase());
    PicturePlan { url, path: format!("static{address}"), address }
}

fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

fn has_ending(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// The ending of a picture, by its first bytes. `None` for what is none.
fn ending_of(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 6] = [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF8", "gif"),
        (b"BM", "bmp"),
        (b"\0\0\x01\0", "ico"),
        (b"II*\0", "tif"),
    ];
    if let Some((_, ending)) = marks.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(ending);
    }
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => return Some("webp"),
        (_, Some(b"ftyp"), Some(b"avif" | b"avis" | b"mif1")) => return Some("avif"),
        _ => {}
    }
    let start = String::from_utf8_lossy(bytes.get(..bytes.len().min(1000))?).to_lowercase();
    let start = start.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let is_drawing =
        start.starts_with("<svg") || (start.starts_with("<?xml") || start.starts_with("<!")) && start.contains("<svg");
    is_drawing.then_some("svg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_of_the_old_site_are_planned() {
        let fetcher = PictureFetcher::new(None, Some("https://www.dorp.example/blog"), &["cdn.example"]);
        let plan = |to: &str| fetcher.plan(to).map(|plan| (plan.url.to_string(), plan.address));
        let own = |url: &str, address: &str| Some((url.to_owned(), address.to_owned()));
        assert_eq!(plan("/a%20b.jpg?w=3"), own("https://www.dorp.example/blog/a%20b.jpg?w=3", "/a b.jpg"));
        assert_eq!(plan("//dorp.example/blog/x/c.PNG"), own("https://dorp.example/blog/x/c.PNG", "/x/c.PNG"));
        let (url, address) = plan("https://img.cdn.example/max/1*Ab_c.jpeg").unwrap();
        assert_eq!(url, "https://img.cdn.example/max/1*Ab_c.jpeg");
        assert!(address.starts_with("/fetched/img.cdn.example/") && address.ends_with("-1-ab-c.jpeg"), "{address}");
        for other in
            ["/a.pdf", "/a/", "a.jpg", "https://x.example/a.jpg", "data:image/png;base64,x", "/../a.jpg", "/.git/a.jpg"]
        {
            let planned = plan(other);
            assert!(planned.as_ref().is_none_or(|(_, address)| address == "/a.jpg"), "{other}: {planned:?}");
        }
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (bytes, ending) in [
            (b"\x89PNG\r\n\x1a\n....".as_slice(), Some("png")),
            (b"RIFF\0\0\0\0WEBP", Some("webp")),
            (b"\xef\xbb\xbf<?xml version='1.0'?><SVG>", Some("svg")),
            (b"<!DOCTYPE html><html>", None),
            (b"<html><svg>", None),
            (b"", None),
        ] {
            assert_eq!(ending_of(bytes), ending);
        }
    }

    #[test]
    fn private_networks_are_refused() {
        let old = Some("http://192.168.1.2/");
        let fetcher = PictureFetcher::new(old, None, &["127.0.0.1"]);
        let check = |url: &str| fetcher.check(&Url::parse(url).unwrap());
        assert!(check("http://192.168.1.2/a.jpg").is_ok());
        let of_source = PictureFetcher::new(None, old, &[]).check(&Url::parse("http://192.168.1.2/a.jpg").unwrap());
        assert!(of_source.is_err_and(|reason| reason.contains("--fetch=URL")));
        for url in [
            "http://192.168.1.3/a.jpg",
            "http://127.0.0.1/a.jpg",
            "http://localhost/a.jpg",
            "http://[::1]/",
            "http://169.254.169.254/",
        ] {
            assert!(check(url).is_err(), "{url}");
        }
    }
}
