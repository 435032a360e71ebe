//! Creates a site that is ready to build: commented settings, a few sample items, and standing pages.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Days, NaiveDate, Utc};
use icu_locale_core::Locale;

use super::new::{at, news_word, write_new};
use super::schema;
use crate::base::diagnostic::has_errors;
use crate::base::files::MemoryFiles;
use crate::base::yaml::quoted;
use crate::base::{Error, ErrorCode, disk, suggest};
use crate::config::{self, PlainTag};

/// Sample file: its name and its text, both with placeholders in braces.
type Starter = (&'static str, &'static str);

const DUTCH: &[Starter] = &[
    ("site.yaml", include_str!("starter/nl/site.yaml")),
    ("content/{news}/{today}-welkom-op-onze-nieuwe-website.md", include_str!("starter/nl/welkom.md")),
    ("content/{news}/{last_week}-wijkgericht-werken.md", include_str!("starter/nl/wijkgericht-werken.md")),
    ("content/{news}/{last_month}-open-dag.md", include_str!("starter/nl/open-dag.md")),
    ("content/pages/over-ons.md", include_str!("starter/nl/over-ons.md")),
    ("content/pages/contact.md", include_str!("starter/nl/contact.md")),
    ("content/contacts/redactie.yaml", include_str!("starter/nl/redactie.yaml")),
];

const ENGLISH: &[Starter] = &[
    ("site.yaml", include_str!("starter/en/site.yaml")),
    ("content/{news}/{today}-welcome-to-our-new-website.md", include_str!("starter/en/welcome.md")),
    ("content/{news}/{last_week}-working-by-neighbourhood.md", include_str!("starter/en/working-by-neighbourhood.md")),
    ("content/{news}/{last_month}-open-day.md", include_str!("starter/en/open-day.md")),
    ("content/pages/about-us.md", include_str!("starter/en/about-us.md")),
    ("content/pages/contact.md", include_str!("starter/en/contact.md")),
    ("content/contacts/newsdesk.yaml", include_str!("starter/en/newsdesk.yaml")),
];

/// Name of the schema file that the first line of `site.yaml` points editors to. It is beside the settings, not in `.courant/`,
/// because `.courant/` is excluded from version control and may be deleted at any time.
const SCHEMA: &str = "site.schema.json";

/// Writes the sample site to a folder, which is created if needed, and returns the names of the files in reading order. The
/// texts are Dutch for `nl` and English for every other language. Writes either all files or none.
///
/// # Errors
/// If the language tag is invalid, if any of the files exists, or if writing fails.
pub fn init(root: &Path, language: &str, names: &SiteNames, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    let language = &canonical(language);
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
        .map(|(name, text)| if name == config::FILE { (name, names.set_in(&text)) } else { (name, text) })
        .collect();
    texts.push((SCHEMA.to_owned(), schema::site()));
    texts.push((".gitignore".to_owned(), "/output/\n/output-*/\n/archive/\n/digest/\n/.courant/\n".to_owned()));
    refuse_existing(root, &texts)?;
    write_all(root, &texts)?;
    Ok(texts.into_iter().map(|(name, _)| name).collect())
}

/// What a new site is called and where it will be; the samples where it is not known.
#[derive(Clone, Debug, Default)]
pub struct SiteNames {
    /// The title of the site, and the name of its publisher.
    pub title: Option<String>,
    /// Its `base_url`.
    pub base_url: Option<String>,
}

impl SiteNames {
    fn set_in(&self, settings: &str) -> String {
        let mut settings = settings.to_owned();
        let sample = |key: &str, settings: &str| {
            let line = settings.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ").map(str::to_owned));
            line.unwrap_or_default()
        };
        if let Some(title) = &self.title {
            settings = settings.replace(&sample("title", &settings), &quoted(title));
        }
        // `geen idee` is no address: the sample stays, which checks report.
        let is_address = |url: &&String| url.contains(['.', ':']) && !url.contains(char::is_whitespace);
        if let Some(url) = self.base_url.as_ref().filter(is_address) {
            let url = if url.contains("://") { url.clone() } else { format!("https://{url}") };
            settings = settings.replace(&sample("base_url", &settings), &quoted(&url));
        }
        settings
    }
}

/// A language tag in the capitals that it has by custom: `NL` → `nl`, `en-us` → `en-US` (RFC 5646 §2.1.1).
fn canonical(tag: &str) -> String {
    tag.parse::<Locale>().map_or_else(|_invalid| tag.to_owned(), |locale| locale.to_string())
}

/// The folder for news in a language: the word for news in its addresses.
fn news_folder(language: &str) -> Result<String, Error> {
    let refused = || {
        Error::usage(ErrorCode::LanguageInvalid, format!("`{language}` is not a language tag"))
            .hint("write a tag such as `nl`, `en` or `en-US`")
    };
    if let Some(plain) = PlainTag::of(language).filter(|plain| plain.level().is_some()) {
        let message = format!("`{language}` is plain language, which is not a language of its own");
        return Err(Error::usage(ErrorCode::LanguageInvalid, message).hint(format!(
            "write `--language {}`, and name the files in plain language `post.{language}.md`",
            plain.language
        )));
    }
    if language.is_empty() || !language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        return Err(refused());
    }
    let settings = format!("title: a\nbase_url: https://example.org\nlanguage: \"{language}\"\n");
    let site = MemoryFiles([(config::FILE.to_owned(), settings.into_bytes())].into());
    let is_known = language
        .parse::<Locale>()
        .is_ok_and(|locale| !matches!(locale.id.language.as_str(), "und" | "xx" | "xxx" | "zz"));
    if !is_known {
        return Err(refused());
    }
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
        .replace("{next_month}", &today.checked_add_days(Days::new(30)).unwrap_or(today).to_string())
}

