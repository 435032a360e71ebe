//! Templates of one language with what is the same on all its pages filled in: `{{ words.back }}` becomes the word, the condition
//! of `{% if site.agenda %}` becomes `true` or `false`, and a partial that reads nothing but the variables of the site becomes
//! its text. Their pages are the same to the byte. It takes as long as some dozens of pages, and pays where there are hundreds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tera::{Context, Tera};

use super::engine::{GLOBALS, render};
use super::metered::MeteredTemplate;
use super::template_expressions::{ExpressionReader, TemplateReads};
use super::template_reads::{Tag, tags_of};
use super::template_set::{TemplateSet, included};

/// The same templates, filled in. `None` where Tera does not take them, which is a defect: the templates as written do.
pub(super) fn folded(plain: &Tera, templates: &TemplateSet) -> Option<Tera> {
    let sources: BTreeMap<&str, &str> = templates
        .sources
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, (_, source))| (name.as_str(), source.as_str()))
        .collect();
    let globals = never_named(&sources);
    let values = values(plain, sources.values().flat_map(|source| parts(source, &globals)))?;
    let fixed = fixed_texts(plain, templates, &sources, &globals);
    let mut tera = plain.clone();
    let new = sources.iter().map(|(name, source)| {
        let written = || MeteredTemplate::new(&filled_in(source, &globals, &values)).source;
        (*name, fixed.get(name).cloned().unwrap_or_else(written))
    });
    tera.add_raw_templates(new).ok()?;
    Some(tera)
}

/// The variables of the site, without those whose names a template gives to something else.
fn never_named(sources: &BTreeMap<&str, &str>) -> BTreeSet<&'static str> {
    let mut globals = BTreeSet::from(GLOBALS);
    for (tag, source) in sources.values().flat_map(|source| tags_of(source).map(move |tag| (tag, source))) {
        let mut reads = TemplateReads::default();
        tag.read(source, &mut reads);
        globals.retain(|global| reads.names.iter().all(|named| named.name != *global));
        if tag.verb == Some("component") {
            let arguments = source.get(tag.inside).unwrap_or_default();
            globals.retain(|global| !arguments.contains(global));
        }
    }
    globals
}

/// A part of a template that can be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SiteExpression<'t> {
    /// The bytes that are replaced.
    range: Range<usize>,
    expression: &'t str,
    is_condition: bool,
}

/// The parts of a template that depend on variables of the site only.
fn parts<'t>(source: &'t str, globals: &BTreeSet<&str>) -> Vec<SiteExpression<'t>> {
    let part = |tag: Tag<'t>| {
        let is_condition = matches!(tag.verb, Some("if" | "elif"));
        let trims = tag.trims(source);
        if tag.in_component || !is_condition && (tag.is_statement || trims) {
            return None;
        }
        let verb = tag.verb.filter(|_| is_condition).map_or(0, str::len);
        let inside = source.get(tag.inside.clone())?;
        let inside = tag.inside.start + (inside.len() - inside.trim_start().len()) + verb..tag.inside.end;
        let expression = source.get(inside.clone())?.trim();
        let range = if is_condition { inside.clone() } else { tag.whole };
        let mut reads = TemplateReads::default();
        ExpressionReader::new(source, inside).read(&mut reads);
        let reads_site = reads.variables.iter().all(|path| globals.contains(&*path.name));
        // What these stand for depends on where they stand, and is no variable.
        let depends = ["loop", "super", "<", "__"].iter().any(|sign| expression.contains(sign));
        (reads_site && !depends && !reads.variables.is_empty()).then_some(SiteExpression {
            range,
            expression,
            is_condition,
        })
    };
    tags_of(source).filter_map(part).collect()
}

