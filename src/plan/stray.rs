//! Folders and files beside `site.yaml` that are not read and look as if they were meant to be: texts and pictures in a folder of another
//! name, settings under another name, templates without a theme.

use crate::base::{Code, Diagnostic, Error, Place, Sources, suggest};
use crate::config::FILE;
use crate::content::{has_front_matter, may_be_item};

/// The folders of a site.
const FOLDERS: [&str; 3] = ["content", "static", "themes"];
/// Folders in which other generators, and people, keep texts.
const TEXTS: &[&str] = &[
    "_posts",
    "posts",
    "post",
    "_drafts",
    "drafts",
    "articles",
    "artikelen",
    "berichten",
    "nieuws",
    "news",
    "blog",
    "pages",
    "_pages",
    "paginas",
    "pagina",
    "texts",
    "teksten",
    "inhoud",
    "inhalt",
];
/// Folders in which they keep files that are copied as they are.
const COPIED: &[&str] = &[
    "public",
    "assets",
    "images",
    "img",
    "afbeeldingen",
    "bilder",
    "media",
    "uploads",
    "downloads",
    "files",
    "fonts",
    "css",
    "js",
];
/// Folders in which they keep templates.
const TEMPLATES: &[&str] = &["theme", "templates", "template", "layouts", "_layouts", "_includes", "partials"];
/// Files in which they keep settings.
const SETTINGS: &[&str] = &[
    "site.yml",
    "site.yaml.txt",
    "site.yml.txt",
    "site.json",
    "site.toml",
    "config.yaml",
    "config.yml",
    "config.toml",
    "_config.yml",
    "hugo.toml",
    "hugo.yaml",
    "pelicanconf.py",
    "theme.yaml",
    "redirects.yml",
    "redirects.txt",
];

/// What is not read beside the settings.
///
/// # Errors
/// A folder cannot be read.
pub fn strays(sources: &dyn Sources) -> Result<Vec<Diagnostic>, Error> {
    let mut findings = Vec::new();
    for name in sources.root_names() {
        let found = match name.strip_suffix('/') {
            Some(folder) => stray_folder(sources, folder)?,
            None => stray_file(sources, &name),
        };
        findings.extend(found);
    }
    Ok(findings)
}

fn stray_file(sources: &dyn Sources, name: &str) -> Option<Diagnostic> {
    let lower = name.to_lowercase();
    let finding =
        |message: String, hint: String| Some(Diagnostic::new(Code::UnreadFile, Place::file(name), message).hint(hint));
    if SETTINGS.contains(&&*lower) || (lower == FILE && name != FILE) {
        let (meant, what) = match &*lower {
            "theme.yaml" => ("themes/NAME/theme.yaml", "a theme has a folder of its own"),
            "redirects.yml" | "redirects.txt" => ("redirects.yaml", "old addresses are in `redirects.yaml`"),
            _ => (FILE, "the settings are"),
        };
        return match meant {
            FILE => finding(
                format!("`{name}` is not read: {what} in `{FILE}`"),
                format!("move the settings that you need to `{FILE}`, and remove `{name}`"),
            ),
            meant => finding(format!("`{name}` is not read here: {what}"), format!("rename it to `{meant}`")),
        };
    }
    let is_text = may_be_item(name) && has_front_matter(sources, name);
    if is_text {
        let message = format!("`{name}` is not read: the texts of a site are in `content/`");
        return finding(message, format!("move it to `content/{name}`"));
    }
    None
}

fn stray_folder(sources: &dyn Sources, folder: &str) -> Result<Option<Diagnostic>, Error> {
    let lower = folder.to_lowercase();
    // An output folder may have any name. A disk that does not tell capitals apart finds a folder under each.
    if FOLDERS.contains(&folder) || sources.read(&format!("{folder}/.courant-output")).is_ok() {
        return Ok(None);
    }
    let near = if FOLDERS.contains(&&*lower) { Some(&*lower) } else { suggest::nearest(&lower, FOLDERS) };
    if near.is_some_and(|near| near == lower && sources.has_folder(near)) && !sources.has_folder(folder) {
        return Ok(None);
    }
    let is_texts = TEXTS.contains(&&*lower) || near == Some("content");
    let is_copied = COPIED.contains(&&*lower) || near == Some("static");
    let is_templates = TEMPLATES.contains(&&*lower) || near == Some("themes");
    if !(is_texts || is_copied || is_templates) {
        return Ok(None);
    }
    let files = sources.walk(folder, &mut Vec::new())?;
    let text = files.iter().find(|file| may_be_item(&file.path) && has_front_matter(sources, &file.path));
    let (found, message, hint) = if let (true, Some(text)) = (is_texts || is_copied, text) {
        let bare = lower.trim_start_matches('_');
        let to = if near == Some("content") { "content/".to_owned() } else { format!("content/{bare}/") };
        let held = if bare == "drafts" { ", and write `draft: true` in each of its texts to hold it back" } else { "" };
        (text, "the texts of a site are in `content/`", format!("move the folder to `{to}`{held}"))
    } else if let (true, Some(file)) = (is_copied, files.first()) {
        let to = if near.is_some() || lower == "public" { "static/".to_owned() } else { format!("static/{folder}/") };
        (file, "files that are copied as they are stand in `static/`", format!("move the folder to `{to}`"))
    } else if let (true, Some(file)) = (is_templates, files.iter().find(|file| file.path.ends_with(".html"))) {
        let to = if near.is_some() { "themes/" } else { "themes/NAME/templates/" };
        let hint = format!("move it to `{to}`, and write `theme: NAME` in {FILE}");
        (file, "the templates of a theme are in `themes/NAME/templates/`", hint)
    } else {
        return Ok(None);
    };
    let message = format!("nothing in `{folder}/` is read: {message}");
    Ok(Some(Diagnostic::new(Code::UnreadFile, Place::file(&found.path), message).hint(hint)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::files::MemoryFiles;

    fn found(path: &str, text: &str) -> Vec<String> {
        let own = [("site.yaml", ""), ("content/a.md", "---\n---\n"), ("output/.courant-output", ""), (path, text)];
        let files = own.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let findings = strays(&MemoryFiles(files.collect())).unwrap();
        findings.into_iter().flat_map(|found| found.hints).collect()
    }

    #[test]
    fn what_is_not_read_is_told_with_where_it_belongs() {
        let text = "---\ntitle: A\n---\n";
        for (path, hint) in [
            ("_posts/2013-12-03-a.md", "move the folder to `content/posts/`"),
            (
                "_drafts/a.md",
                "move the folder to `content/drafts/`, and write `draft: true` in each of its texts to hold it back",
            ),
            ("Content/nieuws/a.md", "move the folder to `content/`"),
            ("contents/a.md", "move the folder to `content/`"),
            ("Static/a.css", "move the folder to `static/`"),
            ("public/a.jpg", "move the folder to `static/`"),
            ("images/a.jpg", "move the folder to `static/images/`"),
            ("templates/item.html", "move it to `themes/NAME/templates/`, and write `theme: NAME` in site.yaml"),
            ("los.md", "move it to `content/los.md`"),
            ("site.yml", "move the settings that you need to `site.yaml`, and remove `site.yml`"),
            ("redirects.yml", "rename it to `redirects.yaml`"),
        ] {
            assert_eq!(found(path, text), [hint], "{path}");
        }
        for (path, text) in
            [("README.md", "# Over\n"), ("src/main.rs", ""), ("docs/a.md", "# A\n"), ("static/a.css", "")]
        {
            assert!(found(path, text).is_empty(), "{path}");
        }
    }
}
