//! Secrets have no place in the settings: how one is known, and what is told of it.

use super::FILE;
use crate::base::{Code, Diagnostic, Place};

/// Whether a URL has something before its host that is not for everybody: `https://anna:geheim@host`, `https://token@host`.
pub(super) fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || scheme.starts_with("http"))
}

/// Words in the names of keys that are for secrets.
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

/// Whether the name of a key says that its value is secret.
fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace('-', "_");
    SECRETS
        .iter()
        .any(|secret| key == *secret || key.contains(&format!("{secret}_")) || key.ends_with(&format!("_{secret}")))
}

/// A key for a secret is no unknown key: secrets have no place in the settings at all.
pub(super) fn tell_secrets(findings: &mut [Diagnostic]) {
    for finding in
        findings.iter_mut().filter(|finding| finding.code == Code::UnknownKey && &*finding.place.file == FILE)
    {
        let key = finding.place.excerpt.get(finding.place.marked.clone()).unwrap_or_default();
        if is_secret(key) {
            let message = format!("`{key}` is a secret: secrets do not stand in the settings");
            *finding = self::finding(finding.place.clone(), message);
        }
    }
}

/// What is told where a secret stands in the settings.
pub(super) fn finding(place: Place, message: String) -> Diagnostic {
    Diagnostic::new(Code::SecretInSettings, place, message)
        .hint("remove it, and give it in the environment, such as AWS_SECRET_ACCESS_KEY; docs/publishing.md names them")
        .hint("if this file was shared or committed, the secret is known: have a new one made")
}
