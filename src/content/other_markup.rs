//! Lines of Textile and reStructuredText, and pictures of Markdown with a space too many.

use super::foreign_mark::FoundMark;

/// A heading or a quotation of Textile, `h2. Heading`, or a directive of reStructuredText, `.. note:: text`.
pub(super) fn other_markup(line: &str) -> Option<FoundMark> {
    let hint = if let Some(line) = line.strip_prefix(".. ") {
        directive(line)?
    } else {
        let (sign, words) = line.split_once(". ")?;
        match sign.as_bytes() {
            [b'h', level @ b'1'..=b'6'] => {
                format!("write `{} {}`", "#".repeat(usize::from(level - b'0').max(2)), words.trim())
            }
            b"bq" => format!("write `> {}`", words.trim()),
            _ => return None,
        }
    };
    Some((line.len(), hint))
}

/// What to write instead of a directive of reStructuredText.
fn directive(line: &str) -> Option<String> {
    let (name, words) = line.split_once("::")?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let words = words.trim();
    let hint = match name {
        "image" | "figure" if !words.is_empty() => format!("write `![description of the picture]({words})`"),
        "contents" => "remove it: long items show their headings by themselves".to_owned(),
        "note" | "tip" | "warning" | "hint" | "important" | "attention" | "caution" | "danger" | "admonition" => {
            "write a line `::: note` instead, and a line `:::` below the text, which then has no spaces before it"
                .to_owned()
        }
        "code" | "code-block" | "sourcecode" => {
            format!("write a line ```` ```{words} ```` instead, and a line ```` ``` ```` below the code")
        }
        _ => "remove it, and write in Markdown what it would show".to_owned(),
    };
    is_name.then_some(hint)
}

/// A picture with a space behind its first sign, `! [alt](foto.jpg)`, which is a link. `start` is the byte at which the link begins.
pub(super) fn picture_as_link(body: &str, start: usize, address: &str) -> Option<FoundMark> {
    const ENDS: [&str; 7] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"];
    let before = body.get(..start)?.strip_suffix("! ")?;
    let stands_alone = before.is_empty() || before.ends_with(char::is_whitespace);
    let is_picture = ENDS.iter().any(|end| address.to_ascii_lowercase().ends_with(end));
    let words = body.get(start..)?.strip_prefix('[')?.split(']').next()?;
    (stands_alone && is_picture).then(|| (2, format!("write `![{words}]({address})`, without the space")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_markup_are_told_with_what_to_write() {
        for (line, hint) in [
            ("h3. De prijs", "write `### De prijs`"),
            ("h1. De prijs", "write `## De prijs`"),
            ("bq. Wij zijn trots.", "write `> Wij zijn trots.`"),
            (".. image:: foto.jpg", "write `![description of the picture](foto.jpg)`"),
            (".. raw:: html", "remove it, and write in Markdown what it would show"),
        ] {
            assert_eq!(other_markup(line).map(|(_, hint)| hint).as_deref(), Some(hint), "{line}");
        }
        for line in ["h. a", "Zo. Dat", "h7. a", ".. en verder", "... en :: zo", "bq.a"] {
            assert_eq!(other_markup(line), None, "{line}");
        }
        assert!(picture_as_link("! [Een brug](brug.jpg)", 2, "brug.jpg").is_some());
        assert_eq!(picture_as_link("Kijk! [Een brug](brug.jpg)", 6, "brug.jpg"), None);
        assert_eq!(picture_as_link("! [Meer](meer.md)", 2, "meer.md"), None);
    }
}
