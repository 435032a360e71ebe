//! The reason why a page could not be rendered.

use crate::base::{Diagnostic, Error};

/// A page could not be rendered.
#[derive(Debug)]
pub enum Failure {
    /// Its template, or a text of its item, has mistakes.
    Findings(Vec<Diagnostic>),
    /// The machine failed.
    Error(Error),
}

impl Failure {
    /// Its findings.
    ///
    /// # Errors
    /// The machine failed.
    pub fn findings(self) -> Result<Vec<Diagnostic>, Error> {
        match self {
            Self::Findings(findings) => Ok(findings),
            Self::Error(error) => Err(error),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