fn refuse_existing(root: &Path, texts: &[(String, String)]) -> Result<(), Error> {
    let existing: Vec<&str> =
        texts.iter().map(|(name, _)| name.as_str()).filter(|name| exists(&at(root, name))).collect();
    if existing.is_empty() {
        return Ok(());
    }
    let message = format!("these files already exist, so nothing was written: {}", suggest::list(existing));
    Err(Error::usage(ErrorCode::FileExists, message)
        .hint("choose another folder, such as `courant init my-site`, or move the files"))
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
    Error::io(&format!("cannot write {}", path.display()), error).hint(
        "check that you have write permission and that the disk is not full; the files already written were removed",
    )
}

/// Whether a path exists; a broken symbolic link counts.
fn exists(path: &Path) -> bool {
    !matches!(disk::stamp(path), Ok(None))
}

/// The folders that do not exist yet, outermost first.
fn folders_to_make(root: &Path, texts: &[(String, String)]) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = texts
        .iter()
        .flat_map(|(name, _)| at(root, name).ancestors().skip(1).map(Path::to_owned).collect::<Vec<_>>())
        .filter(|folder| !folder.as_os_str().is_empty() && !exists(folder))
        .collect();
    folders.sort();
    folders.dedup();
    folders
}

/// Removes the files and folders of a failed run. Errors are ignored: the first error is the one to report.
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
    fn a_new_site_has_valid_settings_in_any_language() {
        for (language, news) in
            [("nl", "nieuws"), ("en", "news"), ("fr", "actualites"), ("nl-BE", "nieuws"), ("pt", "news")]
        {
            let folder = tempfile::tempdir().unwrap();
            let files = init(folder.path(), language, &SiteNames::default(), now()).unwrap();
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
    fn words_are_not_taken_for_an_address() {
        let with = |url: &str| {
            SiteNames { title: None, base_url: Some(url.to_owned()) }.set_in("base_url: https://a.example\n")
        };
        assert_eq!(with("geen idee"), "base_url: https://a.example\n");
        assert_eq!(with("weet-niet"), "base_url: https://a.example\n");
        assert_eq!(with("www.dorp.nl"), "base_url: \"https://www.dorp.nl\"\n");
    }

    #[test]
    fn today_is_in_the_time_zone_of_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let files = init(folder.path(), "nl", &SiteNames::default(), now()).unwrap();
        assert!(files.contains(&"content/nieuws/2024-03-11-welkom-op-onze-nieuwe-website.md".to_owned()), "{files:?}");
    }

    #[test]
    fn existing_files_are_named_and_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        write_new(&folder.path().join("site.yaml"), b"mine").unwrap();
        write_new(&folder.path().join("content/pages/contact.md"), b"mine").unwrap();
        let error = init(folder.path(), "nl", &SiteNames::default(), now()).unwrap_err();
        assert!(error.message().contains("`site.yaml`, `content/pages/contact.md`"), "{}", error.message());
        assert!(!exists(&folder.path().join("content/nieuws")));
    }

    #[test]
    fn a_run_that_fails_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        write_new(&folder.path().join("content/pages"), b"a file where a folder belongs").unwrap();
        assert!(init(folder.path(), "nl", &SiteNames::default(), now()).is_err());
        assert!(!exists(&folder.path().join("site.yaml")));
        assert!(!exists(&folder.path().join("content/nieuws")));
        assert!(exists(&folder.path().join("content/pages")));
    }

    #[test]
    fn an_invalid_language_tag_is_refused() {
        for language in ["", "nederlands!", "n\"l", "../x", "nl-x-waytoolong"] {
            assert!(init(Path::new("/nonexistent"), language, &SiteNames::default(), now()).is_err(), "{language}");
        }
        let plain = init(Path::new("/nonexistent"), "nl-x-eenvoudig", &SiteNames::default(), now()).unwrap_err();
        assert!(plain.message().contains("is plain language"), "{}", plain.message());
    }

    #[test]
    fn a_site_has_the_names_that_are_given() {
        let folder = tempfile::tempdir().unwrap();
        let names = SiteNames { title: Some("Het \"Dorp\": nu".to_owned()), base_url: Some("www.dorp.nl".to_owned()) };
        init(folder.path(), "NL", &names, now()).unwrap();
        let settings = disk::read(&folder.path().join("site.yaml")).unwrap();
        let settings = String::from_utf8(settings).unwrap();
        assert!(settings.contains("\ntitle: \"Het \\\"Dorp\\\": nu\"\n"), "{settings}");
        assert!(settings.contains("\n  name: \"Het \\\"Dorp\\\": nu\"\n"), "{settings}");
        assert!(settings.contains("\nbase_url: \"https://www.dorp.nl\"\n") && settings.contains("\nlanguage: nl\n"));
        let cases = [("NL", "nl"), ("en-us", "en-US"), ("ZH-hant-tw", "zh-Hant-TW"), ("sr-LATN", "sr-Latn")];
        assert!(cases.iter().all(|(typed, tag)| canonical(typed) == *tag));
    }
}
