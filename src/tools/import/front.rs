//! Front matter of other programs: YAML between `---`, TOML between `+++`, or JSON, each as one map of values.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::loss::{Harm, ImportLoss};
use crate::base::Code;
use crate::base::foreign::one_line;
use crate::base::yaml::{Keys, Mapping};
use crate::base::yaml_values::any_values;

/// The longest front matter that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// The front matter of a text, and where its body begins.
#[derive(Debug, Default)]
pub(super) struct FrontValues {
    /// The values.
    pub(super) values: Values,
    /// Whether there was front matter at all.
    pub(super) is_there: bool,
    /// The byte at which the body begins.
    pub(super) body: usize,
    /// The line at which the body begins, from 1.
    pub(super) line: usize,
    /// The keys that could not be read.
    pub(super) losses: Vec<ImportLoss>,
}

/// Values by key.
pub(super) type Values = BTreeMap<String, Value>;

#[derive(Default)]
struct YamlValues(Values);

impl<'de> Deserialize<'de> for YamlValues {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        any_values(from).map(Self)
    }
}

/// Reads the front matter of a text. Empty lines may stand before it.
pub(super) fn read(file: &str, whole: &str) -> FrontValues {
    let text = whole.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let before = whole.len() - text.len();
    let first = text.lines().next().unwrap_or_default().trim_end();
    let mut front = match first {
        "---" => fenced(text, "---", |inner| yaml(file, inner, 1)),
        "+++" => fenced(text, "+++", |inner| toml(file, inner)),
        _ if text.starts_with('{') => json(file, text),
        _ => FrontValues::default(),
    };
    let lines_before = whole.get(..before).unwrap_or_default().matches('\n').count();
    for loss in front.losses.iter_mut().filter(|loss| loss.line > 0) {
        file.clone_into(&mut loss.file);
        loss.line += lines_before;
    }
    if front.is_there {
        front.body += before;
    }
    front.line = 1 + whole.get(..front.body).unwrap_or_default().matches('\n').count();
    front
}

/// What losses of front matter that cannot be read are about. Such an item is a draft, for nobody knows whether it was one.
pub(super) const UNREADABLE: &str = "front matter that cannot be read";

fn unreadable(file: &str, line: usize, message: &str) -> ImportLoss {
    ImportLoss::new(Harm::Page, UNREADABLE, file).at(line).told(
        format!("it is a draft now, because its front matter cannot be read: {}", one_line(message)),
        "correct it in the source, and import again; or correct the draft here, and remove `draft: true`",
    )
}

/// Whether front matter says something of publication in a key that was not read.
fn hides(text: &str, values: &Values) -> bool {
    let keys = text.lines().filter_map(|line| line.split_once([':', '=']));
    let mut keys = keys.map(|(key, _)| key.trim().trim_matches(['"', '\'']).to_lowercase());
    let read: Vec<String> = values.keys().map(|key| key.to_lowercase()).collect();
    let of_publication = ["draft", "published", "status", "publishdate", "expirydate"];
    keys.any(|key| of_publication.contains(&&*key) && !read.contains(&key))
}

/// Values with what could not be read of them.
pub(super) type ReadValues = (Values, Vec<ImportLoss>);

fn fenced(text: &str, fence: &str, read: impl FnOnce(&str) -> ReadValues) -> FrontValues {
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            let inner = text.get(start..at).unwrap_or_default();
            let (values, mut losses) = read(inner);
            doubtful(&mut losses, inner, &values);
            return FrontValues { values, is_there: true, body: at + line.len(), line: 0, losses };
        }
        at += line.len();
        if at > LONGEST {
            break;
        }
    }
    unclosed(text.get(start..).unwrap_or_default(), start, fence, read)
}

