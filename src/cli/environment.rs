//! Where the clock and the environment enter the program, and nowhere else.

use chrono::{DateTime, Utc};

/// Now.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock; from here it is handed on")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The language that the environment asks for, as a tag; `None` where it asks for none.
pub(crate) fn language() -> Option<String> {
    let asked = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable)?;
    language_of(&asked)
}

/// The command that starts the editor.
pub(crate) fn editor() -> Option<String> {
    ["VISUAL", "EDITOR"].into_iter().find_map(variable)
}

/// The editor that preview opens files in, by name or by link.
pub(crate) fn preview_editor() -> Option<String> {
    variable("COURANT_EDITOR")
}

/// Who works here, and on which machine: `anna@werkplek`.
pub(crate) fn who() -> String {
    let name = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(variable);
    let machine = rustix::system::uname().nodename().to_string_lossy().into_owned();
    format!("{}@{machine}", name.unwrap_or_else(|| "somebody".to_owned()))
}

/// A variable of the environment; one with nothing in it counts as none.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// `nl_NL.UTF-8` → `nl`; nothing for `C` and `POSIX`.
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
