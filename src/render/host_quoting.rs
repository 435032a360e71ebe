//! Texts as the files of hosts write them: in regular expressions, in patterns, and in quotes.

use crate::base::Address;

/// An address, percent-encoded.
pub(super) fn href(address: &str) -> String {
    Address::parse(address).map_or_else(|_as_it_is| address.to_owned(), |address| address.href())
}

/// A regular expression that matches exactly this address.
pub(super) fn whole(address: &str) -> String {
    format!("^{}$", regular_expression(address))
}

/// A regular expression that matches exactly this text.
pub(super) fn regular_expression(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        if !c.is_alphanumeric() && !matches!(c, '/' | '-' | '_') && c.is_ascii() {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A text that Apache's substitution leaves as it is: `$1` and `&` are what a pattern matched.
pub(super) fn substituted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('&', "\\&")
}

pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// As for Apache, but a variable of nginx starts with `$` and cannot be escaped: such an address is left to its redirect page in
/// HTML.
pub(super) fn nginx_quoted(text: &str) -> Option<String> {
    (!text.contains('$')).then(|| quoted(text))
}

/// The characters that mean something in a pattern of path-to-regexp.
const IN_PATTERNS: &str = "()[]{}*+?:!\\";

/// A pattern of path-to-regexp, which Vercel uses, that matches exactly this address.
pub(super) fn path_to_regexp(address: &str) -> String {
    address.chars().flat_map(|c| IN_PATTERNS.contains(c).then_some('\\').into_iter().chain([c])).collect()
}

/// An address, percent-encoded further: a destination is a pattern too, but has no escapes.
pub(super) fn without_patterns(address: &str) -> String {
    let encoded = |c: char| if IN_PATTERNS.contains(c) { format!("%{:02X}", u32::from(c)) } else { c.to_string() };
    address.chars().map(encoded).collect()
}
