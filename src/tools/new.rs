//! Creates a news item: a file with valid front matter, in the folder of the site's items and with the same naming scheme.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDate};

use crate::base::date::When;
use crate::base::diagnostic::has_errors;
use crate::base::slug::{Letters, is_slug, slug};
use crate::base::{Code, Error, ErrorCode, Folder, Sources as _, disk, suggest};
use crate::config::{self, Config, Language, LanguageId, PlainTag};
use crate::content::is_markdown;

/// The item to create.
#[derive(Clone, Debug)]
pub struct NewItem<'a> {
    /// Title.
    pub title: &'a str,
    /// Language tag, also one of plain language such as `nl-x-eenvoudig`; `None` for the site's main language.
    pub language: Option<&'a str>,
    /// Date of publication.
    pub date: When,
    /// Whether it is a draft.
    pub draft: bool,
}

/// Reads the settings of the site in which to create an item.
///
/// # Errors
/// If there is no `site.yaml`, or if it has errors.
pub fn settings(site: &Folder) -> Result<Config, Error> {
    let checked = config::load(site, config::BaseUrl::FromSettings)?;
    if checked.findings.iter().any(|finding| finding.code == Code::SettingsMissing) {
        let is_here = site.root() == Path::new(".");
        let folder = if is_here { "this folder".to_owned() } else { site.root().display().to_string() };
        let message = format!("{folder} is not a site folder: it has no `{}`", config::FILE);
        return Err(Error::usage(ErrorCode::SettingsMissing, message)
            .hint("change to the folder of your site, or pass it with `--root`")
            .hint("to create a site, run `courant init`"));
    }
    if has_errors(&checked.findings) {
        let message = format!("`{}` has errors", config::FILE);
        return Err(Error::usage(ErrorCode::SettingsInvalid, message)
            .hint("run `courant check` to see the errors, and fix them first"));
    }
    Ok(checked.value)
}

/// Writes the item and returns its path. Never overwrites a file.
///
/// # Errors
/// If the title gives no slug, if the site does not have the language, or if the file exists.
pub fn new(site: &Folder, config: &Config, item: &NewItem<'_>) -> Result<PathBuf, Error> {
    let slug = slug_of(item.title, config.letters())?;
    let suffix = language_suffix(config, item.language)?;
    let normal = if suffix.is_version { version_file(site, &slug, &suffix)? } else { None };
    let file = if let Some(file) = normal {
        file
    } else {
        let folder = folder_of(site, config, item.date.day())?;
        format!("{folder}/{}-{slug}{}.md", item.date.day().format("%Y-%m-%d"), suffix.whole())
    };
    let path = at(site.root(), &file);
    write_new(&path, front_matter(item).as_bytes())
        .map_err(|error| unwritten(&file, &error, "edit that file, or use another title or `--date`"))?;
    Ok(path)
}

/// Path of a file in the site folder, without a leading `./`.
pub(super) fn at(root: &Path, file: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(file) } else { root.join(file) }
}

/// Writes a new file, and creates its parent folders. Fails if the file exists.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    disk::write_new(path, bytes).map(drop)
}

/// The error of a new file that could not be written; `if_there` is the hint where there is one of its name.
pub(super) fn unwritten(file: &str, error: &io::Error, if_there: &str) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Error::usage(ErrorCode::FileExists, format!("{file} already exists, so nothing was written")).hint(if_there)
        }
        _ => Error::io(&format!("cannot write {file}"), error)
            .hint("check that you have write permission and that the disk is not full"),
    }
}

/// Default folder for news in a language: the last word in the address of its news index.
pub(super) fn news_word(language: &Language) -> &str {
    let word = language.main.index.as_str().trim_matches('/').rsplit('/').next().unwrap_or_default();
    if is_slug(word) { word } else { "news" }
}

fn slug_of(title: &str, letters: Letters) -> Result<String, Error> {
    let breaks_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if title.contains(breaks_line) {
        return Err(Error::usage(ErrorCode::TitleInvalid, "the title has a line break or a control character")
            .hint("write the title on one line, without tabs"));
    }
    let slug = slug(title, letters);
    if slug.is_empty() {
        return Err(Error::usage(
            ErrorCode::TitleInvalid,
            format!("the title \"{title}\" has no letter or digit to make an address from"),
        )
        .hint("use a title with at least one letter or digit"));
    }
    Ok(slug)
}

