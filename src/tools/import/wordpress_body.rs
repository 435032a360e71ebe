//! A text of WordPress → HTML: blocks, shortcodes, paragraphs, embeds, and the addresses of the old site.

use super::html_paragraphs::paragraphs;
use super::html_tag::{attribute_value, html_text, next_tag};
use super::loss::{Harm, ImportLoss};
use super::shortcode::{Shortcode, ShortcodeReader};
use super::wordpress_comments::comments;
use super::wordpress_embeds::{embed, embeds, film};
use super::wordpress_index::{MediaFile, WordpressIndex};

/// The deepest nesting of shortcodes and blocks.
const DEEPEST: usize = 8;

/// Blocks that show a list.
const LISTS: &[&str] = &[
    "archives",
    "calendar",
    "categories",
    "latest-comments",
    "latest-posts",
    "page-list",
    "query",
    "rss",
    "tag-cloud",
];

/// Blocks that show nothing of their own, or what pages of Courant have.
const NEEDLESS: &[&str] = &[
    "avatar",
    "comments",
    "footnotes",
    "home-link",
    "jetpack/subscriptions",
    "loginout",
    "nextpage",
    "post-author",
    "post-date",
    "post-excerpt",
    "post-title",
    "query-no-results",
    "query-pagination",
    "read-more",
    "search",
    "separator",
    "site-title",
    "social-link",
    "spacer",
    "template-part",
    "yoast-seo/breadcrumbs",
];

/// A text that is read.
pub(super) struct WordpressBody<'w> {
    /// What the export says of other texts.
    pub(super) index: &'w WordpressIndex,
    /// The number of the text.
    pub(super) id: u64,
    /// The file, for messages.
    pub(super) file: &'w str,
    /// The line of its record.
    pub(super) line: usize,
    /// What is lost of it.
    pub(super) losses: Vec<ImportLoss>,
}

