//! Elements that stay HTML whole, for Markdown cannot say them: tables without a heading, films and sounds with their sources, and
//! details.

use super::html_tag::{HtmlTag, attribute_value, next_mark, next_tag};

/// The elements that may stay.
const KEPT: &[&str] = &["table", "details", "video", "audio"];

/// The HTML in which these elements are values of one that stands for them.
pub(super) fn with_kept(html: &str) -> String {
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(tag) = next_tag(html, at, KEPT) {
        at = tag.range.end;
        let Some((inner_end, end)) = end_of(html, &tag) else { continue };
        let inner = html.get(at..inner_end).unwrap_or_default();
        if tag.name == "table" && !is_data(inner) {
            continue;
        }
        let text = clean(html.get(tag.range.start..end).unwrap_or_default());
        written.push_str(html.get(done..tag.range.start).unwrap_or_default());
        written.extend(["<courant-html text=\"", &attribute_value(&text), "\"></courant-html>"]);
        (done, at) = (end, end);
    }
    written.push_str(html.get(done..).unwrap_or_default());
    written
}

/// Where the end tag of an element starts and ends.
fn end_of(html: &str, tag: &HtmlTag<'_>) -> Option<(usize, usize)> {
    let (mut depth, mut at) = (1_usize, tag.range.end);
    while let Some(mark) = next_mark(html, at) {
        at = mark.tag.range.end;
        if mark.tag.name != tag.name {
            continue;
        }
        depth = if mark.is_end { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return Some((mark.tag.range.start, at));
        }
    }
    None
}

/// Whether a table has columns and no heading that Markdown can say. One in which tables stand, or with one column, only places things.
fn is_data(inner: &str) -> bool {
    let has = |name: &str| next_tag(inner, 0, &[name]).is_some();
    let rows = inner
        .split("<tr")
        .filter(|row| next_tag(row, 0, &["td"]).is_some_and(|cell| next_tag(row, cell.range.end, &["td"]).is_some()));
    !has("th") && !has("table") && rows.count() > 0
}

/// HTML on one line, without what runs or only looks.
fn clean(html: &str) -> String {
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at, mut is_code) = (0, 0, false);
    let push = |written: &mut String, text: &str, is_code: bool| {
        if is_code { written.push_str(&text.replace('\n', "&#10;")) } else { push_line(written, text) }
    };
    while let Some(mark) = next_mark(html, at) {
        let tag = &mark.tag;
        at = tag.range.end;
        push(&mut written, html.get(done..tag.range.start).unwrap_or_default(), is_code);
        done = at;
        if tag.name == "pre" {
            is_code = !mark.is_end;
        }
        if matches!(&*tag.name, "script" | "style") && !mark.is_end {
            let close = format!("</{}", tag.name);
            done = html.get(at..).and_then(|rest| rest.find(&close)).map_or(html.len(), |end| at + end);
            at = done;
        } else if tag.name == "courant-note" {
            let note =
                tag.get("text").filter(|_| !mark.is_end).map(|text| format!("<!-- {} -->", text.replace("--", "- -")));
            written.push_str(&note.unwrap_or_default());
        } else if !matches!(&*tag.name, "script" | "style") {
            written.push_str(&whole(tag, mark.is_end));
        }
    }
    push(&mut written, html.get(done..).unwrap_or_default(), is_code);
    written
}

/// Text with its white space as single spaces.
fn push_line(written: &mut String, text: &str) {
    for c in text.chars() {
        let c = if c.is_ascii_whitespace() { ' ' } else { c };
        if c != ' ' || !written.ends_with(' ') {
            written.push(c);
        }
    }
}

/// A tag without the attributes of the old design, and of scripts.
fn whole(tag: &HtmlTag<'_>, is_end: bool) -> String {
    if is_end {
        return format!("</{}>", tag.name);
    }
    let mut text = format!("<{}", tag.name);
    for (name, _) in &tag.attributes {
        let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':'));
        if is_name && !name.starts_with("on") && !matches!(&**name, "class" | "style" | "id") {
            let value = tag.get(name).unwrap_or_default().replace('\n', " ");
            text.extend([" ", name, "=\"", &attribute_value(&value), "\""]);
        }
    }
    text.push('>');
    text
}
