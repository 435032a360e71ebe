//! What Markdown and directives have for the usual tags of other programs: figures, films, notes, quotations, code.

use super::template_tag::TagCall;

/// The Markdown for a tag of one of the usual names; `inner` is the text up to the tag that closes it.
pub(super) fn equivalent(call: &TagCall, inner: Option<&str>) -> Option<String> {
    let name = call.name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let name = name.strip_suffix(".html").or_else(|| name.strip_suffix(".md")).unwrap_or(&name);
    let own = match name {
        "youtube" | "yt" | "youtube-embed" | "youtubeplayer" | "embed-youtube" | "lite-youtube" | "youtube-lite"
        | "youtube-video" | "youtubeembed" | "youtubevideo" => {
            video(call, "YouTube", "https://www.youtube.com/watch?v=")
        }
        "vimeo" | "vimeo-embed" => video(call, "Vimeo", "https://vimeo.com/"),
        "dailymotion" => video(call, "Dailymotion", "https://www.dailymotion.com/video/"),
        "gist" => gist(call),
        "tweet" | "twitter" | "x" | "twitter-simple" => post(call),
        "instagram" | "instagram-simple" => {
            Some(link(call.get_or(&["id", "url"], 0)?, "Instagram", "https://www.instagram.com/p/"))
        }
        "speakerdeck" | "slideshare" | "soundcloud" | "spotify" | "audio" | "video" | "mastodon" | "toot" => {
            Some(link(call.get_or(&["url", "src", "link", "id", "file"], 0)?, name, ""))
        }
        "highlight" | "codeblock" | "code" | "prism" | "code-block" => inner.map(|inner| code(call, inner)),
        "blockquote" | "quote" | "pullquote" | "quote-block" | "epigraph" | "testimonial" => {
            inner.or_else(|| call.get(&["quote", "text", "content"])).map(|inner| quotation(call, inner))
        }
        "note" | "notice" | "info" | "tip" | "warning" | "alert" | "admonition" | "callout" | "hint" | "important"
        | "danger" | "caution" | "attention" | "aside" => inner.map(|inner| note(call, name, inner)),
        "center" | "rawhtml" | "raw-html" | "html" | "markdown" | "div" | "row" | "column" | "columns" | "section"
        | "raw" => inner.map(|inner| format!("\n\n{}\n\n", inner.trim_matches('\n'))),
        "details" | "expand" | "spoiler" | "accordion" | "collapse" | "collapsible" => {
            inner.map(|inner| details(call, inner))
        }
        "linebreak" | "newline" | "br" => Some("<br>".to_owned()),
        "toc" | "table-of-contents" | "tableofcontents" | "comments" | "clear" | "clearfix" | "pagebreak" | "end" => {
            Some(String::new())
        }
        "math" | "katex" | "latex" | "mathjax" => inner.map(|inner| format!("`{}`", inner.trim())),
        "mermaid" | "diagram" | "plantuml" => inner.map(|inner| fence(name, inner.trim_matches('\n'))),
        "email" | "mail" | "mailto" | "cloakemail" => mail(call),
        "button" | "link" | "a" | "btn" | "url" => button(call, inner),
        _ => None,
    };
    own.or_else(|| figure(call, name, inner))
}

fn video(call: &TagCall, site: &str, prefix: &str) -> Option<String> {
    let id = call.get_or(&["id", "video", "video_id", "videoid", "v", "url", "src", "code", "key"], 0)?;
    let title = call.get(&["title", "caption", "alt", "label"]).map(label);
    let url = if id.contains("//") { id.to_owned() } else { format!("{prefix}{id}") };
    Some(format!("[{} ({site})]({})", title.unwrap_or_else(|| "Video".to_owned()), address(&url)))
}

fn gist(call: &TagCall) -> Option<String> {
    let (first, second) = (call.values.first(), call.values.get(1));
    let path = match (call.get(&["id", "gist"]), first, second) {
        (Some(id), ..) => call.get(&["user", "username"]).map_or_else(|| id.to_owned(), |user| format!("{user}/{id}")),
        (None, Some(user), Some(id)) if !id.contains('.') => format!("{user}/{id}"),
        (None, Some(id), _) => id.clone(),
        (None, None, _) => return None,
    };
    let url = if path.contains("//") { path } else { format!("https://gist.github.com/{path}") };
    Some(format!("[Code (GitHub Gist)]({})", address(&url)))
}

