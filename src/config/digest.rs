//! The settings of `courant digest`: typed and resolved.

use schemars::JsonSchema;
use serde::Deserialize;

use super::remote::{keeps_secrets, web_url};
use super::secrets;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// The environment variable of the token, where none is named.
const TOKEN: &str = "LISTMONK_TOKEN";

/// Digests for mail, which `courant digest` makes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DigestFile {
    /// The URL at which readers unsubscribe. Messages for Listmonk and Mailchimp have the link of that service.
    pub unsubscribe: Option<String>,
    /// The Listmonk in which `courant digest --to listmonk` makes a draft.
    pub listmonk: Option<ListmonkFile>,
}

/// A Listmonk, and how its campaigns are made.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListmonkFile {
    /// Its URL: `https://lists.example.org`. Required.
    pub endpoint: Option<String>,
    /// The numbers of the lists that a campaign is for: `[3]`. Required.
    pub lists: Vec<u32>,
    /// The name of its API user. Required.
    pub user: Option<String>,
    /// The name of the environment variable with the token of that user. Default: `LISTMONK_TOKEN`.
    pub token_in: Option<String>,
    /// The number of the template of its campaigns, which should hold the contents and nothing else. Default: that of Listmonk.
    pub template: Option<u32>,
    /// The sender: `Dorp <nieuws@example.org>`. Default: that of Listmonk.
    pub from: Option<String>,
}

/// The settings of digests.
#[derive(Clone, Debug, Default)]
pub struct DigestSettings {
    /// The URL at which readers unsubscribe.
    pub unsubscribe: Option<String>,
    /// The Listmonk for drafts.
    pub listmonk: Option<ListmonkSettings>,
}

/// A Listmonk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListmonkSettings {
    /// Its URL, without a final `/`.
    pub endpoint: String,
    /// The lists of a campaign.
    pub lists: Vec<u32>,
    /// The API user.
    pub user: String,
    /// The environment variable of its token.
    pub token_in: String,
    /// The template of campaigns.
    pub template: Option<u32>,
    /// The sender.
    pub from: Option<String>,
}

/// Resolves the settings; what is wrong with them is found.
pub(super) fn resolve(typed: DigestFile, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> DigestSettings {
    let mut resolver = DigestResolver { mapping, findings };
    let DigestFile { unsubscribe, listmonk } = typed;
    DigestSettings {
        unsubscribe: unsubscribe.and_then(|url| resolver.unsubscribe(url)),
        listmonk: listmonk.and_then(|listmonk| resolver.listmonk(listmonk)),
    }
}

struct DigestResolver<'a, 'm> {
    mapping: &'m Mapping<'m>,
    findings: &'a mut Vec<Diagnostic>,
}

impl DigestResolver<'_, '_> {
    fn refuse<T>(&mut self, part: &str, message: impl Into<String>, hint: &str) -> Option<T> {
        let place = self.mapping.value("digest", part);
        self.findings.push(Diagnostic::new(Code::DigestInvalid, place, message).hint(hint));
        None
    }

    fn unsubscribe(&mut self, url: String) -> Option<String> {
        if web_url(&url).is_some() || url.starts_with("mailto:") && url.contains('@') {
            return Some(url);
        }
        let hint =
            "write an absolute URL, such as `https://lists.example.org/unsubscribe`, or `mailto:news@example.org`";
        self.refuse(&url, format!("`{url}` is not a URL at which readers can unsubscribe"), hint)
    }

    fn listmonk(&mut self, typed: ListmonkFile) -> Option<ListmonkSettings> {
        let ListmonkFile { endpoint, lists, user, token_in, template, from } = typed;
        let endpoint = self.endpoint(endpoint)?;
        let is_user = |user: &String| !user.is_empty() && user.bytes().all(|b| b.is_ascii_graphic() && b != b':');
        let Some(user) = user.filter(is_user) else {
            let hint = "make a user of the type API in Listmonk, and write its name: `user: courant`";
            return self.refuse(
                "user",
                "`listmonk` must have the name of an API user, without spaces and colons",
                hint,
            );
        };
        if lists.is_empty() {
            let hint = "write the numbers of lists as Listmonk shows them: `lists: [3]`";
            return self.refuse("lists", "`listmonk` must have at least one list", hint);
        }
        let token_in = token_in.unwrap_or_else(|| TOKEN.to_owned());
        if !secrets::is_variable(&token_in) {
            // The line of the value is not shown.
            let message =
                "`token_in` of `listmonk` must be the name of an environment variable, and its value may be a token";
            self.findings.push(secrets::finding(self.mapping.key("digest"), message.to_owned()));
            return None;
        }
        if let Some(from) = from.as_ref().filter(|from| !from.contains('@') || from.contains(char::is_control)) {
            let hint = "write a name with an address, or an address: `Dorp <nieuws@example.org>`";
            return self.refuse(from, format!("`{from}` is no sender"), hint);
        }
        Some(ListmonkSettings { endpoint, lists, user, token_in, template, from })
    }

    fn endpoint(&mut self, typed: Option<String>) -> Option<String> {
        let hint = "write the URL of Listmonk: `endpoint: https://lists.example.org`";
        let Some(url) = typed else { return self.refuse("listmonk", "`listmonk` must have an `endpoint`", hint) };
        if secrets::has_password(&url) {
            let message = "this URL contains a password or a token".to_owned();
            self.findings.push(secrets::finding(self.mapping.value("digest", &url), message));
            return None;
        }
        if web_url(&url).is_none_or(|url| url.query().is_some() || url.fragment().is_some()) {
            return self.refuse(&url, format!("`{url}` is not the URL of a Listmonk"), hint);
        }
        if !keeps_secrets(&url) {
            return self.refuse(&url, "the token would be sent unencrypted", "write a URL with `https://`");
        }
        Some(url.trim_end_matches('/').to_owned())
    }
}
