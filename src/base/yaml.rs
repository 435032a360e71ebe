//! YAML with places: reads a mapping into a type whose keys are all optional, and locates each mistake.
//!
//! The quick way reads the whole mapping at once. Only where that fails is it read again, key by key, so that all
//! mistakes are found in one run, each with its line; what is right is kept.

use std::collections::HashMap;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::place::word_at;
use super::yaml_beside::{beside, keep_one};
use super::yaml_limits::excess;
use super::yaml_lost::lost;
use super::yaml_message::{plain_message, unknown_field, unknown_variant};
pub use super::yaml_quoted::quoted;
use super::yaml_syntax::{self, SyntaxMistake};
pub use super::yaml_type::truth;
use super::yaml_type::{spaced_hyphens, wrong_type};
use super::yaml_within::{inner_value, is_open, key_before};
use super::{Checked, Code, Diagnostic, Place, PlaceFinder, suggest, yaml_nested};

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

/// The keys of a mapping, and the meaning of keys that it does not have.
#[derive(Clone, Copy)]
pub struct Keys<'k> {
    /// The keys.
    pub known: &'k [&'k str],
    /// What is meant by another key with a value, or by a key with a value of the wrong form: what to write instead, where that
    /// is known. It gets keys in lower case, with underscores.
    pub meant: fn(&str, &str) -> Option<String>,
    /// The remedy for a key of which nothing is known.
    pub remedy: &'k str,
}

