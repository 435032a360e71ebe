//! Checks links to other sites. Each URL is requested once (check), a few at a time and in turn per host (queue), as far as
//! the host's `robots.txt` allows (robots). A response becomes a status (client, status), which is cached (cache) and
//! reported at every place that links to the URL (report). The input is a list of URLs with their places: nothing here
//! knows the site or its settings.

mod cache;
mod check;
mod client;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod queue;
mod report;
mod robots;
mod status;

pub use check::{LinkCheckEvent, LinkCheckOptions, check_links};
#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::{fuzz_cache, fuzz_robots};
pub use report::{LinkCounts, LinkReport};
