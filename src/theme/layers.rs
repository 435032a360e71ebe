//! The files of a theme, on disk or compiled in, and those of the themes that it extends, nearest first.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use semver::{Version, VersionReq};
use serde::Deserialize;

use super::manifest::DeclaredList;
use super::options::OptionFile;
use crate::base::site_path::shown_path;
use crate::base::yaml::{Keys, Mapping};
use crate::base::{Checked, Code, Diagnostic, Error, Place, Sources, files, suggest};
use crate::config::Config;

/// The themes that are compiled in, by name, so that a site needs no themes folder.
static BUILT_IN: [(&str, Dir<'_>); 2] = [
    ("courant", include_dir!("$CARGO_MANIFEST_DIR/themes/courant")),
    ("gemeente", include_dir!("$CARGO_MANIFEST_DIR/themes/gemeente")),
];
const KEYS: &[&str] = &["name", "about", "extends", "courant", "options", "lists", "image_sizes"];

/// `theme.yaml` as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ManifestFile {
    pub(super) name: Option<String>,
    pub(super) about: Option<String>,
    pub(super) extends: Option<String>,
    pub(super) courant: Option<String>,
    pub(super) options: BTreeMap<String, OptionFile>,
    pub(super) lists: BTreeMap<Box<str>, DeclaredList>,
    /// The width of images in texts, in the form of the HTML attribute `sizes`.
    pub(super) image_sizes: Option<String>,
}

/// One theme of a chain.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) name: String,
    pub(super) file: ManifestFile,
    /// By path in the theme: `templates/item.html`.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Whether it comes with the program.
    pub(super) is_built_in: bool,
}

impl Layer {
    /// The path of a file in messages: `themes/mini/templates/item.html`.
    pub(super) fn shown(&self, path: &str) -> String {
        format!("themes/{}/{path}", self.name)
    }

    /// The text files below a folder of the theme: path below that folder, and text.
    pub(super) fn texts(&self, folder: &str, findings: &mut Vec<Diagnostic>) -> Vec<(String, String)> {
        let inside = self
            .files
            .iter()
            .filter_map(|(path, bytes)| Some((path, path.strip_prefix(folder)?.strip_prefix('/')?, bytes)));
        let mut texts = Vec::new();
        for (path, below, bytes) in inside {
            match files::decode(&self.shown(path), bytes.clone()) {
                Ok(text) => texts.push((below.to_owned(), text)),
                Err(finding) => findings.push(finding),
            }
        }
        texts
    }
}

/// Opens a theme and all themes that it extends. `place` is the setting in `site.yaml`.
pub(super) fn open(
    name: &str,
    place: &Place,
    sources: &dyn Sources,
    findings: &mut Vec<Diagnostic>,
) -> Result<Vec<Layer>, Error> {
    let mut chain: Vec<Layer> = Vec::new();
    let (mut name, mut place) = (name.to_owned(), place.clone());
    loop {
        if chain.iter().any(|layer| layer.name == name) {
            let way: Vec<&str> = chain.iter().map(|layer| &*layer.name).chain([&*name]).collect();
            let message = format!("the theme extends itself: {}", way.join(" → "));
            findings.push(Diagnostic::new(Code::ThemeCycle, place, message).hint("remove one `extends`"));
            return Ok(chain);
        }
        let Some(files) = files_of(&name, sources, findings)? else {
            let known = known(sources, findings)?;
            let hint = suggest::hint(&name, known.iter().map(String::as_str));
            let message = format!("there is no theme `{name}` in `themes/`, and no built-in theme of that name");
            findings.push(Diagnostic::new(Code::ThemeUnknown, place, message).hint(hint));
            return Ok(chain);
        };
        let is_built_in = built_in(&name).is_some() && !sources.has_folder(&format!("themes/{name}"));
        let mut layer = Layer { name, file: ManifestFile::default(), files, is_built_in };
        let extends = layer.read(findings);
        chain.push(layer);
        match extends {
            Some((parent, at)) => (name, place) = (parent, at),
            None => return Ok(chain),
        }
    }
}

/// A file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Its path in the theme: `templates/item.html`.
    pub path: String,
    /// The theme that it comes from.
    pub theme: String,
    /// Whether it comes with the program.
    pub is_built_in: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// All files of a site's theme and of the themes that it extends, by path. Of several with one path, the one of the nearest
/// theme is used. `theme.yaml` is left out: each theme has its own.
///
/// # Errors
/// A file of the theme cannot be read.
pub fn theme_files(config: &Config, sources: &dyn Sources) -> Result<Checked<Vec<ThemeFile>>, Error> {
    let mut findings = Vec::new();
    let chain = open(&config.theme, &config.theme_place, sources, &mut findings)?;
    let mut by_path = BTreeMap::new();
    for Layer { name, files, is_built_in, .. } in chain.into_iter().rev() {
        let file = |(path, bytes): (String, Vec<u8>)| {
            (path.clone(), ThemeFile { path, theme: name.clone(), is_built_in, bytes })
        };
        by_path.extend(files.into_iter().map(file));
    }
    by_path.remove("theme.yaml");
    Ok(Checked { value: by_path.into_values().collect(), findings })
}

