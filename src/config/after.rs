//! What follows a publish that changed something: who is told of it, as typed → as it is meant.

use schemars::JsonSchema;
use serde::Deserialize;

use super::secrets;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place};

/// Where IndexNow is told, for all search engines that take part.
const INDEX_NOW: &str = "https://api.indexnow.org/indexnow";

/// Who is told of a publish that changed something. Who cannot be told is a warning: the site is published.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AfterFile {
    /// A WebSub hub: it is told which feeds changed, and the feeds say that readers may follow them there.
    pub websub: Option<String>,
    /// Search engines, by IndexNow: they are told which pages are new, changed or gone.
    pub indexnow: Option<IndexNowFile>,
    /// What keeps copies of the site for readers, such as a content delivery network: it is told all addresses that changed.
    pub purge: Option<PurgeFile>,
}

/// How search engines know by IndexNow (indexnow.org) that it is the site that tells them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IndexNowFile {
    /// A key of your own, 8 to 128 letters, digits and dashes. It is no secret: it is published as `/KEY.txt`.
    pub key: String,
    /// Where they are told. Default: `https://api.indexnow.org/indexnow`.
    pub endpoint: Option<String>,
}

/// How what keeps copies is told: by a command or by an address.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PurgeFile {
    /// A command for `sh`, run in the folder of the site; it gets whole addresses on its standard input, each on a line.
    pub command: Option<String>,
    /// An address that gets them as JSON: `{"addresses": ["https://www.example.org/nieuws/"]}`.
    pub url: Option<String>,
    /// The name of the environment variable that has the token to show to that address (`Authorization: Bearer`).
    pub token_in: Option<String>,
}

/// Who is told.
#[derive(Clone, Debug, Default)]
pub struct After {
    /// A WebSub hub.
    pub hub: Option<Said>,
    /// The key of IndexNow, and where it is told.
    pub index_now: Option<(String, Said)>,
    /// What keeps copies.
    pub purge: Option<Purge>,
}

/// What the settings say, and where.
#[derive(Clone, Debug)]
pub struct Said {
    /// The address or command.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// How what keeps copies is told.
#[derive(Clone, Debug)]
pub enum Purge {
    /// By a command for `sh`.
    Command(Said),
    /// By an address, with the token that a variable of the environment has.
    Url(Said, Option<String>),
}

impl After {
    /// Whether nobody is told.
    pub fn is_empty(&self) -> bool {
        self.hub.is_none() && self.index_now.is_none() && self.purge.is_none()
    }
}

/// Resolves who is told after publishing to a target; what cannot be is a finding.
pub(super) fn resolve(typed: AfterFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> After {
    let mut found = Findings { mapping, all: findings };
    let AfterFile { websub, indexnow, purge } = typed;
    After {
        hub: websub.and_then(|url| found.url(url)),
        index_now: indexnow.and_then(|typed| found.index_now(typed)),
        purge: purge.and_then(|typed| found.purge(typed)),
    }
}

struct Findings<'a, 'm> {
    mapping: &'m Mapping<'m>,
    all: &'a mut Vec<Diagnostic>,
}

impl Findings<'_, '_> {
    fn said(&self, text: String) -> Said {
        Said { place: self.mapping.value("publish", &text), text }
    }

    fn refuse<T>(&mut self, part: &str, message: impl Into<String>, hint: &str) -> Option<T> {
        let place = self.mapping.value("publish", part);
        self.all.push(Diagnostic::new(Code::PublishAfter, place, message).hint(hint));
        None
    }

    fn url(&mut self, url: String) -> Option<Said> {
        if secrets::has_password(&url) {
            let message = "there is a password or a token in this URL".to_owned();
            self.all.push(secrets::finding(self.mapping.value("publish", &url), message));
            return None;
        }
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let is_fine = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
        if is_fine && !url.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Some(self.said(url));
        }
        self.refuse(
            &url,
            format!("`{url}` is no address that could be told"),
            "write a whole one: `https://hub.example.org/`",
        )
    }

    fn index_now(&mut self, typed: IndexNowFile) -> Option<(String, Said)> {
        let IndexNowFile { key, endpoint } = typed;
        if !(8..=128).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            let hint = "write 8 to 128 letters, digits and dashes, such as 32 hexadecimal digits made at random";
            return self.refuse(&key, format!("`{key}` is no key for IndexNow"), hint);
        }
        let endpoint = match endpoint {
            Some(endpoint) => self.url(endpoint)?,
            None => Said { text: INDEX_NOW.to_owned(), place: self.mapping.value("publish", &key) },
        };
        Some((key, endpoint))
    }

    fn purge(&mut self, typed: PurgeFile) -> Option<Purge> {
        match typed {
            PurgeFile { command: Some(command), url: None, token_in: None } if !command.trim().is_empty() => {
                Some(Purge::Command(self.said(command)))
            }
            PurgeFile { command: None, url: Some(url), token_in } => {
                let said = self.url(url)?;
                let token_in = match token_in {
                    Some(name) => Some(self.variable(name, &said.text)?),
                    None => None,
                };
                Some(Purge::Url(said, token_in))
            }
            PurgeFile { command, url, .. } => {
                let part = command.or(url).unwrap_or_else(|| "purge".to_owned());
                let message = "`purge` has a `command`, or a `url` with or without `token_in`";
                self.refuse(&part, message, "keep one of the two, with what goes with it")
            }
        }
    }

    /// The name of a variable, for an address that nobody on the way can read.
    fn variable(&mut self, name: String, url: &str) -> Option<String> {
        let is_name = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if !is_name {
            let message = "`token_in` is the name of an environment variable, and this may be a token".to_owned();
            self.all.push(secrets::finding(self.mapping.value("publish", &name), message));
            return None;
        }
        let is_here = ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|here| url.starts_with(here));
        if url.starts_with("http://") && !is_here {
            return self.refuse(
                url,
                "a token would travel where others can read it",
                "write an address with `https://`",
            );
        }
        Some(name)
    }
}
