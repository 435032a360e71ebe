//! Links and images of a body: their destinations are found and written anew, in Markdown and in HTML.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

/// The body with other destinations, where `change` gives one.
pub(super) fn rewrite(body: &str, change: impl Fn(&str) -> Option<String>) -> String {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut note = |range: Range<usize>, to: &str| {
        if let Some(new) = change(to) {
            changes.push((range, new));
        }
    };
    let parser = Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES);
    for (_, definition) in parser.reference_definitions().iter() {
        if let Some(range) = inside(body, &definition.span, &definition.dest, false) {
            note(range, &definition.dest);
        }
    }
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(
                Tag::Link { link_type: LinkType::Inline, dest_url, .. }
                | Tag::Image { link_type: LinkType::Inline, dest_url, .. },
            ) => {
                if let Some(at) = inside(body, &range, &dest_url, true) {
                    note(at, &dest_url);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                for at in attributes(body, &range) {
                    let to = body.get(at.clone()).unwrap_or_default().to_owned();
                    note(at, &to);
                }
            }
            _ => {}
        }
    }
    changes.sort_by_key(|(range, _)| range.start);
    let (mut written, mut done) = (String::with_capacity(body.len()), 0);
    for (range, new) in changes {
        if range.start >= done {
            written.push_str(body.get(done..range.start).unwrap_or_default());
            written.push_str(&new);
            done = range.end;
        }
    }
    written.push_str(body.get(done..).unwrap_or_default());
    written
}

/// The bytes of a destination in its link.
fn inside(body: &str, link: &Range<usize>, to: &str, is_inline: bool) -> Option<Range<usize>> {
    let text = body.get(link.clone()).filter(|_| !to.is_empty())?;
    let from = if is_inline { text.rfind("](").or_else(|| text.find("]("))? } else { text.find("]:")? };
    // A title may have brackets too: the destination is at its first occurrence behind a `](` that has it.
    let at = match text.get(from..).and_then(|rest| rest.find(to)) {
        Some(at) => from + at,
        None => text.match_indices("](").find_map(|(at, _)| {
            text.get(at..)?
                .strip_prefix("](")?
                .trim_start_matches('<')
                .starts_with(to)
                .then(|| text.get(at..).and_then(|rest| rest.find(to)).map(|found| at + found))?
        })?,
    };
    Some(link.start + at..link.start + at + to.len())
}

/// The bytes of the values of `href`, `src` and `poster` in a piece of HTML.
fn attributes(body: &str, html: &Range<usize>) -> Vec<Range<usize>> {
    let text = body.get(html.clone()).unwrap_or_default();
    let mut found = Vec::new();
    for name in ["href=", "src=", "poster="] {
        for (at, _) in text.match_indices(name) {
            let is_whole = text
                .get(..at)
                .is_some_and(|before| before.ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\''));
            let rest = text.get(at + name.len()..).unwrap_or_default();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let Some(quote) = quote.filter(|_| is_whole) else { continue };
            let value = rest.get(1..).unwrap_or_default();
            if let Some(end) = value.find(quote) {
                let start = html.start + at + name.len() + 1;
                found.push(start..start + end);
            }
        }
    }
    found
}

/// A relative destination as an address, from the old address of its page.
pub(super) fn absolute(page: &str, to: &str) -> Option<String> {
    let is_other = to.is_empty()
        || to.starts_with(['/', '#', '?', '{', '<'])
        || to.contains("://")
        || has_scheme(to)
        || to.starts_with("www.");
    if is_other || to.contains('@') {
        return None;
    }
    let (path, suffix) = to.find(['#', '?']).map_or((to, ""), |at| to.split_at_checked(at).unwrap_or((to, "")));
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                if parts.len() > 1 {
                    parts.pop();
                }
            }
            part => parts.push(part),
        }
    }
    let mut address = parts.join("/");
    if path.ends_with("..") || path.ends_with("/.") || path == "." {
        address.push('/');
    }
    let address = if address.starts_with('/') { address } else { format!("/{address}") };
    Some(format!("{address}{suffix}"))
}

fn has_scheme(to: &str) -> bool {
    to.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_written_anew() {
        let body = "[a](x.md \"Titel (1)\") ![b](<y z.jpg>) [c][d] `[e](x.md)` <a href=\"x.md\">f</a>\n\n[d]: x.md 'x'\n\n    [g](x.md)\n";
        let written = rewrite(body, |to| (to == "x.md").then(|| "/x/".to_owned()));
        assert_eq!(
            written,
            "[a](/x/ \"Titel (1)\") ![b](<y z.jpg>) [c][d] `[e](x.md)` <a href=\"/x/\">f</a>\n\n[d]: /x/ 'x'\n\n    [g](x.md)\n"
        );
        assert_eq!(rewrite("[![p](x.md)](x.md)", |_| Some("/y".to_owned())), "[![p](/y)](/y)");
    }

    #[test]
    fn relative_addresses_are_those_of_the_old_page() {
        for (page, to, address) in [
            ("/blog/a/", "../b/", "/blog/b/"),
            ("/blog/a/", "foto.jpg", "/blog/a/foto.jpg"),
            ("/blog/a.html", "b.html#kop", "/blog/b.html#kop"),
            ("/a/", "../../../x/", "/x/"),
            ("/a/b/", "..", "/a/"),
        ] {
            assert_eq!(absolute(page, to).as_deref(), Some(address), "{page} {to}");
        }
        for other in ["/x/", "#a", "https://a.example/", "mailto:a@b.example", "tel:1", "", "www.a.example"] {
            assert_eq!(absolute("/a/", other), None, "{other}");
        }
    }
}
