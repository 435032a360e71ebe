//! HTTP server of the preview: it answers each request from one generation, and refuses requests for other hosts.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Datelike as _, Utc};
use hyper::body::Incoming;
use hyper::header::{ALLOW, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap, ORIGIN};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinHandle, spawn_blocking};
use tokio::time::timeout_at;

use super::body::Body;
use super::copies::CopyMaker;
use super::editor::Editor;
use super::events;
use super::generation::Generation;
use super::html::{self, Why};
use super::http::{self, Sent, media_type};
use super::listener::{Listener, Names};
use super::page::{Answer, answer};
use super::page_status::{PageQuery, page_status};
use super::report::FindingsReport;
use super::status::StatusChannel;
use crate::base::date::When;
use crate::base::folder::FileStatus;
use crate::base::{Address, Diagnostic, Error, Fingerprint, Folder, SourceFile};
use crate::theme::STACK;

/// The longest time that a request waits for a newer generation, if the newest is outdated.
const PATIENCE: Duration = Duration::from_secs(1);
/// The most answers that are made at once: a browser asks for six, and one that takes long, such as a rendition of a
/// picture, must not hold up the others.
const THREADS: usize = 8;
/// Time limit for the head of a request.
const SPOKEN: Duration = Duration::from_secs(30);
/// The most open connections: each takes up to two open files, of which some systems allow 256. A browser opens six.
const CONNECTIONS: usize = 100;
/// The largest HTML file into which the preview's script is inserted, in bytes.
const LARGEST_PAGE: u64 = 16 << 20;
/// The cookie with the moment that a browser has chosen.
const MOMENT: &str = "courant-at";
/// The years for which a browser may ask for the site.
const YEARS: RangeInclusive<i32> = 1970..=9998;
/// Content-Security-Policy of the preview's own pages.
const OWN_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The state that all requests share.
#[derive(Debug)]
pub(super) struct Server {
    /// Makes the copies of pictures that are not there yet.
    pub(super) copies: CopyMaker,
    /// The newest generation and the findings.
    pub(super) status: Arc<StatusChannel>,
    /// The files of the site.
    pub(super) site: Folder,
    /// Links that open files in the editor.
    pub(super) editor: Editor,
    /// The host names that this preview answers to.
    pub(super) names: Names,
    /// The clock.
    pub(super) now: fn() -> DateTime<Utc>,
}

/// Accepts connections until the program ends.
///
/// # Errors
/// If the system cannot listen.
pub(super) fn run(listener: Listener, server: Server) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::io("cannot serve the site", &error);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(THREADS)
        .thread_stack_size(STACK)
        .build()
        .map_err(failed)?;
    listener.listener.set_nonblocking(true).map_err(failed)?;
    runtime.block_on(async move {
        let listener = TcpListener::from_std(listener.listener).map_err(failed)?;
        let server = Arc::new(server);
        let mut connections = Connections::default();
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // The process may have too many open files for a moment.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let server = Arc::clone(&server);
            connections.add(&tokio::spawn(async move {
                let service = service_fn(|request| server.answer(request));
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(SPOKEN)
                    .serve_connection(TokioIo::new(stream), service);
                // A browser may close its connection at any time.
                let _ = connection.await;
            }));
        }
    })
}

/// The open connections, the oldest first.
#[derive(Default)]
struct Connections(VecDeque<AbortHandle>);

impl Connections {
    /// Adds a connection. The oldest is closed if there are too many: a browser that still needs it connects again.
    fn add(&mut self, connection: &JoinHandle<()>) {
        self.0.retain(|known| !known.is_finished());
        if self.0.len() >= CONNECTIONS
            && let Some(oldest) = self.0.pop_front()
        {
            oldest.abort();
        }
        self.0.push_back(connection.abort_handle());
    }
}

impl Server {
    async fn answer(self: &Arc<Self>, request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
        let is_head = request.method() == Method::HEAD;
        let response = match self.refuse(&request) {
            Some(refused) => refused,
            None => match request.uri().path().strip_prefix(html::OWN) {
                Some(own) => self.own(own, &request).await,
                None => self.page(&request).await,
            },
        };
        Ok(if is_head { response.map(|_| Body::empty()) } else { response })
    }

