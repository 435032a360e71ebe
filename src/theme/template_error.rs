//! Errors of Tera → findings with file, line, column, and the fields that exist.

use std::error::Error as _;

use tera::{ErrorKind, ReportError};

use super::template_reads::block_names;
use super::template_set::{INCLUDES, TemplateSet};
use super::undefined::{self, Variables};
use crate::base::place::offset_of;
use crate::base::{Code, Diagnostic, Place, suggest};

/// The findings for an error while a template was rendered. `get` gives the variables of the page.
pub(super) fn findings_in(
    error: &tera::Error,
    template: &str,
    templates: &TemplateSet,
    get: Variables<'_>,
) -> Vec<Diagnostic> {
    let mut findings = match error.kind() {
        // The output has no other errors than its size.
        ErrorKind::Io(_) => {
            let finding = whole(template, "this page is larger than 64 MiB", None, templates);
            vec![Diagnostic { code: Code::TemplateRender, ..finding }]
        }
        _ => findings(error, templates),
    };
    if let (ErrorKind::RenderingError(report), [finding]) = (error.kind(), findings.as_mut_slice())
        && ["undefined", "not defined"].iter().any(|part| report.message().contains(part))
        && !finding.hints.iter().any(|hint| hint.starts_with("available"))
        && let Some((message, hints)) = explain_undefined(report, templates, get)
    {
        (finding.message, finding.hints) = (message, hints);
    }
    let of_fuel = ["too many turns", "larger than 64 MiB", "nested too deep", "this `range` has"];
    for finding in findings.iter_mut().filter(|finding| of_fuel.iter().any(|part| finding.message.contains(part))) {
        finding.hints = vec!["show less on one page: shorten the list, or the text that is repeated".to_owned()];
    }
    findings
}

fn explain_undefined(
    report: &ReportError,
    templates: &TemplateSet,
    get: Variables<'_>,
) -> Option<(String, Vec<String>)> {
    let name = report.filename();
    let (_, source) = templates.source(name)?;
    let (line, column) = templates.as_written(name, (report.span().start_line, report.span().start_col + 1));
    undefined::explain(source, offset_of(source, line, column), get)
}

/// The finding for a template that includes others, which include others, and so on.
pub(super) fn includes_too_deep(template: &str, templates: &TemplateSet) -> Diagnostic {
    let message = format!("this template includes others more than {INCLUDES} levels deep");
    let finding = whole(template, &message, None, templates);
    Diagnostic { hints: vec!["include the innermost templates directly".to_owned()], ..finding }
}

/// The findings for an error of Tera, which may contain several.
pub(super) fn findings(error: &tera::Error, templates: &TemplateSet) -> Vec<Diagnostic> {
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            vec![at(
                Code::TemplateSyntax,
                report.filename(),
                (report.span().start_line, report.span().start_col + 1),
                report.message(),
                templates,
            )]
        }
        ErrorKind::RenderingError(report) => {
            let message = match root_cause(error) {
                Some(cause) => format!("{}: {cause}", report.message()),
                None => report.message().to_owned(),
            };
            vec![at(
                Code::TemplateRender,
                report.filename(),
                templates.as_written(report.filename(), (report.span().start_line, report.span().start_col + 1)),
                &message,
                templates,
            )]
        }
        ErrorKind::MissingParent { current, parent } => {
            vec![whole(
                current,
                &format!("this template extends `{parent}`, which the theme does not have"),
                Some(parent),
                templates,
            )]
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            vec![whole(
                tpl,
                &format!(
                    "this template extends itself through {}",
                    suggest::list(inheritance_chain.iter().map(String::as_str))
                ),
                None,
                templates,
            )]
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            vec![whole(
                tpl,
                &format!(
                    "this template includes itself through {}",
                    suggest::list(include_chain.iter().map(String::as_str))
                ),
                None,
                templates,
            )]
        }
        ErrorKind::Msg(message) => reports(message, templates),
        other => vec![Diagnostic::new(Code::TemplateRender, Place::file("themes"), other.to_string())],
    }
}

/// The innermost cause of an error.
fn root_cause(error: &tera::Error) -> Option<String> {
    let mut cause = error.source()?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause.to_string())
}

