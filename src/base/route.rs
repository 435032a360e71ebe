//! Old addresses as patterns, and where they lead: `/blog/{name}.html` → `/nieuws/{name}/`.

use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use serde::Serialize;

use super::Address;

/// A pattern of old addresses: a path with parts that have a name, `*` for all that follows, and parameters of a query.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Route {
    /// The path, part by part; without a final `/`.
    parts: Vec<Vec<RoutePiece>>,
    /// Whether the path ends in `/` or `/*`.
    is_folder: bool,
    /// Whether it ends in `/*`.
    has_rest: bool,
    /// Parameters that the query must have.
    pub query: Vec<(Box<str>, Box<str>)>,
}

/// A piece of a part of a path, or of a target.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum RoutePiece {
    /// This text.
    Text(Box<str>),
    /// What stands here within the part: at least one character.
    Name(Box<str>),
    /// All that follows.
    Rest,
}

/// Why a text is not a pattern of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// The path without its patterns is no address.
    #[error("{0}")]
    Address(#[from] super::address::AddressError),
    /// A brace without its other.
    #[error("a `{{` or `}}` has no counterpart")]
    Brace,
    /// Two names with nothing between them.
    #[error("there must be a text between two names in braces")]
    Adjacent,
    /// A name that is empty, used twice, or has other characters than letters and digits.
    #[error("`{{{0}}}` is not a name: it has letters only, and each name occurs once")]
    Name(String),
    /// A name of the target that the old address does not have.
    #[error("the old address has no `{{{0}}}`")]
    Unknown(String),
    /// A `*` that is not a whole part at the end.
    #[error("`*` stands for all that follows, so it is the last part of the path: `/oud/*`")]
    Star,
    /// A parameter without a value.
    #[error("`{0}` is not a parameter with a value, such as `p=123`")]
    Query(String),
}

/// What the names of a pattern stand for in an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matched {
    names: Vec<(Box<str>, String)>,
    rest: String,
}

impl Route {
    /// Reads a pattern: percent-encoded or not.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, RouteError> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = percent_decode_str(path).decode_utf8_lossy();
        let has_rest = path.ends_with("/*");
        let bare = if has_rest { path.trim_end_matches('*') } else { &path };
        if bare.contains('*') {
            return Err(RouteError::Star);
        }
        let parts: Vec<Vec<RoutePiece>> =
            bare.trim_matches('/').split('/').filter(|part| !part.is_empty()).map(pieces).collect::<Result<_, _>>()?;
        let mut names: Vec<&str> = parts.iter().flatten().filter_map(RoutePiece::name).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.windows(2).find(|pair| pair.first() == pair.last()) {
            return Err(RouteError::Name((*twice).to_owned()));
        }
        Address::parse(&bare.replace(['{', '}'], ""))?;
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(parameter).collect::<Result<_, _>>()?;
        Ok(Self { parts, is_folder: bare.ends_with('/'), has_rest, query })
    }

    /// The address, where the pattern is no more than that.
    pub fn address(&self) -> Option<Address> {
        let is_plain = self.is_fixed() && self.query.is_empty();
        is_plain.then(|| Address::parse(&self.plain_path()).ok()).flatten()
    }

    /// The names in the pattern.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flatten().filter_map(RoutePiece::name)
    }

    /// Whether the path is one address.
    pub fn is_fixed(&self) -> bool {
        !self.has_rest && self.names().next().is_none()
    }

    /// Whether it ends in `*`.
    pub fn has_rest(&self) -> bool {
        self.has_rest
    }

    /// Whether it ends in `/`, so that an address without it is meant too.
    pub fn is_folder(&self) -> bool {
        self.is_folder && !self.has_rest && !self.parts.is_empty()
    }

    /// Whether each name is a whole part of the path.
    pub fn has_whole_parts(&self) -> bool {
        self.parts.iter().all(|part| part.len() == 1 || part.iter().all(|piece| piece.name().is_none()))
    }

    /// The most names in one part of the path.
    pub fn most_names_in_a_part(&self) -> usize {
        self.parts.iter().map(|part| part.iter().filter(|piece| piece.name().is_some()).count()).max().unwrap_or(0)
    }

    /// The path without names and rest.
    pub fn plain_path(&self) -> String {
        self.path(|piece| if let RoutePiece::Text(text) = piece { text.to_string() } else { String::new() })
    }

    /// The path in another notation; `write` gives a piece in it.
    pub fn path(&self, mut write: impl FnMut(&RoutePiece) -> String) -> String {
        let mut path = String::new();
        for part in &self.parts {
            path.push('/');
            for piece in part {
                path.push_str(&write(piece));
            }
        }
        if self.is_folder || self.parts.is_empty() {
            path.push('/');
        }
        if self.has_rest {
            path.push_str(&write(&RoutePiece::Rest));
        }
        path
    }

    /// Whether the pattern is about this path and query; both decoded.
    pub fn matches(&self, path: &str, query: &[(String, String)]) -> Option<Matched> {
        let has = |(name, value): &(Box<str>, Box<str>)| query.iter().any(|(n, v)| **name == **n && **value == **v);
        if !self.query.iter().all(has) {
            return None;
        }
        let path = path.strip_prefix('/')?;
        let mut found = Matched::default();
        let mut left = Some(path);
        for part in &self.parts {
            let (asked, after) = left?.split_once('/').map_or((left?, None), |(asked, after)| (asked, Some(after)));
            match_part(part, asked, &mut found)?;
            left = after;
        }
        let left = if self.parts.is_empty() { Some(path) } else { left };
        match (self.has_rest, self.is_folder(), left) {
            (true, _, Some(rest)) => rest.clone_into(&mut found.rest),
            (false, true, None | Some("")) | (false, false, None) => {}
            (false, false, Some("")) if self.parts.is_empty() => {}
            _ => return None,
        }
        Some(found)
    }
}

