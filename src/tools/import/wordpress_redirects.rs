//! The addresses of a WordPress site that are not those of its texts: numbers, pages of files, and lists.

use std::collections::{BTreeMap, HashMap};

use super::site::ImportedRedirect;
use super::wordpress_index::{WordpressIndex, WordpressTerm, term_folder};
use crate::base::slug::{Letters, is_slug, slug_of_name};
use crate::config::KEYS;

/// Redirects of numbers, of the pages of files, and of lists of terms.
pub(super) fn redirects(index: &WordpressIndex) -> Vec<ImportedRedirect> {
    let mut redirects = Vec::new();
    let mut texts: Vec<_> =
        index.texts.iter().filter(|(_, (address, _))| !address.contains('?') && address != "/").collect();
    texts.sort_unstable_by_key(|(id, _)| **id);
    for (id, (address, _)) in texts {
        redirects.push(ImportedRedirect { from: format!("/?p={id}"), to: address.clone() });
        if index.pages.contains(id) {
            redirects.push(ImportedRedirect { from: format!("/?page_id={id}"), to: address.clone() });
        }
    }
    let mut pages: Vec<_> = index.media_pages.iter().collect();
    pages.sort_unstable();
    for (page, id) in pages {
        if let Some(file) = index.media.get(id) {
            redirects.push(ImportedRedirect { from: page.clone(), to: file.address.clone() });
        }
    }
    if KEYS.contains(&"taxonomies") {
        redirects.extend(term_redirects(index));
    }
    redirects.extend(lists(index));
    redirects
}

/// Redirects of lists: their further pages, their feeds in other forms, and their numbers.
fn lists(index: &WordpressIndex) -> Vec<ImportedRedirect> {
    let fixed = [
        ("/page/{number}/", "/"),
        ("/{year}/page/{number}/", "/{year}/"),
        ("/{year}/{month}/page/{number}/", "/{year}/{month}/"),
        ("/{year}/{month}/{day}/page/{number}/", "/{year}/{month}/{day}/"),
        ("/author/{name}/page/{number}/", "/author/{name}/"),
        ("/category/{name}/page/{number}/", "/category/{name}/"),
        ("/category/{above}/{name}/page/{number}/", "/category/{name}/"),
        ("/tag/{name}/page/{number}/", "/tag/{name}/"),
        ("/author/{name}/feed/", "/feed/"),
        ("/tag/{name}/feed/", "/feed/"),
        ("/comments/feed/", "/feed/"),
        ("/feed/rss/", "/feed/"),
        ("/feed/rss2/", "/feed/"),
        ("/feed/rdf/", "/feed/"),
        ("/feed/atom/", "/feed/"),
        ("/?feed=rss2", "/feed/"),
        ("/?feed=rss", "/feed/"),
        ("/?feed=atom", "/feed/"),
        ("/?feed=rdf", "/feed/"),
    ];
    let fixed = fixed.map(|(from, to)| ImportedRedirect { from: from.to_owned(), to: to.to_owned() });
    let mut redirects: Vec<ImportedRedirect> = fixed.into();
    let names = term_slugs(index);
    let mut by_number: Vec<(String, String)> = Vec::new();
    for term in &index.terms {
        if !index.used_terms.contains(&(term.taxonomy.clone(), term.name.clone())) {
            continue;
        }
        let to = format!("/{}/{}/", term_folder(&term.taxonomy), slug_now(&names, term));
        match &*term.taxonomy {
            "category" => by_number.extend(term.id.map(|id| (format!("/?cat={id}"), to))),
            "post_tag" => by_number.push((format!("/?tag={}", term.slug), to)),
            _ => {}
        }
    }
    let is_text = |login: &str| !login.contains('@') && !login.is_empty();
    for (id, login) in index.author_ids.iter().filter(|(_, login)| is_text(login)) {
        let slug = slug_of_name(login, Letters::Plain);
        by_number.push((format!("/?author={id}"), format!("/author/{slug}/")));
    }
    redirects.extend(by_number.into_iter().map(|(from, to)| ImportedRedirect { from, to }));
    redirects
}

/// The slugs of terms, by taxonomy and name; `None` where several terms have one name.
pub(super) type TermSlugs = HashMap<(String, String), Option<String>>;

/// The slugs that terms keep, as the settings have them.
pub(super) fn term_slugs(index: &WordpressIndex) -> TermSlugs {
    let mut slugs = TermSlugs::new();
    for term in &index.terms {
        let slug = percent_encoding::percent_decode_str(&term.slug).decode_utf8_lossy().into_owned();
        let entry = slugs.entry((term.taxonomy.clone(), term.name.clone()));
        entry.and_modify(|known| *known = known.take().filter(|known| *known == slug)).or_insert(Some(slug));
    }
    slugs.retain(|_, slug| slug.as_ref().is_none_or(|slug| is_slug(slug)));
    slugs
}

/// The last part of the address of a term in the new site.
fn slug_now(slugs: &TermSlugs, term: &WordpressTerm) -> String {
    let kept = slugs.get(&(term.taxonomy.clone(), term.name.clone())).cloned().flatten();
    kept.unwrap_or_else(|| slug_of_name(&term.name, Letters::PlainAlphabets))
}

/// Redirects of lists of terms whose address is not that of their name.
fn term_redirects(index: &WordpressIndex) -> Vec<ImportedRedirect> {
    let mut redirects = Vec::new();
    let parents: BTreeMap<(&str, &str), &str> =
        index.terms.iter().map(|term| ((&*term.taxonomy, &*term.slug), &*term.parent)).collect();
    let names = term_slugs(index);
    let new_slug = |term: &WordpressTerm| (term.taxonomy.clone(), slug_now(&names, term));
    let mut slugs: HashMap<(String, String), usize> = HashMap::new();
    for term in &index.terms {
        *slugs.entry(new_slug(term)).or_default() += 1;
    }
    for term in index.terms.iter().filter(|term| !matches!(&*term.taxonomy, "nav_menu" | "post_format" | "language")) {
        let mut path = term.slug.clone();
        let mut above = term.parent.as_str();
        for _ in 0..8 {
            if above.is_empty() {
                break;
            }
            path = format!("{above}/{path}");
            above = parents.get(&(&*term.taxonomy, above)).copied().unwrap_or_default();
        }
        let folder = term_folder(&term.taxonomy);
        let is_used = index.used_terms.contains(&(term.taxonomy.clone(), term.name.clone()));
        // Of two terms with one slug, nobody knows which of them gets it.
        if !is_used || slugs.get(&new_slug(term)).is_some_and(|count| *count > 1) {
            continue;
        }
        let (old, new) = (format!("/{folder}/{path}/"), format!("/{folder}/{}/", slug_now(&names, term)));
        let old = percent_encoding::percent_decode_str(&old).decode_utf8_lossy().into_owned();
        if old != new && !term.slug.is_empty() {
            redirects.push(ImportedRedirect { from: old, to: new });
        }
    }
    redirects
}
