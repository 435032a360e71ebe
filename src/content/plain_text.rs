//! Plain texts with marks of Markdown or HTML, which readers would see.

use pulldown_cmark::{Event, Parser};

/// Tags that are left out of a plain text.
const TAGS: [&str; 9] = ["b", "i", "em", "strong", "br", "br/", "br /", "u", "small"];

/// A plain text without the marks of Markdown and HTML that are in it; `None` where it has none.
pub fn without_marks(text: &str) -> Option<String> {
    if !text.contains(['*', '_', '`', '<', '&', ']']) {
        return None;
    }
    let mut plain = text.to_owned();
    for mark in ["**", "__", "`"] {
        if plain.matches(mark).count() > 1 {
            plain = plain.replace(mark, "");
        }
    }
    for mark in ['*', '_'] {
        plain = without_pair(&plain, mark).unwrap_or(plain);
    }
    for tag in TAGS {
        let instead = if tag.starts_with("br") { " " } else { "" };
        plain = plain.replace(&format!("<{tag}>"), instead).replace(&format!("</{tag}>"), instead);
    }
    if let Some((before, rest)) = plain.split_once("](")
        && let (Some((start, words)), Some((_, end))) = (before.rsplit_once('['), rest.split_once(')'))
    {
        plain = format!("{start}{words}{end}");
    }
    plain = with_characters(&plain);
    let is_changed = plain != text;
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (is_changed && !plain.is_empty()).then_some(plain)
}

/// A text without two marks around words.
fn without_pair(text: &str, mark: char) -> Option<String> {
    let (before, rest) = text.split_once(mark)?;
    let (inner, after) = rest.split_once(mark).filter(|(inner, after)| !inner.is_empty() && !after.contains(mark))?;
    let is_apart = !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
    let is_tight = inner.starts_with(char::is_alphanumeric) && !inner.ends_with(char::is_whitespace);
    (is_apart && is_tight).then(|| format!("{before}{inner}{after}"))
}

/// A text with the characters for which names of HTML stand in it: `&eacute;`.
fn with_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let named = after.split_once(';').filter(|(name, _)| {
            (2..=10).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')
        });
        let character = named.and_then(|(name, after)| Some((character(&format!("&{name};"))?, after)));
        plain.push_str(character.as_ref().map_or("&", |(character, _)| character));
        rest = character.map_or(after, |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

/// The character for which a name of HTML stands.
fn character(entity: &str) -> Option<String> {
    let texts = Parser::new(entity).filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    let character: String = texts.collect();
    (!character.is_empty() && character != entity).then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out_of_plain_texts() {
        for (text, plain) in [
            ("De **brug** is open", "De brug is open"),
            ("De *brug* is open", "De brug is open"),
            ("_De brug_ is open", "De brug is open"),
            ("Caf&eacute; &#233;&eacute;n &amp; meer", "Café één & meer"),
            ("Een<br>twee <b>drie</b>", "Een twee drie"),
            ("Foto: [A. Bakker](https://a.example)", "Foto: A. Bakker"),
        ] {
            assert_eq!(without_marks(text).as_deref(), Some(plain), "{text}");
        }
        for text in
            ["Q&A", "A & B; C", "snake_case_name", "5 * 3 * 2", "*", "Prijs* en tijd", "a < b", "[1] en (2)", "AT&T;"]
        {
            assert_eq!(without_marks(text), None, "{text}");
        }
    }
}
