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

/// Replaces the finding for an unknown key that holds a secret by one that explains how to provide secrets.
pub(super) fn report_keys(findings: &mut [Diagnostic]) {
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

/// Takes the values of secrets in the settings out of all that findings show.
pub(super) fn hide(findings: &mut [Diagnostic], text: &str) {
    let values = values(text);
    let masked = |text: &str| values.iter().fold(text.to_owned(), |text, value| text.replace(value, &mask(value)));
    for finding in findings {
        finding.message = masked(&finding.message);
        finding.hints.iter_mut().for_each(|hint| *hint = masked(hint));
        let related = finding.related.iter_mut();
        let places = related.map(|related| {
            related.message = masked(&related.message);
            &mut related.place
        });
        for place in std::iter::once(&mut finding.place).chain(places).filter(|place| &*place.file == FILE) {
            place.excerpt = without_values(&masked(&place.excerpt)).into();
        }
    }
}

/// Asterisks, one for each byte, so that places stay.
fn mask(text: &str) -> String {
    "*".repeat(text.len())
}

/// Whether a key as it is written is that of a secret.
fn is_secret(key: &str) -> bool {
    let key = key.trim().trim_start_matches(['?', '-', ' ']);
    let unquoted = serde_json::from_str::<String>(key);
    is_secret_name(unquoted.as_deref().unwrap_or(key.trim_matches(['"', '\''])))
}

/// The secret keys of a line of YAML: the place of the colon of each.
fn secret_keys(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices(':').map(|(colon, _)| colon).filter(|colon| {
        let before = line.get(..*colon).unwrap_or_default().trim_end();
        is_secret(before.rsplit(|c: char| c.is_whitespace() || "{,[".contains(c)).next().unwrap_or_default())
    })
}

/// The shortest value that is looked for: a shorter one stands in other words too.
const SHORTEST: usize = 4;

/// The values of secret keys, and the lines that belong to them. The text may be no YAML.
fn values(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    // The width before the last secret key, and whether nothing stands behind it on its line.
    let mut within: Option<(usize, bool)> = None;
    for line in text.lines() {
        let content = line.trim_start();
        let width = line.len() - content.len();
        let is_of = |(above, is_empty): (usize, bool)| {
            let is_entry = is_empty && width == above && content.starts_with("- ");
            content.is_empty() || width > above || content.starts_with(": ") || is_entry
        };
        if within.is_some_and(is_of) {
            found.extend(forms(content.trim_start_matches([':', '-', ' ']), false));
            continue;
        }
        within = content.strip_prefix("? ").filter(|key| is_secret(key)).map(|_| (width, true));
        for colon in secret_keys(line) {
            let value = line.get(colon + 1..).unwrap_or_default();
            within = Some((width, value.trim().is_empty()));
            found.extend(forms(value, is_in_list(line, colon)));
        }
    }
    found.retain(|value| value.len() >= SHORTEST && !is_variable(value) && !["true", "false", "null"].contains(value));
    found.sort_unstable_by_key(|value| std::cmp::Reverse(value.len()));
    found.dedup();
    found
}

/// Whether a place of a line is in a list such as `{a: b, c: d}`.
fn is_in_list(line: &str, at: usize) -> bool {
    line.get(..at).is_some_and(|before| before.contains('{'))
}

/// What may be the value at the beginning of a text: all of it, if it is no list, the part in quotes, and the part up to the end of an
/// entry.
fn forms(text: &str, is_in_list: bool) -> [&str; 3] {
    let mut text = text.trim();
    while text.starts_with(['&', '!']) {
        text = text.split_once(' ').map_or("", |(_, rest)| rest.trim_start());
    }
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inside = text.trim_start_matches(['"', '\'']);
    let quoted = quote.and_then(|quote| inside.split(quote).next()).unwrap_or_default();
    let entry = text.split([',', '}', ']']).next().unwrap_or_default();
    let whole = if is_in_list { "" } else { inside.trim_end_matches(['"', '\'']) };
    [whole, quoted, entry.trim()]
}

/// A line of the settings with asterisks where the values of secret keys are.
fn without_values(line: &str) -> String {
    let mut masked = line.to_owned();
    for colon in secret_keys(line) {
        let value = line.get(colon + 1..).unwrap_or_default();
        let start = value.len() - value.trim_start().len();
        let end = if is_in_list(line, colon) { end_in_list(value, start) } else { value.len() };
        let range = colon + 1 + start.min(end)..colon + 1 + end;
        let mask = mask(line.get(range.clone()).unwrap_or_default());
        masked.replace_range(range, &mask);
    }
    masked
}

/// Where a value ends that begins here and stands between commas: in quotes, it may have some itself.
fn end_in_list(value: &str, start: usize) -> usize {
    let text = value.get(start..).unwrap_or_default();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quoted = quote.and_then(|quote| text.get(1..)?.find(quote)).map_or(0, |inside| inside + 2);
    let rest = text.get(quoted..).unwrap_or_default();
    start + quoted + rest.find([',', '}']).unwrap_or(rest.len())
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
            ("token : geheim", "token : ******"),
            ("\"pass\\u0077ord\": geheim", "\"pass\\u0077ord\": ******"),
        ] {
            assert_eq!(without_values(line), shown);
        }
    }

    #[test]
    fn values_are_found_however_they_are_written() {
        for text in [
            "token: geheim",
            "token : \"geheim\"",
            "token: &a geheim\nx: *a",
            "token: !!str geheim",
            "{a: b, token: \"geheim\", c: d}",
            "? token\n: geheim",
            "token: |\n  geheim\nx: y",
            "token:\n  geheim\n",
            "token:\n- geheim\n  # x",
            "token: \"geheim",
            "- api_key: geheim",
        ] {
            assert!(values(text).contains(&"geheim"), "{text}: {:?}", values(text));
        }
        assert!(values("{token: \"a,geheim\", b: c}").contains(&"a,geheim"));
        assert_eq!(values("token_in: TOKEN_X\ntitle: Tekenen: zo\ntoken: ab\nx: y"), [""; 0]);
    }
}
