//! Signs that begin something of HTML or of another Markdown, and are text: `<img src="a.jpg"` without its end, `&foo;`, `^[note]`,
//! `<% code %>`, `$x^2$`.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::body_labels::BodyLabels;
use super::leftover_kind::{Leftover, LeftoverKind};

/// The longest name of a character of HTML.
const LONGEST: usize = 31;

/// What is left over at a `<`, `&`, `^` or `$` of a body with these labels; `rest` is the line from there.
pub(super) fn sign_mark(labels: &BodyLabels<'_>, at: usize, rest: &str) -> Option<Leftover> {
    let left = |kind, length: usize, hint| Leftover { kind, range: at..at + length, hint };
    match rest.as_bytes().first()? {
        b'<' if rest.starts_with("<%") => {
            let (code, _) = rest.split_once("%>")?;
            Some(left(LeftoverKind::Shortcode, code.len() + 2, WITHOUT_PROGRAM.to_owned()))
        }
        b'$' => formula(rest).map(|(length, hint)| left(LeftoverKind::Mark, length, hint)),
        b'<' => match office_tag(rest) {
            Some(length) => {
                Some(left(LeftoverKind::Shortcode, length, "remove it: a word processor wrote it".to_owned()))
            }
            None => cut_tag(rest).map(|(length, hint)| left(LeftoverKind::TagCut, length, hint)),
        },
        b'&' => character(rest).map(|(length, hint)| left(LeftoverKind::Character, length, hint)),
        _ => {
            let (note, _) = rest.strip_prefix("^[")?.split_once(']')?;
            let free = labels.free_note()?;
            let hint = format!("write `[^{free}]` here, and a line below the text: `[^{free}]: {note}`");
            note.contains(char::is_alphabetic).then(|| left(LeftoverKind::Mark, note.len() + 3, hint))
        }
    }
}

/// What to do about code that runs nowhere.
const WITHOUT_PROGRAM: &str = "remove it, and write in Markdown what it would show";

/// Code such as `<?php … ?>`, which HTML allows and readers do not get.
pub(super) fn program(body: &str, range: &Range<usize>) -> Leftover {
    let line = body.get(range.clone()).and_then(|code| code.lines().next()).unwrap_or_default();
    let range = range.start..range.start + line.trim_end().len();
    Leftover { kind: LeftoverKind::Program, range, hint: WITHOUT_PROGRAM.to_owned() }
}

/// A formula of TeX, `$x^2$` or `$$\frac{1}{2}$$`: an amount of money has none of its signs.
fn formula(rest: &str) -> Option<(usize, String)> {
    let sign = if rest.starts_with("$$") { "$$" } else { "$" };
    let (inner, after) = rest.get(sign.len()..)?.split_once(sign)?;
    let is_spaced = sign == "$" && (inner.starts_with(char::is_whitespace) || inner.ends_with(char::is_whitespace));
    let mut pairs = inner.as_bytes().windows(2);
    let is_tex = pairs.any(|pair| match pair {
        [b'\\', letter] => letter.is_ascii_alphabetic(),
        [b'^' | b'_', next] => next.is_ascii_alphanumeric() || *next == b'{',
        _ => false,
    });
    let is_formula = is_tex && !is_spaced && !after.starts_with(|c: char| c.is_ascii_digit());
    let hint = "formulas are not drawn: write it in characters, such as `x²`, or as a picture with a description";
    is_formula.then(|| (inner.len() + 2 * sign.len(), hint.to_owned()))
}

