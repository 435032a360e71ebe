//! What HTML in a text loads or runs: scripts, styles, frames, films.

use std::ops::Range;

use super::html::{each_element, plain};

/// The kind of something that is loaded or run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadKind {
    /// A script, or an event handler.
    Script,
    /// A style sheet, or a `style` attribute.
    Style,
    /// A frame.
    Frame,
    /// A film or a sound.
    Media,
    /// A plug-in.
    Object,
}

/// Something that is loaded or run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLoad {
    /// Its kind.
    pub kind: LoadKind,
    /// Its address; `None` for what stands in the page itself.
    pub from: Option<Box<str>>,
    /// Its range in the text: that of the HTML that it is part of.
    pub range: Range<usize>,
}

/// What a piece of HTML loads: its kind, its address, and the bytes of that, or of the beginning of its element.
type FoundLoad = (LoadKind, Option<Box<str>>, Option<Range<usize>>);

/// Media types of scripts that are data, and do not run.
const DATA: &[&str] = &["application/json", "application/ld+json", "text/plain", "text/template", "text/html"];

/// What a piece of HTML loads or runs, each once, with the bytes of its address, or of the beginning of its element.
pub(super) fn loads(html: &str) -> Vec<FoundLoad> {
    let mut all: Vec<FoundLoad> = Vec::new();
    let (lower, mut looked_at) = (html.to_ascii_lowercase(), 0);
    each_element(html, |element, attributes| {
        // Elements come in their order.
        let begin = format!("<{element}");
        let start = lower.get(looked_at..).and_then(|rest| rest.find(&begin)).map_or(looked_at, |at| looked_at + at);
        looked_at = start + 1;
        let tag = start..(start + begin.len()).min(html.len());
        let value = |name: &str| {
            let (_, value) = attributes.iter().find(|(known, _)| known == name)?;
            Some(plain(html, value).trim().to_owned())
        };
        let from = |name: &str| value(name).filter(|value| !value.is_empty()).map(Into::into);
        let mut add = |kind, from: Option<Box<str>>| {
            if !all.iter().any(|(known, address, _)| (*known, address) == (kind, &from)) {
                let of =
                    |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
                let at = from.as_ref().and_then(|_| ["src", "href", "data"].iter().find_map(|name| of(name)));
                all.push((kind, from, at.or(Some(tag.clone()))));
            }
        };
        match element {
            "script" if value("type").is_some_and(|kind| DATA.contains(&kind.as_str())) => {}
            "script" => add(LoadKind::Script, from("src")),
            "style" => add(LoadKind::Style, None),
            "link" if value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("stylesheet")) => {
                add(LoadKind::Style, from("href"));
            }
            "iframe" | "frame" if value("src").is_some() => add(LoadKind::Frame, from("src")),
            "embed" => add(LoadKind::Object, from("src")),
            "object" => add(LoadKind::Object, from("data")),
            "video" | "audio" | "source" | "track" if value("src").is_some() => add(LoadKind::Media, from("src")),
            _ => {}
        }
        if attributes.iter().any(|(name, _)| name == "style") {
            add(LoadKind::Style, None);
        }
        if attributes.iter().any(|(name, _)| name.len() > 2 && name.starts_with("on")) {
            add(LoadKind::Script, None);
        }
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_is_found() {
        let found = |html: &str| {
            let all = loads(html).into_iter();
            all.map(|(kind, from, _)| format!("{kind:?} {}", from.as_deref().unwrap_or("-")))
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(found("<div style='x'><p STYLE=y onclick=z()></div><style>p{}</style>"), "Style -, Script -");
        assert_eq!(found("<script>x</script><SCRIPT src=//h/x.js></script>"), "Script -, Script //h/x.js");
        assert_eq!(found("<script type='application/ld+json'>{}</script><link rel=icon href=x>"), "");
        assert_eq!(
            found("<iframe src=https://a.example/></iframe><video src=f.mp4><track src=t.vtt>"),
            "Frame https://a.example/, Media f.mp4, Media t.vtt"
        );
        assert_eq!(found("<object data=x.swf></object><link rel=stylesheet href=a.css>"), "Object x.swf, Style a.css");
        assert_eq!(found("<b>ononono</b> <ol start=3>"), "");
        let html = "<p id='n'>x</p>\n<script>x</script>\n<SCRIPT src=/a.js></script>";
        let places = loads(html).into_iter().filter_map(|(_, _, at)| html.get(at?));
        assert_eq!(places.collect::<Vec<_>>(), ["<script", "/a.js"]);
    }
}
