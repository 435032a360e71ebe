//! Keys that other systems and other languages have, and the one that is meant.

use crate::base::date::When;
use crate::base::other_date::DateError;
use crate::base::yaml::{Keys, quoted, truth};

use super::held_back::{Says, says};
use super::old_address::{path_of, whole};
use super::other_key_names::Meant::{Categories, Image, Layout, List, Nothing, Path, Pin, Same};
use super::other_key_names::OTHERS;
use super::typed::{KEYS, NEWS_KEYS};

/// The keys of front matter.
pub(super) const ITEM_KEYS: Keys<'_> = Keys {
    known: KEYS,
    meant,
    remedy: "put it below `extra:`, where templates find it as `item.extra`, or remove it; the keys are in docs/front-matter.md",
};

/// The keys of a standing page, which has no date.
pub(super) const PAGE_KEYS: Keys<'_> = Keys { meant: meant_on_page, ..ITEM_KEYS };

fn meant_on_page(key: &str, value: &str) -> Option<String> {
    if matches!(says(key, value), Some(Says::From)) {
        return Some(format!(
            "write `draft: true` until {value}: a standing page has no date on which it is published"
        ));
    }
    let meant = meant(key, value)?;
    let news_key = NEWS_KEYS.iter().find(|news| meant.contains(&format!("`{news}")) && !KEYS.contains(&key));
    Some(news_key.map_or(meant, |news| format!("remove it: a standing page cannot have `{news}`")))
}

fn meant(key: &str, value: &str) -> Option<String> {
    if key == "image" && !value.is_empty() {
        return Some(image(value));
    }
    if key == "live" && !value.is_empty() {
        return Some(truth("live", value));
    }
    if key == "aliases" && !value.is_empty() && !value.starts_with(['[', '{', '|', '>']) {
        let bare = value.trim_matches(['"', '\'']);
        let path = if bare.contains("//") || bare.starts_with("www.") { path_of(bare) } else { bare };
        return Some(format!("write `aliases: [{}{path}]`", if path.starts_with('/') { "" } else { "/" }));
    }
    if key == "attachments" && value.contains("://") {
        let name = path_of(value.trim_matches(['"', '\''])).rsplit('/').next().unwrap_or_default();
        let name = if name.is_empty() { "besluit.pdf" } else { name };
        return Some(format!(
            "put the file beside this one, and write `attachments: [{name}]`; or link to it in the text"
        ));
    }
    if matches!(key, "src" | "alt" | "caption" | "credit") {
        return Some(format!("it belongs below `image:`, with two spaces before it: `  {key}: {value}`"));
    }
    let Some((meant, _)) = OTHERS.iter().find(|(_, names)| names.contains(&key)) else { return held_back(key, value) };
    let bare = value.trim_matches(['"', '\'']);
    let is_scalar = !bare.is_empty() && !value.starts_with(['[', '{', '|', '>']);
    Some(match *meant {
        Same(known @ ("date" | "updated" | "expires")) if !value.is_empty() => {
            format!("write `{known}: {}`", date_of(value))
        }
        // Whatever the value is, the hint publishes nothing.
        Same("withdrawn") => truth("withdrawn", value),
        Same(known) if value.is_empty() => format!("the key is called `{known}`"),
        Same(known) => format!("write `{known}: {value}`"),
        List(known) if is_scalar => format!("write `{known}: [{value}]`"),
        List(known) if value.starts_with('[') => format!("write `{known}: {value}`"),
        List(known) => format!("the key is called `{known}`"),
        Image if is_scalar => image(value),
        Image => "the key is called `image`, with `src` and `alt` below it".to_owned(),
        Categories => {
            let list = if is_scalar { format!("[{value}]") } else { value.to_owned() };
            format!("write `tags: {list}`, or `dossiers: {list}` for a subject that is followed over a long time")
        }
        Path if matches!(bare, "false" | "no" | "nee") => "write `draft: true`".to_owned(),
        Path => path(bare),
        Pin => "write `pinned_until: YYYY-MM-DD`, with the last day on which the item is at the top of the home page"
            .to_owned(),
        Layout => {
            "remove it: the theme has the template. For another one of the theme, write `template: NAME`".to_owned()
        }
        Nothing => "remove it: it has no meaning here".to_owned(),
    })
}

