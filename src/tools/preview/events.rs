//! Server-sent events (HTML Standard §9.2): every change of the status, for as long as a browser listens.

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::{Response, StatusCode};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::body::Body;
use super::http;
use super::status::SiteStatus;

/// Interval of keep-alive comments, which also detect closed connections.
const PULSE: Duration = Duration::from_secs(20);

/// Streams the current status, and every later one.
pub(super) fn tell(notices: watch::Receiver<SiteStatus>) -> Response<Body> {
    let (chunk, chunks) = mpsc::channel(4);
    // The loop ends when the browser disconnects.
    tokio::spawn(follow(notices, chunk));
    let headers = [(CONTENT_TYPE, "text/event-stream; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    http::response(StatusCode::OK, &headers, Body::stream(chunks))
}

async fn follow(
    mut notices: watch::Receiver<SiteStatus>,
    chunk: mpsc::Sender<Bytes>,
) -> Result<(), mpsc::error::SendError<Bytes>> {
    loop {
        let event = event(&notices.borrow_and_update());
        chunk.send(event).await?;
        while timeout(PULSE, notices.changed()).await.is_err() {
            chunk.send(Bytes::from_static(b": \n\n")).await?;
        }
    }
}

/// The event for a status. A disconnected browser retries after half a second.
fn event(notice: &SiteStatus) -> Bytes {
    let errors = notice.findings.iter().filter(|finding| finding.is_error()).count();
    let state = serde_json::json!({
        "serial": notice.serial,
        "errors": errors + usize::from(notice.trouble.is_some()),
        "warnings": notice.findings.len() - errors,
    });
    Bytes::from(format!("retry: 500\ndata: {state}\n\n"))
}