fn post(call: &TagCall) -> Option<String> {
    let id = call.get_or(&["id", "url", "tweet"], 0)?;
    let user = call.get(&["user"]).unwrap_or("i");
    let url = if id.contains("//") { id.to_owned() } else { format!("https://twitter.com/{user}/status/{id}") };
    Some(format!("[Twitter]({})", address(&url)))
}

fn link(target: &str, name: &str, prefix: &str) -> String {
    let mut title: String = name.to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let url =
        if target.contains("//") || target.starts_with('/') { target.to_owned() } else { format!("{prefix}{target}") };
    format!("[{title}]({})", address(&url))
}

fn code(call: &TagCall, inner: &str) -> String {
    let language =
        call.values.first().map(String::as_str).filter(|word| !word.is_empty() && !word.starts_with("lineno"));
    let language = call.get(&["lang", "language"]).or(language).unwrap_or_default();
    let language: String = language.chars().take_while(|c| c.is_alphanumeric() || "+#-_.".contains(*c)).collect();
    fence(&language, inner.trim_matches('\n').trim_end())
}

/// A fenced block that is longer than any fence in it.
pub(super) fn fence(language: &str, code: &str) -> String {
    let longest =
        code.lines().map(|line| line.trim_start().chars().take_while(|c| *c == '`').count()).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    format!("\n{marks}{language}\n{code}\n{marks}\n")
}

fn quotation(call: &TagCall, inner: &str) -> String {
    let values: Vec<&str> = call.values.iter().map(String::as_str).collect();
    let words = values.join(" ");
    let who = call.get(&["author", "by", "cite", "source", "attribution", "name"]).unwrap_or(&words);
    let who = who.trim().trim_matches('"');
    let who = if who.is_empty() { String::new() } else { format!(" {}", who.replace('"', "'")) };
    format!("\n\n::: quote{who}\n{}\n:::\n\n", inner.trim())
}

fn note(call: &TagCall, name: &str, inner: &str) -> String {
    let given = call.get(&["title", "heading", "header", "label"]).map(ToOwned::to_owned);
    let kind = call.get_or(&["type", "kind", "level"], 0).unwrap_or(name);
    let is_word = kind.chars().all(char::is_alphabetic)
        && !matches!(kind, "note" | "admonition" | "callout" | "alert" | "notice" | "aside");
    let mut title = given.unwrap_or_else(|| if is_word { kind.to_owned() } else { String::new() });
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let title = if title.is_empty() { title } else { format!(" {}", title.replace('"', "'")) };
    format!("\n\n::: note{title}\n{}\n:::\n\n", inner.trim())
}

fn details(call: &TagCall, inner: &str) -> String {
    let title = call.get_or(&["title", "summary", "label", "heading"], 0).unwrap_or("…");
    format!("\n\n<details>\n<summary>{}</summary>\n\n{}\n\n</details>\n\n", escaped(title), inner.trim())
}

fn mail(call: &TagCall) -> Option<String> {
    let to = call.get_or(&["address", "to", "email", "mail"], 0).filter(|to| to.contains('@'))?;
    Some(format!("<{}>", to.trim_start_matches("mailto:")))
}

fn button(call: &TagCall, inner: Option<&str>) -> Option<String> {
    let to = call.get_or(&["href", "url", "link", "to", "relref"], 0).filter(|to| to.contains(['/', '.', '#']))?;
    let text = inner.map(str::trim).filter(|inner| !inner.is_empty());
    let text = text.or_else(|| call.get(&["text", "title", "label", "name"])).unwrap_or(to);
    Some(format!("[{}]({})", label(text), address(to)))
}

/// Whether a tag of this name shows a picture.
fn is_figure(name: &str) -> bool {
    let words = ["img", "image", "figure", "fig", "photo", "picture", "pic", "figimg", "responsive"];
    name.split(['-', '.']).any(|part| words.contains(&part)) || name.ends_with("image") || name.ends_with("img")
}

/// An image: `figure`, `img`, `image`, and what else is called so.
fn figure(call: &TagCall, name: &str, inner: Option<&str>) -> Option<String> {
    if !is_figure(name) {
        return None;
    }
    let named = ["src", "url", "path", "image", "img", "file", "name", "filename", "image_path", "source", "link"];
    let is_file =
        |value: &&String| value.contains('.') && value.contains(|c: char| c.is_alphabetic()) && !value.contains(' ');
    let place = call.values.iter().position(|value| is_file(&value));
    let src = call.get(&named).or_else(|| place.and_then(|at| call.values.get(at)).map(String::as_str))?;
    // A name without an ending is one in the data of the old site.
    let name = src.rsplit('/').next().unwrap_or_default();
    if !name.contains('.') && !src.contains("//") {
        return None;
    }
    let is_word = |value: &&String| value.contains(|c: char| c.is_alphabetic());
    let mut texts = place.into_iter().flat_map(|at| call.values.iter().skip(at + 1)).filter(is_word);
    let caption = call.get(&["caption", "title", "figcaption", "description", "text"]).or(inner.map(str::trim));
    let caption = caption.map(ToOwned::to_owned).filter(|caption| !caption.is_empty());
    let alt = call.get(&["alt", "alt_text", "alttext"]).map(ToOwned::to_owned);
    let alt = alt.or_else(|| texts.next().cloned()).or_else(|| caption.clone()).unwrap_or_default();
    Some(image(src, &alt, caption.as_deref(), call.get(&["credit", "attr", "attribution", "copyright"])))
}

