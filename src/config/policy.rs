//! What pages may load, and from where: one Content-Security-Policy (W3C, Content Security Policy Level 3) for the pages themselves
//! and for the headers of hosts.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::external::ExternalImages;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// Origins from which pages may load more than from the site itself, by kind: hosts (`cdn.example.org`, `*.example.net`), `https:` for
/// any, or `[]` for none. For scripts and styles also `inline`: those that stand in a page.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SourcesFile {
    /// Scripts. Default: `[]`.
    pub script: Option<Vec<String>>,
    /// Style sheets and `style` attributes. Default: `[inline]`.
    pub style: Option<Vec<String>>,
    /// Frames, such as those of a video service. Default: `["https:"]`.
    pub frame: Option<Vec<String>>,
    /// Images, in addition to the hosts under `external_images`. Default: `[]`.
    pub image: Option<Vec<String>>,
    /// Films and sounds. Default: `["https:"]`.
    pub media: Option<Vec<String>>,
    /// Addresses that scripts may ask. Default: `[]`.
    pub connect: Option<Vec<String>>,
}

/// The policy of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentPolicy {
    /// The sources of each directive, without `'self'`.
    directives: Vec<(&'static str, Vec<String>)>,
}

impl ContentPolicy {
    /// Resolves the setting. What is no source is a finding, and left out.
    pub(super) fn resolve(
        typed: SourcesFile,
        images: &ExternalImages,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let SourcesFile { script, style, frame, image, media, connect } = typed;
        let default = |sources: &[&str]| sources.iter().map(|source| (*source).to_owned()).collect::<Vec<_>>();
        let mut resolve = |directive: &'static str, typed: Option<Vec<String>>, otherwise: &[&str]| {
            let takes_inline = matches!(directive, "script-src" | "style-src");
            let all = typed.unwrap_or_else(|| default(otherwise));
            let sources = all.into_iter().filter_map(|typed| match source(&typed, takes_inline) {
                Ok(source) => Some(source),
                Err(hint) => {
                    let place = mapping.value("sources", &typed);
                    let message = format!("`{typed}` cannot be a source of `{}`", directive.trim_end_matches("-src"));
                    findings.push(Diagnostic::new(Code::SourceInvalid, place, message).hint(hint));
                    None
                }
            });
            (directive, sources.collect::<Vec<_>>())
        };
        let mut directives = vec![
            resolve("script-src", script, &[]),
            resolve("style-src", style, &["inline"]),
            resolve("frame-src", frame, &["https:"]),
            resolve("img-src", image, &[]),
            resolve("media-src", media, &["https:"]),
            resolve("connect-src", connect, &[]),
        ];
        if let Some((_, sources)) = directives.iter_mut().find(|(directive, _)| *directive == "img-src") {
            sources.insert(0, "data:".to_owned());
            sources.extend(images.hosts().map(str::to_owned));
        }
        Self { directives }
    }

    /// Whether pages may load something of a kind, such as `script`: from an address, or as part of the page itself. `origin` is that of
    /// the site.
    pub fn allows(&self, kind: &str, from: Option<&str>, origin: &str) -> bool {
        let mut directives = self.directives.iter();
        let sources =
            directives.find(|(directive, _)| directive.strip_suffix("-src") == Some(kind)).map(|(_, sources)| sources);
        let has = |wanted: &str| sources.is_some_and(|sources| sources.iter().any(|source| source == wanted));
        let Some(from) = from else { return has("'unsafe-inline'") };
        let absolute = if from.starts_with("//") { format!("https:{from}") } else { from.to_owned() };
        let Ok(url) = Url::parse(&absolute) else { return true };
        if matches!(url.scheme(), "data" | "blob") {
            return has(&format!("{}:", url.scheme()));
        }
        let is_own = Url::parse(origin).is_ok_and(|own| own.origin() == url.origin());
        let is_host = |source: &str| {
            let (name, port) = source.rsplit_once(':').map_or((source, None), |(name, port)| (name, port.parse().ok()));
            let host = url.host_str().unwrap_or_default();
            let is_name = match name.strip_prefix('*') {
                Some(end) => host.ends_with(end),
                None => host.eq_ignore_ascii_case(name),
            };
            is_name && port.is_none_or(|port: u16| url.port_or_known_default() == Some(port))
        };
        is_own
            || (url.scheme() == "https" && has("https:"))
            || sources.is_some_and(|sources| sources.iter().any(|source| is_host(source)))
    }

    /// The sources of a kind, as the settings write them.
    pub fn sources(&self, kind: &str) -> Vec<String> {
        let of_kind = self.directives.iter().find(|(directive, _)| directive.strip_suffix("-src") == Some(kind));
        let written = |source: &String| match source.as_str() {
            "'unsafe-inline'" => "inline".to_owned(),
            scheme if scheme.ends_with(':') => format!("\"{scheme}\""),
            host => host.to_owned(),
        };
        of_kind.map(|(_, sources)| sources.iter().map(written).collect()).unwrap_or_default()
    }

    /// The policy of a page, for `<meta http-equiv>`.
    pub fn of_page(&self) -> String {
        let own = self.directives.iter().map(|(directive, sources)| {
            format!(
                "{}; ",
                [directive, "'self'"]
                    .into_iter()
                    .chain(sources.iter().map(String::as_str))
                    .collect::<Vec<_>>()
                    .join(" ")
            )
        });
        format!("default-src 'self'; {}object-src 'none'; base-uri 'self'", own.collect::<String>())
    }

    /// The policy of a header: also what a page cannot set for itself.
    pub(super) fn of_header(&self) -> String {
        format!("{}; form-action 'self'; frame-ancestors 'self'", self.of_page())
    }
}

