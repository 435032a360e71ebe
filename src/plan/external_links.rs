//! The references of a site to pages and images of other sites.

use rayon::prelude::*;

use super::places::in_front_matter;
use super::prose::{SiteText, each_text};
use super::site_files::in_footer;
use super::snapshot::Snapshot;
use crate::base::url_scope::{Scope, scope};
use crate::base::{Code, Place};
use crate::config::{Config, Fetched};
use crate::content::prose::{Prose, ProseDirective};
use crate::content::{ReferenceKind, embed_of};
use crate::model::ItemId;

/// A reference to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalLink {
    /// The URL, as written: a whole one, or one without its scheme (`//e.example/a`).
    pub to: Box<str>,
    /// Its place.
    pub place: Place,
}

/// All references to pages and images of other sites, in the order of the texts: those of items, menus and footers. Links to
/// this machine or a private network are among them where the settings turn the lint `link-local` off.
pub fn external_links(snapshot: &Snapshot) -> Vec<ExternalLink> {
    let config = &snapshot.config;
    let ids: Vec<ItemId> = snapshot.site.ids().collect();
    let mut all: Vec<ExternalLink> = ids.par_iter().flat_map_iter(|id| of_item(snapshot, *id)).collect();
    for language in &config.languages {
        let entries = language.menu_links().filter(|entry| is_external(config, &entry.link, ReferenceKind::Link));
        all.extend(entries.map(|entry| ExternalLink { to: entry.link.as_str().into(), place: entry.place.clone() }));
        let prose = Prose::read(&language.footer, &language.quotes, snapshot.config.markdown);
        let part = |range: std::ops::Range<usize>| language.footer.get(range).unwrap_or_default();
        let place = |range: std::ops::Range<usize>| in_footer(snapshot, language, part(range));
        all.extend(of_text(snapshot, &SiteText { prose: &prose, language, place: &place }));
    }
    all
}

fn of_item(snapshot: &Snapshot, id: ItemId) -> Vec<ExternalLink> {
    let config = &snapshot.config;
    let item = snapshot.site.item(id);
    let mut found = Vec::new();
    each_text(snapshot, item, |text| found.extend(of_text(snapshot, text)));
    let image = item.image.iter().filter(|image| is_external(config, &image.src, ReferenceKind::Image));
    found.extend(image.map(|image| ExternalLink {
        to: image.src.clone(),
        place: in_front_matter(snapshot, id, |mapping| mapping.value("image", &image.src)),
    }));
    found
}

fn of_text(snapshot: &Snapshot, text: &SiteText<'_>) -> Vec<ExternalLink> {
    let config = &snapshot.config;
    let links = text.prose.links.iter().filter(|link| is_external(config, &link.to, link.target));
    let links = links.map(|link| ExternalLink { to: link.to.clone(), place: (text.place)(link.own.clone()) });
    // The address of a film, a post or a map is a link of the page, below the frame.
    let is_embed = |block: &&ProseDirective| {
        snapshot.theme.embeds(&block.name)
            && embed_of(&block.argument).is_some()
            && is_external(config, &block.argument, ReferenceKind::Link)
    };
    let embeds = text.prose.directives.iter().filter(is_embed);
    let embeds =
        embeds.map(|block| ExternalLink { to: block.argument.clone(), place: (text.place)(block.range.clone()) });
    links.chain(embeds).collect()
}

fn is_external(config: &Config, to: &str, target: ReferenceKind) -> bool {
    let may_be = target == ReferenceKind::Link || config.external_images.fetch(to) == Fetched::Allowed;
    may_be && config.own_urls.path(to).is_none() && may_be_asked(config, to)
}

/// Whether a URL of another site may be requested: this machine and private networks only where the settings turn the lint
/// `link-local` off.
pub(super) fn may_be_asked(config: &Config, to: &str) -> bool {
    match scope(to) {
        None => false,
        Some(Scope::Public | Scope::Nowhere) => true,
        Some(Scope::Loopback | Scope::Private) => config.lints.is_off(Code::LinkLocal),
    }
}
