//! What a first look at all texts of a source tells: the patterns of their addresses, their languages and their terms.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::address::{PatternCount, alias_key};
use super::item::{ImportedItem, ImportedKind, ImportedStatus};
use super::lists::{ListAddresses, lists};
use super::person;
use super::site::{ImportedSection, ImportedSite};
use super::source::{ImportSource, Imported};
use super::writer_settings::WriterSettings;
use crate::base::slug::{Letters, is_slug, slug_of_name};
use crate::config::{self, Config, Pattern};

/// What a first look at all items tells.
pub(super) struct Learned {
    /// The patterns of items, by language; `None` for the main one.
    pub(super) patterns: BTreeMap<Option<String>, String>,
    /// The addresses of lists, by language.
    pub(super) lists: BTreeMap<Option<String>, ListAddresses>,
    /// The addresses of all texts and lists, in lower case.
    pub(super) addresses: HashSet<String>,
    /// The names of terms, by taxonomy.
    pub(super) terms: BTreeMap<String, BTreeSet<String>>,
    /// The main language: that of the site, or else of most texts.
    pub(super) language: Option<String>,
    /// The other languages that texts have.
    pub(super) languages: BTreeSet<String>,
}

/// The section that an item belongs to.
fn section_of<'s>(item: &ImportedItem, site: &'s ImportedSite) -> Option<&'s ImportedSection> {
    let folder = item.path.split_once('/').map(|(folder, _)| folder).filter(|_| item.kind == ImportedKind::News)?;
    site.sections.iter().find(|section| section.name == folder)
}

/// The key of a section among the patterns: no language has it.
pub(super) fn section_key(name: &str) -> String {
    format!("/{name}")
}

impl Learned {
    /// Looks at all texts.
    pub(super) fn of(source: &dyn ImportSource, at: DateTime<Utc>) -> Self {
        let (mut count, mut addresses) = (PatternCount::default(), HashSet::new());
        let mut languages: BTreeMap<Option<String>, usize> = BTreeMap::new();
        let mut terms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let main = source.site().language.clone();
        for imported in source.items() {
            let Imported::Item(mut item) = imported else { continue };
            if item.status == ImportedStatus::Trash {
                continue;
            }
            person::clean(&mut item);
            item.settle(at);
            item.language = item.language.filter(|tag| Some(tag) != main.as_ref());
            match (section_of(&item, source.site()), &item.language) {
                (Some(section), None) => count.add(&item, Some(section_key(&section.name))),
                // Its addresses follow from those of the main language.
                (Some(_), Some(_)) => {}
                (None, _) => count.add(&item, item.language.clone()),
            }
            if let Some(address) = &item.address {
                addresses.insert(alias_key(address));
            }
            let lists = [("tags", item.tags), ("categories", item.categories), ("authors", item.authors)];
            let lists = lists.map(|(name, terms)| (name.to_owned(), terms)).into_iter().chain(item.taxonomies);
            for (name, names) in lists.filter(|(_, names)| !names.is_empty()) {
                terms.entry(name).or_default().extend(names);
            }
            *languages.entry(item.language).or_default() += 1;
        }
        addresses.extend(made(source.site()));
        // Where the site has no language, it is that of most texts.
        let most = languages.iter().filter_map(|(tag, count)| Some((count, tag.as_ref()?))).max();
        let found = most.map(|(_, tag)| tag.clone()).filter(|_| main.is_none() && !languages.contains_key(&None));
        let is_main = |tag: &String| Some(tag) == found.as_ref();
        let best = |tag: &Option<String>| {
            let key = tag.clone().filter(|tag| !is_main(tag));
            Some((key, count.best(tag.as_deref())?))
        };
        let of_sections = source.site().sections.iter().filter_map(|section| {
            let key = Some(section_key(&section.name));
            Some((key.clone(), count.best(key.as_deref())?))
        });
        let patterns: BTreeMap<Option<String>, String> = languages.keys().filter_map(best).chain(of_sections).collect();
        let lists = lists(&patterns, source.site(), &addresses);
        addresses.extend(lists.values().map(|list| alias_key(&list.index)));
        Self {
            patterns,
            lists,
            addresses,
            terms,
            languages: languages.into_keys().flatten().filter(|tag| !is_main(tag)).collect(),
            language: main.or(found),
        }
    }

    /// The slugs of terms whose addresses would not be those of the old site.
    pub(super) fn term_slugs(&self, source: &dyn ImportSource) -> BTreeMap<String, BTreeMap<String, String>> {
        let of = |taxonomy: &str, names: &BTreeSet<String>| {
            let slugs = names.iter().filter_map(|name| {
                let old = source.term_slug(taxonomy, name)?;
                let is_other = old != slug_of_name(name, Letters::PlainAlphabets) && is_slug(&old);
                is_other.then(|| (name.clone(), old))
            });
            slugs.collect::<BTreeMap<_, _>>()
        };
        self.terms.iter().map(|(taxonomy, names)| (taxonomy.clone(), of(taxonomy, names))).collect()
    }

