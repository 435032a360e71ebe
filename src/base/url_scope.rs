//! The network that a URL leads to: the public internet, this machine, a private network, or none.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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
        Host::Ipv6(address) => of_ipv6(address),
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

/// The scope of an address.
pub fn scope_of_address(address: IpAddr) -> Scope {
    match address {
        IpAddr::V4(address) => of_ipv4(address),
        IpAddr::V6(address) => of_ipv6(address),
    }
}

fn of_ipv4(address: Ipv4Addr) -> Scope {
    // All of `0.0.0.0/8` is this host (RFC 1122 §3.2.1.3).
    if address.is_loopback() || address.octets().first() == Some(&0) {
        return Scope::Loopback;
    }
    // Addresses that providers share among their customers: RFC 6598.
    let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
    let is_of_many = address.is_multicast() || address.is_broadcast();
    let is_private = address.is_private() || address.is_link_local() || is_shared || is_of_many;
    if is_private { Scope::Private } else { Scope::Public }
}

fn of_ipv6(address: Ipv6Addr) -> Scope {
    // An address of version 4 in one of version 6: RFC 4291 §2.5.5.2, RFC 6052 §2.1, and RFC 3056 §2.
    let inner = match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            Some(Ipv4Addr::new(a, b, c, d))
        }
        _ => address.to_ipv4_mapped(),
    };
    match inner {
        Some(address) => of_ipv4(address),
        None if address.is_loopback() || address.is_unspecified() => Scope::Loopback,
        None if address.is_unique_local() || address.is_unicast_link_local() || address.is_multicast() => {
            Scope::Private
        }
        None => Scope::Public,
    }
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
            ("http://0.1.2.3/", Some(Scope::Loopback)),
            ("http://100.64.0.1/", Some(Scope::Private)),
            ("http://100.128.0.1/", Some(Scope::Public)),
            ("http://[64:ff9b::a9fe:a9fe]/", Some(Scope::Private)),
            ("http://[2002:7f00:1::]/", Some(Scope::Loopback)),
            ("http://[fe80::1]/", Some(Scope::Private)),
            ("http://[2606:4700::1]/", Some(Scope::Public)),
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
