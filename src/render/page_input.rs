//! A page with all inputs of its bytes, and their fingerprint.

use super::{Failure, images, texts};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Code, Diagnostic, Error, Fingerprint, SourceFile, suggest};
use crate::config::{ContentOfFeeds, FeedFormat, LanguageId};
use crate::model::{ItemId, Listing};
use crate::plan::feed_view::{FeedView, NewsSitemapView, RobotsView, SitemapIndexView, SitemapView, WooSitemapView};
use crate::plan::view::View;
use crate::plan::{
    self, CalendarView, CardView, ContactCardView, HostView, IconView, Page, PodcastView, Rendition, Snapshot, Subject,
};
use crate::theme::PageKind;

/// A page with all inputs of its bytes.
#[derive(Debug)]
pub struct PageInput<'p> {
    pub(super) page: &'p Page,
    pub(super) parts: Parts<'p>,
}

/// The inputs, by the kind of file.
#[derive(Debug)]
pub(super) enum Parts<'p> {
    Html { view: Box<View<'p>>, template: String },
    Feed(FeedView<'p>),
    Podcast(Option<PodcastView<'p>>),
    Sitemap(SitemapView),
    SitemapIndex(SitemapIndexView),
    NewsSitemap(NewsSitemapView<'p>),
    WooSitemap(WooSitemapView<'p>),
    Robots(RobotsView),
    Calendar(CalendarView<'p>),
    LiveUpdates(ItemId),
    Host(HostView),
    File(&'p SourceFile),
    Rendition(&'p Rendition),
    Card(CardView<'p>),
    Icon(IconView),
    ContactCard(Option<ContactCardView<'p>>),
    ThemeFile(&'p str),
}

/// Gathers the inputs of a page.
///
/// # Errors
/// The theme has no template for the page.
pub fn page_input<'p>(snapshot: &'p Snapshot, page: &'p Page) -> Result<PageInput<'p>, Failure> {
    let parts = match &page.subject {
        Subject::Feed { listing, format } => Parts::Feed(feed(snapshot, page.language, *listing, *format)),
        Subject::Podcast => Parts::Podcast(podcast(snapshot, page.language)),
        Subject::Sitemap(part) => Parts::Sitemap(plan::sitemap(snapshot, *part)),
        Subject::SitemapIndex => Parts::SitemapIndex(plan::sitemap_index(snapshot)),
        Subject::NewsSitemap => Parts::NewsSitemap(plan::news_sitemap(snapshot)),
        Subject::EventCalendar(id) => Parts::Calendar(plan::calendar_of_item(snapshot, *id)),
        Subject::Calendar(listing) => Parts::Calendar(plan::calendar_of_list(snapshot, page.language, *listing)),
        Subject::LiveUpdates(id) => Parts::LiveUpdates(*id),
        Subject::WooIndex(category) => Parts::SitemapIndex(plan::woo_index(snapshot, *category)),
        Subject::WooSitemap { category, part } => Parts::WooSitemap(plan::woo_sitemap(snapshot, *category, *part)),
        Subject::Robots => Parts::Robots(plan::robots(snapshot)),
        Subject::Host(file) => Parts::Host(plan::host(snapshot, *file)),
        Subject::File(file) => Parts::File(file),
        Subject::Rendition(copy) => Parts::Rendition(copy),
        Subject::ContactCard(owner) => Parts::ContactCard(plan::contact_card(snapshot, owner, page.language)),
        Subject::Card(id) => Parts::Card(plan::card(&snapshot.site, *id, &snapshot.theme.manifest)),
        Subject::SiteCard => Parts::Card(plan::site_card(&snapshot.config, page.language, &snapshot.theme.manifest)),
        Subject::Icon(icon) => Parts::Icon(plan::icon(snapshot, *icon)),
        Subject::ThemeFile(name) => Parts::ThemeFile(name),
        _ => html(snapshot, page)?,
    };
    Ok(PageInput { page, parts })
}

fn feed(snapshot: &Snapshot, language: LanguageId, listing: Listing, format: FeedFormat) -> FeedView<'_> {
    with_leads(snapshot, plan::feed(snapshot, language, listing, format))
}

fn podcast(snapshot: &Snapshot, language: LanguageId) -> Option<PodcastView<'_>> {
    let podcast = plan::podcast(snapshot, language)?;
    Some(PodcastView { feed: with_leads(snapshot, podcast.feed), ..podcast })
}

fn with_leads<'p>(snapshot: &'p Snapshot, mut feed: FeedView<'p>) -> FeedView<'p> {
    if feed.content == ContentOfFeeds::Full {
        for entry in &mut feed.entries {
            entry.lead = texts::lead(snapshot, entry.item);
        }
    }
    feed
}

fn html<'p>(snapshot: &'p Snapshot, page: &Page) -> Result<Parts<'p>, Failure> {
    let kind = snapshot.kind(page).unwrap_or(PageKind::NotFound);
    let own = snapshot.template_of(page).and_then(|id| Some((id, snapshot.site.item(id).rare().template.as_deref()?)));
    let template = match own {
        Some((id, name)) => named_template(snapshot, id, name)?,
        None => snapshot.theme.template(kind).map_err(|finding| Failure::Findings(vec![finding]))?.to_owned(),
    };
    let lead = snapshot.text_of(page).and_then(|id| texts::lead(snapshot, id));
    Ok(Parts::Html { view: Box::new(plan::view(snapshot, page, lead)), template })
}

fn named_template(snapshot: &Snapshot, id: ItemId, name: &str) -> Result<String, Failure> {
    let theme = &snapshot.theme;
    theme.named_template(name).map(str::to_owned).ok_or_else(|| {
        let place = plan::in_front_matter(snapshot, id, |mapping| mapping.value("template", name));
        let whole_pages = theme
            .template_names()
            .filter(|name| !name.contains('/') && !matches!(*name, "base.html" | "digest.html" | "digest.txt"));
        let hint = suggest::hint(name, whole_pages);
        let message = format!("the theme has no template `{name}`");
        Failure::Findings(vec![Diagnostic::new(Code::TemplateUnknown, place, message).hint(hint)])
    })
}

/// The fingerprint of a page's inputs: pages with equal fingerprints have the same bytes.
///
/// # Errors
/// A view cannot be serialised, which is a defect.
pub fn fingerprint(snapshot: &Snapshot, input: &PageInput<'_>) -> Result<Fingerprint, Error> {
    let failed =
        |error: postcard::Error| Error::internal(format!("{} has no fingerprint: {error}", input.page.address));
    if let Parts::Rendition(copy) = input.parts {
        // Another version of the program need not make renditions again.
        return images::fingerprint(copy).map_err(failed);
    }
    mix(snapshot, input, Mixer::default().bytes(ENGINE.as_bytes())).map(Mixer::finish).map_err(failed)
}

fn mix(snapshot: &Snapshot, input: &PageInput<'_>, mixer: Mixer) -> postcard::Result<Mixer> {
    let (theme, language) = (&snapshot.theme, input.page.language);
    match &input.parts {
        Parts::Html { view, template } => {
            let globals = snapshot.globals(language).map(|globals| globals.fingerprint);
            let of_term = view.term.as_ref().and_then(|term| term.extra);
            let extra = (view.item.as_ref().map(|item| item.extra), of_term);
            let mixer = mixer
                .fingerprint(globals.unwrap_or_default())
                .fingerprint(theme.template_fingerprint(template))
                .bytes(&serde_json::to_vec(&extra).unwrap_or_default())
                .value(view)?;
            let body = snapshot.text_of(input.page).map(|id| texts::body_fingerprint(snapshot, id));
            Ok(body.into_iter().fold(mixer, Mixer::fingerprint))
        }
        Parts::Feed(feed) => Ok(mix_feed(snapshot, (language, feed), mixer.value(feed)?)),
        Parts::Podcast(None) => Ok(mixer),
        Parts::Podcast(Some(podcast)) => Ok(mix_feed(snapshot, (language, &podcast.feed), mixer.value(podcast)?)),
        Parts::Sitemap(view) => mixer.value(view),
        Parts::SitemapIndex(view) => mixer.value(view),
        Parts::NewsSitemap(view) => mixer.value(view),
        Parts::LiveUpdates(id) => {
            let mixer = mixer.fingerprint(theme.fingerprint(language)).fingerprint(theme.directives_fingerprint());
            Ok(mixer.fingerprint(texts::body_fingerprint(snapshot, *id)))
        }
        Parts::WooSitemap(view) => mixer.value(view),
        Parts::Robots(view) => mixer.value(view),
        Parts::Calendar(view) => mixer.value(view),
        Parts::Host(view) => mixer.value(view),
        Parts::File(file) => {
            let mixer = mixer.bytes(&[u8::from(snapshot.config.untrusted)]);
            mixer.bytes(file.path.as_bytes()).value(&file.stamp)
        }
        Parts::Rendition(copy) => images::fingerprint(copy).map(|known| mixer.fingerprint(known)),
        Parts::Card(card) => mixer.value(card),
        Parts::Icon(icon) => mixer.value(icon),
        Parts::ContactCard(card) => mixer.value(card),
        Parts::ThemeFile(name) => Ok(mixer.bytes(theme.file(name).unwrap_or_default())),
    }
}

/// What the texts in a feed depend on.
fn mix_feed(snapshot: &Snapshot, (language, feed): (LanguageId, &FeedView<'_>), mixer: Mixer) -> Mixer {
    let theme = &snapshot.theme;
    let mixer = mixer.fingerprint(theme.fingerprint(language)).fingerprint(theme.directives_fingerprint());
    let bodies = feed.entries.iter().map(|entry| texts::body_fingerprint(snapshot, entry.item));
    bodies.fold(mixer, Mixer::fingerprint)
}
