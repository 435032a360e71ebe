//! Retries after a connection broke, with growing pauses.

use std::time::Duration;

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
