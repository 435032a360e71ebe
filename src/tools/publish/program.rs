//! Another program of this machine, such as `git` or `rsync`: started, fed, and what it says read.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::base::{Error, ErrorCode};

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
            Error::usage(ErrorCode::ProgramMissing, format!("there is no program `{name}` on this machine"))
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

/// How long is waited before is looked again whether a program ended.
const MOMENT: Duration = Duration::from_millis(20);

/// Runs a command in a folder for at most so long; `None` where it had to be ended. Its standard output is nobody's.
///
/// # Errors
/// Where it cannot be started.
pub(super) fn run_for(
    command: &mut Command,
    folder: &Path,
    input: Vec<u8>,
    longest: Duration,
) -> Result<Option<Told>, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| Error::io(&format!("cannot run {name}"), &error);
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    // What it started may outlive it, and hold what is read here and written: nobody waits for these threads.
    if let Some(mut stdin) = child.stdin.take() {
        thread::spawn(move || stdin.write_all(&input));
    }
    let (said, told) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut err = Vec::new();
            let _ = stderr.read_to_end(&mut err);
            said.send(err)
        });
    }
    let begun = Instant::now();
    while begun.elapsed() < longest {
        if let Some(status) = child.try_wait().map_err(failed)? {
            let err = told.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
            let err = String::from_utf8_lossy(&err).into_owned();
            return Ok(Some(Told { is_fine: status.success(), out: Vec::new(), err }));
        }
        thread::sleep(MOMENT);
    }
    child.kill().and_then(|()| child.wait()).map_err(failed)?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let mut sleep = Command::new("sleep");
        sleep.arg("600");
        let told = run_for(&mut sleep, Path::new("."), b"addresses".to_vec(), Duration::from_millis(100));
        assert!(told.unwrap().is_none());
        let mut fails = Command::new("sh");
        fails.args(["-c", "cat >/dev/null; echo waarom >&2; exit 7"]);
        let told = run_for(&mut fails, Path::new("."), vec![b'x'; 1 << 20], Duration::from_mins(1)).unwrap().unwrap();
        assert_eq!((told.is_fine, told.err.as_str()), (false, "waarom\n"));
    }
}
