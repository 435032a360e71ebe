//! The error of a state on this machine that cannot be read or written.

use std::io;

use crate::base::{Error, ErrorCode};

/// The error of a state that cannot be read or written.
pub(super) fn cannot_write(error: &io::Error) -> Error {
    let error = Error::io("cannot write to .courant", error);
    if error.code == ErrorCode::LinkInTheWay {
        return error.hint("remove it: Courant makes everything in .courant itself, and makes no links there");
    }
    if error.code == ErrorCode::NotPermitted {
        return error.hint("keep what publishing remembers in a folder that you can write to, with `--state DIR`");
    }
    error
}
