//! The services to notify after publishing: typed and resolved.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote;
use super::secrets;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Located};

/// The endpoint of IndexNow for all search engines that take part.
const INDEX_NOW: &str = "https://api.indexnow.org/indexnow";

/// The services to notify after a run that changed something. A service that cannot be notified is a warning: the site is
/// published.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AfterFile {
    /// A WebSub hub. It learns which feeds changed, and the feeds name it, so that readers can subscribe there.
    pub websub: Option<String>,
    /// Search engines, through IndexNow. They learn which pages are new, changed or gone.
    pub indexnow: Option<IndexNowFile>,
    /// A cache of the site, such as a content delivery network. It learns all addresses that changed.
    pub purge: Option<PurgeFile>,
}

/// The key of the site for IndexNow (indexnow.org).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IndexNowFile {
    /// A key of your own, 8 to 128 letters, digits and dashes. It is no secret: it is published as `/KEY.txt`.
    pub key: String,
    /// The endpoint. Default: `https://api.indexnow.org/indexnow`.
    pub endpoint: Option<String>,
}

/// The way to purge a cache: a command or a URL.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PurgeFile {
    /// A command for `sh`, run in the folder of the site. It gets the changed URLs on its standard input, one on each line.
    pub command: Option<String>,
    /// A URL that gets the changed URLs as JSON: `{"addresses": ["https://www.example.org/nieuws/"]}`.
    pub url: Option<String>,
    /// The name of the environment variable with the token for that URL (`Authorization: Bearer`).
    pub token_in: Option<String>,
}

/// The services to notify after publishing.
#[derive(Clone, Debug, Default)]
pub struct NotifySettings {
    /// A WebSub hub.
    pub hub: Option<Located>,
    /// The key of IndexNow, and its endpoint.
    pub index_now: Option<(String, Located)>,
    /// Caches to purge.
    pub purge: Option<PurgeSettings>,
}

/// A way to purge caches.
#[derive(Clone, Debug)]
pub enum PurgeSettings {
    /// A command for `sh`.
    Command(Located),
    /// An endpoint, with the environment variable of its token.
    Url(Located, Option<String>),
}

/// Resolves the services of a target; an invalid one is a finding.
pub(super) fn resolve(typed: AfterFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> NotifySettings {
    let mut resolver = NotifyResolver { mapping, findings };
    let AfterFile { websub, indexnow, purge } = typed;
    NotifySettings {
        hub: websub.and_then(|url| resolver.url(url)),
        index_now: indexnow.and_then(|typed| resolver.index_now(typed)),
        purge: purge.and_then(|typed| resolver.purge(typed)),
    }
}

struct NotifyResolver<'a, 'm> {
    mapping: &'m Mapping<'m>,
    findings: &'a mut Vec<Diagnostic>,
}

impl NotifyResolver<'_, '_> {
    fn located(&self, text: String) -> Located {
        Located { place: self.mapping.value("publish", &text), text }
    }

    fn refuse<T>(&mut self, part: &str, message: impl Into<String>, hint: &str) -> Option<T> {
        let place = self.mapping.value("publish", part);
        self.findings.push(Diagnostic::new(Code::PublishAfter, place, message).hint(hint));
        None
    }

    fn url(&mut self, url: String) -> Option<Located> {
        if secrets::has_password(&url) {
            let message = "this URL contains a password or a token".to_owned();
            self.findings.push(secrets::finding(self.mapping.value("publish", &url), message));
            return None;
        }
        if remote::web_url(&url).is_some() {
            return Some(self.located(url));
        }
        self.refuse(
            &url,
            format!("`{url}` is not a URL that can be notified"),
            "write an absolute URL: `https://hub.example.org/`",
        )
    }

    fn index_now(&mut self, typed: IndexNowFile) -> Option<(String, Located)> {
        let IndexNowFile { key, endpoint } = typed;
        if !(8..=128).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            let hint = "write 8 to 128 letters, digits and hyphens, such as 32 random hexadecimal digits";
            return self.refuse(&key, format!("`{key}` is not a valid IndexNow key"), hint);
        }
        let endpoint = match endpoint {
            Some(endpoint) => self.url(endpoint)?,
            None => Located { text: INDEX_NOW.to_owned(), place: self.mapping.value("publish", &key) },
        };
        Some((key, endpoint))
    }

    fn purge(&mut self, typed: PurgeFile) -> Option<PurgeSettings> {
        match typed {
            PurgeFile { command: Some(command), url: None, token_in: None } if !command.trim().is_empty() => {
                Some(PurgeSettings::Command(self.located(command)))
            }
            PurgeFile { command: None, url: Some(url), token_in } => {
                let endpoint = self.url(url)?;
                let token_in = match token_in {
                    Some(name) => Some(self.variable(name, &endpoint.text)?),
                    None => None,
                };
                Some(PurgeSettings::Url(endpoint, token_in))
            }
            PurgeFile { command, url, .. } => {
                let part = command.or(url).unwrap_or_else(|| "purge".to_owned());
                let message = "`purge` must have a `command`, or a `url` with or without `token_in`";
                self.refuse(&part, message, "keep either `command`, or `url` with `token_in`")
            }
        }
    }

    /// The name of a token's variable. Its endpoint must be encrypted, or on this machine.
    fn variable(&mut self, name: String, url: &str) -> Option<String> {
        if !secrets::is_variable(&name) {
            let message = "`token_in` must be the name of an environment variable, and this may be a token".to_owned();
            self.findings.push(secrets::finding(self.mapping.value("publish", &name), message));
            return None;
        }
        if !remote::keeps_secrets(url) {
            return self.refuse(url, "the token would be sent unencrypted", "write a URL with `https://`");
        }
        Some(name)
    }
}
