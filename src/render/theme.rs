//! A theme, open: its templates compiled for each language, its words, its options, its own files, style sheets among them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::layers::{self, Layer};
use super::options;
use super::template_error;
use super::words::Words;
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Checked, Code, Diagnostic, Error, Fingerprint, Place, Sources, suggest};
use crate::config::{Config, LanguageId};
use crate::plan::Extras;
use crate::plan::view::Kind;

/// The templates of a chain of themes: by full name (`courant/item.html`), with file and source.
#[derive(Debug, Default)]
pub(super) struct Templates {
    prefixes: Vec<String>,
    sources: BTreeMap<String, (String, String)>,
}

/// A theme, open.
pub struct Theme {
    /// What it brings to the plan.
    pub extras: Extras,
    templates: Templates,
    bytes: BTreeMap<Box<str>, Vec<u8>>,
    options: BTreeMap<String, serde_json::Value>,
    image_sizes: String,
    words: Vec<Arc<Words>>,
    engines: Vec<Tera>,
    place: Place,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("templates", &self.templates.prefixes).finish_non_exhaustive()
    }
}

/// Opens the theme of a site. With findings that are errors it is not fit for rendering.
///
/// # Errors
/// Where a file of a theme that is there cannot be read.
pub fn open(config: &Config, sources: &dyn Sources) -> Result<Checked<Theme>, Error> {
    let mut findings = Vec::new();
    let chain = layers::open(&config.theme, &config.theme_place, sources, &mut findings)?;
    let templates = Templates::read(&chain, &mut findings);
    let words =
        config.languages.iter().map(|language| Arc::new(Words::read(&language.tag, &chain, &mut findings))).collect();
    let options = options::resolve(&chain, config, &mut findings);
    let engine = if findings.iter().any(Diagnostic::is_error) { Tera::new() } else { templates.compile(&mut findings) };
    let mut bytes = own_files(&chain);
    for (name, sheet) in templates.sheets(&engine, &options, &mut findings) {
        bytes.entry(name).or_insert(sheet);
    }
    let files: Vec<(Box<str>, Address, Fingerprint)> = bytes
        .iter()
        .filter_map(|(name, bytes)| {
            let fingerprint = Fingerprint::of(bytes);
            Some((name.clone(), hashed_address(name, fingerprint)?, fingerprint))
        })
        .collect();
    let extras = Extras {
        lists: chain.iter().rev().flat_map(|layer| layer.file.lists.clone()).collect(),
        fingerprints: files.iter().map(|(_, _, fingerprint)| *fingerprint).collect(),
        files: files.into_iter().map(|(name, address, _)| (name, address)).collect(),
        shows_related: templates.mentions("related"),
    };
    let engines = vec![engine; config.languages.len()];
    let place = config.theme_place.clone();
    let image_sizes = chain.iter().find_map(|layer| layer.file.image_sizes.clone());
    let image_sizes = image_sizes.unwrap_or_else(|| "100vw".to_owned());
    Ok(Checked { value: Theme { extras, templates, bytes, options, image_sizes, words, engines, place }, findings })
}

impl Templates {
    fn read(chain: &[Layer], findings: &mut Vec<Diagnostic>) -> Self {
        let mut templates = Self::default();
        for layer in chain {
            templates.prefixes.push(format!("{}/", layer.name));
            for (below, text) in layer
                .texts("templates", findings)
                .into_iter()
                .filter(|(below, _)| below.ends_with(".html") || is_sheet(below))
            {
                let shown = layer.shown(&format!("templates/{below}"));
                templates.sources.insert(format!("{}/{below}", layer.name), (shown, text));
            }
        }
        templates
    }

    /// The file and the source of a template by its full name.
    pub(super) fn source(&self, name: &str) -> Option<(&str, &str)> {
        let (file, source) = self.sources.get(self.resolve(name)?)?;
        Some((file, source))
    }

    fn mentions(&self, variable: &str) -> bool {
        self.sources.values().any(|(_, source)| source.contains(variable))
    }

    /// The names by which templates may be asked for, without their themes.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.sources
            .keys()
            .filter_map(|name| name.split_once('/').map(|(_, below)| below))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// The full name of a template: itself, or that of the nearest theme that has it.
    fn resolve(&self, name: &str) -> Option<&str> {
        let full =
            self.prefixes.iter().map(|prefix| format!("{prefix}{name}")).find(|full| self.sources.contains_key(full));
        let name = if self.sources.contains_key(name) { name } else { full.as_deref()? };
        self.sources.get_key_value(name).map(|(name, _)| name.as_str())
    }

