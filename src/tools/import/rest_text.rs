//! Bodies in reStructuredText → Markdown, block by block. What has no equivalent becomes a comment, or code, and is told.

use std::collections::BTreeMap;

use super::equivalents::{equivalent, fence};
use super::loss::{Harm, ImportLoss};
use super::rest_inline::RestLinks;
use super::template_tag::TagCall;

/// A body that is converted.
pub(super) struct RestText<'r> {
    lines: Vec<&'r str>,
    links: RestLinks,
    marks: Vec<(char, bool)>,
    file: &'r str,
    line: usize,
    /// The number of directives around it.
    depth: usize,
    /// What is lost.
    pub(super) losses: Vec<ImportLoss>,
}

/// The deepest nesting of directives.
const DEEPEST: usize = 30;
/// The lines above a paragraph among which the list that it belongs to is looked for.
const FAR: usize = 1000;

/// The width of the space before a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line is one of a single mark, under or over a title.
fn rule(line: &str) -> Option<char> {
    let line = line.trim_end();
    let first = line.chars().next().filter(char::is_ascii_punctuation)?;
    (line.len() > 2 && line.chars().all(|c| c == first)).then_some(first)
}

/// Lines without the space that all of them begin with.
fn dedented(lines: &[&str]) -> String {
    let shared = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    let cut = lines.iter().map(|line| line.get(shared..).unwrap_or_default());
    cut.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

/// Text with each line moved to the right.
fn moved(text: &str, by: usize) -> String {
    let space = " ".repeat(by);
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!("{space}{line}") });
    lines.collect::<Vec<_>>().join("\n")
}

impl<'r> RestText<'r> {
    /// A body; `line` is the number of its first line.
    pub(super) fn new(text: &'r str, file: &'r str, line: usize) -> Self {
        let lines = text.lines().collect();
        Self { lines, links: RestLinks::of(text), marks: Vec::new(), file, line, depth: 0, losses: Vec::new() }
    }

    /// The Markdown.
    pub(super) fn convert(&mut self) -> String {
        let (mut blocks, mut at) = (Vec::new(), 0);
        while at < self.lines.len() {
            let (block, next) = self.block(at);
            blocks.extend(Some(block).filter(|block| !block.trim().is_empty()));
            at = next.max(at + 1);
        }
        blocks.join("\n\n")
    }

    fn at(&self, at: usize) -> &'r str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// The end of the block that is indented by more than a width.
    fn indented_end(&self, from: usize, width: usize) -> usize {
        let is_in = |line: &&str| line.trim().is_empty() || indent(line) > width;
        let end = from + self.lines.iter().skip(from).take_while(|line| is_in(line)).count();
        (from..end).rev().find(|at| !self.at(*at).trim().is_empty()).map_or(from, |last| last + 1)
    }

    /// The end of the paragraph.
    fn paragraph_end(&self, from: usize) -> usize {
        from + self.lines.iter().skip(from).take_while(|line| !line.trim().is_empty()).count()
    }

