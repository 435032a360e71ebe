//! The most common mistakes in YAML, found line by line: what is wrong, and the line to write instead. The parser says only
//! where it gave up, which is often the line after.

pub(super) use super::yaml_line::SyntaxMistake;
use super::yaml_line::{Line, is_key};
use super::yaml_quoted::quoted;
use super::yaml_signs::{bullet, end_of_document, escape, fixed_space, inner_comment, merge_key};

/// The first mistake in a text that is no YAML.
pub(super) fn mistake(source: &str) -> Option<SyntaxMistake> {
    let mut before: Option<Line<'_>> = None;
    let (mut start, mut block) = (0, None);
    for text in source.split_inclusive('\n') {
        let line = Line::new(text, start);
        start += text.len();
        let depth = line.text.len() - line.text.trim_start().len();
        if line.text.is_empty() || block.is_some_and(|block| depth > block) {
            continue;
        }
        block = is_block(line.value).then_some(depth);
        if line.text.trim_start().starts_with('#') {
            continue;
        }
        let found = merge_key(&line).or_else(|| fixed_space(&line)).or_else(|| end_of_document(&line, before.as_ref()));
        let found = found.or_else(|| bullet(&line, before.as_ref())).or_else(|| indentation(&line, before.as_ref()));
        let found = found.or_else(|| item_without_key(&line, before.as_ref()));
        let found = found.or_else(|| other_sign(&line));
        let found = found.or_else(|| open_list(&line, source)).or_else(|| value(&line));
        if let Some(found) = found {
            return Some(found);
        }
        before = Some(line);
    }
    None
}

/// Whether a value is the head of a block of text: `|`, `>-`.
fn is_block(value: &str) -> bool {
    let rest = value.strip_prefix(['|', '>']);
    rest.is_some_and(|rest| rest.chars().all(|c| matches!(c, '+' | '-' | '0'..='9')))
}

fn indentation(line: &Line<'_>, before: Option<&Line<'_>>) -> Option<SyntaxMistake> {
    let tab = line.indent.find('\t').map(|at| line.start + at..line.start + at + 1);
    if let Some(span) = tab {
        let message = "this line begins with a tab, and YAML allows only spaces there".to_owned();
        let is_alone = before.is_none_or(|before| !before.value.is_empty());
        let hint = match line.with(line.value) {
            plain if is_alone => format!("remove it: `{}`", plain.trim_start()),
            spaced => format!("write spaces instead: `{spaced}`"),
        };
        return Some(SyntaxMistake { span, message, hint });
    }
    if before.is_none() && !line.key.is_empty() && !line.indent.is_empty() && line.indent.bytes().all(|b| b == b' ') {
        let message = format!("`{}` has spaces before it", line.key);
        let hint = format!("remove the spaces: `{}`", line.with(line.value).trim_start());
        return Some(SyntaxMistake {
            span: line.start..line.start + line.indent.len() + line.key.len(),
            message,
            hint,
        });
    }
    let before =
        before.filter(|before| !before.key.is_empty() && !before.value.is_empty() && !is_block(before.value))?;
    let is_deeper = line.indent.len() > before.indent.len() && line.indent.bytes().all(|byte| byte == b' ');
    if line.key.is_empty() || !is_deeper {
        return None;
    }
    let message = format!("`{}` has spaces before it, as if it belonged to `{}`", line.key, before.key);
    let hint = format!("remove the spaces: `{}`", line.with(line.value).trim_start());
    Some(SyntaxMistake { span: line.start..line.start + line.indent.len() + line.key.len(), message, hint })
}

/// `- zorg` below a key that has a value, or at the beginning.
fn item_without_key(line: &Line<'_>, before: Option<&Line<'_>>) -> Option<SyntaxMistake> {
    let before =
        before.filter(|before| !before.key.is_empty() && !before.value.is_empty() && before.indent.is_empty())?;
    let is_item = line.indent.starts_with("- ") && !line.value.is_empty() && !is_block(before.value);
    is_item.then(|| SyntaxMistake {
        span: line.start..line.start + line.text.len(),
        message: format!("this is an item of a list, and `{}` above it has a value already", before.key),
        hint: "write the key of the list on a line above it, such as `tags:`, or remove the line".to_owned(),
    })
}

