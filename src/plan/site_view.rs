//! What is the same on every page of a language.

use super::Plan;
use super::layout::{fixed, group_folder};
use super::view::{LinkView, SiteView};
use crate::config::LanguageId;
use crate::content::is_external;
use crate::model::{Group, Listing};

impl<'s> Plan<'s> {
    /// The view of the site in a language; `footer` is its footer as HTML.
    pub fn site_view(&self, id: LanguageId, footer: String) -> SiteView<'s> {
        let config = self.site.config;
        let language = config.language(id);
        let group = |group| {
            let there = !self.terms_in(id, group).is_empty();
            there.then(|| config.href(&fixed(group_folder(language, group))))
        };
        let menu = language.menu.iter().map(|entry| LinkView {
            title: &entry.title,
            href: if is_external(&entry.link) {
                entry.link.as_str().into()
            } else {
                self.href(None, &entry.link).into()
            },
        });
        SiteView {
            title: &language.title,
            description: &language.description,
            language: &language.tag,
            language_name: &language.name,
            right_to_left: language.right_to_left,
            url: format!("{}{}", config.origin, config.base_path),
            home: config.href(&language.home),
            index: config.href(&language.index),
            archive: config.href(&fixed(&language.words.archive)),
            tags: group(Group::Tags),
            authors: group(Group::Authors),
            dossiers: group(Group::Dossiers),
            feeds: self.feed_links(id, Listing::Index),
            languages: config
                .language_ids()
                .map(|other| self.translation(other, &config.language(other).home))
                .collect(),
            external_images: config.external_images.hosts().collect(),
            menu: menu.collect(),
            footer,
            publisher: &config.publisher,
            extra: &config.extra,
        }
    }
}