/// What stands behind the name of a file to tell its language.
#[derive(Debug, Default)]
struct LanguageSuffix {
    /// `.en` for an additional language; empty for the main language.
    language: String,
    /// The language with what tells plain language, `.nl-x-eenvoudig`; empty for a text that is not in it.
    plain: String,
    /// Whether the text is a version in plain language.
    is_version: bool,
}

impl LanguageSuffix {
    fn whole(&self) -> &str {
        if self.is_version { &self.plain } else { &self.language }
    }
}

fn language_suffix(config: &Config, tag: Option<&str>) -> Result<LanguageSuffix, Error> {
    let Some(tag) = tag else { return Ok(LanguageSuffix::default()) };
    let of = |id: LanguageId| if id.index() == 0 { String::new() } else { format!(".{}", config.language(id).tag) };
    if let Some(id) = config.find_language(tag) {
        return Ok(LanguageSuffix { language: of(id), ..LanguageSuffix::default() });
    }
    let plain = PlainTag::of(tag).and_then(|plain| Some((plain, config.find_language(plain.language)?)));
    match plain {
        Some((plain, id)) if plain.level().is_some() => {
            let language = &config.language(id).tag;
            let name = tag.get(plain.language.len()..).unwrap_or_default().to_lowercase();
            Ok(LanguageSuffix { language: of(id), plain: format!(".{language}{name}"), is_version: true })
        }
        Some((plain, id)) => {
            let (name, language) = (plain.name, &config.language(id).tag);
            let message = format!("`{name}` is neither a name of plain language nor a language of the site");
            let near = suggest::nearest(name, PlainTag::names()).unwrap_or("eenvoudig");
            Err(Error::usage(ErrorCode::LanguageUnknown, message)
                .hint(format!("for plain language, write `{language}-x-{near}`"))
                .hint(format!("for a language of its own, add `{tag}` to `{}` under `languages`", config::FILE)))
        }
        None => {
            let known = suggest::list(config.languages.iter().map(|language| &*language.tag));
            let message = format!("the site has no language `{tag}`; it has {known}");
            Err(Error::usage(ErrorCode::LanguageUnknown, message)
                .hint(format!("add it to `{}` under `languages`", config::FILE)))
        }
    }
}

/// The file of a version in plain language: beside the newest item with this slug in its name. `None` if there is no such item.
fn version_file(site: &Folder, slug: &str, suffix: &LanguageSuffix) -> Result<Option<String>, Error> {
    let end = format!("{}.md", suffix.language);
    let is_item = |path: &str| {
        let Some((folder, name)) = path.strip_suffix(&end).and_then(|stem| stem.rsplit_once('/')) else { return false };
        let name = if name == "index" { folder.rsplit('/').next().unwrap_or_default() } else { name };
        without_date(name) == slug
    };
    let files = site.walk("content", &mut Vec::new())?;
    let newest = files.iter().map(|file| &*file.path).filter(|path| is_item(path)).max();
    Ok(newest.and_then(|path| path.strip_suffix(&end)).map(|stem| format!("{stem}{}.md", suffix.plain)))
}

/// The name of a file without the date that it starts with.
fn without_date(name: &str) -> &str {
    match name.split_at_checked(11) {
        Some((date, rest)) if NaiveDate::parse_from_str(date, "%Y-%m-%d-").is_ok() => rest,
        _ => name,
    }
}

/// The folder that holds most of the site's items. If items are in a folder per year, or per year and month, the folder of the
/// item's date.
fn folder_of(site: &Folder, config: &Config, day: NaiveDate) -> Result<String, Error> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for file in site.walk("content", &mut Vec::new())? {
        if is_markdown(&file.path) && !file.path.starts_with("content/pages/") {
            *counts.entry(shape(&file.path)).or_default() += 1;
        }
    }
    // Folders with the same number of items are ordered by name, so that the result is deterministic.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(shape, _)| shape);
    let shape = most.unwrap_or_else(|| format!("content/{}", news_word(config.main_language())));
    Ok(shape.replace("{year}", &day.year().to_string()).replace("{month}", &format!("{:02}", day.month())))
}

