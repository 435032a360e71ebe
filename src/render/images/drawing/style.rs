//! Styles in a drawing: a check that they load nothing.
//!
//! The text is searched as a whole, strings and comments included. Browsers see a subset of the functions and at-rules that
//! this search sees, because a backslash, with which a name could be written differently, is refused.

use std::ops::Range;

/// Functions of CSS that compute a value, and functional pseudo-classes. Sorted.
const FUNCTIONS: &[&str] = &[
    "blur",
    "brightness",
    "calc",
    "circle",
    "clamp",
    "color",
    "contrast",
    "cubic-bezier",
    "drop-shadow",
    "ellipse",
    "grayscale",
    "hsl",
    "hsla",
    "hue-rotate",
    "hwb",
    "inset",
    "invert",
    "is",
    "lab",
    "lang",
    "lch",
    "matrix",
    "matrix3d",
    "max",
    "min",
    "not",
    "nth-child",
    "nth-last-child",
    "nth-last-of-type",
    "nth-of-type",
    "oklab",
    "oklch",
    "opacity",
    "path",
    "perspective",
    "polygon",
    "repeat",
    "rgb",
    "rgba",
    "rotate",
    "rotate3d",
    "rotatex",
    "rotatey",
    "rotatez",
    "saturate",
    "scale",
    "scale3d",
    "scalex",
    "scaley",
    "sepia",
    "skew",
    "skewx",
    "skewy",
    "steps",
    "translate",
    "translate3d",
    "translatex",
    "translatey",
    "var",
    "where",
];

/// At-rules that load nothing.
const AT_RULES: &[&str] = &["media", "supports", "keyframes", "-webkit-keyframes", "-moz-keyframes"];

/// Words of media queries, which may stand directly before a parenthesis in old style sheets.
const WORDS: &[&str] = &["and", "or", "only"];

/// Checks a style sheet, a style attribute, or the value of an attribute that is read as a style.
///
/// # Errors
/// The part that could load something, as it is written.
pub(super) fn check(text: &str, mut refers_to: impl FnMut(&str)) -> Result<(), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' => return Err("\\".to_owned()),
            b'@' => {
                let name = name_after(text, at + 1).to_ascii_lowercase();
                if !AT_RULES.contains(&&*name) {
                    return Err(format!("@{name}"));
                }
            }
            b'(' => {
                let name = name_before(text, at).to_ascii_lowercase();
                if name == "url" {
                    let rest = text.get(at + 1..).unwrap_or_default();
                    refers_to(own_part(rest).ok_or_else(|| format!("url({}", shown(rest)))?);
                } else if !name.is_empty() && !WORDS.contains(&&*name) && FUNCTIONS.binary_search(&&*name).is_err() {
                    return Err(format!("{}()", shown(&name)));
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The id in the rest of `url(#id)`, quoted or not.
fn own_part(rest: &str) -> Option<&str> {
    let inside = rest.get(..rest.find(')')?)?.trim();
    let quoted = |quote: char| inside.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let inside = quoted('"').or_else(|| quoted('\'')).unwrap_or(inside);
    inside.strip_prefix('#').filter(|id| is_id(id))
}

/// Whether a text is an id that needs no encoding anywhere.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// The start of what was found, for a message: at most 40 characters.
fn shown(text: &str) -> String {
    text.chars().take(40).take_while(|c| !c.is_control() && *c != ';').collect()
}

fn name_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    let start = before.char_indices().rev().take_while(|(_, c)| is_name(*c)).last().map_or(at, |(start, _)| start);
    before.get(start..).unwrap_or_default()
}

fn name_after(text: &str, at: usize) -> &str {
    let rest: &str = text.get(at..).unwrap_or_default();
    let Range { end, .. } = 0..rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// A character of an identifier (CSS Syntax 3 §4.2, ident code point).
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_harmless(text: &str) -> bool {
        check(text, |_| ()).is_ok()
    }

    #[test]
    fn a_style_may_compute_and_refer_to_the_drawing_itself() {
        assert!(FUNCTIONS.is_sorted());
        for text in [
            "fill:#fff;stroke:rgb(1 2 3/50%)",
            ".a:not(.b)>c{fill:url(#verloop);clip-path:url( \"#knip\" )}",
            "@media (prefers-color-scheme:dark){path{fill:#eee}}@keyframes x{to{transform:rotateX(3deg)}}",
            "@media screen and(min-width:3px){}",
            "url(#a) none",
            "rotate(45 10 10) translate(-1,2)",
            "",
        ] {
            assert!(is_harmless(text), "{text}");
        }
    }

    #[test]
    fn a_style_that_could_load_something_is_refused() {
        for text in [
            "background:image-set(\"//h\" 1x)",
            "background:-webkit-image-set(\"//h\" 1x)",
            "fill:url(//h)",
            "fill:URL( 'https://h' )",
            "fill:url(data:image/png;base64,AAAA)",
            "fill:url(#a",
            "fill:url(#a b)",
            "fill:url(\"#a)",
            "fill:url(/**/#a)",
            "fill:u\\72l(//h)",
            "@import '//h';",
            "@IMPORT url(#a);",
            "@font-face{src:local(x)}",
            "@namespace x '//h';",
            "@charset 'utf-7';",
            "@\\69mport '//h'",
            "@/**/import '//h'",
            "background:image('//h')",
            "background:src('//h')",
            "width:expression(alert(1))",
            "background:cross-fade(a,b)",
            "/*\"*/fill:url(//h)/*\"*/",
            "content:attr(x)",
            "fill:ürl(//h)",
            "background:paint(x)",
            "background:element(#a)",
        ] {
            assert!(!is_harmless(text), "{text}");
        }
    }
}
