//! Marks of other programs: shortcodes of Hugo and Zola and of `WordPress`, tags of Liquid, attributes of kramdown and Pandoc,
//! links of wikis.

use super::leftover_kind::LeftoverKind;

/// The length of a mark, and what to write instead.
pub(super) type FoundMark = (usize, String);

/// A shortcode or a tag in braces: `{{< … >}}`, `{{% … %}}`, `{{ … }}`, `{% … %}`. `before` is the text before it.
pub(super) fn braces(rest: &str, before: &str) -> Option<FoundMark> {
    let (open, close) = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}")]
        .into_iter()
        .find(|(open, _)| rest.starts_with(open))?;
    let end = rest.find(close).map(|end| end + close.len());
    let inner = rest.get(open.len()..end.map_or(rest.len(), |end| end - close.len()))?;
    let is_blank = open == "{{" && end.is_some() && inner.contains(' ') && inner.trim().is_empty();
    let inner = inner.trim_matches(|c: char| c.is_whitespace() || c == '-');
    if is_blank {
        return Some((end?, "remove it".to_owned()));
    }
    if !inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    if open == "{{" && (end.is_none() || inner.contains(['{', '}'])) {
        return None;
    }
    let is_link = before.ends_with("](");
    Some((end.unwrap_or(rest.len()), instead(inner, is_link)))
}

/// What to write instead of a shortcode.
fn instead(inner: &str, is_link: bool) -> String {
    let name: String =
        inner.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric() || "-_.".contains(*c)).collect();
    let value = |key: &str| quoted(inner, key);
    let first = inner.split(['"', '\'']).nth(1).filter(|_| !inner.contains('='));
    let source = value("src").or_else(|| value("file")).or_else(|| value("path"));
    match name.to_ascii_lowercase().as_str() {
        "ref" | "relref" | "link" | "post_url" if is_link || first.is_some() => {
            let file = first.or_else(|| value("path")).unwrap_or("2013-12-03-open-dag.md");
            if is_link {
                format!("write the file itself in the link: `({file})`")
            } else {
                format!("write `[text]({file})`")
            }
        }
        _ if inner.starts_with('/') || name.starts_with("end") => "remove it, with the tag that opens it".to_owned(),
        "youtube" | "vimeo" => {
            let id = value("id").or(first).unwrap_or("ID");
            let url = if name.eq_ignore_ascii_case("vimeo") {
                "https://vimeo.com/"
            } else {
                "https://www.youtube.com/watch?v="
            };
            format!("write a link: `[the film]({url}{id})`")
        }
        "note" | "notice" | "tip" | "info" | "warning" | "alert" | "admonition" | "callout" => {
            "write a line `::: note` before the text, and a line `:::` after it".to_owned()
        }
        "quote" | "blockquote" | "pullquote" => {
            "write a line `::: quote` before the text, and a line `:::` after it".to_owned()
        }
        "toc" => "remove it: long items show their headings by themselves".to_owned(),
        _ => match source {
            Some(file) => picture(value("alt").or_else(|| value("caption")), file),
            None => "remove it, and write in Markdown what it would show".to_owned(),
        },
    }
}

fn picture(alt: Option<&str>, file: &str) -> String {
    format!("write `![{}]({file})`", alt.unwrap_or("description of the picture"))
}

/// The value of an attribute in quotation marks.
fn quoted<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let mut starts = text.match_indices(key).filter(|(at, _)| {
        text.get(..*at).is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || "-_".contains(c)))
    });
    starts.find_map(|(at, _)| {
        let value = text.get(at + key.len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value.get(1..)?.split(quote).next()
    })
}

/// Shortcodes that are known without attributes too.
const KNOWN: &[&str] = &["caption", "gallery", "playlist", "contact-form", "contact-form-7", "embed"];

/// A link of a wiki, `[[Page]]` or `[[Page|words]]`, or a table of contents.
pub(super) fn wiki(rest: &str, is_picture: bool) -> Option<(usize, LeftoverKind, String)> {
    let (inner, after) = rest.strip_prefix("[[")?.split_once("]]")?;
    if inner.contains(['[', ']']) || !inner.contains(char::is_alphabetic) || after.starts_with(['(', '[', ':']) {
        return None;
    }
    if is_contents(inner) {
        return Some((inner.len() + 4, LeftoverKind::Shortcode, CONTENTS.to_owned()));
    }
    let (first, last) = inner.split_once('|').map_or((inner, None), |(first, rest)| (first, rest.rsplit('|').next()));
    let file = ["Bestand:", "Afbeelding:", "File:", "Image:", "Datei:", "Bild:", "Fichier:"]
        .iter()
        .find_map(|space| first.strip_prefix(space));
    let hint = match (file.or(is_picture.then_some(first)), last) {
        (Some(file), Some(words)) if words.contains(char::is_alphabetic) => picture(Some(words), file),
        (Some(file), _) => picture(None, file),
        (None, Some(words)) => format!("write `[{words}]({first})`, with the file or the address to which it leads"),
        (None, None) => match first.strip_suffix(".md") {
            Some(words) => format!("write `[{words}]({first})`, with the words that readers see"),
            None => format!("write `[{first}](file.md)`, with the file or the address to which it leads"),
        },
    };
    Some((inner.len() + 4, LeftoverKind::Link, hint))
}

