//! What there is in the place of a variable that a template asks for and that does not exist. Tera names the variables of a
//! page and the fields of a value, but not those behind a loop, an index or a longer path.

use tera::Value;
use tera::value::Key;

use crate::base::suggest;

/// How many `for` and `set` a variable may come through.
const LONGEST_WAY: usize = 10;

/// The variables of a page, by name.
pub(super) type Variables<'v> = &'v dyn Fn(&str) -> Option<Value>;

/// A step of a path: `.name` and `["name"]`, or `[0]`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(usize),
}

/// A variable with the steps from it, as written: `item.tags[0].title`.
#[derive(Debug, PartialEq, Eq)]
struct Path {
    start: usize,
    root: String,
    /// Each step with its text.
    steps: Vec<(Step, String)>,
}

/// The message and the hints for the expression at `offset` of a template. `get` gives the variables of the page.
pub(super) fn explain(source: &str, offset: usize, get: Variables<'_>) -> Option<(String, Vec<String>)> {
    let path = path_around(source, offset)?;
    let mut value = root(source, &path, get, LONGEST_WAY)?;
    let mut shown = path.root.clone();
    for (step, text) in &path.steps {
        let Some(next) = of_step(&value, step) else {
            return Some((format!("`{shown}{text}` does not exist"), missing(&value, &shown, step, text)));
        };
        value = next;
        shown.push_str(text);
    }
    value.is_none().then(|| (format!("`{shown}` is `none`"), vec![none(&shown)]))
}

/// The value of the variable that a path begins with: one of the page, or the first of what a loop goes through.
fn root(source: &str, path: &Path, get: Variables<'_>, way: usize) -> Option<Value> {
    let before = source.get(..path.start)?;
    let Some((origin, is_loop)) = origin(before, &path.root) else { return get(&path.root) };
    let of_page = path_from(source, origin)?;
    let start = root(source, &of_page, get, way.checked_sub(1)?)?;
    let value = of_page.steps.iter().try_fold(start, |value, (step, _)| of_step(&value, step))?;
    if is_loop { value.as_array()?.first().cloned() } else { Some(value) }
}

/// Where the expression starts that the nearest `for NAME in` or `set NAME =` gives a name to, and whether it is a loop.
fn origin(before: &str, name: &str) -> Option<(usize, bool)> {
    let tag = |at: usize| -> Option<(usize, bool)> {
        let start = at + 2;
        let text = before.get(start..)?.split("%}").next()?;
        let mut words = text.trim_start_matches('-').split_whitespace();
        let (verb, named, sign) = (words.next()?, words.next()?, words.next()?);
        let is_loop = match (verb, sign) {
            ("for", "in") => true,
            ("set", "=") => false,
            _ => return None,
        };
        let sign_at = text.find(&format!(" {sign} "))? + sign.len() + 2;
        (named == name).then_some((start + sign_at, is_loop))
    };
    let places: Vec<usize> = before.match_indices("{%").map(|(at, _)| at).collect();
    places.into_iter().rev().find_map(tag)
}

/// The path that contains an offset.
fn path_around(source: &str, offset: usize) -> Option<Path> {
    let is_inside = |letter: char| letter.is_alphanumeric() || "_.[]\"'?".contains(letter);
    let before = source.get(..offset)?;
    let start = before
        .rfind(|letter: char| !is_inside(letter))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    path_from(source, start)
}

fn path_from(source: &str, start: usize) -> Option<Path> {
    let text = source.get(start..)?;
    let (root, mut rest) = name(text.trim_start())?;
    let start = start + text.len() - text.trim_start().len();
    let mut steps = Vec::new();
    while let Some((step, after)) = next_step(rest) {
        steps.push((step, rest.get(..rest.len() - after.len())?.to_owned()));
        rest = after;
    }
    Some(Path { start, root: root.to_owned(), steps })
}

fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    let is_name = !text.starts_with(|letter: char| letter.is_ascii_digit()) && end > 0;
    is_name.then(|| text.split_at(end))
}

