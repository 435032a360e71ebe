//! Cards of editors, such as that of Ghost: images, galleries, films, bookmarks and notes that stand between paragraphs → HTML.

use pulldown_cmark::{Options, Parser, html};
use serde_json::Value;

use super::html_tag::{attribute_value, html_text};
use super::wordpress_embeds::link;

/// The text under one of some keys.
fn text<'v>(card: &'v Value, keys: &[&str]) -> &'v str {
    keys.iter().find_map(|key| card.get(*key)?.as_str()).unwrap_or_default()
}

/// Whether readers of the site did not see a card: it was for messages, or for members.
pub(super) fn is_hidden(kind: &str, card: &Value) -> bool {
    let is_no = |path: &str| card.pointer(path).and_then(Value::as_bool) == Some(false);
    matches!(kind, "email" | "email-cta") || is_no("/visibility/web/nonMember") || is_no("/visibility/showOnWeb")
}

/// The HTML of a card. `None` for a kind that is not known.
pub(super) fn card(kind: &str, card: &Value) -> Option<String> {
    let captioned = |inner: &str| {
        let caption = text(card, &["caption"]);
        let caption = if caption.is_empty() { String::new() } else { format!("<figcaption>{caption}</figcaption>") };
        format!("<figure>{inner}{caption}</figure>\n")
    };
    let url = text(card, &["url", "src", "buttonUrl"]);
    Some(match kind {
        "image" | "image-card" => captioned(&image(card)),
        "gallery" => {
            let images = card.get("images").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let figures: Vec<String> = images.iter().map(|one| format!("<figure>{}</figure>\n", image(one))).collect();
            format!("{}<p>{}</p>\n", figures.concat(), text(card, &["caption"]))
        }
        "markdown" | "card-markdown" => of_markdown(text(card, &["markdown"])),
        "hr" | "horizontalrule" => "<hr>\n".to_owned(),
        "code" | "codeblock" => {
            let class = text(card, &["language"]);
            let class = if class.is_empty() {
                String::new()
            } else {
                format!(" class=\"language-{}\"", attribute_value(class))
            };
            format!("<pre><code{class}>{}</code></pre>\n", html_text(text(card, &["code"])))
        }
        "embed" | "embed-card" if !url.is_empty() => format!("{}\n", link(url)),
        "html" | "html-card" | "embed" => format!("{}\n", text(card, &["html"])),
        "bookmark" => {
            let about = card.get("metadata").unwrap_or(card);
            bookmark(url, text(about, &["title"]), text(about, &["description"]))
        }
        "callout" => format!(
            "<blockquote><p>{} {}</p></blockquote>\n",
            text(card, &["calloutEmoji"]),
            text(card, &["calloutText"])
        ),
        "toggle" => {
            format!(
                "<details><summary>{}</summary>{}</details>\n",
                html_text(text(card, &["heading"])),
                text(card, &["content"])
            )
        }
        "button" | "call-to-action" => {
            let words = html_text(text(card, &["buttonText", "fileTitle"]));
            format!("{}<p><a href=\"{}\">{words}</a></p>\n", text(card, &["html", "textValue"]), attribute_value(url))
        }
        "file" => {
            let words = [text(card, &["fileTitle"]), text(card, &["fileName"]), url]
                .into_iter()
                .find(|words| !words.is_empty());
            format!("<p><a href=\"{}\">{}</a></p>\n", attribute_value(url), html_text(words.unwrap_or_default()))
        }
        "audio" | "video" => captioned(&format!("<{kind} controls src=\"{}\"></{kind}>", attribute_value(url))),
        "product" => format!("<h4>{}</h4>\n{}\n", text(card, &["productTitle"]), text(card, &["productDescription"])),
        "header" => format!("<h2>{}</h2>\n<p>{}</p>\n", text(card, &["header", "heading"]), text(card, &["subheader"])),
        "paywall" | "signup" | "soft-return" => String::new(),
        _ => return None,
    })
}

fn image(card: &Value) -> String {
    let (src, alt) = (attribute_value(text(card, &["src", "imgSrc"])), attribute_value(text(card, &["alt"])));
    format!("<img src=\"{src}\" alt=\"{alt}\">")
}

/// A link to another page, with what it is about.
pub(super) fn bookmark(url: &str, title: &str, about: &str) -> String {
    let title = if title.is_empty() { url } else { title };
    let about = if about.is_empty() { String::new() } else { format!("<br>{}", html_text(about)) };
    format!("<p><a href=\"{}\">{}</a>{about}</p>\n", attribute_value(url), html_text(title))
}

/// Markdown between HTML, as HTML.
pub(super) fn of_markdown(markdown: &str) -> String {
    let mut written = String::new();
    html::push_html(&mut written, Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH));
    written
}
