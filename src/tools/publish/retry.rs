//! Retries: after the time that a busy server names (503 or 429 with Retry-After, RFC 9110 §10.2.3), and with growing pauses
//! after a connection broke.

use std::time::Duration;

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};

use super::store_error;

/// The number of retries after a connection broke.
pub(super) const TRIES: u32 = 5;

/// Waits before a retry, longer each time; gives the new number of tries.
pub(super) async fn pause(tries: u32) -> u32 {
    tokio::time::sleep(Duration::from_millis(200 << tries.min(TRIES))).await;
    tries + 1
}

/// Retries an idempotent request after a connection broke.
pub(super) async fn retry<T>(request: impl AsyncFn() -> object_store::Result<T>) -> object_store::Result<T> {
    let mut tries = 0;
    loop {
        match request().await {
            Err(error) if tries < TRIES && store_error::is_broken_connection(&error) => tries = pause(tries).await,
            result => return result,
        }
    }
}

/// The longest wait in seconds that a server may ask for.
const LONGEST: u64 = 60;

/// Makes connections that wait where a server asks for that.
#[derive(Debug, Default)]
pub(super) struct RetryAfterConnector;

impl HttpConnector for RetryAfterConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        ReqwestConnector::default().connect(options).map(|client| HttpClient::new(RetryAfterService(client)))
    }
}

#[derive(Debug)]
struct RetryAfterService(HttpClient);

#[async_trait]
impl HttpService for RetryAfterService {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = self.0.execute(request).await?;
        if matches!(response.status().as_u16(), 429 | 503) {
            let after =
                response.headers().get("retry-after").and_then(|after| after.to_str().ok()?.trim().parse().ok());
            if let Some(seconds) = after {
                tokio::time::sleep(Duration::from_secs(LONGEST.min(seconds))).await;
            }
        }
        // The caller retries by itself.
        Ok(response)
    }
}
