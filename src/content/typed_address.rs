//! Addresses of links as people type them: with spaces, brackets and titles.

/// The end of what stands in round brackets. Brackets may stand in it.
pub(super) fn end_of_address(inner: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, sign) in inner.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// An address, and the title after it, in whatever quotation marks.
pub(super) fn split_title(inner: &str) -> (&str, Option<&str>) {
    let marks = ['"', '“', '”', '„', '\'', '‘', '’', '«', '»'];
    let title = inner.char_indices().find(|(at, sign)| {
        marks.contains(sign) && inner.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace))
    });
    match title.and_then(|(at, _)| Some((inner.get(..at)?, inner.get(at..)?))) {
        Some((address, title)) if title.chars().count() > 1 && title.ends_with(marks) => {
            (address.trim(), Some(title.trim_matches(marks)))
        }
        _ => (inner, None),
    }
}

/// Whether a text is meant as an address: a URL, a path, or a file with an ending.
pub(super) fn is_address(text: &str) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let has_ending = path.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (2..=5).contains(&ending.len())
            && ending.bytes().all(|b| b.is_ascii_alphanumeric())
            && ending.bytes().any(|b| b.is_ascii_alphabetic())
    });
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_path = first.starts_with(['/', '#']) || first.starts_with("./") || first.starts_with("../");
    let has_scheme = ["http:", "https:", "mailto:", "tel:", "www."]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    has_ending || is_path || has_scheme
}

/// An address as Markdown reads it.
pub(super) fn written(address: &str) -> String {
    let is_called = ["mailto:", "tel:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    if is_called {
        address.split_whitespace().collect()
    } else if address.contains(char::is_whitespace) {
        format!("<{address}>")
    } else {
        address.to_owned()
    }
}
