//! Text from outside, made harmless for those who read it in a terminal, a log or a report: it begins no line of its own, gives
//! no command, and tells no password.

use std::borrow::Cow;
use std::ops::Range;

/// The text on one line, without what a terminal or the runner of a CI service would interpret: control characters, line
/// breaks, marks that reverse the writing direction, and the commands of GitHub Actions, which it takes from any line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_interpreted) && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let text: String = text.chars().map(|c| if c != '\t' && is_interpreted(c) { picture(c) } else { c }).collect();
    Cow::Owned(text.replace('\t', "    ").replace("##[", "## ["))
}

/// The same for a text of several lines of our own, such as a hint: no line is a command.
pub fn lines(text: &str) -> String {
    let line = |line: &str| {
        let is_command = line.trim_start().starts_with("::");
        format!("{}{}", if is_command { "\u{fffd}" } else { "" }, one_line(line))
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn is_interpreted(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The picture of a control character (Unicode, Control Pictures), and U+FFFD for others.
fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or('\u{fffd}'),
        0x7f => '\u{2421}',
        _ => '\u{fffd}',
    }
}

/// Words that mark a key as secret.
const SECRETS: &[&str] = &[
    "secret",
    "password",
    "passwd",
    "passphrase",
    "wachtwoord",
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
pub fn is_secret_name(key: &str) -> bool {
    let key = key.to_lowercase().replace('-', "_");
    SECRETS
        .iter()
        .any(|secret| key == *secret || key.contains(&format!("{secret}_")) || key.ends_with(&format!("_{secret}")))
}

/// The text with the passwords and tokens in its URLs replaced by asterisks, one for each byte, so that places in it stay.
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    let secrets = users(text).chain(parameters(text));
    let mut masked: Option<String> = None;
    for range in secrets {
        let mask = "*".repeat(range.len());
        masked.get_or_insert_with(|| text.to_owned()).replace_range(range, &mask);
    }
    masked.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// What stands before the hosts of URLs: `https://anna:password@host`.
fn users(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices("://").filter_map(move |(at, _)| {
        let start = at + "://".len();
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'`<>}".contains(c)).unwrap_or(rest.len());
        let (user, _) = rest.get(..end).and_then(|host| host.rsplit_once('@'))?;
        let is_http = text.get(..at).is_some_and(|before| before.ends_with("http") || before.ends_with("https"));
        let from = if is_http { 0 } else { user.find(':').map_or(user.len(), |colon| colon + 1) };
        Some(start + from..start + user.len()).filter(|range| !range.is_empty())
    })
}

/// The longest name of a parameter that is looked at.
const LONGEST_NAME: usize = 40;

/// The values of secret parameters of URLs: `?token=x`, `&api_key=x`.
fn parameters(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices('=').filter_map(move |(at, _)| {
        let near = text.get(text.floor_char_boundary(at.saturating_sub(LONGEST_NAME))..at)?;
        let (before, name) = near.split_at(near.rfind(['?', '&', ';'])?);
        let name =
            name.get(1..).filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b)))?;
        let is_secret = is_secret_name(name) || matches!(&*name.to_lowercase(), "key" | "sig" | "signature" | "auth");
        // The end of an entity, `&amp;`, and not of a sentence.
        let is_of_url = !text.get(..at - name.len())?.ends_with(';') || before.ends_with("&amp");
        let value = text.get(at + 1..)?;
        let end = value.find(|c: char| c.is_whitespace() || "&#\"'`<>(){}[],".contains(c)).unwrap_or(value.len());
        Some(at + 1..at + 1 + end).filter(|range| is_secret && is_of_url && !range.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_gives_no_command() {
        assert_eq!(
            one_line("a\u{1b}[31m\n::error::x\r\u{202e}b\u{9b}\t##[error]"),
            "a␛[31m␊::error::x␍\u{fffd}b\u{fffd}    ## [error]"
        );
        assert_eq!(one_line("één 日本 👨‍👩‍👧"), "één 日本 👨‍👩‍👧");
        assert_eq!(lines("write\n  name: x\n  ::add-mask::y\r"), "write\n  name: x\n\u{fffd}  ::add-mask::y␍");
    }

    #[test]
    fn passwords_in_urls_are_not_told() {
        for (text, told) in [
            ("https://anna:geheim@host/x", "https://***********@host/x"),
            ("git: \"https://token@h.example/é\", x", "git: \"https://*****@h.example/é\", x"),
            ("ssh://git@host/x", "ssh://git@host/x"),
            ("ftp://a:é@h https://b:c@d", "ftp://a:**@h https://***@d"),
            ("https://e.example/@anna", "https://e.example/@anna"),
            ("https://a:b@c@host", "https://*****@host"),
            ("`https://h/x?a=1&token=gé&b=2` x", "`https://h/x?a=1&token=***&b=2` x"),
            ("<a href=\"//h/?api-key=geheim&amp;sig=abc\">", "<a href=\"//h/?api-key=******&amp;sig=***\">"),
            ("https://h/?q=token&page=2 token=3; key=4", "https://h/?q=token&page=2 token=3; key=4"),
        ] {
            assert_eq!(without_passwords(text), told);
        }
    }
}
