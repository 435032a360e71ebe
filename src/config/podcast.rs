//! The podcast of a site: the feed of the items with a recording.

use schemars::JsonSchema;
use serde::Deserialize;

use super::email::wrong_email;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, suggest};

/// Podcast of the items with a recording (`audio`), for Apple Podcasts, Spotify and others: `/podcast.xml`. Without this setting,
/// recordings are in the other feeds only.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PodcastFile {
    /// The title. Default: that of the site.
    pub title: Option<String>,
    /// The description. Default: that of the site.
    pub description: Option<String>,
    /// Who makes it. Default: the name of the publisher.
    pub author: Option<String>,
    /// The email address by which directories ask whether the podcast is yours; it stands in the feed. Default: that of the publisher.
    pub email: Option<String>,
    /// Its categories, by the names of Apple Podcasts, the most important first: `[News, Politics]`. Default: `[News]`.
    pub categories: Option<Vec<String>>,
    /// The picture, as an address on the site: a square of 1400 to 3000 pixels, as JPEG or PNG. Directories ask for one.
    pub image: Option<String>,
    /// Whether it is not for children. Default: `false`.
    pub explicit: bool,
    /// The `podcast:guid` of a podcast that had another address before. Default: the one that follows from the address of the feed.
    pub guid: Option<String>,
}

/// Settings of the podcast.
#[derive(Clone, Debug)]
pub struct Podcast {
    /// The title; `None` for that of the site.
    pub title: Option<Box<str>>,
    /// The description; `None` for that of the site.
    pub description: Option<Box<str>>,
    /// Who makes it.
    pub author: Box<str>,
    /// The email address of its owner.
    pub email: Option<Box<str>>,
    /// Its categories, each with the one that it is below, if any.
    pub categories: Vec<(&'static str, Option<&'static str>)>,
    /// The picture, as an address on the site.
    pub image: Option<Box<str>>,
    /// Whether it is not for children.
    pub explicit: bool,
    /// Its identity, where that does not follow from its address.
    pub guid: Option<Box<str>>,
}

/// The categories of Apple Podcasts, with those below them (podcasters.apple.com/support/1691-apple-podcasts-categories, 2019).
const CATEGORIES: &[(&str, &[&str])] = &[
    ("Arts", &["Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"]),
    ("Business", &["Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"]),
    ("Comedy", &["Comedy Interviews", "Improv", "Stand-Up"]),
    ("Education", &["Courses", "How To", "Language Learning", "Self-Improvement"]),
    ("Fiction", &["Comedy Fiction", "Drama", "Science Fiction"]),
    ("Government", &[]),
    ("Health & Fitness", &["Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"]),
    ("History", &[]),
    ("Kids & Family", &["Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"]),
    (
        "Leisure",
        &["Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games"],
    ),
    ("Music", &["Music Commentary", "Music History", "Music Interviews"]),
    (
        "News",
        &[
            "Business News",
            "Daily News",
            "Entertainment News",
            "News Commentary",
            "Politics",
            "Sports News",
            "Tech News",
        ],
    ),
    (
        "Religion & Spirituality",
        &["Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"],
    ),
    (
        "Science",
        &[
            "Astronomy",
            "Chemistry",
            "Earth Sciences",
            "Life Sciences",
            "Mathematics",
            "Natural Sciences",
            "Nature",
            "Physics",
            "Social Sciences",
        ],
    ),
    ("Society & Culture", &["Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"]),
    (
        "Sports",
        &[
            "Baseball",
            "Basketball",
            "Cricket",
            "Fantasy Sports",
            "Football",
            "Golf",
            "Hockey",
            "Rugby",
            "Running",
            "Soccer",
            "Swimming",
            "Tennis",
            "Volleyball",
            "Wilderness",
            "Wrestling",
        ],
    ),
    ("TV & Film", &["After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"]),
    ("Technology", &[]),
    ("True Crime", &[]),
];

/// A category by its name: the one at the top, and the one below it where that is meant.
fn category(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let is_named = |known: &&str| known.eq_ignore_ascii_case(name.trim());
    let top = CATEGORIES.iter().find(|(top, _)| is_named(top)).map(|(top, _)| (*top, None));
    top.or_else(|| {
        CATEGORIES.iter().find_map(|(top, below)| Some((*top, Some(*below.iter().find(|it| is_named(it))?))))
    })
}

impl Podcast {
    /// Resolves the setting; `publisher` is the name and the email address of the publisher. `None` where there is none.
    pub(super) fn resolve(
        typed: PodcastFile,
        (publisher, address): (&str, Option<&str>),
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        if !mapping.has("podcast") {
            return None;
        }
        let mut add = |part: &str, message: String, hint: String| {
            let place = mapping.value("podcast", part);
            findings.push(Diagnostic::new(Code::PodcastInvalid, place, message).hint(hint));
        };
        let PodcastFile { title, description, author, email, categories, image, explicit, guid } = typed;
        let mut known = Vec::new();
        for name in categories.unwrap_or_else(|| vec!["News".to_owned()]) {
            let Some(category) = category(&name) else {
                let all = CATEGORIES.iter().flat_map(|(top, below)| std::iter::once(*top).chain(below.iter().copied()));
                add(&name, format!("`{name}` is not a category of Apple Podcasts"), suggest::hint(&name, all));
                continue;
            };
            known.push(category);
        }
        if let Some((typed, (message, hint))) = email.as_deref().and_then(|typed| Some((typed, wrong_email(typed)?))) {
            add(typed, message, hint);
        }
        let guid = guid.filter(|typed| {
            let is_guid = uuid::Uuid::try_parse(typed).is_ok();
            if !is_guid {
                let hint =
                    "copy it from the feed of the podcast, or remove it: it then follows from the address of the feed";
                add(typed, format!("`{typed}` is not a GUID"), hint.to_owned());
            }
            is_guid
        });
        let boxed = |text: Option<String>| text.filter(|text| !text.trim().is_empty()).map(Box::from);
        Some(Self {
            title: boxed(title),
            description: boxed(description),
            author: author.as_deref().unwrap_or(publisher).into(),
            email: boxed(email).or_else(|| address.map(Box::from)),
            categories: known,
            image: boxed(image),
            explicit,
            guid: guid.map(|guid| guid.to_lowercase().into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_is_known_with_the_one_above_it() {
        assert_eq!(category("news"), Some(("News", None)));
        assert_eq!(category("Politics"), Some(("News", Some("Politics"))));
        assert_eq!(category("Nieuws"), None);
    }
}