    /// The addresses of the home pages, one for each language.
    fn homes(&self, existing: Option<&Config>) -> HashSet<String> {
        let of_tag = |tag: &str| alias_key(&format!("/{tag}/"));
        let others: HashSet<String> = match existing {
            None => self.languages.iter().map(|tag| of_tag(tag)).collect(),
            Some(config) => config.languages.iter().map(|language| alias_key(language.home.as_str())).collect(),
        };
        others.into_iter().chain(["/".to_owned()]).collect()
    }

    /// The addresses of the index, and of the taxonomies that items have terms of.
    fn lists(&self, site: &ImportedSite) -> HashSet<String> {
        let sections = site.sections.iter().map(|section| section.index_address.as_str());
        let mut lists: HashSet<String> =
            site.index_address.as_deref().into_iter().chain(sections).map(alias_key).collect();
        for taxonomy in &site.taxonomies {
            if let (Some(address), Some(names)) = (&taxonomy.address, self.terms.get(&taxonomy.name)) {
                let term = |name: &String| format!("{address}{}/", slug_of_name(name, Letters::PlainAlphabets));
                lists.extend(names.iter().map(term).chain([address.clone()]).map(|address| alias_key(&address)));
            }
        }
        lists
    }

    /// The folders of sections, and the patterns of their items.
    fn sections(&self, site: &ImportedSite) -> Vec<(String, Option<Pattern>)> {
        let of = |section: &ImportedSection| {
            let pattern = self.patterns.get(&Some(section_key(&section.name)));
            (format!("content/{}/", section.name), pattern.and_then(|pattern| Pattern::parse(pattern).ok()))
        };
        site.sections.iter().map(of).collect()
    }

    /// What the writer goes by.
    pub(super) fn writer_settings(
        &self,
        site: &ImportedSite,
        existing: Option<&Config>,
        at: DateTime<Utc>,
    ) -> WriterSettings {
        let patterns = match existing {
            None => self
                .patterns
                .iter()
                .filter_map(|(tag, pattern)| Some((tag.clone(), Pattern::parse(pattern).ok()?)))
                .collect(),
            Some(config) => {
                let main = &config.main_language().tag;
                let of = |language: &config::Language| {
                    let tag = Some(language.tag.to_string()).filter(|tag| **tag != **main);
                    (tag, language.main.items.clone())
                };
                config.languages.iter().map(of).collect::<HashMap<_, _>>()
            }
        };
        WriterSettings {
            zone: existing.map_or(site.time_zone.unwrap_or(Tz::Europe__Amsterdam), |config| config.time_zone),
            language: existing.map_or_else(
                || self.language.clone().unwrap_or_else(|| "nl".to_owned()),
                |config| config.main_language().tag.to_string(),
            ),
            patterns,
            sections: match existing {
                None => self.sections(site),
                Some(config) => {
                    let main = config.language_ids().next();
                    let of = |section: &config::Section| {
                        (section.folder.to_string(), main.map(|main| section.stream(main).items.clone()))
                    };
                    config.sections.iter().map(of).collect()
                }
            },
            taxonomies: match existing {
                None => self.terms.keys().cloned().collect(),
                Some(config) => config.own_taxonomies().map(|(taxonomy, _)| taxonomy.key.to_string()).collect(),
            },
            addresses: self.addresses.clone(),
            homes: self.homes(existing),
            lists: if existing.is_none() { self.lists(site) } else { HashSet::new() },
            at,
        }
    }
}

/// The addresses of lists and feeds that Courant makes.
fn made(site: &ImportedSite) -> impl Iterator<Item = String> {
    let taxonomies = site.taxonomies.iter().filter_map(|taxonomy| taxonomy.address.as_deref());
    let feeds = site.feeds.iter().map(|feed| format!("/{}", feed.address.trim_start_matches('/')));
    let archive = match site.language.as_deref().and_then(|tag| tag.split('-').next()) {
        Some("nl") => "/archief/",
        Some("de") => "/archiv/",
        Some("fr") => "/archives/",
        _ => "/archive/",
    };
    let sections = site.sections.iter().map(|section| section.index_address.as_str());
    let lists = taxonomies.chain(sections).chain(site.index_address.as_deref()).chain([archive]).map(alias_key);
    lists.chain(feeds.map(|address| alias_key(&address)))
}
