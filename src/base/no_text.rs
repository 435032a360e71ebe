//! Files with the name of a text that hold something else: a pointer of Git LFS, an archive, a PDF, or both sides of a merge.

use super::{Code, Diagnostic, Place};

/// How pointers of Git LFS begin (Git LFS specification, "The Pointer").
pub const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// How files of other formats begin.
const FORMATS: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "is compressed with gzip"),
    (b"PK\x03\x04", "is a ZIP archive, or a document of a word processor"),
    (b"%PDF-", "is a PDF"),
    (b"{\\rtf", "is a document of a word processor (RTF)"),
    (b"\xd0\xcf\x11\xe0", "is a document of a word processor"),
    (b"\x89PNG", "is a picture (PNG)"),
    (b"\xff\xd8\xff", "is a picture (JPEG)"),
    (b"SQLite format 3", "is a database"),
];

/// The finding on a file that is no text, and on a pointer to one.
pub(super) fn no_text(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    if bytes.starts_with(LFS_POINTER) {
        return Some(lfs_pointer(path));
    }
    let (_, format) = FORMATS.iter().find(|(start, _)| bytes.starts_with(start))?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let message = format!("`{name}` has the name of a text, and {format}");
    Some(
        Diagnostic::new(Code::NotText, Place::file(path), message)
            .hint("save it as plain text, in UTF-8; or give it the ending of its format, and link to it from an item"),
    )
}

/// The finding on a pointer of Git LFS.
pub fn lfs_pointer(path: &str) -> Diagnostic {
    let message = "this is a pointer of Git LFS, and not the file itself";
    Diagnostic::new(Code::LfsPointer, Place::file(path), message).hint(
        "run `git lfs install` and `git lfs pull`; in a CI service, turn on LFS where the repository is checked out",
    )
}

/// The finding on a text in which Git left both sides of a merge.
pub(super) fn merge_conflict(path: &str, text: &str) -> Option<Diagnostic> {
    let start = line_of(text, 0, "<<<<<<< ")?;
    let middle = line_of(text, start, "=======")?;
    line_of(text, middle, ">>>>>>> ")?;
    // A text on Git shows such lines as code.
    let is_code = text.get(..start)?.lines().filter(|line| line.trim_start().starts_with("```")).count() % 2 == 1;
    let length = text.get(start..)?.lines().next()?.len();
    let place = Place::span(path, text, start..start + length);
    let message = "Git left both sides of a merge in this file";
    let hint =
        "keep what belongs there of the two, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`";
    (!is_code).then(|| Diagnostic::new(Code::MergeConflict, place, message).hint(hint))
}

/// The start of the first line with a mark at its beginning, from a byte on.
fn line_of(text: &str, from: usize, mark: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    if from == 0 && rest.starts_with(mark) {
        return Some(0);
    }
    let line = format!("\n{mark}");
    memchr::memmem::find(rest.as_bytes(), line.as_bytes()).map(|at| from + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_told_by_what_it_is() {
        let code = |bytes: &[u8]| no_text("content/a.md", bytes).map(|found| found.code.name());
        assert_eq!(code(b"version https://git-lfs.github.com/spec/v1\n"), Some("lfs-pointer"));
        assert_eq!(code(b"\x1f\x8b\x08"), Some("not-text"));
        assert_eq!(code(b"---\ntitle: PDF\n"), None);
        let line = |text: &str| merge_conflict("a.md", text).map(|found| found.place.line);
        assert_eq!(line("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n"), Some(2));
        assert_eq!(line("```\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n```\n"), None);
        assert_eq!(line("Kop\n=======\n"), None);
    }
}
