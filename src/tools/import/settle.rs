//! What every item must be before its address is looked at: of a length that a site can have, and a draft where readers must not see it.

use chrono::{DateTime, Utc};

use super::front::UNREADABLE;
use super::item::{ImportedItem, ImportedKind, ImportedStatus};
use super::loss::{Harm, ImportLoss};
use crate::base::calendar::Calendar;

/// The longest title, in letters.
const LONGEST_TITLE: usize = 300;

impl ImportedItem {
    /// Makes of the item what a site can have at a moment.
    pub(super) fn settle(&mut self, at: DateTime<Utc>) {
        self.shorten_title();
        self.tidy_language();
        if self.losses.iter().any(|loss| loss.subject == UNREADABLE) && self.status.is_public() {
            self.status = ImportedStatus::Draft;
        }
        if let Some(until) = self.held_until.take().filter(|until| until.at > at) {
            self.hold_back(until);
        }
        // News has a key for it.
        let is_news = self.kind == ImportedKind::News;
        if let Some(expires) = self.expires.take_if(|expires| !is_news || expires.at <= at) {
            let loss = ImportLoss::new(Harm::Detail, "texts with a last day", self.place.file.clone());
            let day = expires.day();
            if expires.at > at {
                self.losses.push(
                    loss.told(format!("readers see it until {day}"), "make it a draft on that day: `draft: true`"),
                );
            } else if self.status.is_public() {
                self.status = ImportedStatus::Draft;
                let message = format!("readers saw it until {day}, so it is a draft");
                self.losses.push(loss.told(message, "remove `draft: true`, if readers may see it again"));
            }
        }
    }

    /// News has the date at which it appears; a page has none, and is a draft until then.
    fn hold_back(&mut self, until: crate::base::date::When) {
        if self.kind == ImportedKind::News {
            self.date = Some(until);
        } else if self.status.is_public() {
            self.status = ImportedStatus::Draft;
            let message = format!("it is held back until {}, so it is a draft", until.day());
            let loss = ImportLoss::new(Harm::Detail, "pages that are held back", self.place.file.clone());
            self.losses.push(loss.told(message, "remove `draft: true` on that day"));
        }
    }

    /// A language is a tag such as `nl` or `en-US`: `en_us` is written so, and a word that is none is left out.
    fn tidy_language(&mut self) {
        let Some(typed) = self.language.take() else { return };
        self.language = language_tag(&typed);
        if self.language.is_none() && !typed.trim().is_empty() {
            let loss = ImportLoss::new(Harm::Detail, "languages that are none", self.place.file.clone());
            let message = format!("its language `{typed}` is no tag of a language, so it has that of the site");
            self.losses.push(loss.told(message, "write a tag such as `nl`, `en` or `en-US` in the source"));
        }
    }

    fn shorten_title(&mut self) {
        if self.title.len() <= LONGEST_TITLE || self.title.chars().count() <= LONGEST_TITLE {
            return;
        }
        let letters = self.title.chars().count();
        let start: String = self.title.chars().take(LONGEST_TITLE).collect();
        let start = start.rsplit_once(' ').map_or(&*start, |(words, _)| words);
        self.title = format!("{}…", start.trim_end());
        let loss = ImportLoss::new(Harm::Detail, "titles that are too long", self.place.file.clone());
        let message = format!("its title has {letters} letters, and ends after {LONGEST_TITLE} of them");
        self.losses.push(loss.told(message, "write a shorter `title`"));
    }
}

/// The tag of a language, in its usual form. `None` for a word that is none.
fn language_tag(typed: &str) -> Option<String> {
    let tag = typed.trim().replace('_', "-");
    let (main, rest) = tag.split_at_checked(tag.find('-').unwrap_or(tag.len()))?;
    let tag = format!("{}{rest}", main.to_ascii_lowercase());
    ((2..=3).contains(&main.len()) && tag.is_ascii() && Calendar::of(&tag).is_some()).then_some(tag)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::base::date::When;

    fn settled(held_until: Option<&str>, expires: Option<&str>) -> ImportedItem {
        let when = |text: Option<&str>| text.and_then(|text| When::parse(text, Tz::UTC).ok());
        let mut item = ImportedItem {
            title: "Kort bericht ".repeat(100),
            date: when(Some("2013-12-03")),
            held_until: when(held_until),
            expires: when(expires),
            ..ImportedItem::default()
        };
        item.settle("2024-01-01T00:00:00Z".parse().unwrap());
        item
    }

    #[test]
    fn languages_are_tags() {
        for (typed, tag) in
            [("EN_us", Some("en-us")), (" nl", Some("nl")), ("English", None), ("", None), ("x-1", None)]
        {
            assert_eq!(language_tag(typed).as_deref(), tag, "{typed}");
        }
    }

    #[test]
    fn what_readers_must_not_see_is_held_back() {
        let item = settled(Some("2099-01-01"), None);
        assert_eq!(item.day().unwrap().to_string(), "2099-01-01");
        assert!(item.title.chars().count() <= 301 && item.title.ends_with("bericht…"), "{}", item.title);
        assert_eq!(settled(Some("2013-12-01"), None).day().unwrap().to_string(), "2013-12-03");
        assert_eq!(settled(None, Some("2020-01-01")).status, ImportedStatus::Draft);
        assert!(settled(None, Some("2099-01-01")).status.is_public());
    }
}
