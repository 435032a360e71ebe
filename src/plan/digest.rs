//! The view of a digest: the newest items of a list, for a message to readers. All links in it are absolute.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::addresses::{item_address, list_address};
use super::date_view::date_view;
use super::entries::term_names;
use super::image_view::lead_image;
use super::lists::list_title;
use super::sharing::mail_picture;
use super::snapshot::Snapshot;
use super::view_parts::DateView;
use crate::base::date::When;
use crate::base::suggest;
use crate::config::{LanguageId, Stream};
use crate::model::{Group, ItemId, Listing};

/// Longest preheader, in characters: programs for mail show about as much beside the subject.
const PREHEADER: usize = 110;

/// Variables of a digest, `digest` in the templates `digest.html` and `digest.txt`. These also have the variables of the site, and no
/// others. Every link in them is absolute.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DigestView<'s> {
    /// The subject of the message: "Dorp: 3 new items".
    pub subject: String,
    /// What programs for mail show beside the subject: the first titles.
    pub preheader: String,
    /// The day of the digest.
    pub date: DateView,
    /// The title of the list, such as that of a tag; `none` where it is all news.
    pub list: Option<String>,
    /// The URL of the list, for all items.
    pub url: String,
    /// The URL of the home page.
    pub home: String,
    /// The items, newest first.
    pub entries: Vec<DigestEntry<'s>>,
    /// The number of items that have no place in the message.
    pub left_out: usize,
    /// The URL at which readers unsubscribe; `none` where it is not known.
    pub unsubscribe: Option<String>,
}

/// Item in a digest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DigestEntry<'s> {
    /// The title.
    pub title: &'s str,
    /// The URL of the item.
    pub url: String,
    /// The date of publication.
    pub date: DateView,
    /// The summary as plain text.
    pub summary: &'s str,
    /// The title of the section; `none` in the main news.
    pub section: Option<&'s str>,
    /// The names of the authors.
    pub authors: Vec<&'s str>,
    /// The names of the tags.
    pub tags: Vec<&'s str>,
    /// The lead image, in a form that every program for mail shows.
    pub image: Option<DigestImage<'s>>,
}

/// Picture in a digest: a JPEG, a PNG or a GIF.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DigestImage<'s> {
    /// The URL.
    pub url: String,
    /// The text for people who do not see it.
    pub alt: &'s str,
    /// The credit: its maker.
    pub credit: Option<&'s str>,
    /// The width in pixels.
    pub width: u32,
    /// The height in pixels.
    pub height: u32,
}

/// The list that a text names: `tag:zorg`, `author:Redactie`, `dossier:…`, `section:blog`, or the key of a taxonomy and a term.
///
/// # Errors
/// There is no such list: a message and a hint.
pub fn named_listing(snapshot: &Snapshot, language: LanguageId, typed: &str) -> Result<Listing, (String, String)> {
    let (config, site) = (&snapshot.config, &snapshot.site);
    let keys: Vec<&str> = config.taxonomies.iter().map(|taxonomy| &*taxonomy.key).collect();
    let own = keys.iter().copied().skip(usize::from(Group::DOSSIERS.0) + 1);
    let all_kinds = || ["tag", "author", "dossier", "section"].into_iter().chain(own.clone());
    let Some((kind, name)) = typed.split_once(':').map(|(before, after)| (before.trim(), after.trim())) else {
        return Err((
            format!("`{typed}` names no list"),
            "write the kind of list and its name: `--list tag:NAME`".into(),
        ));
    };
    let group = match kind {
        "section" => {
            let stream =
                config.streams().find(|stream| config.section(*stream).is_some_and(|section| *section.name == *name));
            let others = config.sections.iter().map(|section| &*section.name);
            return stream.map(Listing::Index).ok_or_else(|| unknown("section", name, others));
        }
        "tag" => Group::TAGS,
        "author" => Group::AUTHORS,
        "dossier" => Group::DOSSIERS,
        kind => {
            let known = keys.iter().zip(0..).find(|(key, _)| **key == kind).map(|(_, number)| Group(number));
            known.ok_or_else(|| unknown("kind of list", kind, all_kinds()))?
        }
    };
    let terms = site.terms(group);
    let names = || terms.all().iter().filter(|term| !term.items(language).is_empty()).map(|term| &*term.name);
    let found = terms.find(name).filter(|term| !terms.get(*term).items(language).is_empty());
    found.map(|term| Listing::Term(group, term)).ok_or_else(|| unknown(kind, name, names()))
}

