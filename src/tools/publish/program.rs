//! Another program of this machine, such as `git` or `rsync`: started, fed, and what it says read.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use crate::base::Error;

/// What a program gave.
#[derive(Debug)]
pub(super) struct Told {
    /// Whether it was content.
    pub(super) is_fine: bool,
    /// Its standard output.
    pub(super) out: Vec<u8>,
    /// Its standard error.
    pub(super) err: String,
}

/// Runs a command in a folder, with something on its standard input.
///
/// # Errors
/// Where it cannot be started.
pub(super) fn run(command: &mut Command, folder: &Path, input: &[u8]) -> Result<Told, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::usage("program-missing", format!("there is no program `{name}` on this machine"))
                .hint(format!("install {name}, or publish in another way"))
        }
        _ => Error::io(&format!("cannot run {name}"), &error),
    };
    let mut child = command.spawn().map_err(failed)?;
    let output = thread::scope(|scope| {
        // A program may answer before it has read everything.
        if let Some(mut stdin) = child.stdin.take() {
            scope.spawn(move || stdin.write_all(input));
        }
        child.wait_with_output()
    });
    let output = output.map_err(|error| Error::io(&format!("cannot run {name}"), &error))?;
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(Told { is_fine: output.status.success(), out: output.stdout, err })
}