/// A source as it stands in a policy; the error is a hint.
fn source(typed: &str, takes_inline: bool) -> Result<String, String> {
    let text = typed.trim();
    match text {
        "inline" | "'unsafe-inline'" | "unsafe-inline" if takes_inline => return Ok("'unsafe-inline'".to_owned()),
        "https:" | "data:" | "blob:" => return Ok(text.to_owned()),
        _ => {}
    }
    let host = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let bare = name.strip_prefix("*.").unwrap_or(name);
    let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_host = bare.contains('.') && bare.split('.').all(is_label);
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    if is_host && is_port {
        return Ok(host.to_owned());
    }
    let named = host.split('/').next().unwrap_or_default();
    Err(if matches!(text, "https" | "https://" | "*") {
        "write `\"https:\"`, with the colon and in quotes, for any host".to_owned()
    } else if named != host && named.contains('.') && source(named, false).is_ok() {
        format!("write only the host: `{named}`")
    } else if takes_inline {
        "write a host such as `cdn.example.org`, `https:` for any, or `inline` for what stands in the page".to_owned()
    } else {
        "write a host such as `cdn.example.org`, or `https:` for any".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(yaml: &str) -> (String, Vec<String>) {
        let text = format!("sources:\n{yaml}");
        let typed: SourcesFile = serde_yaml::from_str(yaml).unwrap();
        let mut findings = Vec::new();
        let mapping = Mapping::whole("site.yaml", &text);
        let policy = ContentPolicy::resolve(typed, &ExternalImages::default(), &mapping, &mut findings);
        (policy.of_page(), findings.into_iter().flat_map(|found| found.hints).collect())
    }

    #[test]
    fn pages_load_from_the_site_itself_and_from_what_is_set() {
        let (plain, findings) = policy("{}");
        assert_eq!(
            plain,
            "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; frame-src 'self' https:; img-src 'self' data:; \
             media-src 'self' https:; connect-src 'self'; object-src 'none'; base-uri 'self'"
        );
        assert!(findings.is_empty());
        let (own, findings) = policy(
            "{script: [inline, https://stats.dorp.example/], style: [], frame: ['*.film.example:8443'], media: []}",
        );
        assert!(own.contains("script-src 'self' 'unsafe-inline' stats.dorp.example; style-src 'self'; "), "{own}");
        assert!(own.contains("frame-src 'self' *.film.example:8443; ") && own.contains("media-src 'self'; "), "{own}");
        assert!(findings.is_empty());
    }

    #[test]
    fn what_browsers_will_load_is_known() {
        let typed: SourcesFile =
            serde_yaml::from_str("{script: ['*.stats.example', 'a.example:8443'], style: [], frame: ['https:']}")
                .unwrap();
        let mapping = Mapping::whole("site.yaml", "");
        let policy = ContentPolicy::resolve(typed, &ExternalImages::default(), &mapping, &mut Vec::new());
        let allows = |kind, from| policy.allows(kind, from, "https://dorp.example");
        for (kind, from) in [
            ("script", "/x.js"),
            ("script", "https://dorp.example/x.js"),
            ("script", "//eu.stats.example/x.js"),
            ("script", "https://a.example:8443/x"),
            ("frame", "https://film.example/1"),
            ("media", "f.mp4"),
        ] {
            assert!(allows(kind, Some(from)), "{kind} {from}");
        }
        for (kind, from) in [
            ("script", "https://a.example/x"),
            ("script", "https://evilstats.example/x"),
            ("frame", "http://film.example/1"),
            ("script", "data:text/javascript,1"),
        ] {
            assert!(!allows(kind, Some(from)), "{kind} {from}");
        }
        assert!(!allows("script", None) && !allows("style", None));
    }

    #[test]
    fn nothing_else_gets_into_the_policy() {
        let (own, findings) = policy(
            "{script: ['x; object-src *', \"'unsafe-eval'\", '*', 'a.example/x.js', http://a.example], frame: [inline]}",
        );
        assert!(own.contains("script-src 'self'; ") && own.contains("frame-src 'self'; "), "{own}");
        assert_eq!(findings.len(), 6);
        assert_eq!(findings[3], "write only the host: `a.example`");
    }
}
