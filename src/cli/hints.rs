//! Hints for failures of the machine: each verb says what to do next, for it alone knows what the user asked for.

use courant::base::{Error, ErrorCode};

use super::arguments::Verb;

/// The parts of a hint that differ from verb to verb.
struct Next {
    /// The proposal to run the verb once more.
    again: &'static str,
    /// The state in which the failed run left things, after `again`.
    state: &'static str,
    /// A place to write to instead, where the user can name one.
    elsewhere: &'static str,
}

impl Next {
    fn of(verb: &Verb) -> Self {
        let (again, state, elsewhere) = match verb {
            Verb::Build(_) => {
                ("build again", "; the old output is still whole", ", or choose another folder with `--output`")
            }
            Verb::Publish(_) => ("publish again", ": it goes on where it stopped", ""),
            Verb::Check(_) => ("check again", "", ""),
            Verb::Serve(_) => ("start the preview again", "", ""),
            _ => ("try again", "", ""),
        };
        Self { again, state, elsewhere }
    }
}

/// Adds a hint to an error that stopped a verb. An error that has a hint of its own keeps that alone.
pub(crate) fn add(error: Error, verb: &Verb) -> Error {
    if !error.hints.is_empty() {
        return error;
    }
    let Next { again, state, elsewhere } = Next::of(verb);
    let hint = match error.code {
        ErrorCode::DiskFull => format!("make room on the disk and {again}{state}"),
        ErrorCode::NotPermitted => format!("give yourself permission there{elsewhere}"),
        ErrorCode::NotFound => format!("see whether another program removed it, and {again}"),
        ErrorCode::NotAFile => "remove it, or put a file in its place".to_owned(),
        ErrorCode::Io => format!("see whether the disk is sound, and {again}{state}"),
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
    fn each_verb_says_what_to_do_next() {
        let full = || Error::io("cannot write a", &io::ErrorKind::StorageFull.into());
        assert_eq!(hints("build", full()), ["make room on the disk and build again; the old output is still whole"]);
        assert_eq!(hints("publish", full()), ["make room on the disk and publish again: it goes on where it stopped"]);
        assert_eq!(hints("check", full()), ["make room on the disk and check again"]);
        let closed = || Error::io("cannot write a", &io::ErrorKind::PermissionDenied.into());
        assert!(hints("build", closed())[0].contains("`--output`"));
        assert!(!hints("publish", closed())[0].contains("`--output`"), "`publish` has no such option");
        assert_eq!(hints("build", closed().hint("own")), ["own"]);
    }
}
