//! What stops a run that is not a mistake in a text: wrong usage, or the machine. The kind chooses the exit status.

use std::io;

/// The kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The content has errors (exit status 1).
    Content,
    /// Wrong arguments or settings (exit status 2).
    Usage,
    /// The disk or the network failed (exit status 3).
    Machine,
}

/// An error that ends the run, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Chooses the exit status.
    pub kind: Kind,
    /// A name to look it up by, as those of diagnostics.
    pub code: &'static str,
    /// What went wrong, naming the file where there is one.
    pub message: String,
    /// What to do about it.
    pub hints: Vec<String>,
}

impl Error {
    /// Wrong arguments or settings.
    pub fn usage(code: &'static str, message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, code, message: message.into(), hints: Vec::new() }
    }

    /// The machine would not do what was asked of it: `doing` says what that was, with the file's name.
    pub fn io(doing: &str, error: &io::Error) -> Self {
        let (code, hint) = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                ("disk-full", "make room on the disk and build again; the old output is still whole")
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                ("not-permitted", "give yourself permission there, or choose another folder with `--output`")
            }
            io::ErrorKind::NotFound => ("not-found", "see whether another program removed it, and build again"),
            _ => ("io", "see whether the disk is sound, and build again; the old output is still whole"),
        };
        Self { kind: Kind::Machine, code, message: format!("{doing}: {error}"), hints: vec![hint.to_owned()] }
    }

    /// Another machine, or a program on this one, would not do what was asked of it.
    pub fn remote(code: &'static str, message: impl Into<String>) -> Self {
        Self { kind: Kind::Machine, code, message: message.into(), hints: Vec::new() }
    }

    /// A file was changed while the site was built from it.
    pub fn changed_meanwhile(file: &str) -> Self {
        let hints = vec!["build again; the old output is still whole".to_owned()];
        let message = format!("{file} was changed while the site was built");
        Self { kind: Kind::Machine, code: "changed-meanwhile", message, hints }
    }

    /// Whether it is that a file was changed meanwhile.
    pub fn is_changed_meanwhile(&self) -> bool {
        self.code == "changed-meanwhile"
    }

    /// Something that must not happen happened; what was meant to be written stays unwritten.
    pub fn internal(message: impl Into<String>) -> Self {
        let hints = vec!["this is a defect of Courant: please report it with this message".to_owned()];
        Self { kind: Kind::Machine, code: "internal", message: message.into(), hints }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit status that this error gives the program.
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            Kind::Content => 1,
            Kind::Usage => 2,
            Kind::Machine => 3,
        }
    }
}
