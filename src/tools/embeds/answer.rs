//! What a service says about a film or a post: its oEmbed (oembed.com, §2.3.4), or a status of Mastodon's API
//! (docs.joinmastodon.org/entities/Status). All of it is optional, and none of it is to be trusted.

use serde::Deserialize;
use url::Url;

use crate::content::html_paragraphs;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 200;
/// The most paragraphs of a post, and the longest one in characters.
const MOST_PARAGRAPHS: usize = 20;
const LONGEST_PARAGRAPH: usize = 2000;

/// What a block gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EmbedAnswer {
    /// The title: a line of plain text.
    pub(super) title: Option<String>,
    /// The text of a post: paragraphs of plain text.
    pub(super) text: Vec<String>,
    /// Its picture.
    pub(super) picture: Option<Url>,
    /// What the picture shows, in words.
    pub(super) alt: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Json {
    title: Option<String>,
    thumbnail_url: Option<String>,
    content: Option<String>,
    spoiler_text: Option<String>,
    account: Option<Account>,
    media_attachments: Vec<Media>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Account {
    display_name: Option<String>,
    username: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Media {
    preview_url: Option<String>,
    description: Option<String>,
}

impl EmbedAnswer {
    /// Reads an answer, which came from a URL.
    ///
    /// # Errors
    /// It is not the JSON that it should be, or says nothing.
    pub(super) fn read(json: &[u8], from: &Url) -> Result<Self, String> {
        let json: Json =
            serde_json::from_slice(json).map_err(|_other| "its answer is not the expected JSON".to_owned())?;
        let media = json.media_attachments.into_iter().find(|media| media.preview_url.is_some()).unwrap_or_default();
        let name = json.account.and_then(|account| line(account.display_name).or_else(|| line(account.username)));
        let picture = json.thumbnail_url.or(media.preview_url).and_then(|to| from.join(&to).ok());
        // What its author put behind a warning is not shown without it.
        let is_open = json.spoiler_text.is_none_or(|warning| warning.trim().is_empty());
        let text = json.content.filter(|_| is_open).map(|html| html_paragraphs(&html)).unwrap_or_default();
        let text = text.iter().take(MOST_PARAGRAPHS).filter_map(|text| plain(text, LONGEST_PARAGRAPH));
        let answer = Self {
            title: line(json.title).or(name),
            text: text.collect(),
            picture: picture.filter(|url| is_open && matches!(url.scheme(), "http" | "https")),
            alt: line(media.description),
        };
        let says_nothing = answer.title.is_none() && answer.text.is_empty() && answer.picture.is_none();
        if says_nothing { Err("its answer has no title and no picture".to_owned()) } else { Ok(answer) }
    }
}

fn line(text: Option<String>) -> Option<String> {
    plain(&text?, LONGEST_TITLE)
}

/// A text in one line, without what no reader sees; its end is cut where it is too long.
fn plain(text: &str, longest: usize) -> Option<String> {
    let seen: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_unseen(*c)).collect();
    let mut words = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(longest) {
        words.truncate(end);
        words.push('…');
    }
    (!words.is_empty()).then_some(words)
}

/// Marks of direction, which would reach beyond the text, and characters of no width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<EmbedAnswer, String> {
        EmbedAnswer::read(json.as_bytes(), &Url::parse("https://films.example/services/oembed").unwrap())
    }

    #[test]
    fn a_film_has_a_title_and_a_picture() {
        let json =
            r#"{"version": "1.0", "title": " De\nopening\u202e ", "thumbnail_url": "/lazy/1.jpg", "html": "<iframe>"}"#;
        let answer = read(json).unwrap();
        assert_eq!(answer.title.as_deref(), Some("De opening"));
        assert_eq!(answer.picture.unwrap().as_str(), "https://films.example/lazy/1.jpg");
        assert!(answer.text.is_empty());
    }

    #[test]
    fn a_post_has_a_name_and_a_text() {
        let json = r#"{"content": "<p>Open <b>dag</b></p><p>Kom!<script>x()</script></p>", "account": {"display_name": "", "username": "dorp"},
            "media_attachments": [{"preview_url": "https://m.example/1.png", "description": "De zaal"}]}"#;
        let answer = read(json).unwrap();
        assert_eq!((answer.title.as_deref(), answer.alt.as_deref()), (Some("dorp"), Some("De zaal")));
        assert_eq!(answer.text, ["Open dag", "Kom!"]);
        let warned = read(&json.replacen('{', r#"{"spoiler_text": "Let op", "#, 1)).unwrap();
        assert!(warned.text.is_empty() && warned.picture.is_none());
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for json in ["", "<!doctype html>", "[]", "{}", r#"{"title": ["a"]}"#, r#"{"thumbnail_url": "javascript:x()"}"#]
        {
            assert!(read(json).is_err(), "{json}");
        }
        assert_eq!(
            read(&format!(r#"{{"title": "{}"}}"#, "é".repeat(5000))).unwrap().title.unwrap().chars().count(),
            201
        );
    }
}