impl Layer {
    /// Reads `theme.yaml`. Returns the theme that it extends, with the place of `extends`.
    fn read(&mut self, findings: &mut Vec<Diagnostic>) -> Option<(String, Place)> {
        let shown = self.shown("theme.yaml");
        let Some(bytes) = self.files.get("theme.yaml") else {
            let hint = format!(
                "create it with these lines:\nname: {}\ncourant: \">={}\"",
                self.name,
                env!("CARGO_PKG_VERSION")
            );
            findings.push(
                Diagnostic::new(Code::ThemeUnknown, Place::file(&shown), "this theme has no `theme.yaml`").hint(hint),
            );
            return None;
        };
        let text = files::decode(&shown, bytes.clone()).map_err(|finding| findings.push(finding)).ok()?;
        let mapping = Mapping::whole(&shown, &text);
        self.file = mapping.read_strictly(Keys::only(KEYS), Code::SettingsSyntax).report_to(findings);
        self.check_version(&mapping, findings);
        for (name, option) in &self.file.options {
            let is_like_another = option.default.is_null() && option.like.is_some();
            let wrong = if is_like_another { None } else { option.wrong(name, &option.default) };
            findings.extend(wrong.map(|(message, hint)| {
                let message = format!("{message} (its default)");
                Diagnostic::new(Code::ThemeOption, mapping.value("options", name), message).hint(hint)
            }));
        }
        let extends = self.file.extends.clone()?;
        let place = mapping.value("extends", &extends);
        Some((extends, place))
    }

    fn check_version(&self, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) {
        let Some(wanted) = &self.file.courant else { return };
        let place = mapping.value("courant", wanted);
        let own = env!("CARGO_PKG_VERSION");
        let diagnostic = match (VersionReq::parse(wanted), Version::parse(own)) {
            (Ok(request), Ok(version)) if request.matches(&version) => return,
            (Ok(_), _) => Diagnostic::new(
                Code::ThemeVersion,
                place,
                format!("this theme requires Courant {wanted}, but this is Courant {own}"),
            )
            .hint("install a matching version of the theme or of Courant"),
            (Err(error), _) => {
                Diagnostic::new(Code::ThemeVersion, place, format!("`{wanted}` is not a version range: {error}"))
                    .hint(format!("write `courant: \">={own}\"`"))
            }
        };
        findings.push(diagnostic);
    }
}

/// The files of a theme: those of `themes/NAME/`, or else the built-in ones.
fn files_of(
    name: &str,
    sources: &dyn Sources,
    findings: &mut Vec<Diagnostic>,
) -> Result<Option<BTreeMap<String, Vec<u8>>>, Error> {
    let folder = format!("themes/{name}");
    let is_name = !name.is_empty() && !name.contains(['/', '\\']) && !name.starts_with('.');
    if is_name && sources.has_folder(&folder) {
        let read = |file: crate::base::SourceFile| {
            let bytes =
                sources.read(&file.path).map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
            Ok((file.path.get(folder.len() + 1..).unwrap_or_default().to_owned(), with_newlines(bytes)))
        };
        return sources.walk(&folder, findings)?.into_iter().map(read).collect::<Result<_, Error>>().map(Some);
    }
    Ok(built_in(name).map(|folder| {
        let mut files = BTreeMap::new();
        collect(folder, &mut files);
        files
    }))
}

/// The folder of a theme that is compiled in.
fn built_in(name: &str) -> Option<&'static Dir<'static>> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, folder)| folder)
}

/// The bytes of a file, with the line ends of Unix where it is a text: a checkout of a theme on Windows gives the same site.
fn with_newlines(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&b'\r') || bytes.contains(&0) {
        return bytes;
    }
    match String::from_utf8(bytes) {
        Ok(text) => text.replace("\r\n", "\n").into_bytes(),
        Err(not_text) => not_text.into_bytes(),
    }
}

fn collect(folder: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    files.extend(folder.files().map(|file| (shown_path(file.path()), with_newlines(file.contents().to_vec()))));
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// The names of all available themes.
fn known(sources: &dyn Sources, findings: &mut Vec<Diagnostic>) -> Result<Vec<String>, Error> {
    let mut known: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    for file in sources.walk("themes", findings)? {
        if let Some(name) = file.path.strip_prefix("themes/").and_then(|path| path.strip_suffix("/theme.yaml")) {
            known.push(name.to_owned());
        }
    }
    known.sort();
    known.dedup();
    Ok(known)
}
