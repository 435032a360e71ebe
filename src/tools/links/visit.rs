//! One request for a link, and what its answer means.

use std::time::Duration;

use chrono::DateTime;
use url::Url;

use super::queue::{Access, Step, Visit};
use super::robots::{self, Robots};
use super::{Outcome, Visitor};
use crate::config::{Scope, scope};
use crate::tools::web::{Answer, Trouble};

/// The most redirects that are followed, as RFC 9309 §2.3.1.2 and browsers have it.
const MOST_HOPS: u8 = 10;
/// How often one comes back to a host that is busy.
const MOST_DELAYS: u8 = 2;
/// How long is waited where a host is busy and does not say how long.
const DELAY: Duration = Duration::from_secs(5);
/// The longest that is waited because a host says so.
const LONGEST_DELAY: Duration = Duration::from_mins(1);

impl Visitor<'_> {
    /// Reads the `robots.txt` of a host (RFC 9309 §2.3.1): one that is not there allows all, and a host that fails is left alone.
    pub(super) fn admit(&self, url: &Url) -> Access {
        let passed_over = |why: String| Access::Closed(Outcome::PassedOver(why));
        let Ok(robots) = url.join("/robots.txt") else { return Access::Rules(Robots::default()) };
        match self.follow.get(robots.as_str(), robots::LONGEST) {
            Ok(answer) => match answer.status {
                200..300 => Access::Rules(Robots::parse(&String::from_utf8_lossy(&answer.body))),
                429 => passed_over("it has no time for programs now (429)".to_owned()),
                500.. => passed_over(format!("its robots.txt cannot be read now ({})", answer.status)),
                _ => Access::Rules(Robots::default()),
            },
            Err(Trouble::Other(_)) => Access::Rules(Robots::default()),
            Err(trouble) => Access::Closed(failed(&trouble)),
        }
    }

    /// Asks once.
    pub(super) fn ask(&self, visit: Visit) -> Step {
        let answer =
            if visit.in_full { self.web.get(visit.url.as_str(), 0) } else { self.web.head(visit.url.as_str()) };
        match answer {
            Ok(answer) => self.judge(visit, &answer),
            // Some servers know only GET, and say nothing to anything else.
            Err(Trouble::Cut | Trouble::TimedOut | Trouble::Other(_)) if !visit.in_full => {
                Step::On(Visit { in_full: true, ..visit })
            }
            Err(trouble) => Step::Done(by_way_of(&visit, failed(&trouble))),
        }
    }

    fn judge(&self, visit: Visit, answer: &Answer) -> Step {
        match answer.status {
            200..=299 => Step::Done(visit.moved.map_or(Outcome::Fine, |to| Outcome::Moved(to.into()))),
            301 | 302 | 303 | 307 | 308 => self.redirect(visit, answer),
            429 | 503 if answer.status == 429 || answer.retry_after.is_some() => self.come_back(visit, answer),
            // HEAD is refused, or said wrongly, by many: what counts is what readers get.
            400.. if !visit.in_full => Step::On(Visit { in_full: true, ..visit }),
            401 | 402 | 403 | 407 | 451 | 999 => {
                Step::Done(Outcome::PassedOver(format!("it lets no program in ({})", answer.status)))
            }
            status => Step::Done(by_way_of(&visit, answers(status))),
        }
    }

    fn redirect(&self, visit: Visit, answer: &Answer) -> Step {
        let dead = |why: &str| Step::Done(Outcome::dead(why, "remove the link, or find out where the page is now"));
        let to = answer.location.as_deref().and_then(|location| visit.url.join(location).ok());
        let Some(to) = to.filter(|to| matches!(to.scheme(), "http" | "https")) else {
            return dead("it leads on without a good address");
        };
        if visit.hops >= MOST_HOPS {
            return dead("it leads on and on, maybe in a circle");
        }
        let is_private = matches!(scope(to.as_str()), Some(Scope::Here | Scope::Private));
        if is_private && !self.may_be_private {
            return dead("it leads on to a private network");
        }
        let lasts = matches!(answer.status, 301 | 308) && (visit.hops == 0 || visit.moved.as_ref() == Some(&visit.url));
        let moved = if lasts { Some(to.clone()) } else { visit.moved };
        Step::On(Visit { url: to, in_full: visit.in_full, hops: visit.hops + 1, moved, ..visit })
    }

    fn come_back(&self, visit: Visit, answer: &Answer) -> Step {
        let wait = answer.retry_after.as_deref().map_or(Some(DELAY), |after| self.delay(after)).unwrap_or(DELAY);
        if visit.delays >= MOST_DELAYS || wait > LONGEST_DELAY {
            return Step::Done(Outcome::PassedOver(format!("it has no time for programs now ({})", answer.status)));
        }
        Step::Later(Visit { delays: visit.delays + 1, ..visit }, wait)
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

/// A page that is not there.
fn answers(status: u16) -> Outcome {
    let (what, hint) = match status {
        404 => (" (not found)", "look for its new address, or link to a copy in an archive such as web.archive.org"),
        410 => (
            " (gone)",
            "its owner removed it for good: remove the link, or link to a copy in an archive such as web.archive.org",
        ),
        500.. => (" (the server fails)", "see in a browser whether it stays so"),
        _ => ("", "see in a browser what is there"),
    };
    Outcome::dead(&format!("it answers {status}{what}"), hint)
}

/// A page that there is no answer of.
fn failed(trouble: &Trouble) -> Outcome {
    let hint = match trouble {
        Trouble::NoSuchHost => "look for a slip of the pen in its name; else it is gone: remove the link",
        Trouble::Certificate(_) => "browsers warn readers of it: tell its owner, or remove the link",
        Trouble::Address => "write a whole address: `https://www.example.org/`",
        _ => "see in a browser whether it stays so",
    };
    Outcome::Dead { why: trouble.to_string(), hint: hint.to_owned(), answered: false }
}

/// What is not there was maybe looked for somewhere else.
fn by_way_of(visit: &Visit, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Dead { why, hint, answered } if visit.hops > 0 => {
            Outcome::Dead { why: format!("it leads on to {}, and {why}", visit.url), hint, answered }
        }
        outcome => outcome,
    }
}
