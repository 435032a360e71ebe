//! The key of a URL in an index of a web archive: its host the other way round, its path in small letters. The rules are those of
//! the Internet Archive, `github.com/internetarchive/surt`, by which players look pages up.

use std::fmt::Write as _;
use std::net::IpAddr;

use percent_encoding::percent_decode;

/// The key of an absolute URL without query or fragment: `https://www.example.org/Nieuws/` is `org,example)/nieuws`.
pub(super) fn surt(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let default = if url.starts_with("http:") { ":80" } else { ":443" };
    let host = host.strip_suffix(default).unwrap_or(host).to_lowercase();
    let path = escaped(path);
    let path = path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(&path);
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{}){slash}{path}", reversed(&host))
}

/// `www.example.org:8080` → `org,example:8080`. An address of numbers stays as it is.
fn reversed(host: &str) -> String {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (name, Some(port)),
        _ => (host, None),
    };
    let name = if name.parse::<IpAddr>().is_ok() || name.starts_with('[') {
        name.to_owned()
    } else {
        without_www(name).rsplit('.').collect::<Vec<_>>().join(",")
    };
    port.map_or(name.clone(), |port| format!("{name}:{port}"))
}

/// A name without `www.`, `www2.` and so on.
fn without_www(name: &str) -> &str {
    let rest = name.strip_prefix("www").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.and_then(|rest| rest.strip_prefix('.')).unwrap_or(name)
}

/// A path with nothing percent-encoded but what has to be, without empty parts, and in small letters.
fn escaped(path: &str) -> String {
    let mut bytes = path.as_bytes().to_vec();
    loop {
        let decoded: Vec<u8> = percent_decode(&bytes).collect();
        if decoded == bytes {
            break;
        }
        bytes = decoded;
    }
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'/' if text.ends_with('/') => {}
            b'#' | b'%' | ..=b' ' | 0x7f.. => {
                // Writing to a string cannot fail.
                let _ = write!(text, "%{byte:02x}");
            }
            _ => text.push(char::from(byte.to_ascii_lowercase())),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_players_look_up() {
        for (url, key) in [
            ("https://www.example.org", "org,example)/"),
            ("https://www.example.org/", "org,example)/"),
            ("https://example.org:443/Nieuws/2018/", "org,example)/nieuws/2018"),
            ("http://www2.dorp.example.org:8080/a.PDF", "org,example,dorp:8080)/a.pdf"),
            ("https://example.org/caf%C3%A9/a%20b%23.pdf", "org,example)/caf%c3%a9/a%20b%23.pdf"),
            ("https://example.org/a%28b%29/100%2525", "org,example)/a(b)/100%25"),
            ("http://127.0.0.1:8080/a/", "127.0.0.1:8080)/a"),
            ("https://wwwinkel.example/", "example,wwwinkel)/"),
        ] {
            assert_eq!(surt(url), key, "{url}");
        }
    }
}
