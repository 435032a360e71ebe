//! The parts of branches and loops of Liquid and Nunjucks: up to `else` and the like.

use super::rewrite::Replacement;
use super::template_tag::{TemplateTag, next_tag};

/// The part that `if` or `unless` shows, if any. `others` are the words before further conditions, and `holds` tells whether a
/// condition does: where it does not know one that matters, the tags stay.
pub(super) fn chosen(tag: &str, inner: &str, others: &[&str], holds: impl Fn(&str) -> Option<bool>) -> Replacement {
    let (word, condition) = tag.trim().split_once(char::is_whitespace).unwrap_or((tag, ""));
    for (at, (tag, part)) in parts(inner, &[others, &["else"]].concat()).into_iter().enumerate() {
        let other = others.iter().find_map(|word| tag.strip_prefix(word));
        let truth = match (at, other) {
            (0, _) => holds(condition).map(|truth| truth == (word == "if")),
            (_, Some(condition)) => holds(condition),
            (_, None) => Some(true),
        };
        match truth {
            Some(true) => return Replacement::Reread(part.to_owned()),
            Some(false) => {}
            None => return Replacement::Left,
        }
    }
    Replacement::Nothing
}

/// The parts of a text between tags of some names that belong to the tag around it, each with the tag before it; the first has none.
pub(super) fn parts<'t>(text: &'t str, names: &[&str]) -> Vec<(&'t str, &'t str)> {
    let (mut found, mut at, mut start, mut depth, mut before) = (Vec::new(), 0, 0, 0_usize, "");
    let is_block = |name: &str| matches!(name, "if" | "unless" | "case" | "for");
    while let Some(TemplateTag { range, inner, .. }) = next_tag(text, at, &[("{%", "%}")]) {
        at = range.end;
        let name = inner.split_whitespace().next().unwrap_or_default();
        if is_block(name) {
            depth += 1;
        } else if name.strip_prefix("end").is_some_and(is_block) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && names.contains(&name) {
            found.push((before, text.get(start..range.start).unwrap_or_default()));
            (start, before) = (range.end, inner);
        }
    }
    found.push((before, text.get(start..).unwrap_or_default()));
    found
}
