//! What a check asks of a PDF: whether it is whole, open to everybody, and accessible.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::cross_references::CrossReferences;
use super::document::PdfDocument;
use super::object::{Dictionary, PdfObject};
use super::parser::ObjectParser;
use crate::base::no_text::LFS_POINTER;

/// How far from the beginning the header may stand (ISO 32000-1 Annex H, implementation note 13).
const HEADER: usize = 1024;
/// How far from the end the place of the cross-references is looked for: Annex H says 1024 bytes; viewers look further.
const END: usize = 4096;
/// The most bytes of metadata in XML that are read.
const LONGEST_METADATA: usize = 1 << 20;

/// What a PDF says of itself. PDF/UA (ISO 14289-1 §7.1, §7.2) and WCAG 2.2 (techniques PDF16 and PDF18) ask for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct PdfFacts {
    /// Whether it has a title.
    pub has_title: bool,
    /// Whether viewers show the title, and not the name of the file.
    pub shows_title: bool,
    /// Whether it says in which language it is.
    pub has_language: bool,
    /// Whether it has tags: the structure that screen readers follow.
    pub is_tagged: bool,
}

/// Why a PDF cannot be looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfProblem {
    /// It is no PDF.
    NoPdf,
    /// It is the note of Git LFS where the file is.
    Pointer,
    /// Its end is missing.
    Torn,
    /// Its cross-references lead nowhere.
    Damaged,
    /// It is encrypted.
    Encrypted,
}

impl PdfFacts {
    /// Reads what a PDF says of itself.
    ///
    /// # Errors
    /// It is no PDF, torn, damaged or encrypted.
    pub fn inspect(bytes: &[u8]) -> Result<Self, PdfProblem> {
        if bytes.starts_with(LFS_POINTER) {
            return Err(PdfProblem::Pointer);
        }
        let start = bytes.get(..bytes.len().min(HEADER)).unwrap_or_default();
        let header = find(start, b"%PDF-").ok_or(PdfProblem::NoPdf)?;
        // Places in the file count from its header.
        let bytes = bytes.get(header..).unwrap_or_default();
        let references = references(bytes)?;
        let mut document = PdfDocument::new(bytes, references);
        let trailer = document.trailer();
        if *trailer.get("Encrypt") != PdfObject::Null {
            return Err(PdfProblem::Encrypted);
        }
        let catalog = document.dictionary(&trailer, "Root");
        if document.dictionary(&catalog, "Pages").0.is_empty() {
            return Err(PdfProblem::Damaged);
        }
        let info = document.dictionary(&trailer, "Info");
        let preferences = document.dictionary(&catalog, "ViewerPreferences");
        let marks = document.dictionary(&catalog, "MarkInfo");
        let is_marked = document.resolve(marks.get("Marked")) == PdfObject::Bool(true);
        let has_tree = !document.dictionary(&catalog, "StructTreeRoot").0.is_empty();
        Ok(Self {
            has_title: document.resolve(info.get("Title")).is_filled_text() || has_xmp_title(&mut document, &catalog),
            shows_title: document.resolve(preferences.get("DisplayDocTitle")) == PdfObject::Bool(true),
            has_language: document.resolve(catalog.get("Lang")).is_filled_text(),
            is_tagged: is_marked && has_tree,
        })
    }
}

fn references(bytes: &[u8]) -> Result<CrossReferences, PdfProblem> {
    let end = bytes.len().saturating_sub(END);
    let last = bytes.get(end..).unwrap_or_default();
    let at = last.windows(9).rposition(|word| word == b"startxref").ok_or(PdfProblem::Torn)?;
    let start = ObjectParser::new(last, at + 9).number().and_then(|start| usize::try_from(start).ok());
    let start = start.ok_or(PdfProblem::Torn)?;
    CrossReferences::read(bytes, start).ok_or(PdfProblem::Damaged)
}

/// Whether the metadata of the document has a title: `dc:title` of XMP (ISO 16684-1).
fn has_xmp_title(document: &mut PdfDocument<'_>, catalog: &Dictionary) -> bool {
    let Some(data) = document.stream(catalog, "Metadata").filter(|data| data.len() <= LONGEST_METADATA) else {
        return false;
    };
    let mut reader = Reader::from_reader(data.as_slice());
    let mut depth_in_title = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if depth_in_title > 0 || element.name().as_ref() == "dc:title" => {
                depth_in_title += 1;
            }
            Ok(Event::End(_)) => depth_in_title = depth_in_title.saturating_sub(1),
            Ok(Event::Text(text)) if depth_in_title > 0 && !text.trim().is_empty() => return true,
            Ok(Event::GeneralRef(_)) if depth_in_title > 0 => return true,
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|found| found == word)
}
