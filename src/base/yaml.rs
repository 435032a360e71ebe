//! YAML with places: reads a mapping into a type whose keys are all optional, and locates each mistake.
//!
//! The quick way reads the whole mapping at once. Only where that fails is it read again, key by key, so that all
//! mistakes are found in one run, each with its line; what is right is kept.

use std::collections::HashMap;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::place::word_at;
use super::yaml_limits::excess;
use super::{Checked, Code, Diagnostic, Place, PlaceFinder, suggest};

/// A YAML mapping in a file: the whole text and the part of it that is YAML.
#[derive(Clone, Debug)]
pub struct Mapping<'a> {
    /// The file, as it is shown.
    pub file: &'a str,
    /// The text of the whole file.
    pub text: &'a str,
    /// The bytes of `text` that are the mapping.
    pub yaml: Range<usize>,
}

/// A top-level key with its value, as written.
struct Chunk<'a> {
    key: &'a str,
    span: Range<usize>,
}

impl<'a> Mapping<'a> {
    /// A file that is YAML as a whole.
    pub fn whole(file: &'a str, text: &'a str) -> Self {
        Self { file, text, yaml: 0..text.len() }
    }

    fn source(&self) -> &'a str {
        self.text.get(self.yaml.clone()).unwrap_or_default()
    }

    /// Reads the mapping. `keys` are the top-level keys that there are, `syntax` is the code for what is no YAML at all.
    pub fn read<T: DeserializeOwned + Default>(&self, keys: &[&str], syntax: Code) -> Checked<T> {
        if let Some(at) = excess(self.source()) {
            return Checked { value: T::default(), findings: vec![self.too_large(self.yaml.start + at)] };
        }
        match serde_yaml::from_str::<Option<T>>(self.source()) {
            Ok(value) => Checked::clean(value.unwrap_or_default()),
            Err(error) => self.diagnose(keys, syntax, &error),
        }
    }

    /// Whether there is such a top-level key.
    pub fn has(&self, key: &str) -> bool {
        self.chunks().any(|chunk| chunk.key == key)
    }

    /// The bytes of the text that are a top-level key with its value.
    pub fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.chunks().find(|chunk| chunk.key == key).map(|chunk| chunk.span)
    }

    /// The place of a top-level key; the start of the mapping where there is no such key.
    pub fn key(&self, key: &str) -> Place {
        let span =
            self.chunks().find(|chunk| chunk.key == key).map(|chunk| chunk.span.start..chunk.span.start + key.len());
        Place::span(self.file, self.text, span.unwrap_or(self.yaml.start..self.yaml.start))
    }

    /// The place of a value of a top-level key: the position of `part` in it, or its whole first line.
    pub fn value(&self, key: &str, part: &str) -> Place {
        let Some(chunk) = self.chunks().find(|chunk| chunk.key == key) else { return self.key(key) };
        let value_start = chunk.span.start + key.len() + 1;
        let value = self.text.get(value_start..chunk.span.end).unwrap_or_default();
        let first_line = value.lines().next().unwrap_or_default();
        let whole = first_line.trim_start();
        let (offset, length) = match value.find(part).filter(|_| !part.is_empty()) {
            Some(at) => (at, part.lines().next().unwrap_or_default().len()),
            None => (first_line.len() - whole.len(), whole.trim_end().len()),
        };
        Place::span(self.file, self.text, value_start + offset..value_start + offset + length)
    }

    fn chunks(&self) -> impl Iterator<Item = Chunk<'a>> + use<'a> {
        let (text, end) = (self.text, self.yaml.end);
        let mut starts = Vec::new();
        let mut at = self.yaml.start;
        for line in self.source().split_inclusive('\n') {
            if !line.starts_with([' ', '\t', '#', '-', '}', ']', '\r', '\n']) && line.contains(':') {
                starts.push(at);
            }
            at += line.len();
        }
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([end]).collect();
        starts.into_iter().zip(ends).map(move |(start, end)| {
            let key = text.get(start..end).unwrap_or_default().split(':').next().unwrap_or_default();
            Chunk { key: key.trim().trim_matches(['"', '\'']), span: start..end }
        })
    }

    fn diagnose<T: DeserializeOwned + Default>(
        &self,
        keys: &[&str],
        syntax: Code,
        whole: &serde_yaml::Error,
    ) -> Checked<T> {
        let mut findings = Vec::new();
        let mut good = String::new();
        let places = PlaceFinder::new(self.file, self.text);
        let mut seen: HashMap<&str, Place> = HashMap::new();
        for chunk in self.chunks() {
            let source = self.text.get(chunk.span.clone()).unwrap_or_default();
            let place = places.span(chunk.span.start..chunk.span.start + chunk.key.len());
            if let Some(first) = seen.get(chunk.key) {
                findings.push(duplicate(chunk.key, place, first.clone()));
                continue;
            }
            seen.insert(chunk.key, place);
            match read_chunk::<T>(source) {
                Ok(_) => {
                    good.push_str(source);
                    good.push('\n');
                }
                Err(error) => {
                    let context = ChunkContext { chunk: &chunk, places: &places };
                    findings.push(self.chunk_error(&context, keys, syntax, &error));
                }
            }
        }
        if findings.is_empty() {
            findings.push(self.whole_error(syntax, whole));
        }
        let value = serde_yaml::from_str::<Option<T>>(&good).ok().flatten().unwrap_or_default();
        Checked { value, findings }
    }

    fn too_large(&self, at: usize) -> Diagnostic {
        let message = "this YAML is too large: its aliases repeat too much, or its brackets are nested too deep";
        Diagnostic::new(Code::YamlTooLarge, Place::span(self.file, self.text, at..at + 1), message)
            .hint("write the values out, or leave the repetition away")
    }

    fn whole_error(&self, syntax: Code, error: &serde_yaml::Error) -> Diagnostic {
        let first_line = self.text.get(..self.yaml.start).unwrap_or_default().matches('\n').count();
        let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        let place = Place::line_column(self.file, self.text, first_line + line.max(1), column.max(1));
        let message = plain_message(error);
        let is_no_mapping = message.contains("expected struct") || message.contains("expected a map");
        let message = if is_no_mapping { "expected keys with values".to_owned() } else { message };
        Diagnostic::new(syntax, place, message).hint("write each key on its own line, as `key: value`")
    }

    fn chunk_error(&self, at: &ChunkContext<'_>, keys: &[&str], syntax: Code, error: &ChunkError) -> Diagnostic {
        match error {
            ChunkError::Syntax(error) => self.syntax_error(at, syntax, error),
            ChunkError::Type { path, error } => self.type_error(at, keys, path, error),
        }
    }

    /// No YAML: most often a text with a colon that wants quotes, which is then shown quoted.
    fn syntax_error(&self, at: &ChunkContext<'_>, syntax: Code, error: &serde_yaml::Error) -> Diagnostic {
        let ChunkContext { chunk, places } = *at;
        let line = self.text.get(chunk.span.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let value = line.split_once(':').map(|(_, value)| value.trim()).unwrap_or_default();
        let value_start =
            chunk.span.start + line.len() - line.split_once(':').map_or(line, |(_, rest)| rest).trim_start().len();
        if let Some(colon) = value.find(": ").or(value.ends_with(':').then(|| value.len().saturating_sub(1)))
            && !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*'])
        {
            let place = places.span(value_start + colon..value_start + colon + 1);
            return Diagnostic::new(
                syntax,
                place,
                format!("the value of `{}` has a colon and must be in quotes", chunk.key),
            )
            .hint(format!("put it in quotes: {}: {}", chunk.key, quoted(value)));
        }
        if value.starts_with(['@', '`', '%', '!', '&', '*']) || opens_quote(value) {
            let place = places.span(value_start..value_start + value.len());
            return Diagnostic::new(
                syntax,
                place,
                format!("the value of `{}` is not valid YAML: {}", chunk.key, plain_message(error)),
            )
            .hint(format!("put it in quotes: {}: {}", chunk.key, quoted(value)));
        }
        Diagnostic::new(syntax, self.place_in(at, error), plain_message(error))
            .hint("check the indentation, and that each `[`, `{` and quote is closed")
    }

    /// The position of an error of the YAML parser; the end of the chunk if the parser misses something after it.
    fn place_in(&self, at: &ChunkContext<'_>, error: &serde_yaml::Error) -> Place {
        let start = at.chunk.span.start;
        let source = self.text.get(at.chunk.span.clone()).unwrap_or_default();
        let (line, column) = error.location().map_or((1, 1), |at| (at.line().max(1), at.column().max(1)));
        if line > source.lines().count() {
            let end = start + source.trim_end().len();
            return at.places.span(end..end);
        }
        let word = word_at(source, line, column);
        at.places.span(start + word.start..start + word.end)
    }

    fn type_error(
        &self,
        context: &ChunkContext<'_>,
        keys: &[&str],
        path: &str,
        error: &serde_yaml::Error,
    ) -> Diagnostic {
        let ChunkContext { chunk, places } = *context;
        let message = plain_message(error);
        if let Some((unknown, known)) = unknown_field(&message) {
            let at = self.find_key(chunk, &unknown);
            let place = places.span(at..at + unknown.len());
            let known: Vec<&str> =
                if known.is_empty() { keys.to_vec() } else { known.iter().map(String::as_str).collect() };
            return Diagnostic::new(Code::UnknownKey, place, format!("unknown key `{unknown}`"))
                .hint(suggest::hint(&unknown, known.iter().copied()));
        }
        let last = path.rsplit('.').find(|part| !part.starts_with('[')).unwrap_or(chunk.key);
        let name = if path.is_empty() || path == "." || path == "?" { chunk.key } else { path };
        let at = self.find_key(chunk, last);
        let value = self.text.get(at..chunk.span.end).unwrap_or_default();
        if let Some((unknown, known)) = unknown_variant(&message) {
            let start = at + value.find(&unknown).unwrap_or_default();
            let place = places.span(start..start + unknown.len());
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let message = format!("`{last}` cannot be `{unknown}`");
            return Diagnostic::new(Code::WrongType, place, message)
                .hint(suggest::hint(&unknown, known.iter().copied()));
        }
        let line = value.lines().next().unwrap_or_default();
        let (before, value) = line.split_once(':').unwrap_or(("", line));
        let start = at + line.len() - value.trim_start().len().min(line.len() - before.len());
        let place = places.span(start..start + value.trim().len());
        let (problem, hints) = wrong_type(name, value.trim(), &message);
        let mut diagnostic = Diagnostic::new(Code::WrongType, place, problem);
        diagnostic.hints = hints;
        diagnostic
    }

    /// The position of a key in a chunk, at any depth.
    fn find_key(&self, chunk: &Chunk<'_>, key: &str) -> usize {
        let source = self.text.get(chunk.span.clone()).unwrap_or_default();
        let follows = |at: &usize| {
            let rest = source.get(at + key.len()..).unwrap_or_default();
            let before = source.get(..*at).unwrap_or_default();
            rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
                && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        };
        let found = source.match_indices(key).map(|(at, _)| at).find(follows);
        chunk.span.start + found.unwrap_or_default()
    }
}

