//! Sends one request for a link, and turns its response into a status or the next request.

use std::time::{Duration, Instant};

use chrono::DateTime;
use url::Url;

use super::queue::{HostAccess, LinkRequest, RequestResult};
use super::robots::{self, Robots};
use super::status::LinkStatus;
use crate::base::http::{HttpClient, HttpError, HttpResponse};
use crate::base::url_scope::{Scope, scope};

/// The most redirects that are followed, as RFC 9309 §2.3.1.2 and browsers have it.
const MOST_REDIRECTS: u8 = 10;
/// Retries at a host that is busy.
const MOST_RETRIES: u8 = 2;
/// The wait before a retry where a busy host names none.
const DELAY: Duration = Duration::from_secs(5);
/// The longest wait that a host may ask for.
const LONGEST_DELAY: Duration = Duration::from_mins(1);

/// Sends requests for links.
pub(super) struct LinkClient<'h> {
    /// Follows no redirects.
    pub(super) http: &'h HttpClient,
    /// Follows redirects, for `robots.txt`.
    pub(super) robots_http: &'h HttpClient,
    /// Whether redirects to private networks are followed.
    pub(super) allow_private: bool,
    /// The time of the start, in seconds since 1970.
    pub(super) now: i64,
    /// The start.
    pub(super) started: Instant,
}

impl LinkClient<'_> {
    /// The seconds since the start.
    pub(super) fn elapsed(&self) -> i64 {
        i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX)
    }

    /// Reads the `robots.txt` of a host (RFC 9309 §2.3.1): one that is not there allows all, and a host that fails is left alone.
    pub(super) fn read_robots(&self, url: &Url) -> HostAccess {
        let skipped = |reason: String| HostAccess::Closed(LinkStatus::Skipped(reason));
        let Ok(robots) = url.join("/robots.txt") else { return HostAccess::Rules(Robots::default()) };
        match self.robots_http.get(robots.as_str(), robots::LONGEST) {
            Ok(response) => match response.status {
                200..300 => HostAccess::Rules(Robots::parse(&String::from_utf8_lossy(&response.body))),
                429 => skipped("the host is busy (429)".to_owned()),
                500.. => skipped(format!("its robots.txt cannot be read now ({})", response.status)),
                _ => HostAccess::Rules(Robots::default()),
            },
            Err(HttpError::Other(_)) => HostAccess::Rules(Robots::default()),
            Err(error) => HostAccess::Closed(no_answer(&error)),
        }
    }

    /// Sends a request.
    pub(super) fn send(&self, request: LinkRequest) -> RequestResult {
        let response =
            if request.is_get { self.http.get(request.url.as_str(), 0) } else { self.http.head(request.url.as_str()) };
        match response {
            Ok(response) => self.evaluate(request, &response),
            // Some servers know only GET, and do not answer anything else.
            Err(HttpError::Cut | HttpError::TimedOut | HttpError::Other(_)) if !request.is_get => {
                RequestResult::Follow(LinkRequest { is_get: true, ..request })
            }
            Err(error) => RequestResult::Status(after_redirects(&request, no_answer(&error))),
        }
    }

    fn evaluate(&self, request: LinkRequest, response: &HttpResponse) -> RequestResult {
        match response.status {
            200..=299 => {
                RequestResult::Status(request.moved.map_or(LinkStatus::Alive, |to| LinkStatus::Moved(to.into())))
            }
            301 | 302 | 303 | 307 | 308 => self.redirect(request, response),
            429 | 503 if response.status == 429 || response.retry_after.is_some() => self.retry(request, response),
            // Many servers refuse HEAD or answer it wrongly: readers send GET.
            400.. if !request.is_get => RequestResult::Follow(LinkRequest { is_get: true, ..request }),
            401 | 402 | 403 | 407 | 451 | 999 => RequestResult::Status(LinkStatus::Skipped(format!(
                "it requires a login or blocks programs ({})",
                response.status
            ))),
            status => RequestResult::Status(after_redirects(&request, error_status(status))),
        }
    }

    fn redirect(&self, request: LinkRequest, response: &HttpResponse) -> RequestResult {
        let dead = |reason: &str| {
            RequestResult::Status(LinkStatus::dead(reason, "remove the link, or find the new address of the page"))
        };
        let to = response.location.as_deref().and_then(|location| request.url.join(location).ok());
        let Some(to) = to.filter(|to| matches!(to.scheme(), "http" | "https")) else {
            return dead("it redirects to an invalid URL");
        };
        if request.redirects >= MOST_REDIRECTS {
            return dead("it has too many redirects, possibly a loop");
        }
        let is_private = matches!(scope(to.as_str()), Some(Scope::Loopback | Scope::Private));
        if is_private && !self.allow_private {
            return dead("it redirects to a private network");
        }
        let lasts = matches!(response.status, 301 | 308)
            && (request.redirects == 0 || request.moved.as_ref() == Some(&request.url));
        let moved = if lasts { Some(to.clone()) } else { request.moved };
        RequestResult::Follow(LinkRequest {
            url: to,
            is_get: request.is_get,
            redirects: request.redirects + 1,
            moved,
            ..request
        })
    }

    fn retry(&self, request: LinkRequest, response: &HttpResponse) -> RequestResult {
        let wait = response.retry_after.as_deref().map_or(Some(DELAY), |after| self.delay(after)).unwrap_or(DELAY);
        if request.retries >= MOST_RETRIES || wait > LONGEST_DELAY {
            return RequestResult::Status(LinkStatus::Skipped(format!("the host is busy ({})", response.status)));
        }
        RequestResult::Retry(LinkRequest { retries: request.retries + 1, ..request }, wait)
    }

    /// `Retry-After`: seconds, or a date (RFC 9110 §10.2.3).
    fn delay(&self, text: &str) -> Option<Duration> {
        let seconds = text.trim().parse::<u64>().ok().or_else(|| {
            let at = DateTime::parse_from_rfc2822(text.trim()).ok()?.timestamp();
            Some(u64::try_from(at - self.now - self.elapsed()).unwrap_or(0))
        });
        seconds.map(Duration::from_secs)
    }
}

