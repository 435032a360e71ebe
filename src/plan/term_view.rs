//! Views of terms with their texts: the head of a list, and authors in bylines.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::attachment_view::AttachmentView;
use super::attachments::{attachments, offered};
use super::date_view::date_view;
use super::entries::{Entry, entry};
use super::feed_view::FeedAuthor;
use super::image_view::lead_image;
use super::page::{Page, Subject};
use super::snapshot::Snapshot;
use super::view_parts::{DateView, ImageView, LinkView};
use crate::base::name::identity;
use crate::config::{LanguageId, Stream};
use crate::content::{DossierStatus, Item, Profile, ProfileKind};
use crate::model::{Group, ItemId, Listing};

/// Term or section that a list is about, with what its file says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TermPageView<'s> {
    /// The role of an author.
    pub role: Option<&'s str>,
    /// Whether an author is a `person` or an `organization`; `none` without a file.
    #[serde(rename = "type")]
    pub kind: Option<ProfileKind>,
    /// The summary, or else the start of the text; `none` without a file.
    pub summary: Option<&'s str>,
    /// The picture.
    pub image: Option<ImageView<'s>>,
    /// The email address.
    pub email: Option<&'s str>,
    /// Pages elsewhere that are about the same.
    pub same_as: Vec<ElsewhereView<'s>>,
    /// The account on the fediverse: `@anna@social.example`.
    pub fediverse: Option<&'s str>,
    /// The state of a dossier, `open` or `closed`; `none` if the file does not say.
    pub status: Option<DossierStatus>,
    /// The number of items.
    pub count: usize,
    /// The date of the oldest item.
    pub first: Option<DateView>,
    /// The date of the newest item.
    pub last: Option<DateView>,
    /// Documents: those of the file, and on the page of a dossier the attachments of items that say
    /// `key_document: true`.
    pub documents: Vec<AttachmentView<'s>>,
    /// The item of the list with the next event.
    pub next: Option<Entry<'s>>,
    /// The tags that the newest items of the list have most often, at most eight: what an author writes about, and the topics next
    /// to a topic.
    pub topics: Vec<LinkView<'s>>,
    /// The values under `extra` in the front matter of the file.
    pub extra: Option<&'s BTreeMap<String, serde_json::Value>>,
}

/// Page on another site.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ElsewhereView<'s> {
    /// The URL.
    pub url: &'s str,
    /// The host without `www.`, as a link text: `social.example`.
    pub title: String,
}

/// Author of an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AuthorView<'s> {
    /// The name.
    pub title: Cow<'s, str>,
    /// The link to the page of the author.
    pub href: Arc<str>,
    /// The role: that of the item, or else that of the author's file.
    pub role: Option<&'s str>,
    /// `person` or `organization`.
    #[serde(rename = "type")]
    pub kind: ProfileKind,
    /// The picture, from the author's file.
    pub image: Option<ImageView<'s>>,
    /// Pages elsewhere that are about the author.
    pub same_as: Vec<&'s str>,
    /// The account on the fediverse: `@anna@social.example`.
    pub fediverse: Option<&'s str>,
}

/// The term or the section of the first page of a list.
pub(super) fn term_page<'p>(snapshot: &'p Snapshot, page: &Page) -> Option<TermPageView<'p>> {
    let Subject::List { listing, number: None } = page.subject else { return None };
    let (site, language) = (&snapshot.site, page.language);
    let text = site.text_of(language, listing);
    let of_term = match listing {
        Listing::Term(group, term) => site.profile(language, group, term),
        Listing::Index(stream) if stream != Stream::MAIN => {
            text.map(|id| site.item(id)).and_then(|item| Some((item, item.rare().profile.as_deref()?)))
        }
        _ => return None,
    };
    let own = text.map(|id| site.item(id));
    let profile = of_term.map(|(_, profile)| profile);
    let of_own = own.and_then(|item| item.rare().profile.as_deref());
    let items = site.listing(language, listing);
    let is_dossier = matches!(listing, Listing::Term(Group::DOSSIERS, _));
    let day = |id: &ItemId| date_view(snapshot, site.item(*id).date, language);
    Some(TermPageView {
        role: of_own.and_then(|profile| profile.role.as_deref()),
        kind: profile.map(|profile| profile.kind),
        summary: own.map(Item::shown_summary).filter(|summary| !summary.is_empty()),
        image: text.and_then(|id| lead_image(snapshot, id)),
        email: profile.and_then(|profile| profile.email.as_deref()),
        same_as: profile.map(elsewhere).unwrap_or_default(),
        fediverse: profile.and_then(|profile| profile.fediverse.as_deref()),
        status: profile.and_then(|profile| profile.status),
        count: items.len(),
        first: items.last().map(day),
        last: items.first().map(day),
        documents: documents(snapshot, own, if is_dossier { items } else { &[] }),
        next: next(snapshot, language, items),
        topics: topics(snapshot, language, listing),
        extra: own.map(|item| &item.rare().extra),
    })
}

