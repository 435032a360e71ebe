//! Settings of feeds: formats, and the addresses of each.

use std::collections::BTreeMap;

use super::typed::{ContentOfFeeds, FeedFormat, FeedsFile};
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic};

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

    /// The file name of the feeds of a format.
    pub fn name(&self, format: FeedFormat) -> &str {
        self.names.get(&format).map_or(format.file_name(), |name| name)
    }

    /// More addresses of a feed in a folder; `is_main` is whether it is that of all news in the main language.
    pub fn aliases(&self, format: FeedFormat, folder: &str, is_main: bool) -> Vec<Address> {
        let all = self.aliases.get(&format).map(Vec::as_slice).unwrap_or_default();
        let address = |alias: &Box<str>| match alias.starts_with('/') {
            true => is_main.then(|| Address::parse_encoded(alias).ok()).flatten(),
            false => Address::parse_encoded(&format!("{folder}{alias}")).ok(),
        };
        all.iter().filter_map(address).collect()
    }
}
