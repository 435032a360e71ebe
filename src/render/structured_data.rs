//! Structured data for search engines: JSON-LD of schema.org, with the properties that Google documents for Article, Breadcrumb
//! and Organization (developers.google.com/search/docs/appearance/structured-data).

use std::borrow::Cow;

use serde::Serialize;

use super::event_data;
use crate::content::ProfileKind;
use crate::plan::view::{
    AudioView, AuthorView, ContactView, CorrectionView, ImageView, ItemView, LiveUpdateView, PageView, ShareView,
    SiteView, View,
};
use crate::theme::PageKind;

/// Any type of schema.org, with the properties that are in use; `None` is left out.
#[derive(Default, Serialize)]
struct Thing<'a> {
    #[serde(rename = "@type")]
    kind: &'a str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Cow<'a, str>>,
    #[serde(rename = "mainEntityOfPage", skip_serializing_if = "Option::is_none")]
    main_entity_of_page: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(rename = "datePublished", skip_serializing_if = "Option::is_none")]
    date_published: Option<&'a str>,
    #[serde(rename = "dateModified", skip_serializing_if = "Option::is_none")]
    date_modified: Option<&'a str>,
    #[serde(rename = "inLanguage", skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    #[serde(rename = "coverageStartTime", skip_serializing_if = "Option::is_none")]
    coverage_start_time: Option<&'a str>,
    #[serde(rename = "coverageEndTime", skip_serializing_if = "Option::is_none")]
    coverage_end_time: Option<&'a str>,
    #[serde(rename = "liveBlogUpdate", skip_serializing_if = "Vec::is_empty")]
    live_blog_update: Vec<Thing<'a>>,
    #[serde(rename = "articleBody", skip_serializing_if = "Option::is_none")]
    article_body: Option<&'a str>,
    #[serde(rename = "isBasedOn", skip_serializing_if = "Option::is_none")]
    is_based_on: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    image: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(rename = "creditText", skip_serializing_if = "Option::is_none")]
    credit_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Box<Thing<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    #[serde(rename = "contactPoint", skip_serializing_if = "Option::is_none")]
    contact_point: Option<Box<Thing<'a>>>,
    #[serde(rename = "contactType", skip_serializing_if = "Option::is_none")]
    contact_type: Option<&'a str>,
    #[serde(rename = "jobTitle", skip_serializing_if = "Option::is_none")]
    job_title: Option<&'a str>,
    #[serde(rename = "sameAs", skip_serializing_if = "Vec::is_empty")]
    same_as: Vec<&'a str>,
    #[serde(rename = "mainEntity", skip_serializing_if = "Option::is_none")]
    main_entity: Option<Box<Thing<'a>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'a str>,
    #[serde(rename = "articleSection", skip_serializing_if = "Option::is_none")]
    article_section: Option<&'a str>,
    #[serde(rename = "wordCount", skip_serializing_if = "Option::is_none")]
    word_count: Option<u32>,
    #[serde(rename = "itemListElement", skip_serializing_if = "Vec::is_empty")]
    item_list_element: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<Thing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<Box<Thing<'a>>>,
    #[serde(rename = "contentUrl", skip_serializing_if = "Option::is_none")]
    content_url: Option<&'a str>,
    #[serde(rename = "encodingFormat", skip_serializing_if = "Option::is_none")]
    encoding_format: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<&'a str>,
    #[serde(rename = "contentSize", skip_serializing_if = "Option::is_none")]
    content_size: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// A part of the document.
#[derive(Serialize)]
#[serde(untagged)]
enum GraphPart<'a> {
    Thing(Box<Thing<'a>>),
    Event(serde_json::Value),
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<GraphPart<'a>>,
}

