//! Blocks that are not what they look like: Markdown in HTML, code that does not end, and lines that define a link for nobody.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::body_event::{BodyEvent, Steps};
use super::leftover_kind::{Leftover, LeftoverKind};
use super::typed_address::is_address;

/// All such blocks in a body.
pub(super) fn unread_blocks(body: &str, steps: &Steps<'_>) -> Vec<Leftover> {
    let mut found = definitions(body, steps);
    for (step, range) in steps {
        let BodyEvent::Event(event) = step else { continue };
        match event {
            Event::Html(html) => found.extend(markdown_in(html, body, range)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => found.extend(open_fence(body, range)),
            _ => {}
        }
    }
    found
}

/// Elements whose text is no prose.
const VERBATIM: [&str; 8] = ["<pre", "<script", "<style", "<textarea", "<svg", "<math", "<code", "<!--"];

/// The first line of Markdown that directly follows a line of HTML, and so is not read as Markdown.
fn markdown_in(html: &str, body: &str, range: &Range<usize>) -> Option<Leftover> {
    let lower = html.to_ascii_lowercase();
    if VERBATIM.iter().any(|start| lower.contains(start)) {
        return None;
    }
    let block = body.get(range.clone())?;
    let mut at = range.start;
    for line in block.split_inclusive('\n') {
        let text = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if text.starts_with('<') {
            if let Some(html) = as_html(text) {
                let hint = format!("nothing in a line of HTML is Markdown: write `{html}`");
                return Some(Leftover { kind: LeftoverKind::Mark, range: start..start + text.len(), hint });
            }
        } else if at > range.start && is_markdown(text) {
            let hint = "leave an empty line between the HTML and this line, so that it is read as Markdown".to_owned();
            return Some(Leftover { kind: LeftoverKind::Mark, range: start..start + text.len(), hint });
        }
        at += line.len();
    }
    None
}

/// The first link or bold text of Markdown between the tags of a line, as HTML.
fn as_html(line: &str) -> Option<String> {
    let texts = line.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(_, text)| text));
    texts.filter(|text| text.contains(['*', ']'])).find_map(|text| {
        let anchor = text.split_once("](").and_then(|(before, after)| {
            let (sign, words) = before.rsplit_once('[')?;
            let (to, _) = after.split_once(')')?;
            let to = to.split(" \"").next().filter(|to| is_address(to))?;
            let is_picture = sign.ends_with('!');
            Some(if is_picture {
                format!("<img src=\"{to}\" alt=\"{words}\">")
            } else {
                format!("<a href=\"{to}\">{words}</a>")
            })
        });
        let strong = || {
            let inner = text.split("**").nth(1).filter(|_| text.matches("**").count() > 1)?;
            let is_strong = inner.starts_with(char::is_alphanumeric) && !inner.ends_with(' ');
            is_strong.then(|| format!("<strong>{inner}</strong>"))
        };
        anchor.or_else(strong)
    })
}

/// Whether a line looks like Markdown and not like HTML.
fn is_markdown(line: &str) -> bool {
    let words = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ');
    let is_item =
        ["- ", "* ", "+ "].iter().any(|mark| line.strip_prefix(mark).is_some_and(|rest| !rest.trim().is_empty()));
    let is_strong = line
        .split("**")
        .nth(1)
        .is_some_and(|words| !words.is_empty() && !words.starts_with(' ') && line.matches("**").count() > 1);
    let is_link = line.split_once("](").is_some_and(|(before, after)| before.contains('[') && after.contains(')'));
    !line.starts_with('<') && (is_heading || is_item) || is_strong || is_link
}

/// A fence of code that nothing closes.
fn open_fence(body: &str, range: &Range<usize>) -> Option<Leftover> {
    let block = body.get(range.clone())?;
    let (first, rest) = block.split_once('\n')?;
    let sign = first.trim_start().chars().next()?;
    let length = first.trim_start().chars().take_while(|c| *c == sign).count();
    let is_end = |line: &str| {
        let line = line.trim_start_matches([' ', '>', '\t']).trim_end();
        line.chars().count() >= length && line.chars().all(|c| c == sign)
    };
    let is_closed = rest.lines().next_back().is_some_and(is_end);
    let has_paragraphs = rest.trim().contains("\n\n") || rest.trim().contains("\n\r\n");
    let hint = format!("add a line {} below the code", sign.to_string().repeat(length));
    let range = range.start..range.start + first.trim_end().len();
    (!is_closed && has_paragraphs).then_some(Leftover { kind: LeftoverKind::Fence, range, hint })
}

