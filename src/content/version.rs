//! An item as a version in plain language of another one: what it takes over from it.

use super::item::{Item, RareFields};
use super::newsroom::Closing;
use crate::base::date::When;

impl Item {
    /// Whether it is a version in plain language of another item: it stands in no list, for that item does.
    pub fn is_version(&self) -> bool {
        self.rare().plain.as_ref().is_some_and(|plain| plain.has_normal)
    }

    /// The same item as a version of another. It tells the same news, so it is public no longer than the other: it is held back and
    /// closed with it.
    #[must_use]
    pub fn as_version_of(&self, normal: &Self) -> Self {
        let mut rare: RareFields = self.rare().clone();
        if let Some(plain) = &mut rare.plain {
            plain.has_normal = true;
        }
        let other = normal.newsroom();
        if other.withdrawal.is_some() || other.expiry.is_some() {
            let newsroom = rare.newsroom.get_or_insert_default();
            newsroom.withdrawal = earlier(newsroom.withdrawal.take(), other.withdrawal.as_ref());
            newsroom.expiry = earlier(newsroom.expiry.take(), other.expiry.as_ref());
        }
        Self {
            date: later(self.date, normal.date),
            draft: self.draft || normal.draft,
            withdrawn: self.withdrawn || normal.withdrawn,
            rare: Some(Box::new(rare)),
            ..self.without_address()
        }
    }
}

fn later(one: When, other: When) -> When {
    if one.at < other.at { other } else { one }
}

/// The closing that comes into force first.
fn earlier(own: Option<Closing>, other: Option<&Closing>) -> Option<Closing> {
    own.into_iter().chain(other.cloned()).min_by_key(|closing| closing.from)
}
