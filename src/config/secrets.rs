//! Detection of secrets in the settings, and the finding that reports them.

use super::file_name::FILE;
use crate::base::{Code, Diagnostic, Place};

/// Whether a URL contains credentials: `https://anna:geheim@host`, `https://token@host`.
pub(super) fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || scheme.starts_with("http"))
}

/// Words that mark a key as secret.
const SECRETS: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "token",
    "credential",
    "access_key",
    "api_key",
    "apikey",
    "private_key",
    "account_key",
    "sas",
];

/// Whether the name of a key marks its value as secret.
fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace('-', "_");
    SECRETS
        .iter()
        .any(|secret| key == *secret || key.contains(&format!("{secret}_")) || key.ends_with(&format!("_{secret}")))
}

/// Replaces the finding for an unknown key that holds a secret by one that explains how to provide secrets.
pub(super) fn report_secrets(findings: &mut [Diagnostic]) {
    for finding in
        findings.iter_mut().filter(|finding| finding.code == Code::UnknownKey && &*finding.place.file == FILE)
    {
        let key = finding.place.excerpt.get(finding.place.marked.clone()).unwrap_or_default();
        if is_secret(key) {
            let message = format!("`{key}` is a secret, and secrets do not belong in the settings");
            *finding = self::finding(finding.place.clone(), message);
        }
    }
}

/// The finding for a secret in the settings.
pub(super) fn finding(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::SecretInSettings, place, message)
        .hint("remove it, and set an environment variable such as AWS_SECRET_ACCESS_KEY; see docs/publishing.md")
        .hint("if this file was shared or committed, the secret is compromised: replace it")
}