/// The item of a list with the next event.
fn next<'p>(snapshot: &'p Snapshot, language: LanguageId, items: &[ItemId]) -> Option<Entry<'p>> {
    let upcoming = &snapshot.site.newsroom(language).upcoming;
    // The ids of a list are in their order.
    let found = upcoming.iter().find(|id| items.binary_search(id).is_ok())?;
    Some(entry(snapshot, *found))
}

/// The number of items, newest first, whose tags are counted.
const COUNTED: usize = 200;
/// The most topics of a term.
const TOPICS: usize = 8;

/// The tags that the items of a list have most often, without the tag that it is of.
fn topics(snapshot: &Snapshot, language: LanguageId, listing: Listing) -> Vec<LinkView<'_>> {
    let site = &snapshot.site;
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for id in site.listing(language, listing).iter().take(COUNTED) {
        for term in site.terms(Group::TAGS).of(&site.item(*id).tags) {
            *counts.entry(term).or_default() += 1;
        }
    }
    let own = |term: u32| listing == Listing::Term(Group::TAGS, term);
    let mut found: Vec<(Reverse<usize>, u32)> =
        counts.into_iter().filter(|(term, _)| !own(*term)).map(|(term, count)| (Reverse(count), term)).collect();
    found.sort_unstable();
    let hrefs = snapshot.shared.terms(language, Group::TAGS);
    let link = |(_, term): (Reverse<usize>, u32)| {
        let title = Cow::Borrowed(&*site.term(Group::TAGS, term).name);
        Some(LinkView { title, href: Arc::clone(hrefs.get(term as usize)?) })
    };
    found.into_iter().take(TOPICS).filter_map(link).collect()
}

fn elsewhere(profile: &Profile) -> Vec<ElsewhereView<'_>> {
    let host = |url: &str| {
        let (_, rest) = url.split_once("://").unwrap_or(("", url));
        let host = rest.split('/').next().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    profile.same_as.iter().map(|url| ElsewhereView { url, title: host(url) }).collect()
}

/// The documents of a text, and the key documents of items, newest first, each once.
fn documents<'p>(snapshot: &'p Snapshot, own: Option<&'p Item>, items: &[ItemId]) -> Vec<AttachmentView<'p>> {
    let mut all = own.map(|item| attachments(snapshot, item)).unwrap_or_default();
    for item in items.iter().map(|id| snapshot.site.item(*id)) {
        let key = item.rare().attachments.iter().filter(|offer| offer.is_key);
        for document in key.filter_map(|offer| offered(snapshot, item, offer)) {
            if all.iter().all(|known| known.href != document.href) {
                all.push(document);
            }
        }
    }
    all
}

/// The authors of an item.
pub(super) fn authors<'p>(snapshot: &'p Snapshot, item: &'p Item) -> Vec<AuthorView<'p>> {
    let terms = snapshot.site.terms(Group::AUTHORS);
    let hrefs = snapshot.shared.terms(item.language, Group::AUTHORS);
    let view = |term: u32| Some(author(snapshot, item, term, hrefs.get(term as usize)?));
    terms.of(&item.authors).into_iter().filter_map(view).collect()
}

fn author<'p>(snapshot: &'p Snapshot, item: &'p Item, term: u32, href: &Arc<str>) -> AuthorView<'p> {
    let site = &snapshot.site;
    let known = site.term(Group::AUTHORS, term);
    let profile = site.profile(item.language, Group::AUTHORS, term).map(|(_, profile)| profile);
    let picture = known.text(item.language).into_iter().chain(known.texts()).find_map(|id| lead_image(snapshot, id));
    AuthorView {
        title: Cow::Borrowed(&known.name),
        href: Arc::clone(href),
        role: role(snapshot, item, (&known.name, term)),
        kind: profile.map(|profile| profile.kind).unwrap_or_default(),
        image: picture,
        same_as: profile.map(|profile| profile.same_as.iter().map(|url| &**url).collect()).unwrap_or_default(),
        fediverse: profile.and_then(|profile| profile.fediverse.as_deref()),
    }
}

/// The role of an author: that of the item, or else that of the author's file in the language of the item.
fn role<'p>(snapshot: &'p Snapshot, item: &'p Item, (name, term): (&str, u32)) -> Option<&'p str> {
    let roles = &item.rare().roles;
    let given = roles.iter().find(|(known, _)| identity(known) == identity(name)).map(|(_, role)| &**role);
    given.or_else(|| {
        let text = snapshot.site.term(Group::AUTHORS, term).text(item.language)?;
        snapshot.site.item(text).rare().profile.as_ref()?.role.as_deref()
    })
}

/// The email address and the page of an author with a file, for feeds.
pub(super) fn author_in_feed(snapshot: &Snapshot, language: LanguageId, term: u32) -> FeedAuthor<'_> {
    let site = &snapshot.site;
    let name = &*site.term(Group::AUTHORS, term).name;
    let Some((_, profile)) = site.profile(language, Group::AUTHORS, term) else {
        return FeedAuthor { name, url: None, email: None };
    };
    let href = snapshot.shared.terms(language, Group::AUTHORS).get(term as usize);
    let url = href.map(|href| format!("{}{href}", snapshot.config.origin));
    FeedAuthor { name, url, email: profile.email.as_deref() }
}
