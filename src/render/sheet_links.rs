//! Links to style sheets in a body: blocks name the sheet that they want, and a page links to it once.

use std::collections::BTreeSet;

/// Start of such a link, as the templates of blocks write it.
const START: &str = "<link rel=\"stylesheet\" href=\"";

/// The same HTML with the first link to each style sheet only.
pub(super) fn linked_once(html: String) -> String {
    if html.matches(START).nth(1).is_none() {
        return html;
    }
    let mut seen = BTreeSet::new();
    let mut kept = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some((before, link)) = rest.split_once(START) {
        kept.push_str(before);
        let (address, after) = link.split_once("\">").unwrap_or((link, ""));
        if seen.insert(address) {
            kept.extend([START, address, "\">"]);
            rest = after;
        } else {
            rest = after.strip_prefix('\n').unwrap_or(after);
        }
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sheet_is_linked_once_where_it_is_wanted_first() {
        let link = |name: &str| format!("{START}/assets/{name}.css\">\n");
        let (a, b) = (link("a"), link("b"));
        let html = format!("<p>1</p>\n{a}<div>{a}</div>{b}<p>2</p>{b}{a}<p>3</p>\n");
        assert_eq!(linked_once(html), format!("<p>1</p>\n{a}<div></div>{b}<p>2</p><p>3</p>\n"));
        let one = format!("{a}<p>1</p>");
        assert_eq!(linked_once(one.clone()), one);
    }
}
