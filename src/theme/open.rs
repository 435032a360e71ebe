//! A theme, open: its templates compiled, its words, its options, its own files with the style sheets among them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera};

use super::engine::{self, Engine};
use super::folded::folded;
use super::layers::{self, Layer};
use super::lists;
use super::manifest::{CardLogo, IconColours, ThemeManifest};
use super::options;
use super::page_kind::PageKind;
use super::stray::stray_files;
use super::template_error;
use super::template_expressions::TemplateReads;
use super::template_set::{DIGEST, TemplateSet, is_sheet};
use super::unused;
use super::words::Words;
use crate::base::address::{AddressError, rename_hint};
use crate::base::{Address, Checked, Code, Diagnostic, Error, Fingerprint, Place, Sources};
use crate::config::{Config, LanguageId};
use crate::content::ReservedIds;

/// A theme, open.
pub struct Theme {
    /// The lists that it declares and the files that it brings along.
    pub manifest: ThemeManifest,
    /// Whether any template shows structured data.
    pub shows_structured_data: bool,
    /// The ids on pages of items, beside those of their bodies.
    pub ids: ReservedIds,
    /// Widths of images in texts, in the form of the HTML attribute `sizes`.
    pub image_sizes: String,
    templates: TemplateSet,
    /// The fingerprint of each template, with all templates that it uses.
    template_fingerprints: HashMap<String, Fingerprint>,
    /// The fingerprint of the words, options and files, by language.
    fingerprints: Vec<Fingerprint>,
    files: BTreeMap<Box<str>, Vec<u8>>,
    options: BTreeMap<String, serde_json::Value>,
    /// The names of the options that are addresses.
    addresses: Vec<String>,
    words: Vec<Arc<Words>>,
    tera: Tera,
    /// The setting `theme` in `site.yaml`.
    place: Place,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("templates", &self.templates.prefixes).finish_non_exhaustive()
    }
}

/// A template and what it reads.
#[derive(Debug)]
pub struct ReadTemplate<'t> {
    /// Its path in messages: `themes/mini/templates/item.html`.
    pub file: &'t str,
    /// Its text.
    pub source: &'t str,
    /// Whether it is the site's own, and did not come with the program.
    pub is_own: bool,
    /// Whether another template includes it: then it sees the names that that one gives to values.
    pub is_included: bool,
    /// What it reads.
    pub reads: &'t TemplateReads,
}

/// The largest logo that is drawn on share cards, in bytes.
const LARGEST_LOGO: usize = 1 << 20;

/// Opens the theme of a site. With findings that are errors it is not fit for rendering.
///
/// # Errors
/// A file of the theme cannot be read.
pub fn open(config: &Config, sources: &dyn Sources) -> Result<Checked<Theme>, Error> {
    let mut findings = Vec::new();
    let chain = layers::open(&config.theme, &config.theme_place, sources, &mut findings)?;
    let templates = TemplateSet::read(&chain, &mut findings);
    let words: Vec<Arc<Words>> =
        config.languages.iter().map(|language| Arc::new(Words::read(&language.tag, &chain, &mut findings))).collect();
    let declared = chain.iter().rev().map(|layer| &layer.file.options);
    let options = options::resolve(declared, config, &mut findings);
    let is_sound = !findings.iter().any(Diagnostic::is_error);
    let tera = if is_sound { engine::compile(&templates, &mut findings) } else { Tera::new() };
    let mut files = own_files(&chain);
    let links: BTreeMap<&str, String> =
        files.iter().filter_map(|(name, bytes)| Some((&**name, link(name, bytes)?))).collect();
    for (name, sheet) in engine::sheets(&templates, &tera, (&options, &links), &mut findings) {
        files.entry(name).or_insert(sheet);
    }
    findings.extend(files.keys().filter_map(|name| no_address(name, &chain)));
    findings.extend(unused::unused_words(&chain, &templates));
    findings.extend(stray_files(&chain));
    let lists = lists::resolve(&chain, &options, &mut findings);
    let logo = options.get("logo").and_then(serde_json::Value::as_str).and_then(|logo| card_logo(logo, sources));
    let manifest = ThemeManifest { lists, logo, ..manifest(&options, &templates, &files) };
    let image_sizes = chain.iter().find_map(|layer| layer.file.image_sizes.clone());
    let image_sizes = image_sizes.unwrap_or_else(|| "100vw".to_owned());
    let fingerprint = |words: &Arc<Words>| {
        let parts = serde_json::to_vec(&(&words.words, &options, &image_sizes, &manifest.files));
        Fingerprint::of(&parts.unwrap_or_default())
    };
    let theme = Theme {
        ids: templates.ids(),
        shows_structured_data: templates.mentions("structured_data"),
        template_fingerprints: fingerprints(&templates),
        fingerprints: words.iter().map(fingerprint).collect(),
        place: config.theme_place.clone(),
        manifest,
        image_sizes,
        templates,
        files,
        addresses: options::addresses(chain.iter().map(|layer| &layer.file.options)),
        options,
        words,
        tera,
    };
    Ok(Checked { value: theme, findings })
}

