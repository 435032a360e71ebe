//! Marks of kramdown and Jekyll in a text: attribute lists, the table of contents, and the end of the excerpt.

use std::fmt::Write as _;

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

/// Marks of kramdown that nothing replaces: the table of contents, and lists of attributes that only style.
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
        let Some(end) = body.get(at..).and_then(|rest| rest.lines().next()?.find('}')) else { continue };
        written.push_str(body.get(done..at).unwrap_or_default());
        let inner = body.get(at + 2..at + end).unwrap_or_default();
        let id = inner.split_whitespace().find(|word| word.starts_with('#') && word.len() > 1);
        let line = written.rsplit('\n').next().unwrap_or_default();
        if let Some(id) = id.filter(|_| line.trim_start().starts_with('#')) {
            let _ = write!(written, "{{{id}}}");
        }
        done = at + end + 1;
    }
    written.push_str(body.get(done..).unwrap_or_default());
    let is_toc = |line: &&str| matches!(line.trim(), "* TOC" | "- TOC" | "1. TOC" | "* toc" | "* Table of contents");
    if written.lines().any(|line| is_toc(&line)) {
        return written.lines().filter(|line| !is_toc(line)).collect::<Vec<_>>().join("\n");
    }
    written
}
