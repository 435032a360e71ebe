//! Attributes of writers on the elements of their texts: classes and an id.

use pulldown_cmark::{Event, html};
use quick_xml::escape::escape;

use crate::content::AttributeList;

/// The attributes as HTML: ` class="a b" id="c"`. Empty where there are none.
pub(super) fn as_html(list: &AttributeList<'_>, id_prefix: &str) -> String {
    let mut html = String::new();
    if !list.classes.is_empty() {
        html.extend([" class=\"", &escape(list.classes.join(" ")), "\""]);
    }
    if let Some(id) = &list.id {
        html.extend([" id=\"", id_prefix, &escape(id.as_str()), "\""]);
    }
    html
}

/// An event that starts an element, with attributes. `None` where it starts none.
pub(super) fn with(event: &Event<'_>, attributes: &str) -> Option<Event<'static>> {
    let mut html = String::new();
    match event {
        Event::Start(_) | Event::Code(_) => html::push_html(&mut html, std::iter::once(event.clone())),
        Event::Html(text) | Event::InlineHtml(text) => html.push_str(text),
        _ => return None,
    }
    let html = inserted(&html, attributes)?;
    Some(if matches!(event, Event::Html(_)) { Event::Html(html.into()) } else { Event::InlineHtml(html.into()) })
}

/// HTML with attributes for its first element; for the table in a frame, and the picture among its versions.
pub(super) fn inserted(html: &str, attributes: &str) -> Option<String> {
    let inner = ["<table", "<img"].into_iter().find_map(|tag| html.find(tag));
    let start = inner.or_else(|| html.find('<'))?;
    let name = html.get(start + 1..)?.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (before, after) = html.split_at_checked(start + 1 + name)?;
    let (own, rest) = after.split_once('>')?;
    Some(match own.split_once(" class=\"").zip(attributes.strip_prefix(" class=\"")) {
        Some(((first, last), more)) => {
            let (more, other) = more.split_once('"')?;
            format!("{before}{first} class=\"{more} {last}{other}>{rest}")
        }
        None => format!("{before}{attributes}{own}>{rest}"),
    })
}

#[cfg(test)]
mod tests {
    use super::inserted;

    #[test]
    fn attributes_are_those_of_the_element_that_is_meant() {
        assert_eq!(inserted("<p>", " class=\"a\"").unwrap(), "<p class=\"a\">");
        assert_eq!(inserted("\n<li>", " id=\"b\"").unwrap(), "\n<li id=\"b\">");
        assert_eq!(
            inserted("<div class=\"table\">\n<table>\n", " class=\"a\"").unwrap(),
            "<div class=\"table\">\n<table class=\"a\">\n"
        );
        assert_eq!(
            inserted("<blockquote class=\"x\">", " class=\"a\" id=\"b\"").unwrap(),
            "<blockquote class=\"a x\" id=\"b\">"
        );
    }
}
