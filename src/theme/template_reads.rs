//! What a template reads, tag by tag.

use std::collections::BTreeSet;
use std::ops::Range;

use super::metered::token_length;
use super::template_expressions::{ExpressionReader, PathStep, TemplateReads};

/// Tags that name templates, blocks and the like, and read no variables.
const WITHOUT_VARIABLES: &[&str] = &["block", "endblock", "extends", "include", "raw", "filter"];

/// A tag of a template.
#[derive(Clone, Debug)]
pub(super) struct Tag<'t> {
    /// Its bytes.
    pub(super) whole: Range<usize>,
    /// The bytes between its brackets, without the signs that remove white space.
    pub(super) inside: Range<usize>,
    /// Whether it is `{% … %}`.
    pub(super) is_statement: bool,
    /// The word that a statement begins with.
    pub(super) verb: Option<&'t str>,
    /// Whether it stands in a component.
    pub(super) in_component: bool,
}

impl<'t> Tag<'t> {
    /// Whether it removes white space around it.
    pub(super) fn trims(&self, source: &str) -> bool {
        let has_sign = |at: Option<usize>| at.is_some_and(|at| source.as_bytes().get(at) == Some(&b'-'));
        has_sign(Some(self.whole.start + 2)) || has_sign(self.whole.end.checked_sub(3))
    }

    /// Adds what it reads.
    pub(super) fn read(&self, source: &'t str, reads: &mut TemplateReads) {
        let reader = ExpressionReader::new(source, self.inside.clone());
        match self.verb {
            // A component sees its own arguments only.
            _ if self.in_component => {}
            Some(verb) if WITHOUT_VARIABLES.contains(&verb) => {}
            Some("set" | "set_global") => reader.read_set(reads),
            None | Some("for" | "if" | "elif") => reader.read(reads),
            Some(_) => {}
        }
    }
}

/// The tags of a template, without those in `raw`.
pub(super) fn tags_of(source: &str) -> impl Iterator<Item = Tag<'_>> {
    let (mut at, mut in_component) = (0, false);
    std::iter::from_fn(move || {
        let (inside, is_statement, after) = next_tag(source, at)?;
        let verb = ExpressionReader::new(source, inside.clone()).first_name().filter(|_| is_statement);
        at = if verb == Some("raw") { end_of_raw(source, after) } else { after };
        let sign = usize::from(source.as_bytes().get(inside.start - 1) == Some(&b'-'));
        let whole = inside.start - 2 - sign..after;
        in_component &= verb != Some("endcomponent");
        let tag = Tag { whole, inside, is_statement, verb, in_component };
        in_component |= verb == Some("component");
        Some(tag)
    })
}

/// Reads the tags of a template.
pub(super) fn template_reads(source: &str) -> TemplateReads {
    let mut reads = TemplateReads::default();
    tags_of(source).for_each(|tag| tag.read(source, &mut reads));
    reads
}

/// The inside of the next tag from `at`, whether it is a statement, and where the text goes on behind it.
fn next_tag(source: &str, mut at: usize) -> Option<(Range<usize>, bool, usize)> {
    loop {
        let open = at + source.get(at..)?.find('{')?;
        let (close, is_statement) = match source.as_bytes().get(open + 1)? {
            b'#' => {
                at = open + 2 + source.get(open + 2..)?.find("#}")? + 2;
                continue;
            }
            b'{' => ("}}", false),
            b'%' => ("%}", true),
            _ => {
                at = open + 1;
                continue;
            }
        };
        let start = open + 2 + usize::from(source.as_bytes().get(open + 2) == Some(&b'-'));
        let mut end = start;
        while !source.get(end..)?.starts_with(close) {
            end += token_length(source, end)?;
        }
        let inside = source.get(start..end)?;
        return Some((
            start..start + inside.strip_suffix('-').unwrap_or(inside).len(),
            is_statement,
            end + close.len(),
        ));
    }
}

/// Where the text goes on behind `{% endraw %}`.
fn end_of_raw(source: &str, after: usize) -> usize {
    let rest = source.get(after..).unwrap_or_default();
    rest.find("endraw").map_or(source.len(), |at| after + at)
}

