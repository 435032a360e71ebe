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

/// An address with words behind it that are not in quotes, as in `(foto.jpg de brug)` and `(ander.md #kop)`, as it must be written.
pub(super) fn with_words(whole: &str) -> Option<String> {
    let (address, words) = whole.split_once(char::is_whitespace)?;
    let address = address.trim_matches(['<', '>', '"', '“', '”', '\'']);
    let marks = ['"', '“', '”', '„', '\'', '‘', '’', '«', '»'];
    let words = words.trim().trim_matches(marks);
    if !is_address(address) || words.is_empty() || address.starts_with('#') {
        return None;
    }
    if words.starts_with('#') && !words.contains(char::is_whitespace) {
        return Some(format!("{address}{words}"));
    }
    Some(format!("{address} \"{}\"", words.replace('"', "\\\"")))
}

/// An address as Markdown reads it.
pub(super) fn written(address: &str) -> String {
    let is_called = ["mailto:", "tel:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    if is_called {
        // In the subject of a mail, spaces are a part of the text.
        let (called, query) = address.split_once('?').map_or((address, None), |(called, query)| (called, Some(query)));
        let called: String = called.split_whitespace().collect();
        let query = query.map(|query| query.split_whitespace().collect::<Vec<_>>().join("%20"));
        query.map_or(called.clone(), |query| format!("{called}?{query}"))
    } else if let Some((scheme, rest)) = address.split_once("://").filter(|(_, rest)| rest.starts_with(' ')) {
        written(&format!("{scheme}://{}", rest.trim_start()))
    } else if address.contains(char::is_whitespace) {
        format!("<{address}>")
    } else {
        address.to_owned()
    }
}

/// The address without the size behind it, as some programs write it: `foto.jpg =300x200`.
pub(super) fn without_size(address: &str) -> &str {
    let is_size = |text: &str| {
        let (width, height) = text.split_once('x').unwrap_or((text, ""));
        let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'%' || b == b'*');
        !text.is_empty() && is_number(width) && is_number(height)
    };
    address.rsplit_once(" =").filter(|(_, size)| is_size(size)).map_or(address, |(address, _)| address.trim_end())
}

/// The length of an address that no bracket closes, and what to write instead.
pub(super) fn unclosed(sign: &str, words: &str, inner: &str) -> Option<(usize, String)> {
    let address = inner.split_whitespace().next().unwrap_or_default();
    let bare = address.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    (is_address(bare) && !words.contains("]("))
        .then(|| (bare.len(), format!("close the bracket: `{sign}[{words}]({bare})`")))
}
