//! The words of an expression in a template of Hugo.

/// Where the text between a tag and the one that closes it goes.
pub(super) const INNER: &str = "\u{e000}inner\u{e000}";

/// What stands for the call, the site and the page in variables: nothing can be shown of them.
pub(super) const HERE: &str = "\u{e000}here";
pub(super) const SITE: &str = "\u{e000}site";
pub(super) const PAGE: &str = "\u{e000}page";

/// A word of an expression.
#[derive(Clone, Debug)]
pub(super) enum TemplateWord {
    /// A function, a variable or a value: `printf`, `$src`, `.Site.Params.cdn`.
    Name(String),
    /// A text in quotes, or a number.
    Value(String),
    /// An expression in brackets, and the path of what is taken from its value.
    Nested(String, String),
}

/// The parts of an expression between bars that stand in no quotes and brackets.
pub(super) fn split_pipes(expression: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in expression.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => {
                parts.push(expression.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(expression.get(start..).unwrap_or_default());
    parts
}

/// The words of an expression without bars. `None` where it is none.
pub(super) fn words(expression: &str) -> Option<Vec<TemplateWord>> {
    let (mut found, mut rest) = (Vec::new(), expression.trim());
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '"' => quoted(rest)?,
            '`' | '\'' => {
                let inner = rest.get(1..)?;
                let end = inner.find(first)?;
                (TemplateWord::Value(inner.get(..end)?.to_owned()), end + 2)
            }
            '(' => {
                let end = matching(rest)?;
                let after = rest.get(end + 1..)?;
                let path = if after.starts_with('.') { name_end(after) } else { 0 };
                let nested = TemplateWord::Nested(rest.get(1..end)?.to_owned(), after.get(..path)?.to_owned());
                (nested, end + 1 + path)
            }
            _ => {
                let end = name_end(rest);
                let text = rest.get(..end)?.to_owned();
                let is_number = text.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && text.contains(|c: char| c.is_ascii_digit());
                (if is_number { TemplateWord::Value(text) } else { TemplateWord::Name(text) }, end.max(1))
            }
        };
        found.push(word);
        rest = rest.get(length..)?.trim_start();
    }
    (!found.is_empty()).then_some(found)
}

fn name_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(text.len())
}

/// A text in double quotes, and the bytes that it takes.
fn quoted(text: &str) -> Option<(TemplateWord, usize)> {
    let (mut value, mut is_escaped) = (String::new(), false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !is_escaped => return Some((TemplateWord::Value(value), at + 1)),
            '\\' if !is_escaped => is_escaped = true,
            'n' if is_escaped => {
                value.push('\n');
                is_escaped = false;
            }
            c => {
                // A backslash before a letter belongs to a regular expression.
                value.extend((is_escaped && !matches!(c, '"' | '\\')).then_some('\\'));
                value.push(c);
                is_escaped = false;
            }
        }
    }
    None
}

/// The byte of the bracket that closes the first one.
fn matching(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
