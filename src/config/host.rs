//! What the host of the site is told: which files it reads, and the headers that it sends.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::external::ExternalImages;

/// What the host of the site is told, beside the pages: old addresses lead on, those let go answer 410, and headers keep
/// readers safe. The redirects in HTML are always there too.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct HostOptions {
    /// The files that are made, each for a host. Default: none.
    pub files: Vec<HostKind>,
    /// The header Content-Security-Policy: what pages may load, and from where. Default: from the site itself, images also
    /// from the hosts under `external_images`. `""` leaves it out.
    pub content_security_policy: Option<String>,
    /// For how many days browsers ask for the site over HTTPS only (Strict-Transport-Security). Default: 0, which leaves it
    /// out; once sent, it cannot be taken back before those days are over.
    pub https_only_days: u32,
    /// More headers for every page and file, or others than the default: `Permissions-Policy: "camera=()"`. `""` leaves one
    /// out.
    pub headers: BTreeMap<String, String>,
}

/// A host, by the form of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HostKind {
    /// Netlify: `_redirects` and `_headers`.
    Netlify,
    /// Cloudflare Pages: `_redirects` and `_headers`.
    Cloudflare,
    /// Apache: `.htaccess`.
    Apache,
    /// nginx: `.nginx/http.conf` and `.nginx/server.conf`, to be included in its settings.
    Nginx,
    /// Azure Static Web Apps: `staticwebapp.config.json`.
    Azure,
    /// Firebase Hosting: `firebase.json`.
    Firebase,
    /// Vercel: `vercel.json`.
    Vercel,
}

/// What the host is told.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// For which hosts files are made, each once.
    pub files: Vec<HostKind>,
    /// The headers of every page and file, in the order of their names.
    pub headers: BTreeMap<String, String>,
}

/// What pages may load where the settings do not say: nothing that runs or frames from elsewhere, and images only from the
/// hosts that are allowed. The theme sets widths by `style`, which a policy without `unsafe-inline` would refuse.
fn policy(images: &ExternalImages) -> String {
    let hosts: String = images.hosts().flat_map(|host| [" ", host]).collect();
    format!(
        "default-src 'self'; img-src 'self' data:{hosts}; style-src 'self' 'unsafe-inline'; object-src 'none'; \
         base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
}

/// Resolves what the host is told.
pub(super) fn resolve(typed: HostOptions, images: &ExternalImages) -> Host {
    let HostOptions { mut files, content_security_policy, https_only_days, headers: more } = typed;
    files.sort_unstable();
    files.dedup();
    let mut headers: BTreeMap<String, String> = [
        ("Content-Security-Policy", content_security_policy.unwrap_or_else(|| policy(images))),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
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
    // A line break or a control character would be the start of another header, or of another file.
    headers.retain(|name, value| {
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_name && !value.is_empty() && !value.chars().any(char::is_control)
    });
    Host { files, headers }
}
