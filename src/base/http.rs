//! The HTTP client of the program: with limits of time and size, without cookies, with the certificates of this machine and
//! the proxy of the environment, and with errors in plain words.

use std::fmt;
use std::io::{self, Read as _};
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError;
use ureq::config::Config;
use ureq::http::{HeaderMap, Method, Request, Response};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error, Timeout};

use super::disk::system;
use super::public_network::{PrivateNetwork, PublicResolver};

/// The `User-Agent` header of the program (RFC 9110 §10.1.5). Its product token in `robots.txt` is the part before the `/`.
pub const USER_AGENT: &str = concat!("Courant/", env!("CARGO_PKG_VERSION"), " (+https://crates.io/crates/courant)");

/// The number of connections that are kept for later requests: as many as requests to an object store at once.
const IDLE_CONNECTIONS: usize = 32;

/// The limits of a request.
#[derive(Clone, Copy, Debug)]
pub struct HttpLimits {
    /// The time limit of connecting, TLS included.
    pub connect: Duration,
    /// The time limit of a request and its response, redirects included.
    pub whole: Duration,
    /// The number of redirects to follow; after that the redirect itself is the response.
    pub redirects: u32,
}

/// An HTTP client; threads may share it.
#[derive(Clone, Debug)]
pub struct HttpClient {
    agent: Agent,
}

/// A response, of any status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status, RFC 9110 §15: `200`.
    pub status: u16,
    /// `Location` of a redirect, as sent.
    pub location: Option<String>,
    /// `Retry-After`, in seconds or as a date, as sent.
    pub retry_after: Option<String>,
    /// The body, up to the requested length.
    pub body: Vec<u8>,
}

/// The reason why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HttpError {
    /// The URL is no `http` or `https` URL.
    Address,
    /// No host has that name.
    NoSuchHost,
    /// The host refuses connections.
    Refused,
    /// The host, or the network, did not answer in time.
    TimedOut,
    /// The connection broke.
    Cut,
    /// The certificate is invalid, for this reason.
    Certificate(String),
    /// The host is on this machine or in a private network, and the client connects to public addresses only.
    PrivateNetwork,
    /// The proxy of the environment failed, for this reason.
    Proxy(String),
    /// Any other error, in its own words.
    Other(String),
}

impl HttpClient {
    /// A client with these limits.
    pub fn new(limits: HttpLimits) -> Self {
        Self { agent: Self::config(limits).new_agent() }
    }

    /// A client that connects to public addresses only, also after a redirect: for URLs that others wrote.
    pub fn to_public(limits: HttpLimits) -> Self {
        let connector = DefaultConnector::default();
        Self { agent: Agent::with_parts(Self::config(limits), connector, PublicResolver::default()) }
    }

    fn config(limits: HttpLimits) -> Config {
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
            .max_idle_connections(IDLE_CONNECTIONS)
            .max_idle_connections_per_host(IDLE_CONNECTIONS)
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.whole));
        config.build()
    }

    /// Sends a request as it is, and reads the whole response.
    ///
    /// # Errors
    /// There is no response, or not all of it.
    pub fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
        let has_no_body = request.body().is_empty() && !matches!(*request.method(), Method::POST | Method::PUT);
        let response = if has_no_body { self.agent.run(request.map(drop)) } else { self.agent.run(request) };
        let (parts, body) = response.map_err(|error| HttpError::of(&error))?.into_parts();
        let mut bytes = Vec::new();
        body.into_reader().read_to_end(&mut bytes).map_err(|error| HttpError::of_io(&error))?;
        Ok(Response::from_parts(parts, bytes))
    }

    /// Sends a HEAD request.
    ///
    /// # Errors
    /// There is no response.
    pub fn head(&self, url: &str) -> Result<HttpResponse, HttpError> {
        read_response(self.agent.head(url).call(), 0)
    }

    /// Sends a GET request; reads at most `longest` bytes of the body.
    ///
    /// # Errors
    /// There is no response.
    pub fn get(&self, url: &str, longest: u64) -> Result<HttpResponse, HttpError> {
        read_response(self.agent.get(url).call(), longest)
    }

    /// Sends a POST request; reads at most `longest` bytes of the body.
    ///
    /// # Errors
    /// There is no response.
    pub fn post(&self, url: &str, media_type: &str, body: &[u8], longest: u64) -> Result<HttpResponse, HttpError> {
        read_response(self.agent.post(url).content_type(media_type).send(body), longest)
    }

    /// Sends a POST request with a bearer token (RFC 6750 §2.1); reads no body.
    ///
    /// # Errors
    /// There is no response.
    pub fn post_with_token(
        &self,
        token: &str,
        url: &str,
        media_type: &str,
        body: &[u8],
    ) -> Result<HttpResponse, HttpError> {
        self.post_with_authorization(&format!("Bearer {token}"), url, (media_type, body), 0)
    }

    /// Sends a POST request with the header `Authorization`; reads at most `longest` bytes of the body.
    ///
    /// # Errors
    /// There is no response.
    pub fn post_with_authorization(
        &self,
        authorization: &str,
        url: &str,
        (media_type, body): (&str, &[u8]),
        longest: u64,
    ) -> Result<HttpResponse, HttpError> {
        let request = self.agent.post(url).content_type(media_type).header("Authorization", authorization);
        read_response(request.send(body), longest)
    }
}

