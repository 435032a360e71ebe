//! Clock, environment and random numbers: the only place where they enter the program.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use ring::rand::{SecureRandom as _, SystemRandom};

use courant::base::{Error, disk};

/// Current time.
#[expect(clippy::disallowed_methods, reason = "the only place that reads the clock; callers pass the time on")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Language of the environment, as a tag; `None` if it sets none.
pub(crate) fn language() -> Option<String> {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable).or_else(disk::locale)?;
    language_of(&locale)
}

/// Command that starts the editor.
pub(crate) fn editor() -> Option<String> {
    ["VISUAL", "EDITOR"].into_iter().find_map(variable)
}

/// Editor in which the preview opens files, by name or URL.
pub(crate) fn preview_editor() -> Option<String> {
    variable("COURANT_EDITOR")
}

/// The folder for the state of builds.
pub(crate) fn state() -> Option<PathBuf> {
    variable("COURANT_STATE").map(PathBuf::from)
}

/// The number of threads that `RAYON_NUM_THREADS` asks for.
pub(crate) fn threads() -> Option<u32> {
    variable("RAYON_NUM_THREADS")?.trim().parse().ok()
}

/// User and machine: `anna@werkplek`.
pub(crate) fn who() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable);
    let machine = gethostname::gethostname().to_string_lossy().into_owned();
    format!("{}@{machine}", name.unwrap_or_else(|| "somebody".to_owned()))
}

/// 16 random bytes from the operating system, which nobody can guess.
///
/// # Errors
/// The system has none.
pub(crate) fn secret() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|_none| Error::internal("the system gives no random numbers"))?;
    Ok(bytes)
}

/// Environment variable; `None` if it is unset or blank.
#[expect(clippy::disallowed_methods, reason = "the only place that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// `nl_NL.UTF-8` → `nl`; `None` for `C` and `POSIX`.
fn language_of(locale: &str) -> Option<String> {
    let tag = locale.split(['_', '.', '@', '-']).next().unwrap_or_default().to_lowercase();
    let is_tag = (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase());
    is_tag.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_gives_its_language() {
        assert_eq!(language_of("nl_NL.UTF-8").as_deref(), Some("nl"));
        assert_eq!(language_of("en").as_deref(), Some("en"));
        assert_eq!(language_of("C.UTF-8"), None);
        assert_eq!(language_of("POSIX"), None);
    }
}