/// Lines such as `[Name]: Jansen`, which define a link that the text does not use: readers see nothing of them.
fn definitions(body: &str, steps: &Steps<'_>) -> Vec<Leftover> {
    let mut found = Vec::new();
    if !body.contains("]:") {
        return found;
    }
    let mut blocks = steps.iter().map(|(_, range)| range.clone()).peekable();
    let (mut at, mut used) = (0, None);
    for line in body.split_inclusive('\n') {
        let (start, end) = (at, at + line.trim_end().len());
        at += line.len();
        while blocks.next_if(|block| block.end <= start).is_some() {}
        let is_read = blocks.peek().is_some_and(|block| block.start < end);
        let Some((label, to)) = line.trim_end().strip_prefix('[').and_then(|rest| rest.split_once("]:")) else {
            continue;
        };
        let to = to.trim();
        let is_word = !label.is_empty() && !label.starts_with('^') && !label.contains(['[', ']']);
        if is_read || !is_word || to.is_empty() || is_address(to) || to.starts_with('<') {
            continue;
        }
        let used = used.get_or_insert_with(|| labels(body));
        if used.get(&label.to_lowercase()).is_some_and(|count| *count > 1) {
            continue;
        }
        let hint = format!("write `\\[{label}]: {to}` to show it, or `**{label}:** {to}`");
        found.push(Leftover { kind: LeftoverKind::Definition, range: start..end, hint });
    }
    found
}

/// How often each text stands in square brackets, in lower case.
fn labels(body: &str) -> HashMap<String, usize> {
    const LONGEST: usize = 200;
    let mut found = HashMap::new();
    for (open, _) in body.match_indices('[') {
        let inner: String =
            body.get(open + 1..).into_iter().flat_map(str::chars).take(LONGEST).take_while(|c| *c != ']').collect();
        *found.entry(inner.to_lowercase()).or_default() += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn found(markdown: &str) -> Vec<(LeftoverKind, &str)> {
        let body = Markdown::new(markdown, MarkdownOptions::default());
        let steps = body.parse(&["“", "”", "‘", "’"], &ReservedIds::default()).steps;
        unread_blocks(markdown, &steps).into_iter().map(|left| (left.kind, markdown.get(left.range).unwrap())).collect()
    }

    #[test]
    fn blocks_that_are_not_what_they_look_like_are_found() {
        use LeftoverKind::{Definition, Fence, Mark};
        for (text, expected) in [
            ("<div class=\"x\">\n## De prijs\n</div>\n", (Mark, "## De prijs")),
            ("<div>\n  Een **vet** woord.\n</div>\n", (Mark, "Een **vet** woord.")),
            ("<section>\n- een\n- twee\n</section>\n", (Mark, "- een")),
            ("<p>\nZie [hier](a.md).\n</p>\n", (Mark, "Zie [hier](a.md).")),
            ("<p>Zie [hier](a.md).</p>\n", (Mark, "<p>Zie [hier](a.md).</p>")),
            ("<table>\n<tr><td>**vet**</td></tr>\n</table>\n", (Mark, "<tr><td>**vet**</td></tr>")),
            ("```\ncode\n\nTekst.\n", (Fence, "```")),
            ("~~~ js\ncode\n\nTekst.\n", (Fence, "~~~ js")),
            ("Tekst.\n\n[Naam]: Jansen\n", (Definition, "[Naam]: Jansen")),
        ] {
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "<div>\n\n## De prijs\n\n</div>\n",
            "<pre>\n- een\n</pre>\n",
            "<p>Zie noot [1](2) en 2 ** 3 ** 4</p>\n",
            "<p title=\"[a](b.md)\">a</p>\n",
            "<table>\n<tr><td>2 * 3 ** 4</td></tr>\n</table>\n",
            "```\ncode\n\nmeer\n```\n",
            "> ```\n> code\n> ```\n",
            "```\ncode\n",
            "Zie [a] en [b].\n\n[a]: https://a.example\n[b]: b.md \"Titel\"\n",
            "Zie [Naam].\n\n[Naam]: Jansen\n",
            "```\n[Naam]: Jansen\n```\n",
            "[^1]: Jansen\n",
            "[x]: dit is tekst\n",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
