//! The site: the items that are published at one moment, in every order and list.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Datelike as _, Utc};
use rayon::prelude::*;

use super::archive::{Year, range_of, years};
use super::file_names::FileNames;
use super::listing::{Group, ItemId, Listing};
use super::newsroom_lists::NewsroomLists;
use super::shared_drafts::{in_force, shared_items};
use super::terms::{SlugRules, Term, TermText, Terms};
use super::texts::{Texts, forget_addresses};
use super::versions::{follow, translations, versions};
use super::weeks::{Week, weeks};
use crate::base::date::next_day;
use crate::base::{Index, SharedDraft};
use crate::config::{Config, LanguageId, Period, Stream, Taxonomy};
use crate::content::{Closing, Contacts, Content, Item, ItemKind, Keep, TermNames};

/// The published items of a site at one moment, with every order and grouping of them.
#[derive(Debug)]
pub struct Site {
    /// The settings.
    pub config: Arc<Config>,
    /// News, newest first, then its versions in plain language, then the standing pages, then the texts about terms and sections, then the items that are closed:
    /// withdrawn or expired, and at last those of shared drafts. Of those that are closed and whose text is not shown there is nothing else here than what is.
    pub items: Vec<Arc<Item>>,
    /// Drafts and scheduled items, in the order of their files.
    pub held: Vec<Arc<Item>>,
    /// The files with errors, which give no item.
    pub unread: HashSet<Box<str>>,
    /// The files of `content/` whose names are in another Unicode form than that of references.
    pub names: FileNames,
    /// The contacts.
    pub contacts: Arc<Contacts>,
    /// The moment of the site.
    pub at: DateTime<Utc>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The shared drafts that have not ended. Their items, as far as they are held back, are the last of the items.
    pub shared: Vec<SharedDraft>,
    /// The orders and groups of the items.
    pub order: Arc<Order>,
}

/// Every order and grouping of the published items. It refers to items by their places only, so it stays valid while only texts
/// change.
#[derive(Debug, Default)]
pub struct Order {
    /// The files of drafts and scheduled items.
    pub held_back: HashSet<Box<str>>,
    /// The number of the content's arrangement, and whether drafts are shown.
    arrangement: Option<(u64, bool)>,
    /// Validity interval `[built_at, next_change)`: the moment of the site, and the next one at which an item is published or
    /// closed, a correction is shown, or a date of an event ends.
    moments: (DateTime<Utc>, Option<DateTime<Utc>>),
    /// The place of each item in the content.
    from: Vec<u32>,
    /// The terms of each group.
    terms: Vec<Terms>,
    /// The texts about sections.
    pub(super) section_texts: HashMap<(LanguageId, Stream), ItemId>,
    news: usize,
    /// The number of news items and standing pages.
    listed: usize,
    /// The news of each language and stream, newest first.
    orders: Vec<Vec<Vec<ItemId>>>,
    /// The place of each news item in its own stream.
    places: Vec<u32>,
    years: Vec<Vec<Vec<Year>>>,
    /// The weeks of each language that have a page.
    pub(super) weeks: Vec<Vec<Week>>,
    /// The events and corrections of each language.
    newsroom: Vec<NewsroomLists>,
    translations: HashMap<ItemId, Vec<ItemId>>,
    /// The versions of items in plain language.
    pub(super) versions: HashMap<ItemId, Vec<ItemId>>,
    by_file: Index,
}

/// Assembles the site at a moment, with or without drafts, and with shared drafts. `known` is the order of an earlier site: it is
/// kept if the arrangement of the items is the same.
pub fn assemble(
    config: &Arc<Config>,
    content: Content,
    (at, drafts): (DateTime<Utc>, bool),
    shared: &[SharedDraft],
    known: Option<&Arc<Order>>,
) -> Site {
    let shared = in_force(shared, at);
    let arrangement = content.arrangement.filter(|_| shared.is_empty()).map(|number| (number, drafts));
    let Content { mut items, names: terms, unread, files, contacts, .. } = content;
    follow(&mut items);
    let paths = items.iter().map(|item| &*item.file).chain(files.iter().map(|file| &*file.path));
    let names = FileNames::of(paths.chain(unread.iter().map(|path| &**path)));
    let unread = unread.into_iter().collect();
    if let Some(order) = known.filter(|order| order.is_of(arrangement, at)) {
        let (mut items, held) = order.arrange(items, at);
        forget_addresses(&mut items);
        let (config, order) = (Arc::clone(config), Arc::clone(order));
        return Site { config, items, held, unread, names, contacts, at, drafts, shared, order };
    }
    let is_shown = |item: &Item| (drafts || !item.draft) && item.date.at <= at;
    let (shown, held): (Vec<_>, Vec<_>) = items.into_iter().zip(0_u32..).partition(|(item, _)| is_shown(item));
    let held: Vec<Arc<Item>> = held.into_iter().map(|(item, _)| item).collect();
    let (from, mut items) = in_order(shown, at);
    let released = held.iter().filter(|item| drafts || !item.draft).map(|item| item.date.at.to_utc());
    let changed = items.iter().flat_map(|item| item.newsroom().changes_after(at, config.time_zone)).map(|(_, at)| at);
    let next = released.chain(changed).chain(shared.iter().map(|draft| draft.until)).min();
    close(&mut items, at);
    items.extend(shared_items(&shared, &held, config.time_zone));
    forget_addresses(&mut items);
    let mut order = Order::of(config, &items, &terms, at);
    order.held_back = held.iter().map(|item| item.file.clone()).collect();
    (order.arrangement, order.moments, order.from) = (arrangement, (at, next), from);
    let (config, order) = (Arc::clone(config), Arc::new(order));
    Site { config, items, held, unread, names, contacts, at, drafts, shared, order }
}

