//! What a text loads or runs although the Content-Security-Policy of the site forbids it: browsers leave it out without a word.

use super::prose::SiteText;
use crate::base::{Code, Diagnostic};
use crate::config::Config;
use crate::content::page_load::{LoadKind, PageLoad};

/// The findings of a text.
pub(super) fn blocked(config: &Config, text: &SiteText<'_>) -> Vec<Diagnostic> {
    // HTML of untrusted authors loses all of this anyway.
    if config.untrusted {
        return Vec::new();
    }
    text.prose.loads.iter().filter_map(|load| check(config, load, text)).collect()
}

fn check(config: &Config, load: &PageLoad, text: &SiteText<'_>) -> Option<Diagnostic> {
    let (what, setting) = match load.kind {
        LoadKind::Script => ("script", "script"),
        LoadKind::Style => ("style", "style"),
        LoadKind::Frame => ("frame", "frame"),
        LoadKind::Media => ("film or sound", "media"),
        LoadKind::Object => ("plug-in", ""),
    };
    let from = load.from.as_deref();
    if !setting.is_empty() && config.policy.allows(setting, from, &config.origin) {
        return None;
    }
    let host = from.and_then(|url| url.split("//").nth(1)).and_then(|rest| rest.split(['/', '?', '#']).next());
    let (message, source) = match host {
        None => {
            (format!("browsers ignore this {what}: the policy of the site allows none that stands in a page"), "inline")
        }
        Some(host) => (format!("browsers ignore this {what}: the policy of the site does not allow `{host}`"), host),
    };
    // Browsers load nothing over `http:` into a page of `https:`, whatever the policy says.
    let secure = from.and_then(|url| url.strip_prefix("http://")).map(|rest| format!("https://{rest}"));
    let secure = secure.filter(|url| config.policy.allows(setting, Some(url), &config.origin));
    let mut sources = config.policy.sources(setting);
    sources.push(source.to_owned());
    let hint = match (load.kind, secure) {
        (_, Some(url)) => format!("write `{url}`, with `https:`"),
        (LoadKind::Object, None) => "no browser runs plug-ins any more: link to the file instead".to_owned(),
        _ => format!("if you trust it, write in site.yaml: `sources: {{{setting}: [{}]}}`", sources.join(", ")),
    };
    Some(Diagnostic::new(Code::PolicyBlocks, (text.place)(load.range.clone()), message).hint(hint))
}
