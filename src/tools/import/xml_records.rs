//! Records of large XML files, read one by one: `<item>` of RSS and WordPress, `<entry>` of Atom. A record that is broken does not
//! harm those behind it, and only one is in memory.

use std::io::{self, BufRead};

use encoding_rs::Encoding;

/// The longest record that is read, in bytes. A longer one is a mark that was never closed.
const LONGEST: usize = 64 << 20;

/// The most bytes before the first record.
const LONGEST_HEAD: usize = 16 << 20;

/// More bytes than any mark that is looked for.
const TAG: usize = 16;

/// The names of elements that hold a record.
const RECORDS: &[&str] = &["item", "entry"];

/// A part of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum XmlPart {
    /// What stands before the first record.
    Head(String),
    /// A record, and the line on which it begins.
    Record(String, usize),
    /// A record that does not end, and the line on which it begins.
    Broken(usize),
}

/// The parts of an XML file.
pub(super) struct XmlRecords<R> {
    input: R,
    /// What was read; the first `start` bytes were given away.
    buffer: Vec<u8>,
    start: usize,
    /// The number of the line at `start`.
    line: usize,
    encoding: Option<&'static Encoding>,
    has_head: bool,
    is_over: bool,
}

impl<R: BufRead> XmlRecords<R> {
    /// The parts of a file.
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: Vec::new(), start: 0, line: 1, encoding: None, has_head: false, is_over: false }
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Reads more. `false` at the end of the file, or where it cannot be read.
    fn fill(&mut self) -> bool {
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let read = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let Some(bytes) = read.ok().filter(|bytes| !bytes.is_empty()) else {
            self.is_over = true;
            return false;
        };
        self.buffer.extend_from_slice(bytes);
        let length = bytes.len();
        self.input.consume(length);
        true
    }

    /// Passes bytes by.
    fn skip(&mut self, length: usize) {
        let end = (self.start + length).min(self.buffer.len());
        self.line += self.buffer.get(self.start..end).map_or(0, |bytes| memchr::memchr_iter(b'\n', bytes).count());
        self.start = end;
    }

    /// Takes bytes, as text.
    fn take(&mut self, length: usize) -> String {
        let bytes = self.rest().get(..length).unwrap_or_default();
        let text = match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => String::from_utf8_lossy(bytes).into_owned(),
        };
        self.skip(length);
        text
    }

    fn head(&mut self) -> XmlPart {
        let mut from = 0;
        let end = loop {
            if let Some((at, _)) = record_start(self.rest(), from) {
                break at;
            }
            from = self.rest().len().saturating_sub(TAG);
            if self.rest().len() > LONGEST_HEAD || !self.fill() {
                break self.rest().len();
            }
        };
        self.has_head = true;
        let mark = if self.rest().starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        self.skip(mark);
        self.encoding = declared(self.rest());
        XmlPart::Head(self.take(end - mark))
    }
}

impl<R: BufRead> Iterator for XmlRecords<R> {
    type Item = XmlPart;

    fn next(&mut self) -> Option<XmlPart> {
        if !self.has_head {
            return Some(self.head());
        }
        let (start, name) = loop {
            if let Some(found) = record_start(self.rest(), 0) {
                break found;
            }
            self.skip(self.rest().len().saturating_sub(TAG));
            if !self.fill() {
                return None;
            }
        };
        self.skip(start);
        let (line, mut scan) = (self.line, RecordScan { name, at: 1, in_data: false });
        loop {
            if let Some(end) = scan.end(self.rest(), self.is_over) {
                return Some(XmlPart::Record(self.take(end), line));
            }
            if self.rest().len() > LONGEST || !self.fill() && scan.end(self.rest(), true).is_none() {
                // The next record may begin within this one: only its mark is passed.
                self.skip(1);
                return Some(XmlPart::Broken(line));
            }
        }
    }
}

/// The search for the end of a record, which goes on where it stopped.
struct RecordScan {
    name: &'static str,
    at: usize,
    in_data: bool,
}

