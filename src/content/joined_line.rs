//! Lines below each other that readers see as one: Markdown shows the lines of a paragraph behind each other.

/// The most characters of a line and of the words before its colon.
const LINE: usize = 60;
const LABEL: usize = 25;

/// The length of the first of several lines such as `Tel: 0500-12 34 57`. `start` is the byte at which its text starts.
pub(super) fn joined_line(body: &str, start: usize) -> Option<(usize, String)> {
    // Most texts do not start a line: that is seen without a look at all of a long one.
    let above = body.get(..start)?.trim_end_matches([' ', '\t']);
    if !above.is_empty() && !above.ends_with('\n') {
        return None;
    }
    let above = above.strip_suffix('\n').unwrap_or(above);
    let (line, below) = body.get(start..)?.split_once('\n')?;
    let next = below.lines().next()?;
    let before = above.rsplit('\n').next().unwrap_or_default();
    let is_first = is_labelled(line) && is_labelled(next) && !is_labelled(before);
    let hint =
        "write `- ` before each line, with an empty line above the first, or a backslash at the end of each line";
    is_first.then(|| (line.trim_end().len(), hint.to_owned()))
}

/// Whether a line is a word or a few, a colon, and something short behind it, and does not end in a line break of Markdown.
fn is_labelled(line: &str) -> bool {
    let Some((label, value)) = line.trim_end_matches('\r').split_once(": ") else { return false };
    let is_label = label.starts_with(char::is_uppercase)
        && label.chars().count() <= LABEL
        && label.split_whitespace().count() <= 3
        && label.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/'));
    let is_broken = line.ends_with("  ") || line.trim_end().ends_with('\\') || line.trim_end().ends_with("<br>");
    is_label && !value.trim().is_empty() && line.chars().count() <= LINE && !is_broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_labels_are_seen_as_one() {
        let is_found = |body: &str| joined_line(body, 0).is_some();
        assert!(is_found("Voorzitter: Jan\nSecretaris: Klaas\n"));
        assert!(is_found("Tel: 0500-12 34 57\nE-mail: info@dorp.example\n"));
        for body in [
            "Voorzitter: Jan  \nSecretaris: Klaas\n",
            "Voorzitter: Jan\\\nSecretaris: Klaas\n",
            "Voorzitter: Jan\n\nSecretaris: Klaas\n",
            "Het punt is dit: de weg\nblijft dicht\n",
            "Let op: de weg is vanaf morgen tot en met zondag dicht voor alle verkeer\nOok: fietsers\n",
            "Om 12:30 uur\nOm 13:30 uur\n",
        ] {
            assert!(!is_found(body), "{body}");
        }
        assert_eq!(joined_line("A: b\nC: d\nE: f\n", 5), None);
    }
}