/// The JSON-LD of a page, safe inside a `script` element; `None` for redirects and the 404 page. `origin` is scheme and host;
/// `word` gives the theme's word for a kind of page.
pub(super) fn json_ld(
    view: &View<'_>,
    site: &SiteView,
    origin: &str,
    word: &dyn Fn(PageKind) -> String,
) -> Option<String> {
    let page = &view.page;
    let title = page.title.clone().unwrap_or_else(|| word(page.kind));
    let main = match (page.kind, &view.item) {
        (PageKind::NotFound | PageKind::Redirect | PageKind::Closed | PageKind::Search | PageKind::Week, _) => {
            return None;
        }
        (PageKind::Home, _) => web_site(page, site),
        (PageKind::Item, Some(item)) => article(page, item, site, origin),
        (PageKind::Page, Some(_)) => web_page("WebPage", page, &title),
        (PageKind::Author, _) => profile_page(view, &title),
        _ => web_page("CollectionPage", page, &title),
    };
    let second =
        if page.kind == PageKind::Home { organisation(site) } else { breadcrumbs(page, &title, site, origin, word) };
    let mut graph: Vec<GraphPart<'_>> =
        [main, second].into_iter().map(|thing| GraphPart::Thing(Box::new(thing))).collect();
    let event = view.item.as_ref().and_then(|item| event_data::event(page, item, site, &organisation_id(site)));
    graph.extend(event.map(GraphPart::Event));
    let data = serde_json::to_string(&Document { context: "https://schema.org", graph }).ok()?;
    // A `<` in a text could end the script element, or start a comment in it.
    Some(if data.contains('<') { data.replace('<', "\\u003c") } else { data })
}

fn web_site<'a>(page: &'a PageView<'_>, site: &'a SiteView) -> Thing<'a> {
    Thing {
        kind: "WebSite",
        url: Some(page.url.as_str().into()),
        name: Some(site.title.as_str().into()),
        in_language: Some(&site.language),
        description: Some(site.description.as_str()).filter(|text| !text.is_empty()),
        publisher: Some(Box::new(Thing { kind: "Organization", id: Some(organisation_id(site)), ..Thing::default() })),
        ..Thing::default()
    }
}

fn web_page<'a>(kind: &'a str, page: &'a PageView<'_>, title: &'a str) -> Thing<'a> {
    Thing {
        kind,
        url: Some(page.url.as_str().into()),
        name: Some(title.into()),
        in_language: Some(&page.language),
        description: page.description,
        ..Thing::default()
    }
}

/// The page of an author with a file (developers.google.com/search/docs/appearance/structured-data/profile-page).
fn profile_page<'a>(view: &'a View<'_>, title: &'a str) -> Thing<'a> {
    let page = &view.page;
    let Some((term, kind)) = view.term.as_ref().and_then(|term| Some((term, term.kind?))) else {
        return web_page("CollectionPage", page, title);
    };
    let own = Thing {
        kind: kind_of(kind),
        name: Some(title.into()),
        url: Some(page.url.as_str().into()),
        description: term.summary,
        image: term.image.iter().map(image).collect(),
        email: term.email,
        job_title: term.role.filter(|_| kind == ProfileKind::Person),
        same_as: term.same_as.iter().map(|elsewhere| elsewhere.url).collect(),
        ..Thing::default()
    };
    Thing { main_entity: Some(Box::new(own)), ..web_page("ProfilePage", page, title) }
}

fn kind_of(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Person => "Person",
        ProfileKind::Organization => "Organization",
    }
}

fn author<'a>(author: &'a AuthorView<'_>, origin: &str) -> Thing<'a> {
    Thing {
        kind: kind_of(author.kind),
        name: Some(Cow::Borrowed(&*author.title)),
        url: Some(format!("{origin}{}", author.href).into()),
        image: author.image.iter().map(image).collect(),
        job_title: author.role.filter(|_| author.kind == ProfileKind::Person),
        same_as: author.same_as.clone(),
        ..Thing::default()
    }
}

fn article<'a>(page: &'a PageView<'_>, item: &'a ItemView<'_>, site: &'a SiteView, origin: &str) -> Thing<'a> {
    let authors: Vec<Thing<'a>> = item.authors.iter().map(|known| author(known, origin)).collect();
    let live = item.live.as_ref();
    Thing {
        kind: if live.is_some() { "LiveBlogPosting" } else { "NewsArticle" },
        coverage_start_time: live.map(|live| &*live.started),
        coverage_end_time: live.and_then(|live| live.ended.as_deref()),
        live_blog_update: live.iter().flat_map(|live| &live.updates).map(live_update).collect(),
        headline: Some(item.title),
        url: Some(page.url.as_str().into()),
        main_entity_of_page: Some(&page.url),
        description: Some(item.summary).filter(|text| !text.is_empty()),
        date_published: item.published_at.as_deref(),
        date_modified: item.updated_at.as_deref(),
        in_language: Some(&page.language),
        is_based_on: item.versions.iter().find(|other| other.level == "normal").map(|normal| &*normal.url),
        image: item.image.iter().map(image).chain(item.crops.iter().map(crop)).collect(),
        author: if authors.is_empty() { vec![organisation(site)] } else { authors },
        publisher: Some(Box::new(Thing {
            contact_point: item.contact.as_ref().map(contact_point),
            ..organisation(site)
        })),
        keywords: item.tags.iter().map(|tag| &*tag.title).collect(),
        article_section: item.dossiers.first().map(|dossier| &*dossier.title),
        word_count: Some(item.words),
        correction: item.corrections.iter().map(correction).collect(),
        audio: item.audio.as_ref().map(|audio| Box::new(recording(audio))),
        ..Thing::default()
    }
}