    fn compile(&self, findings: &mut Vec<Diagnostic>) -> Tera {
        let mut tera = Tera::new();
        tera.register_function("word", |_: Kwargs, _: &State<'_>| -> String { String::new() });
        let mut broken = false;
        for (name, (_, source)) in &self.sources {
            // Alone a template may lack its parent; only what is wrong with its own syntax counts here.
            if let Err(error) = tera.clone().add_raw_template(name, source)
                && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
            {
                findings.extend(template_error::findings(&error, self));
                broken = true;
            }
        }
        let set = tera.set_fallback_prefixes(self.prefixes.clone());
        if !broken
            && let Err(error) =
                set.and_then(|()| tera.add_raw_templates(self.sources.iter().map(|(name, (_, source))| (name, source))))
        {
            findings.extend(template_error::findings(&error, self));
        }
        tera
    }

    /// The style sheets: filled in with the options, which is all that they may see, once for the whole site.
    fn sheets(
        &self,
        engine: &Tera,
        options: &BTreeMap<String, serde_json::Value>,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<(Box<str>, Vec<u8>)> {
        if findings.iter().any(Diagnostic::is_error) {
            return Vec::new();
        }
        let mut context = Context::new();
        context.insert("options", options);
        let mut sheets = Vec::new();
        for name in self.names().filter(|name| is_sheet(name)) {
            match engine.render(name, &context) {
                Ok(sheet) => sheets.push((name.into(), sheet.into_bytes())),
                Err(error) => findings.extend(template_error::findings(&error, self)),
            }
        }
        sheets
    }

    /// The fingerprint of a template with all that it extends and includes, and of every template with components or
    /// directives, which a body may call.
    fn fingerprint(&self, name: &str) -> Fingerprint {
        let mut closure: BTreeSet<&str> = BTreeSet::new();
        let called = self
            .sources
            .iter()
            .filter(|(name, (_, source))| name.contains("/directives/") || source.contains("{% component "));
        let mut open: Vec<&str> = called.map(|(name, _)| name.as_str()).chain(self.resolve(name)).collect();
        while let Some(name) = open.pop() {
            if closure.insert(name) {
                let source = self.sources.get(name).map_or("", |(_, source)| source);
                open.extend(mentioned(source).filter_map(|name| self.resolve(name)));
            }
        }
        let sources = closure.into_iter().filter_map(|name| Some((name, &self.sources.get(name)?.1)));
        sources
            .fold(Mixer::default(), |mixer, (name, source)| mixer.bytes(name.as_bytes()).bytes(source.as_bytes()))
            .finish()
    }
}

/// Whether a template is a style sheet.
fn is_sheet(name: &str) -> bool {
    name.ends_with(".css")
}

/// The names in quotes after `extends` and `include`.
fn mentioned(source: &str) -> impl Iterator<Item = &str> {
    let tags = source.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    let calls = tags.filter(|tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        tag.starts_with("extends") || tag.starts_with("include")
    });
    calls.flat_map(|tag| tag.split(['"', '\'', '`']).skip(1).step_by(2))
}

/// The theme's own files below `static/`, those of a child over those of its parents.
fn own_files(chain: &[Layer]) -> BTreeMap<Box<str>, Vec<u8>> {
    let inside = |layer: &Layer| -> Vec<(Box<str>, Vec<u8>)> {
        layer
            .files
            .iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix("static/")?.into(), bytes.clone())))
            .collect()
    };
    chain.iter().rev().flat_map(inside).collect()
}

/// `courant.css` → `/assets/courant-1f2e3d4c.css`: a name that changes with its bytes may be kept by browsers for good.
fn hashed_address(name: &str, fingerprint: Fingerprint) -> Option<Address> {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if end.is_empty() { "" } else { "." };
    Address::parse(&format!("/assets/{stem}-{}{dot}{end}", fingerprint.short())).ok()
}

