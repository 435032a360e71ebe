//! Errors that stop a run and are no mistake in a text: wrong usage, or a failure of the machine.

use std::io;

use super::foreign::without_passwords;
use super::open::{FileInUse, LinkRefused, NotAFile};

/// The kind of an [`Error`]: it chooses the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Wrong arguments or settings (exit status 2).
    Usage,
    /// The disk, the network or another program failed (exit status 3).
    Machine,
}

macro_rules! codes {
    ($($variant:ident $name:literal $meaning:literal)+) => {
        /// The code of an [`Error`], under which `docs/errors.md` explains it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode { $(#[doc = $meaning] $variant),+ }

        impl ErrorCode {
            /// All codes, in the order of their names.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that is shown, and that never changes: `disk-full`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

codes! {
    AddressInvalid "address-invalid" "An argument is no address."
    AddressesUnreadable "addresses-unreadable" "The file of `check --addresses` is no list, sitemap or access log."
    AliasesUnwritten "aliases-unwritten" "`check --fix` could not add an alias to front matter of an unusual form."
    ArchiveRefused "archive-refused" "The file of `courant cache --import` is damaged, or has something else than the state of builds."
    BaseUrlMissing "base-url-missing" "A site without `base_url` cannot be published."
    CacheModeUnknown "cache-mode-unknown" "`COURANT_CACHE` in the environment is none of `read`, `write` and `off`."
    ChangedMeanwhile "changed-meanwhile" "A file was changed while the site was built from it."
    DateInvalid "date-invalid" "An argument is no date."
    DigestTooLarge "digest-too-large" "The templates of a digest make a message that programs for mail would cut, even with one item."
    DiskFull "disk-full" "The disk or the quota is full."
    DraftRefused "draft-refused" "The item of `publish --draft` is published, withdrawn, or not there."
    EditorFailed "editor-failed" "The editor could not be opened, or failed."
    EditorUnknown "editor-unknown" "No editor is named, or not one that is known."
    FileExists "file-exists" "A new file would overwrite another."
    FileInTheWay "file-in-the-way" "A file that Courant did not write stands in the output folder where a page belongs."
    FileInUse "file-in-use" "Another program has a file open that has to be replaced or removed, which Windows does not permit."
    FolderRefused "folder-refused" "The folder to write to is part of the site."
    GitFailed "git-failed" "`git` failed."
    HostInvalid "host-invalid" "The preview cannot listen at this host."
    Internal "internal" "A defect of Courant."
    Io "io" "The disk failed in a way that has no code of its own."
    LanguageInvalid "language-invalid" "An argument is no language tag."
    LanguageUnknown "language-unknown" "The site has no such language."
    LinkInTheWay "link-in-the-way" "A symbolic link stands where a file or folder of Courant belongs."
    ListUnknown "list-unknown" "The site has no such list with published items."
    ListmonkMissing "listmonk-missing" "The settings have no Listmonk to make a draft in."
    NoLastDigest "no-last-digest" "No digest of this list was made before."
    NoNetwork "no-network" "No other site answered."
    NotAFile "not-a-file" "A pipe, a socket or a device stands where a file belongs."
    NotAFolder "not-a-folder" "A file stands where a folder belongs."
    NotFound "not-found" "A file is no longer there."
    NotPermitted "not-permitted" "Reading or writing is not permitted."
    NothingToFix "nothing-to-fix" "Aliases cannot be written while the site has errors."
    NothingToRollBack "nothing-to-roll-back" "No earlier state of the target is kept."
    OutputAroundSite "output-around-site" "The output folder contains the site."
    OutputInsideContent "output-inside-content" "The output folder is inside a folder that the site is built from."
    PortNotPermitted "port-not-permitted" "The preview may not use this port."
    PortTaken "port-taken" "Another program uses this port."
    ProgramMissing "program-missing" "A program that a target needs is not installed."
    RsyncFailed "rsync-failed" "`rsync` failed."
    SearchDamaged "search-damaged" "A file of the search index in the output is damaged, or was written by another version."
    SearchOff "search-off" "The site has no search index."
    SettingsInvalid "settings-invalid" "The settings have errors."
    SettingsMissing "settings-missing" "The folder has no `site.yaml`."
    ShardInvalid "shard-invalid" "The share of `courant images` is none that there is, or is not known."
    SourceUnknown "source-unknown" "The archive to import is not there, of no kind that is recognised, or too large to be one."
    StateRefused "state-refused" "The folder `.courant` is a link or holds one, belongs to another user, or is tracked by Git; or the folder of `--state` is inside the site or its output."
    TargetChanged "target-changed" "Another program changed the target meanwhile."
    TargetFailed "target-failed" "The target failed, or did not answer."
    TargetFull "target-full" "The target is full."
    TargetInTheWay "target-in-the-way" "Something at the target that Courant did not write stands where a file belongs."
    TargetLocked "target-locked" "Another run is publishing to the target."
    TargetMissing "target-missing" "The bucket, container, module or folder does not exist."
    TargetNotOurs "target-not-ours" "Files at the target that Courant did not write would be replaced."
    TargetRefuses "target-refuses" "The target refuses the keys or the user."
    TargetUnknown "target-unknown" "No target of this name, or more than one to choose from."
    TargetUnusable "target-unusable" "The target cannot be published to."
    ThemeFileUnknown "theme-file-unknown" "The theme has no such file."
    ThemeInvalid "theme-invalid" "The theme has errors."
    Threads "threads" "The threads could not be started."
    TitleInvalid "title-invalid" "No file name can be made of the title."
    TokenMissing "token-missing" "The environment has no token, or one with spaces or line breaks."
}

impl ErrorCode {
    /// The code of an error of the file system.
    fn of(error: &io::Error) -> Self {
        let Some(own) = error.get_ref() else { return Self::of_kind(error.kind()) };
        match error.kind() {
            _ if own.is::<NotAFile>() => Self::NotAFile,
            _ if own.is::<LinkRefused>() => Self::LinkInTheWay,
            _ if own.is::<FileInUse>() => Self::FileInUse,
            kind => Self::of_kind(kind),
        }
    }

    fn of_kind(kind: io::ErrorKind) -> Self {
        match kind {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotPermitted,
            io::ErrorKind::NotFound => Self::NotFound,
            // A folder that cannot be made because a file has its name, or a path through a file.
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => Self::NotAFolder,
            _ => Self::Io,
        }
    }
}

/// An error that stops the run.
///
/// `Display` shows the failed action alone, and `source` gives its cause; [`Error::message`] joins them.
#[derive(Debug, thiserror::Error)]
#[error("{action}")]
pub struct Error {
    /// Chooses the exit status.
    pub kind: ErrorKind,
    /// Names the error. Decisions are made by this code, never by the text.
    pub code: ErrorCode,
    /// The failed action, with the file's name where there is one: `cannot read content/a.md`.
    action: String,
    /// Proposals to the user. They come from the verb that failed, which knows what the user asked for.
    pub hints: Vec<String>,
    /// The cause, where it is an error of the operating system.
    source: Option<io::Error>,
}

impl Error {
    fn new(kind: ErrorKind, code: ErrorCode, action: &str) -> Self {
        let action = without_passwords(action).into_owned();
        Self { kind, code, action, hints: Vec::new(), source: None }
    }

    /// Wrong arguments or settings.
    pub fn usage(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, code, &message.into())
    }

    /// A failure of the file system or another part of the operating system. `action` says what failed, with the file's name:
    /// `cannot read content/a.md`.
    pub fn io(action: &str, error: &io::Error) -> Self {
        let code = ErrorCode::of(error);
        let kind = if code == ErrorCode::NotAFolder { ErrorKind::Usage } else { ErrorKind::Machine };
        Self { source: Some(copy(error)), ..Self::new(kind, code, action) }
    }

    /// A failure of another machine, or of another program on this one.
    pub fn remote(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Machine, code, &message.into())
    }

    /// A file was changed while the site was built from it.
    pub fn changed_meanwhile(file: &str) -> Self {
        let message = format!("{file} was changed while the site was built");
        Self::new(ErrorKind::Machine, ErrorCode::ChangedMeanwhile, &message)
    }

    /// A defect of Courant.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Machine, ErrorCode::Internal, &message.into())
            .hint("this is a defect of Courant: please report it with this message")
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The whole message: the failed action and its cause.
    pub fn message(&self) -> String {
        match &self.source {
            Some(cause) => format!("{}: {cause}", self.action),
            None => self.action.clone(),
        }
    }

    /// Whether both errors report the same failure: the same code for the same action.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.code, &self.action) == (other.code, &other.action)
    }

    /// The exit status that this error gives the program.
    pub fn exit_status(&self) -> u8 {
        match self.kind {
            ErrorKind::Usage => 2,
            ErrorKind::Machine => 3,
        }
    }
}

/// A copy of an error. The number of an error of the operating system says everything about it; any other error keeps its
/// kind and its text.
fn copy(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn an_error_keeps_its_cause_and_shows_it_once() {
        // ENOSPC, and ERROR_DISK_FULL of Windows.
        let full = if cfg!(target_os = "windows") { 112 } else { 28 };
        let error = Error::io("cannot write a.html", &io::Error::from_raw_os_error(full));
        let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>()).unwrap();
        assert_eq!((cause.raw_os_error(), error.code), (Some(full), ErrorCode::DiskFull));
        assert_eq!(error.message(), format!("cannot write a.html: {cause}"));
        assert_eq!(error.to_string(), "cannot write a.html");
        let error = Error::io("cannot read a.md", &io::Error::new(io::ErrorKind::NotFound, "gone"));
        assert_eq!((error.message().as_str(), error.code), ("cannot read a.md: gone", ErrorCode::NotFound));
    }

    #[test]
    fn the_codes_are_in_the_order_of_their_names() {
        assert!(ErrorCode::ALL.is_sorted_by_key(|code| code.name()));
    }
}
