//! What the bar says of the page that a browser shows, and what could be meant by an address where nothing stands.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::board::Notice;
use super::editor::Editor;
use super::generation::Whole;
use super::page::{Found, Style, address};
use crate::base::date::When;
use crate::base::yaml::Mapping;
use crate::base::{Address, Diagnostic, Sources as _, files};
use crate::content::{self, Item};
use crate::plan::view::Kind;
use crate::plan::{Page, Subject};

/// How many addresses are named at most.
const MOST_NEAR: usize = 5;

/// What is asked of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The path that the browser shows.
    pub(super) path: String,
    /// The file of the item that it showed there before.
    pub(super) file: Option<String>,
    /// Now.
    pub(super) now: DateTime<Utc>,
}

/// What is told of a page.
#[derive(Debug, Serialize)]
pub(super) struct About {
    /// The tag of the language of the page.
    language: String,
    /// Changes when the page does; none where it cannot be shown.
    fingerprint: Option<String>,
    /// Where the item stands that stood there.
    moved: Option<String>,
    /// The moment for which the site was made, in its time zone: `2013-12-03T14:30`.
    at: String,
    item: Option<ItemAbout>,
    missing: Option<Missing>,
    styles: Vec<Style>,
    new: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct ItemAbout {
    title: String,
    file: String,
    /// The link that opens the file in the editor.
    editor: Option<String>,
    states: Vec<State>,
    words: u32,
    minutes: u32,
    languages: Vec<Language>,
    /// How many errors and warnings its file has.
    findings: usize,
}

/// What an item is but published.
#[derive(Debug, Serialize)]
struct State {
    /// `draft`, `withdrawn`, `held` or `pinned`.
    kind: &'static str,
    /// Until when.
    until: Option<String>,
}

#[derive(Debug, Serialize)]
struct Language {
    tag: String,
    name: String,
    href: String,
    is_shown: bool,
}

#[derive(Debug, Serialize)]
struct Link {
    title: String,
    href: String,
}

/// What may be meant by an address at which nothing stands.
#[derive(Debug, Serialize)]
struct Missing {
    near: Vec<Link>,
    /// What would stand there.
    held: Vec<Held>,
}

#[derive(Debug, Serialize)]
struct Held {
    title: String,
    file: String,
    editor: Option<String>,
    states: Vec<State>,
}

impl<'p> Whole<'p, '_> {
    /// What the bar says of a page.
    pub(super) fn about(&self, asked: &Asked, notice: &Notice, editor: &Editor) -> About {
        let site = self.plan.site;
        let below = asked.path.strip_prefix(site.config.base_path.as_str()).unwrap_or(&asked.path);
        let page = address(below).and_then(|address| self.page(&address));
        let language = page.map_or_else(|| self.language_at(below), |page| page.language);
        let (fingerprint, is_missing) = match self.find(&asked.path) {
            Found::Page(_, _, fingerprint) => (fingerprint, false),
            Found::Nothing(_, fingerprint) => (Some(fingerprint), true),
            _ => (None, false),
        };
        let own = asked.file.as_deref().and_then(|file| site.find(file)).map(|id| self.plan.item_address(id));
        let is_elsewhere = |address: &&Address| page.is_none_or(|page| page.address != **address);
        let new = notice.new.iter().filter_map(|file| site.find(file));
        About {
            language: site.config.language(language).tag.to_string(),
            fingerprint: fingerprint.map(|fingerprint| fingerprint.to_string()),
            moved: own.filter(is_elsewhere).map(|address| site.config.href(address)),
            at: site.at.with_timezone(&site.config.time_zone).format("%Y-%m-%dT%H:%M").to_string(),
            item: page.and_then(|page| self.item_about(page, asked, notice, editor)),
            missing: is_missing.then(|| self.missing(below, asked.now, editor)),
            styles: self.styles().to_vec(),
            new: new
                .map(|id| Link {
                    title: site.item(id).title.to_string(),
                    href: site.config.href(self.plan.item_address(id)),
                })
                .collect(),
        }
    }

