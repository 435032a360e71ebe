//! The front matter of an item as typed → the item: every key resolved, what is wrong with it found.

use std::mem::take;
use std::sync::OnceLock;

use chrono_tz::Tz;

use super::attachment_file::attachments;
use super::audio_file::audio;
use super::body_settings::BodySettings;
use super::contacts::of_item;
use super::file_name;
use super::front_matter::one_line;
use super::html_balance::swallowed;
use super::idle_keys::idle_keys;
use super::ids::ReservedIds;
use super::item::ItemTerms;
use super::item_terms::{NamedTerms, names_and_roles, term_names};
use super::lead_image::lead_image;
use super::live_findings::read_live;
use super::newsroom::Newsroom;
use super::newsroom_keys::WithdrawnFile;
use super::odd_dates::odd_dates;
use super::old_address::{alias_hint, as_page, whole};
use super::plain_version::{PlainTagged, plain_version};
use super::read_newsroom::{NewsroomFile, NewsroomReader};
use super::site_input::SiteInput;
use super::summary::summary_of;
use super::typed::{ItemFile, PAGES};
use super::{BodyLocation, Facts, Item, ItemKind, Live, PlainVersion, RareFields};
use crate::base::date::When;
use crate::base::name::nfc;
use crate::base::slug::{is_slug, slug, slugify};
use crate::base::typed_date::read_date;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, Fingerprint, Place, suggest};
use crate::config::{Config, LanguageId};

/// The folder of news and standing pages.
pub const CONTENT: &str = "content/";

