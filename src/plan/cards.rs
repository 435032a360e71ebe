//! Share cards: the picture with the title of an item, or of the site, where there is no other.

use serde::Serialize;

use super::addresses::item_address;
use crate::base::{Address, Fingerprint};
use crate::config::{Config, LanguageId};
use crate::content::ItemKind;
use crate::model::{ItemId, Site};
use crate::theme::{CardLogo, ThemeManifest};

/// The size in pixels that social networks show uncropped (developers.facebook.com/docs/sharing/webmasters/images).
pub(super) const SIZE: (u32, u32) = (1200, 630);

/// The contents of a share card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CardView<'s> {
    /// The title of the item, or of the site.
    pub title: &'s str,
    /// The day, in the words of the item's language; on the card of the site its description.
    pub date: String,
    /// The name of the site; on its own card its host.
    pub site: &'s str,
    /// The BCP 47 tag of the language.
    pub language: &'s str,
    /// The colour of the rule, as `#rrggbb`.
    pub accent: Option<&'s str>,
    /// The logo, which stands in the place of `site`.
    pub logo: Option<&'s CardLogo>,
}

/// The address of the site's card; `None` where its letters are not known, or no template shows it.
pub(super) fn site_card_address(config: &Config, language: LanguageId, theme: &ThemeManifest) -> Option<Address> {
    let card = site_card(config, language, theme);
    let fingerprint = Fingerprint::of_value(&card).unwrap_or_default();
    let address = config.language(language).home.join(&format!("card-{}.png", fingerprint.short())).ok();
    address.filter(|_| theme.shows_share && card.can_be_written())
}

/// The view of the site's card.
pub fn site_card<'s>(config: &'s Config, language: LanguageId, theme: &'s ThemeManifest) -> CardView<'s> {
    let known = config.language(language);
    let host = config.origin.split_once("://").map_or(&*config.origin, |(_, host)| host);
    CardView {
        title: &known.title,
        date: known.description.to_string(),
        site: host,
        language: &known.tag,
        accent: theme.accent.as_deref(),
        logo: theme.logo.as_ref(),
    }
}

/// The address of an item's card; `None` where it has none.
pub(super) fn card_address(site: &Site, id: ItemId, theme: &ThemeManifest) -> Option<Address> {
    let item = site.item(id);
    if !site.config.share_cards || item.kind != ItemKind::News || item.image.is_some() {
        return None;
    }
    let card = card(site, id, theme);
    if !card.can_be_written() {
        return None;
    }
    let fingerprint = Fingerprint::of_value(&card).unwrap_or_default();
    item_address(site, id).folder().join(&format!("card-{}.png", fingerprint.short())).ok()
}

/// The view of an item's card.
pub fn card<'s>(site: &'s Site, id: ItemId, theme: &'s ThemeManifest) -> CardView<'s> {
    let item = site.item(id);
    let language = site.config.language(item.language);
    let date = language.calendar.day(item.date.day());
    let (accent, logo) = (theme.accent.as_deref(), theme.logo.as_ref());
    CardView { title: &item.title, date, site: &language.title, language: &language.tag, accent, logo }
}

impl CardView<'_> {
    /// Whether the card's font has all letters: it covers Latin, Greek and Cyrillic.
    fn can_be_written(&self) -> bool {
        let is_other = |c: char| c.is_alphabetic() && !matches!(c, '\0'..='\u{52f}' | '\u{1e00}'..='\u{1fff}');
        ![self.title, self.site, &self.date].into_iter().any(|text| text.contains(is_other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_made_where_its_letters_are_known() {
        let date = || "3 december 2013".to_owned();
        let card = |title| CardView { title, date: date(), site: "Dorp", language: "nl", accent: None, logo: None };
        assert!(card("Één wijk – „doel” of middel? 100 % 🎉").can_be_written());
        assert!(card("Вести и νέα").can_be_written());
        assert!(!card("أخبار").can_be_written() && !card("新闻").can_be_written());
    }
}