fn manifest(
    options: &BTreeMap<String, serde_json::Value>,
    templates: &TemplateSet,
    files: &BTreeMap<Box<str>, Vec<u8>>,
) -> ThemeManifest {
    let hashed = files.iter().filter_map(|(name, bytes)| {
        let fingerprint = Fingerprint::of(bytes);
        Some(((name.clone(), hashed_address(name, fingerprint).ok()?), fingerprint))
    });
    let (files, fingerprints) = hashed.unzip();
    let option = |name: &str| options.get(name).and_then(serde_json::Value::as_str);
    let colour = |name: &str| option(name).filter(|value| value.starts_with('#')).map(Box::from);
    let draws_icon = option("icon").is_some_and(str::is_empty);
    let colours = colour("accent").zip(colour("accent_dark")).filter(|_| draws_icon);
    ThemeManifest {
        lists: Vec::new(),
        files,
        fingerprints,
        icon: colours.map(|(light, dark)| IconColours { light, dark }),
        accent: colour("accent"),
        logo: None,
        shows_share: templates.mentions("share"),
        shows_related: templates.mentions("related"),
        has_follow: templates.resolve("follow.html").is_some(),
    }
}

/// The logo at an address of the site. One that is not there is a finding of the plan, which knows all files.
fn card_logo(address: &str, sources: &dyn Sources) -> Option<CardLogo> {
    let path = address.strip_prefix('/').filter(|path| !path.is_empty())?;
    let bytes = sources.read(&format!("static/{path}")).ok().filter(|bytes| bytes.len() <= LARGEST_LOGO)?;
    Some(CardLogo { fingerprint: Fingerprint::collision_resistant(&bytes), bytes: bytes.into() })
}

