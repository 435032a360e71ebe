//! The link that opens a file of the site in the writer's editor.

use std::path::PathBuf;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::base::site_path::site_path;
use crate::base::{Error, ErrorCode};

/// Known editors, with their links.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
];

/// Schemes of links that run code in the page.
const REFUSED: &[&str] = &["javascript", "data", "vbscript", "blob"];

/// Characters that a path in a link has percent-encoded.
const ENCODED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'<').add(b'>').add(b'?').add(b':');

/// The links that open files in the editor.
#[derive(Clone, Debug)]
pub struct Editor {
    /// The link, with `{path}`, `{line}` and `{column}`; `None` for no links.
    link: Option<String>,
    root: PathBuf,
}

impl Editor {
    /// Parses the option: the name of an editor, `none`, or a link with `{path}`.
    ///
    /// # Errors
    /// If it is none of these.
    pub fn read(typed: &str, root: PathBuf) -> Result<Self, Error> {
        let known = KNOWN.iter().find(|(name, _)| *name == typed).map(|(_, link)| (*link).to_owned());
        let link = match (known, typed) {
            (Some(link), _) => Some(link),
            (None, "none") => None,
            (None, link) if is_link(link) => Some(link.to_owned()),
            (None, _) => {
                let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).chain(["none"]).collect();
                return Err(Error::usage(
                    ErrorCode::EditorUnknown,
                    format!("`{typed}` is not a known editor"),
                )
                .hint(format!("use one of {}", names.join(", ")))
                .hint(
                    "or write the URL that opens a file in your editor, such as `myeditor://open?file={path}&line={line}`",
                ));
            }
        };
        Ok(Self { link, root })
    }

    /// The link that opens a file of the site, at a line and column from 1; 0 means the whole file.
    pub(super) fn link(&self, file: &str, line: usize, column: usize) -> Option<String> {
        let path = path_in_link(&site_path(&self.root.join(file))?);
        let opens = self.link.as_ref()?.replace("{path}", &path);
        Some(opens.replace("{line}", &line.max(1).to_string()).replace("{column}", &column.max(1).to_string()))
    }
}

/// A path as it stands in a link: `/home/me/a%20b.md`, `/C:/Users/me/a.md`.
fn path_in_link(path: &str) -> String {
    let is_drive = |drive: &str| drive.len() == 2 && drive.starts_with(|c: char| c.is_ascii_alphabetic());
    let drive = path.split_inclusive(':').next().filter(|drive| is_drive(drive) && drive.ends_with(':'));
    let rest = path.get(drive.map_or(0, str::len)..).unwrap_or_default();
    match drive {
        Some(drive) => format!("/{drive}{}", utf8_percent_encode(&rest.replace('\\', "/"), ENCODED)),
        None if path.starts_with("\\\\") => utf8_percent_encode(&path.replace('\\', "/"), ENCODED).to_string(),
        None => utf8_percent_encode(path, ENCODED).to_string(),
    }
}

fn is_link(typed: &str) -> bool {
    let Some((scheme, _)) = typed.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    is_scheme && !REFUSED.contains(&scheme.to_ascii_lowercase().as_str()) && typed.contains("{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(typed: &str, file: &str) -> Option<String> {
        Editor::read(typed, PathBuf::from("/home/me/site")).unwrap().link(file, 3, 0)
    }

    #[test]
    fn a_file_has_a_link_that_opens_it() {
        let file = "content/nieuws/wat & hoe: één.md";
        let encoded = "/home/me/site/content/nieuws/wat%20%26%20hoe%3A%20%C3%A9%C3%A9n.md";
        assert_eq!(link("vscode", file), Some(format!("vscode://file{encoded}:3:1")));
        assert_eq!(link("mine://x?f={path}&l={line}", file), Some(format!("mine://x?f={encoded}&l=3")));
        assert_eq!(link("none", file), None);
    }

    #[test]
    fn a_path_of_windows_has_slashes_in_a_link() {
        assert_eq!(
            path_in_link(r"C:\Users\me\site\content/één: a.md"),
            "/C:/Users/me/site/content/%C3%A9%C3%A9n%3A%20a.md"
        );
        assert_eq!(path_in_link(r"\\server\share\a.md"), "//server/share/a.md");
        assert_eq!(path_in_link(r"/home/me/a\b:c.md"), r"/home/me/a\b%3Ac.md");
    }

    #[test]
    fn what_is_no_link_is_refused() {
        for typed in [
            "emacs",
            "javascript:alert('{path}')",
            "JavaScript:{path}",
            "data:text/html,{path}",
            "{path}",
            "a b://{path}",
            "x://",
        ] {
            let error = Editor::read(typed, PathBuf::new()).unwrap_err();
            assert!(error.exit_status() == 2 && error.hints.concat().contains("vscode"), "{typed}");
        }
    }
}