/// What takes the place of expressions, by expression: the text of one that is shown, and `true` or `false` for a condition. One that
/// Tera cannot work out has none: it may stand where it is never reached.
fn values<'t>(
    plain: &Tera,
    parts: impl Iterator<Item = SiteExpression<'t>>,
) -> Option<BTreeMap<(bool, &'t str), String>> {
    let expressions: BTreeSet<(bool, &str)> = parts.map(|part| (part.is_condition, part.expression)).collect();
    let named: Vec<(String, (bool, &str))> =
        expressions.into_iter().enumerate().map(|(number, key)| (format!("{number}.html"), key)).collect();
    let template = |(name, (is_condition, expression)): &(String, (bool, &str))| {
        let text = if *is_condition {
            format!("{{% if {expression} %}}true{{% else %}}false{{% endif %}}")
        } else {
            format!("{{{{ {expression} }}}}")
        };
        (name.clone(), text)
    };
    let mut tera = plain.clone();
    tera.add_raw_templates(named.iter().map(template)).ok()?;
    let value = |(name, key): &(String, (bool, &'t str))| Some((*key, text_of(&tera, name)?));
    Some(named.iter().filter_map(value).collect())
}

/// What a template shows that reads nothing of its page, as a template.
fn text_of(tera: &Tera, name: &str) -> Option<String> {
    let mut out = Vec::new();
    render(tera, name, &Context::new(), &mut out).ok()?;
    let text = String::from_utf8(out).ok()?;
    if !["{{", "{%", "{#"].iter().any(|sign| text.contains(sign)) {
        return Some(text);
    }
    (!text.contains("endraw")).then(|| format!("{{% raw %}}{text}{{% endraw %}}"))
}

/// A template with its parts filled in.
fn filled_in(source: &str, globals: &BTreeSet<&str>, values: &BTreeMap<(bool, &str), String>) -> String {
    let (mut out, mut done) = (String::with_capacity(source.len()), 0);
    for SiteExpression { range, expression, is_condition } in parts(source, globals) {
        let Some(value) = values.get(&(is_condition, expression)) else { continue };
        out.push_str(source.get(done..range.start).unwrap_or_default());
        out.extend(is_condition.then_some(" "));
        out.push_str(value);
        out.extend(is_condition.then_some(" "));
        done = range.end;
    }
    out.push_str(source.get(done..).unwrap_or_default());
    out
}

/// The texts of partials that read nothing of their page, by full name.
fn fixed_texts<'t>(
    plain: &Tera,
    templates: &TemplateSet,
    sources: &BTreeMap<&'t str, &'t str>,
    globals: &BTreeSet<&str>,
) -> BTreeMap<&'t str, String> {
    let names: Vec<&str> = templates.included().into_iter().collect();
    let mut fixed: BTreeSet<&str> = sources
        .iter()
        .filter(|(name, source)| names.contains(name) && reads_site_only(source, globals))
        .map(|(name, _)| *name)
        .collect();
    loop {
        let includes_others = |name: &&str| {
            let mut all = sources.get(name).into_iter().flat_map(|source| included(source));
            all.any(|name| !templates.resolve(name).is_some_and(|full| fixed.contains(full)))
        };
        let others: Vec<&str> = fixed.iter().copied().filter(includes_others).collect();
        if others.is_empty() {
            break;
        }
        fixed.retain(|name| !others.contains(name));
    }
    fixed.into_iter().filter_map(|name| Some((name, text_of(plain, name)?))).collect()
}