/// An element with an attribute, whose `>` is missing.
fn cut_tag(rest: &str) -> Option<(usize, String)> {
    const NAMES: &[&str] = &["img", "a", "iframe", "video", "audio", "source", "div", "span", "p", "figure", "table"];
    let inner = rest.strip_prefix('<')?;
    let (name, attributes) = inner.split_once(' ')?;
    let is_known = NAMES.contains(&name.to_ascii_lowercase().as_str());
    let key = attributes.trim_start().split('=').next()?;
    let is_attribute = attributes.contains('=') && !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_known || !is_attribute {
        return None;
    }
    if let Some(end) = rest.find('>') {
        return open_quote(rest.get(..end)?, name);
    }
    // What follows the last attribute in quotes is text.
    let end = rest.rfind(['"', '\'']).map_or(rest.trim_end().len(), |at| at + 1);
    Some((end, format!("close it: `{}>`", rest.get(..end)?)))
}

/// An element that is text because one of its quotes is missing, up to its `>`.
fn open_quote(tag: &str, name: &str) -> Option<(usize, String)> {
    let is_odd = |quote: char| tag.matches(quote).count() % 2 == 1;
    let sample =
        if name.eq_ignore_ascii_case("a") { "<a href=\"page.html\">" } else { "<img src=\"a.png\" alt=\"…\">" };
    let hint = format!("one of its quotes is missing: each value has one before and one after it, as in `{sample}`");
    (is_odd('"') || is_odd('\'')).then(|| (tag.len() + 1, hint))
}

/// The length of a tag with a prefix, `<o:p>` or `</w:t>`, as word processors paste them.
fn office_tag(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix("</").or_else(|| rest.strip_prefix('<'))?;
    let (name, _) = inner.split_once('>')?;
    let (prefix, local) = name.trim_end_matches([' ', '/']).split_once(':')?;
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (prefix.len() < 4 && is_name(prefix) && is_name(local)).then(|| rest.len() - inner.len() + name.len() + 1)
}

/// The name of a character that HTML does not have, or one without its semicolon.
fn character(rest: &str) -> Option<(usize, String)> {
    let name: String = rest.chars().skip(1).take(LONGEST).take_while(char::is_ascii_alphanumeric).collect();
    let after = rest.get(name.len() + 1..)?;
    let is_name = name.len() > 2 && name.starts_with(|c: char| c.is_ascii_lowercase());
    if !is_name {
        return None;
    }
    let meant = known(&name);
    match (after.starts_with(';'), meant) {
        (true, None) => {
            let hint = format!("write the character itself; or `&amp;{name};`, to show it as it is");
            Some((name.len() + 2, hint))
        }
        (false, Some(_)) if name == "nbsp" => Some((5, "write `&nbsp;`".to_owned())),
        (false, Some(meant)) if name.len() > 3 && !after.starts_with('=') => {
            Some((name.len() + 1, format!("write `{meant}`; or `&{name};`")))
        }
        _ => None,
    }
}

/// The character of a name.
fn known(name: &str) -> Option<String> {
    let source = format!("&{name};");
    let text: String = Parser::new(&source)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    (text != source).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_begin_nothing_are_told_with_what_to_write() {
        for (body, hint) in [
            ("<img src=\"a.jpg\" alt=\"x\"", "close it: `<img src=\"a.jpg\" alt=\"x\">`"),
            ("<a href=\"b.md\" de brug", "close it: `<a href=\"b.md\">`"),
            ("&foo; en", "write the character itself; or `&amp;foo;`, to show it as it is"),
            ("&eacute en", "write `é`; or `&eacute;`"),
            ("&nbsp en", "write `&nbsp;`"),
            ("^[Een noot.]", "write `[^1]` here, and a line below the text: `[^1]: Een noot.`"),
        ] {
            assert_eq!(
                sign_mark(&BodyLabels::new(body), 0, body).map(|left| left.hint).as_deref(),
                Some(hint),
                "{body}"
            );
        }
        for body in [
            "&eacute; en",
            "&amp;",
            "&D; en",
            "& zo",
            "&copy=2",
            "<b",
            "<3 jaar",
            "<a>",
            "a < b",
            "^2",
            "&lt;b>",
            "&notes",
        ] {
            assert_eq!(sign_mark(&BodyLabels::new(body), 0, body), None, "{body}");
        }
    }
}
