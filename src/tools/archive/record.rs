//! The records of a WARC file: the text before their blocks, their digests, and their identities, which follow from their contents.

use std::fmt::Write as _;

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};

/// The namespace of URLs for UUIDs that are made of names (RFC 9562 §6.6).
const NAMESPACE: [u8; 16] =
    [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
/// The letters of Base32 (RFC 4648 §6).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The digest of a block or of a payload. SHA-1 in Base32 is what programs for web archives expect: it has no `=`, which a value of
/// the format may not have. What proves that files are whole is the SHA-256 of each WARC file.
#[derive(Clone)]
pub(super) struct RecordDigest(Context);

impl Default for RecordDigest {
    fn default() -> Self {
        Self(Context::new(&SHA1_FOR_LEGACY_USE_ONLY))
    }
}

impl RecordDigest {
    /// Adds bytes.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The labelled digest: `sha1:2Z46YIFNTUZSBOU6DK2QNXP4QXTQVVZT`.
    pub(super) fn finish(self) -> String {
        format!("sha1:{}", base32(self.0.finish().as_ref()))
    }

    /// The labelled digest of some bytes.
    pub(super) fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.update(bytes);
        digest.finish()
    }
}

/// Bytes in Base32, five bits a letter. The digests of SHA-1 have 160 bits, so nothing is left over.
fn base32(bytes: &[u8]) -> String {
    let (mut text, mut bits, mut number) = (String::new(), 0, 0_u32);
    for byte in bytes {
        number = ((number << 8) | u32::from(*byte)) & 0xffff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            let letter = BASE32.get(((number >> bits) & 31) as usize).copied().unwrap_or_default();
            text.push(char::from(letter));
        }
    }
    text
}

/// The identity of a record: a UUID of version 5, so that the same record has the same one.
pub(super) fn record_id(parts: &[&str]) -> String {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    context.update(&NAMESPACE);
    context.update(parts.join(" ").as_bytes());
    let digest = context.finish();
    let mut text = String::from("urn:uuid:");
    for (place, byte) in digest.as_ref().iter().take(16).enumerate() {
        let byte = match place {
            6 => (byte & 0x0f) | 0x50,
            8 => (byte & 0x3f) | 0x80,
            _ => *byte,
        };
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The head of a record.
#[derive(Clone, Debug)]
pub(super) struct RecordHead<'r> {
    /// `response`.
    pub(super) kind: &'static str,
    /// Its identity.
    pub(super) id: &'r str,
    /// The moment of the capture: `2018-12-03T12:00:00Z`.
    pub(super) date: &'r str,
    /// Further fields, with their values.
    pub(super) fields: Vec<(&'static str, &'r str)>,
    /// The media type of the block.
    pub(super) content_type: &'static str,
    /// The length of the block in bytes.
    pub(super) length: u64,
}

impl RecordHead<'_> {
    /// The text before the block.
    pub(super) fn text(&self) -> String {
        let Self { kind, id, date, fields, content_type, length } = self;
        let mut text = format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{id}>\r\nWARC-Date: {date}\r\n");
        for (name, value) in fields {
            // Writing to a string cannot fail.
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let _ = write!(text, "Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n");
        text
    }
}

/// What follows the block of each record.
pub(super) const RECORD_END: &[u8] = b"\r\n\r\n";

/// Lines of `application/warc-fields`. A value is one line: what would be a break is a space.
pub(super) fn warc_fields<'f>(fields: impl IntoIterator<Item = (&'f str, String)>) -> String {
    let line = |(name, value): (&str, String)| {
        let value: Vec<&str> =
            value.split(|c: char| c.is_control() || c == ' ').filter(|part| !part.is_empty()).collect();
        format!("{name}: {}\r\n", value.join(" "))
    };
    fields.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_sha1_in_base32() {
        // RFC 3174 §7.3: the digest of `abc` is a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d.
        assert_eq!(RecordDigest::of(b"abc"), "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
        assert_eq!(RecordDigest::of(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    }

    #[test]
    fn identities_are_uuids_of_version_5() {
        // RFC 9562 has www.example.com in the namespace of names; this is the same name in that of URLs.
        assert_eq!(record_id(&["www.example.com"]), "urn:uuid:b63cdfa4-3df9-568e-97ae-006c5b8fd652");
        assert_ne!(record_id(&["request", "a"]), record_id(&["response", "a"]));
    }

    #[test]
    fn a_value_never_begins_a_line_of_its_own() {
        assert_eq!(
            warc_fields([("title", " Een\r\ntwee: drie\t\u{85}vier ".into())]),
            "title: Een twee: drie vier\r\n"
        );
    }
}
