//! Sections: streams of news beside the main one, each a folder with an index, an archive and feeds of its own.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::archive::ArchivePattern;
use super::feeds::{FeedFormat, Feeds};
use super::language::{Language, LanguageId};
use super::pattern::{Pattern, without_fields};
use super::streams::StreamAddresses;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic};

/// A section: a folder of news items with its own index, archive and feeds.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SectionFile {
    /// The folder of its items: `content/blog`. Default: `content/NAME`.
    pub folder: Option<String>,
    /// Its title. Default: its name.
    pub title: Option<String>,
    /// Its title in other languages, by tag: `{en: Blog}`.
    pub titles: BTreeMap<String, String>,
    /// The address of its index. Other languages have it below their home page, as with the addresses that follow. Default: `/NAME/`.
    pub index_address: Option<String>,
    /// The address pattern of its items. Default: `/NAME/{year}/{slug}/`, below its index.
    pub item_address: Option<String>,
    /// The address pattern of its archive. Default: `/NAME/archief/{year}/{month}/`, below its index.
    pub archive_address: Option<String>,
    /// Whether its items also stand in the main index, archive and feeds, and on the home page. Default: `true`.
    pub main: Option<bool>,
    /// The formats of its feed, beside its index. Default: those of `feeds`.
    pub feeds: Option<Vec<FeedFormat>>,
}

/// A section with all its settings.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name in the settings.
    pub name: Box<str>,
    /// The folder of its items, with a final `/`.
    pub folder: Box<str>,
    /// Whether its items also belong to the main stream.
    pub is_main: bool,
    /// The formats of its feed.
    pub feeds: Vec<FeedFormat>,
    streams: Vec<StreamAddresses>,
}

impl Section {
    /// Its title and addresses in a language.
    pub fn stream(&self, language: LanguageId) -> &StreamAddresses {
        self.streams.get(language.index()).unwrap_or(&self.streams[0])
    }
}

/// Resolves the sections.
pub(super) fn resolve(
    typed: BTreeMap<String, SectionFile>,
    (languages, feeds): (&[Language], &Feeds),
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (name, file) in typed.into_iter().take(100) {
        let mut resolver = SectionResolver { name: &name, mapping, findings };
        let folder = resolver.folder(file.folder.as_deref());
        if let Some(other) = sections.iter().find(|other| other.folder == folder) {
            resolver.refuse(
                &name,
                format!("the sections `{}` and `{name}` have the same folder", other.name),
                "give each a folder of its own",
            );
            continue;
        }
        let streams = languages.iter().map(|language| resolver.stream(&file, language)).collect();
        let mut formats = file.feeds.unwrap_or_else(|| feeds.formats.clone());
        formats.sort_unstable();
        formats.dedup();
        sections.push(Section {
            folder,
            is_main: file.main.unwrap_or(true),
            feeds: formats,
            streams,
            name: name.into(),
        });
    }
    sections
}

struct SectionResolver<'a> {
    name: &'a str,
    mapping: &'a Mapping<'a>,
    findings: &'a mut Vec<Diagnostic>,
}

impl SectionResolver<'_> {
    fn refuse(&mut self, part: &str, message: String, hint: &str) {
        self.findings
            .push(Diagnostic::new(Code::SectionInvalid, self.mapping.value("sections", part), message).hint(hint));
    }

    fn folder(&mut self, typed: Option<&str>) -> Box<str> {
        let folder = typed.map_or_else(|| format!("content/{}", self.name), str::to_owned);
        let folder = folder.trim_matches('/');
        let is_inside = Address::parse(&format!("/{folder}/")).is_ok() && folder.starts_with("content/");
        if !is_inside || folder == "content/pages" || folder.starts_with("content/pages/") {
            let message = format!("`{folder}` cannot be the folder of a section");
            self.refuse(typed.unwrap_or(self.name), message, "write a folder of news items, such as `content/blog`");
        }
        format!("{folder}/").into()
    }

    fn stream(&mut self, file: &SectionFile, language: &Language) -> StreamAddresses {
        let home = language.home.as_str().trim_end_matches('/').to_owned();
        let named = file.titles.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(&language.tag)).map(|(_, title)| title);
        let title = named.or(file.title.as_ref()).map_or(self.name, |title| title);
        let below = |typed: &Option<String>, default: String| typed.clone().unwrap_or(default);
        let index = below(&file.index_address, format!("/{}/", self.name));
        // An index with fields is a mistake of its own, which is told once.
        let own = if index.contains('{') { format!("/{}/", self.name) } else { index.clone() };
        let items = below(&file.item_address, format!("{own}{{year}}/{{slug}}/"));
        let word = language.words.archive.trim_end_matches('/').rsplit('/').next().unwrap_or("archive");
        let overview = format!("{own}{word}/");
        let archive = below(&file.archive_address, format!("{overview}{{year}}/{{month}}/"));
        let pattern = |text: &str| Pattern::parse(text).unwrap_or_else(|_checked| unreachable!("checked by a test"));
        StreamAddresses {
            title: title.into(),
            index: self.checked(&index, |text| address(&format!("{home}{text}"))).unwrap_or_else(|| {
                address(&format!("{home}/{}/", self.name)).unwrap_or_else(|_odd_name| Address::root())
            }),
            items: self
                .checked(&items, |text| Pattern::parse(&format!("{home}{text}")))
                .unwrap_or_else(|| pattern("/{slug}/")),
            overview: Address::parse(&format!("{home}{overview}")).unwrap_or_else(|_index| Address::root()),
            archive: self
                .checked(&archive, |text| ArchivePattern::parse(&format!("{home}{text}")))
                .unwrap_or_else(|| language.main.archive.clone()),
        }
    }

    fn checked<T>(&mut self, text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        parse(text)
            .map_err(|problem| {
                let hint = "write addresses such as `/blog/`, `/blog/{year}/{slug}/` and `/blog/{year}/{month}/`";
                self.refuse(text, format!("`{text}`: {problem}"), hint);
            })
            .ok()
    }
}

fn address(text: &str) -> Result<Address, String> {
    let address = Address::parse(text).map_err(|error| error.to_string())?;
    let address = without_fields(address)?;
    if address.is_folder() { Ok(address) } else { Err("the address of an index ends in `/`".to_owned()) }
}
