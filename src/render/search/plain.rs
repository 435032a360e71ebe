//! The text of HTML that this program wrote, for the words in it.

/// Elements whose text nobody reads.
const UNREAD: [&str; 4] = ["script", "style", "template", "noscript"];

/// Elements within words: the text before and after them is one.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "small",
    "span", "strong", "wbr",
];

/// The text of a piece of HTML. Between blocks, cells and lines there are spaces.
pub fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        decode(before, &mut text);
        rest = tag(after, &mut text);
    }
    decode(rest, &mut text);
    text
}

/// What follows a tag, of which the `<` was read.
fn tag<'h>(html: &'h str, text: &mut String) -> &'h str {
    if let Some(comment) = html.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    let inner = html.trim_start_matches('/');
    if !inner.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '!' || letter == '?') {
        text.push('<');
        return html;
    }
    let end = inner.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = inner.get(..end).unwrap_or_default().to_ascii_lowercase();
    let after = after_attributes(html);
    let is_opening = inner.len() == html.len();
    if is_opening && UNREAD.contains(&&*name) {
        let close = format!("</{name}");
        let end = after.to_ascii_lowercase().find(&close).unwrap_or(after.len());
        return after.get(end..).unwrap_or_default();
    }
    if !INLINE.contains(&&*name) {
        text.push(' ');
    }
    after
}

/// What follows the `>` of a tag; one within quotation marks does not end it.
fn after_attributes(html: &str) -> &str {
    let mut quote = None;
    for (at, letter) in html.char_indices() {
        match (quote, letter) {
            (None, '>') => return html.get(at + 1..).unwrap_or_default(),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    ""
}

/// Adds text with its entities replaced: those that the writer of HTML makes, and numbers.
fn decode(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let letter = entity.and_then(|(name, after)| Some((letter_of(name)?, after)));
        let (letter, after) = letter.unwrap_or(('&', after));
        text.push(letter);
        rest = after;
    }
    text.push_str(rest);
}

fn letter_of(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "shy" => Some('\u{ad}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_is_left() {
        let html = "<h2 title=\"a > b\">Ge<em>meen</em>te</h2><p>A&amp;B &lt;c&gt; &#233;&#x20AC; &no;</p><!-- geheim -->\
                    <script>geheim()</script><td>1</td><td>2</td><br>3 < 4";
        let words: Vec<String> = plain(html).split_whitespace().map(str::to_owned).collect();
        assert_eq!(words, ["Gemeente", "A&B", "<c>", "é€", "&no;", "1", "2", "3", "<", "4"]);
    }

    #[test]
    fn what_does_not_end_is_no_trouble() {
        for html in ["<", "<p", "<p a=\"", "<!--", "<script>x", "&", "&#x110000;", "</"] {
            plain(html);
        }
    }
}
