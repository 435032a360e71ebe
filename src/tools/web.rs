//! The one way in which the program asks other machines over HTTP: with limits of time and size, without cookies, by the
//! certificates of this machine and through the proxy that the environment names, and with failures in plain words.

use std::fmt;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError;
use ureq::http::{HeaderMap, Response};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Error, Timeout};

/// How the program names itself, as RFC 9110 §10.1.5 asks; `robots.txt` knows it as the part before the `/`.
pub const USER_AGENT: &str = concat!("Courant/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/courant)");

/// How long is waited, and how far is followed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest until a connection stands, its certificate seen.
    pub connect: Duration,
    /// The longest for one request and its answer, redirects included.
    pub whole: Duration,
    /// How many redirects are followed; after that the redirect itself is the answer.
    pub redirects: u32,
}

/// Asks other machines; threads may share it.
#[derive(Clone, Debug)]
pub struct Web {
    agent: Agent,
}

/// What a machine answered, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status, RFC 9110 §15: `200`.
    pub status: u16,
    /// `Location`: where a redirect leads, as it was sent.
    pub location: Option<String>,
    /// `Retry-After`: in how many seconds, or when, as it was sent.
    pub retry_after: Option<String>,
    /// The body, as far as it was asked for.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// What was asked for is no `http` or `https` address.
    Address,
    /// No machine has that name.
    NoSuchHost,
    /// The machine is there, and takes no connection.
    Refused,
    /// The machine, or the way to it, did not answer in time.
    TimedOut,
    /// The connection ended in the middle.
    Cut,
    /// The certificate is not good: why.
    Certificate(String),
    /// The proxy that the environment names did not help: why.
    Proxy(String),
    /// Anything else, in the words of who failed.
    Other(String),
}

impl Web {
    /// Asks within these limits.
    pub fn new(limits: Limits) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        // The roots are those of this machine, or what SSL_CERT_FILE and SSL_CERT_DIR say: an organisation may have its own.
        let tls =
            TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).unversioned_rustls_crypto_provider(provider);
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .user_agent(USER_AGENT)
            .http_status_as_error(false)
            .max_redirects(limits.redirects)
            .max_redirects_will_error(false)
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.whole));
        Self { agent: config.build().new_agent() }
    }

    /// Asks for what there is to say of an address, without its contents.
    ///
    /// # Errors
    /// Where there is no answer.
    pub fn head(&self, url: &str) -> Result<Answer, Trouble> {
        answer(self.agent.head(url).call(), 0)
    }

    /// Asks for what stands at an address, at most the first `longest` bytes of it.
    ///
    /// # Errors
    /// Where there is no answer.
    pub fn get(&self, url: &str, longest: u64) -> Result<Answer, Trouble> {
        answer(self.agent.get(url).call(), longest)
    }

    /// Sends a body of some media type to an address, and reads at most the first `longest` bytes of what comes back.
    ///
    /// # Errors
    /// Where there is no answer.
    pub fn post(&self, url: &str, media_type: &str, body: &[u8], longest: u64) -> Result<Answer, Trouble> {
        answer(self.agent.post(url).content_type(media_type).send(body), longest)
    }

    /// The same, with a token that says who asks (RFC 6750 §2.1); nothing is read of what comes back.
    ///
    /// # Errors
    /// Where there is no answer.
    pub fn post_as(&self, token: &str, url: &str, media_type: &str, body: &[u8]) -> Result<Answer, Trouble> {
        let request = self.agent.post(url).content_type(media_type).header("Authorization", format!("Bearer {token}"));
        answer(request.send(body), 0)
    }
}

/// Reads what came back. Nothing of a body is read that was not asked for: then the connection ends here.
fn answer(response: Result<Response<Body>, Error>, longest: u64) -> Result<Answer, Trouble> {
    let mut response = response.map_err(|error| Trouble::of(&error))?;
    let status = response.status().as_u16();
    let (location, retry_after) = (header(response.headers(), "location"), header(response.headers(), "retry-after"));
    let mut body = Vec::new();
    if longest > 0 {
        let read = response.body_mut().as_reader().take(longest).read_to_end(&mut body);
        read.map_err(|error| Trouble::of_io(&error))?;
    }
    Ok(Answer { status, location, retry_after, body })
}

/// A header, as UTF-8: servers send addresses so, though none of them should.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

impl Trouble {
    fn of(error: &Error) -> Self {
        match error {
            Error::BadUri(_) | Error::Http(_) => Self::Address,
            Error::HostNotFound => Self::NoSuchHost,
            Error::Timeout(Timeout::Await100) => Self::Cut,
            Error::Timeout(_) => Self::TimedOut,
            Error::Protocol(_) => Self::Other("the answer is no HTTP".to_owned()),
            Error::Rustls(error) => Self::of_tls(error),
            Error::InvalidProxyUrl => Self::Proxy("its address cannot be read".to_owned()),
            Error::ConnectProxyFailed(why) => Self::Proxy(why.clone()),
            Error::Io(error) => Self::of_io(error),
            other => Self::Other(other.to_string()),
        }
    }

