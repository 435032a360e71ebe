//! Text with HTML in which empty lines mean paragraphs, as WordPress and other programs keep it → HTML.

/// Elements that are no part of a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "legend",
    "li",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements whose text stays as it is.
const OPAQUE: &[&str] = &["pre", "script", "style", "textarea", "svg", "object", "video", "audio"];

/// The text with a `<p>` around each paragraph. `has_breaks` says whether the end of a line is a break.
pub(super) fn paragraphs(text: &str, has_breaks: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut rest = text.as_str();
    while let Some((start, end)) = opaque(rest) {
        of_text(rest.get(..start).unwrap_or_default(), has_breaks, &mut html);
        html.push_str(rest.get(start..end).unwrap_or_default());
        html.push('\n');
        rest = rest.get(end..).unwrap_or_default();
    }
    of_text(rest, has_breaks, &mut html);
    html
}

/// The first element whose text stays as it is.
fn opaque(text: &str) -> Option<(usize, usize)> {
    for (at, _) in text.match_indices('<') {
        let Some(name) = tag_name(text.get(at + 1..)?).filter(|name| OPAQUE.contains(&name.as_str())) else { continue };
        let rest = text.get(at..)?;
        let close = format!("</{name}");
        let end = find_ignoring_case(rest, &close).and_then(|end| Some(end + rest.get(end..)?.find('>')? + 1));
        return Some((at, at + end.unwrap_or(rest.len())));
    }
    None
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let is_same = |at: &usize| {
        text.as_bytes().get(*at..*at + wanted.len()).is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    text.match_indices('<').map(|(at, _)| at).find(is_same)
}

/// The name of a tag, in lower case, from the text behind its `<`.
pub(super) fn tag_name(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let name = text.get(..end)?.to_ascii_lowercase();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_tag = text.get(end..)?.chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/'));
    (is_name && is_tag).then_some(name)
}

fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

fn of_text(text: &str, has_breaks: bool, html: &mut String) {
    let mut spaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        spaced.push_str(before);
        let (is_end, inner) = (tag.starts_with("</"), tag.trim_start_matches(['<', '/']));
        let name = tag_name(inner);
        let end = if name.is_some() { tag.find('>').map_or(tag.len(), |end| end + 1) } else { 1 };
        let whole = tag.get(..end).unwrap_or(tag);
        let name = name.filter(|name| is_block(name));
        let is_single = name.as_deref() == Some("hr");
        match name {
            Some(_) if is_end => spaced.extend([whole, "\n\n"]),
            Some(_) => spaced.extend(["\n\n", whole, if is_single { "\n\n" } else { "" }]),
            None => spaced.push_str(whole),
        }
        rest = tag.get(end..).unwrap_or_default();
    }
    spaced.push_str(rest);
    for chunk in chunks(&spaced) {
        let inner = chunk.trim_start_matches(['<', '/']);
        let is_block = chunk.starts_with('<') && tag_name(inner).is_some_and(|name| is_block(&name));
        if is_block {
            html.push_str(chunk);
            html.push('\n');
        } else {
            html.push_str("<p>");
            paragraph(chunk, has_breaks, html);
            html.push_str("</p>\n");
        }
    }
}

/// The pieces between empty lines.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len();
        for (at, _) in rest.match_indices('\n') {
            let after = rest.get(at + 1..).unwrap_or_default().trim_start_matches([' ', '\t', '\u{a0}']);
            if after.starts_with('\n') {
                end = at;
                break;
            }
        }
        let (chunk, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(chunk.trim_end())
    })
}

fn paragraph(chunk: &str, has_breaks: bool, html: &mut String) {
    let mut lines = chunk.lines().peekable();
    while let Some(line) = lines.next() {
        html.push_str(line.trim_end());
        let is_broken = line.trim_end().ends_with("<br>") || line.trim_end().ends_with("/>") && line.contains("<br");
        if lines.peek().is_some() {
            html.push_str(match (is_broken, has_breaks) {
                (true, _) => "",
                (false, true) => "<br>",
                (false, false) => "\n",
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_mean_paragraphs() {
        assert_eq!(paragraphs("Een\r\ntwee\n\n \n\ndrie <b>x</b>", true), "<p>Een<br>twee</p>\n<p>drie <b>x</b></p>\n");
        assert_eq!(paragraphs("a\nb", false), "<p>a\nb</p>\n");
        assert_eq!(paragraphs("a<br />\nb", true), "<p>a<br />b</p>\n");
        assert_eq!(paragraphs("", true), "");
    }

    #[test]
    fn blocks_and_code_stay_as_they_are() {
        assert_eq!(
            paragraphs("Voor\n<h2>Kop</h2>\nna\n<ul>\n<li>a</li>\n</ul>", true),
            "<p>Voor</p>\n<h2>Kop</h2>\n<p>na</p>\n<ul>\n<li>a</li>\n</ul>\n"
        );
        assert_eq!(paragraphs("x\n<PRE>a\n\nb</PRE> y", true), "<p>x</p>\n<PRE>a\n\nb</PRE>\n<p>y</p>\n");
        assert_eq!(paragraphs("1 < 2\n\n<hr />x", true), "<p>1 < 2</p>\n<hr />\n<p>x</p>\n");
        assert_eq!(paragraphs("<pre>open", true), "<pre>open\n");
    }

    #[test]
    fn the_names_of_blocks_are_sorted() {
        assert!(BLOCKS.is_sorted());
    }
}
