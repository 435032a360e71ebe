//! The view of the site: the variables that are the same on every page of a language.

use super::addresses::{fixed, group_folder, list_address};
use super::contacts::publisher;
use super::follow::follow_link;
use super::icons::icons_view;
use super::links::href;
use super::locale::locale;
use super::podcast::podcast_address;
use super::search::{INDEX, index_address};
use super::shared::feed_links;
use super::snapshot::Snapshot;
use super::view_parts::{LinkView, MenuView, SearchLinks, SiteView, TranslationView};
use crate::config::{Config, LanguageId, MenuEntry, Stream, Taxonomy};
use crate::content::is_elsewhere;
use crate::model::{Group, Listing};

/// The view of the site in a language; `footer` is its footer as HTML.
pub fn site_view(snapshot: &Snapshot, id: LanguageId, footer: String) -> SiteView {
    let config = &snapshot.config;
    let language = config.language(id);
    let group = |group| {
        let there = !snapshot.site.terms_in(id, group).is_empty();
        there.then(|| config.href(&fixed(group_folder(config, id, group))))
    };
    let link = |entry: &MenuEntry| {
        if is_elsewhere(&config.own_urls, &entry.link) { entry.link.clone() } else { href(snapshot, &entry.link) }
    };
    let below = |entry: &MenuEntry| LinkView { title: entry.title.clone().into(), href: link(entry).into() };
    let menu = language.menu.iter().map(|entry| MenuView {
        title: entry.title.clone(),
        href: link(entry),
        items: entry.items.iter().map(below).collect(),
    });
    let list =
        |is_there: bool, listing| is_there.then(|| config.href(&list_address(&snapshot.site, id, listing, None)));
    SiteView {
        title: language.title.to_string(),
        description: language.description.to_string(),
        language: language.tag.to_string(),
        language_name: language.name.to_string(),
        locale: locale(&language.tag),
        right_to_left: language.right_to_left,
        url: format!("{}{}", config.origin, config.base_path),
        home: config.href(&language.home),
        index: config.href(&language.main.index),
        archive: config.href(&language.main.overview),
        agenda: list(snapshot.site.newsroom(id).has_events(), Listing::Agenda),
        corrections: list(!snapshot.site.newsroom(id).corrected.is_empty(), Listing::Corrected),
        noticeboard: (!snapshot.site.weeks(id).is_empty()).then(|| config.href(&fixed(&language.words.week))),
        search: config.search.then(|| SearchLinks {
            href: config.href(&fixed(&language.words.search)),
            index: config.href(&index_address(language, INDEX)),
        }),
        tags: group(Group::TAGS),
        authors: group(Group::AUTHORS),
        dossiers: group(Group::DOSSIERS),
        sections: sections(snapshot, id),
        taxonomies: own_taxonomies(snapshot, id),
        follow: follow_link(snapshot, id),
        podcast: podcast_address(&snapshot.site, id).map(|address| config.url(&address)),
        feeds: feed_links(&snapshot.site, id, Listing::Index(Stream::MAIN)),
        languages: languages(config),
        external_images: config.external_images.hosts().map(str::to_owned).collect(),
        content_security_policy: config.policy.of_page(),
        menu: menu.collect(),
        footer,
        icons: icons_view(snapshot),
        publisher: publisher(config),
        extra: config.extra.clone(),
    }
}

/// The languages of the site, with their home pages.
fn languages(config: &Config) -> Vec<TranslationView<'static>> {
    let view = |id| {
        let language = config.language(id);
        TranslationView {
            language: language.tag.to_string().into(),
            name: language.name.to_string().into(),
            locale: locale(&language.tag),
            href: config.href(&language.home),
            url: config.url(&language.home),
        }
    };
    config.language_ids().map(view).collect()
}

/// The sections that have items in a language.
fn sections(snapshot: &Snapshot, language: LanguageId) -> Vec<LinkView<'static>> {
    let has_page = |stream: &Stream| snapshot.site.has_page(language, Listing::Index(*stream));
    let used = snapshot.config.streams().skip(1).filter(has_page);
    used.map(|stream| section_link(snapshot, language, stream)).collect()
}

/// A section as a link to its index.
pub(super) fn section_link(snapshot: &Snapshot, language: LanguageId, stream: Stream) -> LinkView<'static> {
    let known = snapshot.config.stream(language, stream);
    LinkView { title: known.title.to_string().into(), href: snapshot.config.href(&known.index).into() }
}

/// The overviews of the site's own taxonomies that have terms in a language.
fn own_taxonomies(snapshot: &Snapshot, language: LanguageId) -> Vec<LinkView<'static>> {
    let groups = snapshot.config.own_taxonomies().map(|(taxonomy, number)| (taxonomy, Group(number)));
    let used = groups.filter(|(_, group)| !snapshot.site.terms_in(language, *group).is_empty());
    let link = |(taxonomy, group): (&Taxonomy, Group)| LinkView {
        title: taxonomy.title(language).unwrap_or(&taxonomy.key).to_owned().into(),
        href: snapshot.config.href(&fixed(group_folder(&snapshot.config, language, group))).into(),
    };
    used.map(link).collect()
}
