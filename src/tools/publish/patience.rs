//! A server that says when it has time again (503 or 429 with Retry-After, RFC 9110 §10.2.3) is asked again then, and not
//! before. What may or may not have been done when a connection broke is tried again, later each time.

use std::time::Duration;

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};

use super::refusal;

/// How often is tried again what may or may not have been done.
pub(super) const TRIES: u32 = 5;

/// Waits after so many tries, longer each time, and gives how many it were then.
pub(super) async fn pause(tries: u32) -> u32 {
    tokio::time::sleep(Duration::from_millis(200 << tries.min(TRIES))).await;
    tries + 1
}

/// Asks again where the connection broke: for what may be done twice.
pub(super) async fn patiently<T>(ask: impl AsyncFn() -> object_store::Result<T>) -> object_store::Result<T> {
    let mut tries = 0;
    loop {
        match ask().await {
            Err(error) if tries < TRIES && refusal::is_cut(&error) => tries = pause(tries).await,
            answer => return answer,
        }
    }
}

/// The longest that is waited because a server says so.
const LONGEST: u64 = 60;

/// Connects as usual, and then waits where a server asks for that.
#[derive(Debug, Default)]
pub(super) struct Patient;

impl HttpConnector for Patient {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        ReqwestConnector::default().connect(options).map(|client| HttpClient::new(Waiting(client)))
    }
}

#[derive(Debug)]
struct Waiting(HttpClient);

#[async_trait]
impl HttpService for Waiting {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = self.0.execute(request).await?;
        if matches!(response.status().as_u16(), 429 | 503) {
            let after =
                response.headers().get("retry-after").and_then(|after| after.to_str().ok()?.trim().parse().ok());
            if let Some(seconds) = after {
                tokio::time::sleep(Duration::from_secs(LONGEST.min(seconds))).await;
            }
        }
        // Whoever asked tries again by itself.
        Ok(response)
    }
}
