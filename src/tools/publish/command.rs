//! Runs a program of this machine, such as `git` or `rsync`.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::base::{Error, ErrorCode};

/// The result of a program.
#[derive(Debug)]
pub(super) struct CommandOutput {
    /// Whether its exit status was 0.
    pub(super) is_success: bool,
    /// Its standard output.
    pub(super) stdout: Vec<u8>,
    /// Its standard error.
    pub(super) stderr: String,
}

/// Runs a command in a folder, with this input.
///
/// # Errors
/// The program cannot be started.
pub(super) fn run(command: &mut Command, folder: &Path, input: &[u8]) -> Result<CommandOutput, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::usage(ErrorCode::ProgramMissing, format!("the program `{name}` is not installed on this machine"))
                .hint(format!("install {name}, or use another kind of target"))
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
    let stderr = lines(&output.stderr);
    Ok(CommandOutput { is_success: output.status.success(), stdout: output.stdout, stderr })
}

/// Standard error as lines of text. Another machine may have written it, and a terminal shows it.
fn lines(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace(|c: char| c.is_control() && c != '\n', " ")
}

/// The interval between two looks at whether a program has ended.
const POLL: Duration = Duration::from_millis(20);

/// Runs a command in a folder, without its standard output; `None` where it reached the time limit and was killed.
///
/// # Errors
/// The program cannot be started.
pub(super) fn run_with_timeout(
    command: &mut Command,
    folder: &Path,
    input: Vec<u8>,
    longest: Duration,
) -> Result<Option<CommandOutput>, Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| Error::io(&format!("cannot run {name}"), &error);
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    // Processes that it started may outlive it and keep the pipes open: nothing waits for these threads.
    if let Some(mut stdin) = child.stdin.take() {
        thread::spawn(move || stdin.write_all(&input));
    }
    let (sender, receiver) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        thread::spawn(move || {
            let mut err = Vec::new();
            let _ = stderr.read_to_end(&mut err);
            sender.send(err)
        });
    }
    let started = Instant::now();
    while started.elapsed() < longest {
        if let Some(status) = child.try_wait().map_err(failed)? {
            let stderr = receiver.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
            let stderr = lines(&stderr);
            return Ok(Some(CommandOutput { is_success: status.success(), stdout: Vec::new(), stderr }));
        }
        thread::sleep(POLL);
    }
    child.kill().and_then(|()| child.wait()).map_err(failed)?;
    Ok(None)
}

// They run programs of Unix.
#[cfg(all(test, not(windows)))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let mut sleep = Command::new("sleep");
        sleep.arg("600");
        let output = run_with_timeout(&mut sleep, Path::new("."), b"addresses".to_vec(), Duration::from_millis(100));
        assert!(output.unwrap().is_none());
        let mut fails = Command::new("sh");
        fails.args(["-c", "cat >/dev/null; printf 'waa\\033rom\\n' >&2; exit 7"]);
        let output =
            run_with_timeout(&mut fails, Path::new("."), vec![b'x'; 1 << 20], Duration::from_mins(1)).unwrap().unwrap();
        assert_eq!((output.is_success, output.stderr.as_str()), (false, "waa rom\n"));
    }
}
