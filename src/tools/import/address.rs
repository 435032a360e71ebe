//! The addresses of the old site: the pattern that fits most items, and for each item what it takes to keep its address.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};

use super::item::{ImportedItem, ImportedKind};
use crate::base::Address;
use crate::base::name::is_invisible;
use crate::base::slug::{is_slug, slugify};
use crate::config::{Fields, Pattern};

/// What gives an item its address in the new site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeptAddress {
    /// A slug, in the pattern of the site.
    Slug(String),
    /// The whole address.
    Whole(Address),
    /// The address cannot be that of a page: it redirects to the item, which gets another.
    Redirect(Address),
    /// There was none, or none that any page can have.
    None,
}

/// The patterns that fit items, counted, for each language.
#[derive(Debug, Default)]
pub(super) struct PatternCount(HashMap<Option<String>, HashMap<String, usize>>);

impl PatternCount {
    /// Counts an item in a language or another stream.
    pub(super) fn add(&mut self, item: &ImportedItem, stream: Option<String>) {
        if item.kind != ImportedKind::News || !item.status.is_public() {
            return;
        }
        let (Some(address), Some(day)) = (item.address.as_deref().and_then(page), item.day()) else { return };
        let counts = self.0.entry(stream).or_default();
        for candidate in candidates(&address, day, &folder_of(item)) {
            *counts.entry(candidate).or_default() += 1;
        }
    }

    /// The pattern that fits most items of a language; of two that fit as many, the one with more text of its own.
    pub(super) fn best(&self, language: Option<&str>) -> Option<String> {
        let counts = self.0.get(&language.map(str::to_owned))?;
        let mut counts: Vec<(&String, &usize)> = counts.iter().collect();
        let weight = |text: &str| (!text.contains("{folder}"), text.matches('{').count(), text.len());
        counts.sort_by(|(one, many), (other, more)| {
            more.cmp(many).then_with(|| weight(other).cmp(&weight(one))).then_with(|| one.cmp(other))
        });
        counts.into_iter().map(|(pattern, _)| pattern).find(|pattern| Pattern::parse(pattern).is_ok()).cloned()
    }
}

/// The address as that of a page: with a final `/` where it has no ending.
pub(super) fn page(address: &str) -> Option<Address> {
    let address = Address::parse(address).ok()?;
    let last = address.as_str().rsplit('/').next().unwrap_or_default();
    if last.is_empty() || last.ends_with(".html") {
        let is_index = last == "index.html";
        let folder = address.as_str().strip_suffix("index.html").filter(|_| is_index);
        return folder.map_or(Some(address.clone()), |folder| Address::parse(folder).ok());
    }
    let has_ending =
        last.rsplit_once('.').is_some_and(|(_, ending)| SCRIPTS.contains(&ending.to_ascii_lowercase().as_str()));
    if has_ending { None } else { Address::parse(&format!("{address}/")).ok() }
}

/// An address as it is compared: decoded, with a final `/` unless it is a file.
pub(super) fn alias_key(address: &str) -> String {
    let page = page(address).map(|page| page.as_str().to_owned());
    page.unwrap_or_else(|| address.to_owned()).to_lowercase()
}

/// Endings of addresses that hosts do not show as pages.
const SCRIPTS: &[&str] =
    &["htm", "php", "asp", "aspx", "jsp", "cgi", "cfm", "shtml", "xhtml", "xml", "json", "txt", "md"];

/// The last part of an address without its ending, and whether it has the ending `.html`.
fn stem(address: &Address) -> (&str, bool) {
    let text = address.as_str();
    match text.strip_suffix(".html") {
        Some(text) => (text.rsplit('/').next().unwrap_or_default(), true),
        None => (text.trim_end_matches('/').rsplit('/').next().unwrap_or_default(), false),
    }
}

