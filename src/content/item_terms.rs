//! The terms of an item: their names, and the keys of the taxonomies that a site declares itself, which are taken out of the front
//! matter before it is read.

use std::collections::BTreeMap;

use super::author_file::{AuthorFile, AuthorRoleFile, AuthorRoles};
use super::front_matter::one_line;
use super::item::ItemKind;
use crate::base::name::nfc;
use crate::base::slug::slug_of_name;
use crate::base::yaml::{Keys, Mapping};
use crate::base::{Code, Diagnostic, Place};
use crate::config::Config;

/// The most tags, authors or dossiers of an item. Each list of a term shows all terms of all its items.
const MOST_TERMS: usize = 100;

/// The names of an item's terms in a taxonomy, with its number and its key.
pub(super) type NamedTerms<'c> = (u8, &'c str, Vec<String>);

/// The terms of an item in the site's own taxonomies, and the text without their keys.
pub(super) struct OwnTerms<'c> {
    pub(super) terms: Vec<NamedTerms<'c>>,
    pub(super) text: String,
}

/// The terms of an item in the site's own taxonomies; `None` where it has none.
pub(super) fn own_terms<'c>(
    mapping: &Mapping<'_>,
    kind: ItemKind,
    config: &'c Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<OwnTerms<'c>> {
    let mut found: Option<OwnTerms<'c>> = None;
    for (taxonomy, number) in config.own_taxonomies() {
        let key = &*taxonomy.key;
        let Some(span) = mapping.span_of(key) else { continue };
        if kind == ItemKind::Page {
            let hint = format!("remove `{key}`, or move the file out of `content/pages/` if it is news");
            let message = format!("a standing page cannot have `{key}`");
            findings.push(Diagnostic::new(Code::KeyNotForPages, mapping.key(key), message).hint(hint));
        }
        let chunk = Mapping { yaml: span.clone(), ..mapping.clone() };
        let read = chunk.read::<BTreeMap<String, Option<Vec<String>>>>(Keys::only(&[key]), Code::FrontMatterSyntax);
        let terms = read.report_to(findings).into_values().flatten().flatten().collect();
        let found = found.get_or_insert_with(|| OwnTerms { terms: Vec::new(), text: mapping.text.to_owned() });
        found.terms.push((number, key, terms));
        let blank = |c: char| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) };
        let without: String = found.text.get(span.clone()).unwrap_or_default().chars().map(blank).collect();
        found.text.replace_range(span, &without);
    }
    found
}

/// The names of authors, and the roles of those that have one in the item.
pub(super) fn names_and_roles(typed: Vec<AuthorFile>) -> (Vec<String>, AuthorRoles) {
    let mut roles = Vec::new();
    let name = |author| match author {
        AuthorFile::Name(name) => name,
        AuthorFile::WithRole(AuthorRoleFile { name, role }) => {
            let role = one_line(&role);
            if !role.is_empty() {
                roles.push((one_line(&name), role));
            }
            name
        }
    };
    let names = typed.into_iter().map(name).collect();
    (names, roles)
}

/// The names of an item's terms under a key, each once; what is wrong with them is found.
pub(super) fn term_names(
    (mapping, key): (&Mapping<'_>, &str),
    typed: Vec<String>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Box<[Box<str>]> {
    let mut add = |code: Code, place: Place, message: String, hint: &str| {
        findings.push(Diagnostic::new(code, place, message).hint(hint));
    };
    let mut terms: Vec<Box<str>> = Vec::with_capacity(typed.len().min(MOST_TERMS));
    if typed.len() > MOST_TERMS {
        let message = format!("this item has {} {key}: at most {MOST_TERMS} are possible", typed.len());
        let hint = "keep those that readers look for: each has a page of its own";
        add(Code::TermsTooMany, mapping.key(key), message, hint);
    }
    for name in typed.into_iter().take(MOST_TERMS) {
        let name: Box<str> = nfc(&one_line(&name)).into();
        if name.is_empty() {
            let message = format!("one of the `{key}` is empty");
            add(Code::WrongType, mapping.value(key, ""), message, "write a name there, or remove it");
        } else if slug_of_name(&name, config.term_letters).is_empty() {
            let message = format!("`{name}` does not give an address");
            add(Code::SlugInvalid, mapping.value(key, &name), message, "use a name with letters or digits");
        } else if matches!(&*name, "null" | "~" | "Null" | "NULL") {
            let message = format!("one of the `{key}` is `{name}`, which is nothing in YAML");
            add(Code::WrongType, mapping.value(key, &name), message, "write a name there, or remove it");
        } else if key == "tags" && is_quoted_list(&name) {
            let message = format!("`{name}` is one tag, because of the quotes around it");
            let hint = format!("write `tags: [{name}]`, without the quotes, if each is one");
            add(Code::TermSemicolon, mapping.value(key, &name), message, &hint);
            terms.push(name);
        } else if let Some((first, rest)) = name.split_once(';').filter(|(_, rest)| !rest.trim().is_empty()) {
            let message = format!("`{name}` has a semicolon, which does not separate {key}");
            let hint = format!("write `{key}: [{}, {}]`", first.trim(), rest.replace(';', ",").trim());
            add(Code::TermSemicolon, mapping.value(key, &name), message, &hint);
            terms.push(name);
        } else if let Some(bare) = in_curly_quotes(&name) {
            let message = format!("the quotation marks around `{bare}` are typographic, so they are part of the name");
            add(Code::QuotesKept, mapping.value(key, &name), message, &format!("write `{key}: [{bare}]`"));
            terms.push(name);
        } else if !terms.contains(&name) {
            terms.push(name);
        }
    }
    terms.into()
}

/// Whether a tag looks like several with commas between them: `zorg, wonen`. One of several words may have a comma.
fn is_quoted_list(name: &str) -> bool {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && !part.contains(' ') && !part.ends_with('.'))
}

/// The name inside typographic quotation marks.
fn in_curly_quotes(name: &str) -> Option<&str> {
    let marks = ['“', '”', '„', '‘', '’', '«', '»'];
    let inner = name.strip_prefix(marks)?.strip_suffix(marks)?.trim();
    (!inner.is_empty() && !inner.contains(marks)).then_some(inner)
}
