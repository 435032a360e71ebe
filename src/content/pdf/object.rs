//! Objects of a PDF (ISO 32000-1 §7.3), as far as a check needs them.

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum PdfObject {
    Null,
    Bool(bool),
    Integer(i64),
    /// A string, as bytes.
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Self>),
    Dictionary(Dictionary),
    /// A reference to an object by its number.
    Reference(u32),
    /// A number that is no whole one.
    Real,
}

/// A dictionary: its entries in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dictionary(pub(super) Vec<(Vec<u8>, PdfObject)>);

impl Dictionary {
    /// The value of a key; `Null` where there is none, which is the same (§7.3.7).
    pub(super) fn get(&self, key: &str) -> &PdfObject {
        self.0.iter().find(|(known, _)| known == key.as_bytes()).map_or(&PdfObject::Null, |(_, value)| value)
    }

    /// The whole number of a key.
    pub(super) fn integer(&self, key: &str) -> Option<i64> {
        self.get(key).integer()
    }
}

impl PdfObject {
    pub(super) fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether it is a text with more than spaces. UTF-16 and UTF-8 begin with a byte-order mark (§7.9.2.2).
    pub(super) fn is_filled_text(&self) -> bool {
        let Self::Text(bytes) = self else { return false };
        let marks: [&[u8]; 3] = [b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf"];
        let text = marks.iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes);
        text.iter().any(|byte| !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | b' '))
    }
}
