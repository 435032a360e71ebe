//! The parts of branches and loops of Liquid and Nunjucks: up to `else` and the like.

use super::template_tag::{TemplateTag, next_tag};

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
