//! Errors of stores as errors of the program, with the reason in plain words and a hint.

use std::error::Error as StdError;

use object_store::Error as Store;
use object_store::client::{HttpError, HttpErrorKind};

use crate::base::{Error, ErrorCode};

/// The limit of a server's own words, in characters.
const LONGEST: usize = 200;

/// The text of `object_store` before the status of a response.
const ANSWERED: &str = "Server returned non-2xx status code: ";

/// The addresses at which machines of Amazon, Google and Azure get keys of their own.
const OWN_KEYS: &[&str] = &["169.254.", "metadata.google.internal", "/latest/api/token", "/metadata/identity"];

/// The error of a request to the store at `url`; `doing` is the end of `cannot …`.
pub(super) fn request_failed(url: &str, doing: &str, error: &Store) -> Error {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let bucket = rest.split('/').next().unwrap_or_default();
    let whole = chain(error);
    let said = reason(error);
    let has = |words: &[&str]| words.iter().any(|word| whole.contains(word));
    let (code, hint) = if has(OWN_KEYS) {
        (ErrorCode::TargetRefuses, format!("the keys are missing: set {}", keys(scheme)))
    } else if has(&["StorageFull", "507 Insufficient Storage", "No space left", "QuotaExceeded"]) {
        (ErrorCode::TargetFull, "free some space there and publish again: the run resumes where it stopped".to_owned())
    } else {
        match error {
            Store::Unauthenticated { .. } | Store::PermissionDenied { .. } => {
                let keys = keys(scheme);
                (
                    ErrorCode::TargetRefuses,
                    format!(
                        "check {keys}, and that the keys have permission to list, read, put and delete in `{bucket}`"
                    ),
                )
            }
            Store::NotFound { .. } => {
                let place = if scheme == "az" { "container" } else { "bucket" };
                let region = if scheme == "s3" { ", its `region`" } else { "" };
                let hint = format!("create the {place} `{bucket}` first, or check its name{region} and `endpoint`");
                (ErrorCode::TargetMissing, hint)
            }
            Store::Precondition { .. } | Store::AlreadyExists { .. } => {
                (ErrorCode::TargetChanged, "someone else changed the target during the run: publish again".to_owned())
            }
            _ if has(&["incorrectly configured region"]) => {
                (ErrorCode::TargetFailed, format!("set `region` to the region of the bucket `{bucket}`"))
            }
            _ => (
                ErrorCode::TargetFailed,
                "publish again when the server responds: the run resumes where it stopped".to_owned(),
            ),
        }
    };
    Error::remote(code, format!("{url}: cannot {doing}: {said}")).hint(hint)
}

/// The error of invalid options, or of invalid keys in the environment.
pub(super) fn unusable(url: &str, error: &Store) -> Error {
    let keys = keys(url.split_once("://").map_or("", |(scheme, _)| scheme));
    Error::usage(ErrorCode::TargetUnusable, format!("{url}: {}", reason(error)))
        .hint(format!("check the URL, and set {keys}; for other options, see docs/publishing.md"))
}

/// The environment variables of the keys of a store, for people.
fn keys(scheme: &str) -> &'static str {
    match scheme {
        "gs" => "GOOGLE_SERVICE_ACCOUNT in the environment to the path of a key file",
        "az" => "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY in the environment",
        _ => "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
    }
}

/// The reason of an error, in one short line.
pub(super) fn reason(error: &Store) -> String {
    let deepest = errors(error).last();
    let text = deepest.map_or_else(|| error.to_string(), ToString::to_string);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((_, answer)) = text.split_once(ANSWERED) else {
        return match kind(error) {
            Some(HttpErrorKind::Connect) => format!("the server cannot be reached ({})", short(&text)),
            Some(HttpErrorKind::Timeout) => "the server did not answer in time".to_owned(),
            Some(_) => format!("the connection broke ({})", short(&text)),
            None => short(&text),
        };
    };
    let (status, body) = answer.split_once(": ").unwrap_or((answer.trim_end_matches(':'), ""));
    let words: Vec<&str> = ["Code", "Message"].iter().filter_map(|name| element(body, name)).collect();
    match words.as_slice() {
        [] => format!("the server answers {}", short(status)),
        words => format!("the server answers {}: {}", short(status), short(&words.join(", "))),
    }
}

/// Whether the connection broke, so that the server may or may not have carried out the request.
pub(super) fn is_broken_connection(error: &Store) -> bool {
    !matches!(kind(error), None | Some(HttpErrorKind::Connect))
}

fn kind(error: &Store) -> Option<HttpErrorKind> {
    errors(error).find_map(|error| error.downcast_ref::<HttpError>()).map(HttpError::kind)
}

/// The texts of an error and its causes.
fn chain(error: &Store) -> String {
    errors(error).map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// An error and its causes.
fn errors<'e>(error: &'e Store) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error as &'e (dyn StdError + 'static)), |error| (*error).source())
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

/// The text of an XML element of a response.
fn element<'t>(xml: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text.split(" RequestId:").next().unwrap_or(text).trim()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: &str, body: &str) -> Store {
        Store::Generic { store: "S3", source: format!("{ANSWERED}{status}: {body}").into() }
    }

    #[test]
    fn what_a_server_answers_is_told_without_its_markup() {
        let body =
            "<?xml version=\"1.0\"?>\n<Error><Code>SlowDown</Code><Message>Please reduce\nyour rate.</Message></Error>";
        let error = request_failed("s3://emmer/site", "list it", &answered("503 Service Unavailable", body));
        assert_eq!(
            error.message(),
            "s3://emmer/site: cannot list it: the server answers 503 Service Unavailable: SlowDown, Please reduce your rate."
        );
        assert_eq!(reason(&answered("500 Internal Server Error", "")), "the server answers 500 Internal Server Error");
        assert!(reason(&answered("500 x", &format!("<Code>{}</Code>", "é".repeat(9999)))).chars().count() < 300);
    }

    #[test]
    fn what_is_to_be_done_goes_by_what_is_wrong() {
        let full = answered("507 Insufficient Storage", "<Code>XMinioStorageFull</Code>");
        assert_eq!(request_failed("s3://emmer", "put a", &full).code, ErrorCode::TargetFull);
        let missing = |url: &str| {
            let source = "".into();
            request_failed(url, "list it", &Store::NotFound { path: String::new(), source }).hints.concat()
        };
        assert!(missing("az://bak/site").contains("create the container `bak` first"));
        assert!(missing("s3://emmer/site").contains("its `region`"));
        let no_keys = Store::Generic { store: "S3", source: "PUT http://169.254.169.254/latest/api/token".into() };
        assert!(request_failed("s3://emmer", "list it", &no_keys).hints.concat().contains("set AWS_ACCESS_KEY_ID"));
    }
}