fn next_step(text: &str) -> Option<(Step, &str)> {
    let text = text.strip_prefix('?').unwrap_or(text);
    if let Some(field) = text.strip_prefix('.') {
        let (field, rest) = name(field)?;
        return Some((Step::Field(field.to_owned()), rest));
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    let quoted = inside.strip_prefix(['"', '\'']).and_then(|inside| inside.strip_suffix(['"', '\'']));
    let step = match quoted {
        Some(field) => Step::Field(field.to_owned()),
        None => Step::Index(inside.parse().ok()?),
    };
    Some((step, rest))
}

fn of_step(value: &Value, step: &Step) -> Option<Value> {
    match step {
        Step::Field(field) => value.as_map()?.get(&Key::Str(field)).cloned(),
        Step::Index(index) => value.as_array()?.get(*index).cloned(),
    }
}

/// The hints where a value lacks a step.
fn missing(value: &Value, shown: &str, step: &Step, text: &str) -> Vec<String> {
    match step {
        _ if value.is_none() => vec![none(shown)],
        Step::Field(field) => match value.as_map() {
            Some(map) => fields(map.keys().filter_map(Key::as_str).collect(), shown, field, text),
            None if value.is_array() => {
                vec![format!(
                    "`{shown}` is a list: write `{{% for each in {shown} %}}{{{{ each{text} }}}}{{% endfor %}}`"
                )]
            }
            None => vec![format!("`{shown}` is {} and has no fields", kind(value))],
        },
        Step::Index(_) => match value.as_array() {
            Some(list) => vec![format!("`{shown}` has {} entries here, counted from 0", list.len())],
            None => vec![format!("`{shown}` is {}, and not a list", kind(value))],
        },
    }
}

fn fields(known: Vec<&str>, shown: &str, field: &str, text: &str) -> Vec<String> {
    let mut hints = Vec::new();
    if shown == "extra" || shown.contains(".extra") {
        hints.push(format!("not every page has it: write `{{% if {shown}{text} %}}…{{% endif %}}` around it"));
    }
    hints.extend(suggest::nearest(field, known.iter().copied()).map(|near| format!("did you mean `{near}`?")));
    let is_empty = known.is_empty();
    let available = || suggest::available(field, known);
    hints.push(if is_empty { format!("`{shown}` is empty here") } else { available() });
    hints
}

fn none(shown: &str) -> String {
    format!("`{shown}` is `none` on this page: write `{{% if {shown} %}}…{{% endif %}}` around it")
}

fn kind(value: &Value) -> &'static str {
    if value.is_string() {
        "a text"
    } else if value.is_number() {
        "a number"
    } else if value.is_bool() {
        "`true` or `false`"
    } else {
        "a value of another kind"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints_of(source: &str, marked: &str) -> Vec<String> {
        let page = serde_json::json!({
            "item": {"title": "x", "tags": [{"title": "zorg", "href": "/"}], "extra": {}, "image": null},
            "list": null, "assets": {"logo.svg": "/assets/logo-1.svg"},
        });
        let variables = tera::Context::from_serialize(&page).expect("a context");
        let get = |name: &str| variables.get(name).cloned();
        explain(source, source.find(marked).expect("marked"), &get).unwrap_or_default().1
    }

    #[test]
    fn what_exists_is_named_behind_paths_loops_and_indexes() {
        for (source, marked, hint) in [
            ("{{ assets[\"log.svg\"] }}", "assets", "did you mean `logo.svg`?"),
            ("{{ item['titel'] }}", "item", "did you mean `title`?"),
            ("{% for t in item.tags %}{{ t.titel }}{% endfor %}", "titel", "did you mean `title`?"),
            ("{% set a = item.tags %}{% for t in a %}{{ t.x.y }}{% endfor %}", "x.y", "available: `title`, `href`"),
            ("{{ item.tags[0].x }}", "x", "available: `title`, `href`"),
            ("{{ item.tags[3].x }}", "x", "`item.tags` has 1 entries here, counted from 0"),
            (
                "{{ item.tags.title }}",
                "title",
                "`item.tags` is a list: write `{% for each in item.tags %}{{ each.title }}{% endfor %}`",
            ),
            ("{{ item.title.x }}", "x", "`item.title` is a text and has no fields"),
            (
                "{{ item.image.src }}",
                "src",
                "`item.image` is `none` on this page: write `{% if item.image %}…{% endif %}` around it",
            ),
            (
                "{{ list.entries }}",
                "entries",
                "`list` is `none` on this page: write `{% if list %}…{% endif %}` around it",
            ),
            (
                "{{ item.extra.plaats }}",
                "plaats",
                "not every page has it: write `{% if item.extra.plaats %}…{% endif %}` around it",
            ),
        ] {
            assert_eq!(hints_of(source, marked).first().map(String::as_str), Some(hint), "{source}");
        }
        for (source, marked) in
            [("{{ é", "é"), ("{% for a in a %}{{ a.b }}", "a.b"), ("{{ item[ }}", "item"), ("x", "x")]
        {
            assert_eq!(hints_of(source, marked), Vec::<String>::new(), "{source}");
        }
    }
}