/// Takes the text out of the items that no longer have one for readers.
fn close(items: &mut [Arc<Item>], at: DateTime<Utc>) {
    for item in items.iter_mut().rev() {
        let Some(closing) = item.newsroom().closed_at(at) else { break };
        if closing.keep != Keep::Text {
            *item = Arc::new(item.without_text(closing.keep == Keep::Notice));
        }
    }
}

/// The news of each language and stream, newest first, and the place of each item in its own stream.
fn streams(config: &Config, news: &[Arc<Item>]) -> (Vec<Vec<Vec<ItemId>>>, Vec<u32>) {
    let mut orders = vec![vec![Vec::new(); config.sections.len() + 1]; config.languages.len()];
    let mut places = Vec::with_capacity(news.len());
    for (item, id) in news.iter().zip((0..).map(ItemId::of)) {
        let own = config.stream_of(&item.file);
        let is_main = config.section(own).is_some_and(|section| section.is_main);
        let mut push = |stream: Stream| {
            let order = orders.get_mut(item.language.index()).and_then(|it| it.get_mut(usize::from(stream.0)))?;
            order.push(id);
            u32::try_from(order.len() - 1).ok()
        };
        places.push(push(own).unwrap_or(u32::MAX));
        if is_main {
            push(Stream::MAIN);
        }
    }
    (orders, places)
}

/// The years of each language and stream.
fn years_of(config: &Config, orders: &[Vec<Vec<ItemId>>], shown: &[Arc<Item>]) -> Vec<Vec<Vec<Year>>> {
    let years_in = |(language, streams): (LanguageId, &Vec<Vec<ItemId>>)| {
        let has_days = |stream| config.stream(language, stream).archive.has_days();
        streams.iter().zip(config.streams()).map(|(order, stream)| years(order, shown, has_days(stream))).collect()
    };
    config.language_ids().zip(orders).map(years_in).collect()
}

impl Order {
    /// The order of items that are sorted already.
    fn of(config: &Config, items: &[Arc<Item>], names: &[TermNames], at: DateTime<Utc>) -> Self {
        let languages = config.languages.len();
        let open = items.partition_point(|item| item.newsroom().closed_at(at).is_none());
        let shown = items.get(..open).unwrap_or_default();
        let news = shown.iter().take_while(|item| item.kind == ItemKind::News && !item.is_version()).count();
        let listed = shown.iter().take_while(|item| item.kind != ItemKind::Term).count();
        let mut texts = Texts::of(config, shown, listed);
        let (orders, places) = streams(config, shown.get(..news).unwrap_or_default());
        let shown_news = shown.get(..news).unwrap_or_default();
        let none = TermNames::default();
        let group = |((taxonomy, number), texts): ((&Taxonomy, u8), Vec<TermText>)| {
            let names = names.get(usize::from(number)).unwrap_or(&none);
            let rules = SlugRules { letters: config.term_letters, given: &taxonomy.slugs };
            Terms::group((names, texts), shown_news, languages, rules, |item| item.terms(number))
        };
        let taxonomies = config.taxonomies.iter().zip(0_u8..);
        let groups: Vec<((&Taxonomy, u8), Vec<TermText>)> =
            taxonomies.map(|(taxonomy, number)| ((taxonomy, number), texts.of_group(number))).collect();
        let (terms, by_file) = rayon::join(
            || groups.into_par_iter().map(group).collect(),
            || Index::of(items.iter().map(|item| &*item.file)),
        );
        let lists = config.language_ids().map(|language| NewsroomLists::of(shown, language, at, config.time_zone));
        let newsroom: Vec<NewsroomLists> = lists.collect();
        let mains = orders.iter().filter_map(|streams| streams.first()).filter(|_| config.noticeboard);
        Self {
            terms,
            years: years_of(config, &orders, shown),
            weeks: mains.zip(&newsroom).map(|(news, lists)| weeks(news, shown, lists)).collect(),
            newsroom,
            translations: if languages > 1 { translations(shown) } else { HashMap::new() },
            versions: versions(shown),
            by_file,
            section_texts: texts.sections,
            news,
            listed,
            orders,
            places,
            ..Self::default()
        }
    }

