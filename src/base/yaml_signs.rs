//! Signs of word processors and of Windows in YAML: spaces that do not break, bullets, backslashes, and the `#` of colours.

use super::yaml_line::{Line, SyntaxMistake};
use super::yaml_list::BULLETS;

/// A line that begins with spaces that are none to YAML.
pub(super) fn fixed_space(line: &Line<'_>) -> Option<SyntaxMistake> {
    let is_space = |c: char| c.is_whitespace() && !matches!(c, ' ' | '\t');
    let begin = line.text.get(..line.text.len() - line.text.trim_start().len())?;
    let at = begin.find(is_space)?;
    let plain: String = begin.chars().map(|c| if is_space(c) { ' ' } else { c }).collect();
    Some(SyntaxMistake {
        span: line.start + at..line.start + begin.len(),
        message: "this line begins with spaces that do not break, and YAML allows only ordinary ones there".to_owned(),
        hint: format!("write ordinary spaces instead: `{plain}{}`", line.text.trim_start()),
    })
}

/// A merge key, `<<: *name`, which YAML 1.2 does not have.
pub(super) fn merge_key(line: &Line<'_>) -> Option<SyntaxMistake> {
    let text = line.text.trim_start();
    let value = text.strip_prefix("<<:")?.trim();
    let start = line.start + (line.text.len() - text.len());
    Some(SyntaxMistake {
        span: start..start + 2,
        message: "merge keys (`<<`) are not known here".to_owned(),
        hint: format!("write out the keys that `{value}` stands for, each on a line of its own"),
    })
}

/// A line `---` or `...`, which ends what is read.
pub(super) fn end_of_document(line: &Line<'_>, before: Option<&Line<'_>>) -> Option<SyntaxMistake> {
    let is_end = matches!(line.text, "---" | "...") && before.is_some();
    is_end.then(|| SyntaxMistake {
        span: line.start..line.start + line.text.len(),
        message: format!("the line `{}` ends what is read, and it has no meaning here", line.text),
        hint: "remove this line".to_owned(),
    })
}

/// A line of a list that begins with a bullet or a dash of a word processor.
pub(super) fn bullet(line: &Line<'_>, before: Option<&Line<'_>>) -> Option<SyntaxMistake> {
    let text = line.text.trim_start();
    let words = text.strip_prefix(BULLETS)?;
    let is_item = words.starts_with(char::is_whitespace) && !words.trim().is_empty();
    let is_below = before.is_some_and(|before| before.value.is_empty() || !before.value.starts_with(['\'', '"']));
    let at = line.start + (line.text.len() - text.len());
    let sign = text.chars().next()?;
    (is_item && is_below && line.key.is_empty()).then(|| SyntaxMistake {
        span: at..at + sign.len_utf8(),
        message: format!("a list has hyphens in YAML, and not `{sign}`"),
        hint: format!("write `  - {}`, and so on", words.trim()),
    })
}

/// A backslash that begins nothing that YAML knows, in double quotes.
pub(super) fn escape(line: &Line<'_>) -> Option<SyntaxMistake> {
    let inner = line.value.strip_prefix('"')?.strip_suffix('"')?;
    let mut rest = inner;
    loop {
        let at = rest.find('\\')?;
        let after = rest.get(at + 1..)?;
        let sign = after.chars().next()?;
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let hex = after.chars().skip(1).take(digits).filter(char::is_ascii_hexdigit).count();
        if !"0abt\tnvfre \"/\\N_LPxuU".contains(sign) || hex < digits {
            let at = line.span().start + 1 + (inner.len() - rest.len()) + at;
            let plain = format!("'{}'", inner.replace("\\\"", "\"").replace('\'', "''"));
            let message =
                format!("`\\{sign}` has no meaning in double quotes: in them, a backslash begins a special sign");
            return Some(line.mistake(at..at + 1 + sign.len_utf8(), message, &plain));
        }
        rest = after.get(sign.len_utf8()..)?;
    }
}

/// A value in braces in which one word begins with `#`, such as a colour: with quotes around it.
pub(super) fn inner_comment(value: &str) -> Option<String> {
    let (before, after) = value.split_once(" #").filter(|_| value.starts_with('{') && value.ends_with('}'))?;
    let end = after.find([',', '}', ' '])?;
    let (word, rest) = after.split_at(end);
    let is_value = before.ends_with(':') && !word.is_empty() && !rest.contains(" #");
    is_value.then(|| format!("{before} \"#{word}\"{rest}"))
}