impl RoutePiece {
    fn name(&self) -> Option<&str> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }
}

/// The pieces of a text with names in braces.
fn pieces(text: &str) -> Result<Vec<RoutePiece>, RouteError> {
    let mut pieces: Vec<RoutePiece> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(RouteError::Brace)?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(RouteError::Name(name.to_owned()));
        }
        match (before, pieces.is_empty()) {
            ("", false) => return Err(RouteError::Adjacent),
            ("", true) => {}
            (before, _) => pieces.push(RoutePiece::Text(before.into())),
        }
        pieces.push(RoutePiece::Name(name.into()));
        rest = after;
    }
    if rest.contains('}') || pieces.iter().any(|piece| matches!(piece, RoutePiece::Text(text) if text.contains('}'))) {
        return Err(RouteError::Brace);
    }
    if !rest.is_empty() {
        pieces.push(RoutePiece::Text(rest.into()));
    }
    Ok(pieces)
}

fn parameter(pair: &str) -> Result<(Box<str>, Box<str>), RouteError> {
    let found = pair.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
    let (name, value) = found.ok_or_else(|| RouteError::Query(pair.to_owned()))?;
    Ok((decoded(name).into(), decoded(value).into()))
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// The parameters of a query, decoded.
pub fn parameters(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (decoded(n), decoded(v))).collect()
}

/// Compares a part of a path with its pattern. A name stands for as little as possible: the first place where the text after it
/// stands; the text at the end stands at the end.
fn match_part(pattern: &[RoutePiece], asked: &str, found: &mut Matched) -> Option<()> {
    let mut left = asked;
    for (place, piece) in pattern.iter().enumerate() {
        let after = pattern.get(place + 1);
        match (piece, after) {
            (RoutePiece::Text(text), _) => left = left.strip_prefix(&**text)?,
            (RoutePiece::Name(name), after) => {
                let first = left.chars().next()?.len_utf8();
                let end = match after {
                    Some(RoutePiece::Text(text)) if place + 2 == pattern.len() => {
                        left.len().checked_sub(text.len()).filter(|at| *at >= first && left.ends_with(&**text))?
                    }
                    Some(RoutePiece::Text(text)) => first + left.get(first..)?.find(&**text)?,
                    _ => left.len(),
                };
                let (value, rest) = left.split_at_checked(end)?;
                found.names.push((name.clone(), value.to_owned()));
                left = rest;
            }
            (RoutePiece::Rest, _) => return None,
        }
    }
    left.is_empty().then_some(())
}

/// Whether a target is one address, without anything that was matched.
pub fn is_one_target(pieces: &[RoutePiece]) -> bool {
    pieces.iter().all(|piece| matches!(piece, RoutePiece::Text(_)))
}

