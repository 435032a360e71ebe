//! Tells browsers of every change, for as long as they listen (server-sent events, HTML Standard §9.2).

use std::time::Duration;

use hyper::body::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use hyper::{Response, StatusCode};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

use super::body::Body;
use super::http;
use super::status::SiteStatus;

/// How often a browser that listens is told that we are still there; one that is gone is then found out.
const PULSE: Duration = Duration::from_secs(20);

/// Tells what is known now, and whatever is known later.
pub(super) fn tell(notices: watch::Receiver<SiteStatus>) -> Response<Body> {
    let (chunk, chunks) = mpsc::channel(4);
    // It ends when the browser no longer listens.
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

/// What is told of a change. Browsers that lose us try again after half a second.
fn event(notice: &SiteStatus) -> Bytes {
    let errors = notice.findings.iter().filter(|finding| finding.is_error()).count();
    let state = serde_json::json!({
        "serial": notice.serial,
        "errors": errors + usize::from(notice.trouble.is_some()),
        "warnings": notice.findings.len() - errors,
    });
    Bytes::from(format!("retry: 500\ndata: {state}\n\n"))
}