/// The names of the blocks of a template.
pub(super) fn block_names(source: &str) -> Vec<&str> {
    let blocks = tags_of(source).filter(|tag| tag.verb == Some("block"));
    let name = |tag: Tag<'_>| {
        let mut reader = ExpressionReader::new(source, tag.inside).past_name();
        reader.skip_space();
        reader.name()
    };
    blocks.filter_map(name).collect()
}

/// The names of keys that a template reads of a variable, such as the words: `words.date`.
pub(super) fn fields_of(reads: &TemplateReads, variable: &str) -> BTreeSet<String> {
    let fields = reads.variables.iter().filter(|path| path.name == variable).filter_map(|path| path.steps.first());
    fields.filter_map(|step| if let PathStep::Field(name, _) = step { Some(name.clone()) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::template_expressions::VariablePath;
    use super::*;

    /// All that a template reads, as text: `item.tags[]`.
    fn read(source: &str) -> Vec<String> {
        let shown = |path: &VariablePath| {
            let steps = path.steps.iter().map(|step| match step {
                PathStep::Field(name, _) => format!(".{name}"),
                PathStep::Entry => "[]".to_owned(),
                PathStep::Slice => "[:]".to_owned(),
                PathStep::Computed => "[?]".to_owned(),
            });
            format!("{}{}", path.name, steps.collect::<String>())
        };
        template_reads(source).variables.iter().map(shown).collect()
    }

    #[test]
    fn variables_are_told_from_filters_tests_functions_and_arguments() {
        for (source, paths) in [
            ("{{ item.title | replace(from=a, to=\"b\") | upper }}", vec!["item.title", "a"]),
            ("{%- if not a.b and c?.d is defined or e[0].f == 'g.h' -%}", vec!["a.b", "c.d", "e[].f"]),
            ("{% if x is not containing(pat=y) %}", vec!["x", "y"]),
            ("{{ words[page.kind] or options[\"a b\"] }}", vec!["page.kind", "words[?]", "options.a b"]),
            ("{% for k, v in a.b if v.c %}{% endfor %}", vec!["a.b", "v.c"]),
            ("{{ [x.y for x in list.z[1:3] if x] }}", vec!["x.y", "list.z[:]", "x"]),
            ("{% set a = b.c %}{% set d %}{{ e }}{% endset %}", vec!["b.c", "e"]),
            ("{{ <Card title={item.title} wide /> }}{{ 1.5 + n }}", vec!["item.title", "wide", "n"]),
            ("{# {{ a }} #}{% raw %}{{ b }}{% endraw %}{% block c %}{{ super() }}{% include 'd' %}", vec![]),
            ("{% component A(b: String = c) %}{{ b.x }}{% endcomponent %}{{ y }}", vec!["y"]),
            ("{{ word(key=\"a\", count=n) }}{{ loop.index }}{{ {\"k\": v} }}", vec!["n", "v"]),
            ("{{ (a or b).title }}{{ super().x }}", vec!["a", "b"]),
            ("{{ a.b", vec![]),
            ("{{ \"}}\" ~ a }} {", vec!["a"]),
        ] {
            assert_eq!(read(source), paths, "{source}");
        }
    }

    #[test]
    fn names_keep_where_their_values_come_from() {
        let source =
            "{% for a in b.c %}{% for k, v in m.n | sort %}{% set x = a.d %}{% set y = a ~ x %}{{ [z for z in b.e] }}";
        let reads = template_reads(source);
        let named = reads.names.iter().map(|named| {
            let origin =
                named.origin.as_ref().and_then(|origin| source.get(origin.range.start..)?.split([' ', ']']).next());
            (&*named.name, origin, named.is_each)
        });
        let expected = [
            ("a", Some("b.c"), true),
            ("k", None, true),
            ("v", None, true),
            ("x", Some("a.d"), false),
            ("y", None, false),
            ("z", Some("b.e"), true),
        ];
        assert_eq!(named.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_and_blocks_are_found() {
        let source =
            "{% block a %}{{ word(count=2, key='items') }}{{ word(key = \"x\") }}{%- block b -%}{{ word(key=k) }}";
        let words: Vec<String> = template_reads(source).words.into_iter().map(|(word, _)| word).collect();
        assert_eq!(words, ["items", "x"]);
        assert_eq!(block_names(source), ["a", "b"]);
    }
}
