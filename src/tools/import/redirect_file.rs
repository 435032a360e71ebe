//! Redirects that an old site keeps in files of its host: `_redirects`, and the tables in `netlify.toml`.

use serde_json::Value;

use super::front::toml;
use super::input::InputFolder;
use super::loss::{Harm, ImportLoss};
use super::site::{ImportedRedirect, ImportedSite};
use super::values::text;
use crate::base::Route;

/// Reads the redirects of a folder, in the files where hosts look for them.
pub(super) fn read(folder: &InputFolder, site: &mut ImportedSite) {
    for file in ["_redirects", "static/_redirects", "src/_redirects", "public/_redirects", "content/_redirects"] {
        if let Some(input) = folder.has(file).then(|| folder.read(file).ok()).flatten() {
            for (line, number) in input.text.lines().zip(1..) {
                of_line(line, file, number, site);
            }
        }
    }
    if let Some(input) = folder.has("netlify.toml").then(|| folder.read("netlify.toml").ok()).flatten() {
        let (values, _) = toml("netlify.toml", &input.text);
        for redirect in values.get("redirects").and_then(Value::as_array).into_iter().flatten() {
            let of = |key: &str| redirect.get(key).and_then(text).unwrap_or_default();
            add(&of("from"), &of("to"), &of("status"), ("netlify.toml", 0), site);
        }
    }
    site.redirects.dedup();
}

/// A line of `_redirects`: `/old/* /new/:splat 301`.
fn of_line(line: &str, file: &str, number: usize, site: &mut ImportedSite) {
    let line = line.split('#').next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    if let [from, to, rest @ ..] = words.as_slice() {
        let status = rest.first().copied().unwrap_or("301");
        add(from, to, status, (file, number), site);
    }
}

fn add(from: &str, to: &str, status: &str, (file, line): (&str, usize), site: &mut ImportedSite) {
    let own = site.base_url.as_deref().and_then(|base| from.strip_prefix(base));
    let from = own.unwrap_or(from);
    let is_redirect = status.is_empty() || status.trim_end_matches('!').starts_with('3');
    if !from.starts_with('/') || !is_redirect || to.is_empty() {
        let message = format!("`{from}` to `{to}` with status `{status}` is no redirect of this site");
        let loss = ImportLoss::new(Harm::Detail, "rules of the old host", file).at(line);
        site.losses.push(loss.told(message, "set it up at the new host, if readers need it"));
        return;
    }
    let (from, to) = (named(from), named(&to.replace(":splat", "*")));
    let is_pattern = from.contains(['*', '{']);
    let leads = is_pattern == to.contains(['*', '{']) || !to.contains(['*', '{']);
    if leads && from != to && Route::parse(&from).is_ok() {
        site.redirects.push(ImportedRedirect { from, to });
    }
}

/// `:name` in an address → `{name}`.
fn named(address: &str) -> String {
    let (scheme, path) = address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let last = path.split('/').count().saturating_sub(1);
    let parts = path.split('/').enumerate().map(|(at, part)| match part.strip_prefix(':') {
        None if part == "*" && at < last => "{any}".to_owned(),
        Some(name) if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()) => format!("{{{name}}}"),
        _ => part.to_owned(),
    });
    let path = parts.collect::<Vec<_>>().join("/");
    if scheme.is_empty() { path } else { format!("{scheme}://{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_hosts_become_redirects() {
        let mut site = ImportedSite::default();
        for line in [
            "/oud /nieuw/",
            "/blog/* /nieuws/:splat 301!",
            "/a/:x/b /c/:x 302 # weg",
            "/api/* https://api.example/:splat 200",
            "# niets",
            "",
        ] {
            of_line(line, "_redirects", 1, &mut site);
        }
        let redirects: Vec<(&str, &str)> =
            site.redirects.iter().map(|redirect| (&*redirect.from, &*redirect.to)).collect();
        assert_eq!(redirects, [("/oud", "/nieuw/"), ("/blog/*", "/nieuws/*"), ("/a/{x}/b", "/c/{x}")]);
        assert_eq!(site.losses.len(), 1);
    }
}