    /// Refuses requests for other hosts, requests from other sites, and methods other than GET and HEAD.
    fn refuse(&self, request: &Request<Incoming>) -> Option<Response<Body>> {
        let headers = request.headers();
        let one_host = headers.get_all(HOST).iter().count() == 1;
        let host = http::header(headers, &HOST).filter(|_| one_host);
        let is_ours = host.is_some_and(|host| self.names.know(host));
        let origin = headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
        let comes_from_us = origin.is_none_or(|origin| origin.strip_prefix("http://") == host);
        if !is_ours {
            return Some(http::plain(StatusCode::FORBIDDEN, &self.names.refusal(host.unwrap_or_default())));
        }
        if !comes_from_us {
            let text =
                "This is the preview of a site. It answers only to its own pages, and not to those of other sites.";
            return Some(http::plain(StatusCode::FORBIDDEN, text));
        }
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let headers = [(ALLOW, "GET, HEAD")];
            return Some(http::response(StatusCode::METHOD_NOT_ALLOWED, &headers, Body::empty()));
        }
        None
    }

    async fn own(self: &Arc<Self>, name: &str, request: &Request<Incoming>) -> Response<Body> {
        let headers = request.headers();
        let json = |value: Option<Vec<u8>>| match value {
            Some(value) => http::bytes(headers, StatusCode::OK, "application/json; charset=utf-8", value),
            None => http::plain(StatusCode::SERVICE_UNAVAILABLE, "The site is not ready yet."),
        };
        let mut response = match name {
            "events" => events::tell(self.status.follow()),
            "report" => json(serde_json::to_vec(&FindingsReport::of(&self.status.read(), &self.editor)).ok()),
            "page" => json(self.about(request).await),
            name => match html::own_file(name) {
                Some((text, kind)) => http::bytes(headers, StatusCode::OK, kind, text.into()),
                None => http::plain(StatusCode::NOT_FOUND, "The preview has no such file."),
            },
        };
        if let Ok(policy) = OWN_POLICY.parse() {
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// The state of a page as JSON, for the bar.
    async fn about(self: &Arc<Self>, request: &Request<Incoming>) -> Option<Vec<u8>> {
        let query = PageQuery {
            path: parameter(request.uri().query(), "path").unwrap_or_default(),
            file: parameter(request.uri().query(), "file").filter(|file| !file.is_empty()),
            now: (self.now)(),
        };
        let status = self.status.read();
        let generation = self.generation(request.headers()).await.ok()?;
        let server = Arc::clone(self);
        let page = move || serde_json::to_vec(&page_status(&generation, &query, &status, &server.editor)).ok();
        // A panic fails this answer only.
        spawn_blocking(page).await.ok()?
    }

    /// The generation for a browser: the newest one, or one at the moment that the browser has chosen.
    async fn generation(&self, headers: &HeaderMap) -> Result<Arc<Generation>, Vec<Diagnostic>> {
        if self.status.read().serial == 0 {
            // The first site is still being built.
            let _ = self.status.follow().wait_for(|status| status.serial > 0).await;
        }
        let status = self.status.read();
        let Some(newest) = status.generation else { return Err(status.findings.to_vec()) };
        match moment(headers, &newest) {
            None => Ok(newest),
            Some(moment) => self.status.at(moment).await.unwrap_or_else(|| Err(Vec::new())),
        }
    }

    async fn page(&self, request: &Request<Incoming>) -> Response<Body> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let mut statuses = self.status.follow();
            let generation = match self.generation(request.headers()).await {
                Ok(generation) => generation,
                Err(findings) => return own_page(request, "en", self.why_none(), &findings),
            };
            let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
            let asked = Arc::clone(&generation);
            match spawn_blocking(move || answer(&asked, &path)).await.ok() {
                // The file has changed since: a newer generation is about to come, unless it has errors.
                Some(found) if self.is_outdated(&found) && timeout_at(deadline, statuses.changed()).await.is_ok() => {}
                found => return self.show(request, &generation, found),
            }
        }
    }

    /// Whether an answer is of a file that has changed since the generation was made.
    fn is_outdated(&self, found: &Answer) -> bool {
        match found {
            Answer::Outdated => true,
            Answer::File(file, _) => {
                self.site.status(&file.path).is_ok_and(|status| status != FileStatus::File(file.stamp))
            }
            _ => false,
        }
    }

    /// The reason why there is no generation for a request.
    fn why_none(&self) -> Why {
        if self.status.read().generation.is_none() { Why::NothingYet } else { Why::NotAtMoment }
    }

    fn show(&self, request: &Request<Incoming>, generation: &Arc<Generation>, found: Option<Answer>) -> Response<Body> {
        let headers = request.headers();
        match found {
            Some(Answer::Page(bytes, address, fingerprint)) => {
                let kind = media_type(&address.file());
                let bytes = if kind.starts_with("text/html") {
                    html::with_preview(bytes.to_vec(), fingerprint)
                } else {
                    bytes.to_vec()
                };
                http::bytes(headers, StatusCode::OK, &kind, bytes)
            }
            Some(Answer::Original(bytes, file, copy)) => {
                self.copies.make(Arc::clone(generation), copy);
                http::bytes(headers, StatusCode::OK, &media_type(&file), bytes)
            }
            Some(Answer::File(file, address)) => self.file(headers, &file, &address),
            Some(Answer::Moved(to)) => http::moved(&match request.uri().query() {
                Some(query) => format!("{to}?{query}"),
                None => to,
            }),
            Some(Answer::Redirected(to)) => http::moved(&to),
            Some(Answer::Nothing(bytes, _)) if bytes.is_empty() => {
                own_page(request, main_language(generation), Why::Nothing, &[])
            }
            Some(Answer::Nothing(bytes, fingerprint)) => {
                let page = html::with_preview(bytes.to_vec(), Some(fingerprint));
                http::bytes(headers, StatusCode::NOT_FOUND, "text/html; charset=utf-8", page)
            }
            Some(Answer::Broken(findings)) => {
                let page = own_page(request, main_language(generation), Why::Broken, &findings);
                self.status.found(generation.number, findings);
                page
            }
            Some(Answer::Outdated) => {
                own_page(request, main_language(generation), Why::Outdated, &self.status.read().findings)
            }
            Some(Answer::Trouble(error)) => http::plain(StatusCode::INTERNAL_SERVER_ERROR, &error.message()),
            None => http::plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "This page could not be rendered, because of a bug in Courant.",
            ),
        }
    }

    /// A copied file, read while it is sent. The preview's script is inserted into HTML.
    fn file(&self, headers: &HeaderMap, file: &SourceFile, address: &Address) -> Response<Body> {
        let Ok((open, stamp)) = self.site.open(&file.path) else {
            return http::plain(StatusCode::NOT_FOUND, "This file no longer exists, or cannot be read.");
        };
        let kind = media_type(&address.file());
        let fingerprint = Fingerprint::of_value(&(&file.path, stamp)).unwrap_or_default();
        if kind.starts_with("text/html") && stamp.size <= LARGEST_PAGE {
            return match Body::read_all(open) {
                Ok(bytes) => http::bytes(headers, StatusCode::OK, &kind, html::with_preview(bytes, Some(fingerprint))),
                Err(error) => {
                    http::plain(StatusCode::INTERNAL_SERVER_ERROR, &format!("This file cannot be read: {error}."))
                }
            };
        }
        let sent = Sent { status: StatusCode::OK, kind, fingerprint, length: stamp.size };
        http::answer(headers, &sent, |range| Body::file(open, range))
    }
}

/// A page of the preview itself.
fn own_page(request: &Request<Incoming>, language: &str, why: Why, findings: &[Diagnostic]) -> Response<Body> {
    let status = match why {
        Why::Nothing => StatusCode::NOT_FOUND,
        Why::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let page = html::own_page(language, why, findings);
    let mut response = http::bytes(request.headers(), status, "text/html; charset=utf-8", page);
    if let Ok(policy) = OWN_POLICY.parse() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The tag of the site's own language.
fn main_language(generation: &Generation) -> &str {
    &generation.snapshot.config.main_language().tag
}

/// A parameter of the query.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}

/// The moment that a browser has chosen. One that no site can be of counts as none.
fn moment(headers: &HeaderMap, newest: &Generation) -> Option<DateTime<Utc>> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, typed) = pairs.find(|(name, _)| *name == MOMENT)?;
    let when = When::parse(typed, newest.snapshot.config.time_zone).ok()?;
    YEARS.contains(&when.at.year()).then(|| when.at.to_utc())
}
