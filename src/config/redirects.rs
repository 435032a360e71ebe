//! Redirects from old addresses: `redirects` in `site.yaml`, and the file `redirects.csv` beside it.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

use super::own_urls::OwnUrls;
use crate::base::files::decode;
use crate::base::route::{self, RouteError, RoutePiece};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, Route, suggest};

/// Name of the file with redirects.
pub const REDIRECTS_FILE: &str = "redirects.csv";

/// The statuses of redirects: RFC 9110 §15.4.
const STATUSES: [u16; 4] = [301, 302, 307, 308];

/// The target of a redirect: an address (`/nieuws/`), a source file in `content/` (`pages/contact.md`), or an absolute URL; or
/// `{to: /nieuws/, status: 302}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a redirect must be an address, or `{to: /nieuws/, status: 302}`")]
pub enum RedirectFile {
    /// The target of a permanent redirect.
    To(String),
    /// A target and a status.
    WithStatus(RedirectStatusFile),
}

/// A redirect with a status.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedirectStatusFile {
    /// The target.
    pub to: String,
    /// The status: 301, 302, 307 or 308. Default: 301, a permanent redirect.
    pub status: Option<u16>,
}

/// A redirect from old addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old addresses.
    pub from: Route,
    /// The old addresses, as typed.
    pub typed: Box<str>,
    /// The target.
    pub to: Box<str>,
    /// The target, piece by piece.
    pub pieces: Vec<RoutePiece>,
    /// The status.
    pub status: u16,
    /// Its line in [`REDIRECTS_FILE`]; `None` in the settings.
    pub line: Option<usize>,
}

/// All redirects: each with one old address, and those with patterns or queries.
#[derive(Clone, Debug, Default)]
pub struct Redirects(pub Vec<Redirect>);

impl Redirect {
    /// Whether it leads to one page or file of the site.
    pub fn is_to_file(&self, own: &OwnUrls) -> bool {
        let is_url = self.to.starts_with("//") || self.to.contains("://");
        route::is_one_target(&self.pieces) && (!is_url || own.path(&self.to).is_some())
    }
}

impl Redirects {
    /// The redirect for a query, and where it leads, as typed. The path is decoded.
    pub fn by_query(&self, path: &str, query: &str) -> Option<(&Redirect, String)> {
        let parameters = route::parameters(query);
        let asked = self.0.iter().filter(|redirect| !redirect.from.query.is_empty());
        matched(asked, path, &parameters)
    }

    /// The redirect for a path, decoded, and where it leads, as typed.
    pub fn by_path(&self, path: &str) -> Option<(&Redirect, String)> {
        matched(self.0.iter().filter(|redirect| redirect.from.query.is_empty()), path, &[])
    }

    pub(super) fn resolve(
        typed: BTreeMap<String, RedirectFile>,
        csv: Option<Vec<u8>>,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut found = Vec::new();
        for (from, to) in typed {
            let (to, status) = match to {
                RedirectFile::To(to) => (to, None),
                RedirectFile::WithStatus(RedirectStatusFile { to, status }) => (to, status),
            };
            match redirect((&from, &to), status, None) {
                Ok(redirect) => found.push(redirect),
                Err(problem) => findings.push(problem.at(mapping.value("redirects", &from))),
            }
        }
        let text = csv.map(|bytes| decode(REDIRECTS_FILE, bytes)).transpose();
        let text = text.unwrap_or_else(|finding| {
            findings.push(finding);
            None
        });
        found.extend(of_csv(text.as_deref().unwrap_or_default(), findings));
        let place = |redirect: &Redirect| match redirect.line {
            Some(line) => Place::line_column(REDIRECTS_FILE, text.as_deref().unwrap_or_default(), line, 1),
            None => mapping.value("redirects", &redirect.typed),
        };
        let (found, doubles) = without_doubles(&found, place);
        findings.extend(doubles);
        Self(found)
    }
}

/// The first redirect that matches, and where it leads.
fn matched<'r>(
    mut redirects: impl Iterator<Item = &'r Redirect>,
    path: &str,
    parameters: &[(String, String)],
) -> Option<(&'r Redirect, String)> {
    redirects.find_map(|redirect| Some((redirect, redirect.from.matches(path, parameters)?.fill(&redirect.pieces))))
}

/// What is wrong with a redirect: the message and the hint.
struct RedirectProblem(String, String);

