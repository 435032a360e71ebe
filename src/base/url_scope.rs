//! The network that a URL leads to: the public internet, this machine, a private network, or none.

use std::net::Ipv4Addr;

use url::{Host, Url};

/// The network of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The public internet.
    Public,
    /// The reader's own machine: a loopback address.
    Loopback,
    /// A private network: RFC 1918, RFC 4193, RFC 3927, and names that only such a network has.
    Private,
    /// No network: a reserved name of RFC 2606 and RFC 6761, or an invalid URL.
    Nowhere,
}

/// The scope of a link to another site; `None` for other references (`mailto:`, `tel:`, `/nieuws/`).
pub fn scope(to: &str) -> Option<Scope> {
    if !is_web(to) {
        return None;
    }
    let Some(url) = absolute_url(to) else { return Some(Scope::Nowhere) };
    Some(match url.host()? {
        Host::Ipv4(address) => of_ipv4(address),
        Host::Ipv6(address) => match address.to_ipv4_mapped() {
            Some(address) => of_ipv4(address),
            None if address.is_loopback() || address.is_unspecified() => Scope::Loopback,
            None if address.is_unique_local() || address.is_unicast_link_local() => Scope::Private,
            None => Scope::Public,
        },
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            match name.rsplit('.').next().unwrap_or_default() {
                "localhost" => Scope::Loopback,
                "local" | "internal" | "intranet" | "lan" | "home" | "corp" => Scope::Private,
                "invalid" | "test" | "example" => Scope::Nowhere,
                last if last == name => Scope::Private,
                _ => Scope::Public,
            }
        }
    })
}

fn of_ipv4(address: Ipv4Addr) -> Scope {
    if address.is_loopback() || address.is_unspecified() {
        return Scope::Loopback;
    }
    if address.is_private() || address.is_link_local() { Scope::Private } else { Scope::Public }
}

/// Whether a reference is a web URL, with or without its scheme.
fn is_web(to: &str) -> bool {
    let start: String = to.trim_start().chars().take(8).collect::<String>().to_ascii_lowercase();
    ["//", "http://", "https://", "http:", "https:"].iter().any(|scheme| start.starts_with(scheme))
}

/// A reference to another site as an absolute URL. A reference without a scheme (`//host/`) gets `https`.
pub fn absolute_url(to: &str) -> Option<Url> {
    let to = to.trim();
    if to.starts_with("//") { Url::parse(&format!("https:{to}")).ok() } else { Url::parse(to).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_public_or_private_or_nowhere() {
        for (to, expected) in [
            ("https://www.dorp.nl/a", Some(Scope::Public)),
            ("//8.8.8.8/", Some(Scope::Public)),
            ("http://localhost:4400/", Some(Scope::Loopback)),
            ("HTTP://127.1/", Some(Scope::Loopback)),
            ("http://[::1]/", Some(Scope::Loopback)),
            ("http://[::ffff:192.168.1.1]/", Some(Scope::Private)),
            ("http://192.168.1.1/", Some(Scope::Private)),
            ("http://server/map", Some(Scope::Private)),
            ("http://nas.local", Some(Scope::Private)),
            ("https://courant.invalid/", Some(Scope::Nowhere)),
            ("https://", Some(Scope::Nowhere)),
            ("mailto:a@b.nl", None),
            ("/nieuws/", None),
        ] {
            assert_eq!(scope(to), expected, "{to}");
        }
    }
}
