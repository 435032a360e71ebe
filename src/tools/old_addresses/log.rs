//! Lines of access logs in the Common Log Format, or the combined one, with or without the virtual host before them.

use std::net::IpAddr;

/// A request of an access log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LogLine<'l> {
    /// The virtual host, where the log has it.
    pub(super) host: Option<&'l str>,
    /// The target as it was asked for: a path with its query, or a whole URL.
    pub(super) target: &'l str,
    /// Whether a page or file was asked for: `GET` or `HEAD`.
    pub(super) is_read: bool,
    /// The status of the response.
    pub(super) status: u16,
}

/// Parses `host ident user [date] "GET /a/ HTTP/1.1" 200 123 …`; `None` where a line is no such line.
pub(super) fn parse(line: &str) -> Option<LogLine<'_>> {
    let (before, rest) = line.split_once('"')?;
    let (request, after) = rest.split_once("\" ")?;
    let status = after.split_ascii_whitespace().next()?.parse().ok().filter(|status| (100..600).contains(status))?;
    let mut words = request.split_ascii_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    Some(LogLine { host: virtual_host(before), target, is_read: matches!(method, "GET" | "HEAD"), status })
}

/// `www.example.org:443 203.0.113.9 - - [` begins with the virtual host.
fn virtual_host(before: &str) -> Option<&str> {
    let (names, _) = before.split_once('[')?;
    let mut words = names.split_ascii_whitespace();
    let (first, second) = (words.next()?, words.next()?);
    let is_host = second.parse::<IpAddr>().is_ok() && words.count() == 2;
    is_host.then(|| first.rsplit_once(':').map_or(first, |(host, _)| host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_from_common_and_combined_logs() {
        let common = "203.0.113.9 - anna [03/Dec/2013:14:30:00 +0100] \"GET /a/?b=1 HTTP/1.1\" 200 512";
        let expected = LogLine { host: None, target: "/a/?b=1", is_read: true, status: 200 };
        assert_eq!(parse(common), Some(expected));
        let combined = format!("{common} \"https://www.example.org/\" \"Mozilla/5.0 (a \\\"b\\\")\"");
        assert_eq!(parse(&combined), Some(expected));
        assert_eq!(
            parse(&format!("www.dorp.example:443 {combined}")),
            Some(LogLine { host: Some("www.dorp.example"), ..expected })
        );
        let post = "::1 - - [03/Dec/2013:14:30:00 +0100] \"POST /a/ HTTP/1.1\" 302 -";
        assert_eq!(parse(post), Some(LogLine { host: None, target: "/a/", is_read: false, status: 302 }));
    }

    #[test]
    fn other_lines_are_no_requests() {
        for line in ["", "/a/", "x \"y", "203.0.113.9 - - [x] \"\\x16\\x03\" 400 0", "a \"GET\" 200", "a \"GET /\" x"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