/// Marks the loss of front matter of which nothing is known, or not whether it is a draft.
fn doubtful(losses: &mut [ImportLoss], inner: &str, values: &Values) {
    if let Some(loss) = losses.first_mut().filter(|_| values.is_empty() || hides(inner, values)) {
        *loss = unreadable(&loss.file, loss.line, &loss.message);
    }
}

/// Front matter that does not end: the lines up to the first empty one, if the first of them is a key.
fn unclosed(text: &str, start: usize, fence: &str, read: impl FnOnce(&str) -> ReadValues) -> FrontValues {
    let sign = if fence == "---" { ':' } else { '=' };
    let is_key = |line: &str| {
        line.split_once(sign).is_some_and(|(key, rest)| {
            let is_word = |c: char| c.is_alphanumeric() || "_-. ".contains(c);
            !key.trim().is_empty()
                && key.split_whitespace().count() == 1
                && key.chars().all(is_word)
                && (sign == '=' || rest.is_empty() || rest.starts_with(' '))
        })
    };
    if !text.lines().next().is_some_and(is_key) {
        return FrontValues::default();
    }
    let lines = text.split_inclusive('\n').take_while(|line| !line.trim().is_empty());
    let end: usize = lines.map(str::len).sum();
    let (values, _) = read(text.get(..end).unwrap_or_default());
    let message = format!("it begins with `{fence}`, and no line `{fence}` ends it");
    let losses = vec![unreadable("", 1, &message)];
    FrontValues { values, is_there: true, body: start + end, line: 0, losses }
}

/// A YAML mapping. Of one with mistakes, what can be read is kept.
pub(super) fn yaml(file: &str, text: &str, lines_before: usize) -> ReadValues {
    let text = text.replace('\t', "    ");
    let mapping = Mapping::whole(file, &text);
    let checked = mapping.read::<YamlValues>(Keys::only(&[]), Code::FrontMatterSyntax);
    let is_lost = |finding: &&crate::base::Diagnostic| finding.is_error();
    let losses = checked.findings.iter().filter(is_lost).map(|finding| {
        ImportLoss::new(Harm::Part, "keys that are no YAML", file)
            .at(finding.place.line + lines_before)
            .told(finding.message.clone(), finding.hints.first().cloned().unwrap_or_default())
    });
    let losses = losses.collect();
    (checked.value.0, losses)
}

/// A TOML document.
pub(super) fn toml(file: &str, text: &str) -> ReadValues {
    match toml::from_str::<toml::Table>(text) {
        Ok(table) => (table.into_iter().map(|(key, value)| (key, of_toml(value))).collect(), Vec::new()),
        Err(error) => {
            let line =
                error.span().map_or(0, |span| 1 + text.get(..span.start).unwrap_or_default().matches('\n').count());
            let loss = ImportLoss::new(Harm::Page, "keys that are no TOML", file)
                .at(line + 1)
                .told(error.message().to_owned(), "correct it in the source, and import again");
            (Values::new(), vec![loss])
        }
    }
}

fn of_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(of_toml).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, of_toml(value))).collect::<Map<_, _>>())
        }
    }
}

fn json(file: &str, text: &str) -> FrontValues {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let map = match values.next() {
        Some(Ok(map)) => map,
        Some(Err(error)) if is_object(text) => return broken_json(file, text, &error),
        _ => return FrontValues::default(),
    };
    let end = values.byte_offset();
    let rest = text.get(end..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start_matches([' ', '\r', '\n']).len();
    FrontValues { values: map.into_iter().collect(), is_there: true, body: end + gap, line: 0, losses: Vec::new() }
}

/// Whether a text begins as an object does: a tag of a template language, or an attribute list, does not.
fn is_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
}

/// An object with mistakes. Its end is the first line that begins with its brace.
fn broken_json(file: &str, text: &str, error: &serde_json::Error) -> FrontValues {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    let end = lines.find_map(|line| {
        at += line.len();
        line.starts_with('}').then_some(at)
    });
    let losses = vec![unreadable(file, error.line(), &error.to_string())];
    FrontValues { values: Values::new(), is_there: true, body: end.unwrap_or_default(), line: 0, losses }
}