/// What to write instead of a key that says whether an item is public. Where it does not say, neither does the answer.
fn held_back(key: &str, value: &str) -> Option<String> {
    Some(match says(key, value)? {
        Says::From => format!("write `date: {}`: an item is held back until its date", date_of(value)),
        Says::Until => format!("write `expires: {}`", date_of(value)),
        Says::HeldBack => "write `draft: true`".to_owned(),
        Says::Public => "remove it: an item is public unless it says `draft: true`".to_owned(),
        Says::Unclear => truth("draft", ""),
    })
}

/// A date in ISO form, as far as it can be read.
fn date_of(value: &str) -> String {
    let bare = value.trim_matches(['"', '\'']);
    match When::parse(bare, chrono_tz::UTC) {
        Err(DateError::OtherForm(iso)) => iso,
        _ => value.to_owned(),
    }
}

fn image(file: &str) -> String {
    // `![alt](file)` of Markdown, and a list of one file.
    if let Some((alt, file)) = file.trim_matches('"').strip_prefix("![").and_then(|rest| rest.split_once("](")) {
        return format!("write `image: {{src: {}, alt: {}}}`", file.trim_end_matches(')'), quoted(alt));
    }
    let file = file.trim_matches(['[', ']']).split(',').next().unwrap_or(file).trim();
    format!("write `image: {{src: {file}, alt: \"a description of the image\"}}`")
}

/// `/old/address/` → the key with it; a pattern, or a URL of any site, is no address.
fn path(address: &str) -> String {
    let is_home = address.contains("://") && path_of(address) == "/";
    match whole(if is_home { "" } else { address }) {
        Ok(page) if page.as_str().contains([' ', ',']) => format!("write `address: {}`", quoted(page.as_str())),
        Ok(page) => format!("write `address: {page}`"),
        Err((_, hint)) => format!("{hint}; the pattern of all addresses is `item_address` in site.yaml"),
    }
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
    }

    #[test]
    fn the_line_to_write_is_shown() {
        let cases = [
            ("image", "foto.jpg", "write `image: {src: foto.jpg, alt: \"a description of the image\"}`"),
            ("datum", "2013-12-03", "write `date: 2013-12-03`"),
            ("Date", "2013-12-03", "write `date`, in lower case"),
            ("author", "Ann", "write `authors: [Ann]`"),
            ("bijlagen", "", "the key is called `attachments`"),
            ("redirect_from", "[/x/]", "write `aliases: [/x/]`"),
            ("published", "false", "write `draft: true`"),
            ("published", "2013-12-03", "write `date: 2013-12-03`: an item is held back until its date"),
            ("status", "publish", "remove it: an item is public unless it says `draft: true`"),
            ("status", "pending", "write `draft: true`"),
            ("status", "binnenkort", "write `draft: true` to hold the item back; without the line it is published"),
            ("post_status", "draft", "write `draft: true`"),
            ("publish_after", "2027-01-01", "write `date: 2027-01-01`: an item is held back until its date"),
            ("visible_until", "2027-01-01", "write `expires: 2027-01-01`"),
            ("online", "false", "write `draft: true`"),
            ("verborgen", "ja", "write `draft: true`"),
            ("concept", "ja", "write `draft: true`"),
            ("permalink", "false", "write `draft: true`"),
            ("datum", "1 mei 2027", "write `date: 2027-05-01`"),
            (
                "categories",
                "[a]",
                "write `tags: [a]`, or `dossiers: [a]` for a subject that is followed over a long time",
            ),
            ("last-modified", "2020-02-02", "write `updated: 2020-02-02`"),
        ];
        for (key, value, hint) in cases {
            assert_eq!(ITEM_KEYS.meaning(key, value).as_deref(), Some(hint), "{key}");
        }
        assert_eq!(
            meant("permalink", "/nieuws/Een Bericht.html").unwrap(),
            "write `address: \"/nieuws/Een Bericht.html\"`"
        );
        assert!(meant("permalink", "/:year/:title/").unwrap().contains("`item_address` in site.yaml"));
        assert_eq!(meant("kleur", "rood"), None);
    }
}