    /// Whether the order is valid for an arrangement at a moment.
    fn is_of(&self, arrangement: Option<(u64, bool)>, at: DateTime<Utc>) -> bool {
        let (from, until) = self.moments;
        arrangement.is_some() && self.arrangement == arrangement && from <= at && until.is_none_or(|until| at < until)
    }

    /// Whether the arrangement is known.
    pub fn is_known(&self) -> bool {
        self.arrangement.is_some()
    }

    /// Splits the content into the published items, in this order, and the others, in their own.
    fn arrange(&self, items: Vec<Arc<Item>>, at: DateTime<Utc>) -> (Vec<Arc<Item>>, Vec<Arc<Item>>) {
        let mut items: Vec<Option<Arc<Item>>> = items.into_iter().map(Some).collect();
        let mut shown: Vec<_> = self.from.iter().filter_map(|place| items.get_mut(*place as usize)?.take()).collect();
        close(&mut shown, at);
        (shown, items.into_iter().flatten().collect())
    }
}

/// Sorts items: news, newest first, then its versions in plain language, then standing pages, then texts about terms and sections, then the items that are closed; equal
/// dates by file. Returns the former places and the items.
fn in_order(items: Vec<(Arc<Item>, u32)>, at: DateTime<Utc>) -> (Vec<u32>, Vec<Arc<Item>>) {
    // The compared values are next to each other in memory. The day is compared first: where the clock goes back over
    // midnight, a later moment has an earlier day, and the archive would have its month twice.
    let moment = |item: &Item| (item.date.day().num_days_from_ce(), item.date.at.timestamp());
    let is_closed = |item: &Item| item.newsroom().closed_at(at).is_some();
    let key = |(item, place): (Arc<Item>, u32)| {
        ((is_closed(&item), item.kind, item.is_version(), Reverse(moment(&item))), place, item)
    };
    let mut keyed: Vec<_> = items.into_iter().map(key).collect();
    keyed.par_sort_unstable_by(|(a, _, one), (b, _, other)| {
        a.cmp(b).then_with(|| match one.kind {
            ItemKind::News => other.file.cmp(&one.file),
            ItemKind::Page | ItemKind::Term => one.file.cmp(&other.file),
        })
    });
    keyed.into_iter().map(|(_, place, item)| (place, item)).unzip()
}

