//! What a page is, for search engines: JSON-LD of schema.org, with what Google's documentation of Article, Breadcrumb and
//! Organization asks for (developers.google.com/search/docs/appearance/structured-data).

use serde_json::{Map, Value, json};

use crate::plan::view::{DateView, ImageView, ItemView, Kind, PageView, SiteView, View};

/// The JSON-LD of a page, safe inside a `script` element; `None` where the page is nothing that can be found.
/// `origin` is scheme and host; `word` has the theme's words for kinds of pages.
pub(super) fn json_ld(
    view: &View<'_>,
    site: &SiteView<'_>,
    origin: &str,
    word: &dyn Fn(Kind) -> String,
) -> Option<String> {
    let page = &view.page;
    let title = page.title.clone().unwrap_or_else(|| word(page.kind));
    let main = match (page.kind, &view.item) {
        (Kind::NotFound | Kind::Redirect, _) => return None,
        (Kind::Home, _) => web_site(page, site),
        (Kind::Item, Some(item)) => article(page, item, site, origin),
        (Kind::Page, Some(_)) => web_page("WebPage", page, &title, site),
        _ => web_page("CollectionPage", page, &title, site),
    };
    let mut graph = vec![main];
    if page.kind == Kind::Home {
        graph.push(organisation(site));
    } else {
        graph.push(breadcrumbs(page, &title, site, origin, word));
    }
    let data = json!({ "@context": "https://schema.org", "@graph": graph });
    // A `<` in a text could end the script element, or start a comment in it.
    Some(data.to_string().replace('<', "\\u003c"))
}

fn web_site(page: &PageView<'_>, site: &SiteView<'_>) -> Value {
    let mut object = object(
        "WebSite",
        [("url", json!(page.url)), ("name", json!(site.title)), ("inLanguage", json!(site.language))],
    );
    put(&mut object, "description", Some(site.description).filter(|text| !text.is_empty()));
    object.insert("publisher".to_owned(), json!({ "@id": organisation_id(site) }));
    Value::Object(object)
}

fn web_page(kind: &str, page: &PageView<'_>, title: &str, site: &SiteView<'_>) -> Value {
    let mut object =
        object(kind, [("url", json!(page.url)), ("name", json!(title)), ("inLanguage", json!(site.language))]);
    put(&mut object, "description", page.description);
    Value::Object(object)
}

fn article(page: &PageView<'_>, item: &ItemView<'_>, site: &SiteView<'_>, origin: &str) -> Value {
    let of = |iso: &DateView| iso.iso.clone();
    let modified = item.updated.as_ref().or(item.date.as_ref()).map(of);
    let mut object = object(
        "NewsArticle",
        [("headline", json!(item.title)), ("url", json!(page.url)), ("mainEntityOfPage", json!(page.url))],
    );
    put(&mut object, "description", Some(item.summary).filter(|text| !text.is_empty()));
    put(&mut object, "datePublished", item.date.as_ref().map(of));
    put(&mut object, "dateModified", modified);
    put(&mut object, "inLanguage", Some(site.language));
    put(&mut object, "image", item.image.as_ref().map(image));
    let authors: Vec<Value> = item
        .authors
        .iter()
        .map(|author| json!({ "@type": "Person", "name": author.title, "url": format!("{origin}{}", author.href) }))
        .collect();
    let publisher = organisation(site);
    object.insert("author".to_owned(), if authors.is_empty() { publisher.clone() } else { Value::Array(authors) });
    object.insert("publisher".to_owned(), publisher);
    let keywords: Vec<&str> = item.tags.iter().map(|tag| tag.title).collect();
    put(&mut object, "keywords", Some(keywords).filter(|keywords| !keywords.is_empty()));
    put(&mut object, "articleSection", item.dossiers.first().map(|dossier| dossier.title));
    object.insert("wordCount".to_owned(), json!(item.words));
    Value::Object(object)
}

fn image(image: &ImageView<'_>) -> Value {
    let mut object = object("ImageObject", [("url", json!(image.url))]);
    put(&mut object, "width", image.width);
    put(&mut object, "height", image.height);
    put(&mut object, "caption", image.caption);
    put(&mut object, "creditText", image.credit);
    Value::Object(object)
}

fn organisation(site: &SiteView<'_>) -> Value {
    let publisher = site.publisher;
    let name = publisher.name.as_deref().unwrap_or(site.title);
    let mut object = object(
        "Organization",
        [("@id", json!(organisation_id(site))), ("name", json!(name)), ("url", json!(format!("{}/", site.url)))],
    );
    put(
        &mut object,
        "logo",
        publisher.logo.as_ref().map(|logo| format!("{}/{}", site.url, logo.trim_start_matches('/'))),
    );
    put(&mut object, "telephone", publisher.telephone.as_ref());
    put(&mut object, "email", publisher.email.as_ref());
    put(&mut object, "address", publisher.address.as_ref());
    Value::Object(object)
}

fn organisation_id(site: &SiteView<'_>) -> String {
    format!("{}/#publisher", site.url)
}

fn breadcrumbs(
    page: &PageView<'_>,
    title: &str,
    site: &SiteView<'_>,
    origin: &str,
    word: &dyn Fn(Kind) -> String,
) -> Value {
    let home = (word(Kind::Home), format!("{origin}{}", site.home));
    let crumbs = page
        .breadcrumbs
        .iter()
        .map(|crumb| (crumb.title.clone().unwrap_or_else(|| word(crumb.kind)), format!("{origin}{}", crumb.href)));
    let all = std::iter::once(home).chain(crumbs).chain([(title.to_owned(), page.url.clone())]);
    let items: Vec<Value> = all
        .enumerate()
        .map(|(at, (name, url))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": url }))
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

fn object<const N: usize>(kind: &str, fields: [(&str, Value); N]) -> Map<String, Value> {
    let kind = ("@type".to_owned(), json!(kind));
    std::iter::once(kind).chain(fields.map(|(key, value)| (key.to_owned(), value))).collect()
}

fn put(object: &mut Map<String, Value>, key: &str, value: Option<impl serde::Serialize>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), json!(value));
    }
}
