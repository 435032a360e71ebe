//! Settings that other generators have, and the one that is meant.

use super::host::HostKind;
use super::typed::KEYS;
use crate::base::yaml::Keys;

/// The keys of `site.yaml`.
pub(super) const SITE_KEYS: Keys<'_> = Keys {
    known: KEYS,
    meant,
    remedy: "put it below `extra:`, where templates find it as `site.extra`, or remove it; the settings are in docs/settings.md",
};

/// Settings of Jekyll, Hugo, Zola, Eleventy and Pelican, in lower case: the line or the advice. In a line, `…` stands for the value.
const OTHERS: &[(&str, &[&str])] = &[
    ("write `title: …`", &["name", "site_name", "sitename", "site_title", "titel", "naam"]),
    ("write `description: …`", &["tagline", "subtitle", "about", "omschrijving", "beschrijving", "site_description"]),
    (
        "write `base_url: …`, with the whole address of your site: `https://`, the domain, and the path if it has one",
        &["url", "baseurl", "siteurl", "site_url", "domain", "host_url", "adres", "root"],
    ),
    (
        "write `language: …`, with the tag of a language, such as `nl`",
        &["lang", "locale", "languagecode", "default_lang", "defaultcontentlanguage", "default_language", "taal"],
    ),
    ("write `time_zone: …`, with a name such as `Europe/Amsterdam`", &["timezone", "tz", "tijdzone"]),
    (
        "write `per_page: …`, with the number of items on a page",
        &["paginate", "pagination", "paginate_by", "default_pagination", "page_size", "posts_per_page"],
    ),
    ("write `item_address: /nieuws/{year}/{slug}/`", &["permalink", "permalinks", "article_url", "urls", "addresses"]),
    (
        "write `publisher:`, and below it `  name: …`",
        &["author", "authors", "organisation", "organization", "company", "uitgever"],
    ),
    (
        "write `menu:`, and below it `  - {title: …, link: /…/}`",
        &["nav", "navigation", "menus", "header_pages", "menuitems"],
    ),
    (
        "write `publisher:` and below it `  logo: …`, and for the masthead `theme_options:` and below it `  logo: …`",
        &["logo"],
    ),
    ("write `theme_options:`, and below it `  icon: …`", &["icon", "favicon"]),
    (
        "write `theme_options:`, and below it `  accent: …`",
        &["accent", "accent_color", "accent_colour", "color", "kleur"],
    ),
    ("write `theme_options:`, and put below it what the theme declares", &["params", "theme_config", "options"]),
    ("write `images:`, and put the settings of images below it", &["image", "imaging", "afbeeldingen"]),
    (
        "write `feeds:`, and put the settings of feeds below it",
        &["feed", "rss", "atom", "generate_feed", "generate_feeds", "feed_limit"],
    ),
    (
        "write `publish:`, and below it the name of a target with its place",
        &["deploy", "deployment", "target", "targets", "publiceren"],
    ),
    (
        "remove it: Courant does this by itself, or has no such thing",
        &[
            "plugins",
            "gems",
            "markup",
            "kramdown",
            "highlighter",
            "exclude",
            "include",
            "collections",
            "defaults",
            "sass",
            "outputs",
            "build_search_index",
            "compile_sass",
            "minify",
            "minify_html",
            "enablerobotstxt",
            "buildfuture",
            "builddrafts",
            "incremental",
            "destination",
            "source",
            "output",
            "content",
            "output_path",
            "comments",
            "disqus",
        ],
    ),
    (
        "put such codes into a template of your own theme: see docs/themes.md",
        &["google_analytics", "googleanalytics", "analytics"],
    ),
];

/// Settings with a value of another form: the lines to write.
const FORMS: &[(&str, &str)] = &[
    ("redirects", "write each on a line of its own below `redirects:`, as `  /old/: /new/`"),
    ("menu", "write `menu:`, and below it for each link `  - {title: Contact, link: pages/contact.md}`"),
    ("publisher", "write `publisher:`, and below it `  name: …`"),
    ("languages", "write `languages:`, and below it for each language `  en: {title: The title}`"),
    ("sections", "write `sections:`, and below it for each section `  blog: {title: Blog}`"),
    ("taxonomies", "write `taxonomies:`, and below it for each `  categories: {title: Categories}`"),
    ("publish", "write `publish:`, and below it a name with a target, such as `  site: {path: /var/www/site}`"),
    ("feeds", "write `feeds: {formats: [atom, rss]}`"),
    ("images", "write `images: {formats: [avif, webp]}`"),
    ("lints", "write `lints: {heading-jump: off}`, with `off`, `warning` or `error` for each"),
    ("host", "write `host: {files: [nginx]}`, with the host that you use"),
    ("markdown", "write `markdown:`, and below it a line for each, such as `  emoji: true`"),
    ("theme_options", "write `theme_options:`, and below it a line for each option, such as `  logo: /logo.svg`"),
    ("sources", "write `sources: {frame: [\"https:\"]}`"),
];

fn meant(key: &str, value: &str) -> Option<String> {
    if let Some((_, form)) = FORMS.iter().find(|(known, _)| *known == key) {
        let first = value.trim_matches(['[', ']']).split(',').next().unwrap_or_default().trim();
        if key == "host" && serde_yaml::from_str::<HostKind>(first).is_ok() {
            return Some(format!("write `host: {{files: [{first}]}}`"));
        }
        let is_scalar = !value.is_empty() && !value.starts_with(['[', '{', '|', '>', '&', '*', '"', '\'']);
        return Some(form.replacen('…', if is_scalar { value } else { "…" }, 1));
    }
    let (advice, _) = OTHERS.iter().find(|(_, names)| names.contains(&key))?;
    let is_scalar = !value.is_empty() && !value.starts_with(['[', '{', '|', '>']);
    // A number that is written as a word is none.
    let value = if advice.starts_with("write `per_page") && value.parse::<u32>().is_err() { "20" } else { value };
    Some(if is_scalar { advice.replacen('…', value, 1) } else { (*advice).to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_other_key_has_one_meaning() {
        let mut seen = std::collections::BTreeSet::new();
        for name in OTHERS.iter().flat_map(|(_, names)| *names) {
            assert!(seen.insert(*name) && !KEYS.contains(name), "{name}");
        }
        for (known, _) in FORMS {
            assert!(KEYS.contains(known), "{known}");
        }
        let meant = |key, value| SITE_KEYS.meaning(key, value);
        assert_eq!(meant("publisher", "Dorp").as_deref(), Some("write `publisher:`, and below it `  name: Dorp`"));
        assert!(meant("baseURL", "https://proef.example").unwrap().contains("`base_url: https://proef.example`"));
        assert_eq!(meant("Title", "").as_deref(), Some("write `title`, in lower case"));
    }
}
