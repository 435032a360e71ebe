//! The template files of a chain of themes: their names, sources and fingerprints.

use std::collections::{BTreeMap, BTreeSet};

use super::layers::Layer;
use super::metered::MeteredTemplate;
use super::template_expressions::TemplateReads;
use super::template_reads::template_reads;
use crate::base::fingerprint::Mixer;
use crate::base::{Diagnostic, Fingerprint};
use crate::content::ReservedIds;

/// How deep templates may include each other: each level takes a part of the stack.
pub(super) const INCLUDES: usize = 10;

/// The templates of a digest: HTML, and plain text. They are the only ones that are of no page.
pub(super) const DIGEST: [&str; 2] = ["digest.html", "digest.txt"];

/// The templates of a chain of themes: by full name (`courant/item.html`), with file and source.
#[derive(Debug, Default)]
pub(super) struct TemplateSet {
    /// The prefix of each theme's names, the nearest theme first.
    pub(super) prefixes: Vec<String>,
    pub(super) sources: BTreeMap<String, (String, String)>,
    /// The same templates with calls that take fuel.
    pub(super) metered: BTreeMap<String, MeteredTemplate>,
    /// The names of those that a body may call: directives, and templates with components.
    called: Vec<String>,
    /// The prefixes of the themes of the site itself, which did not come with the program.
    own: Vec<String>,
    /// What each template reads, by full name; of themes that came with the program alone, nothing is asked, and nothing is here.
    pub(super) reads: BTreeMap<String, TemplateReads>,
}

impl TemplateSet {
    /// Reads the templates and style sheets of each theme.
    pub(super) fn read(chain: &[Layer], findings: &mut Vec<Diagnostic>) -> Self {
        let mut templates = Self::default();
        for layer in chain {
            templates.prefixes.push(format!("{}/", layer.name));
            if !layer.is_built_in {
                templates.own.push(format!("{}/", layer.name));
            }
            for (below, text) in layer
                .texts("templates", findings)
                .into_iter()
                .filter(|(below, _)| below.ends_with(".html") || is_sheet(below) || below == DIGEST[1])
            {
                let shown = layer.shown(&format!("templates/{below}"));
                let name = format!("{}/{below}", layer.name);
                templates.metered.insert(name.clone(), MeteredTemplate::new(&text));
                templates.sources.insert(name, (shown, text));
            }
        }
        if chain.iter().any(|layer| !layer.is_built_in) {
            let reads = templates.sources.iter().map(|(name, (_, source))| (name.clone(), template_reads(source)));
            templates.reads = reads.collect();
        }
        let is_called = |name: &str, source: &str| name.contains("/directives/") || has_component(source);
        let called = templates.sources.iter().filter(|(name, (_, source))| is_called(name, source));
        templates.called = called.map(|(name, _)| name.clone()).collect();
        templates
    }

    /// The file and the source of a template by its full name.
    pub(super) fn source(&self, name: &str) -> Option<(&str, &str)> {
        let (file, source) = self.sources.get(self.resolve(name)?)?;
        Some((file, source))
    }

    /// A template that includes others, which include others, and so on, more than [`INCLUDES`] levels deep.
    pub(super) fn with_deep_includes(&self) -> Option<&str> {
        let included = |(name, (_, source)): (&'_ String, &'_ (String, String))| {
            let names = included(source).filter_map(|name| self.resolve(name).map(str::to_owned));
            (name.clone(), names.collect::<Vec<_>>())
        };
        let edges: Vec<(String, Vec<String>)> = self.sources.iter().map(included).collect();
        let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
        for _ in 0..=INCLUDES {
            for (name, includes) in &edges {
                let deepest = includes.iter().map(|name| depths.get(&**name).copied().unwrap_or_default() + 1).max();
                depths.insert(name, deepest.unwrap_or_default());
            }
        }
        let deep = depths.into_iter().find(|(_, depth)| *depth > INCLUDES)?.0.to_owned();
        self.sources.get_key_value(&deep).map(|(name, _)| name.as_str())
    }

