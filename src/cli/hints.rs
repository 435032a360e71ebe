//! Hints for system failures. Each command has its own, because only the command knows what the user asked for.

use courant::base::{Error, ErrorCode};

use super::arguments::Verb;

/// Parts of a hint that differ per command.
struct Next {
    /// Proposal to run the command again.
    again: &'static str,
    /// State that the failed run left behind; follows `again`.
    state: &'static str,
    /// Another place to write to, if the user can choose one.
    elsewhere: &'static str,
}

impl Next {
    fn of(verb: &Verb) -> Self {
        let (again, state, elsewhere) = match verb {
            Verb::Build(_) => {
                ("build again", "; the previous output is unchanged", ", or choose another folder with `--output`")
            }
            Verb::Publish(_) => {
                ("publish again", ": the run resumes where it stopped", ", or choose another folder with `--output`")
            }
            Verb::Archive(_) => {
                ("archive again", "; nothing was written", ", or choose another folder with `--output`")
            }
            Verb::Digest(_) => {
                ("make the digest again", "; none was made", ", or choose another folder with `--output`")
            }
            Verb::Check(_) => ("check again", "", ""),
            Verb::Images(_) => ("make the copies again", ": those that are there are kept", ""),
            Verb::Serve(_) => ("start the preview again", "", ""),
            _ => ("try again", "", ""),
        };
        Self { again, state, elsewhere }
    }
}

/// Adds a hint to an error that stopped a command, unless the error already has a hint.
pub(crate) fn add(error: Error, verb: &Verb) -> Error {
    if !error.hints.is_empty() {
        return error;
    }
    let Next { again, state, elsewhere } = Next::of(verb);
    let hint = match error.code {
        ErrorCode::DiskFull => format!("free some disk space and {again}{state}"),
        ErrorCode::NotPermitted => format!("check the permissions of the folder{elsewhere}"),
        ErrorCode::FileInUse => format!("close it in that program, and {again}{state}"),
        ErrorCode::NotFound => format!("check whether another program removed it, and {again}"),
        ErrorCode::NotAFile => "remove it, or replace it with a file".to_owned(),
        ErrorCode::NotAFolder => format!("name a folder, or move the file that has its name away, and {again}{state}"),
        ErrorCode::Io => format!("check the disk for errors, and {again}{state}"),
        ErrorCode::ChangedMeanwhile => format!("{again}{state}"),
        _ => return error,
    };
    error.hint(hint)
}

#[cfg(test)]
mod tests {
    use std::io;

    use clap::Parser as _;

    use super::super::arguments::Arguments;
    use super::*;

    fn hints(verb: &str, error: Error) -> Vec<String> {
        add(error, &Arguments::try_parse_from(["courant", verb]).unwrap().verb).hints
    }

    #[test]
    fn each_command_has_its_own_hints() {
        let full = || Error::io("cannot write a", &io::ErrorKind::StorageFull.into());
        assert_eq!(hints("build", full()), ["free some disk space and build again; the previous output is unchanged"]);
        assert_eq!(
            hints("publish", full()),
            ["free some disk space and publish again: the run resumes where it stopped"]
        );
        assert_eq!(hints("check", full()), ["free some disk space and check again"]);
        let closed = || Error::io("cannot write a", &io::ErrorKind::PermissionDenied.into());
        assert!(hints("build", closed())[0].contains("`--output`"));
        assert!(!hints("check", closed())[0].contains("`--output`"), "`check` has no such option");
        assert_eq!(hints("build", closed().hint("own")), ["own"]);
    }
}
