//! Lints of PDFs that are offered with items: whether they are whole, open to everybody, and accessible.

use super::attachments::title;
use super::paths::file_path;
use super::places::in_front_matter;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic};
use crate::content::{Attachment, PdfFacts, PdfProblem};
use crate::model::ItemId;

/// What to do about a PDF without tags and the like.
const EXPORT: &str = "set the title and the language in the document itself, and export it anew as a tagged PDF: in LibreOffice with \
                      “Universal accessibility (PDF/UA)”, in Word with “Document structure tags for accessibility”";

/// Lints of the PDFs that are offered with an item.
pub(super) fn lint_documents(snapshot: &Snapshot, id: ItemId) -> Vec<Diagnostic> {
    let offers = &snapshot.site.item(id).rare().attachments;
    let is_pdf = |offer: &&Attachment| offer.file.to_ascii_lowercase().ends_with(".pdf");
    offers.iter().filter(is_pdf).filter_map(|offer| lint_pdf(snapshot, id, offer)).collect()
}

fn lint_pdf(snapshot: &Snapshot, id: ItemId, offer: &Attachment) -> Option<Diagnostic> {
    let path = file_path(&snapshot.site.names, snapshot.site.item(id).folder(), &offer.file)?;
    // A file that is missing is an error of its own.
    let bytes = snapshot.sources.read(&path).ok()?;
    let (code, told, hint) = match PdfFacts::inspect(&bytes) {
        Ok(facts) => (Code::PdfAccessibility, missing(facts)?, EXPORT.to_owned()),
        Err(problem) => of_problem(problem, title(offer)),
    };
    let place = in_front_matter(snapshot, id, |mapping| mapping.value("attachments", &offer.file));
    Some(Diagnostic::new(code, place, format!("`{}` {told}", offer.file)).hint(hint))
}

/// What a PDF lacks, as it follows the name of the file.
fn missing(facts: PdfFacts) -> Option<String> {
    let PdfFacts { has_title, shows_title, has_language, is_tagged } = facts;
    let lacks = [(is_tagged, "tags"), (has_language, "language"), (has_title, "title")];
    let lacks: Vec<&str> = lacks.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what).collect();
    let lacks = lacks.iter().map(|what| format!("no {what}")).collect::<Vec<_>>().join(" and ");
    if !lacks.is_empty() {
        return Some(format!("is not accessible to everyone: it has {lacks}"));
    }
    (!shows_title)
        .then(|| "is not accessible to everyone: viewers show the name of the file in place of its title".to_owned())
}

fn of_problem(problem: PdfProblem, title: &str) -> (Code, String, String) {
    let (told, hint) = match problem {
        PdfProblem::NoPdf => {
            ("is not a PDF", "replace it with the document, or give it the ending of its own format".to_owned())
        }
        PdfProblem::Pointer => {
            ("is a pointer of Git LFS, and not the document itself", "run `git lfs pull`".to_owned())
        }
        PdfProblem::Torn => ("is truncated: its end is missing", "copy the file again from its source".to_owned()),
        PdfProblem::Damaged => (
            "is damaged: the places of its parts are wrong, so some viewers show nothing",
            format!("export “{title}” again from the program in which it was made, or copy it again from its source"),
        ),
        PdfProblem::Encrypted => (
            "is encrypted, so readers may be asked for a password, and screen readers may be refused",
            "export it again without a password and without restrictions".to_owned(),
        ),
    };
    let code = if problem == PdfProblem::Encrypted { Code::PdfEncrypted } else { Code::PdfUnreadable };
    (code, told.to_owned(), hint)
}
