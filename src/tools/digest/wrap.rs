//! Lines of plain text for mail: at most 78 characters (RFC 5322 §2.1.1), unless a single word is longer.

/// The longest line, in characters.
const WIDEST: usize = 78;

/// A text whose lines are broken between words. What begins a line with spaces goes on below them; of several empty lines, two are kept.
pub(super) fn wrap(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 2 {
            wrap_line(line, &mut wrapped);
        }
    }
    wrapped
}

fn wrap_line(line: &str, wrapped: &mut String) {
    let words = line.trim_start();
    let indent = line.get(..line.len() - words.len()).unwrap_or_default();
    // A line that begins with a sign goes on below its text.
    let further = if words.starts_with("* ") { format!("{indent}  ") } else { indent.to_owned() };
    let mut width = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if width == 0 {
            wrapped.push_str(indent);
            width = indent.chars().count() + length;
        } else if width + 1 + length > WIDEST {
            wrapped.push('\n');
            wrapped.push_str(&further);
            width = further.chars().count() + length;
        } else {
            wrapped.push(' ');
            width += 1 + length;
        }
        wrapped.push_str(word);
    }
    wrapped.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_keep_their_indent() {
        let words = "woord ".repeat(30);
        let address = format!("https://proef.example/{}", "a".repeat(100));
        let text = format!("\n* {words}\n  {words}\n\n\n\n\nEinde {address} op\n");
        let wrapped = wrap(&text);
        let long: Vec<&str> = wrapped.lines().filter(|line| line.chars().count() > WIDEST).collect();
        assert_eq!(long, [address.as_str()]);
        assert!(wrapped.starts_with("* woord woord") && wrapped.contains("\n  woord"), "{wrapped}");
        assert!(wrapped.contains("woord\n\n\nEinde\n") && wrapped.ends_with("\nop\n"), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().count(), text.split_whitespace().count());
    }
}
