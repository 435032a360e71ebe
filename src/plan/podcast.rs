//! The podcast of a language: a feed of all items with a recording.

use serde::Serialize;

use super::feed_view::FeedView;
use super::feeds::{episodes_feed, logo_url};
use super::site_files::in_settings;
use super::snapshot::Snapshot;
use crate::base::{Address, Code, Diagnostic, Severity};
use crate::config::{Config, LanguageId};
use crate::content::ItemKind;
use crate::model::{ItemId, Site};

/// The name of the podcast in the folder of the home page.
pub(super) const PODCAST: &str = "podcast.xml";

/// The most episodes: those that are newest. Apple Podcasts reads no more.
const MOST_EPISODES: usize = 2_000;

/// The sides of its picture in pixels (podcasters.apple.com/support/896-artwork-requirements).
const SIDES: std::ops::RangeInclusive<u32> = 1400..=3000;

/// A podcast.
#[derive(Debug, Serialize)]
pub struct PodcastView<'s> {
    /// Its episodes, as in other feeds.
    pub feed: FeedView<'s>,
    /// Who makes it.
    pub author: &'s str,
    /// The email address of its owner.
    pub email: Option<&'s str>,
    /// Its categories, each with the one that it is below.
    pub categories: &'s [(&'static str, Option<&'static str>)],
    /// The absolute URL of its picture.
    pub image: Option<String>,
    /// Whether it is not for children.
    pub explicit: bool,
    /// Its identity in directories.
    pub guid: String,
}

/// The items of a language with a recording, newest first.
fn episodes(site: &Site, language: LanguageId) -> impl Iterator<Item = ItemId> {
    let news = site.ids().take(site.news());
    news.filter(move |id| {
        let item = site.item(*id);
        item.language == language && item.kind == ItemKind::News && item.rare().audio.is_some()
    })
}

/// The address of the podcast of a language, where it has episodes.
pub(super) fn podcast_address(site: &Site, language: LanguageId) -> Option<Address> {
    site.config.podcast.as_ref()?;
    episodes(site, language).next()?;
    site.config.language(language).home.join(PODCAST).ok()
}

/// The view of the podcast of a language.
pub fn podcast(snapshot: &Snapshot, language: LanguageId) -> Option<PodcastView<'_>> {
    let (site, config) = (&*snapshot.site, &*snapshot.config);
    let podcast = config.podcast.as_ref()?;
    let url = config.url(&podcast_address(site, language)?);
    let ids: Vec<ItemId> = episodes(site, language).take(MOST_EPISODES).collect();
    let mut feed = episodes_feed(snapshot, language, &ids);
    feed.entries.retain(|entry| entry.audio.is_some());
    let guid = podcast.guid.as_deref().map_or_else(|| guid(&url), str::to_owned);
    Some(PodcastView {
        feed: FeedView {
            title: podcast.title.as_deref().map_or(feed.title, str::to_owned),
            description: podcast.description.as_deref().unwrap_or(feed.description),
            url,
            ..feed
        },
        author: &podcast.author,
        email: podcast.email.as_deref(),
        categories: &podcast.categories,
        image: image_url(config).or_else(|| logo_url(config)),
        explicit: podcast.explicit,
        guid,
    })
}

fn image_url(config: &Config) -> Option<String> {
    let image = config.podcast.as_ref()?.image.as_deref()?;
    Address::parse(image).ok().map(|image| config.url(&image))
}

/// The identity that follows from the address of a feed: a UUID of version 5 of the URL without its scheme and its last slashes
/// (podcastindex.org/namespace/1.0, `podcast:guid`).
fn guid(url: &str) -> String {
    const NAMESPACE: uuid::Uuid = uuid::uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    let bare = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    uuid::Uuid::new_v5(&NAMESPACE, bare.as_bytes()).to_string()
}

/// What directories would refuse the podcast for: a picture that is none, or has another size than they ask.
pub fn refused_podcast(snapshot: &Snapshot) -> Option<Diagnostic> {
    let image = snapshot.config.podcast.as_ref()?.image.as_deref()?;
    let (_, picture) = snapshot.images.get(&format!("static{image}"))?;
    let picture = picture.as_ref().ok()?;
    if picture.width == picture.height && SIDES.contains(&picture.width) {
        return None;
    }
    let message = format!(
        "`{image}` has {} × {} pixels, and directories of podcasts ask for a square",
        picture.width, picture.height
    );
    let hint = format!("make it a square of {} to {} pixels", SIDES.start(), SIDES.end());
    let finding = Diagnostic::new(Code::PodcastInvalid, in_settings(snapshot, "podcast", image), message).hint(hint);
    Some(Diagnostic { severity: Severity::Warning, ..finding })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identity_follows_from_the_address() {
        // The example of the specification.
        assert_eq!(guid("https://mp3s.nashownotes.com/pc20rss.xml"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
    }
}