impl RecordScan {
    /// The byte behind the record, once it is in the buffer.
    fn end(&mut self, buffer: &[u8], is_over: bool) -> Option<usize> {
        loop {
            let mut rest = buffer.get(self.at..)?;
            if self.in_data {
                let end = memchr::memmem::find(rest, b"]]>");
                self.at += end.map_or(rest.len().saturating_sub(2), |end| end + 3);
                self.in_data = end.is_none();
                end?;
                rest = buffer.get(self.at..)?;
            }
            let Some(mark) = memchr::memchr(b'<', rest) else {
                self.at = buffer.len();
                return None;
            };
            self.at += mark;
            let tag = buffer.get(self.at..)?;
            if tag.len() < TAG && !is_over {
                return None;
            }
            if tag.starts_with(b"<![CDATA[") {
                (self.at, self.in_data) = (self.at + 9, true);
            } else if is_closed(tag, self.name) {
                return Some(self.at + memchr::memchr(b'>', tag)? + 1);
            } else {
                self.at += 1;
            }
        }
    }
}

/// Whether a piece starts with the end tag of a name.
fn is_closed(tag: &[u8], name: &str) -> bool {
    let rest = tag.strip_prefix(b"</").and_then(|tag| tag.strip_prefix(name.as_bytes()));
    rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b">"))
}

/// The first record from a byte on: its place, and the name of its element.
fn record_start(buffer: &[u8], from: usize) -> Option<(usize, &'static str)> {
    let mut at = from;
    loop {
        at += memchr::memchr(b'<', buffer.get(at..)?)?;
        let tag = buffer.get(at + 1..)?;
        let is = |name: &&&str| {
            let next = tag.strip_prefix(name.as_bytes()).and_then(|rest| rest.first());
            next.is_some_and(|next| matches!(next, b'>' | b' ' | b'\t' | b'\n' | b'\r'))
        };
        if let Some(name) = RECORDS.iter().find(is) {
            return Some((at, name));
        }
        at += 1;
    }
}

/// The encoding that the XML declaration names, where it is not UTF-8.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let declaration = String::from_utf8_lossy(start.get(..200).unwrap_or(start)).into_owned();
    let (declaration, _) = declaration.strip_prefix("<?xml")?.split_once("?>")?;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let name = value.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != encoding_rs::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The parts, read through a buffer of some size.
    fn parts(xml: &[u8], size: usize) -> Vec<XmlPart> {
        XmlRecords::new(io::BufReader::with_capacity(size, xml)).collect()
    }

    #[test]
    fn records_are_found_however_the_file_is_read() {
        let xml = "<?xml version=\"1.0\"?><channel><title>A</title>\n<item>\n<a><![CDATA[x </item> ]] > y]]></a></item >\n<item x='1'/><item>b</item></channel>";
        let expected = [
            XmlPart::Head("<?xml version=\"1.0\"?><channel><title>A</title>\n".to_owned()),
            XmlPart::Record("<item>\n<a><![CDATA[x </item> ]] > y]]></a></item >".to_owned(), 2),
            XmlPart::Record("<item x='1'/><item>b</item>".to_owned(), 4),
        ];
        for size in [1, 2, 3, 7, 16, 1000] {
            assert_eq!(parts(xml.as_bytes(), size), expected, "{size}");
        }
    }

    #[test]
    fn a_record_without_an_end_does_not_harm_the_others() {
        let xml = b"<rss><item><a>1</item><item><![CDATA[2<item>3</item>";
        let found = parts(xml, 8);
        assert_eq!(found.get(1), Some(&XmlPart::Record("<item><a>1</item>".to_owned(), 1)));
        assert_eq!(found.get(2), Some(&XmlPart::Broken(1)));
        assert_eq!(found.get(3), Some(&XmlPart::Record("<item>3</item>".to_owned(), 1)));
    }

    #[test]
    fn other_encodings_and_bytes_that_are_no_text_are_read() {
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><rss><item>caf\xe9</item>";
        assert_eq!(parts(latin, 5).get(1), Some(&XmlPart::Record("<item>café</item>".to_owned(), 1)));
        assert_eq!(
            parts(b"<rss><item>a\xff</item>", 5).get(1),
            Some(&XmlPart::Record("<item>a\u{fffd}</item>".to_owned(), 1))
        );
    }
}