/// Whether a template reads nothing but variables of the site, and names that it gives itself, where they hold.
fn reads_site_only(source: &str, globals: &BTreeSet<&str>) -> bool {
    let mut scopes: Vec<BTreeSet<String>> = vec![BTreeSet::new()];
    for tag in tags_of(source) {
        let mut reads = TemplateReads::default();
        tag.read(source, &mut reads);
        // The names of a loop, and of a list that is made in an expression, hold in the tag; that of a variable only behind it.
        let variable = if tag.verb == Some("set") { reads.names.pop() } else { None };
        let names: BTreeSet<String> = reads.names.into_iter().map(|named| named.name).collect();
        let is_known = |name: &str| {
            globals.contains(name) || names.contains(name) || scopes.iter().any(|scope| scope.contains(name))
        };
        if !reads.variables.iter().all(|path| is_known(&path.name)) {
            return false;
        }
        match tag.verb {
            Some("for") => scopes.push(names),
            Some("if") => scopes.push(BTreeSet::new()),
            Some("elif" | "else") => scopes.last_mut().into_iter().for_each(BTreeSet::clear),
            Some("endfor" | "endif") => _ = scopes.pop(),
            Some("set") => scopes.last_mut().zip(variable).map_or((), |(scope, named)| _ = scope.insert(named.name)),
            Some("endset" | "include" | "raw" | "endraw") | None => {}
            // Blocks and components are what they are elsewhere.
            Some(_) => return false,
        }
        let inside = source.get(tag.inside).unwrap_or_default();
        if inside.contains("__") || inside.contains("super") || inside.contains('<') {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globals() -> BTreeSet<&'static str> {
        BTreeSet::from(GLOBALS)
    }

    #[test]
    fn what_depends_on_the_site_alone_is_filled_in() {
        let expressions = |source: &str| -> Vec<String> {
            parts(source, &globals()).into_iter().map(|part| part.expression.to_owned()).collect()
        };
        assert_eq!(
            expressions(
                "{{ words.a }}{% if site.b and not options.c %}{{ site.d | upper }}{% elif words.e %}{% endif %}"
            ),
            ["words.a", "site.b and not options.c", "site.d | upper", "words.e"]
        );
        for source in [
            "{{ page.title }}",
            "{{ words[page.kind] }}",
            "{{- words.a }}",
            "{{ words.a -}}",
            "{{ \"a\" }}",
            "{{ words.a ~ loop.index }}",
            "{% set a = words.b %}",
            "{% component A(b) %}{{ words.a }}{% endcomponent A %}",
            "{% raw %}{{ words.a }}{% endraw %}",
            "{# {{ words.a }} #}",
        ] {
            assert!(parts(source, &globals()).is_empty(), "{source}");
        }
        let values = BTreeMap::from([((false, "words.a"), "x".to_owned()), ((true, "site.b"), "false".to_owned())]);
        let source = "<p>{{ words.a }}{%- if site.b -%}{{ words.c }}{% endif %}";
        assert_eq!(filled_in(source, &globals(), &values), "<p>x{%- if false -%}{{ words.c }}{% endif %}");
    }

    #[test]
    fn a_partial_that_reads_the_site_alone_is_known() {
        for source in [
            "<p>{{ words.a }}</p>",
            "{% set p = site.publisher %}{% if p.name %}{{ p.name }}{% endif %}",
            "{% for link in site.menu %}{% for item in link.items %}{{ item.href }}{% endfor %}{% endfor %}",
            "{% set same = [x.href for x in site.menu if x.href] %}{{ same | first }}",
        ] {
            assert!(reads_site_only(source, &globals()), "{source}");
        }
        for source in [
            "{{ page.href }}",
            "{% for link in site.menu %}{% endfor %}{{ link.href }}",
            "{% if site.a %}{% set b = 1 %}{% endif %}{{ b }}",
            "{% if site.a %}{% set b = 1 %}{% else %}{{ b }}{% endif %}",
            "{% set a = a %}",
            "{% block a %}{% endblock a %}",
            "{{ super() }}",
        ] {
            assert!(!reads_site_only(source, &globals()), "{source}");
        }
    }

    #[test]
    fn a_name_that_a_template_gives_hides_a_variable_of_the_site() {
        let sources = BTreeMap::from([("a", "{% for site in list.entries %}{% endfor %}"), ("b", "{% set c = 1 %}")]);
        assert_eq!(never_named(&sources).into_iter().collect::<Vec<_>>(), ["assets", "courant", "options", "words"]);
    }
}