/// Reads a response. The rest of its body is never read: then the connection ends here.
fn read_response(response: Result<Response<Body>, Error>, longest: u64) -> Result<HttpResponse, HttpError> {
    let mut response = response.map_err(|error| HttpError::of(&error))?;
    let status = response.status().as_u16();
    let (location, retry_after) = (header(response.headers(), "location"), header(response.headers(), "retry-after"));
    let mut body = Vec::new();
    if longest > 0 {
        let read = response.body_mut().as_reader().take(longest).read_to_end(&mut body);
        read.map_err(|error| HttpError::of_io(&error))?;
    }
    Ok(HttpResponse { status, location, retry_after, body })
}

/// A header as UTF-8: servers send URLs so, against the standard.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

impl HttpError {
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
            if inner.is::<PrivateNetwork>() {
                return Self::PrivateNetwork;
            }
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut,
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Self::Cut,
            _ if system::is_unknown_host(error) => Self::NoSuchHost,
            _ => Self::Other(error.to_string()),
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(reason) = error else {
            return Self::Other(format!("no secure connection: {error}"));
        };
        Self::Certificate(match reason {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                "it is not valid yet".to_owned()
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "it is for another host".to_owned()
            }
            CertificateError::UnknownIssuer => "its issuer is unknown to this machine".to_owned(),
            CertificateError::BadSignature => "its signature is invalid".to_owned(),
            CertificateError::Revoked => "it was revoked".to_owned(),
            other => other.to_string(),
        })
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("the URL is invalid"),
            Self::NoSuchHost => f.write_str("the host name does not exist"),
            Self::PrivateNetwork => PrivateNetwork.fmt(f),
            Self::Refused => f.write_str("the host refuses connections"),
            Self::TimedOut => f.write_str("the host did not respond in time"),
            Self::Cut => f.write_str("the host closed the connection too early"),
            Self::Certificate(why) => write!(f, "its certificate is invalid: {why}"),
            Self::Proxy(why) => write!(f, "the proxy failed: {why}"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for HttpError {}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};

    use super::*;

    const LIMITS: HttpLimits =
        HttpLimits { connect: Duration::from_secs(5), whole: Duration::from_millis(1500), redirects: 0 };

    fn web(redirects: u32) -> HttpClient {
        HttpClient::new(HttpLimits { redirects, ..LIMITS })
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
    fn a_body_is_read_up_to_the_requested_length() {
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
    fn errors_are_in_plain_words() {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert_eq!(web(0).head(&format!("http://{closed}/")), Err(HttpError::Refused));
        assert_eq!(web(0).head("gopher://example.org/"), Err(HttpError::Address));
        assert_eq!(web(0).head("http://courant.invalid/"), Err(HttpError::NoSuchHost));
        assert_eq!(HttpClient::to_public(LIMITS).head(&format!("http://{closed}/")), Err(HttpError::PrivateNetwork));
        assert_eq!(HttpClient::to_public(LIMITS).head("http://localhost/"), Err(HttpError::PrivateNetwork));
        let (url, served) = server(vec!["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "no HTTP\r\n\r\n"]);
        assert_eq!(web(0).head(&url), Err(HttpError::TimedOut));
        assert_eq!(web(0).get(&url, 100), Err(HttpError::Cut));
        assert!(matches!(web(0).head(&url), Err(HttpError::Other(_))));
        served.join().unwrap();
    }

    #[test]
    fn a_bad_certificate_says_why() {
        let message = |reason| HttpError::of_tls(&rustls::Error::InvalidCertificate(reason)).to_string();
        assert_eq!(message(CertificateError::Expired), "its certificate is invalid: it has expired");
        let wrapped = io::Error::other(rustls::Error::InvalidCertificate(CertificateError::NotValidForName));
        assert_eq!(HttpError::of_io(&wrapped).to_string(), "its certificate is invalid: it is for another host");
    }
}
