//! Text as a part of a URL: in templates a value in a query, as for a link that shares a page.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tera::{Kwargs, State, Tera};

/// All but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Registers the filter `urlencode`.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State<'_>| urlencode(text));
}

fn urlencode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::urlencode;

    #[test]
    fn a_text_is_one_value_of_a_query() {
        assert_eq!(urlencode("Zorg & 65+: \"één\"?\r\nx"), "Zorg%20%26%2065%2B%3A%20%22%C3%A9%C3%A9n%22%3F%0D%0Ax");
        assert_eq!(urlencode("a-b_c.d~e"), "a-b_c.d~e");
    }
}
