//! Text as a part of a URL: in templates a value in a query, as for a link that shares a page.

use tera::{Kwargs, State, Tera};

use crate::base::query::query_value;

/// Registers the filter `urlencode`.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("urlencode", |text: &str, _: Kwargs, _: &State<'_>| query_value(text));
}

#[cfg(test)]
mod tests {
    use super::query_value;

    #[test]
    fn a_text_is_one_value_of_a_query() {
        assert_eq!(query_value("Zorg & 65+: \"één\"?\r\nx"), "Zorg%20%26%2065%2B%3A%20%22%C3%A9%C3%A9n%22%3F%0D%0Ax");
        assert_eq!(query_value("a-b_c.d~e"), "a-b_c.d~e");
    }
}
