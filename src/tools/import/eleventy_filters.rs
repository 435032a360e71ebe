//! The filters for dates that an Eleventy site has of its own: their forms, as they stand in its code.

use std::collections::HashMap;

use super::input::InputFolder;

/// The most code that is looked at, in bytes.
const LONGEST: usize = 200_000;

/// The forms of dates, by the names of filters.
pub(super) fn read(folder: &InputFolder) -> HashMap<String, String> {
    let is_code = |file: &&str| {
        let is_own = !file
            .split('/')
            .any(|part| matches!(part, "node_modules" | "assets" | "static" | "public" | "dist" | "vendor"));
        is_own && [".js", ".mjs", ".cjs", ".ts"].iter().any(|ending| file.ends_with(ending))
    };
    let mut filters = HashMap::new();
    for file in folder.below("").filter(is_code) {
        let code = folder.read(file).map(|input| input.text).unwrap_or_default();
        if code.len() < LONGEST {
            of_code(&code, &mut filters);
        }
    }
    filters
}

/// `addFilter("postDate", date => DateTime.fromJSDate(date).toFormat("yyyy/MM/dd"))`.
fn of_code(code: &str, filters: &mut HashMap<String, String>) {
    for (at, call) in code.match_indices("Filter(") {
        let rest = code.get(at + call.len()..).unwrap_or_default().trim_start();
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else { continue };
        let Some((name, body)) = rest.get(1..).and_then(|rest| rest.split_once(quote)) else { continue };
        // Up to the next filter.
        let body = body.split("Filter(").next().unwrap_or_default();
        let mut texts = body.split(['"', '\'', '`']).skip(1).step_by(2);
        if let Some(form) = texts.find_map(form) {
            filters.insert(name.to_owned(), form);
        }
    }
}

/// A form of Luxon, Moment or `date-fns` as one of `strftime`.
fn form(text: &str) -> Option<String> {
    let fields = [
        ("yyyy", "%Y"),
        ("YYYY", "%Y"),
        ("MMMM", "%B"),
        ("LLLL", "%B"),
        ("MMM", "%b"),
        ("LLL", "%b"),
        ("MM", "%m"),
        ("LL", "%m"),
        ("dd", "%d"),
        ("DD", "%d"),
        ("d", "%-d"),
        ("D", "%-d"),
    ];
    if !text.contains("yyyy") && !text.contains("YYYY") || text.len() > 40 {
        return None;
    }
    let (mut written, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let field = fields.iter().find(|(name, _)| rest.starts_with(name));
        let length = field.map_or(first.len_utf8(), |(name, _)| name.len());
        match field {
            Some((_, field)) => written.push_str(field),
            None if first.is_alphabetic() || first == '%' => return None,
            None => written.push(first),
        }
        rest = rest.get(length..)?;
    }
    Some(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_stand_in_the_code() {
        let mut filters = HashMap::new();
        of_code(
            "c.addFilter('datum', d => DateTime.fromJSDate(d, {zone: 'utc'}).toFormat('yyyy/LL/dd'));\nc.addFilter(\"limit\", limit);\nc.addFilter(\"lang\", d => moment(d).format(\"D MMMM YYYY\"))",
            &mut filters,
        );
        assert_eq!(filters.get("datum").map(String::as_str), Some("%Y/%m/%d"));
        assert_eq!((filters.get("lang").map(String::as_str), filters.get("limit")), (Some("%-d %B %Y"), None));
    }
}
