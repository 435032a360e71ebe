//! Tables in raw HTML, which get a frame to scroll in as those of Markdown have.

use super::html::HtmlScanner;

/// HTML with a frame around each outermost table: `open` goes before it. `depth` is how many tables are open, before and after. `None`
/// where nothing changes.
pub fn with_frames(html: &str, open: impl Fn() -> String, depth: &mut usize) -> Option<String> {
    let is_table = |part: &[u8]| part.eq_ignore_ascii_case(b"<table") || part.eq_ignore_ascii_case(b"/table");
    if !html.as_bytes().windows(b"<table".len()).any(is_table) {
        return None;
    }
    let mut out = String::with_capacity(html.len() + 128);
    let mut done = 0;
    let mut scanner = HtmlScanner { html, at: 0 };
    while let Some(start) = scanner.rest().find('<') {
        scanner.at += start;
        let begin = scanner.at;
        let closes = scanner.rest().starts_with("</");
        scanner.at += usize::from(closes);
        let Some(name) = scanner.element_here() else { continue };
        if !closes {
            std::iter::from_fn(|| scanner.attribute()).for_each(drop);
        }
        match (name.as_str(), closes) {
            ("table", false) => {
                if *depth == 0 {
                    out.push_str(html.get(done..begin).unwrap_or_default());
                    out.push_str(&open());
                    done = begin;
                }
                *depth += 1;
            }
            ("table", true) if *depth > 0 => {
                *depth -= 1;
                scanner.skip_past(">");
                if *depth == 0 {
                    out.push_str(html.get(done..scanner.at).unwrap_or_default());
                    out.push_str("</div>");
                    done = scanner.at;
                }
            }
            ("script" | "style" | "textarea", false) => {
                scanner.skip_past(&format!("</{name}"));
            }
            _ => {}
        }
    }
    if done == 0 && out.is_empty() {
        return None;
    }
    out.push_str(html.get(done..).unwrap_or_default());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(pieces: &[&str]) -> (String, usize) {
        let mut depth = 0;
        let of =
            |piece: &&str| with_frames(piece, || "<div>".to_owned(), &mut depth).unwrap_or_else(|| (*piece).to_owned());
        let all = pieces.iter().map(of).collect();
        (all, depth)
    }

    #[test]
    fn outermost_tables_have_a_frame() {
        assert_eq!(
            framed(&["<p>a</p><TABLE class='<table>'><tr><td><table></table></td></table\n> b"]),
            ("<p>a</p><div><TABLE class='<table>'><tr><td><table></table></td></table\n></div> b".to_owned(), 0)
        );
        assert_eq!(
            framed(&["<table>", "a", "</table>b<table>"]),
            ("<div><table>a</table></div>b<div><table>".into(), 1)
        );
        for same in ["</table>", "<!-- <table> -->", "<script>'<table>'</script>", "<tablet>", "table"] {
            assert_eq!(framed(&[same]), (same.to_owned(), 0));
        }
    }
}
