//! Makes a site that builds at once: settings with comments, a few items that show what can be done, standing pages.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::new::{at, news_word, write_new};
use super::schema;
use crate::base::diagnostic::has_errors;
use crate::base::files::MemoryFiles;
use crate::base::{Error, ErrorCode, disk, suggest};
use crate::config;

/// A text of the first site: the name of its file, and the text, both with fields between `{` and `}`.
type Starter = (&'static str, &'static str);

const DUTCH: &[Starter] = &[
    ("site.yaml", include_str!("starter/nl/site.yaml")),
    ("content/{news}/{today}-welkom-op-onze-nieuwe-website.md", include_str!("starter/nl/welkom.md")),
    ("content/{news}/{last_week}-wijkgericht-werken.md", include_str!("starter/nl/wijkgericht-werken.md")),
    ("content/{news}/{last_month}-open-dag.md", include_str!("starter/nl/open-dag.md")),
    ("content/pages/over-ons.md", include_str!("starter/nl/over-ons.md")),
    ("content/pages/contact.md", include_str!("starter/nl/contact.md")),
];

const ENGLISH: &[Starter] = &[
    ("site.yaml", include_str!("starter/en/site.yaml")),
    ("content/{news}/{today}-welcome-to-our-new-website.md", include_str!("starter/en/welcome.md")),
    ("content/{news}/{last_week}-working-by-neighbourhood.md", include_str!("starter/en/working-by-neighbourhood.md")),
    ("content/{news}/{last_month}-open-day.md", include_str!("starter/en/open-day.md")),
    ("content/pages/about-us.md", include_str!("starter/en/about-us.md")),
    ("content/pages/contact.md", include_str!("starter/en/contact.md")),
];

/// The name of the schema that the first line of `site.yaml` leads editors to. It stands beside the settings and is kept
/// with them, because `.courant/` is not: it is left out of version control and may be removed at any time.
const SCHEMA: &str = "site.schema.json";

/// Writes the first site into a folder, made where there is none, and gives the files in the order in which they are
/// to be read. In Dutch for `nl`, in English for every other language. Either all files are written or none.
///
/// # Errors
/// Where the language is none, where any of the files is there already, and where the disk does not take them.
pub fn init(root: &Path, language: &str, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    let news = news_folder(language)?;
    let is_dutch = language.split('-').next() == Some("nl");
    let (starters, today) = if is_dutch {
        (DUTCH, now.with_timezone(&chrono_tz::Europe::Amsterdam).date_naive())
    } else {
        (ENGLISH, now.date_naive())
    };
    let mut texts: Vec<(String, String)> = starters
        .iter()
        .map(|(name, text)| (fill(name, language, &news, today), fill(text, language, &news, today)))
        .collect();
    texts.push((SCHEMA.to_owned(), schema::site()));
    texts.push((".gitignore".to_owned(), "/output/\n/.courant/\n".to_owned()));
    refuse_what_is_there(root, &texts)?;
    write_all(root, &texts)?;
    Ok(texts.into_iter().map(|(name, _)| name).collect())
}

/// The word for news in a language, as its addresses have it.
fn news_folder(language: &str) -> Result<String, Error> {
    let refused = || {
        Error::usage(ErrorCode::LanguageInvalid, format!("`{language}` is no language tag"))
            .hint("write a tag such as `nl`, `en` or `en-US`")
    };
    if language.is_empty() || !language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(refused());
    }
    let settings = format!("title: a\nbase_url: https://example.org\nlanguage: \"{language}\"\n");
    let site = MemoryFiles([(config::FILE.to_owned(), settings.into_bytes())].into());
    let checked = config::load(&site, config::BaseUrl::FromSettings)?;
    if has_errors(&checked.findings) { Err(refused()) } else { Ok(news_word(checked.value.main_language()).to_owned()) }
}

fn fill(text: &str, language: &str, news: &str, today: NaiveDate) -> String {
    let before = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today).to_string();
    text.replace("{language}", language)
        .replace("{news}", news)
        .replace("{today}", &today.to_string())
        .replace("{last_week}", &before(7))
        .replace("{last_month}", &before(30))
}