const CONTENTS: &str = "remove it: long items show their headings by themselves";

fn is_contents(name: &str) -> bool {
    matches!(name, "TOC" | "toc" | "_TOC_" | "__TOC__")
}

/// Whether a shortcode is one of a film or a message, with its address or its number: `[youtube https://…]`.
fn is_media(name: &str, value: &str) -> bool {
    matches!(name, "youtube" | "vimeo" | "soundcloud" | "twitter" | "tweet" | "instagram" | "embed")
        && !value.is_empty()
        && !value.contains(char::is_whitespace)
        && (value.starts_with("http") || value.contains(|c: char| c.is_ascii_digit()))
}

/// A shortcode of `WordPress`; some are words that people write, unless they stand on a line alone: `[gallery]`, `[caption id="a"]`, `[/caption]`.
pub(super) fn wordpress(rest: &str, begins_line: bool) -> Option<FoundMark> {
    let (inner, after) = rest.get(1..)?.split_once(']')?;
    if is_contents(inner) && !after.starts_with(['(', '[', ':']) {
        return Some((inner.len() + 2, CONTENTS.to_owned()));
    }
    let closing = inner.strip_prefix('/');
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let name = closing.unwrap_or(inner.get(..name_end)?);
    let is_name = name.len() > 2
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    let attributes = inner.get(name_end..)?.trim_start();
    let has_attributes = attributes.split_once('=').is_some_and(|(key, value)| {
        key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            && !key.is_empty()
            && value.starts_with(['"', '\'', '”', '“', '″'])
    });
    let is_link = after.starts_with(['(', '[', ':']);
    let stands_alone = begins_line && matches!(name, "audio" | "video") && after.trim().is_empty();
    let is_known = (KNOWN.contains(&name) || stands_alone) && attributes.is_empty();
    if !is_name || is_link || !(closing.is_some() || has_attributes || is_known || is_media(name, attributes)) {
        return None;
    }
    let hint = match name {
        _ if closing.is_some() => "remove it, with the mark that opens it".to_owned(),
        "caption" => {
            "remove it, and write the caption as the title of the picture: `![description](foto.jpg \"caption\")`"
                .to_owned()
        }
        "audio" | "video" => media(name, inner),
        "gallery" => "write a line for each picture: `![description of the picture](foto.jpg)`".to_owned(),
        _ if attributes.starts_with("http") => format!("write a link: `[the film]({attributes})`"),
        _ => instead(inner, false),
    };
    Some((inner.len() + 2, hint))
}

/// The link to write instead of a film or a sound.
fn media(name: &str, inner: &str) -> String {
    let words = if name == "audio" { "the recording" } else { "the film" };
    let file = ["src", "mp3", "mp4", "m4a", "ogg", "webm", "m4v"].iter().find_map(|key| quoted(inner, key));
    match file.and_then(|file| Some((file, file.rsplit_once('.')?.1.to_uppercase()))) {
        Some((file, kind)) => format!("write a link: `[{words} ({kind})]({file})`"),
        None => format!("remove it, or write a link to the file: `[{words}](file.mp3)`"),
    }
}

/// A list of attributes: `{: .class}`, and `{.class}`, `{#id}`, `{width=50%}` right after a link, a picture or code, or alone on a
/// line. `before` is the sign before it.
pub(super) fn attributes(rest: &str, before: Option<char>) -> Option<FoundMark> {
    let (inner, behind) = rest.get(1..)?.split_once('}')?;
    let is_alone = before.is_none_or(|c| c == '\n') && behind.trim().is_empty();
    let is_after = is_alone || before.is_some_and(|c| matches!(c, ')' | ']' | '`' | '*' | '_' | '>'));
    let is_key = |word: &str| {
        word.split_once('=').is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'))
    };
    let is_list = if let Some(list) = inner.strip_prefix(':') {
        !list.trim().is_empty() && !list.contains('{')
    } else {
        let mut words = inner.split_whitespace().peekable();
        is_after && words.peek().is_some() && words.all(|word| word.starts_with(['.', '#']) || is_key(word))
    };
    if !is_list {
        return None;
    }
    let list = inner.trim_start_matches(':').trim();
    let hint = match list.trim_start_matches('.') {
        _ if inner.starts_with("::") || inner.starts_with(":/") => "remove it: HTML may stand in Markdown as it is",
        "toc" => "remove it, and the list above it: long items show their headings by themselves",
        "note" | "warning" | "info" | "tip" | "notice" => {
            "write a line `::: note` before the paragraph, and a line `:::` after it, and remove this"
        }
        _ => {
            "remove it: only headings can have attributes, as in `## Heading {#id}`; or set `markdown: {attributes: true}` in site.yaml"
        }
    };
    Some((inner.len() + 2, hint.to_owned()))
}