impl Site {
    /// An item by its id.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0 as usize]
    }

    /// The ids of all items, in the order of [`Self::items`].
    pub fn ids(&self) -> impl Iterator<Item = ItemId> + use<> {
        (0..self.items.len()).map(ItemId::of)
    }

    /// The number of news items, in all languages, without versions in plain language.
    pub fn news(&self) -> usize {
        self.order.news
    }

    /// The number of news items and standing pages: of all items that are not closed.
    pub fn listed(&self) -> usize {
        self.order.listed
    }

    /// The withdrawal or expiry of an item that is closed.
    pub fn closing(&self, id: ItemId) -> Option<&Closing> {
        if (id.0 as usize) < self.order.listed { None } else { self.item(id).newsroom().closed_at(self.at) }
    }

    /// Whether the text of an item is shown.
    pub fn has_text(&self, id: ItemId) -> bool {
        self.closing(id).is_none_or(|closing| closing.keep == Keep::Text)
    }

    /// The item of a file. Nothing leads to the items of shared drafts.
    pub fn find(&self, file: &str) -> Option<ItemId> {
        let place = self.order.by_file.find(file)?;
        self.items.get(place).filter(|item| *item.file == *file && !item.is_shared_draft()).map(|_| ItemId::of(place))
    }

    /// The news of a language in the main stream, newest first.
    pub fn newest_first(&self, language: LanguageId) -> &[ItemId] {
        self.stream(language, Stream::MAIN)
    }

    /// The news of a language and a stream, newest first.
    pub fn stream(&self, language: LanguageId, stream: Stream) -> &[ItemId] {
        let streams = self.order.orders.get(language.index());
        streams.and_then(|streams| streams.get(usize::from(stream.0))).map_or(&[], Vec::as_slice)
    }

    /// The stream that a news item belongs to.
    pub fn stream_of(&self, id: ItemId) -> Stream {
        self.config.stream_of(&self.item(id).file)
    }

    /// The place of a news item among those of its language and stream, from 0 for the newest.
    pub fn place(&self, id: ItemId) -> usize {
        self.order.places.get(id.0 as usize).map_or(0, |place| *place as usize)
    }

    /// The years of a language and a stream, newest first.
    pub fn years(&self, language: LanguageId, stream: Stream) -> &[Year] {
        let streams = self.order.years.get(language.index());
        streams.and_then(|streams| streams.get(usize::from(stream.0))).map_or(&[], Vec::as_slice)
    }

    /// The terms of a group.
    pub fn terms(&self, group: Group) -> &Terms {
        static NONE: LazyLock<Terms> = LazyLock::new(Terms::default);
        self.order.terms.get(usize::from(group.0)).unwrap_or(&NONE)
    }

    /// All groups of terms.
    pub fn groups(&self) -> impl Iterator<Item = Group> + use<> {
        (0..u8::try_from(self.config.taxonomies.len()).unwrap_or(u8::MAX)).map(Group)
    }

    /// The places of the terms of a group that have a page in a language.
    pub fn terms_in(&self, language: LanguageId, group: Group) -> Vec<u32> {
        let terms = self.terms(group).all().iter().zip(0_u32..);
        terms.filter(|(term, _)| term.has_page(language)).map(|(_, place)| place).collect()
    }

    /// A term of a group.
    pub fn term(&self, group: Group, term: u32) -> &Term {
        self.terms(group).get(term)
    }

    /// The events and corrections of a language.
    pub fn newsroom(&self, language: LanguageId) -> &NewsroomLists {
        static NONE: LazyLock<NewsroomLists> = LazyLock::new(NewsroomLists::default);
        self.order.newsroom.get(language.index()).unwrap_or(&NONE)
    }

    /// The items of a list, newest first; empty if the language has none.
    pub fn listing(&self, language: LanguageId, listing: Listing) -> &[ItemId] {
        match listing {
            Listing::Index(stream) => self.stream(language, stream),
            Listing::Term(group, term) => self.term(group, term).items(language),
            Listing::Agenda => &self.newsroom(language).upcoming,
            Listing::PastEvents(year) => self.newsroom(language).past_of(year),
            Listing::Corrected => &self.newsroom(language).corrected,
            Listing::Period(stream, period) => {
                let range = range_of(self.years(language, stream), period);
                range.and_then(|range| self.stream(language, stream).get(range)).unwrap_or_default()
            }
        }
    }

    /// The nearest periods of the same length that have items: the one after a period, and the one before it.
    pub fn periods_around(&self, language: LanguageId, stream: Stream, period: Period) -> [Option<Period>; 2] {
        let range = range_of(self.years(language, stream), period).unwrap_or_default();
        // Of the items, which are sorted from new to old, those just outside the period.
        [range.start.checked_sub(1), Some(range.end)].map(|at| {
            let item = self.item(*self.stream(language, stream).get(at?)?);
            Some(period.around(item.date.day()))
        })
    }

    /// All translations of an item, including itself, the main language first; empty without translations.
    pub fn translations(&self, id: ItemId) -> &[ItemId] {
        self.order.translations.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The items before and after a news item, by date, in its language and stream.
    pub fn neighbours(&self, id: ItemId) -> (Option<ItemId>, Option<ItemId>) {
        if self.closing(id).is_some() {
            return (None, None);
        }
        let order = self.stream(self.item(id).language, self.stream_of(id));
        let place = self.place(id);
        (order.get(place + 1).copied(), place.checked_sub(1).and_then(|newer| order.get(newer)).copied())
    }

    /// Whether an item is pinned to the home page now.
    pub fn is_pinned(&self, item: &Item) -> bool {
        self.pinned_until(item).is_some_and(|end| self.at < end)
    }

    /// The moment at which an item is no longer pinned, if it is pinned at all.
    pub fn pinned_until(&self, item: &Item) -> Option<DateTime<Utc>> {
        let until = item.rare().pinned_until?;
        Some(if until.has_time { until.at } else { next_day(until, self.config.time_zone) }.to_utc())
    }
}

impl Drop for Site {
    /// Frees the items in parallel: they are many small allocations.
    fn drop(&mut self) {
        std::mem::take(&mut self.items).into_par_iter().for_each(drop);
    }
}
