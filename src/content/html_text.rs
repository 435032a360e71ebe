//! The text of HTML, without its elements: for the summaries of bodies that are HTML, and to count their words.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;

/// Leaves paragraphs only: no attributes, and nothing of scripts and styles.
static PARAGRAPHS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder.tags(HashSet::from(["p"])).generic_attributes(HashSet::new());
    builder
});

/// The most bytes of HTML that are read for a summary.
const LONGEST: usize = 20_000;

/// The paragraphs of a piece of HTML as plain text; all of its text where it has none.
pub fn paragraphs(html: &str) -> Vec<String> {
    let start = (0..=LONGEST.min(html.len())).rev().find_map(|end| html.get(..end)).unwrap_or(html);
    let clean = with_spaces(start);
    let inner = clean.split("<p>").skip(1).filter_map(|part| part.split("</p>").next());
    let paragraphs: Vec<String> = inner.map(plain).filter(|text| says_something(text)).collect();
    if !paragraphs.is_empty() {
        return paragraphs;
    }
    let all = plain(&clean.replace("<p>", " ").replace("</p>", " "));
    if says_something(&all) { vec![all] } else { Vec::new() }
}

/// How many words a piece of HTML has.
pub(super) fn words(html: &str) -> u32 {
    let clean = with_spaces(html).replace("<p>", " ").replace("</p>", " ");
    u32::try_from(clean.split_whitespace().filter(|word| says_something(word)).count()).unwrap_or(u32::MAX)
}

/// HTML with its paragraphs only, and a space where a line or a cell ends.
fn with_spaces(html: &str) -> String {
    let spaced = ["<br", "</li", "</td", "</th", "</div", "</h"].into_iter();
    let spaced = spaced.fold(html.to_owned(), |html, tag| html.replace(tag, &format!(" {tag}")));
    PARAGRAPHS.clean(&spaced).to_string()
}

/// Text as the sanitiser writes it, with its entities replaced.
fn plain(html: &str) -> String {
    let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{a0}");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_has_a_text() {
        let html = "<style>p{}</style><p class=a>E&eacute;n &amp; <b>twee</b></p>\n<p><img src=a></p><script>x()</script><p>Drie";
        assert_eq!(paragraphs(html), ["Eén & twee", "Drie"]);
        assert_eq!(paragraphs("<div>Een<br>twee</div>\n<table><tr><td>a<td>b</table>"), ["Een twee ab"]);
        assert!(paragraphs("<img src=a><!-- b -->").is_empty());
        assert_eq!(words(html), 4);
    }
}
