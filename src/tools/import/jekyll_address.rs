//! Permalinks of Jekyll: the address of a post, a document of a collection, and a page.

use chrono::{DateTime, Datelike as _, FixedOffset, Timelike as _};

/// What a permalink is made of.
pub(super) struct PermalinkParts<'p> {
    /// The date, in the time zone of the site.
    pub(super) date: Option<DateTime<FixedOffset>>,
    /// The name of the file without its date and its ending, or the slug.
    pub(super) title: &'p str,
    /// The categories.
    pub(super) categories: &'p [String],
    /// The name of the collection.
    pub(super) collection: &'p str,
    /// The path below the folder of the collection, without its ending.
    pub(super) path: &'p str,
    /// The ending of the page.
    pub(super) output_ext: &'p str,
}

/// The template of a permalink style.
pub(super) fn template(style: Option<&str>) -> &str {
    match style.unwrap_or("date") {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        own => own,
    }
}

/// The address that a template gives.
pub(super) fn fill(template: &str, parts: &PermalinkParts<'_>) -> String {
    let mut address = String::with_capacity(64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(':') {
        address.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(after.len());
        let word = after.get(..end).unwrap_or_default();
        // `:title:output_ext`, and `:year_:month`: the longest name that is known.
        let name = NAMES.iter().filter(|name| word.starts_with(**name)).max_by_key(|name| name.len());
        if let Some(name) = name {
            address.push_str(&value(name, parts));
            rest = after.get(name.len()..).unwrap_or_default();
        } else {
            address.push(':');
            rest = after;
        }
    }
    address.push_str(rest);
    while address.contains("//") {
        address = address.replace("//", "/");
    }
    if address.starts_with('/') { address } else { format!("/{address}") }
}

const NAMES: &[&str] = &[
    "categories",
    "slugified_categories",
    "year",
    "short_year",
    "month",
    "i_month",
    "short_month",
    "long_month",
    "day",
    "i_day",
    "y_day",
    "short_day",
    "long_day",
    "week",
    "w_year",
    "w_day",
    "hour",
    "minute",
    "second",
    "title",
    "slug",
    "name",
    "basename",
    "path",
    "collection",
    "output_ext",
];

fn value(name: &str, parts: &PermalinkParts<'_>) -> String {
    let date = |form: &str| parts.date.map(|date| date.format(form).to_string()).unwrap_or_default();
    match name {
        "year" => date("%Y"),
        "short_year" => date("%y"),
        "month" => date("%m"),
        "i_month" => parts.date.map(|date| date.month().to_string()).unwrap_or_default(),
        "short_month" => date("%b"),
        "long_month" => date("%B"),
        "day" => date("%d"),
        "i_day" => parts.date.map(|date| date.day().to_string()).unwrap_or_default(),
        "y_day" => date("%j"),
        "short_day" => date("%a"),
        "long_day" => date("%A"),
        "week" => date("%V"),
        "w_year" => date("%G"),
        "w_day" => date("%u"),
        "hour" => parts.date.map(|date| format!("{:02}", date.hour())).unwrap_or_default(),
        "minute" => date("%M"),
        "second" => date("%S"),
        "title" | "name" | "basename" => pretty(parts.title),
        "slug" => slugify(parts.title),
        "categories" => {
            let mut seen: Vec<String> = Vec::new();
            for category in parts.categories.iter().map(|category| category.to_lowercase()) {
                if !seen.contains(&category) {
                    seen.push(category);
                }
            }
            seen.join("/")
        }
        "slugified_categories" => {
            parts.categories.iter().map(|category| slugify(category)).collect::<Vec<_>>().join("/")
        }
        "collection" => parts.collection.to_owned(),
        "path" => parts.path.to_owned(),
        "output_ext" => parts.output_ext.to_owned(),
        _ => String::new(),
    }
}

/// Jekyll's slug of mode `pretty`, with capitals: marks that addresses take stay.
fn pretty(text: &str) -> String {
    joined(text, |c| c.is_alphanumeric() || "._~!$&'()+,;=@".contains(c))
}

/// Jekyll's slug of the default mode.
pub(super) fn slugify(text: &str) -> String {
    joined(text, char::is_alphanumeric).to_lowercase()
}

fn joined(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if is_kept(c) {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permalinks_are_those_of_jekyll() {
        let categories = ["Nieuws".to_owned(), "Sport en spel".to_owned()];
        let parts = PermalinkParts {
            date: "2013-02-03T04:05:06+01:00".parse().ok(),
            title: "Open_Dag v2",
            categories: &categories,
            collection: "posts",
            path: "a/b",
            output_ext: ".html",
        };
        for (style, address) in [
            (None, "/nieuws/sport en spel/2013/02/03/Open_Dag-v2.html"),
            (Some("pretty"), "/nieuws/sport en spel/2013/02/03/Open_Dag-v2/"),
            (Some("ordinal"), "/nieuws/sport en spel/2013/034/Open_Dag-v2.html"),
            (Some("/:year/:i_month/:i_day/:slug"), "/2013/2/3/open-dag-v2"),
            (Some("blog/:short_year:month/:title:output_ext"), "/blog/1302/Open_Dag-v2.html"),
            (Some("/:collection/:path/"), "/posts/a/b/"),
        ] {
            assert_eq!(fill(template(style), &parts), address, "{style:?}");
        }
    }
}