    fn of_io(error: &io::Error) -> Self {
        if let Some(inner) = error.get_ref() {
            if let Some(error) = inner.downcast_ref::<rustls::Error>() {
                return Self::of_tls(error);
            }
            if let Some(error) = inner.downcast_ref::<Error>() {
                return Self::of(error);
            }
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Self::Cut,
            // The standard library has no kind of its own for it.
            _ if error.to_string().starts_with("failed to lookup address") => Self::NoSuchHost,
            _ => Self::Other(error.to_string()),
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(reason) = error else {
            return Self::Other(format!("no safe connection: {error}"));
        };
        Self::Certificate(match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "it is not valid yet".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "it is for another host".to_owned()
            }
            CertificateError::UnknownIssuer => "this machine does not know who gave it out".to_owned(),
            CertificateError::BadSignature => "its signature does not fit".to_owned(),
            CertificateError::Revoked => "it was revoked".to_owned(),
            other => other.to_string(),
        })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("it is no address that can be asked for"),
            Self::NoSuchHost => f.write_str("there is no host of that name"),
            Self::Refused => f.write_str("the host refuses connections"),
            Self::TimedOut => f.write_str("the host did not answer in time"),
            Self::Cut => f.write_str("the host ended the connection in the middle"),
            Self::Certificate(why) => write!(f, "its certificate is not good: {why}"),
            Self::Proxy(why) => write!(f, "the proxy did not help: {why}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Trouble {}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};

    use super::*;

    fn web(redirects: u32) -> Web {
        Web::new(Limits { connect: Duration::from_secs(5), whole: Duration::from_millis(1500), redirects })
    }

    /// A server that gives one connection after another one of the answers, and then what it was asked; no answer at all
    /// leaves the connection open until the client gives up.
    fn server(answers: Vec<&'static str>) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let served = thread::spawn(move || {
            let one = |answer: &str| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut asked = vec![0; 4096];
                let length = stream.read(&mut asked).unwrap();
                match answer {
                    "" => drop(stream.read(&mut [0; 64])),
                    answer => stream.write_all(answer.as_bytes()).unwrap(),
                }
                String::from_utf8(asked[..length].to_vec()).unwrap()
            };
            answers.into_iter().map(one).collect()
        });
        (address, served)
    }

    #[test]
    fn an_answer_is_read_as_far_as_it_was_asked_for() {
        let long = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n0123456789";
        let busy = "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let (url, served) = server(vec![long, busy, long]);
        let read = web(0).get(&url, 4).unwrap();
        assert_eq!((read.status, &*read.body), (200, &b"0123"[..]));
        let refused = web(0).head(&url).unwrap();
        assert_eq!((refused.status, refused.retry_after.as_deref()), (429, Some("7")));
        assert_eq!(web(0).post(&url, "text/plain", b"hallo", 0).unwrap().status, 200);
        let asked = served.join().unwrap();
        assert!(asked[0].starts_with("GET / HTTP/1.1") && asked[1].starts_with("HEAD /"), "{asked:?}");
        assert!(asked.iter().all(|asked| asked.contains(USER_AGENT) && !asked.to_lowercase().contains("cookie")));
        assert!(asked[2].starts_with("POST /") && asked[2].contains("text/plain"), "{asked:?}");
    }

    #[test]
    fn redirects_are_followed_as_far_as_is_allowed() {
        let moved = "HTTP/1.1 301 Moved\r\nLocation: /b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        let (url, served) = server(vec![moved, moved, moved]);
        let told = web(0).get(&url, 0).unwrap();
        assert_eq!((told.status, told.location.as_deref()), (301, Some("/b")));
        assert_eq!(web(1).get(&url, 0).unwrap().status, 301);
        assert!(served.join().unwrap()[2].starts_with("GET /b "));
    }

    #[test]
    fn what_fails_is_told_in_plain_words() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(web(0).head(&format!("http://{closed}/")), Err(Trouble::Refused));
        assert_eq!(web(0).head("gopher://example.org/"), Err(Trouble::Address));
        assert_eq!(web(0).head("http://courant.invalid/"), Err(Trouble::NoSuchHost));
        let (url, served) = server(vec!["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "no HTTP\r\n\r\n"]);
        assert_eq!(web(0).head(&url), Err(Trouble::TimedOut));
        assert_eq!(web(0).get(&url, 100), Err(Trouble::Cut));
        assert!(matches!(web(0).head(&url), Err(Trouble::Other(_))));
        served.join().unwrap();
    }

    #[test]
    fn a_bad_certificate_says_why() {
        let trouble = |reason| Trouble::of_tls(&rustls::Error::InvalidCertificate(reason)).to_string();
        assert_eq!(trouble(CertificateError::Expired), "its certificate is not good: it has expired");
        let wrapped = io::Error::other(rustls::Error::InvalidCertificate(CertificateError::NotValidForName));
        assert_eq!(Trouble::of_io(&wrapped).to_string(), "its certificate is not good: it is for another host");
    }
}
