//! The clients of the providers, with their keys from the environment.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, Result, RetryConfig};

use super::options::StoreOptions;
use super::store_http::{CONNECT, StoreConnector};

/// How long a request is tried.
#[derive(Clone, Copy, Debug)]
pub(in crate::tools) struct Patience {
    /// The most tries after the first.
    pub tries: usize,
    /// The time for all of them together.
    pub whole: Duration,
}

/// The patience of publishing, which has to succeed.
pub(super) const PUBLISHING: Patience = Patience { tries: 6, whole: Duration::from_mins(3) };

/// The client of a store.
///
/// # Errors
/// The options, or the keys of the environment, are invalid.
pub(super) fn connect(options: &StoreOptions, patience: Patience) -> Result<Arc<dyn ObjectStore>> {
    let StoreOptions { url, endpoint, region, .. } = options;
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff: Duration::from_millis(200), ..BackoffConfig::default() },
        max_retries: patience.tries,
        retry_timeout: patience.whole,
    };
    let is_plain = endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client = ClientOptions::new().with_connect_timeout(CONNECT).with_allow_http(is_plain);
    Ok(match url.split_once("://").map_or("", |(scheme, _)| scheme) {
        "gs" => {
            let builder = GoogleCloudStorageBuilder::from_env().with_url(url).with_retry(retry);
            let builder = endpoint.iter().fold(builder, |builder, endpoint| builder.with_base_url(endpoint));
            Arc::new(builder.with_client_options(client).with_http_connector(StoreConnector).build()?)
        }
        "az" => {
            let builder = MicrosoftAzureBuilder::from_env().with_url(url).with_retry(retry).with_allow_http(is_plain);
            let builder = endpoint.iter().fold(builder, |builder, endpoint| builder.with_endpoint(endpoint.clone()));
            Arc::new(builder.with_client_options(client).with_http_connector(StoreConnector).build()?)
        }
        _ => {
            let builder = AmazonS3Builder::from_env().with_url(url).with_retry(retry).with_allow_http(is_plain);
            let builder = endpoint.iter().fold(builder, AmazonS3Builder::with_endpoint);
            let builder = region.iter().fold(builder, AmazonS3Builder::with_region);
            Arc::new(builder.with_client_options(client).with_http_connector(StoreConnector).build()?)
        }
    })
}
