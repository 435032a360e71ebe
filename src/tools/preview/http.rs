//! HTTP as a static host speaks it: media types, ranges, and conditional requests.

use std::ops::Range;

use hyper::body::Bytes;
use hyper::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};

use super::body::Body;
use crate::base::Fingerprint;

/// Headers that keep other sites from framing or loading the preview.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A whole response, before ranges and conditions are applied.
#[derive(Debug)]
pub(super) struct Sent {
    /// The status of the whole response.
    pub(super) status: StatusCode,
    /// The media type.
    pub(super) kind: String,
    /// The fingerprint of the bytes, for the entity tag.
    pub(super) fingerprint: Fingerprint,
    /// The length in bytes.
    pub(super) length: u64,
}

/// The media type for a file name, with the character encoding of texts.
pub(super) fn media_type(file: &str) -> String {
    let essence = crate::base::media_type::of_file(file);
    let is_text = essence.starts_with("text/")
        || essence.ends_with("+xml")
        || essence.ends_with("json")
        || matches!(essence, "application/xml" | "application/javascript");
    if is_text { format!("{essence}; charset=utf-8") } else { essence.to_owned() }
}

/// Answers with the whole, a part, or `304 Not Modified`. `body` gives the bytes of a range.
pub(super) fn answer(asked: &HeaderMap, sent: &Sent, body: impl FnOnce(Range<u64>) -> Body) -> Response<Body> {
    let tag = format!("\"{}\"", sent.fingerprint);
    let is_whole = sent.status == StatusCode::OK;
    if is_whole && header(asked, &IF_NONE_MATCH).is_some_and(|known| knows(known, &tag)) {
        return response(StatusCode::NOT_MODIFIED, &[(ETAG, &tag)], Body::empty());
    }
    let length = sent.length;
    // RFC 9110 §13.1.5: a part is sent only if the whole has not changed.
    let is_same = header(asked, &IF_RANGE).is_none_or(|known| known == tag);
    let part = header(asked, &RANGE).filter(|_| is_whole && is_same).map_or(Part::Whole, |typed| part(typed, length));
    match part {
        Part::Whole => {
            let headers = [(ETAG, &tag), (CONTENT_TYPE, &sent.kind), (CONTENT_LENGTH, &length.to_string())];
            response(sent.status, &headers.map(|(name, value)| (name, value.as_str())), body(0..length))
        }
        Part::Range(range) => {
            let of = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let size = (range.end - range.start).to_string();
            let headers = [(ETAG, &tag), (CONTENT_TYPE, &sent.kind), (CONTENT_LENGTH, &size), (CONTENT_RANGE, &of)];
            response(StatusCode::PARTIAL_CONTENT, &headers.map(|(name, value)| (name, value.as_str())), body(range))
        }
        Part::Outside => {
            let of = format!("bytes */{length}");
            response(StatusCode::RANGE_NOT_SATISFIABLE, &[(CONTENT_RANGE, &of)], Body::empty())
        }
    }
}

/// A response with bytes in memory.
pub(super) fn bytes(asked: &HeaderMap, status: StatusCode, kind: &str, bytes: Vec<u8>) -> Response<Body> {
    let sent = Sent { status, kind: kind.to_owned(), fingerprint: Fingerprint::of(&bytes), length: bytes.len() as u64 };
    let bytes = Bytes::from(bytes);
    answer(asked, &sent, |range| {
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(bytes.len());
        Body::whole(bytes.slice(at(range.start)..at(range.end)))
    })
}

/// A redirect. Browsers must not cache it, although the host's redirect may be permanent.
pub(super) fn moved(to: &str) -> Response<Body> {
    response(StatusCode::MOVED_PERMANENTLY, &[(LOCATION, to), (CACHE_CONTROL, "no-store")], Body::empty())
}

/// A response in plain text.
pub(super) fn plain(status: StatusCode, text: &str) -> Response<Body> {
    let body = Bytes::from(format!("{text}\n"));
    response(status, &[(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")], Body::whole(body))
}

/// A response with the headers that all responses have.
pub(super) fn response(status: StatusCode, headers: &[(HeaderName, &str)], body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let all = response.headers_mut();
    all.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    all.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    all.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    all.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    for (name, value) in headers {
        // Addresses are percent-encoded, so a header can hold them.
        if let Ok(value) = HeaderValue::from_str(value) {
            all.insert(name, value);
        }
    }
    response
}

/// A header as text.
pub(super) fn header<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Whether a list of entity tags (RFC 9110 §13.1.2) contains this one; weak tags count.
fn knows(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Range(Range<u64>),
    Outside,
}

/// The requested range (RFC 9110 §14.1.2). Invalid and multiple ranges count as the whole.
fn part(typed: &str, length: u64) -> Part {
    let Some((first, last)) = typed.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Part::Whole;
    };
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok());
    let range = match (number(first), number(last)) {
        (Some(Some(first)), Some(Some(last))) if first <= last => first..last.saturating_add(1).min(length),
        (Some(Some(first)), Some(None)) if last.is_empty() => first..length,
        (Some(None), Some(Some(last))) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return Part::Whole,
    };
    if range.is_empty() { Part::Outside } else { Part::Range(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_standard_says() {
        let cases = [
            ("bytes=0-99", Part::Range(0..100)),
            ("bytes=50-", Part::Range(50..200)),
            ("bytes=-20", Part::Range(180..200)),
            ("bytes=-500", Part::Range(0..200)),
            ("bytes=150-999", Part::Range(150..200)),
            ("bytes=199-199", Part::Range(199..200)),
            ("bytes=200-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=9-3", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=99999999999999999999-", Part::Whole),
            ("items=0-1", Part::Whole),
        ];
        for (typed, expected) in cases {
            assert_eq!(part(typed, 200), expected, "{typed}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
    }

    #[test]
    fn texts_say_their_encoding() {
        let cases = [
            ("index.html", "text/html; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.js", "text/javascript; charset=utf-8"),
            ("feed.json", "application/json; charset=utf-8"),
            ("feed.xml", "text/xml; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.webmanifest", "application/manifest+json; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("foto.JPG", "image/jpeg"),
            ("foto.avif", "image/avif"),
            ("foto.webp", "image/webp"),
            ("a.woff2", "font/woff2"),
            ("a.ics", "text/calendar; charset=utf-8"),
            ("plan.pdf", "application/pdf"),
            ("film.mp4", "video/mp4"),
            ("zonder", "application/octet-stream"),
        ];
        for (file, kind) in cases {
            assert_eq!(media_type(file), kind, "{file}");
        }
    }

    #[test]
    fn a_tag_that_is_known_is_found_in_any_list() {
        assert!(knows("\"a\", W/\"b\"", "\"b\"") && knows("*", "\"x\"") && !knows("\"a\"", "\"b\""));
    }
}