impl Theme {
    /// Gives a language its variables, which every template sees, and its function `word`.
    pub fn set_site(&mut self, language: LanguageId, site: &impl Serialize, assets: &BTreeMap<String, String>) {
        let (Some(engine), Some(words)) = (self.engines.get_mut(language.index()), self.words.get(language.index()))
        else {
            return;
        };
        let globals: &mut Context = engine.global_context();
        globals.insert("site", site);
        globals.insert("words", &words.texts());
        globals.insert("options", &self.options);
        globals.insert("assets", assets);
        globals.insert("courant", &BTreeMap::from([("version", env!("CARGO_PKG_VERSION"))]));
        let words = Arc::clone(words);
        engine.register_function("word", move |kwargs: Kwargs, _: &State<'_>| word(&words, &kwargs));
    }

    /// What the variables of a language are made of, beside the site's view: a part of every page's fingerprint.
    pub fn fingerprint(&self, language: LanguageId) -> Fingerprint {
        let words = self.words.get(language.index()).map(|words| &words.words);
        let text =
            serde_json::to_vec(&(words, &self.options, &self.image_sizes, &self.extras.files)).unwrap_or_default();
        Fingerprint::of(&text)
    }

    /// The fingerprint of a template, with all that it is made of.
    pub fn template_fingerprint(&self, template: &str) -> Fingerprint {
        self.templates.fingerprint(template)
    }

    /// The bytes of one of the theme's own files.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.bytes.get(name).map(Vec::as_slice)
    }

    /// The template of a kind of page: its own where the theme has one, or else the one for all of its sort.
    pub fn template(&self, kind: Kind) -> Result<&'static str, Diagnostic> {
        let (own, shared) = match kind {
            Kind::Home => ("home.html", "home.html"),
            Kind::Index => ("index.html", "list.html"),
            Kind::Year => ("year.html", "list.html"),
            Kind::Month => ("month.html", "list.html"),
            Kind::Tag => ("tag.html", "list.html"),
            Kind::Author => ("author.html", "list.html"),
            Kind::Dossier => ("dossier.html", "list.html"),
            Kind::Archive => ("archive.html", "overview.html"),
            Kind::Tags => ("tags.html", "overview.html"),
            Kind::Authors => ("authors.html", "overview.html"),
            Kind::Dossiers => ("dossiers.html", "overview.html"),
            Kind::Item => ("item.html", "item.html"),
            Kind::Page => ("page.html", "item.html"),
            Kind::NotFound => ("not_found.html", "page.html"),
            Kind::Redirect => ("redirect.html", "redirect.html"),
        };
        let found = [own, shared].into_iter().find(|name| self.templates.resolve(name).is_some());
        found.ok_or_else(|| {
            let message = format!("the theme has no template `{shared}`");
            Diagnostic::new(Code::TemplateUnknown, self.place.clone(), message).hint(format!(
                "add `templates/{shared}` to the theme, or extend a theme that has it: `extends: courant` in its theme.yaml"
            ))
        })
    }

    /// The template that an item asks for by name, with or without `.html`.
    pub fn named_template(&self, name: &str) -> Option<&str> {
        let full = if name.ends_with(".html") { name.to_owned() } else { format!("{name}.html") };
        self.templates.resolve(&full)
    }

    /// Whether any template names a variable: what none does need not be made.
    pub fn mentions(&self, variable: &str) -> bool {
        self.templates.mentions(variable)
    }

    /// The names of all templates of pages.
    pub fn template_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.templates.names().filter(|name| !is_sheet(name))
    }

    /// The names of the directives that writers may use.
    pub fn directive_names(&self) -> impl Iterator<Item = &str> {
        self.templates.names().filter_map(|name| name.strip_prefix("directives/")?.strip_suffix(".html"))
    }

    /// Fills in a template.
    pub(super) fn fill(
        &self,
        language: LanguageId,
        template: &str,
        context: &Context,
        out: &mut Vec<u8>,
    ) -> Result<(), Vec<Diagnostic>> {
        let engine = self.engines.get(language.index()).or_else(|| self.engines.first());
        let Some(engine) = engine else { return Ok(()) };
        engine.render_to(template, context, out).map_err(|error| template_error::findings(&error, &self.templates))
    }

    /// How wide images of texts are shown, as the attribute `sizes` has it.
    pub fn image_sizes(&self) -> &str {
        &self.image_sizes
    }

    /// A word of a language, for what is written without a template.
    pub fn word(&self, language: LanguageId, key: &str) -> Option<String> {
        self.words.get(language.index())?.fill(key, None, &[])
    }
}

/// `word(key="items", count=3)`: a word with its placeholders filled in.
fn word(words: &Words, kwargs: &Kwargs) -> tera::TeraResult<String> {
    let key: &str = kwargs.must_get("key")?;
    let count: Option<i64> = kwargs.get("count")?;
    let values: Vec<(String, String)> = kwargs
        .iter()
        .filter(|(name, _)| name.as_str() != Some("key"))
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    words.fill(key, count, &values).ok_or_else(|| {
        let known = suggest::hint(key, words.words.keys().map(String::as_str));
        tera::Error::message(format!("there is no word `{key}`: {known}"))
    })
}
