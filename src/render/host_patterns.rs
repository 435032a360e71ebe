//! Redirects with a pattern or a query, in the format of each host.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::host_quoting::{href, nginx_quoted, path_to_regexp, quoted, regular_expression, without_patterns};
use crate::base::query::query_value;
use crate::base::route::RoutePiece;
use crate::plan::{HostView, MovedPattern};

/// The path of a pattern: texts percent-encoded and then written by `text`, names by `name`, and the rest as `rest`.
fn path(
    view: &HostView,
    moved: &MovedPattern,
    text: fn(&str) -> String,
    name: fn(&str) -> String,
    rest: &str,
) -> String {
    let path = moved.from.path(|piece| match piece {
        RoutePiece::Text(piece) => text(&href(piece)),
        RoutePiece::Name(piece) => name(piece),
        RoutePiece::Rest => rest.to_owned(),
    });
    format!("{}{path}", text(&href(&view.base_path)))
}

/// The target of a pattern, with its texts written by `text`.
fn to(moved: &MovedPattern, text: fn(&str) -> String, name: fn(&str) -> String, rest: &str) -> String {
    let pieces = moved.to.iter().map(|piece| match piece {
        RoutePiece::Text(piece) => text(piece),
        RoutePiece::Name(piece) => name(piece),
        RoutePiece::Rest => rest.to_owned(),
    });
    pieces.collect()
}

/// The end of a regular expression: an address that ends in `/` is also meant without it.
fn end(moved: &MovedPattern) -> &'static str {
    if moved.from.is_folder() { "?" } else { "" }
}

/// Lines of `_redirects`. A page at the same address goes before a pattern, at Netlify, and a query before the page.
pub(super) fn redirects(view: &HostView, text: &mut String) {
    let colon = |name: &str| format!(":{name}");
    for moved in &view.patterns {
        let from = path(view, moved, str::to_owned, colon, "*");
        let to = to(moved, str::to_owned, colon, ":splat");
        let query = in_words(moved, |(name, value)| format!("{}={}", query_value(name), query_value(value)));
        let force = if !query.is_empty() && view.forces { "!" } else { "" };
        let _ = writeln!(text, "{from}{query} {to} {}{force}", moved.status);
    }
}

/// The parameters of the query, each behind a space.
fn in_words(moved: &MovedPattern, write: impl Fn(&(Box<str>, Box<str>)) -> String) -> String {
    moved.from.query.iter().flat_map(|pair| [" ".to_owned(), write(pair)]).collect()
}

/// Rules of `mod_rewrite`, relative to the folder of `.htaccess`. A page at the same address goes before a pattern.
pub(super) fn htaccess(view: &HostView, text: &mut String) {
    if view.patterns.is_empty() {
        return;
    }
    let _ = writeln!(text, "<IfModule mod_rewrite.c>\n  RewriteEngine On");
    for moved in &view.patterns {
        let pattern = moved.from.path(|piece| match piece {
            RoutePiece::Text(piece) => regular_expression(piece),
            RoutePiece::Name(_) => "([^/]+?)".to_owned(),
            RoutePiece::Rest => "(.*)".to_owned(),
        });
        let pattern = format!("^{}{}$", pattern.trim_start_matches('/'), end(moved));
        for (name, value) in &moved.from.query {
            let parameter = regular_expression(&format!("{}={}", query_value(name), query_value(value)));
            let _ =
                writeln!(text, "  RewriteCond \"%{{QUERY_STRING}}\" {}", in_quotes(&format!("(^|&){parameter}(&|$)")));
        }
        if moved.from.query.is_empty() {
            let _ = writeln!(text, "  RewriteCond \"%{{REQUEST_FILENAME}}\" !-f");
            let _ = writeln!(text, "  RewriteCond \"%{{REQUEST_FILENAME}}/index.html\" !-f");
        }
        let (to, keeps) = apache_target(moved);
        let _ = writeln!(
            text,
            "  RewriteRule {} {} [R={},QSD,L{keeps}]",
            in_quotes(&pattern),
            in_quotes(&to),
            moved.status
        );
    }
    let _ = writeln!(text, "</IfModule>");
}

/// `mod_rewrite` takes backslashes in quotes as they are.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace("\\\"", r"\x22").replace('"', r"\x22"))
}

/// Apache encodes a target itself, but also the `#` of a fragment: such a target stays as it is.
fn apache_target(moved: &MovedPattern) -> (String, &'static str) {
    let has_fragment = moved.to.iter().any(|piece| matches!(piece, RoutePiece::Text(text) if text.contains('#')));
    let names: Vec<&str> = moved.from.names().collect();
    let number = |wanted: &str| names.iter().position(|name| *name == wanted).map_or(0, |at| at + 1);
    let mut target = String::new();
    for piece in &moved.to {
        match piece {
            RoutePiece::Text(text) => {
                let text = if has_fragment {
                    text.to_string()
                } else {
                    percent_decode_str(text).decode_utf8_lossy().into_owned()
                };
                target.push_str(&text.replace('\\', "\\\\").replace('$', "\\$").replace('%', "\\%"));
            }
            RoutePiece::Name(name) => _ = write!(target, "${}", number(name)),
            RoutePiece::Rest => _ = write!(target, "${}", names.len() + 1),
        }
    }
    (target, if has_fragment { ",NE" } else { "" })
}

