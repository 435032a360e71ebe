//! A podcast: RSS 2.0 with what Apple (podcasters.apple.com/support/823-podcast-requirements) and the podcast namespace
//! (podcastindex.org/namespace/1.0) add to it.

use std::collections::BTreeMap;

use rss::Item;
use rss::extension::itunes::{ITunesCategory, ITunesChannelExtension, ITunesItemExtension, ITunesOwner};
use rss::extension::{Extension, ExtensionMap};

use super::clean::end_xml;
use super::rss as rss_feed;
use crate::base::Error;
use crate::plan::PodcastView;
use crate::plan::feed_view::FeedEntry;

/// The podcast namespace.
const PODCAST: (&str, &str) = ("podcast", "https://podcastindex.org/namespace/1.0");

/// Writes a podcast; `bodies` has the HTML of each entry, or is empty.
pub(super) fn write(view: &PodcastView<'_>, bodies: &[std::sync::Arc<str>], out: &mut Vec<u8>) -> Result<(), Error> {
    let mut channel = rss_feed::channel(&view.feed, bodies);
    channel.namespaces.insert(PODCAST.0.to_owned(), PODCAST.1.to_owned());
    channel.itunes_ext = Some(ITunesChannelExtension {
        author: Some(view.author.to_owned()),
        categories: view.categories.iter().map(category).collect(),
        image: view.image.clone(),
        explicit: Some(view.explicit.to_string()),
        owner: view
            .email
            .map(|email| ITunesOwner { name: Some(view.author.to_owned()), email: Some(email.to_owned()) }),
        r#type: Some("episodic".to_owned()),
        ..ITunesChannelExtension::default()
    });
    let guid = Extension { value: Some(view.guid.clone()), ..element("guid") };
    channel.extensions.insert(PODCAST.0.to_owned(), [("guid".to_owned(), vec![guid])].into());
    for (item, entry) in channel.items.iter_mut().zip(&view.feed.entries) {
        extend(item, entry, view.explicit);
    }
    let start = out.len();
    channel.write_to(&mut *out).map_err(|error| Error::internal(format!("{}: {error}", view.feed.url)))?;
    end_xml(out, start);
    Ok(())
}

fn category((top, below): &(&'static str, Option<&'static str>)) -> ITunesCategory {
    let below = below.map(|name| Box::new(ITunesCategory { text: name.to_owned(), subcategory: None }));
    ITunesCategory { text: (*top).to_owned(), subcategory: below }
}

fn extend(item: &mut Item, entry: &FeedEntry<'_>, explicit: bool) {
    let names: Vec<&str> = entry.authors.iter().map(|author| author.name).collect();
    item.itunes_ext = Some(ITunesItemExtension {
        author: (!names.is_empty()).then(|| names.join(", ")),
        duration: entry.audio.as_ref().map(|audio| audio.seconds.to_string()),
        explicit: Some(explicit.to_string()),
        episode_type: Some("full".to_owned()),
        ..ITunesItemExtension::default()
    });
    if let Some(transcript) = entry.audio.as_ref().and_then(|audio| audio.transcript.as_ref()) {
        let attributes = [("url", transcript.url.as_str()), ("type", transcript.media_type)];
        let attrs = attributes.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let transcript = Extension { attrs, ..element("transcript") };
        let of_podcast: BTreeMap<String, Vec<Extension>> = [("transcript".to_owned(), vec![transcript])].into();
        let mut all: ExtensionMap = std::mem::take(&mut item.extensions);
        all.insert(PODCAST.0.to_owned(), of_podcast);
        item.extensions = all;
    }
}

fn element(name: &str) -> Extension {
    Extension { name: format!("{}:{name}", PODCAST.0), ..Extension::default() }
}
