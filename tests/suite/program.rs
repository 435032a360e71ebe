//! The program, run in folders of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Told {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The program in a folder, with an environment that says nothing.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "VISUAL", "EDITOR", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn told(command: &mut Command) -> Told {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

pub(crate) fn courant(folder: &Path, arguments: &[&str]) -> Told {
    told(command(folder).args(arguments))
}

/// A folder with a first site in it.
pub(crate) fn site(language: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let told = courant(folder.path(), &["init", "--language", language]);
    assert_eq!(told.status, 0, "{told:?}");
    folder
}

pub(crate) fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
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

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let bytes = fs::read(from.join(&file)).unwrap();
        let path = to.join(&file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Compares a text with the one that is kept in a file; with `UPDATE_EXPECTED=1` it is kept instead.
pub(crate) fn expect(path: &Path, text: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(path, text).unwrap();
        return Ok(());
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == text {
        return Ok(());
    }
    Err(format!("{} is otherwise; UPDATE_EXPECTED=1 keeps this:\n{text}", path.display()))
}
