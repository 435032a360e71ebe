//! A text in the forms of Ghost's editors, Lexical and Mobiledoc → HTML.

use serde_json::Value;

use super::cards::{card, is_hidden};
use super::html_tag::{attribute_value, html_text};

/// The deepest nesting that is read.
const DEEPEST: usize = 50;

/// A text that is read, with the kinds of cards that are not known.
#[derive(Debug, Default)]
pub(super) struct GhostText {
    /// The HTML.
    pub(super) html: String,
    /// Kinds of cards that are not known.
    pub(super) unknown: Vec<String>,
    /// How many cards were not for all readers of the site.
    pub(super) hidden: usize,
}

/// Reads a text in the form of Lexical.
pub(super) fn lexical(json: &str) -> Option<GhostText> {
    let value: Value = serde_json::from_str(json).ok()?;
    let mut text = GhostText::default();
    text.nodes(value.get("root")?, 0);
    Some(text)
}

/// Reads a text in the form of Mobiledoc.
pub(super) fn mobiledoc(json: &str) -> Option<GhostText> {
    let document: Value = serde_json::from_str(json).ok()?;
    let mut text = GhostText::default();
    for section in document.get("sections")?.as_array()? {
        text.section(&document, section);
    }
    Some(text)
}

/// The formats of a text, and their elements.
const FORMATS: &[(u64, &str)] =
    &[(1, "strong"), (2, "em"), (4, "del"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark")];

impl GhostText {
    fn nodes(&mut self, parent: &Value, depth: usize) {
        let children = parent.get("children").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for child in children.iter().filter(|_| depth < DEEPEST) {
            self.node(child, depth + 1);
        }
    }

    fn within(&mut self, open: &str, close: &str, node: &Value, depth: usize) {
        self.html.push_str(open);
        self.nodes(node, depth);
        self.html.push_str(close);
    }

    fn node(&mut self, node: &Value, depth: usize) {
        let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
        let kind = text("type");
        match kind.strip_prefix("extended-").unwrap_or(kind) {
            "text" => self.words(text("text"), node.get("format").and_then(Value::as_u64).unwrap_or_default()),
            "linebreak" => self.html.push_str("<br>"),
            "tab" => self.html.push(' '),
            "paragraph" => self.within("<p>", "</p>\n", node, depth),
            "heading" => {
                let tag =
                    ["h1", "h2", "h3", "h4", "h5", "h6"].into_iter().find(|tag| *tag == text("tag")).unwrap_or("h2");
                self.within(&format!("<{tag}>"), &format!("</{tag}>\n"), node, depth);
            }
            "link" | "autolink" => {
                self.within(&format!("<a href=\"{}\">", attribute_value(text("url"))), "</a>", node, depth);
            }
            "list" => {
                let tag = if text("listType") == "number" || text("tag") == "ol" { "ol" } else { "ul" };
                self.within(&format!("<{tag}>"), &format!("</{tag}>\n"), node, depth);
            }
            "listitem" => self.within("<li>", "</li>", node, depth),
            "quote" | "aside" => self.within("<blockquote><p>", "</p></blockquote>\n", node, depth),
            kind if is_hidden(kind, node) => self.hidden += 1,
            kind => {
                if let Some(html) = card(kind, node) {
                    self.html.push_str(&html);
                } else {
                    self.unknown.push(kind.to_owned());
                    self.nodes(node, depth);
                }
            }
        }
    }

    fn words(&mut self, words: &str, format: u64) {
        let elements: Vec<&str> = FORMATS.iter().filter(|(bit, _)| format & bit != 0).map(|(_, name)| *name).collect();
        self.html.extend(elements.iter().map(|name| format!("<{name}>")));
        self.html.push_str(&html_text(words));
        self.html.extend(elements.iter().rev().map(|name| format!("</{name}>")));
    }

    fn section(&mut self, document: &Value, section: &Value) {
        let part = |at: usize| section.get(at);
        let tag = part(1).and_then(Value::as_str).unwrap_or("p");
        let is_tag = !tag.is_empty() && tag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let tag = if is_tag { tag } else { "p" };
        match part(0).and_then(Value::as_u64) {
            Some(1) => {
                let tag = if matches!(tag, "aside" | "pull-quote") { "blockquote" } else { tag };
                self.html.extend([format!("<{tag}>")]);
                self.markers(document, part(2));
                self.html.extend([format!("</{tag}>\n")]);
            }
            Some(2) => {
                self.html.extend([format!("<p><img src=\"{}\" alt=\"\"></p>\n", attribute_value(tag_url(section)))]);
            }
            Some(3) => {
                self.html.extend([format!("<{tag}>")]);
                for item in part(2).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
                    self.html.push_str("<li>");
                    self.markers(document, Some(item));
                    self.html.push_str("</li>");
                }
                self.html.extend([format!("</{tag}>\n")]);
            }
            Some(10) => {
                let place = part(1).and_then(Value::as_u64).and_then(|place| usize::try_from(place).ok());
                let found = place.and_then(|place| document.get("cards")?.get(place));
                let kind = found.and_then(|found| found.get(0)?.as_str()).unwrap_or_default();
                let nothing = Value::Null;
                let values = found.and_then(|found| found.get(1)).unwrap_or(&nothing);
                match card(kind, values) {
                    _ if is_hidden(kind, values) => self.hidden += 1,
                    Some(html) => self.html.push_str(&html),
                    None => self.unknown.push(kind.to_owned()),
                }
            }
            _ => {}
        }
    }

    /// Words with their marks: `[kind, [marks that open], number that close, text]`.
    fn markers(&mut self, document: &Value, markers: Option<&Value>) {
        let mut open: Vec<String> = Vec::new();
        for marker in markers.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default() {
            let marks = marker.get(1).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            for mark in
                marks.iter().filter_map(|mark| document.get("markups")?.get(usize::try_from(mark.as_u64()?).ok()?))
            {
                let name = mark.get(0).and_then(Value::as_str).unwrap_or("span");
                let href = mark.get(1).and_then(|pairs| pairs.get(1)).and_then(Value::as_str);
                let href = href.filter(|_| name == "a").map(|href| format!(" href=\"{}\"", attribute_value(href)));
                self.html.extend([format!("<{name}{}>", href.unwrap_or_default())]);
                open.push(name.to_owned());
            }
            match marker.get(3) {
                Some(Value::String(text)) => self.html.push_str(&html_text(text)),
                // The only atom that Ghost has is a break.
                Some(Value::Number(_)) => self.html.push_str("<br>"),
                _ => {}
            }
            for _ in 0..marker.get(2).and_then(Value::as_u64).unwrap_or_default().min(20) {
                let closed = open.pop().map(|name| format!("</{name}>"));
                self.html.push_str(&closed.unwrap_or_default());
            }
        }
    }
}

fn tag_url(section: &Value) -> &str {
    section.get(1).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lexical_is_html() {
        let json = r#"{"root":{"children":[
            {"type":"extended-heading","tag":"h2","children":[{"type":"extended-text","text":"Kop"}]},
            {"type":"paragraph","children":[{"type":"text","text":"a < ","format":0},{"type":"text","text":"b","format":3},
                {"type":"linebreak"},{"type":"link","url":"https://x.example/?a=1&b=2","children":[{"type":"text","text":"c"}]}]},
            {"type":"list","listType":"number","children":[{"type":"listitem","children":[{"type":"text","text":"een"}]}]},
            {"type":"image","src":"/content/images/a.jpg","alt":"A","caption":"De <b>a</b>"},
            {"type":"onbekend","children":[{"type":"text","text":"d"}]}]}}"#;
        let text = lexical(json).unwrap();
        assert_eq!(
            text.html,
            "<h2>Kop</h2>\n<p>a &lt; <strong><em>b</em></strong><br><a href=\"https://x.example/?a=1&amp;b=2\">c</a></p>\n\
             <ol><li>een</li></ol>\n<figure><img src=\"/content/images/a.jpg\" alt=\"A\"><figcaption>De <b>a</b></figcaption></figure>\nd"
        );
        assert_eq!(text.unknown, ["onbekend"]);
        let deep = format!("{{\"root\":{}{}}}", "{\"type\":\"quote\",\"children\":[".repeat(60), "]}".repeat(60));
        assert!(lexical(&deep).is_some());
    }

    #[test]
    fn mobiledoc_is_html() {
        let json = r#"{"version":"0.3.1","atoms":[["soft-return","",{}]],"cards":[["markdown",{"markdown":"*m*"}],["hr",{}],["x",{}]],
            "markups":[["strong"],["a",["href","/b/"]]],
            "sections":[[1,"p",[[0,[],0,"a "],[0,[0,1],2,"b"],[1,[],0,0],[0,[],0,"c"]]],[10,0],[10,1],[3,"ul",[[[0,[],0,"een"]],[[0,[],0,"twee"]]]],[10,2],[10,99]]}"#;
        let text = mobiledoc(json).unwrap();
        assert_eq!(
            text.html,
            "<p>a <strong><a href=\"/b/\">b</a></strong><br>c</p>\n<p><em>m</em></p>\n<hr>\n<ul><li>een</li><li>twee</li></ul>\n"
        );
        assert_eq!(text.unknown, ["x", ""]);
        assert!(mobiledoc("{}").is_none() && mobiledoc("x").is_none());
    }
}