/// The fingerprints of all templates; that of the empty name is the fingerprint of what bodies may call, the directives.
fn fingerprints(templates: &TemplateSet) -> HashMap<String, Fingerprint> {
    let names = templates.names().filter(|name| !is_sheet(name)).chain([""]);
    names.map(|name| (name.to_owned(), templates.fingerprint(name))).collect()
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

/// The finding for a file of a theme whose name is no address.
fn no_address(name: &str, chain: &[Layer]) -> Option<Diagnostic> {
    let error = hashed_address(name, Fingerprint::default()).err()?;
    let path = format!("static/{name}");
    let layer = chain.iter().find(|layer| layer.files.iter().any(|(known, _)| **known == *path));
    let place = Place::file(&layer.map_or(path.clone(), |layer| layer.shown(&path)));
    let message = format!("this file cannot be published under its name: {error}");
    Some(Diagnostic::new(Code::AddressInvalid, place, message).hint(rename_hint(name)))
}

/// `courant.css` → `/assets/courant-1f2e3d4c.css`: a name that changes with its bytes may be kept by browsers for good.
fn hashed_address(name: &str, fingerprint: Fingerprint) -> Result<Address, AddressError> {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if end.is_empty() { "" } else { "." };
    Address::parse(&format!("/assets/{stem}-{}{dot}{end}", fingerprint.short()))
}

/// The link from `/assets/` to a file.
fn link(name: &str, bytes: &[u8]) -> Option<String> {
    hashed_address(name, Fingerprint::of(bytes)).ok()?.href().strip_prefix("/assets/").map(str::to_owned)
}

impl Theme {
    /// The templates with the variables of a language. `site` is the view of the site, `assets` the links to the theme's
    /// files by name.
    pub fn engine(&self, language: LanguageId, site: &impl Serialize, assets: &BTreeMap<String, String>) -> Engine {
        let words = self.words.get(language.index()).cloned().unwrap_or_default();
        Engine::new(self.tera.clone(), &words, site, &self.options, assets)
    }

    /// The options that are addresses.
    pub fn address_options(&self) -> impl Iterator<Item = &str> {
        self.addresses.iter().map(String::as_str)
    }

    /// The fingerprint of the words, options and files: with the site's view, all variables that are the same on every page
    /// of a language.
    pub fn fingerprint(&self, language: LanguageId) -> Fingerprint {
        self.fingerprints.get(language.index()).copied().unwrap_or_default()
    }

    /// The fingerprint of a template, with all templates that it uses.
    pub fn template_fingerprint(&self, template: &str) -> Fingerprint {
        let known = self.template_fingerprints.get(template).copied();
        known.unwrap_or_else(|| self.templates.fingerprint(template))
    }

    /// The fingerprint of the directives, which every body may use.
    pub fn directives_fingerprint(&self) -> Fingerprint {
        self.template_fingerprint("")
    }

    /// The bytes of one of the theme's own files.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The template of a kind of page: its own where the theme has one, or else the one for all kinds alike.
    ///
    /// # Errors
    /// The theme has neither.
    pub fn template(&self, kind: PageKind) -> Result<&'static str, Diagnostic> {
        let [own, shared] = kind.templates();
        let found = [own, shared].into_iter().find(|name| self.templates.resolve(name).is_some());
        found.ok_or_else(|| self.without_template(shared))
    }

    /// The templates of a digest, in HTML and in plain text.
    ///
    /// # Errors
    /// The theme lacks one.
    pub fn digest_templates(&self) -> Result<[&'static str; 2], Diagnostic> {
        match DIGEST.into_iter().find(|name| self.templates.resolve(name).is_none()) {
            None => Ok(DIGEST),
            Some(missing) => Err(self.without_template(missing)),
        }
    }

    fn without_template(&self, name: &str) -> Diagnostic {
        let message = format!("the theme has no template `{name}`");
        Diagnostic::new(Code::TemplateUnknown, self.place.clone(), message).hint(format!(
            "add `templates/{name}` to the theme, or extend a theme that has it: `extends: courant` in its theme.yaml"
        ))
    }

    /// The template that an item names in its front matter, with or without `.html`.
    pub fn named_template(&self, name: &str) -> Option<&str> {
        let full = if name.ends_with(".html") { name.to_owned() } else { format!("{name}.html") };
        self.templates.resolve(&full)
    }

    /// The names of all templates of pages.
    pub fn template_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.templates.names().filter(|name| !is_sheet(name))
    }

    /// The findings for templates of the site's own themes that nothing uses. `named` are those that items ask for.
    pub fn unused_templates(&self, named: &BTreeSet<&str>) -> Vec<Diagnostic> {
        unused::unused_templates(&self.templates, named)
    }

    /// What each template of pages reads; empty where all came with the program.
    pub fn template_reads(&self) -> Vec<ReadTemplate<'_>> {
        let own: BTreeSet<&str> = self.templates.own().map(|(full, _)| full).collect();
        let included = self.templates.included();
        let read = |(name, reads)| {
            let (file, source) = self.templates.sources.get(name)?;
            let (is_own, is_included) = (own.contains(name), included.contains(name));
            Some(ReadTemplate { file, source, is_own, is_included, reads })
        };
        let pages =
            self.templates.reads.iter().map(|(name, reads)| (&**name, reads)).filter(|(name, _)| !is_sheet(name));
        pages.filter_map(read).collect()
    }

    /// Whether all templates came with the program.
    pub fn is_built_in(&self) -> bool {
        self.templates.own().next().is_none()
    }

    /// The variables `words`, `options` and `assets`: the names that each has.
    pub fn variable_names(&self) -> [(&'static str, Vec<&str>); 3] {
        let words = self.words.iter().flat_map(|words| words.words.keys().map(String::as_str));
        let words: BTreeSet<&str> = words.collect();
        let files = self.manifest.files.iter().map(|(name, _)| &**name);
        [
            ("words", words.into_iter().collect()),
            ("options", self.options.keys().map(String::as_str).collect()),
            ("assets", files.collect()),
        ]
    }

    /// The names of the directives that bodies may use.
    pub fn directive_names(&self) -> impl Iterator<Item = &str> {
        self.templates.names().filter_map(|name| name.strip_prefix("directives/")?.strip_suffix(".html"))
    }

    /// The attributes that a directive reads; `None` where it may read any, or does not exist.
    pub fn directive_attributes(&self, name: &str) -> Option<BTreeSet<&str>> {
        self.templates.directive_attributes(name)
    }

    /// Whether a directive shows what other services have.
    pub fn embeds(&self, directive: &str) -> bool {
        self.templates.embeds(directive)
    }

    /// Renders a template.
    ///
    /// # Errors
    /// The findings of Tera, at their places in the theme.
    pub fn render(
        &self,
        engine: &Engine,
        template: &str,
        context: &Context,
        out: &mut Vec<u8>,
    ) -> Result<(), Vec<Diagnostic>> {
        let fold = |plain: &Tera| folded(plain, &self.templates);
        engine.render((template, context), out, fold).map_err(|error| {
            let variables = |name: &str| context.get(name).cloned().or_else(|| engine.global(name));
            template_error::findings_in(&error, template, &self.templates, &variables)
        })
    }

    /// A counted word of a language with its placeholders filled in, for output that has no template.
    pub fn counted_word(
        &self,
        language: LanguageId,
        key: &str,
        count: usize,
        values: &[(String, String)],
    ) -> Option<String> {
        self.words.get(language.index())?.fill(key, i64::try_from(count).ok(), values)
    }

    /// A word of a language, for output that has no template.
    pub fn word(&self, language: LanguageId, key: &str) -> Option<String> {
        self.words.get(language.index())?.fill(key, None, &[])
    }
}