/// The status of a link whose host answered with an error.
fn error_status(status: u16) -> LinkStatus {
    let (what, hint) = match status {
        404 => (" (not found)", "look for its new address, or link to a copy in an archive such as web.archive.org"),
        410 => (
            " (gone)",
            "its owner removed it permanently: remove the link, or link to a copy in an archive such as web.archive.org",
        ),
        500.. => (" (server error)", "check in a browser whether the error persists"),
        _ => ("", "check the link in a browser"),
    };
    LinkStatus::dead(&format!("the response is {status}{what}"), hint)
}

/// The status of a link without an answer.
fn no_answer(error: &HttpError) -> LinkStatus {
    let hint = match error {
        HttpError::NoSuchHost => "check the host name for a typo, or remove the link",
        HttpError::Certificate(_) => "browsers show readers a warning: notify the owner, or remove the link",
        // Readers elsewhere may well reach it: many names lead to other addresses within an organisation.
        HttpError::PrivateNetwork => {
            return LinkStatus::Skipped("its name leads to a private network from here".to_owned());
        }
        HttpError::Address => "write an absolute URL: `https://www.example.org/`",
        _ => "check in a browser whether the error persists",
    };
    LinkStatus::Dead { reason: error.to_string(), hint: hint.to_owned(), answered: false }
}

/// Names the end of the redirects in the reason.
fn after_redirects(request: &LinkRequest, status: LinkStatus) -> LinkStatus {
    match status {
        LinkStatus::Dead { reason, hint, answered } if request.redirects > 0 => {
            LinkStatus::Dead { reason: format!("it redirects to {}, and {reason}", request.url), hint, answered }
        }
        status => status,
    }
}
