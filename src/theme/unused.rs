//! What a site's own theme has and nothing uses, usually because of a misspelt name: templates and words.

use std::collections::{BTreeMap, BTreeSet};

use super::layers::Layer;
use super::page_kind::PageKind;
use super::stray::is_word_file;
use super::template_expressions::{PathStep, VariablePath};
use super::template_reads::fields_of;
use super::template_set::{DIGEST, TemplateSet, is_sheet};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, suggest};

/// The templates of a site's own themes that no page, template or text uses. `named` are the templates that items ask for.
pub(super) fn unused_templates(templates: &TemplateSet, named: &BTreeSet<&str>) -> Vec<Diagnostic> {
    let of_pages: BTreeSet<&str> = PageKind::ALL.iter().flat_map(|kind| kind.templates()).chain(DIGEST).collect();
    let mentioned = templates.mentioned();
    let is_used = |full: &str, below: &str| {
        let is_of_texts = below.starts_with("directives/") || templates.has_components(full);
        is_sheet(below) || is_of_texts || of_pages.contains(below) || named.contains(below) || mentioned.contains(full)
    };
    let known = || of_pages.iter().copied().chain(mentioned.iter().filter_map(|full| Some(full.split_once('/')?.1)));
    let finding = |(full, below): (&str, &str)| {
        let (file, _) = templates.sources.get(full).filter(|_| !is_used(full, below))?;
        let message = "nothing uses this template: it belongs to no kind of page, and no template or item names it";
        let hint = suggest::nearest(below, known()).map_or_else(
            || "include it in a template, name it in an item (`template:`), or remove it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Some(Diagnostic::new(Code::ThemeUnused, Place::file(file), message).hint(hint))
    };
    templates.own().filter_map(finding).collect()
}

/// The words of a site's own themes that no template asks for, and no theme that they extend has.
pub(super) fn unused_words(chain: &[Layer], templates: &TemplateSet) -> Vec<Diagnostic> {
    let reads = || templates.reads.values();
    let is_computed =
        |path: &VariablePath| path.name == "words" && path.steps.first().is_none_or(|step| *step == PathStep::Computed);
    let has_computed = reads().any(|reads| reads.variables.iter().any(is_computed));
    let mut asked: BTreeSet<String> = reads().flat_map(|reads| fields_of(reads, "words")).collect();
    asked.extend(reads().flat_map(|reads| &reads.words).map(|(word, _)| word.clone()));
    let mut findings = Vec::new();
    for (number, layer) in chain.iter().enumerate().filter(|(_, layer)| !layer.is_built_in) {
        let parents = chain.get(number + 1..).unwrap_or_default();
        // A theme that extends none may ask for any of its words by a name that it computes.
        if !(parents.is_empty() && has_computed) {
            let inherited = parents.iter().flat_map(words_of).flat_map(|(_, text)| keys(&text));
            let known: BTreeSet<String> = asked.iter().cloned().chain(inherited).collect();
            findings.extend(words_of(layer).iter().flat_map(|(file, text)| unknown_words((file, text), &known)));
        }
    }
    findings
}

/// The files with words of a theme: path in messages, and text. What cannot be read was reported.
fn words_of(layer: &Layer) -> Vec<(String, String)> {
    let texts = layer.texts("words", &mut Vec::new()).into_iter().filter(|(name, _)| is_word_file(name));
    texts.map(|(name, text)| (layer.shown(&format!("words/{name}")), text)).collect()
}

fn unknown_words((file, text): (&str, &str), known: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mapping = Mapping::whole(file, text);
    let finding = |key: String| {
        let hint = suggest::nearest(&key, known.iter().map(String::as_str)).map_or_else(
            || format!("show it in a template with `{{{{ words.{key} }}}}`, or remove it"),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("no template shows the word `{key}`");
        Diagnostic::new(Code::ThemeUnused, mapping.key(&key), message).hint(hint)
    };
    keys(text).into_iter().filter(|key| !known.contains(key)).map(finding).collect()
}

/// The keys of a file with words.
fn keys(text: &str) -> Vec<String> {
    let read: Result<BTreeMap<String, serde_json::Value>, _> = serde_yaml::from_str(text);
    read.unwrap_or_default().into_keys().collect()
}
