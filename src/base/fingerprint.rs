//! Fingerprints: the xxh3-128 hash of a value, 16 bytes, fast and wide enough that two different pages never share one by chance. Where
//! someone could gain by making two values that do, it is the first half of their SHA-256.

use std::fmt::{self, Write as _};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

/// The identity of this program: another version may make other pages from the same files.
pub const ENGINE: &str = env!("COURANT_ENGINE");

/// The fingerprint of some bytes or of a value's serialised form.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(xxh3_128(bytes).to_be_bytes())
    }

    /// The fingerprint of bytes under which what was made of them is kept, for whoever has the same bytes. It is that of a
    /// cryptographic hash (SHA-256, FIPS 180-4): otherwise a contributor could make a picture in whose place another's copies are
    /// taken.
    pub fn collision_resistant(bytes: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        Self(digest.as_ref().first_chunk().copied().unwrap_or_default())
    }

    /// The fingerprint of a value, by way of its `Serialize`.
    ///
    /// # Errors
    /// If the value cannot be serialised (a map of unknown length).
    pub fn of_value<T: Serialize + ?Sized>(value: &T) -> postcard::Result<Self> {
        Mixer::default().value(value).map(Mixer::finish)
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads what its `Display` writes: 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let number = digits.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
        Some(Self(number.to_be_bytes()))
    }

    /// The first eight hexadecimal digits, for a file's name.
    pub fn short(self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Bytes in hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Makes one fingerprint of several parts.
#[derive(Default)]
pub struct Mixer(Box<Xxh3Default>);

impl Mixer {
    /// Adds bytes, and their number, so that two parts never read as one.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update(&bytes.len().to_le_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds another fingerprint.
    #[must_use]
    pub fn fingerprint(mut self, fingerprint: Fingerprint) -> Self {
        self.0.update(&fingerprint.0);
        self
    }

    /// Adds a value, by way of its `Serialize`.
    ///
    /// # Errors
    /// If the value cannot be serialised (a map of unknown length).
    pub fn value<T: Serialize + ?Sized>(mut self, value: &T) -> postcard::Result<Self> {
        postcard::serialize_with_flavor(value, Hashing(&mut self.0))?;
        Ok(self)
    }

    /// The fingerprint of all that was added, in that order.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(self.0.digest128().to_be_bytes())
    }
}

/// Sends what postcard writes straight into the hash, so that a fingerprint allocates nothing.
struct Hashing<'a>(&'a mut Xxh3Default);

impl postcard::ser_flavors::Flavor for Hashing<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.update(&[byte]);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.update(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