fn recording<'a>(audio: &'a AudioView<'_>) -> Thing<'a> {
    Thing {
        kind: "AudioObject",
        name: Some(audio.title.into()),
        content_url: Some(&audio.url),
        encoding_format: Some(audio.media_type),
        duration: Some(&audio.iso_duration),
        content_size: Some(audio.bytes.to_string()),
        ..Thing::default()
    }
}

/// An update of a live item (schema.org/LiveBlogPosting).
fn live_update<'a>(update: &'a LiveUpdateView<'_>) -> Thing<'a> {
    Thing {
        kind: "BlogPosting",
        headline: Some(if update.title.is_empty() { update.text } else { update.title }),
        url: Some(update.url.as_str().into()),
        date_published: Some(&update.date.iso),
        article_body: Some(update.text).filter(|text| !text.is_empty()),
        ..Thing::default()
    }
}

fn correction<'a>(correction: &'a CorrectionView<'_>) -> Thing<'a> {
    Thing {
        kind: "CorrectionComment",
        text: Some(correction.text),
        date_published: Some(&correction.date.iso),
        ..Thing::default()
    }
}

/// A contact, as a way to reach the publisher.
fn contact_point<'a>(contact: &'a ContactView<'_>) -> Box<Thing<'a>> {
    Box::new(Thing {
        kind: "ContactPoint",
        name: Some(contact.name.into()),
        contact_type: contact.role,
        telephone: contact.call.as_deref().map(|call| call.trim_start_matches("tel:")),
        email: contact.email,
        description: contact.hours,
        ..Thing::default()
    })
}

fn image<'a>(image: &'a ImageView<'_>) -> Thing<'a> {
    Thing { caption: image.caption, credit_text: image.credit, ..image_object(&image.url, image.width, image.height) }
}

fn crop<'a>(crop: &'a ShareView<'_>) -> Thing<'a> {
    image_object(&crop.url, crop.width, crop.height)
}

fn image_object(url: &str, width: Option<u32>, height: Option<u32>) -> Thing<'_> {
    Thing { kind: "ImageObject", url: Some(url.into()), width, height, ..Thing::default() }
}

fn organisation(site: &SiteView) -> Thing<'_> {
    let publisher = &site.publisher;
    let logo = publisher.logo.as_ref();
    Thing {
        kind: "Organization",
        id: Some(organisation_id(site)),
        name: Some(publisher.name.as_deref().unwrap_or(&site.title).into()),
        url: Some(format!("{}/", site.url).into()),
        logo: logo.map(|logo| format!("{}/{}", site.url, logo.trim_start_matches('/'))),
        telephone: publisher.call.as_deref().map(|call| call.trim_start_matches("tel:")),
        email: publisher.email.as_deref(),
        address: publisher.address.as_deref(),
        ..Thing::default()
    }
}

fn organisation_id(site: &SiteView) -> String {
    format!("{}/#publisher", site.url)
}

fn breadcrumbs<'a>(
    page: &'a PageView<'_>,
    title: &'a str,
    site: &SiteView,
    origin: &str,
    word: &dyn Fn(PageKind) -> String,
) -> Thing<'a> {
    let home = (Cow::Owned(word(PageKind::Home)), Cow::Owned(format!("{origin}{}", site.home)));
    let crumbs = page.breadcrumbs.iter().map(|crumb| {
        let name = crumb.title.as_deref().map_or_else(|| Cow::Owned(word(crumb.kind)), Cow::Borrowed);
        (name, Cow::Owned(format!("{origin}{}", crumb.href)))
    });
    let own = (Cow::Borrowed(title), Cow::Borrowed(page.url.as_str()));
    let all = std::iter::once(home).chain(crumbs).chain([own]);
    let step = |(at, (name, url)): (usize, (Cow<'a, str>, Cow<'a, str>))| Thing {
        kind: "ListItem",
        position: Some(at + 1),
        name: Some(name),
        item: Some(url),
        ..Thing::default()
    };
    Thing { kind: "BreadcrumbList", item_list_element: all.enumerate().map(step).collect(), ..Thing::default() }
}
