//! A PDF whose objects are read when they are asked for.

use std::collections::HashMap;

use super::cross_references::{CrossReferences, ObjectPlace, stream_data};
use super::object::{Dictionary, PdfObject};
use super::parser::ObjectParser;
use super::stream::unpacked;

/// How many references may follow on one another: a circle of them has no end.
const MOST_STEPS: usize = 16;
/// The most streams of objects that are unpacked for one file.
const MOST_STREAMS: usize = 16;

/// A PDF with the places of its objects.
pub(super) struct PdfDocument<'b> {
    bytes: &'b [u8],
    references: CrossReferences,
    /// Streams of objects that were unpacked, by their numbers.
    streams: HashMap<u32, (Dictionary, Vec<u8>)>,
}

impl<'b> PdfDocument<'b> {
    pub(super) fn new(bytes: &'b [u8], references: CrossReferences) -> Self {
        Self { bytes, references, streams: HashMap::new() }
    }

    pub(super) fn trailer(&self) -> Dictionary {
        self.references.trailer.clone()
    }

    /// An object itself, where it is a reference to one.
    pub(super) fn resolve(&mut self, object: &PdfObject) -> PdfObject {
        self.resolve_within(object, MOST_STEPS)
    }

    fn resolve_within(&mut self, object: &PdfObject, steps: usize) -> PdfObject {
        let PdfObject::Reference(number) = object else { return object.clone() };
        let Some(steps) = steps.checked_sub(1) else { return PdfObject::Null };
        let found = match self.references.places.get(number) {
            Some(ObjectPlace::At(at)) => self.at(*number, *at).map(|(object, _)| object),
            Some(ObjectPlace::Within { stream, index }) => self.within(*stream, *index),
            Some(ObjectPlace::Free) | None => None,
        };
        self.resolve_within(&found.unwrap_or(PdfObject::Null), steps)
    }

    /// The dictionary of a key, or an empty one.
    pub(super) fn dictionary(&mut self, of: &Dictionary, key: &str) -> Dictionary {
        self.resolve(of.get(key)).dictionary().cloned().unwrap_or_default()
    }

    /// The unpacked data of a stream that a key refers to.
    pub(super) fn stream(&mut self, of: &Dictionary, key: &str) -> Option<Vec<u8>> {
        let PdfObject::Reference(number) = of.get(key) else { return None };
        let ObjectPlace::At(at) = *self.references.places.get(number)? else { return None };
        self.stream_at(*number, at).map(|(_, data)| data)
    }

    /// The object with a number at a byte, and where it ends.
    fn at(&self, number: u32, at: usize) -> Option<(PdfObject, usize)> {
        let mut parser = ObjectParser::new(self.bytes, at);
        if parser.number()? != u64::from(number) {
            return None;
        }
        parser.number()?;
        let object = parser.skip_word("obj").then(|| parser.object())??;
        Some((object, parser.at))
    }

    fn stream_at(&mut self, number: u32, at: usize) -> Option<(Dictionary, Vec<u8>)> {
        let (object, end) = self.at(number, at)?;
        let dictionary = object.dictionary()?.clone();
        let length = match dictionary.get("Length") {
            // The length of a stream is no part of a stream of objects, so this ends.
            PdfObject::Reference(number) => match *self.references.places.get(number)? {
                ObjectPlace::At(at) => self.at(*number, at)?.0.integer(),
                _ => None,
            },
            length => length.integer(),
        };
        let mut parser = ObjectParser::new(self.bytes, end);
        let data = stream_data(self.bytes, &mut parser, usize::try_from(length?).ok()?)?;
        let data = unpacked(data, &dictionary)?;
        Some((dictionary, data))
    }

    /// An object in a stream of objects (ISO 32000-1 §7.5.7): pairs of number and place stand at its beginning.
    fn within(&mut self, stream: u32, index: usize) -> Option<PdfObject> {
        if !self.streams.contains_key(&stream) {
            let ObjectPlace::At(at) = *self.references.places.get(&stream)? else { return None };
            let unpacked = self.stream_at(stream, at).filter(|_| self.streams.len() < MOST_STREAMS)?;
            self.streams.insert(stream, unpacked);
        }
        let (dictionary, data) = self.streams.get(&stream)?;
        let first = usize::try_from(dictionary.integer("First")?).ok()?;
        let count = usize::try_from(dictionary.integer("N")?).ok().filter(|count| index < *count)?;
        let mut parser = ObjectParser::new(data, 0);
        for _ in 0..index.min(count) {
            parser.number()?;
            parser.number()?;
        }
        parser.number()?;
        let place = usize::try_from(parser.number()?).ok()?;
        ObjectParser::new(data, first.checked_add(place)?).object()
    }
}