/// The folder of an item's file, with `{year}` where it ends in a year, and `{year}/{month}` where in a month; for an item in a folder of its own the one above.
fn shape(path: &str) -> String {
    let parent = |path: &str| path.rsplit_once('/').map_or_else(|| path.to_owned(), |(parent, _)| parent.to_owned());
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut folder = parent(path);
    if name.starts_with("index.") && folder != "content" {
        folder = parent(&folder);
    }
    let is_number = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = folder.split('/').collect();
    match parts.as_slice() {
        [above @ .., year, month] if is_number(year, 4) && is_number(month, 2) => {
            format!("{}/{{year}}/{{month}}", above.join("/"))
        }
        [above @ .., year] if is_number(year, 4) => format!("{}/{{year}}", above.join("/")),
        _ => folder,
    }
}

fn front_matter(item: &NewItem<'_>) -> String {
    let draft = if item.draft { "draft: true\n" } else { "" };
    let date = if item.date.has_time { item.date.iso() } else { item.date.day().to_string() };
    format!("---\ntitle: {}\ndate: {date}\n{draft}---\n\n", quoted(item.title))
}

/// A text in YAML double quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ItemFile;

    fn when(text: &str) -> When {
        When::parse(text, chrono_tz::Europe::Amsterdam).unwrap()
    }

    fn typed(title: &str) -> ItemFile {
        let text = front_matter(&NewItem { title, language: None, date: when("2013-12-03"), draft: true });
        serde_yaml::from_str(text.trim().trim_matches('-')).unwrap()
    }

    #[test]
    fn any_title_is_read_back_unchanged() {
        let long = "lang ".repeat(100);
        for title in [
            "Doel of middel?",
            "Over: dit",
            "\"Ja\", zei hij",
            r"a\b",
            "#1 is # twee",
            "😀 feest",
            "'s avonds",
            "- x",
            &long,
        ] {
            assert_eq!(typed(title).title.as_deref(), Some(title));
        }
    }

    #[test]
    fn the_date_and_the_draft_are_read_back() {
        let item = typed("Titel");
        assert_eq!(item.date.as_deref(), Some("2013-12-03"));
        assert!(item.draft);
        let with_time =
            front_matter(&NewItem { title: "a", language: None, date: when("2013-12-03 14:30"), draft: false });
        assert!(with_time.contains("date: 2013-12-03T14:30:00+01:00\n") && !with_time.contains("draft"));
    }

    #[test]
    fn the_folder_of_an_item_follows_from_its_path() {
        assert_eq!(shape("content/nieuws/2013-12-03-a.md"), "content/nieuws");
        assert_eq!(shape("content/nieuws/open-dag/index.en.md"), "content/nieuws");
        assert_eq!(shape("content/nieuws/2013/a.md"), "content/nieuws/{year}");
        assert_eq!(shape("content/nieuws/2013/open-dag/index.md"), "content/nieuws/{year}");
        assert_eq!(shape("content/nieuws/2013/12/a.md"), "content/nieuws/{year}/{month}");
        assert_eq!(shape("content/nieuws/2013/12/open-dag/index.md"), "content/nieuws/{year}/{month}");
        assert_eq!(shape("content/nieuws/12/a.md"), "content/nieuws/12");
        assert_eq!(shape("content/a.md"), "content");
        assert_eq!(shape("content/index.md"), "content");
    }

    #[test]
    fn a_date_before_a_name_is_not_part_of_it() {
        assert_eq!(without_date("2013-12-03-brug"), "brug");
        assert_eq!(without_date("2013-12-99-brug"), "2013-12-99-brug");
        assert_eq!(without_date("brug"), "brug");
    }

    #[test]
    fn a_title_without_letters_or_with_a_line_break_is_refused() {
        for title in ["", "???", "a\nb", "a\tb", "a\u{2028}b"] {
            assert!(slug_of(title, Letters::Plain).is_err(), "{title:?}");
        }
    }
}