    /// A line and column of a compiled template → those in its file.
    pub(super) fn as_written(&self, name: &str, (line, column): (usize, usize)) -> (usize, usize) {
        let full = self.resolve(name);
        let known = full.and_then(|name| Some((self.metered.get(name)?, self.sources.get(name)?)));
        known.map_or((line, column), |(metered, (_, source))| metered.as_written(source, line, column))
    }

    /// Whether any template names a variable.
    pub(super) fn mentions(&self, variable: &str) -> bool {
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

    /// The templates of the site's own themes: the full name, and the one without its theme.
    pub(super) fn own(&self) -> impl Iterator<Item = (&str, &str)> {
        let below = |full: &str| self.own.iter().find_map(|prefix| Some(full.strip_prefix(&**prefix)?.len()));
        let split = move |full: &'_ String| -> Option<usize> { Some(full.len() - below(full)?) };
        self.sources.keys().filter_map(move |full| Some((&**full, full.get(split(full)?..)?)))
    }

    /// The full names of the templates that others extend or include.
    pub(super) fn mentioned(&self) -> BTreeSet<&str> {
        let sources = self.sources.values();
        sources.flat_map(|(_, source)| mentioned(source)).filter_map(|name| self.resolve(name)).collect()
    }

    /// The full names of the templates that others include.
    pub(super) fn included(&self) -> BTreeSet<&str> {
        let sources = self.sources.values();
        sources.flat_map(|(_, source)| included(source)).filter_map(|name| self.resolve(name)).collect()
    }

    /// The full names of the templates that a template extends, the nearest first.
    pub(super) fn ancestors(&self, full: &str) -> Vec<&str> {
        let parent = |full: &str| {
            let (_, source) = self.sources.get(full)?;
            self.resolve(extended(source)?)
        };
        let mut ancestors: Vec<&str> = Vec::new();
        let mut next = parent(full);
        while let Some(name) = next.filter(|name| !ancestors.contains(name)) {
            ancestors.push(name);
            next = parent(name);
        }
        ancestors
    }

    /// Whether a template defines components.
    pub(super) fn has_components(&self, full: &str) -> bool {
        self.sources.get(full).is_some_and(|(_, source)| has_component(source))
    }

    /// The full name of a template: itself, or that of the nearest theme that has it.
    pub(super) fn resolve(&self, name: &str) -> Option<&str> {
        let full =
            self.prefixes.iter().map(|prefix| format!("{prefix}{name}")).find(|full| self.sources.contains_key(full));
        let name = if self.sources.contains_key(name) { name } else { full.as_deref()? };
        self.sources.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// The fingerprint of a template with all that it extends and includes, and of every template with components or
    /// directives, which a body may call.
    pub(super) fn fingerprint(&self, name: &str) -> Fingerprint {
        let sources = self.used_by(&[name]).into_iter();
        sources
            .fold(Mixer::default(), |mixer, (name, source)| mixer.bytes(name.as_bytes()).bytes(source.as_bytes()))
            .finish()
    }

    /// The attributes that a directive reads, in order; `None` where it may read any, or does not exist.
    pub(super) fn directive_attributes(&self, name: &str) -> Option<BTreeSet<&str>> {
        let start = self.resolve(&format!("directives/{name}.html"))?;
        let mut names = BTreeSet::new();
        for (_, source) in self.with_used(vec![start]) {
            names.extend(attributes_in(source)?);
        }
        Some(names)
    }

    /// Whether a directive shows what other services have: `directive.embed`.
    pub(super) fn embeds(&self, directive: &str) -> bool {
        let start = self.resolve(&format!("directives/{directive}.html"));
        self.with_used(start.into_iter().collect()).iter().any(|(_, source)| source.contains("directive.embed"))
    }

    /// The ids that the templates of items have, with all that they use.
    pub(super) fn ids(&self) -> ReservedIds {
        let sources = self.used_by(&["item.html", "page.html"]);
        ReservedIds::of_templates(sources.into_iter().map(|(_, source)| source))
    }

    /// Templates with all that they extend and include, and every template with components or directives: name and source.
    fn used_by(&self, names: &[&str]) -> Vec<(&str, &str)> {
        let wanted = names.iter().filter_map(|name| self.resolve(name));
        self.with_used(self.called.iter().map(String::as_str).chain(wanted).collect())
    }

    /// Templates with all that they extend and include: name and source.
    fn with_used<'s>(&'s self, mut open: Vec<&'s str>) -> Vec<(&'s str, &'s str)> {
        let mut closure: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = open.pop() {
            if closure.insert(name) {
                let source = self.sources.get(name).map_or("", |(_, source)| source);
                open.extend(mentioned(source).filter_map(|name| self.resolve(name)));
            }
        }
        closure.into_iter().filter_map(|name| Some((name, &*self.sources.get(name)?.1))).collect()
    }
}

/// Whether a template is a style sheet.
pub(super) fn is_sheet(name: &str) -> bool {
    name.ends_with(".css")
}

/// The tags of a template, each without `{%`, without the sign that removes white space, and without what follows `%}`.
fn tags(source: &str) -> impl Iterator<Item = &str> {
    let tags = source.split("{%").skip(1).filter_map(|rest| rest.split("%}").next());
    tags.map(|tag| tag.strip_prefix('-').unwrap_or(tag).trim_start())
}

/// The attributes of its directive that a template names: `directive.attributes.wide`. `None` where it does something else with the
/// directive, or with all its attributes.
fn attributes_in(source: &str) -> Option<Vec<&str>> {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut names = Vec::new();
    let code = source.split("{#").enumerate().map(|(number, part)| match number {
        0 => part,
        _ => part.split_once("#}").map_or("", |(_, after)| after),
    });
    // Not a longer word, such as that of a folder.
    let uses = code.flat_map(|part| part.split("directive").skip(1)).filter(|rest| !rest.starts_with(is_of_name));
    for rest in uses {
        let field = rest.trim_start_matches('?').strip_prefix('.')?;
        let Some(after) = field.strip_prefix("attributes") else { continue };
        let after = after.trim_start_matches('?');
        let name = match after.strip_prefix('.') {
            Some(name) => name.split(|c: char| !is_of_name(c)).next()?,
            None => after.strip_prefix("[\"").or_else(|| after.strip_prefix("['"))?.split(['"', '\'']).next()?,
        };
        names.push(name);
    }
    Some(names)
}

/// Whether a template defines a component.
fn has_component(source: &str) -> bool {
    tags(source).any(|tag| tag.strip_prefix("component").is_some_and(|rest| rest.starts_with(char::is_whitespace)))
}

/// The names in quotes after `extends` and `include`.
fn mentioned(source: &str) -> impl Iterator<Item = &str> {
    let calls = tags(source).filter(|tag| tag.starts_with("extends") || tag.starts_with("include"));
    calls.flat_map(in_quotes)
}

/// The name in quotes after `extends`.
fn extended(source: &str) -> Option<&str> {
    tags(source).filter(|tag| tag.starts_with("extends")).flat_map(in_quotes).next()
}

/// The names in quotes after `include`.
pub(super) fn included(source: &str) -> impl Iterator<Item = &str> {
    tags(source).filter(|tag| tag.starts_with("include")).flat_map(in_quotes)
}

fn in_quotes(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(['"', '\'', '`']).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attributes_of_a_directive_are_known_where_it_names_them() {
        let names = |source| attributes_in(source);
        let source = "{# directive #}{% if directive.attributes.wide %}{{ directive.attributes[\"by\"] }}{{ directive.content }}";
        assert_eq!(names(source), Some(vec!["wide", "by"]));
        assert_eq!(names("{{ directive.argument }}"), Some(Vec::new()));
        for source in
            ["{% for k, v in directive.attributes %}", "{{ directive.attributes[x] }}", "{{ x(a=directive) }}"]
        {
            assert_eq!(names(source), None, "{source}");
        }
    }

    #[test]
    fn components_are_known_however_their_tags_are_written() {
        for source in ["{% component a() %}", "{%- component a() -%}", "{%component a() %}", "x{%\n\tcomponent\na() %}"]
        {
            assert!(has_component(source), "{source}");
        }
        for source in ["component a", "{% set component = 1 %}", "{% components %}", "{# {{ component }} #}"] {
            assert!(!has_component(source), "{source}");
        }
        let names: Vec<&str> = mentioned("{%- extends 'a.html' %}{%\ninclude \"b.html\" -%}").collect();
        assert_eq!(names, ["a.html", "b.html"]);
    }
}
