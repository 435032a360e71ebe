//! The answer of the web host to a request for a file of the site: its status, and where a redirect leads.

use super::addresses::feed_address;
use super::host::{is_answered_with_gone, moved_feed};
use super::host_file::HostFile;
use super::page::{Page, Subject};
use super::redirects::target;
use super::snapshot::Snapshot;
use crate::config::HostKind;

/// The status and the `Location` of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostAnswer {
    /// The status (RFC 9110 §15).
    pub status: u16,
    /// Where a redirect leads.
    pub location: Option<String>,
}

/// The answer for a file of the site; `None` for files that hosts read themselves. Without a host in the settings, every file is
/// sent with 200: a redirect is then a page that leads on.
pub fn host_answer(snapshot: &Snapshot, page: &Page) -> Option<HostAnswer> {
    let config = &snapshot.config;
    if let Subject::Host(file) = page.subject
        && !matches!(file, HostFile::IndexNow(_) | HostFile::SpeculationRules)
    {
        return None;
    }
    let (status, location) = match &page.subject {
        _ if config.publishing.host.files.is_empty() => (200, None),
        Subject::Closed(_) if is_answered_with_gone(snapshot, page) && can_say_gone(&config.publishing.host.files) => {
            (410, None)
        }
        Subject::Redirect { to, of } => (if of.is_some() { 301 } else { 302 }, Some(config.url(to))),
        Subject::Moved(number) => match (config.redirects.0.get(*number as usize), target(snapshot, *number)) {
            (Some(redirect), Some(to)) => (redirect.status, Some(to.url)),
            _ => (200, None),
        },
        Subject::Feed { listing, format }
            if feed_address(&snapshot.site, page.language, *listing, *format) != page.address =>
        {
            let moved = moved_feed(snapshot, page, *listing, *format);
            moved.map_or((200, None), |(to, status)| (status, Some(config.url(&to))))
        }
        _ => (200, None),
    };
    Some(HostAnswer { status, location })
}

/// Whether one of the hosts can answer an address with 410 although there is a page.
fn can_say_gone(hosts: &[HostKind]) -> bool {
    let can = [HostKind::Netlify, HostKind::Apache, HostKind::Nginx, HostKind::Azure];
    hosts.iter().any(|host| can.contains(host))
}
