//! Compiled templates: Tera with the templates of a theme, and with the variables of one language of the site.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use super::bounded_filters;
use super::compact_sheet::compact;
use super::fuel::{self, PageWriter};
use super::hyphenate;
use super::metered::MeteredTemplate;
use super::qr;
use super::template_error;
use super::template_set::{TemplateSet, is_sheet};
use super::urlencode;
use super::words::Words;
use crate::base::{Diagnostic, suggest};

/// The stack of a thread that renders, in bytes: enough for 20 components in each other, each with 10 included templates in each
/// other. An unoptimised program takes 50 KB for one.
pub const STACK: usize = 16 << 20;

/// The variables that are the same on all pages of a language.
pub(super) const GLOBALS: [&str; 5] = ["site", "words", "options", "assets", "courant"];

/// After how many pages the templates are filled in with the variables of their language: it takes as long as some dozens.
const MANY: usize = 200;

/// The templates of a theme with the variables of one language.
pub struct Engine {
    /// The templates as written. They alone know the places of errors.
    plain: Tera,
    /// The same templates with what is the same on all pages filled in.
    folded: OnceLock<Option<Tera>>,
    pages: AtomicUsize,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// Adds the variables of a language to compiled templates, and the function `word`.
    pub(super) fn new(
        mut tera: Tera,
        words: &Arc<Words>,
        site: &impl Serialize,
        options: &BTreeMap<String, serde_json::Value>,
        assets: &BTreeMap<String, String>,
    ) -> Self {
        let courant = BTreeMap::from([("version", env!("CARGO_PKG_VERSION"))]);
        let values = [
            Value::from_serializable(site),
            Value::from_serializable(&words.texts()),
            Value::from_serializable(options),
            Value::from_serializable(assets),
            Value::from_serializable(&courant),
        ];
        for (name, value) in GLOBALS.into_iter().zip(values) {
            tera.global_context().insert_value(name, value);
        }
        let words = Arc::clone(words);
        tera.register_function("word", move |kwargs: Kwargs, _: &State<'_>| word(&words, &kwargs));
        Self { plain: tera, folded: OnceLock::new(), pages: AtomicUsize::new(0) }
    }

    /// A variable of the site. Slow: for messages only.
    pub(super) fn global(&self, name: &str) -> Option<Value> {
        self.plain.clone().global_context().get(name).cloned()
    }

    /// Renders a template. `fold` fills in what is the same on all pages; it is called once, where there are many pages.
    pub(super) fn render(
        &self,
        (template, context): (&str, &Context),
        out: &mut Vec<u8>,
        fold: impl FnOnce(&Tera) -> Option<Tera>,
    ) -> Result<(), tera::Error> {
        let start = out.len();
        let is_time = self.pages.fetch_add(1, Ordering::Relaxed) == MANY;
        let folded = if is_time { Some(self.folded.get_or_init(|| fold(&self.plain))) } else { self.folded.get() };
        if let Some(Some(folded)) = folded
            && render(folded, template, context, out).is_ok()
        {
            return Ok(());
        }
        out.truncate(start);
        render(&self.plain, template, context, out)
    }
}

/// Renders a template with a full tank of fuel.
pub(super) fn render(tera: &Tera, template: &str, context: &Context, out: &mut Vec<u8>) -> Result<(), tera::Error> {
    fuel::fill();
    tera.render_to(template, context, PageWriter::new(out))
}

/// What a template that belongs to no theme gives, within the bounds of a page. `None` where it is none, or fails.
pub fn render_alone(source: &str, context: &Context) -> Option<String> {
    let mut tera = Tera::new();
    fuel::register(&mut tera);
    bounded_filters::register(&mut tera);
    tera.add_raw_template("one", &MeteredTemplate::new(source).source).ok()?;
    let mut out = Vec::new();
    render(&tera, "one", context, &mut out).ok()?;
    String::from_utf8(out).ok()
}

/// Compiles the templates.
pub(super) fn compile(templates: &TemplateSet, findings: &mut Vec<Diagnostic>) -> Tera {
    let mut tera = Tera::new();
    tera.register_function("word", |_: Kwargs, _: &State<'_>| -> String { String::new() });
    fuel::register(&mut tera);
    bounded_filters::register(&mut tera);
    hyphenate::register(&mut tera);
    urlencode::register(&mut tera);
    qr::register(&mut tera);
    let mut broken = false;
    for (name, (_, source)) in &templates.sources {
        // Alone a template may lack its parent; only what is wrong with its own syntax counts here.
        if let Err(error) = tera.clone().add_raw_template(name, source)
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            findings.extend(template_error::findings(&error, templates));
            broken = true;
        }
    }
    let set = tera.set_fallback_prefixes(templates.prefixes.clone());
    if !broken
        && let Err(error) = set.and_then(|()| {
            tera.add_raw_templates(templates.metered.iter().map(|(name, metered)| (name, &metered.source)))
        })
    {
        findings.extend(template_error::findings(&error, templates));
        broken = true;
    }
    if let Some(template) = templates.with_deep_includes().filter(|_| !broken) {
        findings.push(template_error::includes_too_deep(template, templates));
    }
    tera
}

/// The style sheets: filled in with the options and the names of the theme's other files, which is all that they may see, once
/// for the whole site.
pub(super) fn sheets(
    templates: &TemplateSet,
    tera: &Tera,
    (options, assets): (&BTreeMap<String, serde_json::Value>, &BTreeMap<&str, String>),
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Box<str>, Vec<u8>)> {
    if findings.iter().any(Diagnostic::is_error) {
        return Vec::new();
    }
    let mut context = Context::new();
    context.insert("options", options);
    let mut sheets = Vec::new();
    for name in templates.names().filter(|name| is_sheet(name)) {
        // Links in a sheet are relative to it, so that they hold for any path of `base_url`.
        let up = "../".repeat(name.matches('/').count());
        let links: BTreeMap<&str, String> = assets.iter().map(|(file, link)| (*file, format!("{up}{link}"))).collect();
        context.insert("assets", &links);
        let mut sheet = Vec::new();
        match render(tera, name, &context, &mut sheet) {
            Ok(()) => sheets.push((name.into(), compact(&String::from_utf8_lossy(&sheet)).into_bytes())),
            Err(error) => findings
                .extend(template_error::findings_in(&error, name, templates, &|name| context.get(name).cloned())),
        }
    }
    sheets
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