fn refuse_what_is_there(root: &Path, texts: &[(String, String)]) -> Result<(), Error> {
    let there: Vec<&str> =
        texts.iter().map(|(name, _)| name.as_str()).filter(|name| is_there(&at(root, name))).collect();
    if there.is_empty() {
        return Ok(());
    }
    let message = format!("nothing was written, because this is there already: {}", suggest::list(there));
    Err(Error::usage(ErrorCode::FileExists, message)
        .hint("choose a new folder: `courant init my-site`; or move what is there out of the way"))
}

fn write_all(root: &Path, texts: &[(String, String)]) -> Result<(), Error> {
    let mut written: Vec<PathBuf> = Vec::new();
    let new_folders = folders_to_make(root, texts);
    for (name, text) in texts {
        let path = at(root, name);
        if let Err(error) = write_new(&path, text.as_bytes()) {
            undo(&written, &new_folders);
            return Err(failed(&path, &error));
        }
        written.push(path);
    }
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::io(&format!("cannot write {}", path.display()), error)
        .hint("see whether you may write there, and whether the disk has room; nothing was left behind")
}

/// Whether something stands at a path, be it a link that leads to nothing.
fn is_there(path: &Path) -> bool {
    !matches!(disk::stamp(path), Ok(None))
}

/// The folders that are not there yet, the outer ones first.
fn folders_to_make(root: &Path, texts: &[(String, String)]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = texts
        .iter()
        .flat_map(|(name, _)| at(root, name).ancestors().skip(1).map(Path::to_owned).collect::<Vec<_>>())
        .filter(|folder| !folder.as_os_str().is_empty() && !is_there(folder))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

/// Removes what a run made that could not be finished. What cannot be removed stays: the first error is the one to tell.
fn undo(written: &[PathBuf], new_folders: &[PathBuf]) {
    for file in written {
        let _ = disk::remove(file);
    }
    for folder in new_folders.iter().rev() {
        disk::remove_empty_folder(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Folder, Sources as _};

    fn now() -> DateTime<Utc> {
        "2024-03-10T23:30:00Z".parse().unwrap()
    }

    #[test]
    fn a_first_site_has_settings_without_mistakes_in_any_language() {
        for (language, news) in
            [("nl", "nieuws"), ("en", "news"), ("fr", "actualites"), ("nl-BE", "nieuws"), ("pt", "news")]
        {
            let folder = tempfile::tempdir().unwrap();
            let files = init(folder.path(), language, now()).unwrap();
            let site = Folder::new(folder.path());
            let checked = config::load(&site, config::BaseUrl::FromSettings).unwrap();
            assert!(checked.findings.is_empty(), "{:?}", checked.findings);
            assert_eq!(&*checked.value.main_language().tag, language);
            assert!(files.iter().any(|file| file.starts_with(&format!("content/{news}/2024-03-1"))), "{files:?}");
            for file in files {
                let text = String::from_utf8(site.read(&file).unwrap()).unwrap();
                let is_filled = ["{news}", "{today}", "{last_", "{language}"].iter().all(|field| !text.contains(field));
                assert!(is_filled && text.ends_with('\n'), "{file}");
            }
        }
    }

    #[test]
    fn today_is_that_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let files = init(folder.path(), "nl", now()).unwrap();
        assert!(files.contains(&"content/nieuws/2024-03-11-welkom-op-onze-nieuwe-website.md".to_owned()), "{files:?}");
    }

    #[test]
    fn what_is_there_is_named_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        write_new(&folder.path().join("site.yaml"), b"mine").unwrap();
        write_new(&folder.path().join("content/pages/contact.md"), b"mine").unwrap();
        let error = init(folder.path(), "nl", now()).unwrap_err();
        assert!(error.message().contains("`site.yaml`, `content/pages/contact.md`"), "{}", error.message());
        assert!(!is_there(&folder.path().join("content/nieuws")));
    }

    #[test]
    fn a_run_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        write_new(&folder.path().join("content/pages"), b"a file where a folder belongs").unwrap();
        assert!(init(folder.path(), "nl", now()).is_err());
        assert!(!is_there(&folder.path().join("site.yaml")));
        assert!(!is_there(&folder.path().join("content/nieuws")));
        assert!(is_there(&folder.path().join("content/pages")));
    }

    #[test]
    fn what_is_no_language_is_refused() {
        for language in ["", "nederlands!", "n\"l", "../x"] {
            assert!(init(Path::new("/nonexistent"), language, now()).is_err(), "{language}");
        }
    }
}
