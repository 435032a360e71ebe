//! The program, run in folders of its own.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Told {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The program, to be run in a folder, without the variables of the environment that it reads.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in READ {
        command.env_remove(name);
    }
    command
}

/// The variables of the environment that the program reads.
const READ: [&str; 17] = [
    "COURANT_STATE",
    "COURANT_CACHE",
    "LANG",
    "LC_ALL",
    "LC_MESSAGES",
    "VISUAL",
    "EDITOR",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "JOB_COMPLETION_INDEX",
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "AWS_BATCH_JOB_ARRAY_SIZE",
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_COUNT",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_STEP",
];

/// The same command, which an interrupt (SIGINT) ends even where the caller of the tests ignores interrupts.
///
/// `nohup`, and a shell that runs `cargo test &` in a script, start their programs with SIGINT ignored. An ignored signal stays
/// ignored in every child, and POSIX forbids a shell to reset it (`trap` in 2.15), so a shell between them does not help.
/// `env` of GNU coreutils 8.31 or newer resets it and then becomes the program: the child keeps its process id. Elsewhere
/// `env` has no such option, and the command stays as it is.
pub(crate) fn interruptible(command: &Command) -> Command {
    let mut wrapped = if cfg!(target_os = "linux") {
        let mut env = Command::new("env");
        env.arg("--default-signal=INT").arg(command.get_program());
        env
    } else {
        Command::new(command.get_program())
    };
    wrapped.args(command.get_args()).stdin(Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped
}

/// Interrupts a program as Ctrl-C does.
pub(crate) fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "the program had ended before it was interrupted");
}

pub(crate) fn told(command: &mut Command) -> Told {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn courant(folder: &Path, arguments: &[&str]) -> Told {
    told(command(folder).args(arguments))
}

/// A folder with the site that `courant init` makes.
pub(crate) fn site(language: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let told = courant(folder.path(), &["init", "--language", language]);
    assert_eq!(told.status, 0, "{told:?}");
    folder
}

/// Runs `git` in a folder, and gives what it prints.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").current_dir(folder).args(arguments).output().unwrap();
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{arguments:?}: {out}{err}");
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

/// The record of an output folder, which is no file of the site.
pub(crate) const RECORD: &str = ".courant-output";

/// All files in a folder, in order, without the record of an output folder.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != RECORD)
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    files
}

pub(crate) fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

pub(crate) fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Writes a program that can be started.
pub(crate) fn write_program(folder: &Path, file: &str, text: &str) {
    write(folder, file, text);
    let rights = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(folder.join(file), rights).unwrap();
}

/// The search path, with the programs in `bin/` of a folder before all others.
pub(crate) fn path_with_bin(folder: &Path) -> String {
    format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap())
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let bytes = fs::read(from.join(&file)).unwrap();
        let path = to.join(&file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Compares a text with an expected file; with `UPDATE_EXPECTED=1` writes the file instead.
pub(crate) fn expect(path: &Path, text: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, text).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == text {
        return Ok(());
    }
    Err(format!("{} differs; UPDATE_EXPECTED=1 keeps this:\n{text}", path.display()))
}
