//! What a PDF says of itself: whether it is whole, encrypted, and accessible. Its objects (object) are read from its bytes (parser),
//! where its cross-references say that they are (`cross_references`); streams are unpacked within limits (stream); document gives an
//! object by its number; and inspect answers what a check asks. The format is that of ISO 32000-1.
//!
//! A PDF comes from anywhere, so every length, depth and number in it is checked before use, and the work has limits.

mod cross_references;
mod document;
mod inspect;
mod object;
mod parser;
mod stream;
#[cfg(test)]
mod tests;

pub use inspect::{PdfFacts, PdfProblem};