/// The pieces of a target: names in braces, and `*` for all that followed.
///
/// # Errors
/// A brace has no counterpart, or a name does not occur in the pattern.
pub fn target(text: &str, from: &Route) -> Result<Vec<RoutePiece>, RouteError> {
    let mut found = Vec::new();
    let has_star = from.has_rest() && text.ends_with('*');
    let text = if has_star { text.trim_end_matches('*') } else { text };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(RouteError::Brace)?;
        if from.names().all(|known| known != name) {
            return Err(RouteError::Unknown(name.to_owned()));
        }
        found.extend([RoutePiece::Text(before.into()), RoutePiece::Name(name.into())]);
        rest = after;
    }
    found.push(RoutePiece::Text(rest.into()));
    found.extend(has_star.then_some(RoutePiece::Rest));
    found.retain(|piece| !matches!(piece, RoutePiece::Text(text) if text.is_empty()));
    Ok(found)
}

impl Matched {
    /// Fills a target in; what was matched is percent-encoded.
    pub fn fill(&self, target: &[RoutePiece]) -> String {
        let mut text = String::new();
        for piece in target {
            let value = match piece {
                RoutePiece::Text(piece) => piece,
                RoutePiece::Name(name) => self.names.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value),
                RoutePiece::Rest => self.rest.as_str(),
            };
            match piece {
                RoutePiece::Text(piece) => text.push_str(piece),
                _ => _ = write!(text, "{}", super::address::encoded(value)),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(from: &str, to: &str, asked: &str) -> Option<String> {
        let route = Route::parse(from).unwrap();
        let (path, query) = asked.split_once('?').unwrap_or((asked, ""));
        let to = target(to, &route).unwrap();
        Some(route.matches(path, &parameters(query))?.fill(&to))
    }

    #[test]
    fn a_pattern_leads_where_its_names_say() {
        for (from, to, asked, expected) in [
            ("/blog/{name}.html", "/nieuws/{name}/", "/blog/lente.html", Some("/nieuws/lente/")),
            ("/blog/{name}.html", "/nieuws/{name}/", "/blog/a.html.html", Some("/nieuws/a.html/")),
            ("/blog/{name}.html", "/nieuws/{name}/", "/blog/.html", None),
            ("/blog/{name}.html", "/nieuws/{name}/", "/blog/x/y.html", None),
            ("/{year}/{slug}/", "/n/{year}/{slug}/", "/2013/lente", Some("/n/2013/lente/")),
            ("/{year}/{slug}/", "/n/{slug}/{year}/", "/2013/é b/", Some("/n/%C3%A9%20b/2013/")),
            ("/{year}/{slug}/", "/n/", "/2013/lente/x", None),
            ("/{date}-{slug}.php", "/{date}/{slug}/", "/2013-a-b.php", Some("/2013/a-b/")),
            ("/oud/*", "/nieuws/*", "/oud/a/b?x=1", Some("/nieuws/a/b")),
            ("/oud/*", "https://oud.example/*", "/oud/", Some("https://oud.example/")),
            ("/oud/*", "/nieuws/", "/oud", None),
            ("/?p=12", "/nieuws/lente/", "/?p=12", Some("/nieuws/lente/")),
            ("/?p=12", "/nieuws/lente/", "/?x=1&p=12", Some("/nieuws/lente/")),
            ("/?p=12", "/nieuws/lente/", "/?p=123", None),
            ("/?p=12", "/nieuws/lente/", "/oud/?p=12", None),
            ("/caf%C3%A9", "/x/", "/café", Some("/x/")),
        ] {
            assert_eq!(leads(from, to, asked).as_deref(), expected, "{from} {asked}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for wrong in [
            "oud/",
            "/a*b/",
            "/*/x/",
            "/{a}{b}/",
            "/{a}/{a}/",
            "/{}/",
            "/{a b}/",
            "/{a/",
            "/a}/",
            "/../{a}/",
            "/x/?p",
            "/?=1",
        ] {
            assert!(Route::parse(wrong).is_err(), "{wrong}");
        }
        let route = Route::parse("/{a}/").unwrap();
        assert!(target("/{b}/", &route).is_err() && target("/{a", &route).is_err());
    }

    #[test]
    fn only_a_plain_address_is_one() {
        let address = |text: &str| Route::parse(text).unwrap().address().map(|address| address.to_string());
        assert_eq!(address("/2016/02/"), Some("/2016/02/".to_owned()));
        assert_eq!(address("/oud%20x.html"), Some("/oud x.html".to_owned()));
        for pattern in ["/?p=1", "/a/*", "/{a}/"] {
            assert_eq!(address(pattern), None);
        }
    }
}
