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
                    return Ok(Self { listener, names: Names { host: host.to_owned(), address } });
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

    fn is_on_loopback(&self) -> bool {
        self.address.ip().is_loopback() || self.address.ip().is_unspecified()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(host: &str, address: &str) -> Names {
        Names { host: host.to_owned(), address: address.parse().unwrap() }
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
    fn who_listens_everywhere_is_called_by_any_address_but_by_no_name() {
        let all = names("0.0.0.0", "0.0.0.0:80");
        assert!(
            all.know("192.0.2.1") && all.know("192.0.2.1:80") && all.know("localhost") && all.know("[2001:db8::1]")
        );
        assert!(!all.know("evil.example") && !all.know("192.0.2.1:81"));
        assert!(names("pc.example", "192.0.2.1:4400").know("PC.example:4400"));
        assert!(names("::1", "[::1]:4400").know("[::1]:4400"));
    }
}
