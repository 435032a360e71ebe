//! Typed settings → resolved settings: every default is resolved once, field by field. Invalid values are findings.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use chrono_tz::Tz;
use url::Url;

use super::resolved::{Config, ThemeOption};
use super::typed::{LanguageFile, Publisher, SiteFile};
use super::{
    Baseline, ContentPolicy, ExternalImages, Feeds, ImageSettings, Lints, OwnUrls, Podcast, Redirects, UntrustedFiles,
    Woo,
};
use super::{contact, contacts};
use super::{digest, publishing, sections, shared_cache, taxonomies};
use crate::base::host_name::meant_host;
use crate::base::slug::Letters;
use crate::base::yaml::Mapping;
use crate::base::{Address, Checked, Code, Diagnostic, Fingerprint, Place, suggest};

/// Resolves the settings. The value is complete even if there are findings.
#[expect(clippy::too_many_lines, reason = "a line for each setting")]
pub fn resolve(typed: SiteFile, mapping: &Mapping<'_>) -> Checked<Config> {
    let SiteFile {
        title,
        description,
        base_url,
        language,
        languages,
        time_zone,
        theme,
        theme_options,
        item_address,
        index_address,
        archive_address,
        address_words,
        sections,
        term_slugs,
        taxonomies,
        unicode_addresses,
        slugs,
        markdown,
        per_page,
        feeds,
        podcast,
        images,
        share_cards,
        search,
        noticeboard,
        publisher,
        contacts,
        woo,
        menu,
        footer,
        untrusted,
        untrusted_files,
        external_images,
        sources,
        lints,
        publish,
        cache,
        digest,
        redirects: _,
        gone,
        host,
        extra,
    } = typed;
    let mut resolver = Resolver { mapping, findings: Vec::new() };
    let (origin, base_path) = resolver.base_url(base_url);
    let own = LanguageFile {
        name: None,
        title,
        description,
        item_address,
        index_address,
        archive_address,
        address_words,
        menu,
        footer,
    };
    let languages = resolver.languages(language.as_deref().unwrap_or("nl"), own, languages);
    let external_images = ExternalImages::resolve(&origin, external_images, mapping, &mut resolver.findings);
    let policy = ContentPolicy::resolve(sources, &external_images, mapping, &mut resolver.findings);
    let zone = resolver.time_zone(time_zone.as_deref());
    let publisher_telephone = contact::telephone(&publisher, zone.name(), mapping, &mut resolver.findings);
    let contacts = contacts::resolve(contacts, zone.name(), mapping, &mut resolver.findings);
    let publisher_name = publisher.name.clone().unwrap_or_else(|| languages[0].title.to_string());
    let owner = (&*publisher_name, publisher.email.as_deref());
    let podcast = Podcast::resolve(podcast, owner, mapping, &mut resolver.findings);
    let woo = Woo::resolve(woo, &publisher_name, mapping, &mut resolver.findings);
    let feed_items = resolver.number("feeds", feeds.items, 20);
    let feeds = Feeds::resolve(feeds, feed_items, mapping, &mut resolver.findings);
    let (declared, on) = ((taxonomies, term_slugs), (languages.as_slice(), &feeds));
    let taxonomies = taxonomies::resolve(declared, on, mapping, &mut resolver.findings);
    let sections = sections::resolve(sections, (&languages, &feeds), mapping, &mut resolver.findings);
    let value = Config {
        origin,
        base_path,
        sections,
        taxonomies,
        term_letters: if unicode_addresses { Letters::Kept } else { Letters::PlainAlphabets },
        slugs,
        markdown,
        own_urls: OwnUrls::default(),
        noindex: false,
        time_zone: zone,
        theme: theme.unwrap_or_else(|| "courant".to_owned()),
        theme_options: resolver.theme_options(theme_options),
        theme_place: mapping.value("theme", ""),
        per_page: resolver.number("per_page", per_page, 20),
        feeds,
        podcast,
        images: ImageSettings::resolve(images, mapping, &mut resolver.findings),
        share_cards,
        search,
        noticeboard,
        contacts,
        woo,
        publisher: Publisher { name: Some(publisher_name), ..publisher },
        publisher_telephone,
        untrusted,
        untrusted_files: UntrustedFiles::new(untrusted_files),
        publishing: publishing::resolve((publish, host, &policy), &gone, (mapping, zone), &mut resolver.findings),
        shared_cache: shared_cache::resolve(cache, mapping, &mut resolver.findings),
        digest: digest::resolve(digest, mapping, &mut resolver.findings),
        external_images,
        policy,
        lints: Lints::resolve(lints, zone, mapping, &mut resolver.findings),
        redirects: Redirects::default(),
        baseline: Baseline::default(),
        extra,
        footer_place: mapping.key("footer"),
        fingerprint: Fingerprint::of(mapping.text.as_bytes()),
        languages,
    };
    Checked { value, findings: resolver.findings }
}

/// An origin with the host as machines write it: `https://bücher.example` → `https://xn--bcher-kva.example` (RFC 3490). Sitemaps and
/// feeds allow no other.
fn ascii_origin(origin: &str) -> String {
    if origin.is_ascii() {
        return origin.to_owned();
    }
    Url::parse(origin).map_or_else(|_invalid| origin.to_owned(), |url| url.origin().ascii_serialization())
}