fn unknown<'n>(what: &str, name: &str, known: impl Iterator<Item = &'n str> + Clone) -> (String, String) {
    let hint = if known.clone().next().is_some() {
        suggest::hint(name, known)
    } else {
        format!("there is no {what} with published items in this language")
    };
    (format!("there is no {what} `{name}`"), hint)
}

/// The published items of a list, newest first.
pub fn items_of_list(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> Vec<ItemId> {
    let mut ids = snapshot.site.listing(language, listing).to_vec();
    ids.sort_by_key(|id| (Reverse(snapshot.site.item(*id).date.at), *id));
    ids
}

/// The view of a digest with these items. The subject is the theme's.
pub fn digest_view<'s>(
    snapshot: &'s Snapshot,
    (language, listing): (LanguageId, Listing),
    ids: &[ItemId],
    subject: String,
) -> DigestView<'s> {
    let (config, site) = (&snapshot.config, &snapshot.site);
    let entries: Vec<DigestEntry<'_>> = ids.iter().map(|id| entry(snapshot, *id)).collect();
    let today = When::new(site.at.with_timezone(&config.time_zone).fixed_offset(), false, config.time_zone);
    let list = list_title(site, language, listing).filter(|_| listing != Listing::Index(Stream::MAIN));
    DigestView {
        subject,
        preheader: preheader(entries.iter().map(|entry| entry.title)),
        date: date_view(snapshot, today, language),
        list: list.map(std::borrow::Cow::into_owned),
        url: config.url(&list_address(site, language, listing, None)),
        home: config.url(&config.language(language).home),
        entries,
        left_out: 0,
        unsubscribe: None,
    }
}

fn entry(snapshot: &Snapshot, id: ItemId) -> DigestEntry<'_> {
    let (config, site) = (&snapshot.config, &snapshot.site);
    let item = site.item(id);
    let stream = config.stream_of(&item.file);
    let credit = lead_image(snapshot, id).and_then(|image| image.credit);
    let image = mail_picture(snapshot, id).and_then(|picture| {
        Some(DigestImage { url: picture.url, alt: picture.alt, credit, width: picture.width?, height: picture.height? })
    });
    DigestEntry {
        title: &item.title,
        url: config.url(item_address(site, id)),
        date: date_view(snapshot, item.date, item.language),
        summary: item.shown_summary(),
        section: (stream != Stream::MAIN).then(|| &*config.stream(item.language, stream).title),
        authors: term_names(site, Group::AUTHORS, &item.authors),
        tags: term_names(site, Group::TAGS, &item.tags),
        image,
    }
}

/// The first titles, as many as have place; a long first title is cut at a word.
fn preheader<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    for title in titles {
        let with = if text.is_empty() { title.to_owned() } else { format!("{text} · {title}") };
        if with.chars().count() > PREHEADER {
            if text.is_empty() {
                let cut: String = title.chars().take(PREHEADER).collect();
                let end = cut.rfind(' ').unwrap_or(cut.len());
                text = format!("{}…", cut.get(..end).unwrap_or_default());
            }
            break;
        }
        text = with;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preheader_has_the_titles_that_have_place() {
        assert_eq!(preheader(["Een", "Twee"].into_iter()), "Een · Twee");
        let long = "woord ".repeat(30);
        let cut = preheader([long.as_str()].into_iter());
        assert!(cut.ends_with("woord…") && cut.chars().count() <= PREHEADER, "{cut}");
        assert_eq!(preheader(["Kort", long.as_str()].into_iter()), "Kort");
    }
}
