//! Bodies → the Markdown that is written, and the other hosts from which they load images.

use std::collections::BTreeSet;

use super::html::HtmlConverter;
use super::item::ImportedBody;
use super::wordpress_tags;

/// The Markdown of a body.
pub(super) fn markdown(body: ImportedBody, html: &HtmlConverter) -> String {
    let text = match body {
        ImportedBody::Markdown(text) => wordpress_tags::replaced(&text),
        ImportedBody::Html(text) => html.convert(&text),
        ImportedBody::Text(text) => of_text(&text),
    };
    let text: String =
        if text.chars().any(is_refused) { text.chars().filter(|c| !is_refused(*c)).collect() } else { text };
    let text = text.trim_matches('\n').trim_end();
    // Below front matter, a line of hyphens would be taken for the end of more of it.
    let rule = text.lines().take(40).position(|line| line.trim_end() == "---");
    let text = match rule {
        Some(at) => {
            text.lines().enumerate().map(|(n, line)| if n == at { "***" } else { line }).collect::<Vec<_>>().join("\n")
        }
        None => text.to_owned(),
    };
    format!("{text}\n")
}

/// Control characters, which no page may have.
fn is_refused(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Plain text as Markdown: its marks are text, and its lines stay lines.
fn of_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim();
        let is_mark = line.starts_with(['#', '>', '+', '-', '*', '=', '~', '|', '`']);
        if is_mark {
            written.push('\\');
        }
        for c in line.chars() {
            if matches!(c, '\\' | '*' | '_' | '`' | '[' | ']' | '<')
                && !(is_mark && written.ends_with('\\') && line.starts_with(c))
            {
                written.push('\\');
            }
            written.push(c);
        }
        written.push('\n');
    }
    written
}

/// Adds the hosts of the images that a body loads from elsewhere.
pub(super) fn add_image_hosts(markdown: &str, hosts: &mut BTreeSet<String>) {
    for (at, _) in markdown.match_indices("//") {
        let before = markdown.get(..at).unwrap_or_default();
        let before = before.strip_suffix("http:").or_else(|| before.strip_suffix("https:")).unwrap_or(before);
        let is_image = before.ends_with("](") || before.ends_with("](<");
        let is_html = before.ends_with("src=\"")
            || before.ends_with("src='")
            || before.ends_with("src=")
            || before.ends_with("poster=\"");
        if !is_image && !is_html {
            continue;
        }
        let rest = markdown.get(at + 2..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || "/?#\"')>:\\".contains(c)).unwrap_or(rest.len());
        let host = rest.get(..end).unwrap_or_default().to_lowercase();
        let is_host = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        if is_host && (is_html || is_markdown_image(before)) {
            hosts.insert(host);
        }
    }
}

/// Whether the text ends in `![…](`.
fn is_markdown_image(before: &str) -> bool {
    let before = before.trim_end_matches('<').trim_end_matches('(');
    let mut depth = 0_usize;
    for (at, c) in before.char_indices().rev().take(1000) {
        match c {
            ']' => depth += 1,
            '[' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return before.get(..at).is_some_and(|before| before.ends_with('!'));
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        let text = |text: &str| markdown(ImportedBody::Text(text.to_owned()), &HtmlConverter::default());
        assert_eq!(text("# 1 * 2\n  a_b [c] <d>\n\n\n- x"), "\\# 1 \\* 2\na\\_b \\[c\\] \\<d>\n\n\n\\- x\n");
    }

    #[test]
    fn hosts_of_images_are_found() {
        let mut hosts = BTreeSet::new();
        add_image_hosts(
            "![a](https://A.example/x.jpg) [b](https://b.example/) <img alt='' src=\"//c.example:80/x\">\n![d [e]](<http://d.example/e f>)",
            &mut hosts,
        );
        assert_eq!(hosts.into_iter().collect::<Vec<_>>(), ["a.example", "c.example", "d.example"]);
    }
}
