//! Marks of kramdown and Jekyll in a text: attribute lists, the table of contents, and the end of the excerpt.

use super::template_tag::{TextPlace, places};

/// The mark of the excerpt becomes Courant's own.
pub(super) fn excerpt(separator: &str, body: String) -> String {
    let mark = [separator, "<!--more-->", "<!-- more -->"]
        .into_iter()
        .find(|mark| !mark.trim().is_empty() && body.contains(mark));
    match mark {
        Some(mark) if mark.starts_with("<!--") || !mark.chars().all(|c| c == '\n') => {
            body.replacen(mark, "\n\n<!-- more -->\n\n", 1)
        }
        _ => body,
    }
}

/// Extensions of kramdown, which nothing replaces: `{::options … /}`, `{::comment} … {:/comment}`, `{::nomarkdown}`. Lists of
/// attributes stay, for the site reads them: but for those that it would show or leave out (`passing`).
pub(super) fn kramdown(body: &str) -> String {
    if !body.contains("{:") {
        return body.to_owned();
    }
    let places = places(body);
    let (mut written, mut done) = (String::with_capacity(body.len()), 0);
    for (at, _) in body.match_indices("{:") {
        if at < done || places.iter().any(|(range, place)| *place != TextPlace::Html && range.contains(&at)) {
            continue;
        }
        let rest = body.get(at..).unwrap_or_default();
        let is_comment = rest.starts_with("{::comment}");
        if !rest.starts_with("{::") && !rest.starts_with("{:/") {
            if let Some(end) = passing(rest) {
                written.push_str(body.get(done..at).unwrap_or_default());
                done = at + end;
            }
            continue;
        }
        let end = match rest.find("{:/comment}").filter(|_| is_comment) {
            Some(end) => Some(end + "{:/comment}".len()),
            None => rest.lines().next().and_then(|line| line.find('}')).map(|end| end + 1),
        };
        let Some(end) = end else { continue };
        written.push_str(body.get(done..at).unwrap_or_default());
        done = at + end;
    }
    written.push_str(body.get(done..).unwrap_or_default());
    written
}

/// The end of a list of attributes that only says how something looks: one without an id or a class, or one with a line break in it.
fn passing(text: &str) -> Option<usize> {
    let inner = text.get(2..)?;
    let end = inner.find('}').filter(|end| *end < 300)?;
    let list = inner.get(..end)?;
    let is_list = list.contains('=') && !list.contains("\n\n") && !list.contains('{');
    let words = || list.split_whitespace();
    let has_name = words().any(|word| word.starts_with(['#', '.']));
    let has_id = words().any(|word| word.starts_with('#'));
    (is_list && !has_id && (!has_name || list.contains('\n'))).then_some(end + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stay_and_extensions_go() {
        for (body, written) in [
            ("# Kop {#a}\n{: .breed #b}\n", "# Kop {#a}\n{: .breed #b}\n"),
            ("{::options toc_levels=\"1\" /}\na {::nomarkdown}b{:/nomarkdown} c", "\na b c"),
            ("[a](b){: target=\"_blank\"}. ![c](d){:\n.e width=\"70\"} f `{: g=h}`", "[a](b). ![c](d) f `{: g=h}`"),
            ("![c](d){: .e width=\"70\"}", "![c](d){: .e width=\"70\"}"),
            ("a {::comment}weg\nweg{:/comment}b `{::x}`", "a b `{::x}`"),
        ] {
            assert_eq!(kramdown(body), written);
        }
    }
}
