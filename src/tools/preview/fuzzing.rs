//! What fuzzers run on requests.

use std::net::{Ipv4Addr, SocketAddr};

use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{StatusCode, Uri};

use super::listener::Names;
use super::{http, page, server};

/// Bytes of the file that is asked for.
const FILE: &[u8] = b"0123456789";

/// The first line is the target of a request, each other one a header. Every answer has the length that it says.
pub(crate) fn fuzz_request(bytes: &[u8]) {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    if let Some(uri) = lines.next().and_then(|line| Uri::try_from(line).ok()) {
        if let Some(address) = page::address(uri.path()) {
            assert!(!address.file().split('/').any(|part| part == ".."), "{uri}");
        }
        let _ = server::parameter(uri.query(), "path");
    }
    let mut headers = HeaderMap::new();
    for line in lines.take(64) {
        let mut halves = line.splitn(2, |byte| *byte == b':');
        let name = halves.next().and_then(|name| HeaderName::from_bytes(name).ok());
        let value = halves.next().and_then(|value| HeaderValue::from_bytes(value.trim_ascii()).ok());
        if let Some((name, value)) = name.zip(value) {
            headers.append(name, value);
        }
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 4400));
    let names = Names { host: "localhost".to_owned(), allowed: Vec::new(), address };
    if let Some(host) = http::header(&headers, &hyper::header::HOST) {
        let is_known = names.know(host);
        let port = host.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        assert!(!is_known || port == Some(4400), "{host}");
    }
    let answer = http::bytes(&headers, StatusCode::OK, "text/plain", FILE.to_vec());
    let length = http::header(answer.headers(), &hyper::header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    assert!(length.is_none_or(|length: usize| length <= FILE.len()), "{length:?}");
    if answer.status() == StatusCode::PARTIAL_CONTENT {
        assert!(answer.headers().contains_key(hyper::header::CONTENT_RANGE));
    }
}