/// Reader of the front matter of a file.
pub(super) struct ItemReader<'a> {
    mapping: &'a Mapping<'a>,
    kind: ItemKind,
    config: &'a Config,
    reserved: &'a ReservedIds,
    zone: Tz,
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> ItemReader<'a> {
    pub(super) fn new(
        mapping: &'a Mapping<'a>,
        kind: ItemKind,
        site: &SiteInput<'a>,
        findings: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let SiteInput { config, reserved } = *site;
        Self { mapping, kind, config, reserved, zone: config.time_zone, findings }
    }

    pub(super) fn item(
        &mut self,
        (mut typed, own): (ItemFile, Vec<NamedTerms<'_>>),
        body_start: usize,
    ) -> Option<(Item, ItemTerms)> {
        self.findings.extend(idle_keys(self.mapping, self.kind, &typed));
        let (file, text) = (self.mapping.file, self.mapping.text);
        let (language, plain) = self.language(typed.language.as_deref());
        let title = self.title(typed.title.take());
        let date = self.published(typed.date.as_deref());
        let is_withdrawn = matches!(typed.withdrawn, WithdrawnFile::Whole(true));
        let newsroom = self.newsroom(&mut typed, date);
        let settings = BodySettings::new(self.config, language, self.reserved);
        let mut facts = Facts::read((file, text), body_start, &settings, self.findings);
        let contact = of_item(typed.contact.take(), self.mapping, self.config, self.findings);
        let (authors, roles) = names_and_roles(take(&mut typed.authors));
        let named = self.named_terms([typed.tags, authors, typed.dossiers], own);
        let lead = typed.lead.filter(|lead| !lead.trim().is_empty());
        if typed.summary.is_some() {
            facts.summary = Box::default();
        } else if let Some(summary) = lead.as_ref().and_then(|lead| summary_of(lead, &settings)) {
            facts.summary = summary;
        }
        self.check_lead(lead.as_deref(), &settings);
        let live = self.live(typed.live, date, body_start, &settings);
        let rare = RareFields {
            updated: self.updated(typed.updated, date),
            id: typed.id.map(Into::into),
            address: typed.address.and_then(|address| self.whole_address(&address)),
            aliases: self.aliases(&typed.aliases),
            pinned_until: typed.pinned_until.and_then(|date| self.date("pinned_until", &date)),
            related: typed.related.into_iter().map(Into::into).collect(),
            attachments: attachments(typed.attachments, (self.mapping, self.kind), self.config, self.findings),
            audio: typed.audio.and_then(|typed| audio(typed, self.mapping, self.findings)).map(Box::new),
            template: typed.template.map(Into::into),
            unsearched: typed.search == Some(false),
            terms: Vec::new(),
            contact,
            roles,
            live,
            plain: plain.clone(),
            profile: None,
            newsroom,
            extra: typed.extra,
        };
        let item = Item {
            file: file.into(),
            kind: self.kind,
            language,
            slug: self.slug(typed.slug, title.as_deref().unwrap_or_default(), plain.as_ref()),
            title: title?.into(),
            date: date?,
            summary: typed.summary.map(|summary| one_line(&summary)),
            lead: lead.map(Into::into),
            tags: Box::default(),
            authors: Box::default(),
            dossiers: Box::default(),
            image: typed.image.and_then(|image| lead_image(image, self.mapping, self.findings)).map(Box::new),
            draft: typed.draft || is_withdrawn,
            withdrawn: is_withdrawn,
            rare: (rare != RareFields::default()).then(|| Box::new(rare)),
            body: body_location(text, body_start)?,
            facts,
            address: OnceLock::new(),
        };
        Some((item, named))
    }

    /// Takes the newsroom's keys out of the others.
    fn newsroom(&mut self, typed: &mut ItemFile, date: Option<When>) -> Option<Box<Newsroom>> {
        let mut reader = NewsroomReader {
            mapping: self.mapping,
            zone: self.zone,
            published: date.filter(|_| self.kind == ItemKind::News),
            findings: self.findings,
        };
        reader.read(NewsroomFile {
            withdrawn: take(&mut typed.withdrawn),
            expires: take(&mut typed.expires),
            corrections: take(&mut typed.corrections),
            event: take(&mut typed.event),
            follow_up: take(&mut typed.follow_up),
            follows: take(&mut typed.follows),
        })
    }

    /// The updates of a live item.
    fn live(
        &mut self,
        typed: Option<bool>,
        date: Option<When>,
        body_start: usize,
        settings: &BodySettings<'_>,
    ) -> Option<Box<Live>> {
        let (is_open, date) = typed.zip(date).filter(|_| self.kind == ItemKind::News)?;
        let (updates, findings) = read_live((self.mapping, body_start), (is_open, date), self.zone, settings);
        self.findings.extend(findings);
        Some(Box::new(Live { is_open, updates: updates.into() }))
    }

    fn check_lead(&mut self, lead: Option<&str>, settings: &BodySettings<'_>) {
        let tags = lead.iter().flat_map(|lead| swallowed(lead, settings));
        let places = tags.map(|tag| tag.finding(self.mapping.value("lead", &tag.tag)));
        self.findings.extend(places);
    }

    fn named_terms(&mut self, [tags, authors, dossiers]: [Vec<String>; 3], own: Vec<NamedTerms<'_>>) -> ItemTerms {
        let mut terms = |key: &str, typed| term_names((self.mapping, key), typed, self.config, self.findings);
        ItemTerms {
            tags: terms("tags", tags),
            authors: terms("authors", authors),
            dossiers: terms("dossiers", dossiers),
            own: own.into_iter().map(|(group, key, names)| (group, terms(key, names))).collect(),
        }
    }

    fn add(&mut self, code: Code, place: Place, message: impl Into<String>, hint: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, place, message).hint(hint));
    }

    /// A key that could not be read was reported for that reason; that it is missing then is not said again.
    fn was_reported(&self, key: &str) -> bool {
        let line = self.mapping.key(key).line;
        let own = self.findings.iter().filter(|finding| &*finding.place.file == self.mapping.file);
        let is_unread = |code: Code| matches!(code, Code::FrontMatterSyntax | Code::YamlTooLarge);
        own.clone()
            .filter(|finding| finding.is_error())
            .any(|finding| finding.place.line == line || is_unread(finding.code))
    }

    fn title(&mut self, typed: Option<String>) -> Option<String> {
        let title = typed.map(|title| one_line(&title).into_string()).filter(|title| !title.is_empty());
        if title.is_none() && !self.was_reported("title") {
            self.add(
                Code::TitleMissing,
                self.mapping.key("title"),
                "the `title` is missing",
                "add `title: \"The title\"`",
            );
        }
        title
    }

    fn language(&mut self, typed: Option<&str>) -> (LanguageId, Option<PlainVersion>) {
        let Some(tag) = typed.or_else(|| file_name::language(self.mapping.file)) else {
            self.findings.extend(file_name::capital_language(self.mapping.file, self.config));
            return (LanguageId::default(), None);
        };
        if let Some(language) = self.config.find_language(tag) {
            return (language, None);
        }
        let place = if typed.is_some() { self.mapping.value("language", tag) } else { Place::file(self.mapping.file) };
        let Some(PlainTagged { language, version, problem }) = plain_version(tag, self.config) else {
            self.unknown_language(tag, place);
            return (LanguageId::default(), None);
        };
        let found = self.config.find_language(language);
        if found.is_none() {
            self.unknown_language(language, place);
        } else if let Some((message, hint)) = problem {
            self.add(Code::LanguageUnknown, place, message, hint);
        } else if self.kind == ItemKind::Term {
            let hint = "write the text itself in plain language, and remove the other file";
            self.add(
                Code::LanguageUnknown,
                place,
                "a text about a term or a section has no version in plain language",
                hint,
            );
        }
        (found.unwrap_or_default(), Some(version))
    }

    fn unknown_language(&mut self, tag: &str, place: Place) {
        let known = suggest::list(self.config.languages.iter().map(|language| &*language.tag));
        let named = self.config.languages.iter().find(|it| it.name.eq_ignore_ascii_case(tag));
        let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
        let named = named.or_else(|| self.config.languages.iter().find(|it| main(&it.tag) == main(tag)));
        let hint = named.map_or_else(
            || format!("write one of {known}, or add to site.yaml:\nlanguages:\n  {tag}: {{}}"),
            |language| format!("write `language: {}`", language.tag),
        );
        self.add(Code::LanguageUnknown, place, format!("the site has no language `{tag}`"), hint);
    }

    /// The date of the key, or of the file's or its folder's name.
    fn published(&mut self, typed: Option<&str>) -> Option<When> {
        if self.kind != ItemKind::News {
            return Some(self.no_date());
        }
        if let Some(typed) = typed {
            // The error stops the build; the item stays in the site until then, so that all else in it is checked too.
            return self.date("date", typed).or_else(|| Some(self.no_date()));
        }
        let name = self.own_name();
        let from_name = name.get(..10).and_then(|day| When::parse(day, self.zone).ok());
        let is_elsewhere =
            self.findings.iter().any(|finding| finding.hints.iter().any(|hint| hint.starts_with("write `date:")));
        if from_name.is_none() && !is_elsewhere && !self.was_reported("date") {
            let hint = hint_of_date(self.mapping.file, name);
            self.add(Code::DateMissing, self.mapping.key("title"), "this news item has no `date`", hint);
        }
        from_name
    }

    /// The date of the last change; what is odd about it and the other dates is found.
    fn updated(&mut self, typed: Option<String>, date: Option<When>) -> Option<When> {
        let updated = typed.and_then(|typed| self.date("updated", &typed));
        self.findings.extend(odd_dates(self.mapping, date.filter(|_| self.kind == ItemKind::News), updated));
        updated
    }

    /// What stands in the place of the date of an item that has none.
    fn no_date(&self) -> When {
        When::new(chrono::DateTime::UNIX_EPOCH.fixed_offset(), false, self.zone)
    }

    fn date(&mut self, key: &str, typed: &str) -> Option<When> {
        let date = read_date(self.mapping, (key, typed), self.zone, |form| format!("`{key}: {form}`"));
        date.map_err(|finding| self.findings.push(finding)).ok()
    }

    /// The name that date and slug come from: the file's, or the folder's where the file is `index.md`.
    fn own_name(&self) -> &str {
        let stem = file_name::stem(self.mapping.file);
        if stem != "index" {
            return stem;
        }
        self.mapping.file.rsplit('/').nth(1).filter(|folder| *folder != "content" && *folder != "pages").unwrap_or(stem)
    }

    fn slug(&mut self, typed: Option<String>, title: &str, plain: Option<&PlainVersion>) -> Box<str> {
        if let Some(typed) = typed {
            return self.typed_slug(&typed, title);
        }
        let name = self.own_name();
        let (day, rest) = name.split_at_checked(10).unwrap_or((name, ""));
        let is_apart = rest.is_empty() || rest.starts_with(|c: char| matches!(c, '-' | '_') || c.is_whitespace());
        let is_dated = is_apart && When::parse(day, self.zone).is_ok();
        let name = if is_dated { rest } else { name };
        let from_name = if name == "index" { String::new() } else { self.config.slug_of_file(name) };
        let slug = if from_name.is_empty() { slug(title, self.config.letters()) } else { from_name };
        if slug.is_empty() && !title.is_empty() {
            self.add(
                Code::SlugInvalid,
                self.mapping.key("title"),
                "this title does not give an address",
                "add a `slug:` of letters, digits and hyphens",
            );
        }
        match plain {
            Some(plain) => format!("{slug}-{}", plain.name).into(),
            None => slug.into(),
        }
    }

    fn typed_slug(&mut self, typed: &str, title: &str) -> Box<str> {
        let composed = nfc(typed);
        if is_slug(&composed) {
            return composed.into();
        }
        let place = self.mapping.value("slug", typed);
        let better = if slugify(typed).is_empty() { slugify(title) } else { slugify(typed) };
        let message = format!("`{typed}` is not a valid slug");
        self.add(Code::SlugInvalid, place, message, format!("write `slug: {better}`"));
        better.into()
    }

    fn whole_address(&mut self, typed: &str) -> Option<Address> {
        let place = || self.mapping.value("address", typed);
        match whole(&nfc(typed)) {
            Ok(address) => Some(address),
            Err((message, hint)) => {
                self.add(Code::AddressInvalid, place(), message, hint);
                None
            }
        }
    }

    fn aliases(&mut self, typed: &[String]) -> Vec<Address> {
        let mut aliases = Vec::new();
        for alias in typed {
            match Address::parse_encoded(alias) {
                Ok(address) => aliases.push(as_page(address)),
                Err(error) => {
                    let hint = alias_hint(alias, self.mapping.file.strip_prefix(CONTENT).unwrap_or_default());
                    self.add(
                        Code::AddressInvalid,
                        self.mapping.value("aliases", alias),
                        format!("`{alias}` is not a valid address: {error}"),
                        hint,
                    );
                }
            }
        }
        aliases
    }
}

/// The location of the body in the text of a file.
fn body_location(text: &str, start: usize) -> Option<BodyLocation> {
    let fingerprint = Fingerprint::of(text.get(start..).unwrap_or_default().as_bytes());
    Some(BodyLocation { starts_at: u32::try_from(start).ok()?, fingerprint })
}

/// What to do about a news item without a date: a page in a folder that is nearly that of pages, and the text of a section, need none.
fn hint_of_date(file: &str, name: &str) -> &'static str {
    if name.starts_with("_index.") || name == "_index" {
        "in Hugo and Zola this is the text of a section, which Courant does not have: move it to `content/pages/`, or remove it"
    } else if file.get(..PAGES.len()).is_some_and(|folder| folder.eq_ignore_ascii_case(PAGES)) {
        "rename the folder to `pages`, in lower case, if it is a page; or add `date: YYYY-MM-DD`"
    } else {
        "add `date: YYYY-MM-DD`, with the date of publication"
    }
}
