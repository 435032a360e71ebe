//! The address of a page on the site: a valid path that starts with `/`, and the file that it is written to.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// The characters that a path must percent-encode (RFC 3986 §3.3), besides those that `Address` refuses.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A text as it stands in a link.
pub(super) fn encoded(text: &str) -> impl fmt::Display {
    utf8_percent_encode(text, ENCODED)
}

/// The longest file name that common file systems take, in bytes.
const LONGEST_PART: usize = 255;
/// The longest address, in bytes: systems take paths of 1,024 to 4,096, and that of the output folder stands before it.
const LONGEST: usize = 800;

/// An address on the site, such as `/nieuws/2013/wijkgericht-werken/` or `/feed.xml`: decoded, without host, query or
/// fragment. One that ends in `/` is that folder's `index.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address(Arc<str>);

/// Why a text is no address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It does not start with `/`.
    #[error("an address starts with `/`")]
    Relative,
    /// It has a part `.` or `..`, or an empty one.
    #[error("an address has no `.`, `..` or empty parts")]
    Dots,
    /// It has a character that no file name takes everywhere, or that means something else in an address.
    #[error("an address has no backslash, `?`, `#`, `*`, `:`, `\"`, `<`, `>`, `|` or control characters")]
    Character,
    /// A part ends in a dot or a space: Windows drops them from names of files.
    #[error("no part of an address ends in a dot or a space")]
    Ending,
    /// A part is the name of a device on Windows, with or without an ending: there is no file of that name.
    #[error("a name that Windows keeps for devices, such as `aux`, `con` or `com1`, is no part of an address")]
    Device,
    /// It has a part that belongs to Courant or to Git: files there would be taken for theirs.
    #[error("an address has no part `.git` and none that starts with `.courant`")]
    Reserved,
    /// It is longer than a path may be, or one of its parts than a file name.
    #[error("an address is at most 800 bytes, and a part of it 255")]
    TooLong,
}

/// The hint for a file whose name is no part of an address: a name that is one.
pub fn rename_hint(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let hyphens = name.replace(is_refused, "-");
    let hyphens = hyphens.trim_end_matches(['.', ' ']);
    let (stem, ending) =
        hyphens.rsplit_once('.').map_or((hyphens, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let words: Vec<&str> = stem.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let number = if is_device(stem) { "-1" } else { "" };
    let better = format!("{}{number}{ending}", words.join("-"));
    let is_address = !words.is_empty() && better != name && Address::parse(&format!("/{better}")).is_ok();
    if is_address {
        format!("rename it to `{better}`")
    } else {
        "rename it, with letters, digits and hyphens".to_owned()
    }
}

impl Address {
    /// The home page.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Checks a text and makes it an address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let path = text.strip_prefix('/').ok_or(AddressError::Relative)?;
        if text.len() > LONGEST {
            return Err(AddressError::TooLong);
        }
        let in_ascii = |byte: u8| is_refused(char::from(byte));
        let has_refused = if text.is_ascii() { text.bytes().any(in_ascii) } else { text.chars().any(is_refused) };
        if has_refused {
            return Err(AddressError::Character);
        }
        let path = path.strip_suffix('/').unwrap_or(path);
        for part in path.split('/').filter(|_| text != "/") {
            match part {
                "" | "." | ".." => return Err(AddressError::Dots),
                part if part.len() > LONGEST_PART => return Err(AddressError::TooLong),
                part if is_reserved(part) => return Err(AddressError::Reserved),
                part if part.ends_with(['.', ' ']) => return Err(AddressError::Ending),
                part if is_device(part) => return Err(AddressError::Device),
                _ => {}
            }
        }
        Ok(Self(text.into()))
    }

    /// Checks a text that may be percent-encoded, as it stands in a browser: `/caf%C3%A9/`.
    pub fn parse_encoded(text: &str) -> Result<Self, AddressError> {
        let plain = percent_decode_str(text).decode_utf8().map_err(|_no_text| AddressError::Character)?;
        Self::parse(&plain)
    }

    /// The address as text, not encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it stands in a link: percent-encoded as RFC 3986 requires.
    pub fn href(&self) -> String {
        utf8_percent_encode(&self.0, ENCODED).to_string()
    }

    /// The file under the output folder, with `/` between its parts.
    pub fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if self.is_folder() { format!("{path}index.html") } else { path.to_owned() }
    }

    /// Whether it ends in `/`.
    pub fn is_folder(&self) -> bool {
        self.0.ends_with('/')
    }

    /// The folder in which the files that belong to this page stand: itself, or itself without `.html`.
    #[must_use]
    pub fn folder(&self) -> Self {
        if self.is_folder() {
            return self.clone();
        }
        let stem = self.0.rsplit_once('.').map_or(&*self.0, |(stem, _)| stem);
        Self(format!("{stem}/").into())
    }

    /// The address of a file or folder below this folder.
    pub fn join(&self, below: &str) -> Result<Self, AddressError> {
        Self::parse(&format!("{}{below}", self.folder().0))
    }

    /// The same page under another writing, by which two addresses meet on the same file: `/a/` and `/a/index.html`,
    /// and on disks that do not tell capitals apart `/A/`.
    pub fn key(&self) -> String {
        self.file().to_lowercase()
    }
}

