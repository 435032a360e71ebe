//! The comments of HTML in a text of WordPress, in which blocks and marks stand.

/// The text before each comment, the comment, and what stands in it; last the text behind all of them, with empty ones.
pub(super) fn comments(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some((before, comment)) = text.find("<!--").and_then(|at| text.split_at_checked(at)) else {
            return Some((text, "", ""));
        };
        let end = comment.find("-->").map_or(comment.len(), |end| end + 3);
        let (whole, after) = comment.split_at_checked(end).unwrap_or((comment, ""));
        rest = Some(after);
        Some((before, whole, whole.trim_start_matches("<!--").trim_end_matches("-->").trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_comments() {
        let cut: Vec<_> = comments("a<!-- wp:b -->c<!--more").collect();
        assert_eq!(cut, [("a", "<!-- wp:b -->", "wp:b"), ("c", "<!--more", "more"), ("", "", "")]);
    }
}
