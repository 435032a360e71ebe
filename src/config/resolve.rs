//! Typed settings → resolved settings: every default is resolved once, field by field. Invalid values are findings.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use chrono_tz::Tz;
use url::Url;

use super::contact;
use super::language::{LanguageDefaults, MenuEntry, defaults, is_right_to_left};
use super::publishing;
use super::resolved::{Config, Feeds, ThemeOption};
use super::typed::{
    FeedFormat, FeedsFile, ImageFormat, ImagesFile, LanguageFile, MenuFile, Publisher, SiteFile, WordsFile,
};
use super::{
    AddressWords, Baseline, ContentPolicy, ExternalImages, Language, Lints, OwnUrls, Pattern, Redirects, TermSlugs,
    UntrustedFiles,
};
use crate::base::calendar::Calendar;
use crate::base::slug::is_slug;
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
        address_words,
        term_slugs,
        unicode_addresses,
        slugs,
        markdown,
        per_page,
        feeds,
        images,
        share_cards,
        publisher,
        menu,
        footer,
        untrusted,
        untrusted_files,
        external_images,
        sources,
        lints,
        publish,
        redirects: _,
        gone,
        host,
        extra,
    } = typed;
    let mut resolver = Resolver { mapping, findings: contact::check(&publisher, mapping) };
    let (origin, base_path) = resolver.base_url(base_url);
    let own = LanguageFile { name: None, title, description, item_address, index_address, address_words, menu, footer };
    let languages = resolver.languages(language.as_deref().unwrap_or("nl"), own, languages);
    let external_images = ExternalImages::resolve(&origin, external_images, mapping, &mut resolver.findings);
    let policy = ContentPolicy::resolve(sources, &external_images, mapping, &mut resolver.findings);
    let zone = resolver.time_zone(time_zone.as_deref());
    let value = Config {
        origin,
        base_path,
        term_slugs: TermSlugs::resolve((term_slugs, unicode_addresses), mapping, &mut resolver.findings),
        slugs,
        markdown,
        own_urls: OwnUrls::default(),
        time_zone: zone,
        theme: theme.unwrap_or_else(|| "courant".to_owned()),
        theme_options: resolver.theme_options(theme_options),
        theme_place: mapping.value("theme", ""),
        per_page: resolver.number("per_page", per_page, 20),
        feeds: resolver.feeds(feeds),
        image_formats: image_formats(images),
        share_cards,
        publisher: Publisher { name: publisher.name.or_else(|| Some(languages[0].title.to_string())), ..publisher },
        untrusted,
        untrusted_files: UntrustedFiles::new(untrusted_files),
        publishing: publishing::resolve((publish, host, &policy), &gone, mapping, &mut resolver.findings),
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

/// The image formats, best first: a browser uses the first one that it supports.
fn image_formats(typed: ImagesFile) -> Vec<ImageFormat> {
    let mut formats = typed.formats.unwrap_or_else(|| vec![ImageFormat::Avif, ImageFormat::Webp]);
    formats.sort_unstable();
    formats.dedup();
    formats
}

/// Resolver of settings, which collects findings.
struct Resolver<'a> {
    mapping: &'a Mapping<'a>,
    findings: Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn add(&mut self, code: Code, place: Place, message: impl Into<String>, hint: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, place, message).hint(hint));
    }

    fn title(&mut self, typed: Option<&str>) {
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
                format!("`{url}` has no scheme"),
                format!("write `base_url: https://{host}`"),
            );
            return fallback;
        };
        let rest = rest.trim_end_matches('/');
        let (host, path) =
            rest.split_once('/').map_or((rest, String::new()), |(host, path)| (host, format!("/{path}")));
        let host_is_fine = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "?#@\\<>\"".contains(c));
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
            let hint = suggest::nearest(name, names).map_or_else(
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

    fn feeds(&mut self, typed: FeedsFile) -> Feeds {
        let FeedsFile { formats, items, content } = typed;
        let mut formats = formats.unwrap_or_else(|| vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json]);
        formats.sort_unstable();
        formats.dedup();
        Feeds { formats, items: self.number("feeds", items, 20), content: content.unwrap_or_default() }
    }

    fn languages(&mut self, main: &str, typed: LanguageFile, more: BTreeMap<String, LanguageFile>) -> Vec<Language> {
        self.title(typed.title.as_deref());
        let title = typed.title.clone();
        let mut languages = vec![self.language("language", main, typed, "")];
        for (tag, mut typed) in more.into_iter().filter(|(tag, _)| !tag.eq_ignore_ascii_case(main)) {
            typed.title = typed.title.or_else(|| title.clone());
            let prefix = format!("/{}", tag.to_lowercase());
            languages.push(self.language("languages", &tag, typed, &prefix));
        }
        languages
    }

    fn language(&mut self, key: &str, tag: &str, typed: LanguageFile, prefix: &str) -> Language {
        let LanguageFile { name, title, description, item_address, index_address, address_words, menu, footer } = typed;
        let is_lower = !tag.split('-').next().unwrap_or_default().contains(char::is_uppercase);
        let calendar = Calendar::of(tag).filter(|_| tag.len() >= 2 && tag.is_ascii() && is_lower).or_else(|| {
            let place = self.mapping.value(key, tag);
            self.add(Code::LanguageInvalid, place, format!("`{tag}` is not a language tag"), language_hint(tag));
            None
        });
        let (defaults, is_known) = defaults(tag);
        let index = index_address.unwrap_or_else(|| format!("{prefix}/{}/", defaults.news));
        let items =
            item_address.unwrap_or_else(|| format!("{}{{year}}/{{slug}}/", index.trim_end_matches(|c| c != '/')));
        Language {
            name: name.unwrap_or_else(|| if is_known { defaults.name.to_owned() } else { tag.to_owned() }).into(),
            title: title.unwrap_or_default().into(),
            description: description.unwrap_or_default().into(),
            home: Address::parse(&format!("{prefix}/")).unwrap_or_else(|_odd_tag| Address::root()),
            index: self.index_address(&index),
            items: self.pattern(&items),
            words: self.words(address_words, defaults, prefix),
            menu: menu.into_iter().map(|entry| self.menu_entry(entry)).collect(),
            footer: footer.unwrap_or_default().into(),
            calendar: calendar.or_else(|| Calendar::of("en")).unwrap_or_else(|| unreachable!("English has a calendar")),
            quotes: defaults.quotes,
            right_to_left: is_right_to_left(tag),
            tag: tag.into(),
        }
    }

    fn menu_entry(&self, typed: MenuFile) -> MenuEntry {
        let MenuFile { title, link } = typed;
        MenuEntry { place: self.find(&link), title, link }
    }

    /// The first location of a text in the settings, preferably as a complete value.
    fn find(&self, text: &str) -> Place {
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

    fn index_address(&mut self, typed: &str) -> Address {
        match Address::parse(typed) {
            Ok(address) if address.is_folder() => address,
            Ok(_) => {
                self.add(
                    Code::AddressInvalid,
                    self.find(typed),
                    format!("the index address `{typed}` must end in `/`"),
                    format!("write `{typed}/`"),
                );
                Address::root()
            }
            Err(error) => {
                self.add(
                    Code::AddressInvalid,
                    self.find(typed),
                    format!("`{typed}`: {error}"),
                    "write an address such as `/nieuws/`",
                );
                Address::root()
            }
        }
    }

    fn pattern(&mut self, typed: &str) -> Pattern {
        Pattern::parse(typed).unwrap_or_else(|problem| {
            self.add(
                Code::PatternInvalid,
                self.find(typed),
                format!("`{typed}` is not a valid address pattern: {problem}"),
                "write a pattern such as `/nieuws/{year}/{slug}/`",
            );
            Pattern::parse("/{slug}/").unwrap_or_else(|_checked| unreachable!("this pattern is checked by a test"))
        })
    }

    fn words(&mut self, typed: WordsFile, defaults: &LanguageDefaults, prefix: &str) -> AddressWords {
        let WordsFile { tags, authors, dossiers, archive, page } = typed;
        let mut word = |typed: Option<String>, default: &str, prefix: &str| {
            let word = typed.unwrap_or_else(|| default.to_owned());
            if !is_slug(&word) {
                let place = self.find(&word);
                self.add(
                    Code::SlugInvalid,
                    place,
                    format!("`{word}` cannot be a part of an address"),
                    format!("write `{default}`, or another word of letters, digits and hyphens"),
                );
            }
            format!("{prefix}/{word}/").into_boxed_str()
        };
        let [default_tags, default_authors, default_dossiers, default_archive, default_page] = defaults.words;
        AddressWords {
            tags: word(tags, default_tags, prefix),
            authors: word(authors, default_authors, prefix),
            dossiers: word(dossiers, default_dossiers, prefix),
            archive: word(archive, default_archive, prefix),
            page: word(page, default_page, "").trim_matches('/').into(),
        }
    }
}

/// What to write instead of a tag: that in customary letters, as `nl-NL` for `nl_NL`, where it is one.
fn language_hint(tag: &str) -> String {
    let (main, region) = tag.trim().split_once(['_', '-']).unwrap_or((tag.trim(), ""));
    let main = main.to_lowercase();
    let is_letters =
        |text: &str, most| (2..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
    match region {
        "" if is_letters(&main, 3) => format!("write `{main}`"),
        region if is_letters(&main, 3) && is_letters(region, 2) => format!("write `{main}-{}`", region.to_uppercase()),
        _ => "write a tag such as `nl`, `en` or `en-US`".to_owned(),
    }
}