/// A chunk with a mistake, and the text in which its place is looked for.
#[derive(Clone, Copy)]
struct ChunkContext<'c> {
    chunk: &'c Chunk<'c>,
    places: &'c PlaceFinder<'c>,
}

fn duplicate(key: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, place, format!("duplicate key `{key}`"))
        .related(first, "it is first set here")
        .hint("keep one of the two")
}

enum ChunkError {
    Syntax(serde_yaml::Error),
    Type { path: String, error: serde_yaml::Error },
}

fn read_chunk<T: DeserializeOwned>(source: &str) -> Result<T, ChunkError> {
    serde_yaml::from_str::<serde_yaml::Value>(source).map_err(ChunkError::Syntax)?;
    let read = serde_path_to_error::deserialize(serde_yaml::Deserializer::from_str(source));
    read.map_err(|error| ChunkError::Type { path: error.path().to_string(), error: error.into_inner() })
}

/// The reason without the path and the position that the library adds: those are shown as a place.
fn plain_message(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    text.rsplit_once("]: ")
        .or_else(|| text.split_once(": ").filter(|(path, _)| is_path(path)))
        .map_or(text, |(_, rest)| rest)
        .to_owned()
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ') && !text.starts_with("invalid")
}

/// ``unknown field `tgas`, expected one of `title`, `date` `` → the field and the known ones.
fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    unknown_name(message, "unknown field `")
}

