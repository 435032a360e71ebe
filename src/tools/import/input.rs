//! A folder of the old site: its files by name, and their texts in whatever encoding. No link in it is followed.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use tempfile::TempDir;

use super::loss::{Harm, ImportLoss};
use super::unpacked::unpack;
use crate::base::site_path::{shown_path, site_path};
use crate::base::{Error, ErrorCode, RootedFolder, RootedKind};

/// The longest text that is read, in bytes. Longer files are no texts that people wrote.
const LONGEST_TEXT: u64 = 16 << 20;

/// The longest document that is read, in bytes.
const LONGEST_DOCUMENT: u64 = 64 << 20;

/// The most files that a source may have.
const MOST_FILES: usize = 2_000_000;

/// Folders in which no site has its texts.
const NEVER: &[&str] =
    &[".git", ".hg", ".svn", "node_modules", ".jekyll-cache", ".sass-cache", ".hugo_build.lock", "__pycache__"];

/// A folder of the old site.
pub(super) struct InputFolder {
    root: RootedFolder,
    /// The files, relative, with `/` between their parts.
    files: BTreeSet<String>,
    /// Links, pipes and names that are no text.
    passed: Vec<String>,
    /// The folders of other sites in the same project.
    others: Vec<String>,
    /// The folder that an archive was unpacked into, which is removed with this value.
    unpacked_into: Option<TempDir>,
}

/// A text, and whether it was in another encoding than UTF-8.
pub(super) struct InputText {
    /// The text, with `\n` at the end of lines and without a byte-order mark.
    pub(super) text: String,
    /// The encoding that was recognised, where it was not UTF-8.
    pub(super) encoding: Option<&'static str>,
}

/// A source that cannot be opened: mostly an argument with a slip of the pen.
fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        return Error::usage(ErrorCode::SourceUnknown, format!("there is no file or folder {}", path.display()))
            .hint("check the name: it is that of the export or the folder of the old site");
    }
    Error::io(&format!("cannot read {}", path.display()), error)
}

