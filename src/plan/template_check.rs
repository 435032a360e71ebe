//! Variables that a site's own templates read and that do not exist. Tera reports them where it shows one; in a condition, or on a
//! page that the site does not have yet, a misspelt name would go unnoticed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::snapshot::Snapshot;
use super::variables::{Found, MissingName, PageVariables};
use crate::base::{Code, Diagnostic, PlaceFinder, suggest};
use crate::theme::{NamedValue, PathStep, ReadTemplate, VariablePath};

/// How many names a value may come through.
const LONGEST_WAY: usize = 8;

/// The names that templates give to values: by name all that it may be.
type TemplateNames<'t> = BTreeMap<&'t str, Vec<&'t NamedValue>>;

/// The findings about the site's own templates.
pub fn template_findings(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let theme = &snapshot.theme;
    if theme.is_built_in() {
        return Vec::new();
    }
    let site = &snapshot.site;
    let named = site.ids().filter_map(|id| theme.named_template(site.item(id).rare().template.as_deref()?));
    let named: BTreeSet<&str> = named.filter_map(|full| full.split_once('/')).map(|(_, below)| below).collect();
    let mut findings = theme.unused_templates(&named);
    let templates = theme.template_reads();
    let variables = PageVariables::new(theme);
    let everywhere = names(&templates);
    for template in templates.iter().filter(|template| template.is_own) {
        let places = PlaceFinder::new(template.file, template.source);
        let checker = TemplateChecker {
            variables: &variables,
            here: &names(std::slice::from_ref(template)),
            everywhere: &everywhere,
            is_included: template.is_included,
        };
        let mut told = BTreeSet::new();
        let missing = template.reads.variables.iter().filter_map(|path| checker.missing(path));
        let words = template.reads.words.iter().filter_map(|(word, range)| variables.missing_word(word, range.clone()));
        for missing in missing.chain(words).filter(|missing| told.insert(missing.range.start)) {
            let message = format!("`{}` does not exist", missing.shown);
            let hint = hint(&missing);
            findings.push(Diagnostic::new(Code::TemplateVariable, places.span(missing.range), message).hint(hint));
        }
    }
    findings
}

/// What to write in place of a name that does not exist.
fn hint(missing: &MissingName) -> String {
    let known = || missing.known.iter().map(String::as_str);
    let hint = suggest::hint(&missing.name, known());
    let is_near = suggest::nearest(&missing.name, known()).is_some();
    match missing.shown.rsplit_once('.').filter(|_| !is_near && known().any(|name| name == "extra")) {
        Some((before, name)) => format!("for a value of your own write `{before}.extra.{name}`; {hint}"),
        None => hint,
    }
}

fn names<'t>(templates: &'t [ReadTemplate<'_>]) -> TemplateNames<'t> {
    let mut names = TemplateNames::new();
    for named in templates.iter().flat_map(|template| &template.reads.names) {
        names.entry(&named.name).or_default().push(named);
    }
    names
}

/// Looks variables of one template up.
struct TemplateChecker<'c> {
    variables: &'c PageVariables,
    /// The names that the template itself gives to values.
    here: &'c TemplateNames<'c>,
    /// The names that all templates give: an included template sees those of the template that includes it.
    everywhere: &'c TemplateNames<'c>,
    is_included: bool,
}

impl TemplateChecker<'_> {
    fn missing(&self, path: &VariablePath) -> Option<MissingName> {
        self.follow(path, LONGEST_WAY).err()
    }

    /// The value at the end of a path; an error where a step does not exist.
    fn follow(&self, path: &VariablePath, way: usize) -> Result<Found<'_>, MissingName> {
        let mut value = self.start(path, way)?;
        let mut shown = path.name.clone();
        for step in &path.steps {
            value = match step {
                PathStep::Field(name, range) => {
                    shown = format!("{shown}.{name}");
                    self.variables.field(value, name).map_err(|known| missing(name, range, &shown, known))?
                }
                PathStep::Entry => {
                    shown.push_str("[0]");
                    self.variables.entry(value)
                }
                PathStep::Slice => value,
                PathStep::Computed => Found::Anything,
            };
        }
        Ok(value)
    }

    /// The value of the variable itself.
    fn start(&self, path: &VariablePath, way: usize) -> Result<Found<'_>, MissingName> {
        let of_page = self.variables.variable(&path.name);
        let here = self.here.get(&*path.name).map(Vec::as_slice).unwrap_or_default();
        let elsewhere = self.everywhere.get(&*path.name).map(Vec::as_slice).unwrap_or_default();
        let named = if here.is_empty() && (self.is_included || of_page.is_none()) { elsewhere } else { here };
        if named.is_empty() {
            let known = || self.variables.names().chain(self.everywhere.keys().copied()).map(str::to_owned).collect();
            return of_page.ok_or_else(|| missing(&path.name, &path.range, &path.name, known()));
        }
        // A name for several kinds of values, or for one of the page's too, is not followed.
        let mut kinds: Vec<Found<'_>> = named.iter().map(|named| self.named(named, way)).chain(of_page).collect();
        kinds.dedup();
        Ok(if let [only] = kinds.as_slice() { *only } else { Found::Anything })
    }

    fn named(&self, named: &NamedValue, way: usize) -> Found<'_> {
        let Some((origin, way)) = named.origin.as_ref().zip(way.checked_sub(1)) else { return Found::Anything };
        let value = self.follow(origin, way).unwrap_or(Found::Anything);
        if named.is_each { self.variables.entry(value) } else { value }
    }
}

fn missing(name: &str, range: &Range<usize>, shown: &str, known: Vec<String>) -> MissingName {
    MissingName { range: range.clone(), name: name.to_owned(), shown: shown.to_owned(), known }
}