/// `title = "x"` and `title; x`: another sign where the colon belongs.
fn other_sign(line: &Line<'_>) -> Option<SyntaxMistake> {
    if !line.key.is_empty() || !line.indent.is_empty() {
        return None;
    }
    let (key, value) = line.value.split_once(['=', ';', '：'])?;
    let (key, value) = (key.trim_end(), value.trim());
    let is_name = key.starts_with(char::is_alphabetic) && is_key(key) && !value.is_empty();
    let is_plain = value.starts_with(['[', '{']) || matches!(value, "true" | "false");
    let value = if is_plain { value.to_owned() } else { quoted(value) };
    let at = line.start + key.len();
    let sign = line.text.get(key.len()..)?.trim_start().chars().next()?;
    let at = at + (line.text.get(key.len()..)?.len() - line.text.get(key.len()..)?.trim_start().len());
    is_name.then(|| SyntaxMistake {
        span: at..at + sign.len_utf8(),
        message: format!("there is a `{sign}` where the colon of `{key}` belongs"),
        hint: format!("write `{key}: {value}`"),
    })
}

/// `tags: [a, b`: a list that is not closed.
fn open_list(line: &Line<'_>, source: &str) -> Option<SyntaxMistake> {
    let inside = line.value.strip_prefix('[')?;
    if source.contains([']', '{', '"', '\'', '#']) || inside.trim().is_empty() || inside.ends_with(',') {
        return None;
    }
    let value = format!("[{}]", inside.trim());
    Some(line.mistake(line.span(), format!("the list in {} is not closed", line.name()), &value))
}

fn value(line: &Line<'_>) -> Option<SyntaxMistake> {
    let (value, span) = (line.value, line.span());
    let after_colon = line.text.get(line.indent.len() + line.key.len() + 1..).unwrap_or_default();
    if !line.key.is_empty() && !value.is_empty() && !after_colon.starts_with([' ', '\t']) {
        let message = format!("there is no space after the colon of `{}`", line.key);
        return Some(line.mistake(span.start.saturating_sub(1)..span.start, message, value));
    }
    let name = line.name();
    let quotes = |what: &str, span| line.mistake(span, format!("{name} {what}"), &quoted(value));
    let first = value.chars().next()?;
    match first {
        '"' | '\'' if !ends_with_its_quote(value) => {
            let message = format!("the quotes in {name} do not match");
            Some(line.mistake(span, message, &quoted(value)))
        }
        '"' | '\'' => escape(line),
        '[' if list(value).is_some_and(|list| list != value) && !has_rest(value) => {
            let message = format!("a part of the list in {name} must be in quotes");
            Some(line.mistake(span, message, &list(value)?))
        }
        '[' | '{' => after_brackets(value).map(|at| {
            if let Some(inner) = inner_comment(value) {
                let message = format!("{name} has ` #`, and all that follows it is taken for a comment");
                return line.mistake(span.clone(), message, &inner);
            }
            if is_comment(value.get(at..).unwrap_or_default()) || value.contains(" #") {
                return quotes("has ` #`, and all that follows it is taken for a comment", span.clone());
            }
            let what = format!("begins with `{first}`, as a list does, and must be in quotes");
            quotes(&what, span.clone())
        }),
        '@' | '`' | '%' | '!' | '&' | '*' | '|' | '>' | ',' | ']' | '}' if !is_block(value) => {
            Some(quotes(&format!("begins with `{first}`, which has a meaning in YAML, and must be in quotes"), span))
        }
        '-' | '?' if value.get(1..).is_some_and(|rest| rest.starts_with(' ')) => {
            Some(quotes(&format!("begins with `{first}`, which has a meaning in YAML, and must be in quotes"), span))
        }
        _ => {
            let colon = value.find(": ").or(value.ends_with(':').then(|| value.len() - 1))?;
            let at = span.start + colon;
            Some(quotes("has a colon and must be in quotes", at..at + 1))
        }
    }
}

/// Whether something other than a comment follows the last bracket of a list.
fn has_rest(value: &str) -> bool {
    value.rsplit_once(']').is_some_and(|(_, rest)| !rest.trim().is_empty() && !is_comment(rest))
}

/// A list of plain texts, with quotes around those that need them: `['t Hart, #a]` → `["'t Hart", "#a"]`.
fn list(value: &str) -> Option<String> {
    let inside = value.strip_prefix('[')?.rsplit_once(']')?.0;
    if inside.contains(['[', '{']) {
        return None;
    }
    let parts = inside.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let written = parts.map(|part| {
        let is_whole = part.starts_with(['"', '\'']) && ends_with_its_quote(part);
        let needs = part.starts_with(['#', '\'', '"', '@', '`', '%', '!', '&', '*', '|', '>'])
            || part.contains(" #")
            || part.contains(": ");
        if needs && !is_whole { quoted(part) } else { part.to_owned() }
    });
    Some(format!("[{}]", written.collect::<Vec<_>>().join(", ")))
}

