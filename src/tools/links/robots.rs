//! The rules of a host's `robots.txt` (RFC 9309). The parser is our own: the libraries were last maintained years ago, and
//! take quadratic time on a hostile file.

use std::fmt::Write as _;

/// The product token of this program.
const TOKEN: &str = "courant";
/// The bytes that are read of a file: RFC 9309 §2.5 asks for at least so many.
pub(super) const LONGEST: u64 = 500 * 1024;

/// The rules of a host for this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Robots {
    rules: Vec<RobotsRule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct RobotsRule {
    allows: bool,
    /// The path, in one form of percent-encoding; `*` is anything, `$` at the end is the end.
    pattern: String,
}

/// The group that the next rules belong to.
#[derive(Clone, Copy, Debug, Default)]
struct RuleGroup {
    is_own: bool,
    is_everyones: bool,
    /// Whether rules have followed: then the next name starts another group.
    has_rules: bool,
}

impl RuleGroup {
    /// The group with one more name, or a new group of that name.
    fn with(self, name: &str) -> Self {
        let Self { is_own, is_everyones, .. } = if self.has_rules { Self::default() } else { self };
        let token: String = name.chars().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_')).collect();
        Self {
            is_own: is_own || token.eq_ignore_ascii_case(TOKEN),
            is_everyones: is_everyones || name.starts_with('*'),
            has_rules: false,
        }
    }
}

impl Robots {
    /// Reads the file: the rules of all groups for this program, else of those for everyone (§2.2.1).
    pub(super) fn parse(text: &str) -> Self {
        let (mut own, mut everyones) = (Self::default(), Self::default());
        let (mut group, mut is_named) = (RuleGroup::default(), false);
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let allows = match key.trim().to_ascii_lowercase().as_str() {
                "allow" => true,
                "disallow" => false,
                "user-agent" => {
                    group = group.with(value);
                    is_named |= group.is_own;
                    continue;
                }
                _ => continue,
            };
            group.has_rules = true;
            let rules = if group.is_own { &mut own.rules } else { &mut everyones.rules };
            if !value.is_empty() && (group.is_own || group.is_everyones) {
                rules.push(RobotsRule { allows, pattern: normal(value) });
            }
        }
        if is_named { own } else { everyones }
    }

    /// Whether a path with its query may be asked for: the longest rule that matches decides, and of two that are as long the
    /// one that allows (§2.2.2).
    pub(super) fn allows(&self, path: &str) -> bool {
        let path = normal(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        let decides = matching.max_by_key(|rule| (rule.pattern.len(), rule.allows));
        path == "/robots.txt" || decides.is_none_or(|rule| rule.allows)
    }
}

/// Whether a path starts as a pattern says. Each part between stars is taken where it is found first, so that no pattern
/// takes long.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

/// One form for all ways to write a path: what need not be percent-encoded is not, the rest is in capitals (RFC 3986 §6.2.2).
fn normal(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let decoded = (byte == b'%')
            .then(|| Some(16 * hex(ahead.next()?)? + hex(ahead.next()?)?))
            .flatten()
            .inspect(|_| bytes = ahead);
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        match decoded {
            Some(plain) if is_plain(plain) => normal.push(char::from(plain)),
            None if byte.is_ascii() => normal.push(char::from(byte)),
            // Writing to a String cannot fail.
            encoded => _ = write!(normal, "%{:02X}", encoded.unwrap_or(byte)),
        }
    }
    normal
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::parse("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow:\n");
        for (path, expected) in [
            ("/", true),
            ("/a/c", false),
            ("/a/b/c", true),
            ("/x.pdf", false),
            ("/x.pdf?1", true),
            ("/robots.txt", true),
        ] {
            assert_eq!(robots.allows(path), expected, "{path}");
        }
    }

    #[test]
    fn a_group_for_this_program_goes_before_the_one_for_all() {
        let text = "user-agent: *\ndisallow: /\n\nUser-Agent: other\nUser-Agent: Courant/0.1 # us\rDisallow: /geheim\nSitemap: /s\n";
        let robots = Robots::parse(text);
        assert!(robots.allows("/a") && !robots.allows("/geheim/a"));
        assert!(Robots::parse("User-agent: courant\nDisallow:\n\nUser-agent: *\nDisallow: /").allows("/a"));
        assert!(!Robots::parse("\u{feff}User-agent: *\nDisallow: /").allows("/a"));
        assert!(Robots::parse("Disallow: /").allows("/a") && Robots::parse("<html>").allows("/a"));
    }

    #[test]
    fn paths_are_the_same_however_they_are_encoded() {
        let robots = Robots::parse("User-agent: *\nDisallow: /caf\u{e9}\nDisallow: /%7eanna\nDisallow: /a%2fb\n");
        assert!(!robots.allows("/caf%c3%a9/x") && !robots.allows("/~anna/") && !robots.allows("/a%2Fb"));
        assert!(robots.allows("/a/b") && robots.allows("/%"));
    }

    #[test]
    fn a_hostile_file_takes_no_time() {
        let robots = Robots::parse(&format!("User-agent: *\nDisallow: /{}\n", "*a".repeat(100_000)));
        assert!(robots.allows(&format!("/{}", "a".repeat(50_000))));
    }

    proptest! {
        #[test]
        fn no_file_is_too_odd(text in "(User-agent|Disallow|Allow|:|\\*|courant|/|\\$|%|é|a|4|\n| ){0,60}", path in "(/|a|%|é|4|\\?){0,20}") {
            Robots::parse(&text).allows(&path);
        }
    }
}