/// The length in bytes of `conout$`, which is the longest name of a device.
const LONGEST_DEVICE: usize = 7;

/// Whether no address has this character: it means something else there, or no file on Windows has it in its name.
fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '\\' | '?' | '#' | '*' | ':' | '"' | '<' | '>' | '|')
}

/// Whether a name is that of a device on Windows, with or without an ending (learn.microsoft.com, "Naming Files, Paths, and
/// Namespaces").
pub(super) fn is_device(name: &str) -> bool {
    if !name.starts_with(['a', 'A', 'c', 'C', 'l', 'L', 'n', 'N', 'p', 'P']) {
        return false;
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    if stem.len() > LONGEST_DEVICE {
        return false;
    }
    let is_one_of = |names: &[&str], text: &str| names.iter().any(|name| text.eq_ignore_ascii_case(name));
    let is_numbered = stem.char_indices().nth(3).is_some_and(|(at, digit)| {
        let (port, number) = stem.split_at(at);
        number.len() == digit.len_utf8()
            && matches!(digit, '0'..='9' | '¹' | '²' | '³')
            && is_one_of(&["com", "lpt"], port)
    });
    is_numbered || is_one_of(&["con", "prn", "aux", "nul", "conin$", "conout$"], stem)
}

/// Whether a file or folder of this name would belong to Courant or to Git, also on disks that do not tell capitals apart.
fn is_reserved(part: &str) -> bool {
    const COURANT: &str = ".courant";
    if !part.starts_with('.') {
        return false;
    }
    let starts = part.get(..COURANT.len()).is_some_and(|start| start.eq_ignore_ascii_case(COURANT));
    starts || part.eq_ignore_ascii_case(".git")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for Address {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_browser_is_decoded_before_it_is_checked() {
        let parse = |text: &str| Address::parse_encoded(text).map(|address| address.as_str().to_owned());
        assert_eq!(parse("/caf%C3%A9/"), Ok("/café/".to_owned()));
        assert_eq!(parse("/100%/"), Ok("/100%/".to_owned()));
        assert_eq!(parse("/%2e%2e/x/"), Err(AddressError::Dots));
        assert_eq!(parse("/%2Egit/"), Err(AddressError::Reserved));
        assert_eq!(parse("/a%3Fb/"), Err(AddressError::Character));
        assert_eq!(parse("/%FF/"), Err(AddressError::Character));
    }

    #[test]
    fn an_address_is_no_longer_than_a_path() {
        assert!(Address::parse(&format!("/{}", "a/".repeat(399))).is_ok());
        assert_eq!(Address::parse(&format!("/{}", "a/".repeat(400))), Err(AddressError::TooLong));
        assert_eq!(Address::parse(&"/a".repeat(40_000)), Err(AddressError::TooLong));
    }

    #[test]
    fn only_what_stays_on_the_site_is_an_address() {
        for good in [
            "/",
            "/a/",
            "/a/b.html",
            "/é/ü/",
            "/a b/",
            "/.gitignore",
            "/.kourantéé",
            "/console/",
            "/aux-1/",
            "/com/",
            "/com10/",
            "/...a/",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a/",
            "//",
            "/a//b/",
            "/../a",
            "/a/..",
            "/./",
            "/a\\b",
            "/a?b",
            "/a#b",
            "/a\0b",
            "/.courant-tmp/x/",
            "/a/.COURANT",
            "/.git/config",
            "/a\"b/",
            "/a|b/",
            "/a<b>/",
            "/a./",
            "/a /b/",
            "/.../",
            "/AUX/",
            "/a/nul.html",
            "/com1/",
            "/lpt².txt",
            "/con .x",
        ] {
            assert!(Address::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_published_gets_a_name() {
        for (path, name) in [
            ("static/map/10:30.txt", "10-30.txt"),
            ("foto #1.jpg", "foto-1.jpg"),
            ("wat?.txt", "wat.txt"),
            ("a\\b*c.x", "a-b-c.x"),
            ("één: twee", "één-twee"),
            ("a|b.pdf", "a-b.pdf"),
            ("slot..", "slot"),
            ("AUX.txt", "AUX-1.txt"),
        ] {
            assert_eq!(rename_hint(path), format!("rename it to `{name}`"));
        }
        for path in ["?.txt", ".git", "###", ""] {
            assert_eq!(rename_hint(path), "rename it, with letters, digits and hyphens", "{path}");
        }
    }

    #[test]
    fn an_address_knows_its_file() {
        let file = |text| Address::parse(text).map(|a| a.file());
        assert_eq!(file("/"), Ok("index.html".to_owned()));
        assert_eq!(file("/nieuws/2013/a/"), Ok("nieuws/2013/a/index.html".to_owned()));
        assert_eq!(file("/feed.xml"), Ok("feed.xml".to_owned()));
    }
}