/// Whether a text in quotes ends with its closing quote, apart from a comment.
fn ends_with_its_quote(value: &str) -> bool {
    let Some(quote) = value.chars().next() else { return false };
    let mut rest = value.get(1..).unwrap_or_default();
    loop {
        let Some(at) = rest.find([quote, '\\']) else { return false };
        let after = rest.get(at + 1..).unwrap_or_default();
        rest = match (rest.get(at..).is_some_and(|rest| rest.starts_with('\\')), quote) {
            (true, '"') => after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default(),
            (true, _) => after,
            (false, '\'') if after.starts_with('\'') => after.get(1..).unwrap_or_default(),
            (false, _) => return after.trim().is_empty() || is_comment(after),
        };
    }
}

fn is_comment(text: &str) -> bool {
    text.starts_with([' ', '\t']) && text.trim_start().starts_with('#')
}

/// The byte after the brackets at the beginning of a value, where something follows them, or they are not closed in it because of
/// a comment.
fn after_brackets(value: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in value.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            '#' if value.get(..at).is_some_and(|before| before.ends_with(' ')) => return Some(at),
            _ => {}
        }
        if depth == 0 {
            let rest = value.get(at + 1..).unwrap_or_default();
            return (!rest.trim().is_empty()).then_some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_write_is_shown() {
        let cases = [
            (" title: x\ndate: y\n", "remove the spaces: `title: x`"),
            ("\ttitle: x\n", "remove it: `title: x`"),
            ("title; Een dag\n", "write `title: \"Een dag\"`"),
            ("title = \"x\"\n", "write `title: \"x\"`"),
            ("date: 2013-12-03\ndraft = true\n", "write `draft: true`"),
            ("tags: [a, b\n", "write `tags: [a, b]`"),
            ("title: \"Hello\" he said\n", "write `title: \"\\\"Hello\\\" he said\"`"),
            ("title: 'It's ok'\n", "write `title: \"It's ok\"`"),
            ("title: \"Nieuws\n", "write `title: \"Nieuws\"`"),
            ("title: [Live] Match\n", "write `title: \"[Live] Match\"`"),
            ("title: {x} y\n", "write `title: \"{x} y\"`"),
            ("title: Zorg: meer\n", "write `title: \"Zorg: meer\"`"),
            ("title: Vraag:\n", "write `title: \"Vraag:\"`"),
            ("title: @iemand\n", "write `title: \"@iemand\"`"),
            ("title: - streep\n", "write `title: \"- streep\"`"),
            ("title:\"x\"\n", "write `title: \"x\"`"),
            ("title: x\n date: 2013-12-03\n", "remove the spaces: `date: 2013-12-03`"),
            ("title: x\n\tdate: 2013-12-03\n", "remove it: `date: 2013-12-03`"),
            ("image:\n\tsrc: a.jpg\n", "write spaces instead: `  src: a.jpg`"),
            ("image:\n  src: a.jpg\n  alt: De zaal: vol\n", "write `alt: \"De zaal: vol\"`"),
            ("tags:\n  - wonen: nu: straks\n", "write `- wonen: \"nu: straks\"`"),
            ("tags: [zorg #1, b]\n", "write `tags: [\"zorg #1\", b]`"),
            ("tags: [#zorg, #jeugd]\n", "write `tags: [\"#zorg\", \"#jeugd\"]`"),
            ("title: x\n- zorg\n", "write the key of the list on a line above it, such as `tags:`, or remove the line"),
            ("authors: ['t Hart]\n", "write `authors: [\"'t Hart\"]`"),
            ("title: 's Avonds feest\n", "write `title: \"'s Avonds feest\"`"),
            ("title: x\n---\n", "remove this line"),
            ("extra:\n  <<: *a\n", "write out the keys that `*a` stands for, each on a line of its own"),
            ("image:\n\u{a0}\u{a0}src: a.jpg\n", "write ordinary spaces instead: `  src: a.jpg`"),
            ("tags:\n• zorg\n• wonen\n", "write `  - zorg`, and so on"),
            ("tags:\n  * zorg\n", "write `  - zorg`, and so on"),
            ("title: \"C:\\Users\\x\"\n", "write `title: 'C:\\Users\\x'`"),
            ("title: \"Een \\d\"\n", "write `title: 'Een \\d'`"),
            ("options: {accent: #fff, x: y}\n", "write `options: {accent: \"#fff\", x: y}`"),
        ];
        for (source, hint) in cases {
            assert_eq!(mistake(source).map(|found| found.hint).as_deref(), Some(hint), "{source}");
        }
    }

    #[test]
    fn what_is_yaml_has_no_mistake() {
        for source in [
            "title: 'It''s ok' # noot\n",
            "title: \"een \\\"twee\\\" drie\"\n",
            "lead: |\n  een: twee: drie\n  \"vier\" vijf\nx: y\n",
            "tags: [a, {b: c}]\n",
            "url: https://proef.example\n",
            "image:\n  src: a.jpg\n",
            "list:\n  - a\n  - b: c\n    d: e\n",
        ] {
            assert_eq!(mistake(source), None, "{source}");
        }
    }
}