/// The folder on the host that `base_url` names; empty where it names none, or cannot be read.
pub(super) fn base_path(typed: Option<String>, mapping: &Mapping<'_>) -> String {
    Resolver { mapping, findings: Vec::new() }.base_url(typed).1
}

/// Resolver of settings, which collects findings.
pub(super) struct Resolver<'a> {
    pub(super) mapping: &'a Mapping<'a>,
    pub(super) findings: Vec<Diagnostic>,
}

impl Resolver<'_> {
    pub(super) fn add(&mut self, code: Code, place: Place, message: impl Into<String>, hint: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, place, message).hint(hint));
    }

    pub(super) fn title(&mut self, typed: Option<&str>) {
        if typed.is_none_or(|title| title.trim().is_empty()) {
            self.add(
                Code::TitleMissing,
                self.mapping.key("title"),
                "the site has no `title`",
                "write `title: \"The name of your site\"`",
            );
        }
    }

    fn base_url(&mut self, typed: Option<String>) -> (String, String) {
        let fallback = ("http://localhost".to_owned(), String::new());
        let Some(url) = typed else {
            let message = "`base_url` is not set, so feeds, the sitemap and canonical links use http://localhost";
            self.add(
                Code::BaseUrlMissing,
                self.mapping.key("base_url"),
                message,
                "write `base_url: https://www.example.org`, with your own host",
            );
            return fallback;
        };
        let place = self.mapping.value("base_url", &url);
        let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| matches!(*scheme, "https" | "http"))
        else {
            let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
            let host = host.trim_start_matches("https:").trim_start_matches("http:").trim_start_matches('/');
            self.add(
                Code::BaseUrlInvalid,
                place,
                format!("`{url}` is not the address of a site on the web: it does not begin with `https://`"),
                format!("write `base_url: https://{host}`"),
            );
            return fallback;
        };
        let rest = rest.trim_end_matches('/');
        let (host, path) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let host_is_fine = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "?#@\\<>\"".contains(c));
        if let Some(meant) = meant_host(host).filter(|_| host_is_fine) {
            self.add(
                Code::BaseUrlInvalid,
                place,
                format!("`{host}` is not the name of a host"),
                format!("write `base_url: {scheme}://{meant}{path}`"),
            );
            return fallback;
        }
        if !host_is_fine || (!path.is_empty() && Address::parse(&path).is_err()) {
            self.add(
                Code::BaseUrlInvalid,
                place,
                format!("`{url}` is not a valid base URL"),
                "write `base_url: https://www.example.org`, without a query or fragment",
            );
            return fallback;
        }
        (ascii_origin(&format!("{scheme}://{host}")), path)
    }

    fn time_zone(&mut self, typed: Option<&str>) -> Tz {
        let name = typed.unwrap_or("Europe/Amsterdam");
        Tz::from_str(name).unwrap_or_else(|_unknown| {
            let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
            let place = name.trim().replace(' ', "_");
            let of_place =
                |known: &&str| known.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&place));
            let zone = names.clone().find(of_place).or_else(|| suggest::nearest(name, names));
            let hint = zone.map_or_else(
                || "write a name such as `Europe/Amsterdam`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let is_offset = ["GMT", "UTC", "CET", "+", "-"].iter().any(|start| name.to_uppercase().starts_with(start));
            let place = "write the name of a place, such as `Europe/Amsterdam`: it has summer time too".to_owned();
            let hint = if is_offset { place } else { hint };
            self.add(
                Code::TimeZoneUnknown,
                self.mapping.value("time_zone", name),
                format!("unknown time zone `{name}`"),
                hint,
            );
            Tz::Europe__Amsterdam
        })
    }

    fn theme_options(&self, typed: BTreeMap<String, serde_json::Value>) -> BTreeMap<String, ThemeOption> {
        let option = |(name, value): (String, serde_json::Value)| {
            let place = self.mapping.value("theme_options", &name);
            (name, ThemeOption { value, place })
        };
        typed.into_iter().map(option).collect()
    }

    fn number(&mut self, key: &str, typed: Option<u32>, default: usize) -> usize {
        match typed {
            None => default,
            Some(number @ 1..=1000) => number as usize,
            Some(number) => {
                let place = self.mapping.value(key, &number.to_string());
                self.add(
                    Code::ValueOutOfRange,
                    place,
                    format!("`{number}` is not between 1 and 1000"),
                    format!("write `{default}`, or remove the key to use that default"),
                );
                default
            }
        }
    }

    /// The first location of a text in the settings, preferably as a complete value.
    pub(super) fn find(&self, text: &str) -> Place {
        let whole = self.mapping.text;
        let is_value = |at: &usize| {
            let before = whole.get(..*at).unwrap_or_default();
            before.ends_with([' ', '"', '\'', '[', '{', ','])
                && !whole
                    .get(at + text.len()..)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
        };
        let found = whole.match_indices(text).map(|(at, _)| at).find(is_value);
        let start = found.or_else(|| whole.find(text)).unwrap_or(0);
        Place::span(self.mapping.file, self.mapping.text, start..start + text.len())
    }
}
