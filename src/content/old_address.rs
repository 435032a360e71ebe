//! Addresses that items have from another system: their own, under `address`, and those that redirect, under `aliases`.

use crate::base::name::is_invisible;
use crate::base::{Address, media_type};

/// Endings of pages that programs made.
const SCRIPTS: &[&str] =
    &["php", "php3", "php5", "phtml", "asp", "aspx", "jsp", "jspx", "cgi", "cfm", "pl", "do", "shtml"];

/// An old address without the ending of a file was a page of its own: `/nieuws/123` is `/nieuws/123/`, `/versie/1.85.0` is
/// `/versie/1.85.0/`.
pub fn as_page(address: Address) -> Address {
    let last = address.as_str().rsplit('/').next().unwrap_or_default();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_known = |ending: &str| SCRIPTS.contains(&ending) || media_type::is_known(last);
    if last.is_empty() || ending.is_some_and(|ending| is_known(&ending)) {
        return address;
    }
    Address::parse(&format!("{address}/")).unwrap_or(address)
}

/// The address that an item names as its own, or the message and the hint why it cannot be one.
pub(super) fn whole(typed: &str) -> Result<Address, (String, String)> {
    let path = path_of(typed);
    let example = "write the address of a page, from its first `/`: `address: /2015/04/open-day/`";
    let page = Address::parse_encoded(path).map(as_page).map_err(|error| {
        let rooted = Address::parse_encoded(&format!("/{path}")).ok().filter(|_| !path.is_empty());
        let hint = rooted.map(|page| format!("write `address: {}`", as_page(page)));
        (format!("`{typed}` is not a valid address: {error}"), hint.unwrap_or_else(|| example.to_owned()))
    })?;
    if path != typed {
        return Err((
            format!("`{typed}` is more than the path of an address"),
            format!("write only the path: `address: {page}`"),
        ));
    }
    if let Some(part) = page.as_str().split('/').find(|part| part.starts_with('.') || part.contains(is_invisible)) {
        let message = format!(
            "`{part}` cannot be a part of the address of a page: hosts keep files of their own under such names"
        );
        return Err((message, example.to_owned()));
    }
    if page.is_folder() || page.as_str().ends_with(".html") {
        return Ok(page);
    }
    let stem = page.as_str().rsplit_once('.').map_or(page.as_str(), |(stem, _)| stem);
    let message = format!("`{typed}` is not the address of a page: it ends neither in `/` nor in `.html`");
    Err((message, format!("write `address: {stem}/`, and `aliases: [{page}]` to redirect from it")))
}

/// The path in a URL.
pub(super) fn path_of(typed: &str) -> &str {
    let host = typed.split_once("://").map(|(_, rest)| rest).or_else(|| typed.strip_prefix("//"));
    let host = host.or_else(|| Some(typed).filter(|typed| typed.starts_with("www.")));
    let path = host.map_or(typed, |rest| rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/")));
    path.split(['?', '#']).next().unwrap_or_default()
}

/// What to write instead of an alias that is no address, in a file below `content/`.
pub(super) fn alias_hint(alias: &str, below: &str) -> String {
    let path = path_of(alias).trim_start_matches('/');
    match Address::parse_encoded(&format!("/{path}")) {
        _ if alias.contains('?') && alias.contains('=') => {
            let asked = alias
                .split_once("://")
                .map_or(alias, |(_, rest)| rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/")));
            format!("write it in site.yaml: `redirects: {{\"{asked}\": {below}}}`")
        }
        Ok(address) => format!("write only the path: `{address}`"),
        Err(_unusable) => "choose another address, or remove this alias".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_the_whole_address_that_it_names() {
        for (typed, address) in [
            ("/2015/04/oud/", "/2015/04/oud/"),
            ("/2015/oud", "/2015/oud/"),
            ("/Oud_1.html", "/Oud_1.html"),
            ("/caf%C3%A9/", "/café/"),
        ] {
            assert_eq!(whole(typed).unwrap().as_str(), address);
        }
        for (typed, hint) in [
            ("https://dorp.example/oud/?p=1", "write only the path: `address: /oud/`"),
            ("/oud/#kop", "write only the path: `address: /oud/`"),
            ("/oud/a.php", "write `address: /oud/a/`, and `aliases: [/oud/a.php]` to redirect from it"),
            ("/feed.xml", "write `address: /feed/`, and `aliases: [/feed.xml]` to redirect from it"),
            ("oud/a", "write `address: /oud/a/`"),
            ("/%2e%2e/x/", "write the address of a page, from its first `/`: `address: /2015/04/open-day/`"),
            ("/../x/", "write the address of a page, from its first `/`: `address: /2015/04/open-day/`"),
            ("/.htaccess", "write the address of a page, from its first `/`: `address: /2015/04/open-day/`"),
            ("/a\u{202e}b/", "write the address of a page, from its first `/`: `address: /2015/04/open-day/`"),
            ("www.dorp.example/oud/", "write only the path: `address: /oud/`"),
            ("//dorp.example/oud/", "write only the path: `address: /oud/`"),
            ("", "write the address of a page, from its first `/`: `address: /2015/04/open-day/`"),
        ] {
            assert_eq!(whole(typed).unwrap_err().1, hint, "{typed}");
        }
    }

    #[test]
    fn an_old_address_is_a_file_only_if_it_has_the_ending_of_one() {
        for (typed, expected) in [
            ("/nieuws/123", "/nieuws/123/"),
            ("/versie/1.85.0", "/versie/1.85.0/"),
            ("/mensen/j.jansen", "/mensen/j.jansen/"),
            ("/nieuws/", "/nieuws/"),
            ("/index.php", "/index.php"),
            ("/oud/bericht.HTML", "/oud/bericht.HTML"),
            ("/feed.xml", "/feed.xml"),
            ("/plan.pdf", "/plan.pdf"),
            ("/pagina.aspx", "/pagina.aspx"),
        ] {
            assert_eq!(as_page(Address::parse(typed).unwrap()).as_str(), expected);
        }
    }
}
