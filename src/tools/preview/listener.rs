//! The listening socket of the preview, and the host names that it answers to.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, ToSocketAddrs as _};

use super::options::{PORT, ServeEvent};
use crate::base::{Error, ErrorCode};

/// The number of ports to try after the first.
const TRIES: u16 = 100;

/// An open socket with its host names.
#[derive(Debug)]
pub(super) struct Listener {
    /// The socket.
    pub(super) listener: TcpListener,
    /// The host names that the preview answers to.
    pub(super) names: Names,
}

/// The host names that the preview answers to. Another site can resolve its own name to this machine (DNS rebinding); the
/// browser still sends that name.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) host: String,
    /// Other names, at any port: it may be another one outside of a container.
    pub(super) allowed: Vec<String>,
    pub(super) address: SocketAddr,
}

impl Listener {
    /// Listens at the given port, or else at the first free one.
    ///
    /// # Errors
    /// If the given port is in use, the host is not an address of this machine, or no port is free.
    pub(super) fn open(host: &str, wanted: Option<u16>, tell: &(dyn Fn(ServeEvent<'_>) + Sync)) -> Result<Self, Error> {
        let ports = match wanted {
            Some(port) => port..=port,
            None => PORT..=PORT + TRIES,
        };
        for port in ports {
            match bind(host, port) {
                Ok(listener) => {
                    let address = listener.local_addr().map_err(|error| no_such_host(host, &error))?;
                    return Ok(Self { listener, names: Names { host: host.to_owned(), allowed: Vec::new(), address } });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse && wanted.is_none() => {
                    tell(ServeEvent::PortTaken(port, who_has(port)));
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(taken(port)),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    return Err(Error::usage(
                        ErrorCode::PortNotPermitted,
                        format!("no permission to use port {port}: {error}"),
                    )
                    .hint("use a port above 1023, such as `--port 4400`"));
                }
                Err(error) => return Err(no_such_host(host, &error)),
            }
        }
        Err(taken(PORT))
    }
}

fn bind(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in (bare(host), port).to_socket_addrs()? {
        match TcpListener::bind(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// `[::1]` → `::1`.
fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

fn taken(port: u16) -> Error {
    Error::usage(ErrorCode::PortTaken, format!("port {port} is in use by another program"))
        .hint(who_has(port))
        .hint("omit `--port` to use the next free port, or choose another port")
}

/// The command that shows which program uses a port.
fn who_has(port: u16) -> String {
    format!("to see which, run `ss --listening --tcp --processes 'sport = :{port}'`, or `lsof -i :{port}`")
}

fn no_such_host(host: &str, error: &io::Error) -> Error {
    Error::usage(ErrorCode::HostInvalid, format!("cannot listen on `{host}`: {error}"))
        .hint("omit `--host` to listen on this machine only; `--host 0.0.0.0` listens on all its addresses")
}

impl Names {
    /// Scheme, host and port, for links and for the address that is printed.
    pub(super) fn origin(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST).to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
            IpAddr::V4(ip) => ip.to_string(),
        };
        format!("http://{host}:{}", self.address.port())
    }

    /// Whether the preview answers to a `Host` header.
    pub(super) fn know(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        if port.is_some() && self.allowed.iter().any(|allowed| name.eq_ignore_ascii_case(allowed)) {
            return true;
        }
        if port != Some(self.address.port()) {
            return false;
        }
        let name = bare(name);
        if name.eq_ignore_ascii_case(bare(&self.host)) {
            return true;
        }
        match name.parse::<IpAddr>() {
            // Rebinding needs a name, so IP addresses are safe.
            Ok(ip) => ip == self.address.ip() || self.address.ip().is_unspecified(),
            Err(_) => name.eq_ignore_ascii_case("localhost") && self.is_on_loopback(),
        }
    }

    /// The answer to a request under another name: what it means, and what to type. Only a name that can be one is shown.
    pub(super) fn refusal(&self, host: &str) -> String {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let name = if is_host_name(name) { name } else { "NAME" };
        let listens = match self.host.as_str() {
            host if is_host_name(host) && !self.address.ip().is_loopback() => format!(" --host {host}"),
            _ => String::new(),
        };
        format!(
            "This is the preview of a site. It answers only to names that it knows, so that no other site can read it.\n\n\
             If you want to open it by this name, stop it with Ctrl-C and start it with:\n\n    \
             courant serve{listens} --allow-host {name}"
        )
    }

    fn is_on_loopback(&self) -> bool {
        self.address.ip().is_loopback() || self.address.ip().is_unspecified()
    }
}

/// Whether a text can be the name of a host, or an address of four numbers.
pub fn is_host_name(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=253).contains(&text.len()) && text.bytes().all(is_letter) && !text.starts_with(['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(host: &str, address: &str) -> Names {
        Names { host: host.to_owned(), allowed: Vec::new(), address: address.parse().unwrap() }
    }

    #[test]
    fn only_our_own_names_are_known() {
        let own = names("127.0.0.1", "127.0.0.1:4400");
        for good in ["127.0.0.1:4400", "localhost:4400", "LOCALHOST:4400"] {
            assert!(own.know(good), "{good}");
        }
        for bad in [
            "",
            "127.0.0.1",
            "localhost",
            "localhost:80",
            "evil.example:4400",
            "localhost.evil.example:4400",
            "127.0.0.1.evil.example:4400",
            "127.0.0.1:4400:4400",
            "[::1]:4400",
            "192.0.2.1:4400",
            "a@127.0.0.1:4400",
            "127.1:4400",
            "localhost:4400x",
            "localhost:",
        ] {
            assert!(!own.know(bad), "{bad}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_type_and_shows_no_text_of_others() {
        let all = names("0.0.0.0", "0.0.0.0:4400");
        assert!(all.refusal("pc.local:4400").ends_with("courant serve --host 0.0.0.0 --allow-host pc.local"));
        for bad in ["<b>x</b>:4400", "a b", "$(reboot)", "", "-x", "a;b:1", "\u{1b}[2J", &"x".repeat(300)] {
            assert!(all.refusal(bad).ends_with("--allow-host NAME"), "{bad}");
        }
        let own = names("127.0.0.1", "127.0.0.1:4400");
        assert!(own.refusal("pc.local").ends_with("courant serve --allow-host pc.local"));
    }

    #[test]
    fn who_listens_everywhere_is_called_by_any_address_but_by_no_name() {
        let all = names("0.0.0.0", "0.0.0.0:80");
        assert!(
            all.know("192.0.2.1") && all.know("192.0.2.1:80") && all.know("localhost") && all.know("[2001:db8::1]")
        );
        assert!(!all.know("evil.example") && !all.know("192.0.2.1:81"));
        let allowed = Names { allowed: vec!["pc.local".to_owned()], ..names("0.0.0.0", "0.0.0.0:4400") };
        assert!(allowed.know("pc.local:4400") && allowed.know("PC.local:8080") && allowed.know("pc.local"));
        for bad in ["pc.local.evil.example:4400", "evil.example:4400", "pc.local:x", "x.pc.local:4400"] {
            assert!(!allowed.know(bad), "{bad}");
        }
        assert!(names("pc.example", "192.0.2.1:4400").know("PC.example:4400"));
        assert!(names("::1", "[::1]:4400").know("[::1]:4400"));
    }
}
