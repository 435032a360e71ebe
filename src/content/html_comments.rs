//! Comments in HTML, and instructions for a program such as PHP: they are for writers, and readers do not get them.

/// The elements whose text is no HTML (HTML §13.1.2): what looks like a comment there is none.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// HTML without its comments and instructions; `None` where it has none. One that never ends is left as it is: checks report it.
pub fn without_comments(html: &str) -> Option<String> {
    if !html.contains("<!--") && !html.contains("<?") {
        return None;
    }
    // An end that is not there is not looked for at each beginning.
    let last_comment = html.rfind("-->").max(html.rfind("--!>"));
    let (last_instruction, last_tag) = (html.rfind("?>"), html.rfind('>'));
    let (mut kept, mut at, mut has_changed) = (String::with_capacity(html.len()), 0, false);
    while let Some(start) = html.get(at..).and_then(|rest| rest.find('<')).map(|found| at + found) {
        let rest = html.get(start..).unwrap_or_default();
        let here = Some(start);
        let comment = if last_comment > here { comment(rest) } else { None };
        let end = if last_instruction > here { "?>" } else { ">" };
        let instruction = || if last_tag > here { instruction(rest, end) } else { None };
        let (skipped, is_comment) = match comment.or_else(instruction) {
            Some(length) => (length, true),
            None => (raw_text(rest).unwrap_or(1), false),
        };
        let end = if is_comment { start } else { start + skipped };
        kept.push_str(html.get(at..end).unwrap_or_default());
        (at, has_changed) = (start + skipped, has_changed || is_comment);
    }
    kept.push_str(html.get(at..).unwrap_or_default());
    has_changed.then_some(kept)
}

/// The length of the comment that a text starts with (HTML §13.1.6, and what browsers make of shorter ones).
fn comment(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("<!--")?;
    let shortest = [">", "->"].into_iter().find(|end| inner.starts_with(end));
    let is_end = |at: &usize| inner.get(..*at).is_some_and(|before| before.ends_with("--") || before.ends_with("--!"));
    let end = || inner.match_indices('>').map(|(at, _)| at).find(is_end).map(|at| at + 1);
    let length = shortest.map_or_else(end, |end| Some(end.len()))?;
    Some("<!--".len() + length)
}

/// The length of the instruction that a text starts with: `<?php … ?>` (XML §2.6; without `?>` browsers leave it at the first `>`).
fn instruction(text: &str, end: &str) -> Option<usize> {
    let inner = text.strip_prefix("<?")?;
    Some(2 + inner.find(end)? + end.len())
}

/// The length of the element that a text starts with, if its text is no HTML, up to its end tag.
fn raw_text(text: &str) -> Option<usize> {
    let starts = |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let name = RAW.into_iter().find(|name| starts(text.get(1..).unwrap_or_default(), name))?;
    let after = text.get(1 + name.len()..)?;
    if after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-') {
        return None;
    }
    let is_end = |at: &usize| after.get(at + 2..).is_some_and(|rest| starts(rest, name));
    let end = after.match_indices("</").map(|(at, _)| at).find(is_end).unwrap_or(after.len());
    Some(1 + name.len() + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_nothing_else() {
        for (html, kept) in [
            ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
            ("<!-- {{< x >}} -->", ""),
            ("<!---->a<!-->b<!--->c", "abc"),
            ("a<!-- b --!>c <!-- d\n\n-->", "ac "),
            ("<!-- <script> -->a<script>x = '<!-- y -->';</script><!-- z -->", "a<script>x = '<!-- y -->';</script>"),
            ("<STYLE>/* <!-- */</STYLE><!--x-->", "<STYLE>/* <!-- */</STYLE>"),
            ("<scripty><!--x--></scripty>", "<scripty></scripty>"),
            ("a<?php if ($b > 3) { echo 1; } ?>c<?d>e", "ace"),
            ("<script>x = '<?y?>'</script><?z?>", "<script>x = '<?y?>'</script>"),
        ] {
            assert_eq!(without_comments(html).as_deref(), Some(kept), "{html}");
        }
        for html in ["<p>a</p>", "a <!-- b", "<script><!-- a --></script>", "1 < 2 <!", "a <?php b"] {
            assert_eq!(without_comments(html), None, "{html}");
        }
    }
}