impl<'k> Keys<'k> {
    /// Keys of which no others are known.
    pub fn only(known: &'k [&'k str]) -> Self {
        Self { known, meant: |_, _| None, remedy: "" }
    }

    /// What is meant by a key, however it is written.
    pub(crate) fn meaning(&self, key: &str, value: &str) -> Option<String> {
        let folded = key.trim().to_lowercase().replace(['-', ' '], "_");
        if folded != key && self.known.contains(&folded.as_str()) {
            let is_spaced = key.starts_with(char::is_whitespace) || key.ends_with(char::is_whitespace);
            let how = if is_spaced { "without the space before it, which may be invisible" } else { "in lower case" };
            return Some(format!("write `{folded}`, {how}"));
        }
        if key.starts_with(|c: char| c.is_whitespace() && !c.is_ascii()) {
            let spaces = " ".repeat(key.chars().take_while(|c| c.is_whitespace()).count());
            let line = format!("{spaces}{}: {value}", key.trim_start());
            return Some(format!("the spaces before it do not break: write ordinary ones, `{line}`"));
        }
        (self.meant)(&folded, value)
    }

    /// What to write instead of a key that the mapping does not have.
    fn hint(&self, key: &str, value: &str) -> String {
        let near = || suggest::nearest(key, self.known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let is_alone = self.remedy.is_empty();
        let word = || yaml_nested::meant(key, self.known).filter(|_| is_alone);
        let word = || word().map(|known| format!("the key is called `{known}`"));
        self.meaning(key, value).or_else(word).or_else(near).unwrap_or_else(|| match self.remedy {
            "" => format!("available: {}", suggest::list(self.known.iter().copied())),
            remedy => remedy.to_owned(),
        })
    }
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

    /// Reads the mapping. `syntax` is the code for what is no YAML at all.
    pub fn read<T: DeserializeOwned + Default>(&self, keys: Keys<'_>, syntax: Code) -> Checked<T> {
        if let Some(at) = excess(self.source()) {
            return Checked { value: T::default(), findings: vec![self.too_large(self.yaml.start + at)] };
        }
        match serde_yaml::from_str::<Option<T>>(self.source()) {
            Ok(value) => Checked { value: value.unwrap_or_default(), findings: lost(self.file, self.text, &self.yaml) },
            Err(error) => self.diagnose(keys, syntax, &error),
        }
    }

    /// Reads a mapping whose maps are checked for keys that are set twice, which the parser passes over in silence.
    pub fn read_strictly<T: DeserializeOwned + Default>(&self, keys: Keys<'_>, syntax: Code) -> Checked<T> {
        match serde_yaml::from_str::<serde_yaml::Value>(self.source()) {
            Err(error) if excess(self.source()).is_none() => self.diagnose(keys, syntax, &error),
            _ => self.read(keys, syntax),
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
        keys: Keys<'_>,
        syntax: Code,
        whole: &serde_yaml::Error,
    ) -> Checked<T> {
        let mut findings = lost(self.file, self.text, &self.yaml);
        let warnings = findings.len();
        let mut good = String::new();
        let places = PlaceFinder::new(self.file, self.text);
        let mut seen: HashMap<&str, (Place, &str)> = HashMap::new();
        for chunk in self.chunks() {
            let source = self.text.get(chunk.span.clone()).unwrap_or_default();
            let place = places.span(chunk.span.start..chunk.span.start + chunk.key.len());
            if let Some((first, before)) = seen.get(chunk.key) {
                let hint = keep_one(chunk.key, (first, before), (&place, source));
                findings.push(duplicate(chunk.key, place, first.clone()).hint(hint));
                continue;
            }
            seen.insert(chunk.key, (place, source));
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
        if findings.len() == warnings {
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
        if let Some(SyntaxMistake { span, message, hint }) = yaml_syntax::mistake(self.source()) {
            let span = self.yaml.start + span.start..self.yaml.start + span.end;
            return Diagnostic::new(syntax, Place::span(self.file, self.text, span), message).hint(hint);
        }
        let first_line = self.text.get(..self.yaml.start).unwrap_or_default().matches('\n').count();
        let (line, column) = error.location().map_or((1, 1), |at| (at.line(), at.column()));
        let place = Place::line_column(self.file, self.text, first_line + line.max(1), column.max(1));
        let message = plain_message(error);
        let is_no_mapping = message.contains("expected struct") || message.contains("expected a map");
        let message = if is_no_mapping { "expected keys with values".to_owned() } else { message };
        Diagnostic::new(syntax, place, message).hint("write each key on its own line, as `key: value`")
    }

    fn chunk_error(&self, at: &ChunkContext<'_>, keys: Keys<'_>, syntax: Code, error: &ChunkError) -> Diagnostic {
        match error {
            ChunkError::Syntax(error) => self.syntax_error(at, syntax, error.as_ref()),
            ChunkError::Type { path, error } => self.type_error(at, keys, path, error),
        }
    }

    /// No YAML, or no key with a value.
    fn syntax_error(&self, at: &ChunkContext<'_>, syntax: Code, error: Option<&serde_yaml::Error>) -> Diagnostic {
        let start = at.chunk.span.start;
        let source = self.text.get(at.chunk.span.clone()).unwrap_or_default();
        let message = error.map(plain_message).unwrap_or_default();
        if message.starts_with("duplicate entry") {
            let key = message.split('"').nth(1).unwrap_or(at.chunk.key);
            let keys = self.find_keys(at.chunk, key);
            let place = |at_key: Option<&usize>| {
                at_key.map_or_else(|| at.places.span(start..start), |found| at.places.span(*found..*found + key.len()))
            };
            return duplicate(key, place(keys.get(1)), place(keys.first())).hint("keep one of the two");
        }
        if let Some(SyntaxMistake { span, message, hint }) = yaml_syntax::mistake(source) {
            return Diagnostic::new(syntax, at.places.span(start + span.start..start + span.end), message).hint(hint);
        }
        let place = error.map_or_else(|| at.places.span(start..start), |error| self.place_in(at, error));
        if message.starts_with("invalid type: integer") && message.ends_with("expected any YAML value") {
            return Diagnostic::new(syntax, place, "this number is larger than numbers can be here")
                .hint("put it in quotes, so that it is a text");
        }
        Diagnostic::new(syntax, place, format!("this is not valid YAML: {message}"))
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
        keys: Keys<'_>,
        path: &str,
        error: &serde_yaml::Error,
    ) -> Diagnostic {
        let ChunkContext { chunk, places } = *context;
        let message = plain_message(error);
        if let Some((unknown, known)) = unknown_field(&message) {
            let at = self.find_key(chunk, &unknown);
            let place = places.span(at..at + unknown.len());
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let is_at_top = known.is_empty() || known == keys.known;
            let value = self.text.get(at + unknown.len()..).unwrap_or_default().lines().next().unwrap_or_default();
            let hint = if is_at_top {
                let hint = keys.hint(&unknown, value.split_once(':').map_or("", |(_, value)| value).trim());
                beside(hint, &unknown, |key| self.has(key).then(|| self.key(key).line))
            } else {
                yaml_nested::hint(&unknown, &known, value)
            };
            return Diagnostic::new(Code::UnknownKey, place, format!("unknown key `{unknown}`")).hint(hint);
        }
        let path = self.named(chunk, path, error);
        let last = path.rsplit('.').find(|part| !part.starts_with('[')).unwrap_or(chunk.key);
        let name = if path.is_empty() || path == "." || path == "?" { chunk.key } else { &path };
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
        let (value_below, below) = (value, value.split_once('\n').map_or("", |(_, below)| below));
        let line = value.lines().next().unwrap_or_default();
        let is_inside = self.text.get(chunk.span.start..at).is_some_and(is_open);
        let line = if is_inside { inner_value(line) } else { line };
        let (before, value) = line.split_once(':').unwrap_or(("", line));
        let start = at + line.len() - value.trim_start().len().min(line.len() - before.len());
        let place = places.span(start..start + value.trim().len());
        let (problem, mut hints) = wrong_type(name, (value.trim(), below), &message);
        if let Some(hint) = spaced_hyphens(value_below, &message) {
            hints = vec![hint];
        } else if let Some(top) = name.split('[').next().filter(|top| keys.known.contains(top)) {
            hints = keys.meaning(top, value.trim()).map_or(hints, |hint| vec![hint]);
        }
        let mut diagnostic = Diagnostic::new(Code::WrongType, place, problem);
        diagnostic.hints = hints;
        diagnostic
    }

    /// A path in which the keys that the parser does not name are those of the text.
    fn named(&self, chunk: &Chunk<'_>, path: &str, error: &serde_yaml::Error) -> String {
        let Some(above) = path.strip_suffix(".?") else { return path.to_owned() };
        let source = self.text.get(chunk.span.clone()).unwrap_or_default();
        let at = error.location().map_or(0, |at| at.index());
        key_before(source.get(..at).unwrap_or_default()).map_or(above.to_owned(), |key| format!("{above}.{key}"))
    }

    /// The position of a key in a chunk, at any depth.
    fn find_key(&self, chunk: &Chunk<'_>, key: &str) -> usize {
        self.find_keys(chunk, key).first().copied().unwrap_or(chunk.span.start)
    }

    fn find_keys(&self, chunk: &Chunk<'_>, key: &str) -> Vec<usize> {
        let source = self.text.get(chunk.span.clone()).unwrap_or_default();
        let follows = |at: &usize| {
            let rest = source.get(at + key.len()..).unwrap_or_default();
            let before = source.get(..*at).unwrap_or_default();
            rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
                && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
        };
        let found = source.match_indices(key).map(|(at, _)| at).filter(follows);
        found.map(|at| chunk.span.start + at).take(2).collect()
    }
}

/// A chunk with a mistake, and the text in which its place is looked for.
#[derive(Clone, Copy)]
struct ChunkContext<'c> {
    chunk: &'c Chunk<'c>,
    places: &'c PlaceFinder<'c>,
}

fn duplicate(key: &str, place: Place, first: Place) -> Diagnostic {
    Diagnostic::new(Code::DuplicateKey, place, format!("duplicate key `{key}`")).related(first, "it is first set here")
}

enum ChunkError {
    /// What the parser says; nothing where it reads something else than a key with a value.
    Syntax(Option<serde_yaml::Error>),
    Type {
        path: String,
        error: serde_yaml::Error,
    },
}

fn read_chunk<T: DeserializeOwned>(source: &str) -> Result<T, ChunkError> {
    let value: serde_yaml::Value = serde_yaml::from_str(source).map_err(|error| ChunkError::Syntax(Some(error)))?;
    if !value.is_mapping() {
        return Err(ChunkError::Syntax(None));
    }
    let read = serde_path_to_error::deserialize(serde_yaml::Deserializer::from_str(source));
    read.map_err(|error| ChunkError::Type { path: error.path().to_string(), error: error.into_inner() })
}
