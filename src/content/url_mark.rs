//! Web addresses that are slightly wrong, and so become no links: `htp://a.example`, `https:// www.a.example`; and links with their
//! brackets exchanged: `(words)[address]`.

use super::leftover_kind::{Leftover, LeftoverKind};
use super::typed_address::is_address;
use crate::base::suggest;

/// The most bytes of the words of a link.
const LONGEST: usize = 400;

/// The address whose `://` is at a byte of a body; `rest` is the line from there.
pub(super) fn url_mark(body: &str, at: usize, rest: &str) -> Option<Leftover> {
    let after = rest.strip_prefix("://")?;
    let before = body.get(..at)?;
    let is_of_scheme = |c: char| c.is_ascii_alphabetic();
    let scheme = before.get(before.trim_end_matches(is_of_scheme).len()..)?.to_ascii_lowercase();
    let is_right = matches!(scheme.as_str(), "http" | "https");
    let space = after.len() - after.trim_start_matches(' ').len();
    let address = after.get(space..)?.split([' ', ')', ']', '<', '>', '"', '`']).next()?;
    let address = address.trim_end_matches(['.', ',', ';', '!', '?', ':']);
    let host = address.split(['/', '?', '#']).next()?;
    let is_host = host.contains('.') && host.split('.').all(|part| part.chars().any(char::is_alphanumeric));
    let meant = if is_right { (space > 0).then_some(&*scheme) } else { suggest::nearest(&scheme, ["https", "http"]) }?;
    let range = at - scheme.len()..at + 3 + space + address.len();
    let hint = format!("write `{meant}://{address}`");
    (is_host && scheme.len() > 2).then_some(Leftover { kind: LeftoverKind::Link, range, hint })
}

/// `(words)[address]`, whose second bracket is at a byte of a body; `rest` is the line from there.
pub(super) fn exchanged(body: &str, at: usize, rest: &str) -> Option<Leftover> {
    let (address, after) = rest.strip_prefix('[')?.split_once(']')?;
    let before = body.get(..at)?.strip_suffix(')')?;
    let near = before.get(before.floor_char_boundary(before.len().saturating_sub(LONGEST))..)?;
    let line = near.rsplit('\n').next()?;
    let open = before.len() - (line.len() - line.rfind('(')?);
    let words = before.get(open + 1..)?;
    let is_meant = is_address(address)
        && !address.contains(char::is_whitespace)
        && words.chars().any(char::is_alphabetic)
        && !after.starts_with(['(', '[', ':'])
        && !body.get(..open)?.ends_with(']');
    let (sign, start) = if body.get(..open)?.ends_with('!') { ("!", open - 1) } else { ("", open) };
    let hint = format!("write `{sign}[{words}]({address})`");
    is_meant.then_some(Leftover { kind: LeftoverKind::Link, range: start..at + address.len() + 2, hint })
}
