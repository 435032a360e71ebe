//! Detection of secrets in the settings, and the finding that reports them.

use super::file_name::FILE;
use crate::base::foreign::is_secret_name;
use crate::base::{Code, Diagnostic, Place};

/// Whether a URL contains credentials: `https://anna:geheim@host`, `https://token@host`.
pub(super) fn has_password(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':') || scheme.starts_with("http"))
}

/// Replaces the finding for an unknown key that holds a secret by one that explains how to provide secrets, and takes the values
/// of secrets out of the lines that findings show.
pub(super) fn report_secrets(findings: &mut [Diagnostic]) {
    for finding in
        findings.iter_mut().filter(|finding| finding.code == Code::UnknownKey && &*finding.place.file == FILE)
    {
        let key = finding.place.excerpt.get(finding.place.marked.clone()).unwrap_or_default();
        if is_secret_name(key) {
            let message = format!("`{key}` is a secret, and secrets do not belong in the settings");
            *finding = self::finding(finding.place.clone(), message);
        }
    }
    for finding in findings {
        let related = finding.related.iter_mut().map(|related| &mut related.place);
        for place in std::iter::once(&mut finding.place).chain(related).filter(|place| &*place.file == FILE) {
            place.excerpt = without_values(&place.excerpt).into();
        }
    }
}

/// A line of the settings with asterisks, one for each byte, where the values of secret keys are.
fn without_values(line: &str) -> String {
    let mut masked = line.to_owned();
    for (colon, _) in line.match_indices(':') {
        let before = line.get(..colon).unwrap_or_default();
        let key = before.rsplit(|c: char| c.is_whitespace() || "{,[".contains(c)).next().unwrap_or_default();
        if !is_secret_name(key.trim_matches(['"', '\''])) {
            continue;
        }
        let value = line.get(colon + 1..).unwrap_or_default();
        let end = if before.contains('{') { value.find([',', '}']).unwrap_or(value.len()) } else { value.len() };
        let start = value.len() - value.trim_start().len();
        let range = colon + 1 + start.min(end)..colon + 1 + end;
        let mask = "*".repeat(range.len());
        masked.replace_range(range, &mask);
    }
    masked
}

/// Whether a text is the name of an environment variable, and no secret itself.
pub(super) fn is_variable(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// The finding for a secret in the settings.
pub(super) fn finding(mut place: Place, message: String) -> Diagnostic {
    place.excerpt = without_values(&place.excerpt).into();
    Diagnostic::new(Code::SecretInSettings, place, message)
        .hint("remove it, and set an environment variable such as AWS_SECRET_ACCESS_KEY; see docs/publishing.md")
        .hint("if this file was shared or committed, the secret is compromised: replace it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_are_not_shown() {
        for (line, shown) in [
            ("api_token: geheim é", "api_token: *********"),
            ("  e: {url: 'https://c/', token: geheim, x: 1}", "  e: {url: 'https://c/', token: ******, x: 1}"),
            ("title: Tekenen: zo doe je dat", "title: Tekenen: zo doe je dat"),
            ("\"password\": x", "\"password\": *"),
            ("token:", "token:"),
        ] {
            assert_eq!(without_values(line), shown);
        }
    }
}
