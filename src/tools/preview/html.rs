//! The script that the preview inserts into pages, and the preview's own pages.

use crate::base::{Diagnostic, Fingerprint};

/// The folder of the preview's own addresses. No site has pages there, because hidden files are not published.
pub(super) const OWN: &str = "/.courant/";

/// The template of the preview's own pages.
const PAGE: &str = include_str!("assets/page.html");

/// The most errors on one of these pages; the overlay shows all.
const MOST: usize = 20;

/// Inserts the preview's script into a page: two tags in its head.
pub(super) fn with_preview(mut page: Vec<u8>, fingerprint: Option<Fingerprint>) -> Vec<u8> {
    let fingerprint = fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default();
    let tags = format!(
        "<meta name=\"courant-preview\" content=\"{fingerprint}\">\n<script type=\"module\" src=\"{OWN}preview.js\"></script>\n"
    );
    let place = end_of_head(&page).unwrap_or(page.len());
    page.splice(place..place, tags.into_bytes());
    page
}

fn end_of_head(page: &[u8]) -> Option<usize> {
    page.windows(6).position(|tag| tag.eq_ignore_ascii_case(b"</head"))
}

/// The reason for a page of the preview itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// There is no generation yet.
    NothingYet,
    /// The template of this page has errors.
    Broken,
    /// The text of this page has changed, and the site has errors.
    Outdated,
    /// The site has no page for missing addresses.
    Nothing,
    /// There is no generation at the chosen moment.
    NotAtMoment,
}

impl Why {
    /// The key of the sentence in the script, which has other languages, and the English sentence.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NothingYet => ("nothing_yet", "There is nothing to show yet: the site has errors."),
            Self::Broken => ("broken", "This page cannot be rendered: its template has errors."),
            Self::Outdated => {
                ("outdated", "This page has changed, and is shown again when the errors in the site are fixed.")
            }
            Self::Nothing => ("nothing", "There is no page at this address."),
            Self::NotAtMoment => ("not_at_moment", "The site cannot be built as of that time."),
        }
    }
}

/// A page of the preview itself.
pub(super) fn own_page(language: &str, why: Why, findings: &[Diagnostic]) -> Vec<u8> {
    let (name, sentence) = why.words();
    let told = |finding: &Diagnostic| {
        let place = &finding.place;
        let place = if place.line == 0 {
            place.file.to_string()
        } else {
            format!("{}:{}:{}", place.file, place.line, place.column)
        };
        format!("<li>{}: {}</li>\n", escape(&place), escape(&finding.message))
    };
    let list: String = findings.iter().filter(|finding| finding.is_error()).take(MOST).map(told).collect();
    let page = PAGE.replace("{language}", &escape(language)).replace("{name}", name).replace("{sentence}", sentence);
    with_preview(page.replace("{mistakes}", &list).into_bytes(), None)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if letter.is_control() => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A file of the preview itself: its text and media type.
pub(super) fn own_file(name: &str) -> Option<(&'static str, &'static str)> {
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    Some(match name {
        "preview.js" => (include_str!("assets/preview.js"), SCRIPT),
        "bar.js" => (include_str!("assets/bar.js"), SCRIPT),
        "overlay.js" => (include_str!("assets/overlay.js"), SCRIPT),
        "parts.js" => (include_str!("assets/parts.js"), SCRIPT),
        "swap.js" => (include_str!("assets/swap.js"), SCRIPT),
        "words.js" => (include_str!("assets/words.js"), SCRIPT),
        "preview.css" => (include_str!("assets/preview.css"), "text/css; charset=utf-8"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_all_its_bytes() {
        for page in ["<!doctype html><head><title>a</title></HEAD><body>b", "<p>no head", "", "<head>é</head></head>"]
        {
            let shown = String::from_utf8(with_preview(page.into(), Some(Fingerprint::default()))).unwrap();
            let (before, after) = shown.split_once("<meta name=\"courant-preview\"").unwrap();
            let after = after.split_once("</script>\n").unwrap().1;
            assert_eq!(format!("{before}{after}"), page);
            assert!(
                before.is_empty() || before.ends_with("</title>") || after.is_empty() || after.starts_with("</head")
            );
        }
    }

    #[test]
    fn what_writers_wrote_is_text_on_our_own_pages() {
        use crate::base::{Code, Place};
        let finding = Diagnostic::new(Code::UnknownKey, Place::file("<b>.md"), "<script>alert('x')</script>\u{1}");
        let page = String::from_utf8(own_page("nl\"><script>", Why::Broken, &[finding])).unwrap();
        assert!(!page.contains("<script>") && !page.contains("<b>") && !page.contains('\u{1}'), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{page}");
    }
}
