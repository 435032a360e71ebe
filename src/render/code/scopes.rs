//! Classes of code by the scopes of grammars, which have the names that Sublime Text gave them.

use std::sync::LazyLock;

use syntect::parsing::{Scope, ScopeStack};

/// Scopes with their classes; without one, what is in them has no colour, whatever is around it. Of several that fit, the first counts.
const CLASSES: &[(Option<&str>, &str)] = &[
    // Code in a text, and texts in code, have colours of their own.
    (None, "source text meta.interpolation meta.embedded meta.template.expression"),
    (
        None,
        "keyword.operator.assignment keyword.operator.arithmetic keyword.operator.comparison punctuation.separator.comma",
    ),
    (Some("hl-comment"), "comment meta.diff.header meta.diff.range"),
    (Some("hl-inserted"), "markup.inserted"),
    (Some("hl-deleted"), "markup.deleted"),
    (Some("hl-keyword"), "markup.heading entity.name.section"),
    (
        Some("hl-attribute"),
        "support.type.property-name meta.property-name entity.other.attribute-name variable.annotation",
    ),
    (
        Some("hl-attribute"),
        "meta.annotation meta.attribute.rust meta.decorator entity.other.pseudo entity.name.tag.yaml",
    ),
    (Some("hl-constant"), "constant support.constant variable.language.null"),
    (Some("hl-string"), "string markup.raw markup.underline.link"),
    (Some("hl-keyword"), "keyword storage variable.language entity.name.tag"),
    (Some("hl-type"), "entity.name.type entity.name.class entity.name.struct entity.name.enum entity.name.trait"),
    (Some("hl-type"), "entity.name.interface entity.name.namespace entity.name.module entity.other.inherited-class"),
    (Some("hl-type"), "support.type support.class entity.name.impl"),
    (Some("hl-name"), "entity.name.function support.function variable.function support.macro entity.name.macro"),
];

static KNOWN: LazyLock<Vec<(Scope, Option<&'static str>)>> = LazyLock::new(|| {
    let names = CLASSES.iter().flat_map(|(class, names)| names.split(' ').map(|name| (name, *class)));
    names.filter_map(|(name, class)| Some((Scope::new(name).ok()?, class))).collect()
});

/// The class of code that is in these scopes: that of the innermost one that has one.
pub(super) fn class(stack: &ScopeStack) -> Option<&'static str> {
    let of = |scope: &Scope| KNOWN.iter().find(|(known, _)| known.is_prefix_of(*scope)).map(|(_, class)| *class);
    stack.as_slice().iter().rev().find_map(of).flatten()
}