/// The variable with the target of patterns, by status.
fn variable(status: u16) -> String {
    format!("courant_pattern_{status}")
}

/// Patterns as maps of the address as it was asked for, and queries as maps of the path and their values.
pub(super) fn nginx_http(view: &HostView, text: &mut String) {
    let mut maps: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for moved in &view.patterns {
        let target =
            to(moved, |text| text.replace('$', "%24"), |name| format!("${{courant_{name}}}"), "${courant_rest}");
        if moved.from.query.is_empty() {
            let name = |name: &str| format!("(?<courant_{name}>[^/?]+?)");
            let path = path(view, moved, regular_expression, name, "(?<courant_rest>[^?]*)");
            let key = quoted(&format!("~^{}{}(\\?.*)?$", path.replace("\\$", r"\x24"), end(moved)));
            let lines = maps.entry(("$courant_asked".to_owned(), variable(moved.status))).or_default();
            lines.push(format!("  {key} {};", quoted(&target)));
            continue;
        }
        let (source, name) = nginx_query(moved);
        let values = in_words(moved, |(_, value)| query_value(value));
        let folder = format!("{}{}", view.base_path, moved.from.plain_path());
        let without = folder.trim_end_matches('/').to_owned();
        let paths = [Some(folder), (moved.from.is_folder()).then_some(without)];
        let keys = paths.into_iter().flatten().filter_map(|path| nginx_quoted(&format!("{path}{values}")));
        let lines = maps.entry((source, name)).or_default();
        lines.extend(keys.map(|key| format!("  {key} {};", quoted(&target))));
    }
    for ((source, name), lines) in maps {
        let _ = writeln!(text, "map \"{source}\" ${name} {{\n  default \"\";\n{}\n}}", lines.join("\n"));
    }
}

/// The source and the variable of the map for a query.
fn nginx_query(moved: &MovedPattern) -> (String, String) {
    let names: Vec<String> = moved.from.query.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    let source = names.iter().fold("$uri".to_owned(), |source, name| format!("{source} $arg_{name}"));
    (source, format!("courant_query_{}_{}", names.join("_"), moved.status))
}

/// The uses of the maps. A page at the same address goes before a pattern.
pub(super) fn nginx_server(view: &HostView, text: &mut String) {
    let (patterns, queries): (Vec<_>, Vec<_>) = view.patterns.iter().partition(|moved| moved.from.query.is_empty());
    let queries: BTreeMap<String, u16> = queries.iter().map(|moved| (nginx_query(moved).1, moved.status)).collect();
    for (name, status) in queries {
        let _ = writeln!(text, "if (${name}) {{ return {status} ${name}; }}");
    }
    let statuses: BTreeMap<String, u16> = patterns.iter().map(|moved| (variable(moved.status), moved.status)).collect();
    if !statuses.is_empty() {
        let _ = writeln!(text, "set $courant_asked $request_uri;");
        let _ = writeln!(text, "if (-f $request_filename) {{ set $courant_asked \"\"; }}");
        let _ = writeln!(text, "if (-f \"${{request_filename}}/index.html\") {{ set $courant_asked \"\"; }}");
    }
    for (name, status) in statuses {
        let _ = writeln!(text, "if (${name}) {{ return {status} ${name}; }}");
    }
}

/// Routes of Azure: a `*` at the end, and no names.
pub(super) fn azure(view: &HostView) -> Vec<Value> {
    let route = |moved: &MovedPattern| {
        let from = path(view, moved, str::to_owned, str::to_owned, "*");
        json!({"route": from, "redirect": to(moved, str::to_owned, str::to_owned, ""), "statusCode": moved.status})
    };
    view.patterns.iter().map(route).collect()
}

/// Redirects of Firebase: regular expressions of RE2, whose groups are named in the destination.
pub(super) fn firebase(view: &HostView) -> Vec<Value> {
    let redirect = |moved: &MovedPattern| {
        let from = path(view, moved, regular_expression, |name| format!("(?P<{name}>[^/]+?)"), "(?P<splat>.*)");
        let to = to(moved, str::to_owned, |name| format!(":{name}"), ":splat");
        json!({"regex": format!("^{from}{}$", end(moved)), "destination": to, "type": moved.status})
    };
    view.patterns.iter().map(redirect).collect()
}

/// Redirects of Vercel: patterns of path-to-regexp, and conditions on the query, whose values are regular expressions.
pub(super) fn vercel(view: &HostView) -> Vec<Value> {
    let colon = |name: &str| format!(":{name}");
    let redirect = |moved: &MovedPattern| {
        let from = path(view, moved, path_to_regexp, colon, ":splat*");
        let to = to(moved, vercel_text, colon, ":splat*");
        let mut redirect = json!({"source": from, "destination": to, "statusCode": moved.status});
        let query = moved.from.query.iter();
        let has: Vec<Value> = query
            .map(|(name, value)| json!({"type": "query", "key": name, "value": regular_expression(value)}))
            .collect();
        if let (false, Some(redirect)) = (has.is_empty(), redirect.as_object_mut()) {
            redirect.insert("has".to_owned(), has.into());
        }
        redirect
    };
    view.patterns.iter().map(redirect).collect()
}

/// A text of a destination; the `:` and `?` of a URL stay.
pub(super) fn vercel_text(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", without_patterns(rest)),
        None => without_patterns(text),
    }
}