/// A picture as Markdown, with its caption and source.
pub(super) fn image(src: &str, alt: &str, caption: Option<&str>, credit: Option<&str>) -> String {
    let picture = format!("![{}]({}", label(alt), address(src));
    let caption = caption.map(|caption| super::values::one_line(caption).replace('"', "'"));
    match (caption, credit) {
        (caption, Some(credit)) => {
            let caption = caption.unwrap_or_default();
            let credit = super::values::one_line(credit).replace('"', "'");
            format!("\n\n::: figure \"{caption}\" credit=\"{credit}\"\n{picture})\n:::\n\n")
        }
        (Some(caption), None) if caption.contains(['<', '[']) => format!("{picture})\n\n{caption}\n"),
        (Some(caption), None) => format!("{picture} \"{caption}\")"),
        (None, None) => format!("{picture})"),
    }
}

/// An include by its name: what it shows is what its arguments say.
pub(super) fn include(call: &TagCall) -> Option<String> {
    let mut values = call.values.iter();
    let name = values.next()?;
    let shown = TagCall { name: name.clone(), values: values.cloned().collect(), named: call.named.clone() };
    equivalent(&shown, None).or_else(|| {
        let src = shown.named.values().next().filter(|_| shown.named.len() == 1 && name.contains("image"))?;
        Some(image(src, "", None, None))
    })
}

/// A text in the brackets of a link.
pub(super) fn label(text: &str) -> String {
    super::values::one_line(text).replace('[', "\\[").replace(']', "\\]")
}

/// An address in the brackets of a link.
pub(super) fn address(to: &str) -> String {
    let to = to.trim();
    if to.contains(|c: char| c.is_whitespace() || "()<>".contains(c)) {
        let encoded: String =
            to.replace(' ', "%20").replace('(', "%28").replace(')', "%29").replace('<', "%3C").replace('>', "%3E");
        return encoded.split_whitespace().collect();
    }
    to.to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_tags_have_equivalents() {
        let of =
            |tag: &str, inner: Option<&str>| equivalent(&TagCall::parse(tag), inner).map(|text| text.trim().to_owned());
        for (tag, markdown) in [
            ("youtube abc123", "[Video (YouTube)](https://www.youtube.com/watch?v=abc123)"),
            ("vimeo id=\"7\" title=\"De opening\"", "[De opening (Vimeo)](https://vimeo.com/7)"),
            ("figure src=\"/a b.jpg\" alt=\"Brug\" caption=\"De \\\"brug\\\"\"", "![Brug](/a%20b.jpg \"De 'brug'\")"),
            ("figure src=\"a.jpg\" caption=\"B\" attr=\"C\"", "::: figure \"B\" credit=\"C\"\n![B](a.jpg)\n:::"),
            ("img left /a.jpg 300 200 \"De brug\"", "![De brug](/a.jpg)"),
            ("legacy-img src=\"2013/a.jpg\"", "![](2013/a.jpg)"),
            ("gist anna 123", "[Code (GitHub Gist)](https://gist.github.com/anna/123)"),
        ] {
            assert_eq!(of(tag, None).as_deref(), Some(markdown), "{tag}");
        }
        assert_eq!(of("highlight ruby linenos", Some("\nputs 1\n")).as_deref(), Some("```ruby\nputs 1\n```"));
        assert_eq!(of("note", Some("Let op")).as_deref(), Some("::: note\nLet op\n:::"));
        assert_eq!(of("alert warning", Some("Dicht")).as_deref(), Some("::: note Warning\nDicht\n:::"));
        let quote = of("testimonial.html quote=\"Goed werk\" author=\"Anna\"", None);
        assert_eq!(quote.as_deref(), Some("::: quote Anna\nGoed werk\n:::"));
        assert_eq!(of("map place=\"x\"", None), None);
    }
}