impl RedirectProblem {
    fn at(self, place: Place) -> Diagnostic {
        Diagnostic::new(Code::RedirectInvalid, place, self.0).hint(self.1)
    }
}

fn redirect((typed, to): (&str, &str), status: Option<u16>, line: Option<usize>) -> Result<Redirect, RedirectProblem> {
    let from = Route::parse(typed).map_err(|error| {
        let hint = match error {
            RouteError::Address(_) if !typed.starts_with('/') => {
                format!("write the path of the old address: `{}`", path_of(typed))
            }
            _ => "write an old address such as `/oud/`, `/blog/{name}.html`, `/oud/*` or `/?p=123`".to_owned(),
        };
        RedirectProblem(format!("`{typed}` is not an old address: {error}"), hint)
    })?;
    let status = status.unwrap_or(301);
    if !STATUSES.contains(&status) {
        let hint = "write 301 or 308 for a permanent redirect, or 302 or 307 for a temporary one".to_owned();
        return Err(RedirectProblem(format!("`{status}` is not the status of a redirect"), hint));
    }
    let pieces = route::target(to, &from).map_err(|error| {
        let names: Vec<String> = from.names().map(|name| format!("{{{name}}}")).collect();
        let hint = match names.as_slice() {
            [] => "a name in braces must also occur in the old address".to_owned(),
            names => format!("the names of the old address are {}", suggest::list(names.iter().map(String::as_str))),
        };
        RedirectProblem(format!("`{to}` is not a target: {error}"), hint)
    })?;
    if to.is_empty() || to.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\".contains(c)) {
        let hint =
            "write an address of the site, a file of `content/`, or a URL that starts with `https://`".to_owned();
        return Err(RedirectProblem(format!("`{to}` is not a target"), hint));
    }
    if typed == to {
        let hint = "remove this redirect, or correct one of its addresses".to_owned();
        return Err(RedirectProblem(format!("`{typed}` leads to itself"), hint));
    }
    Ok(Redirect { from, typed: typed.into(), to: to.into(), pieces, status, line })
}

/// The path of a URL, or of an address without its first `/`.
fn path_of(typed: &str) -> String {
    let below = typed.split_once("://").map_or(typed, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    format!("/{}", below.trim_start_matches('/'))
}

/// The first redirect from each address, and findings about the others.
fn without_doubles(all: &[Redirect], place: impl Fn(&Redirect) -> Place) -> (Vec<Redirect>, Vec<Diagnostic>) {
    let mut first: HashMap<&Route, &Redirect> = HashMap::new();
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    for redirect in all {
        let other = first.get(&redirect.from).copied();
        if other.is_none() {
            first.insert(&redirect.from, redirect);
            found.push(redirect.clone());
        }
        if let Some(other) = other {
            let message = format!("`{}` has a redirect already", redirect.typed);
            let finding =
                Diagnostic::new(Code::RedirectInvalid, place(redirect), message).hint("remove one of the two");
            findings.push(finding.related(place(other), "the other is here"));
        }
    }
    (found, findings)
}

/// The redirects of a file with the columns from, to and status, separated by commas, semicolons or tabs. The first line may name
/// the columns.
fn of_csv(text: &str, findings: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let mut found = Vec::new();
    let first = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().find(|separator| first.as_bytes().contains(separator));
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).comment(Some(b'#')).trim(csv::Trim::All);
    let mut reader = reader.delimiter(separator.unwrap_or(b',')).from_reader(text.as_bytes());
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        let line = usize::try_from(line).unwrap_or_default();
        let columns: Vec<&str> = record.iter().collect();
        let read = match columns.as_slice() {
            [from, ..] if line == 1 && from.eq_ignore_ascii_case("from") => continue,
            [""] => continue,
            [from, to] | [from, to, ""] => redirect((from, to), None, Some(line)),
            [from, to, status] => match status.parse() {
                Ok(status) => redirect((from, to), Some(status), Some(line)),
                Err(_not_a_number) => {
                    Err(RedirectProblem(format!("`{status}` is not a status"), "write 301 or 302".to_owned()))
                }
            },
            _ => Err(RedirectProblem(
                "this line is not a redirect".to_owned(),
                "write the old address, the new one, and if you like a status: `/oud/,/nieuws/,301`".to_owned(),
            )),
        };
        match read {
            Ok(redirect) => found.push(redirect),
            Err(problem) => findings.push(problem.at(Place::line_column(REDIRECTS_FILE, text, line, 1))),
        }
    }
    found
}