impl WordpressBody<'_> {
    /// The HTML of a text.
    pub(super) fn html(&mut self, content: &str) -> String {
        let has_blocks = content.contains("<!-- wp:");
        let text = if has_blocks { self.blocks(content, 0) } else { content.to_owned() };
        let text = self.shortcodes(&text, 0);
        let text = embeds(&marks(&text));
        let html = paragraphs(&text, !has_blocks);
        // Images link to their own pages, which lead to the images.
        let html = whole_images(&self.index.own_addresses(&html));
        self.with_alts(&without_gallery_lists(&html))
    }

    fn lose(&mut self, harm: Harm, subject: String, message: String, hint: &str) {
        if self.losses.iter().all(|loss| loss.subject != subject) {
            self.losses.push(ImportLoss::new(harm, subject, self.file).at(self.line).told(message, hint));
        }
    }

    /// Takes the comments of blocks out. Those of blocks without a text are replaced by what they show.
    fn blocks(&mut self, text: &str, depth: usize) -> String {
        let mut written = String::with_capacity(text.len());
        for (before, comment, inner) in comments(text) {
            written.push_str(before);
            match inner.strip_prefix("wp:").map(|block| block.strip_suffix('/')) {
                Some(Some(block)) => written.extend([&*self.block(block.trim(), depth), "\n\n"]),
                Some(None) => {
                    self.note_list(inner.trim_start_matches("wp:"));
                    written.push_str("\n\n");
                }
                None if inner.starts_with("/wp:") => written.push_str("\n\n"),
                None => written.push_str(comment),
            }
        }
        written
    }

    /// A block without a text of its own.
    fn block(&mut self, block: &str, depth: usize) -> String {
        let (name, values) = block.split_once(char::is_whitespace).unwrap_or((block, ""));
        if name == "more" {
            return "<!--more-->".to_owned();
        }
        if name == "block" && depth < DEEPEST {
            let values: serde_json::Value = serde_json::from_str(values.trim()).unwrap_or_default();
            let shared = values.get("ref").and_then(serde_json::Value::as_u64);
            if let Some(text) = shared.and_then(|id| self.index.blocks.get(&id)) {
                return self.blocks(text, depth + 1);
            }
        }
        if NEEDLESS.contains(&name) || self.note_list(name) {
            return String::new();
        }
        let message = format!("the block `{name}` is made by the old site, and its text is not in the export");
        self.lose(
            Harm::Part,
            format!("the block `{name}`"),
            message,
            "write what it showed, or remove the comment in its place",
        );
        note(&format!("wp:{block}"))
    }

    /// Notes a block that shows a list; tells whether it is one.
    fn note_list(&mut self, block: &str) -> bool {
        let name = block.split_whitespace().next().unwrap_or_default();
        let is_list = LISTS.contains(&name);
        if is_list {
            let message = format!("the block `{name}` showed a list, which was left out");
            let hint = "link to the list that Courant makes: the news index, the archive, tags or categories";
            self.lose(Harm::Detail, format!("lists in texts: `{name}`"), message, hint);
        }
        is_list
    }

    /// Replaces shortcodes.
    fn shortcodes(&mut self, text: &str, depth: usize) -> String {
        let mut written = String::with_capacity(text.len());
        let (mut done, mut at) = (0, 0);
        let mut codes = ShortcodeReader::of(text);
        while let Some(code) = codes.next(at) {
            at = code.range.end;
            let Some(html) = self.shortcode(&code, depth) else {
                at = code.range.start + 1;
                continue;
            };
            written.push_str(text.get(done..code.range.start).unwrap_or_default());
            written.push_str(&html);
            done = code.range.end;
        }
        written.push_str(text.get(done..).unwrap_or_default());
        written
    }

    /// The HTML of a shortcode. `None` where it is a text in brackets.
    fn shortcode(&mut self, code: &Shortcode<'_>, depth: usize) -> Option<String> {
        let inner = code.inner.unwrap_or_default();
        let html = match code.name.as_str() {
            "caption" | "wp_caption" => caption(code, &self.inner(inner, depth)),
            "gallery" => self.gallery(code),
            "embed" => embed(inner.trim()).unwrap_or_else(|| inner.to_owned()),
            "audio" | "playlist" => media("audio", code),
            "video" => media("video", code),
            "youtube" | "vimeo" | "dailymotion" | "soundcloud" | "ted" | "tweet" | "instagram" | "facebook" => {
                film(code)?
            }
            "code" | "sourcecode" | "php" | "css" | "javascript" | "js" | "html" | "xml" | "bash" | "python"
            | "sql" | "java" => source(code)?,
            _ if !code.is_certain() => return None,
            name => {
                let message = format!("the shortcode `{name}` is made by a plug-in of the old site");
                let hint = "write what it showed, or remove the comment in its place";
                self.lose(Harm::Part, format!("the shortcode `{name}`"), message, hint);
                let close = if code.inner.is_some() { note(&format!("[/{name}]")) } else { String::new() };
                format!("{}{}{close}", note(code.tag), self.inner(inner, depth))
            }
        };
        Some(html)
    }

    fn inner(&mut self, text: &str, depth: usize) -> String {
        if depth < DEEPEST { self.shortcodes(text, depth + 1) } else { text.to_owned() }
    }

    /// The images of a gallery: those that it names, or all that were uploaded with the text.
    fn gallery(&mut self, code: &Shortcode<'_>) -> String {
        let named =
            code.get(&["ids", "include"]).map(|ids| ids.split(',').filter_map(|id| id.trim().parse().ok()).collect());
        let ids: Vec<u64> = named.unwrap_or_else(|| self.index.children.get(&self.id).cloned().unwrap_or_default());
        let files: Vec<&MediaFile> =
            ids.iter().filter_map(|id| self.index.media.get(id)).filter(|file| file.is_image()).collect();
        if files.len() < ids.len() || ids.is_empty() {
            let (lost, all) = (ids.len() - files.len(), ids.len());
            let message = format!("{lost} of {all} images of a gallery are not in the export");
            self.lose(
                Harm::Part,
                "galleries".to_owned(),
                message,
                "export the media too, or write the images yourself",
            );
        }
        let figure = |file: &&MediaFile| {
            let caption =
                file.caption.as_ref().map(|caption| format!("<figcaption>{}</figcaption>", html_text(caption)));
            let image =
                format!("<img src=\"{}\" alt=\"{}\">", attribute_value(&file.address), attribute_value(&file.alt));
            format!("<figure>{image}{}</figure>\n", caption.unwrap_or_default())
        };
        format!("\n\n{}\n\n", files.iter().map(figure).collect::<String>())
    }

    /// Adds the description that the media library has to images without one.
    fn with_alts(&self, html: &str) -> String {
        let mut written = String::with_capacity(html.len());
        let (mut done, mut at) = (0, 0);
        while let Some(tag) = next_tag(html, at, &["img"]) {
            at = tag.range.end;
            let is_bare = tag.get("alt").is_none_or(|alt| alt.is_empty());
            let class = if is_bare { tag.get("class").unwrap_or_default() } else { String::new() };
            let id = class.split_whitespace().find_map(|class| class.strip_prefix("wp-image-")?.parse::<u64>().ok());
            if let Some(file) = id.and_then(|id| self.index.media.get(&id)).filter(|file| !file.alt.is_empty()) {
                written.push_str(html.get(done..tag.range.start).unwrap_or_default());
                written.push_str(&tag.with("alt", &file.alt));
                done = tag.range.end;
            }
        }
        written.push_str(html.get(done..).unwrap_or_default());
        written
    }
}

