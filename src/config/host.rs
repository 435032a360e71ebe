//! Configuration of the web host: redirect and header files, and the headers themselves.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::policy::ContentPolicy;
use crate::base::Route;
use crate::base::route::{RoutePiece, is_one_target};

/// Configuration files for the web host: redirects for old addresses, status 410 for addresses under `gone`, and security
/// headers. HTML redirect pages are always generated too.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HostOptions {
    /// The hosts to generate files for. Default: none.
    pub files: Vec<HostKind>,
    /// The Content-Security-Policy header, instead of the one that follows from `sources` and `external_images`. `""` omits the
    /// header.
    pub content_security_policy: Option<String>,
    /// How many days browsers must use HTTPS for the site (Strict-Transport-Security). Default: 0, which omits the header. A
    /// value that was sent cannot be revoked before it expires.
    pub https_only_days: u32,
    /// Extra headers for every page and file; a header listed here replaces the default: `Permissions-Policy:
    /// "camera=()"`. `""` omits the header.
    pub headers: BTreeMap<String, String>,
}

/// A web host, by the format of its configuration files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// Netlify: `_redirects` and `_headers`.
    Netlify,
    /// Cloudflare Pages: `_redirects` and `_headers`.
    Cloudflare,
    /// Apache: `.htaccess`.
    Apache,
    /// nginx: `.nginx/http.conf` and `.nginx/server.conf`, for inclusion in its configuration.
    Nginx,
    /// Azure Static Web Apps: `staticwebapp.config.json`.
    Azure,
    /// Firebase Hosting: `firebase.json`.
    Firebase,
    /// Vercel: `vercel.json`.
    Vercel,
}

/// The address of the rules for fetching links early.
pub const SPECULATION_RULES: &str = "/speculation-rules.json";

/// The header that names them (HTML Standard, "The `Speculation-Rules` header").
pub const SPECULATION_HEADER: &str = "Speculation-Rules";

impl HostKind {
    /// The name, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "Netlify",
            Self::Cloudflare => "Cloudflare",
            Self::Apache => "Apache",
            Self::Nginx => "nginx",
            Self::Azure => "Azure",
            Self::Firebase => "Firebase",
            Self::Vercel => "Vercel",
        }
    }

    /// Whether a host can make a redirect with a pattern or a query.
    pub fn can_redirect(self, from: &Route, to: &[RoutePiece]) -> bool {
        let is_name = |(name, _): &(Box<str>, Box<str>)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let has_query = !from.query.is_empty();
        match self {
            // Apache knows nine groups.
            Self::Apache => from.names().count() < 9,
            Self::Nginx => from.query.iter().all(is_name) && (!has_query || from.is_fixed()),
            Self::Netlify => from.has_whole_parts(),
            Self::Cloudflare => !has_query && from.most_names_in_a_part() <= 1,
            Self::Vercel => true,
            Self::Firebase => !has_query,
            Self::Azure => !has_query && from.names().next().is_none() && is_one_target(to),
        }
    }

    /// Whether a host looks at redirects before it looks for a page.
    pub fn redirects_first(self) -> bool {
        matches!(self, Self::Cloudflare | Self::Vercel | Self::Firebase | Self::Azure)
    }
}

/// Resolved configuration of the web host.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// The hosts to generate files for, without duplicates.
    pub files: Vec<HostKind>,
    /// The headers of every page and file, sorted by name.
    pub headers: BTreeMap<String, String>,
}

impl Host {
    /// Whether a header names our own rules for fetching links early: another value of the header is the owner's.
    pub fn speculates(&self) -> bool {
        !self.files.is_empty() && self.headers.get(SPECULATION_HEADER).is_some_and(|value| value == SPECULATION_RULES)
    }
}

/// Resolves the configuration of the web host.
pub(super) fn resolve(typed: HostOptions, policy: &ContentPolicy) -> Host {
    let HostOptions { mut files, content_security_policy, https_only_days, headers: more } = typed;
    files.sort_unstable();
    files.dedup();
    let mut headers: BTreeMap<String, String> = [
        ("Content-Security-Policy", content_security_policy.unwrap_or_else(|| policy.of_header())),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        (SPECULATION_HEADER, SPECULATION_RULES.to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    if https_only_days > 0 {
        let seconds = u64::from(https_only_days) * 86_400;
        headers.insert("Strict-Transport-Security".to_owned(), format!("max-age={seconds}"));
    }
    for (name, value) in more {
        headers.retain(|known, _| !known.eq_ignore_ascii_case(&name));
        headers.insert(name, value);
    }
    // A line break or a control character could inject another header.
    headers.retain(|name, value| {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_name && !value.is_empty() && !value.chars().any(char::is_control)
    });
    Host { files, headers }
}
