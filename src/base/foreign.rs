//! Text from outside, made harmless for those who read it in a terminal, a log or a report: it begins no line of its own, gives
//! no command, and tells no password.

use std::borrow::Cow;

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

/// The text with the passwords and tokens in its URLs replaced by asterisks, one for each byte, so that places in it stay.
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    let mut masked: Option<String> = None;
    for (at, _) in text.match_indices("://") {
        let start = at + "://".len();
        let rest = text.get(start..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"'`<>}".contains(c)).unwrap_or(rest.len());
        let Some((user, _)) = rest.get(..end).and_then(|host| host.rsplit_once('@')) else { continue };
        let is_http = text.get(..at).is_some_and(|before| before.ends_with("http") || before.ends_with("https"));
        let from = if is_http { 0 } else { user.find(':').map_or(user.len(), |colon| colon + 1) };
        if from == user.len() {
            continue;
        }
        let range = start + from..start + user.len();
        let mask = "*".repeat(range.len());
        masked.get_or_insert_with(|| text.to_owned()).replace_range(range, &mask);
    }
    masked.map_or(Cow::Borrowed(text), Cow::Owned)
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
        ] {
            assert_eq!(without_passwords(text), told);
        }
    }
}
