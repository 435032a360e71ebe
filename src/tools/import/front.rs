//! Front matter of other programs: YAML between `---`, TOML between `+++`, or JSON, each as one map of values.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::loss::{Harm, ImportLoss};
use crate::base::Code;
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

/// Reads the front matter of a text.
pub(super) fn read(file: &str, text: &str) -> FrontValues {
    let first = text.lines().next().unwrap_or_default().trim_end();
    let mut front = match first {
        "---" => fenced(text, "---", |inner| yaml(file, inner, 1)),
        "+++" => fenced(text, "+++", |inner| toml(file, inner)),
        _ if text.starts_with('{') => json(text),
        _ => FrontValues::default(),
    };
    front.line = 1 + text.get(..front.body).unwrap_or_default().matches('\n').count();
    front
}

/// Values with what could not be read of them.
pub(super) type ReadValues = (Values, Vec<ImportLoss>);

fn fenced(text: &str, fence: &str, read: impl FnOnce(&str) -> ReadValues) -> FrontValues {
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            let (values, losses) = read(text.get(start..at).unwrap_or_default());
            return FrontValues { values, is_there: true, body: at + line.len(), line: 0, losses };
        }
        at += line.len();
        if at > LONGEST {
            break;
        }
    }
    FrontValues::default()
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

fn json(text: &str) -> FrontValues {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let Some(Ok(map)) = values.next() else { return FrontValues::default() };
    let end = values.byte_offset();
    let rest = text.get(end..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start_matches([' ', '\r', '\n']).len();
    FrontValues { values: map.into_iter().collect(), is_there: true, body: end + gap, line: 0, losses: Vec::new() }
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
}
