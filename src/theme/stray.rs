//! Files of a theme that nothing reads, because of the name of their folder or their own.

use super::layers::Layer;
use crate::base::{Code, Diagnostic, Place, suggest};

/// The folders of a theme, and names that others give to them.
const FOLDERS: &[(&str, &[&str])] = &[
    ("templates", &["template", "layouts", "layout", "_layouts", "partials", "_includes", "views", "pages"]),
    ("static", &["statics", "assets", "public", "css", "js", "fonts", "img", "images", "styles", "scripts"]),
    ("words", &["word", "locales", "locale", "i18n", "lang", "languages", "translations", "woorden"]),
];

/// The findings on the files of a site's own themes.
pub(super) fn stray_files(chain: &[Layer]) -> Vec<Diagnostic> {
    let of_layer = |layer: &Layer| -> Vec<Diagnostic> {
        let mut told: Vec<&str> = Vec::new();
        let mut findings = Vec::new();
        for path in layer.files.keys() {
            // One finding for each folder that nothing reads.
            let top = path.split('/').next().unwrap_or_default();
            let Some(meant) = meant(path).filter(|_| !told.contains(&top)) else { continue };
            if path.contains('/') && !FOLDERS.iter().any(|(known, _)| *known == top) {
                told.push(top);
            }
            let message = "nothing reads this file: a theme has `theme.yaml`, `templates/`, `static/` and `words/`";
            let hint = match meant.strip_suffix('/') {
                Some(folder) => format!("rename the folder `{top}` to `{folder}`"),
                None => format!("rename it to `{meant}`"),
            };
            findings.push(Diagnostic::new(Code::ThemeUnused, Place::file(&layer.shown(path)), message).hint(hint));
        }
        findings
    };
    chain.iter().filter(|layer| !layer.is_built_in).flat_map(of_layer).collect()
}

/// Where a file that nothing reads was meant to be; a folder ends in `/`.
fn meant(path: &str) -> Option<String> {
    let Some((top, below)) = path.split_once('/') else { return meant_at_top(path) };
    match top {
        "templates" => {
            let stem = below.strip_suffix(".htm").or_else(|| below.strip_suffix(".HTML"));
            let stem = stem.or_else(|| below.strip_suffix(".html.txt")).or_else(|| below.strip_suffix(".html.tera"));
            stem.map(|stem| format!("templates/{stem}.html"))
        }
        "words" => word_file(below).filter(|meant| meant != below).map(|meant| format!("words/{meant}")),
        "static" => None,
        _ => {
            let lower = top.to_lowercase();
            let named = FOLDERS.iter().find(|(known, others)| *known == lower || others.contains(&&*lower));
            let known = named.map(|(known, _)| *known);
            let near = known.or_else(|| suggest::nearest(&lower, FOLDERS.iter().map(|(known, _)| *known)))?;
            Some(format!("{near}/"))
        }
    }
}

fn meant_at_top(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    match lower.as_str() {
        "theme.yaml" if name == "theme.yaml" => None,
        "theme.yml" | "theme.yaml" | "theme.json" | "theme.toml" | "theme.yaml.txt" => Some("theme.yaml".to_owned()),
        _ if ending == "html" || ending == "htm" => {
            meant(&format!("templates/{name}")).or(Some(format!("templates/{name}")))
        }
        _ if matches!(ending, "css" | "js" | "woff2" | "woff") => Some(format!("static/{name}")),
        _ if matches!(ending, "yaml" | "yml") => word_file(name).map(|meant| format!("words/{meant}")),
        _ => None,
    }
}

/// Whether a file in `words/` is read.
pub(super) fn is_word_file(name: &str) -> bool {
    word_file(name).is_none_or(|meant| meant == name)
}

/// The name of a file with the words of a language: `nl.yaml`, `pt-BR.yaml`.
fn word_file(name: &str) -> Option<String> {
    let (stem, _) = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "yaml" | "yml" | "YAML" | "json"))?;
    let (language, region) =
        stem.split_once(['-', '_']).map_or((stem, None), |(language, region)| (language, Some(region)));
    let is_tag = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let named = match language.to_lowercase().as_str() {
        "dutch" | "nederlands" => "nl",
        "english" | "engels" => "en",
        "german" | "deutsch" | "duits" => "de",
        "french" | "français" | "francais" | "frans" => "fr",
        _ if is_tag => language,
        _ => return None,
    };
    let region = region.map(|region| format!("-{}", region.to_uppercase())).unwrap_or_default();
    Some(format!("{}{region}.yaml", named.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_with_other_names_are_told_with_the_right_one() {
        for (path, expected) in [
            ("template/item.html", Some("templates/")),
            ("Templates/item.html", Some("templates/")),
            ("layouts/item.html", Some("templates/")),
            ("templates/item.htm", Some("templates/item.html")),
            ("templates/item.html", None),
            ("item.html", Some("templates/item.html")),
            ("assets/a.css", Some("static/")),
            ("statci/a.css", Some("static/")),
            ("style.css", Some("static/style.css")),
            ("locales/nl.yaml", Some("words/")),
            ("words/nl.yml", Some("words/nl.yaml")),
            ("words/NL.yaml", Some("words/nl.yaml")),
            ("words/dutch.yaml", Some("words/nl.yaml")),
            ("words/pt-BR.yaml", None),
            ("nl.yaml", Some("words/nl.yaml")),
            ("theme.yml", Some("theme.yaml")),
            ("theme.yaml", None),
            ("README.md", None),
            ("preview.png", None),
            ("src/a.ts", None),
        ] {
            assert_eq!(meant(path).as_deref(), expected, "{path}");
        }
    }
}