    fn item_about(&self, page: &'p Page, asked: &Asked, notice: &Notice, editor: &Editor) -> Option<ItemAbout> {
        let Subject::Item(id) = page.subject else { return None };
        let site = self.plan.site;
        let item = site.item(id);
        let languages = site.translations(id).iter().map(|other| {
            let language = site.config.language(site.item(*other).language);
            Language {
                tag: language.tag.to_string(),
                name: language.name.to_string(),
                href: site.config.href(self.plan.item_address(*other)),
                is_shown: *other == id,
            }
        });
        let own = || notice.findings.iter().filter(|finding| finding.place.file == item.file);
        let lints = self.plan.lint(id, self.sources);
        let is_same = |known: &Diagnostic, lint: &Diagnostic| (known.code, &known.place) == (lint.code, &lint.place);
        Some(ItemAbout {
            title: item.title.to_string(),
            file: item.file.to_string(),
            editor: editor.link(&item.file, 1, 1),
            states: self.states(item, asked.now),
            words: item.facts.words,
            minutes: item.facts.minutes(),
            languages: languages.collect(),
            findings: own().count() + lints.iter().filter(|lint| !own().any(|known| is_same(known, lint))).count(),
        })
    }

    fn states(&self, item: &Item, now: DateTime<Utc>) -> Vec<State> {
        let mut states = Vec::new();
        if item.draft {
            let is_withdrawn = self.says(item, "withdrawn");
            states.push(State { kind: if is_withdrawn { "withdrawn" } else { "draft" }, until: None });
        }
        if item.date.at > now {
            states.push(State { kind: "held", until: Some(self.in_words(item, item.date)) });
        }
        if let Some(until) = item.rare().pinned_until.filter(|_| self.plan.site.is_pinned(item)) {
            states.push(State { kind: "pinned", until: Some(self.in_words(item, until)) });
        }
        states
    }

    /// Whether the front matter of an item has a key.
    fn says(&self, item: &Item, key: &str) -> bool {
        let text = self.sources.read(&item.file).ok().and_then(|bytes| files::decode(&item.file, bytes).ok());
        text.as_deref()
            .and_then(|text| Some((text, content::split(&item.file, text).ok()?.yaml)))
            .is_some_and(|(text, yaml)| Mapping { file: &item.file, text, yaml }.has(key))
    }

    /// A moment in the words of the item's language.
    fn in_words(&self, item: &Item, when: When) -> String {
        let day = self.plan.site.config.language(item.language).calendar.day(when.day());
        when.time().map_or(day.clone(), |time| format!("{day}, {time}"))
    }

    fn missing(&self, below: &str, now: DateTime<Utc>, editor: &Editor) -> Missing {
        let Some(wanted) = address(below) else { return Missing { near: Vec::new(), held: Vec::new() } };
        let is_there = |item: &&std::sync::Arc<Item>| {
            let to_be = self.plan.address_to_be(item);
            to_be.as_str().trim_end_matches('/') == wanted.as_str().trim_end_matches('/')
        };
        let held = |item: &std::sync::Arc<Item>| Held {
            title: item.title.to_string(),
            file: item.file.to_string(),
            editor: editor.link(&item.file, 1, 1),
            states: self.states(item, now),
        };
        let held = self.plan.site.held.iter().filter(is_there).map(held).collect();
        Missing { near: self.near(wanted.as_str()), held }
    }

    /// The pages at the addresses that are most like one.
    fn near(&self, wanted: &str) -> Vec<Link> {
        let wanted = wanted.to_lowercase();
        let most = (wanted.len() / 4).max(3);
        let own = last_part(&wanted);
        let distance = |page: &&'p Page| {
            let kind = self.plan.kind(page).filter(|kind| !matches!(kind, Kind::Redirect | Kind::NotFound))?;
            let address = page.address.as_str();
            if kind == Kind::Item && last_part(address) == own {
                return Some((0, *page));
            }
            let is_far = address.len().abs_diff(wanted.len()) > most;
            let distance = (!is_far).then(|| strsim::damerau_levenshtein(&wanted, address))?;
            (distance <= most).then_some((distance, *page))
        };
        let mut near: Vec<(usize, &Page)> = self.plan.pages().iter().filter_map(|page| distance(&page)).collect();
        near.sort_by_key(|(distance, page)| (*distance, &page.address));
        near.truncate(MOST_NEAR);
        let link = |(_, page): (usize, &'p Page)| Link {
            title: match page.subject {
                Subject::Item(id) => self.plan.site.item(id).title.to_string(),
                _ => page.address.to_string(),
            },
            href: self.plan.site.config.href(&page.address),
        };
        near.into_iter().map(link).collect()
    }
}

/// The last part of an address: mostly the slug.
fn last_part(address: &str) -> &str {
    address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