/// A comment that authors see and readers do not.
fn note(text: &str) -> String {
    format!("<courant-note text=\"{}\"></courant-note>", attribute_value(text))
}

/// The marks in comments: where lists end, and where pages did.
fn marks(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for (before, _, inner) in comments(text) {
        written.push_str(before);
        if inner.starts_with("more") {
            written.extend([format!("\n\n{}\n\n", note("more"))]);
        }
    }
    written
}

/// An image with its caption, which stands behind it or in the old attribute.
fn caption(code: &Shortcode<'_>, inner: &str) -> String {
    let end = inner.rfind("</a>").map(|at| at + 4).or_else(|| next_tag(inner, 0, &["img"]).map(|tag| tag.range.end));
    let (image, text) = inner.split_at_checked(end.unwrap_or_default()).unwrap_or((inner, ""));
    let text = match text.trim() {
        "" => html_text(code.get(&["caption"]).unwrap_or_default()),
        text => text.to_owned(),
    };
    let text = if text.is_empty() { text } else { format!("<figcaption>{text}</figcaption>") };
    format!("\n\n<figure>{}{text}</figure>\n\n", image.trim())
}

/// A film or a sound of the site itself.
fn media(kind: &str, code: &Shortcode<'_>) -> String {
    let keys = ["src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flac"];
    let Some(src) = code.get_or_first(&keys).or(code.inner.map(str::trim)).filter(|src| !src.is_empty()) else {
        return String::new();
    };
    format!("\n\n<{kind} controls src=\"{}\"></{kind}>\n\n", attribute_value(src))
}

/// Images that link to themselves, larger, as the larger ones.
fn whole_images(html: &str) -> String {
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(link) = next_tag(html, at, &["a"]) {
        at = link.range.end;
        let rest = html.get(at..).unwrap_or_default();
        let start = at + rest.len() - rest.trim_start().len();
        // Where there is none, all that follows would be looked through for another.
        let is_image = html.get(start..start + 4).is_some_and(|tag| tag.eq_ignore_ascii_case("<img"));
        let image = is_image.then(|| next_tag(html, start, &["img"])).flatten();
        let Some(image) = image.filter(|image| image.range.start == start) else { continue };
        let after = html.get(image.range.end..).unwrap_or_default();
        let href = link.get("href").unwrap_or_default();
        let is_file = MediaFile { address: href.clone(), ..MediaFile::default() }.is_image();
        if let Some(after) = after.trim_start().strip_prefix("</a>").filter(|_| is_file) {
            written.push_str(html.get(done..link.range.start).unwrap_or_default());
            written.push_str(&image.with("src", &href));
            done = html.len() - after.len();
            at = done;
        }
    }
    written.push_str(html.get(done..).unwrap_or_default());
    written
}

/// Galleries of blocks without the marks of their list: each image is a figure.
fn without_gallery_lists(html: &str) -> String {
    if !html.contains("blocks-gallery") {
        return html.to_owned();
    }
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(list) = next_tag(html, at, &["ul"]) {
        at = list.range.end;
        if !list.get("class").is_some_and(|class| class.contains("gallery")) {
            continue;
        }
        let end = html.get(at..).and_then(|rest| rest.find("</ul>")).map_or(html.len(), |end| at + end + 5);
        written.push_str(html.get(done..list.range.start).unwrap_or_default());
        let mut inner = html.get(at..end).unwrap_or_default().replace("</li>", "").replace("</ul>", "");
        while let Some(item) = next_tag(&inner, 0, &["li"]) {
            let range = item.range;
            inner.replace_range(range, "");
        }
        written.push_str(&inner);
        (done, at) = (end, end);
    }
    written.push_str(html.get(done..).unwrap_or_default());
    written
}

/// Code: it stays as it is.
fn source(code: &Shortcode<'_>) -> Option<String> {
    let inner = code.inner?;
    let language = code.get(&["language", "lang"]).unwrap_or(if matches!(code.name.as_str(), "code" | "sourcecode") {
        ""
    } else {
        &code.name
    });
    let class =
        if language.is_empty() { String::new() } else { format!(" class=\"language-{}\"", attribute_value(language)) };
    let is_escaped = inner.contains("&lt;") || inner.contains("&amp;");
    let text = if is_escaped { inner.replace('<', "&lt;") } else { html_text(inner) };
    Some(format!("\n\n<pre><code{class}>{}</code></pre>\n\n", text.trim_matches(['\n', '\r'])))
}
