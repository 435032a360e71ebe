//! Where the objects of a PDF are (ISO 32000-1 §7.5.4, §7.5.8): tables and streams of cross-references, newest first.

use std::collections::{HashMap, HashSet};

use super::object::Dictionary;
use super::parser::ObjectParser;
use super::stream::unpacked;

/// The most objects of a file, so that a file cannot ask for all memory. Real files have some thousands.
const MOST_OBJECTS: usize = 2_000_000;
/// The most updates of a file, each with its own cross-references.
const MOST_UPDATES: usize = 1_000;

/// The place of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectPlace {
    /// At a byte of the file.
    At(usize),
    /// In a stream of objects, by the number of the stream and the place in it.
    Within { stream: u32, index: usize },
    /// It was removed.
    Free,
}

/// The places of all objects, and the trailer.
#[derive(Debug, Default)]
pub(super) struct CrossReferences {
    pub(super) places: HashMap<u32, ObjectPlace>,
    pub(super) trailer: Dictionary,
}

/// What a section of cross-references leads to.
#[derive(Default)]
struct ReferenceSection {
    trailer: Dictionary,
    /// The section of the hybrid form (§7.5.8.4), and the one before.
    next: Vec<usize>,
}

impl CrossReferences {
    /// Reads the sections from the newest on. `None` where one is damaged, or there are too many objects.
    pub(super) fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let mut all = Self::default();
        let (mut to_read, mut seen) = (vec![start], HashSet::new());
        while let Some(at) = to_read.pop() {
            if !seen.insert(at) {
                continue;
            }
            let is_first = seen.len() == 1;
            let section = all.section(bytes, at)?;
            if is_first {
                all.trailer = section.trailer;
            }
            if seen.len() >= MOST_UPDATES {
                return None;
            }
            to_read.extend(section.next.into_iter().rev());
        }
        Some(all)
    }

    fn section(&mut self, bytes: &[u8], at: usize) -> Option<ReferenceSection> {
        let mut parser = ObjectParser::new(bytes, at);
        if parser.skip_word("xref") { self.table(&mut parser) } else { self.stream(bytes, at) }
    }

    /// A newer section has the last word on an object.
    fn add(&mut self, number: u64, place: ObjectPlace) -> Option<()> {
        if self.places.len() >= MOST_OBJECTS {
            return None;
        }
        self.places.entry(u32::try_from(number).ok()?).or_insert(place);
        Some(())
    }

    fn table(&mut self, parser: &mut ObjectParser<'_>) -> Option<ReferenceSection> {
        while !parser.skip_word("trailer") {
            self.range(parser)?;
        }
        let trailer = parser.object()?.dictionary()?.clone();
        let next =
            ["XRefStm", "Prev"].into_iter().filter_map(|key| usize::try_from(trailer.integer(key)?).ok()).collect();
        Some(ReferenceSection { trailer, next })
    }

    /// A range of a table: the first number, how many there are, and the place of each.
    fn range(&mut self, parser: &mut ObjectParser<'_>) -> Option<()> {
        let (first, count) = (parser.number()?, parser.number()?);
        for number in 0..count {
            let (at, _generation) = (parser.number()?, parser.number()?);
            let place = match (parser.skip_word("n"), usize::try_from(at)) {
                (true, Ok(at)) => ObjectPlace::At(at),
                _ if parser.skip_word("f") => ObjectPlace::Free,
                _ => return None,
            };
            self.add(first.checked_add(number)?, place)?;
        }
        Some(())
    }

    /// A stream of cross-references: numbers of the widths in `W`, for the objects in `Index`.
    fn stream(&mut self, bytes: &[u8], at: usize) -> Option<ReferenceSection> {
        let mut parser = ObjectParser::new(bytes, at);
        parser.number()?;
        parser.number()?;
        if !parser.skip_word("obj") {
            return None;
        }
        let trailer = parser.object()?.dictionary()?.clone();
        let length = usize::try_from(trailer.integer("Length")?).ok()?;
        let data = stream_data(bytes, &mut parser, length)?;
        let data = unpacked(data, &trailer)?;
        let widths = whole_numbers(&trailer, "W")?;
        let widths: [usize; 3] = widths.try_into().ok()?;
        if widths.iter().any(|width| *width > 8) {
            return None;
        }
        let size = usize::try_from(trailer.integer("Size")?).ok()?;
        let ranges = whole_numbers(&trailer, "Index").unwrap_or_else(|| vec![0, size]);
        let mut rows = data.chunks_exact(widths.iter().sum::<usize>().max(1));
        for range in ranges.chunks_exact(2) {
            let &[first, count] = range else { continue };
            for (place, row) in rows.by_ref().take(count).enumerate() {
                self.row(first.checked_add(place)? as u64, row, widths)?;
            }
        }
        let next = trailer.integer("Prev").and_then(|at| usize::try_from(at).ok()).into_iter().collect();
        Some(ReferenceSection { trailer, next })
    }

    /// A row of a stream: the kind of the place, and two numbers of it. Without a kind it is a byte of the file (§7.5.8.3).
    fn row(&mut self, number: u64, row: &[u8], [kind, second, third]: [usize; 3]) -> Option<()> {
        let field = |from: usize, width: usize| big_endian(row.get(from..from + width).unwrap_or_default());
        let (a, b) = (field(kind, second), field(kind + second, third));
        let place = match (kind, field(0, kind)) {
            (0, _) | (_, 1) => ObjectPlace::At(usize::try_from(a).ok()?),
            (_, 0) => ObjectPlace::Free,
            (_, 2) => ObjectPlace::Within { stream: u32::try_from(a).ok()?, index: usize::try_from(b).ok()? },
            // Kinds of later versions count as nothing.
            _ => return Some(()),
        };
        self.add(number, place)
    }
}

/// The data behind the keyword `stream`, of a length: the data begins on the next line (§7.3.8.1).
pub(super) fn stream_data<'b>(bytes: &'b [u8], parser: &mut ObjectParser<'b>, length: usize) -> Option<&'b [u8]> {
    if !parser.skip_word("stream") {
        return None;
    }
    let rest = bytes.get(parser.at..)?;
    let data = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).or(rest.strip_prefix(b"\r")).unwrap_or(rest);
    data.get(..length)
}

fn whole_numbers(dictionary: &Dictionary, key: &str) -> Option<Vec<usize>> {
    let super::object::PdfObject::Array(values) = dictionary.get(key) else { return None };
    values.iter().map(|value| usize::try_from(value.integer()?).ok()).collect()
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
