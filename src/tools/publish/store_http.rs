//! Requests to object stores, by the program's own HTTP client. After a busy server (503 or 429) named a time with Retry-After
//! (RFC 9110 §10.2.3), the answer waits for that time: `object_store` retries by itself.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use hyper::body::Body as _;
use object_store::ClientOptions;
use object_store::client::{
    ClientConfigKey, HttpClient as StoreClient, HttpConnector, HttpError as StoreHttpError, HttpErrorKind, HttpRequest,
    HttpRequestBody, HttpResponse, HttpService,
};

use crate::base::http::{HttpClient, HttpError, HttpLimits};

/// All that is sent at once arrives within this over a line of 1 Mbit/s.
const WHOLE: Duration = Duration::from_mins(5);
/// The time limit of connecting.
pub(super) const CONNECT: Duration = Duration::from_secs(10);
/// The longest wait in seconds that a server may ask for.
const LONGEST_WAIT: u64 = 60;

/// Makes the HTTP clients of `object_store`.
#[derive(Debug)]
pub(super) struct StoreConnector;

impl HttpConnector for StoreConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<StoreClient> {
        let value = |key| options.get_config_value(&key);
        // Seconds, as in `10s`. Where the keys are those of the provider's own machine, `object_store` sets 1 second.
        let connect = value(ClientConfigKey::ConnectTimeout).and_then(|text| text.strip_suffix('s')?.parse().ok());
        let connect = connect.map_or(CONNECT, Duration::from_secs);
        let client = HttpClient::new(HttpLimits { connect, whole: WHOLE, redirects: 0 });
        let allows_http = value(ClientConfigKey::AllowHttp).is_some_and(|text| text == "true");
        Ok(StoreClient::new(StoreHttp { client, allows_http }))
    }
}

/// A request without a response. The host may be another one than that of the store: the one that gives keys to machines.
#[derive(Debug, thiserror::Error)]
#[error("{host}: {reason}")]
struct RequestFailed {
    host: String,
    reason: HttpError,
}

#[derive(Debug)]
struct StoreHttp {
    client: HttpClient,
    /// Whether requests without TLS are allowed.
    allows_http: bool,
}

#[async_trait]
impl HttpService for StoreHttp {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, StoreHttpError> {
        if !self.allows_http && request.uri().scheme_str() == Some("http") {
            let reason = HttpError::Other("the URL has http, not https".to_owned());
            return Err(StoreHttpError::new(HttpErrorKind::Unknown, reason));
        }
        let host = request.uri().host().unwrap_or_default().to_owned();
        let (head, body) = request.into_parts();
        let request = hyper::Request::from_parts(head, read(body).await?);
        let client = self.client.clone();
        let response = tokio::task::spawn_blocking(move || client.send(request)).await;
        let response = response.map_err(|error| StoreHttpError::new(HttpErrorKind::Unknown, error))?;
        let response =
            response.map_err(|error| StoreHttpError::new(kind(&error), RequestFailed { host, reason: error }))?;
        if matches!(response.status().as_u16(), 429 | 503) {
            let after =
                response.headers().get("retry-after").and_then(|after| after.to_str().ok()?.trim().parse().ok());
            if let Some(seconds) = after {
                tokio::time::sleep(Duration::from_secs(LONGEST_WAIT.min(seconds))).await;
            }
        }
        Ok(response.map(Into::into))
    }
}

/// The bytes of a request's body.
async fn read(mut body: HttpRequestBody) -> Result<Vec<u8>, StoreHttpError> {
    let mut bytes = Vec::with_capacity(body.content_length());
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        if let Ok(data) = frame?.into_data() {
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes)
}

/// The kind of an error for `object_store`, by which it decides on retries.
fn kind(error: &HttpError) -> HttpErrorKind {
    match error {
        HttpError::NoSuchHost | HttpError::Refused | HttpError::Certificate(_) | HttpError::Proxy(_) => {
            HttpErrorKind::Connect
        }
        HttpError::TimedOut => HttpErrorKind::Timeout,
        HttpError::Cut => HttpErrorKind::Interrupted,
        HttpError::Address | HttpError::PrivateNetwork | HttpError::Other(_) => HttpErrorKind::Unknown,
    }
}
