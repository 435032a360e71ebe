//! Definitions of links in Markdown, `[label]: address`: those that no link of a text uses can be left out.

use std::collections::HashSet;

/// The farthest end of a label, in bytes.
const LONGEST: usize = 400;

/// A text without the definitions of links that it does not use.
pub(super) fn without_unused(text: &str) -> String {
    let lines: Vec<(&str, Option<String>)> = definitions(text);
    if lines.iter().all(|(_, label)| label.is_none()) {
        return text.to_owned();
    }
    let rest: String = lines.iter().filter(|(_, label)| label.is_none()).map(|(line, _)| *line).collect();
    let used = labels(&rest);
    let is_kept = |label: &Option<String>| label.as_ref().is_none_or(|label| used.contains(label));
    lines.into_iter().filter(|(_, label)| is_kept(label)).map(|(line, _)| line).collect()
}

/// The lines of a text, with the labels that they define. Those in fenced code define none.
fn definitions(text: &str) -> Vec<(&str, Option<String>)> {
    let mut is_code = false;
    let of = |line| {
        let trimmed: &str = str::trim_start(line);
        let is_fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        is_code ^= is_fence;
        let label = trimmed.strip_prefix('[').filter(|rest| !is_code && !rest.starts_with(['^', '*']));
        let label = label.and_then(|rest| rest.split_once("]:")).filter(|(label, _)| !label.contains([']', '[']));
        (line, label.filter(|(_, to)| !to.trim().is_empty()).map(|(label, _)| folded(label)))
    };
    text.split_inclusive('\n').map(of).collect()
}

/// What stands in square brackets, up to the first and up to the second that closes.
fn labels(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    for (at, _) in text.match_indices('[') {
        let inside = text.get(at + 1..).unwrap_or_default();
        let inside = inside.get(..inside.floor_char_boundary(LONGEST.min(inside.len()))).unwrap_or_default();
        let ends = inside.match_indices(']').take(2);
        found.extend(ends.filter_map(|(end, _)| inside.get(..end)).map(folded));
    }
    found
}

fn folded(label: &str) -> String {
    super::values::one_line(label).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_used_definitions_stay() {
        let text = "De [brug][] is\n[de oude\nbrug] niet.\n\n[brug]: /b/\n[De oude brug]: /o/\n[dijk]: /d/\n```\n[x]: y\n```\n[^1]: Noot\n";
        assert_eq!(without_unused(text), text.replace("[dijk]: /d/\n", ""));
    }
}
