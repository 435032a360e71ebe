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
/// attributes stay, for the site reads them.
pub(super) fn kramdown(body: &str) -> String {
    if !body.contains("{::") && !body.contains("{:/") {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_stay_and_extensions_go() {
        for (body, written) in [
            ("# Kop {#a}\n{: .breed #b}\n", "# Kop {#a}\n{: .breed #b}\n"),
            ("{::options toc_levels=\"1\" /}\na {::nomarkdown}b{:/nomarkdown} c", "\na b c"),
            ("a {::comment}weg\nweg{:/comment}b `{::x}`", "a b `{::x}`"),
        ] {
            assert_eq!(kramdown(body), written);
        }
    }
}