/// Parses Tera's report on errors between templates, which is one text: `error: …` and ` --> name:line:column`.
fn reports(message: &str, templates: &TemplateSet) -> Vec<Diagnostic> {
    let report = |text: &str| -> Option<Diagnostic> {
        let what = text.lines().next()?.strip_prefix("error: ")?;
        let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?;
        let mut parts = place.rsplitn(3, ':');
        let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let name = parts.next()?;
        Some(at(Code::TemplateSyntax, name, templates.as_written(name, (line, column)), what, templates))
    };
    let found: Vec<Diagnostic> = message.split("\n\n").filter_map(report).collect();
    if found.is_empty() { vec![Diagnostic::new(Code::TemplateSyntax, Place::file("themes"), message)] } else { found }
}

fn at(
    code: Code,
    template: &str,
    (line, column): (usize, usize),
    message: &str,
    templates: &TemplateSet,
) -> Diagnostic {
    let Some((file, source)) = templates.source(template) else {
        return Diagnostic::new(code, Place::file(template), message);
    };
    let place = Place::line_column(file, source, line, column);
    let (message, known) = match message.split_once(" Available ") {
        Some((message, known)) => (message, known.split_once(": ").map(|(_, known)| known)),
        None => (message, None),
    };
    let mut message = message.trim_end_matches('.').to_owned();
    message.get_mut(..1).map(str::make_ascii_lowercase).unwrap_or_default();
    let diagnostic = Diagnostic::new(code, place, message.clone());
    let Some(known) = known else { return diagnostic.hint(advice(&message, template, templates)) };
    let unknown = message.split('`').nth(1).unwrap_or_default();
    let known: Vec<&str> = known.split(", ").collect();
    let diagnostic = match suggest::nearest(unknown, known.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic,
    };
    diagnostic.hint(format!("available: {}", suggest::list(known)))
}

/// The hint for an error for which Tera names no alternatives.
fn advice(message: &str, template: &str, templates: &TemplateSet) -> String {
    let unknown = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("block ") && message.contains("not defined in any parent") {
        let ancestors = templates.ancestors(template).into_iter().filter_map(|name| templates.source(name));
        let known: Vec<&str> = ancestors.flat_map(|(_, source)| block_names(source)).collect();
        return suggest::hint(unknown, known);
    }
    if message.starts_with("unknown template") {
        return near_template(unknown, templates);
    }
    let what = ["filter", "test", "function", "component"]
        .into_iter()
        .find(|what| message.starts_with(&format!("unknown {what}")));
    match what {
        Some(what) => format!("for the {what}s of Tera, see https://keats.github.io/tera/docs/"),
        None if message.contains("undefined") => {
            "for the variables of this kind of page, see docs/variables.md; `{% if x %}` tests whether a variable is set"
                .to_owned()
        }
        None if message.contains(" word ") => {
            "add the word to the theme, at least in `words/en.yaml`".to_owned()
        }
        None => "check that each `{{` ends with `}}`, each `{%` with `%}`, and each block with its `end…`".to_owned(),
    }
}

fn whole(template: &str, message: &str, marked: Option<&str>, templates: &TemplateSet) -> Diagnostic {
    let Some((file, source)) = templates.source(template) else {
        return Diagnostic::new(Code::TemplateSyntax, Place::file(template), message);
    };
    let place = match marked.and_then(|marked| Some((source.find(marked)?, marked.len()))) {
        Some((start, length)) => Place::span(file, source, start..start + length),
        None => Place::file(file),
    };
    let diagnostic = Diagnostic::new(Code::TemplateSyntax, place, message);
    match marked {
        Some(name) => diagnostic.hint(near_template(name, templates)),
        None => diagnostic.hint("remove one of them"),
    }
}

/// The hint for the name of a template that does not exist, with the theme that it was written with.
fn near_template(name: &str, templates: &TemplateSet) -> String {
    let theme = templates.prefixes.iter().find(|theme| name.starts_with(&***theme)).map_or("", String::as_str);
    let below = name.get(theme.len()..).unwrap_or(name);
    match suggest::nearest(below, templates.names()) {
        Some(near) => format!("did you mean `{theme}{near}`?"),
        None => format!("available: {}", suggest::list(templates.names())),
    }
}