/// ``unknown variant `pdf`, expected one of `atom`, `rss` `` → the variant and the known ones.
fn unknown_variant(message: &str) -> Option<(String, Vec<String>)> {
    unknown_name(message, "unknown variant `")
}

fn unknown_name(message: &str, start: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix(start)?;
    let (unknown, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((unknown.to_owned(), known))
}

/// `invalid type: string "ja", expected a boolean` as a sentence for a writer, and what to write instead.
fn wrong_type(name: &str, value: &str, message: &str) -> (String, Vec<String>) {
    let last = name.rsplit('.').next().unwrap_or(name);
    let expected = message.rsplit_once("expected ").map_or(message, |(_, expected)| expected);
    match expected {
        "a boolean" => {
            let meant = matches!(value.to_lowercase().as_str(), "yes" | "ja" | "y" | "on" | "1" | "oui" | "waar");
            (format!("`{name}` must be `true` or `false`"), vec![format!("write `{last}: {meant}`")])
        }
        "a sequence" => {
            let hint = if value.is_empty() {
                format!("write `{last}: [one, two]`")
            } else {
                format!("write `{last}: [{value}]`")
            };
            (format!("`{name}` must be a list"), vec![hint])
        }
        "a string" => (format!("`{name}` must be a text"), vec![format!("write `{last}: {}`", quoted(value))]),
        "u32" | "u16" | "usize" => {
            (format!("`{name}` must be a whole number"), vec![format!("write `{last}: 20`, or another number")])
        }
        expected if expected.starts_with("struct ") || expected == "a map" => (
            format!("`{name}` must have keys of its own"),
            vec![format!("write the keys below `{last}:`, each on its own line and indented by two spaces")],
        ),
        expected if message.starts_with("invalid") => (format!("`{name}` must be {expected}"), Vec::new()),
        _ => (format!("`{name}`: {message}"), Vec::new()),
    }
}

fn opens_quote(value: &str) -> bool {
    value.chars().next().is_some_and(|first| matches!(first, '"' | '\''))
}

/// A text as YAML in double quotes.
pub fn quoted(text: &str) -> String {
    let closed = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let inner = if closed {
        text.get(1..text.len() - 1).unwrap_or(text)
    } else {
        text.strip_prefix(['"', '\'']).unwrap_or(text)
    };
    format!("\"{}\"", inner.replace('\\', "\\\\").replace('"', "\\\""))
}