/// The folders of a file below `content/`, without its own, as they are in addresses.
fn folder_of(item: &ImportedItem) -> String {
    let folder = |path: &str| path.rsplit_once('/').map_or_else(String::new, |(folder, _)| folder.to_owned());
    let folder = folder(&item.path);
    folder.split('/').map(slugify).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

fn candidates(address: &Address, day: NaiveDate, folder: &str) -> Vec<String> {
    let (stem, is_file) = stem(address);
    let text = address.as_str();
    let Some(above) = text.trim_end_matches('/').rfind('/').and_then(|at| text.get(..at)) else { return Vec::new() };
    if stem.is_empty() || above.contains(['{', '}']) {
        return Vec::new();
    }
    let dated = format!("{}-", day.format("%Y-%m-%d"));
    let last =
        if stem.starts_with(&dated) && stem.len() > dated.len() { "{year}-{month}-{day}-{slug}" } else { "{slug}" };
    let ending = if is_file { ".html" } else { "/" };
    let with = |above: &str| {
        let (year, month, number) =
            (format!("{:04}", day.year()), format!("{:02}", day.month()), format!("{:02}", day.day()));
        let mut next = 0;
        let parts: Vec<String> = above
            .split('/')
            .map(|part| {
                let field = [(&year, "{year}"), (&month, "{month}"), (&number, "{day}")];
                match field.iter().enumerate().skip(next).find(|(_, (value, _))| part == value.as_str()) {
                    // A month without a year before it may be any number.
                    Some((at, (_, field))) if at == next => {
                        next = at + 1;
                        (*field).to_owned()
                    }
                    _ => part.to_owned(),
                }
            })
            .collect();
        format!("{}/{last}{ending}", parts.join("/"))
    };
    let mut found = vec![with(above)];
    if !folder.is_empty()
        && let Some(rest) =
            above.strip_prefix(&format!("/{folder}")).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    {
        found.push(with(rest).replacen('/', "/{folder}/", 1));
    }
    found
}

/// What keeps the address of an item.
pub(super) fn keep(item: &ImportedItem, pattern: Option<&Pattern>) -> KeptAddress {
    let Some(old) = item.address.as_deref() else { return KeptAddress::None };
    let Some(address) = page(old).filter(is_page_address) else {
        return match Address::parse(old) {
            // The home page is there anyway, and no redirect.
            Ok(address) if alias_key(old) != "/" => KeptAddress::Redirect(address),
            _ => KeptAddress::None,
        };
    };
    let (stem, _) = stem(&address);
    let folder = folder_of(item);
    let folder = folder.as_str();
    let (computed, slug) = match (item.kind, pattern, item.day()) {
        (ImportedKind::News, Some(pattern), Some(day)) => {
            let dated = format!("{}-", day.format("%Y-%m-%d"));
            let slug = stem.strip_prefix(&dated).filter(|slug| !slug.is_empty()).unwrap_or(stem);
            let of = |slug| {
                let fields = Fields { year: day.year(), month: day.month(), day: day.day(), slug, folder };
                pattern.address(fields).ok()
            };
            let is_dated = of(slug).as_ref() == Some(&address);
            if is_dated { (of(slug), slug) } else { (of(stem), stem) }
        }
        // In other languages, pages stand below the home page of the language.
        (ImportedKind::Page, ..) if item.language.is_none() => {
            let below = folder.strip_prefix("pages").unwrap_or(folder).trim_start_matches('/');
            let path = if below.is_empty() { format!("/{stem}/") } else { format!("/{below}/{stem}/") };
            (Address::parse(&path).ok(), stem)
        }
        _ => (None, stem),
    };
    if is_slug(slug) && computed.as_ref() == Some(&address) {
        KeptAddress::Slug(slug.to_owned())
    } else {
        KeptAddress::Whole(address)
    }
}

/// Whether an item may have the address: no part is one of the host or has invisible letters, and it is not the home page.
fn is_page_address(address: &Address) -> bool {
    let is_refused = |part: &str| part.starts_with('.') || part.contains(is_invisible);
    address.as_str() != "/" && !address.as_str().split('/').any(is_refused)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::base::date::When;

    fn item(address: &str, path: &str) -> ImportedItem {
        ImportedItem {
            address: Some(address.to_owned()),
            path: path.to_owned(),
            date: When::parse("2013-12-03", Tz::Europe__Amsterdam).ok(),
            ..ImportedItem::default()
        }
    }

    fn best(items: &[(&str, &str)]) -> String {
        let mut count = PatternCount::default();
        for (address, path) in items {
            count.add(&item(address, path), None);
        }
        count.best(None).unwrap()
    }

    #[test]
    fn the_pattern_fits_most_items() {
        assert_eq!(
            best(&[("/2013/12/03/a/", "news/a"), ("/2013/12/03/b/", "news/b"), ("/x/", "news/c")]),
            "/{year}/{month}/{day}/{slug}/"
        );
        assert_eq!(best(&[("/blog/a.html", "blog/a")]), "/blog/{slug}.html");
        assert_eq!(best(&[("/blog/a/", "blog/a"), ("/nieuws/b/", "nieuws/b")]), "/{folder}/{slug}/");
        assert_eq!(best(&[("/2013-12-03-a/", "news/a")]), "/{year}-{month}-{day}-{slug}/");
        assert_eq!(best(&[("/2013/a", "news/a")]), "/{year}/{slug}/");
    }

    #[test]
    fn each_address_is_kept_by_the_least_that_does() {
        let pattern = Pattern::parse("/{year}/{slug}/").unwrap();
        let kept = |address: &str| keep(&item(address, "news/a"), Some(&pattern));
        let whole = |text: &str| KeptAddress::Whole(Address::parse(text).unwrap());
        assert_eq!(kept("/2013/Open_Dag/"), KeptAddress::Slug("Open_Dag".to_owned()));
        assert_eq!(kept("/2013/open-dag"), KeptAddress::Slug("open-dag".to_owned()));
        assert_eq!(kept("/2014/open-dag/"), whole("/2014/open-dag/"));
        assert_eq!(kept("/2013/open dag/"), whole("/2013/open dag/"));
        assert_eq!(kept("/2013/index.html"), whole("/2013/"));
        assert_eq!(kept("/oud.php"), KeptAddress::Redirect(Address::parse("/oud.php").unwrap()));
        assert_eq!(kept("/../x/"), KeptAddress::None);
        assert_eq!((kept("/"), kept("/index.html")), (KeptAddress::None, KeptAddress::None));
    }
}