impl InputFolder {
    /// Opens a folder and lists its files.
    ///
    /// # Errors
    /// It is missing or cannot be read.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let failed = |error| unreadable(path, &error);
        let root = RootedFolder::open(path).map_err(failed)?;
        let is_skipped =
            |path: &Path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| NEVER.contains(&name));
        let mut folder =
            Self { root, files: BTreeSet::new(), passed: Vec::new(), others: Vec::new(), unpacked_into: None };
        for (path, kind) in folder.root.walk(is_skipped).map_err(failed)? {
            match (site_path(&path), kind) {
                (Some(name), RootedKind::File(_)) => drop(folder.files.insert(name)),
                _ => folder.passed.push(shown_path(&path)),
            }
        }
        if folder.files.len() > MOST_FILES {
            let message = format!("{} has more than {MOST_FILES} files", path.display());
            return Err(Error::usage(ErrorCode::SourceUnknown, message).hint("name the folder of the old site itself"));
        }
        folder.passed.sort();
        Ok(folder)
    }

    /// The files of a zip archive.
    ///
    /// # Errors
    /// It is damaged, or would take too much room.
    pub(super) fn of_archive(path: &Path) -> Result<Self, Error> {
        let unpacked = unpack(path)?;
        let folder = Self::open(unpacked.path())?;
        Ok(Self { unpacked_into: Some(unpacked), ..folder })
    }

    /// The folder of one file, as if it had no other.
    ///
    /// # Errors
    /// It is missing or cannot be read.
    pub(super) fn of_file(path: &Path) -> Result<Self, Error> {
        let failed = |error| unreadable(path, &error);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = RootedFolder::open(parent).map_err(failed)?;
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(failed(std::io::ErrorKind::InvalidFilename.into()));
        };
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        // A mapping belongs to its table.
        let beside = ["yaml", "yml"].map(|ending| format!("{stem}.{ending}"));
        let mut files: BTreeSet<String> = beside.into_iter().filter(|file| root.open_file(file).is_ok()).collect();
        files.insert(name.to_owned());
        Ok(Self { root, files, passed: Vec::new(), others: Vec::new(), unpacked_into: None })
    }

    /// One of its folders, as if there were no other; `others` are those of other sites.
    ///
    /// # Errors
    /// It cannot be read.
    pub(super) fn within(self, folder: &str, others: Vec<String>) -> Result<Self, Error> {
        let root = self.root.folder(folder).map_err(|error| unreadable(Path::new(folder), &error))?;
        let prefix = format!("{folder}/");
        let below = |name: &String| name.strip_prefix(&prefix).map(str::to_owned);
        let (files, passed) =
            (self.files.iter().filter_map(below).collect(), self.passed.iter().filter_map(below).collect());
        Ok(Self { root, files, passed, others, unpacked_into: self.unpacked_into })
    }

    /// The first bytes of a file, as text; `None` where it cannot be read.
    pub(super) fn start(&self, file: &str) -> Option<String> {
        let mut bytes = Vec::new();
        self.root.open_file(file).ok()?.take(4096).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.contains(file)
    }

    /// Whether there is a file below a folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        self.files.range(prefix.clone()..).next().is_some_and(|file| file.starts_with(&prefix))
    }

    /// All files below a folder, in order; `""` is the folder itself.
    pub(super) fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let from = self.files.range(prefix.clone()..);
        from.map(String::as_str).take_while(move |file| file.starts_with(&prefix))
    }

    /// The links and other things that are no files, and other sites.
    pub(super) fn losses(&self) -> Vec<ImportLoss> {
        let loss = |name: &String| {
            ImportLoss::new(Harm::Part, "links and special files", name.clone())
                .told("it is a symbolic link or no file, and is not followed", "put a copy of the file in its place")
        };
        let other = |name: &String| {
            ImportLoss::new(Harm::Page, "other sites of the project", format!("{name}/"))
                .told("it has a site of its own, which is not imported", "import it into a folder of its own")
        };
        self.others.iter().map(other).chain(self.passed.iter().map(loss)).collect()
    }

    /// The text of a file.
    ///
    /// # Errors
    /// It is too large, no text, or cannot be read: the loss.
    pub(super) fn read(&self, file: &str) -> Result<InputText, ImportLoss> {
        let lost =
            |message: String, hint: &str| ImportLoss::new(Harm::Page, "unreadable files", file).told(message, hint);
        let unreadable = |error: std::io::Error| lost(format!("it cannot be read: {error}"), "check its permissions");
        let opened = self.root.open_file(file).map_err(unreadable)?;
        let mut bytes = Vec::new();
        opened.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LONGEST_TEXT {
            return Err(lost("it is larger than 16 MiB".to_owned(), "split it, or publish it as a file in `static/`"));
        }
        if bytes.contains(&0) && !bytes.starts_with(&[0xff, 0xfe]) && !bytes.starts_with(&[0xfe, 0xff]) {
            return Err(lost("it is no text".to_owned(), "publish it as a file in `static/`"));
        }
        Ok(decode(bytes))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// It is too large, or cannot be read: the loss.
    pub(super) fn bytes(&self, file: &str) -> Result<Vec<u8>, ImportLoss> {
        let lost = |message: String| {
            ImportLoss::new(Harm::Page, "unreadable files", file).told(message, "check the file, and its permissions")
        };
        let opened = self.root.open_file(file).map_err(|error| lost(format!("it cannot be read: {error}")))?;
        let mut bytes = Vec::new();
        let read = opened.take(LONGEST_DOCUMENT + 1).read_to_end(&mut bytes);
        read.map_err(|error| lost(format!("it cannot be read: {error}")))?;
        if bytes.len() as u64 > LONGEST_DOCUMENT {
            return Err(lost("it is larger than 64 MiB".to_owned()));
        }
        Ok(bytes)
    }

    /// Opens a file to be copied.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn open_file(&self, file: &str) -> std::io::Result<File> {
        self.root.open_file(file)
    }
}

/// A text in UTF-8, in UTF-16 with a byte-order mark, or in what it most probably is.
fn decode(bytes: Vec<u8>) -> InputText {
    let (text, encoding) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let bytes = error.into_bytes();
            let encoding = Encoding::for_bom(&bytes).map_or_else(|| guess(&bytes), |(encoding, _)| encoding);
            (encoding.decode(&bytes).0.into_owned(), Some(encoding.name()))
        }
    };
    let text = text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned);
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    InputText { text, encoding }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_encodings_are_read() {
        let text = |bytes: &[u8]| decode(bytes.to_vec()).text;
        assert_eq!(text("\u{feff}Één\r\ntwee\r".as_bytes()), "Één\ntwee\n");
        assert_eq!(
            text(b"De co\xf6rdinator van het caf\xe9 zei: \x93ja\x94."),
            "De coördinator van het café zei: “ja”."
        );
        assert_eq!(text(&[0xff, 0xfe, 0x41, 0, 0xe9, 0]), "Aé");
    }
}