    /// The block at a line, and the line behind it.
    fn block(&mut self, at: usize) -> (String, usize) {
        let (line, next) = (self.at(at), self.at(at + 1));
        if line.trim().is_empty() {
            return (String::new(), at + 1);
        }
        if let Some(rest) = line.trim_start().strip_prefix("..").filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            let end = self.indented_end(at + 1, indent(line));
            return (self.explicit(rest.trim(), at, end), end);
        }
        if line.starts_with("__ ") {
            return (String::new(), at + 1);
        }
        if let (Some(over), Some(under)) = (rule(line), rule(self.at(at + 2)))
            && over == under
            && !next.trim().is_empty()
        {
            return (self.heading(next, (over, true)), at + 3);
        }
        if let Some(under) = rule(next).filter(|_| rule(line).is_none() && indent(line) == 0) {
            return (self.heading(line, (under, false)), at + 2);
        }
        let end = self.paragraph_end(at);
        if line.trim_start().starts_with("+-") || line.starts_with("==") && line.contains(' ') {
            let end = if line.starts_with('+') { end } else { self.simple_table_end(at) };
            self.lost(
                "tables of reStructuredText",
                at,
                "a table stands in the item as code",
                "write it as a table of Markdown",
            );
            return (fence("", &dedented(self.lines.get(at..end).unwrap_or_default())), end);
        }
        if rule(line).is_some() {
            return ("---".to_owned(), at + 1);
        }
        self.paragraph(at, end)
    }

    /// The end of a table whose columns are marked by `=`: its third such line.
    fn simple_table_end(&self, from: usize) -> usize {
        let rules = self.lines.iter().enumerate().skip(from).filter(|(_, line)| line.starts_with("=="));
        let rules: Vec<usize> = rules.map(|(at, _)| at).take(3).collect();
        rules.last().map_or(from, |last| last + 1)
    }

    fn lost(&mut self, subject: &str, at: usize, message: &str, hint: &str) {
        let loss = ImportLoss::new(Harm::Part, subject, self.file).at(self.line + at);
        self.losses.push(loss.told(message, hint));
    }

    fn heading(&mut self, title: &str, mark: (char, bool)) -> String {
        let known = self.marks.iter().position(|known| *known == mark).unwrap_or_else(|| {
            self.marks.push(mark);
            self.marks.len() - 1
        });
        format!("{} {}", "#".repeat((known + 2).min(6)), self.links.inline(title.trim()))
    }

    /// A paragraph, a list, a term with its text, or a quotation; and the code behind `::`.
    fn paragraph(&mut self, at: usize, end: usize) -> (String, usize) {
        let lines = self.lines.get(at..end).unwrap_or_default();
        let first = indent(self.at(at));
        let text = lines.join("\n").replace("\n#. ", "\n1. ");
        let text = text.strip_prefix("#. ").map_or(text.clone(), |rest| format!("1. {rest}"));
        let is_item = |line: &&str| {
            let line = line.trim_start();
            let number = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '#');
            ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark))
                || number.len() < line.len() && number.starts_with(". ")
        };
        let has_items = lines.iter().any(&is_item);
        if !has_items && first == 0 && lines.len() > 1 && lines.iter().skip(1).all(|line| indent(line) > 0) {
            let told = dedented(lines.get(1..).unwrap_or_default());
            let term = self.links.inline(self.at(at).trim());
            return (format!("**{}**\n\n{}", term.replace('*', ""), self.links.inline(&told)), end);
        }
        let Some(before) = text.trim_end().strip_suffix("::") else {
            let in_list = || {
                let above = (at.saturating_sub(FAR)..at).rev().map(|before| self.at(before));
                above.into_iter().find(|line| !line.trim().is_empty() && indent(line) < first)
            };
            let is_quote = first > 0 && !has_items && in_list().is_none_or(|line| !is_item(&line));
            let text = self.links.inline(&text);
            return (
                if is_quote {
                    format!("> {}", dedented(&text.lines().collect::<Vec<_>>()).replace('\n', "\n> "))
                } else {
                    text
                },
                end,
            );
        };
        let (from, to) = (end, self.indented_end(end, first));
        let code = dedented(self.lines.get(from..to).unwrap_or_default());
        let colon = if before.trim_end().is_empty() || before.ends_with(char::is_whitespace) { "" } else { ":" };
        let code = if code.is_empty() { code } else { moved(fence("", &code).trim_matches('\n'), first) };
        (format!("{}{colon}\n\n{code}", self.links.inline(before.trim_end())), to.max(end))
    }

    /// A directive, footnote, target or comment, from `..` to its end.
    fn explicit(&mut self, rest: &str, at: usize, end: usize) -> String {
        let body = self.lines.get(at + 1..end).unwrap_or_default();
        if let Some((name, text)) = rest.strip_prefix('[').and_then(|note| note.split_once(']')) {
            let more = dedented(body).replace('\n', "\n    ");
            let more = if more.is_empty() { more } else { format!("\n    {more}") };
            return format!(
                "[^{}]: {}{}",
                name.trim_start_matches('#'),
                self.links.inline(text.trim()),
                self.links.inline(&more)
            );
        }
        let Some((name, argument)) = rest.split_once("::").filter(|(name, _)| !name.contains([' ', '_'])) else {
            return String::new();
        };
        let width = indent(self.at(at));
        let is_option = |line: &&&str| line.trim_start().starts_with(':') && line.trim_start().len() > 1;
        let named: BTreeMap<String, String> =
            body.iter().take_while(is_option).filter_map(|line| option(line)).collect();
        let inner = dedented(body.get(named.len()..).unwrap_or_default());
        let argument = argument.trim();
        let text = match name {
            "code-block" | "code" | "sourcecode" | "highlight" => Some(fence(argument, &inner)),
            "image" | "figure" => Some(picture(argument, &named, &self.links.inline(&inner))),
            "raw" if argument == "html" => Some(inner.clone()),
            "contents" | "class" | "default-role" | "role" | "sectnum" => Some(String::new()),
            "note" | "warning" | "tip" | "hint" | "important" | "caution" | "danger" | "attention" | "epigraph"
            | "pull-quote"
                if self.depth < DEEPEST =>
            {
                let text = format!("{argument}\n\n{inner}");
                let mut inner = RestText::new(&text, self.file, self.line + at);
                inner.depth = self.depth + 1;
                let inner = inner.convert();
                let name = if name == "pull-quote" { "pullquote" } else { name };
                equivalent(&TagCall { name: name.to_owned(), ..TagCall::default() }, Some(&inner))
            }
            _ => {
                let values = argument.split_whitespace().map(str::to_owned).collect();
                equivalent(
                    &TagCall { name: name.to_owned(), values, named },
                    Some(&*inner).filter(|inner| !inner.is_empty()),
                )
            }
        };
        let text = text.unwrap_or_else(|| {
            let hint = "write in Markdown what it showed, or remove the comment";
            self.lost(&format!("directive `{name}`"), at, "it has no equivalent, and stands in a comment", hint);
            let original = self.lines.get(at..end).unwrap_or_default().join("\n").replace("--", "- -");
            format!("<!--\n{original}\n-->")
        });
        moved(text.trim_matches('\n'), width)
    }
}

/// `:name: value`.
fn option(line: &str) -> Option<(String, String)> {
    let (name, value) = line.trim().strip_prefix(':')?.split_once(':')?;
    Some((name.to_owned(), value.trim().to_owned()))
}

/// `image` and `figure`.
fn picture(src: &str, named: &BTreeMap<String, String>, caption: &str) -> String {
    let alt = named.get("alt").map_or("", String::as_str);
    let caption = Some(caption.trim()).filter(|caption| !caption.is_empty());
    let picture = super::equivalents::image(src, alt, caption, None);
    named
        .get("target")
        .map_or(picture.clone(), |target| format!("[{picture}]({})", super::equivalents::address(target)))
}
