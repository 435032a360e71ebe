//! What does not come along, or needs a person: each with its place, and what to do.

use serde::{Deserialize, Serialize};

/// How much a loss harms readers, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Harm {
    /// Nothing that readers had, and perhaps data of persons: it was left out.
    Private,
    /// A page or file that readers had is not there any more.
    Page,
    /// Something in a page is missing, or wrong.
    Part,
    /// What is said about a page is missing: a date of change, an image's description, a list.
    Detail,
    /// Readers notice nothing.
    None,
}

impl Harm {
    /// The heading of the losses of this kind in the report.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Private => "Not imported: may hold private data",
            Self::Page => "Pages and files that readers miss",
            Self::Part => "Parts of pages that readers miss",
            Self::Detail => "Details",
            Self::None => "Not needed any more",
        }
    }

    /// Whether a person has to look at it.
    pub(super) fn needs_a_person(self) -> bool {
        matches!(self, Self::Private | Self::Page | Self::Part)
    }
}

/// Something that does not come along as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ImportLoss {
    /// How bad it is.
    pub(super) harm: Harm,
    /// What it is about, by which losses are grouped: "the shortcode `map`".
    pub(super) subject: String,
    /// The file of the source.
    pub(super) file: String,
    /// The line, from 1; 0 for the whole file.
    pub(super) line: usize,
    /// What happened, as a sentence without a full stop.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: String,
    /// How often it happens further down in the file.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) more: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that the library wants")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl ImportLoss {
    /// A loss of a whole file.
    pub(super) fn new(harm: Harm, subject: impl Into<String>, file: impl Into<String>) -> Self {
        Self {
            harm,
            subject: subject.into(),
            file: file.into(),
            line: 0,
            message: String::new(),
            hint: String::new(),
            more: 0,
        }
    }

    /// The same loss at a line.
    pub(super) fn at(self, line: usize) -> Self {
        Self { line, ..self }
    }

    /// Counts it once more in the same file.
    pub(super) fn again(&mut self) {
        self.more += 1;
    }

    /// The same loss with what happened, and what to do.
    pub(super) fn told(self, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), ..self }
    }
}

/// The note on a text that was not in UTF-8.
pub(super) fn encoding_loss(file: &str, encoding: &str) -> ImportLoss {
    ImportLoss::new(Harm::None, "texts in old encodings", file)
        .told(format!("it was read as {encoding}, and is UTF-8 now"), "look at its accented letters")
}