/// Reads a settings file by the ending of its name.
pub(super) fn settings(file: &str, text: &str) -> ReadValues {
    match file.rsplit_once('.').map(|(_, ending)| ending) {
        Some("toml") => toml(file, text),
        Some("json") => match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(map) => (map.into_iter().collect(), Vec::new()),
            Err(error) => {
                let loss = ImportLoss::new(Harm::Part, "settings that cannot be read", file)
                    .at(error.line())
                    .told(error.to_string(), "correct it in the source, and import again");
                (Values::new(), vec![loss])
            }
        },
        _ => yaml(file, text, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_of_front_matter_give_the_same_values() {
        for text in [
            "---\ntitle: Open dag\ntags: [a, b]\n---\n\nTekst\n",
            "+++\ntitle = \"Open dag\"\ntags = ['a', 'b']\n+++\n\nTekst\n",
            "{\"title\": \"Open dag\", \"tags\": [\"a\", \"b\"]}\nTekst\n",
        ] {
            let front = read("a.md", text);
            assert_eq!(front.values.get("title"), Some(&Value::from("Open dag")), "{text}");
            assert_eq!(front.values.get("tags"), Some(&Value::from(vec!["a", "b"])));
            assert_eq!(text.get(front.body..).unwrap().trim(), "Tekst");
        }
        assert!(!read("a.md", "Tekst\n---\n").is_there);
        assert!(!read("a.md", "---\nnooit dicht\n").is_there);
    }

    #[test]
    fn what_can_be_read_of_broken_front_matter_is_kept() {
        let front = read("a.md", "---\ntitle: A\nwrong: [1\ndate: 2013-12-03\n---\nTekst");
        assert_eq!(front.values.get("title"), Some(&Value::from("A")));
        assert_eq!(front.losses.len(), 1);
        let lines = (1..12).map(|n| {
            format!(
                "b{n}: &b{n} [{}]
",
                ["*a"; 9].join(",")
            )
        });
        let bomb: Vec<String> = std::iter::once(
            "a: &a [x,x,x,x,x,x,x,x,x]
"
            .to_owned(),
        )
        .chain(lines)
        .collect();
        assert!(read("a.md", &format!("---\n{}---\n", bomb.concat())).is_there);
        let front = read("a.md", "+++\ntitle = 'a'\nx = \n+++\n");
        assert_eq!((front.losses.len(), front.losses[0].line), (1, 3));
    }

    #[test]
    fn front_matter_that_cannot_be_read_is_no_text_and_says_so() {
        for (text, line) in [
            ("{\n\"title\": \"A\",\n\"draft\": true,\n}\nTekst\n", 4),
            ("+++\ntitle = \"a \"b\"\"\ndraft = true\n+++\nTekst\n", 2),
            ("\n---\ntitle: A\ndraft: true\n\nTekst\n", 2),
            ("---\ntitle: A\ndraft: [true\n---\nTekst\n", 0),
        ] {
            let front = read("a.md", text);
            assert!(front.is_there, "{text}");
            assert_eq!(text.get(front.body..).unwrap().trim(), "Tekst", "{text}");
            let loss = front.losses.first().unwrap();
            assert_eq!((&*loss.subject, &*loss.file), (UNREADABLE, "a.md"), "{text}");
            assert!(line == 0 || loss.line == line, "{text}: {loss:?}");
        }
        let front = read("a.md", "\n\n---\ntitle: A\ndraft: true\n---\nTekst\n");
        assert_eq!((front.values.len(), front.losses.len(), front.line), (2, 0, 7));
        for text in ["{{< kaart >}}\n", "{: .x}\n", "---\n\nTekst: meer\n", "---\nDaarna nog dit: niets.\n"] {
            assert!(!read("a.md", text).is_there, "{text}");
        }
    }
}
