//! A draft in Listmonk: one request that makes a campaign. Nothing is ever sent to readers from here.

use std::time::Duration;

use serde_json::Value;

use crate::base::foreign::one_line;
use crate::base::http::{HttpClient, HttpError, HttpLimits};
use crate::base::{Error, ErrorCode};
use crate::config::digest::ListmonkSettings;

/// The longest answer that is read, in bytes: it has the message in it.
const LONGEST: u64 = 4 << 20;
/// The longest reason that is shown, in characters.
const SHOWN: usize = 200;

/// Redirects are not followed: the token is for this server alone.
const LIMITS: HttpLimits = HttpLimits { connect: Duration::from_secs(20), whole: Duration::from_mins(1), redirects: 0 };

/// The token of the API user, from the environment.
#[derive(Clone)]
pub struct ListmonkToken(pub String);

impl std::fmt::Debug for ListmonkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListmonkToken")
    }
}

/// Makes a draft. Returns the number of the campaign.
///
/// # Errors
/// Listmonk cannot be reached, refuses the user or the campaign, or answers with something else than the draft.
pub(super) fn make_draft(
    settings: &ListmonkSettings,
    token: Option<&ListmonkToken>,
    campaign: &Value,
) -> Result<u64, Error> {
    let ListmonkSettings { endpoint, user, token_in, .. } = settings;
    let usable = token.filter(|token| token.0.bytes().all(|b| b.is_ascii_graphic()));
    let Some(ListmonkToken(token)) = usable else {
        let message = format!("{token_in} is not set, or contains spaces or line breaks");
        let hint = format!("set {token_in} to the token of `{user}` in the environment of `courant digest`");
        return Err(Error::usage(ErrorCode::TokenMissing, message).hint(hint));
    };
    let authorization = format!("token {user}:{token}");
    let url = format!("{endpoint}/api/campaigns");
    let body = campaign.to_string();
    let media = ("application/json; charset=utf-8", body.as_bytes());
    let answer = HttpClient::new(LIMITS).post_with_authorization(&authorization, &url, media, LONGEST);
    let name = campaign.get("name").and_then(Value::as_str).unwrap_or_default();
    let failed = |why: &str| Error::remote(ErrorCode::TargetFailed, format!("Listmonk at {endpoint} {why}"));
    let unknown = |why: &str| {
        failed(why).hint(format!("look in Listmonk whether there is a draft “{name}” before you make another"))
    };
    let answer = answer.map_err(|error| match error {
        // The request may have arrived.
        HttpError::TimedOut | HttpError::Cut | HttpError::Other(_) => unknown(&format!("gave no answer: {error}")),
        error => failed(&format!("cannot be reached: {error}")).hint("check `endpoint` under `digest` in site.yaml"),
    })?;
    match answer.status {
        200..300 => campaign_number(&answer.body).ok_or_else(|| unknown("answered, but not with a new draft")),
        401 | 403 => {
            let message = format!("Listmonk at {endpoint} refuses the user `{user}`: {}", answer.status);
            let hint =
                format!("check `user` in site.yaml and {token_in}; the user must be allowed to manage campaigns");
            Err(Error::remote(ErrorCode::TargetRefuses, message).hint(hint))
        }
        status => {
            let reason = reason(&answer.body).map_or_else(String::new, |reason| format!(": {reason}"));
            let error = failed(&format!("made no draft: the response was {status}{reason}"));
            Err(if status < 500 { error.hint("check the settings under `digest` in site.yaml") } else { error })
        }
    }
}

/// The number of a draft that was made.
fn campaign_number(body: &[u8]) -> Option<u64> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let data = answer.get("data")?;
    (data.get("status")?.as_str()? == "draft").then(|| data.get("id")?.as_u64())?
}

/// The reason that Listmonk gives.
fn reason(body: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(body).ok()?;
    let text = one_line(answer.get("message")?.as_str()?).into_owned();
    Some(text.chars().take(SHOWN).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_draft_is_a_draft() {
        assert_eq!(campaign_number(br#"{"data": {"id": 7, "status": "draft"}}"#), Some(7));
        for other in [
            "",
            "[]",
            "{}",
            r#"{"data": {"id": 7}}"#,
            r#"{"data": {"id": 7, "status": "running"}}"#,
            r#"{"data": {"id": "x", "status": "draft"}}"#,
        ] {
            assert_eq!(campaign_number(other.as_bytes()), None, "{other}");
        }
        assert_eq!(reason(br#"{"message": "no\nlist"}"#).as_deref().map(|text| text.contains('\n')), Some(false));
        assert!(!format!("{:?}", ListmonkToken("geheim".into())).contains("geheim"));
    }
}
