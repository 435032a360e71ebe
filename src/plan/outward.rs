//! What the site refers to elsewhere, for whoever asks whether it is still there.

use rayon::prelude::*;

use super::Plan;
use super::lint::Read;
use crate::base::url_scope::{Scope, scope};
use crate::base::{Place, Sources};
use crate::config::Fetched;
use crate::content::Target;
use crate::content::prose::Prose;
use crate::model::ItemId;

/// A reference to another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outward {
    /// Where it leads, as typed: a whole URL, or one without its scheme (`//e.example/a`).
    pub to: Box<str>,
    /// Where it stands.
    pub place: Place,
}

impl Plan<'_> {
    /// All references to pages and images of other sites, in the order of the texts: those of items, menus and footers. What
    /// leads to this machine or a private network is among them where the settings say that it is meant so.
    pub fn outward(&self, sources: &dyn Sources) -> Vec<Outward> {
        let config = self.site.config;
        let ids: Vec<ItemId> = self.site.ids().collect();
        let of_item = |id: &ItemId| {
            let item = self.site.item(*id);
            let mut found = Vec::new();
            self.read_texts(item, sources, |read| found.extend(self.of_text(read)));
            let image = item.image.iter().filter(|image| self.is_outward(&image.src, Target::Image));
            found.extend(image.map(|image| Outward {
                to: image.src.clone(),
                place: self.in_front_matter(*id, sources, |mapping| mapping.value("image", &image.src)),
            }));
            found
        };
        let mut all: Vec<Outward> = ids.par_iter().flat_map_iter(of_item).collect();
        for language in &config.languages {
            let entries = language.menu.iter().filter(|entry| self.is_outward(&entry.link, Target::Link));
            all.extend(entries.map(|entry| Outward { to: entry.link.as_str().into(), place: entry.place.clone() }));
            let prose = Prose::read(&language.footer, 0, &language.quotes);
            let place = |_: std::ops::Range<usize>| config.footer_place.clone();
            all.extend(self.of_text(&Read { prose: &prose, language, place: &place }));
        }
        all
    }

    fn of_text(&self, read: &Read<'_>) -> Vec<Outward> {
        let links = read.prose.links.iter().filter(|link| self.is_outward(&link.to, link.target));
        links.map(|link| Outward { to: link.to.clone(), place: (read.place)(link.own.clone()) }).collect()
    }

    fn is_outward(&self, to: &str, target: Target) -> bool {
        let config = self.site.config;
        let may_be = target == Target::Link || config.external_images.fetch(to) == Fetched::Allowed;
        may_be
            && match scope(to) {
                None => false,
                Some(Scope::Public | Scope::Nowhere) => true,
                Some(Scope::Loopback | Scope::Private) => config.lints.is_off(crate::base::Code::LinkLocal),
            }
    }
}
