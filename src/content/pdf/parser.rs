//! Bytes of a PDF → objects (ISO 32000-1 §7.2, §7.3).

use super::object::{Dictionary, PdfObject};

/// The deepest nesting of arrays and dictionaries. Real files have about ten levels.
const DEEPEST: usize = 50;
/// The most objects in one object, so that a file cannot ask for all memory.
const MOST_OBJECTS: usize = 200_000;

/// A reader of objects at a place in bytes.
pub(super) struct ObjectParser<'b> {
    bytes: &'b [u8],
    pub(super) at: usize,
    left: usize,
}

impl<'b> ObjectParser<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, left: MOST_OBJECTS }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.rest().iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                self.at += line.unwrap_or(self.rest().len());
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Passes over a keyword, if it stands here.
    pub(super) fn skip_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let ends = self.rest().strip_prefix(word.as_bytes());
        let is_here = ends.is_some_and(|rest| rest.first().is_none_or(|byte| !is_regular(*byte)));
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    /// A whole number that is not negative.
    pub(super) fn number(&mut self) -> Option<u64> {
        self.skip_space();
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let text = std::str::from_utf8(self.rest().get(..digits)?).ok()?;
        let number = text.parse().ok()?;
        self.at += digits;
        Some(number)
    }

    /// An object; `None` where there is none, or it has no end.
    pub(super) fn object(&mut self) -> Option<PdfObject> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<PdfObject> {
        self.left = self.left.checked_sub(1)?;
        self.skip_space();
        match self.peek()? {
            b'<' if self.rest().starts_with(b"<<") => self.dictionary(depth),
            b'<' => self.hexadecimal(),
            b'(' => self.literal(),
            b'/' => Some(PdfObject::Name(self.name())),
            b'[' => self.array(depth),
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(self.number_or_reference()),
            _ if self.skip_word("true") => Some(PdfObject::Bool(true)),
            _ if self.skip_word("false") => Some(PdfObject::Bool(false)),
            _ if self.skip_word("null") => Some(PdfObject::Null),
            _ => None,
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<PdfObject> {
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            if self.rest().starts_with(b">>") {
                self.at += 2;
                return Some(PdfObject::Dictionary(Dictionary(entries)));
            }
            if self.peek()? != b'/' || depth >= DEEPEST {
                return None;
            }
            let key = self.name();
            entries.push((key, self.nested(depth + 1)?));
        }
    }

    fn array(&mut self, depth: usize) -> Option<PdfObject> {
        self.at += 1;
        let mut values = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(PdfObject::Array(values));
            }
            if depth >= DEEPEST {
                return None;
            }
            values.push(self.nested(depth + 1)?);
        }
    }

    /// A name: `#` and two digits stand for a byte (§7.3.5).
    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.at += 1;
            let digits = || Some((hex_digit(*self.bytes.get(self.at)?)?, hex_digit(*self.bytes.get(self.at + 1)?)?));
            match digits().filter(|_| byte == b'#') {
                Some((high, low)) => {
                    name.push(high * 16 + low);
                    self.at += 2;
                }
                None => name.push(byte),
            }
        }
        name
    }

    fn hexadecimal(&mut self) -> Option<PdfObject> {
        let end = self.rest().iter().position(|byte| *byte == b'>')?;
        let mut digits: Vec<u8> = self.rest().get(1..end)?.iter().filter_map(|byte| hex_digit(*byte)).collect();
        self.at += end + 1;
        if digits.len() % 2 == 1 {
            digits.push(0);
        }
        Some(PdfObject::Text(
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |sum, digit| sum * 16 + digit)).collect(),
        ))
    }

    /// A string in brackets, which may hold balanced brackets; `\` before one takes its meaning away (§7.3.4.2). What other escapes
    /// stand for does not matter to a check.
    fn literal(&mut self) -> Option<PdfObject> {
        let (mut open, mut text) = (0_usize, Vec::new());
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Some(PdfObject::Text(text.get(1..).unwrap_or_default().to_vec())),
                b')' => open -= 1,
                b'\\' => {
                    text.push(self.peek()?);
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// A number, or a reference such as `12 0 R`.
    fn number_or_reference(&mut self) -> PdfObject {
        let start = self.at;
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count().max(1);
        let text = self.rest().get(..length).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default();
        self.at = start + length;
        let Ok(number) = text.parse::<i64>() else { return PdfObject::Real };
        let end = self.at;
        let is_reference = self.number().is_some() && self.skip_word("R");
        match u32::try_from(number) {
            Ok(number) if is_reference => PdfObject::Reference(number),
            _ => {
                self.at = end;
                PdfObject::Integer(number)
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// Whether a byte is neither space nor a delimiter (§7.2.2).
fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !b"()<>[]{}/%".contains(&byte)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<PdfObject> {
        ObjectParser::new(text.as_bytes(), 0).object()
    }

    #[test]
    fn objects_are_read() {
        assert_eq!(read("% x\n 12"), Some(PdfObject::Integer(12)));
        assert_eq!(read("12 0 R"), Some(PdfObject::Reference(12)));
        assert_eq!(
            read("[12 0 1.5]"),
            Some(PdfObject::Array(vec![PdfObject::Integer(12), PdfObject::Integer(0), PdfObject::Real]))
        );
        assert_eq!(read("(a(b)\\)c)"), Some(PdfObject::Text(b"a(b))c".to_vec())));
        assert_eq!(read("<4 1 5>"), Some(PdfObject::Text(b"AP".to_vec())));
        assert_eq!(read("/A#42"), Some(PdfObject::Name(b"AB".to_vec())));
        let marked = read("<</MarkInfo<</Marked true>>/X null>>").unwrap();
        let marks = marked.dictionary().unwrap().get("MarkInfo").dictionary().unwrap().clone();
        assert_eq!(marks.get("Marked"), &PdfObject::Bool(true));
    }

    #[test]
    fn what_has_no_end_or_is_too_deep_is_no_object() {
        for text in ["(a", "<41", "[1", "<</A 1", "<<1 2>>", ")", "", "trueish"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read(&format!("{}1{}", "[".repeat(60), "]".repeat(60))), None);
    }
}
