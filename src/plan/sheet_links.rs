//! What style sheets load from the site: fonts, pictures and other sheets, each of which has to be there.

use super::page::Subject;
use super::snapshot::Snapshot;
use crate::base::{Address, Code, Diagnostic, Place, suggest};

/// The findings on the style sheets of the site and of its own themes.
pub(super) fn sheet_links(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for page in snapshot.pages().iter().filter(|page| page.address.as_str().ends_with(".css")) {
        let (file, text) = match &page.subject {
            Subject::File(file) => (file.path.to_string(), snapshot.sources.read(&file.path).unwrap_or_default()),
            Subject::ThemeFile(name) => (
                format!("themes/{}/static/{name}", snapshot.config.theme),
                snapshot.theme.file(name).unwrap_or_default().to_vec(),
            ),
            _ => continue,
        };
        let text = String::from_utf8_lossy(&text);
        let is_source = matches!(page.subject, Subject::File(_));
        for (at, to) in references(&text) {
            let Some(address) = resolved(&page.address, snapshot.config.base_path.as_str(), to) else { continue };
            if snapshot.layout.page_at(&address).is_some() {
                continue;
            }
            // A sheet of a theme may be made from a template, in which lines differ.
            let place = if is_source { Place::span(&file, &text, at..at + to.len()) } else { Place::file(&file) };
            let addresses = snapshot.pages().iter().map(|page| page.address.as_str());
            let hint = match suggest::nearest(address.as_str(), addresses) {
                Some(near) => format!("did you mean `{near}`?"),
                None if is_source => format!("put the file at `static{address}`, or remove what loads it"),
                None => format!(
                    "put the file into `static/` of the theme, and write `url(\"{{{{ assets['{}'] }}}}\")` in a sheet in `templates/`",
                    to.rsplit('/').next().unwrap_or(to)
                ),
            };
            let message = format!("this style sheet loads `{to}`, and there is nothing at `{address}`");
            findings.push(Diagnostic::new(Code::SheetLink, place, message).hint(hint));
        }
    }
    findings
}

/// The references in a sheet, `url(…)` and `@import "…"`, with their places. Comments have none.
fn references(sheet: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = sheet.get(at..).and_then(|rest| rest.find(['/', 'u', 'U', '@'])) {
        at += next;
        let rest = sheet.get(at..).unwrap_or_default();
        if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            continue;
        }
        let start = ["url(", "@import"]
            .iter()
            .find(|word| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)));
        let Some(start) = start.map(|word| at + word.len()) else {
            at += 1;
            continue;
        };
        let inner = sheet.get(start..).unwrap_or_default();
        let space = inner.len() - inner.trim_start().len();
        let inner = inner.trim_start();
        let quote = inner.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => inner.get(1..).and_then(|rest| rest.split(quote).next()),
            None if rest.starts_with('@') => None,
            None => inner.split(')').next().map(str::trim_end),
        };
        at = start;
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            found.push((start + space + usize::from(quote.is_some()), value));
            at += space + value.len();
        }
    }
    found
}

/// The address of the site to which a reference of a sheet leads; `None` for other sites, for data and for fragments.
fn resolved(from: &Address, base_path: &str, to: &str) -> Option<Address> {
    let path = to.split(['?', '#']).next().filter(|path| !path.is_empty())?;
    if path.contains(':') || path.starts_with("//") || path.contains(['{', '\\', '\n']) {
        return None;
    }
    if let Some(below) = path.strip_prefix('/') {
        let below =
            path.strip_prefix(base_path.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/')).unwrap_or(below);
        return Address::parse_encoded(&format!("/{below}")).ok();
    }
    let folder = from.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Address::parse_encoded(&format!("/{}", parts.join("/"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_sheets_are_found_and_resolved() {
        let sheet = "/* url(x) */ @import 'a.css'; b { background: URL( \"b c.png\" ) } c { src: url(d.woff2) format(\"woff2\") }";
        assert_eq!(
            references(sheet).into_iter().map(|(_, to)| to).collect::<Vec<_>>(),
            ["a.css", "b c.png", "d.woff2"]
        );
        let from = Address::parse("/css/a.css").unwrap();
        for (to, expected) in [
            ("../b.png", Some("/b.png")),
            ("b.png?x#y", Some("/css/b.png")),
            ("/sub/b.png", Some("/b.png")),
            ("/b.png", Some("/b.png")),
            ("#a", None),
            ("data:image/png;base64,x", None),
            ("//a.example/b.png", None),
        ] {
            assert_eq!(resolved(&from, "/sub", to).as_ref().map(Address::as_str), expected, "{to}");
        }
    }
}
