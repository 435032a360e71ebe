//! Old addresses of items, as they are typed under `aliases`.

use crate::base::{Address, media_type};

/// Endings of pages that programs made.
const SCRIPTS: &[&str] =
    &["php", "php3", "php5", "phtml", "asp", "aspx", "jsp", "jspx", "cgi", "cfm", "pl", "do", "shtml"];

/// An old address without the ending of a file was a page of its own: `/nieuws/123` is `/nieuws/123/`, `/versie/1.85.0` is
/// `/versie/1.85.0/`.
pub(super) fn as_page(address: Address) -> Address {
    let last = address.as_str().rsplit('/').next().unwrap_or_default();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_known = |ending: &str| SCRIPTS.contains(&ending) || media_type::is_known(last);
    if last.is_empty() || ending.is_some_and(|ending| is_known(&ending)) {
        return address;
    }
    Address::parse(&format!("{address}/")).unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

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
