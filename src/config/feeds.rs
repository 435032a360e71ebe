//! Settings of feeds: formats, and the addresses of each.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic};

/// Feeds of the site and of every list.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FeedsFile {
    /// The feed formats to generate: `atom`, `rss`, `json`, and `ninjs` for other newsrooms. Default: `[atom, rss, json]`; `[]` generates no feeds.
    pub formats: Option<Vec<FeedFormat>>,
    /// The number of newest items in a feed, 1 to 1000. Default: 20.
    pub items: Option<u32>,
    /// Full text or summary. Default: `full`.
    pub content: Option<ContentOfFeeds>,
    /// The file names of feeds, by format: `{rss: index.xml}`. Default: `{atom: feed.xml, rss: rss.xml, json: feed.json, ninjs: ninjs.json}`.
    pub names: BTreeMap<FeedFormat, String>,
    /// More addresses of feeds, by format, for readers of an older site: `{rss: [/feed/, index.xml]}`. One that starts with `/` is an
    /// address of the feed of all news; any other is in the folder of each list that has feeds. Default: none.
    pub aliases: BTreeMap<FeedFormat, Vec<String>>,
}

/// Format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FeedFormat {
    /// Atom, RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
    /// ninjs 3.1 of the IPTC, for other newsrooms.
    Ninjs,
}

/// Content of the items in a feed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContentOfFeeds {
    /// The full text.
    #[default]
    Full,
    /// The summary.
    Summary,
}

impl FeedFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Atom, Self::Rss, Self::Json, Self::Ninjs];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::Json => "JSON Feed",
            Self::Ninjs => "ninjs",
        }
    }

    /// Media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
            Self::Ninjs => "application/json",
        }
    }

    /// Name of the feed file, in the folder of the page that it belongs to, where the settings give no other.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
            Self::Ninjs => "ninjs.json",
        }
    }
}

/// Settings of feeds.
#[derive(Clone, Debug)]
pub struct Feeds {
    /// Formats.
    pub formats: Vec<FeedFormat>,
    /// Number of newest items in each feed.
    pub items: usize,
    /// Full text or summary of items.
    pub content: ContentOfFeeds,
    names: BTreeMap<FeedFormat, Box<str>>,
    /// More addresses: those that start with `/`, and those in the folders of lists.
    aliases: BTreeMap<FeedFormat, Vec<Box<str>>>,
}

impl Feeds {
    pub(super) fn resolve(
        typed: FeedsFile,
        items: usize,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let FeedsFile { formats, items: _, content, names, aliases } = typed;
        let mut invalid = |text: &str, message: String, hint: &str| {
            findings.push(Diagnostic::new(Code::AddressInvalid, mapping.value("feeds", text), message).hint(hint));
        };
        let mut formats = formats.unwrap_or_else(|| vec![FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json]);
        formats.sort_unstable();
        formats.dedup();
        let mut known: BTreeMap<FeedFormat, Box<str>> = BTreeMap::new();
        for (format, name) in names {
            let others = FeedFormat::ALL.into_iter().filter(|other| *other != format);
            let is_taken =
                others.into_iter().any(|other| known.get(&other).map_or(other.file_name(), |name| name) == name);
            if name.starts_with('/') || name.ends_with('/') || Address::parse(&format!("/{name}")).is_err() {
                invalid(&name, format!("`{name}` is not a file name"), "write a name such as `index.xml`");
            } else if is_taken {
                invalid(&name, format!("two formats have the name `{name}`"), "give each format a name of its own");
            } else {
                known.insert(format, name.into());
            }
        }
        let mut more: BTreeMap<FeedFormat, Vec<Box<str>>> = BTreeMap::new();
        for (format, alias) in aliases.into_iter().flat_map(|(format, all)| all.into_iter().map(move |it| (format, it)))
        {
            match Address::parse_encoded(&format!("/{}", alias.trim_start_matches('/'))) {
                Ok(_) => more.entry(format).or_default().push(alias.into()),
                Err(error) => {
                    invalid(
                        &alias,
                        format!("`{alias}`: {error}"),
                        "write an address such as `/feed/`, or a name such as `index.xml`",
                    );
                }
            }
        }
        Self { formats, items, content: content.unwrap_or_default(), names: known, aliases: more }
    }

    /// The formats for which the settings have names or more addresses.
    pub fn named(&self) -> impl Iterator<Item = FeedFormat> {
        FeedFormat::ALL.into_iter().filter(|it| self.names.contains_key(it) || self.aliases.contains_key(it))
    }

    /// The file name of the feeds of a format.
    pub fn name(&self, format: FeedFormat) -> &str {
        self.names.get(&format).map_or(format.file_name(), |name| name)
    }

    /// More addresses of a feed in a folder; `is_main` is whether it is that of all news in the main language.
    pub fn aliases(&self, format: FeedFormat, folder: &str, is_main: bool) -> Vec<Address> {
        let all = self.aliases.get(&format).map(Vec::as_slice).unwrap_or_default();
        let address = |alias: &str| {
            let of_site = alias.starts_with('/');
            let whole = if of_site { alias.to_owned() } else { format!("{folder}{alias}") };
            Address::parse_encoded(&whole).ok().filter(|_| is_main || !of_site)
        };
        all.iter().filter_map(|alias| address(alias)).collect()
    }
}
