//! Tags in a body → what Markdown has for them. What has no equivalent stays as a comment, which the author sees and readers do
//! not, and is told.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::loss::{Harm, ImportLoss};
use super::tag_budget::{SMALL, TagBudget};
use super::template_tag::{Delimiters, TagCall, TemplateTag, TextPlace, next_tag, places};

/// How a template language writes its tags.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// The name in messages: `Liquid`.
    pub(super) name: &'static str,
    /// The marks of tags, longer ones first.
    pub(super) delimiters: Delimiters,
    /// The tag that closes one of a name: `endhighlight`, `/figure`.
    pub(super) end: fn(&str) -> String,
    /// Whether the text is HTML, in which no Markdown is read.
    pub(super) is_html: bool,
}

/// What becomes of a tag.
pub(super) enum Replacement {
    /// Markdown.
    Text(String),
    /// Markdown that may be wrong: it is told.
    Guess(String),
    /// The text to which an unknown filter was applied, and its name: it is told.
    Plain(String, String),
    /// Markdown of a tag that also ran a script, which is left out and told.
    WithoutScript(String),
    /// HTML that only runs scripts of the site, which come along: it is told.
    Script(String),
    /// It is text, and no tag.
    Keep,
    /// It has no equivalent.
    Left,
    /// It has no equivalent, and without it the text up to the tag that closes it says nothing: both are left out, and told once.
    Whole,
    /// It has no equivalent, but what it shows stands in the text already: it is told as a detail.
    Around,
    /// It has no equivalent, and only decorates: it is left out and told as a detail.
    Ornament,
    /// A part of the text up to the tag that closes it, whose own tags are still to be replaced.
    Reread(String),
    /// It is left out, for it does nothing in a text.
    Nothing,
}

/// A source's own rules for its tags.
pub(super) trait TagRules {
    /// The replacement of a tag; `inner` is the text up to the tag that closes it, with its own tags replaced, and `raw` as it was.
    fn tag(&self, tag: &TemplateTag<'_>, call: &TagCall, inner: Option<InnerText<'_>>, in_code: bool) -> Replacement;

    /// Whether tags of this name close with a tag of their own, and their text is not to be read: `raw`, `highlight`.
    fn is_raw(&self, name: &str) -> bool;

    /// Whether the rules read the text up to the tag that closes one of this name themselves: loops, and branches.
    fn is_read_by_rules(&self, _name: &str) -> bool {
        false
    }

    /// What the tags of the text may still do.
    fn budget(&self) -> &TagBudget;
}

/// The text between a tag and the one that closes it.
#[derive(Clone, Copy)]
pub(super) struct InnerText<'t> {
    /// With its own tags replaced.
    pub(super) markdown: &'t str,
    /// As it was.
    pub(super) raw: &'t str,
}

/// A body that is rewritten.
pub(super) struct TagRewriter<'r> {
    /// The language of the tags.
    pub(super) dialect: Dialect,
    /// The rules of the source.
    pub(super) rules: &'r dyn TagRules,
    /// The file, for messages.
    pub(super) file: &'r str,
    /// What is lost.
    pub(super) losses: Vec<ImportLoss>,
}

/// The deepest nesting of tags.
const DEEPEST: usize = 30;
/// The most tags between one and the tag that closes it.
const FARTHEST: usize = 1000;
/// What it takes to look at one of them.
const LOOKED_AT: usize = 4;
/// The most kinds of losses of a text that are told one by one.
const MOST_LOSSES: usize = 500;

impl TagRewriter<'_> {
    /// The text with its tags replaced. `line` is the number of its first line.
    pub(super) fn rewrite(&mut self, text: &str, line: usize) -> String {
        self.text(text, line, 0)
    }

    fn text(&mut self, text: &str, line: usize, depth: usize) -> String {
        if !text.contains('{') || depth > DEEPEST {
            return text.to_owned();
        }
        // Where it takes more than is left, its tags are left too.
        _ = self.rules.budget().spend(text.len());
        let places = places(text);
        let mut written = String::with_capacity(text.len());
        let (mut done, mut at, mut passed) = (0, 0, 0);
        let (mut here, absent) = (line, RefCell::default());
        while let Some(tag) = next_tag(text, at, self.dialect.delimiters) {
            let start = tag.range.start;
            passed += places.iter().skip(passed).take_while(|(range, _)| range.end <= start).count();
            let place = places.iter().skip(passed).take_while(|(range, _)| range.start <= start);
            let place = place.filter(|(range, _)| range.contains(&start)).map(|(_, place)| *place).next();
            let before = text.get(done..start).unwrap_or_default();
            written.push_str(before);
            here += before.matches('\n').count();
            let place = if self.dialect.is_html { TextPlace::Html } else { place.unwrap_or(TextPlace::Prose) };
            let position = TagPosition { line: here, depth, place, absent: &absent };
            at = self.tag(text, &tag, position, &mut written);
            here += text.get(start..at).unwrap_or_default().matches('\n').count();
            done = at;
        }
        written.push_str(text.get(done..).unwrap_or_default());
        written
    }

    /// Writes the replacement of a tag; returns the byte behind it.
    fn tag(&mut self, text: &str, tag: &TemplateTag<'_>, here: TagPosition<'_>, written: &mut String) -> usize {
        let call = TagCall::parse(tag.inner);
        let in_code = here.place == TextPlace::Code;
        let is_spent = self.rules.budget().spend(SMALL).is_none();
        let closing = if is_spent { None } else { self.closing(text, tag, &call.name, here.absent) };
        let raw = closing.as_ref().and_then(|closing| text.get(tag.range.end..closing.range.start));
        let end = closing.as_ref().map_or(tag.range.end, |closing| closing.range.end);
        let original = text.get(tag.range.clone()).unwrap_or_default();
        let is_by_rules = self.rules.is_read_by_rules(&call.name);
        let is_read = !self.rules.is_raw(&call.name) && !is_by_rules && !in_code;
        let mut markdown =
            raw.map(|raw| if is_read { self.text(raw, here.line, here.depth + 1) } else { raw.to_owned() });
        let inner = markdown.as_deref().zip(raw).map(|(markdown, raw)| InnerText { markdown, raw });
        let replacement = if is_spent { Replacement::Left } else { self.replacement(tag, &call, inner, here) };
        if is_by_rules && !in_code && matches!(replacement, Replacement::Left) {
            markdown = raw.map(|raw| self.text(raw, here.line, here.depth + 1));
        }
        match self.of_program(replacement, original, here.line) {
            Replacement::Text(replacement) => {
                put(written, &replacement, here.place);
                end
            }
            Replacement::Guess(guess) => {
                self.guess(&guess, original, here.line);
                written.push_str(&guess);
                end
            }
            Replacement::Keep => {
                written.extend((here.place == TextPlace::Prose).then_some('\\'));
                written.push_str(original);
                tag.range.end
            }
            around @ (Replacement::Around | Replacement::Whole) => {
                if matches!(around, Replacement::Around) {
                    let message = format!("`{}` is a comment: what it shows stands above it", shown(original));
                    self.note("what stood around texts".to_owned(), message, "nothing", here.line);
                } else {
                    self.lose(&call, original, here.line, false);
                }
                comment(written, original, text.get(end..).unwrap_or_default());
                end
            }
            Replacement::Left if in_code => {
                written.push_str(original);
                tag.range.end
            }
            Replacement::Left => {
                self.lose(&call, original, here.line, markdown.is_some());
                comment(written, original, text.get(tag.range.end..).unwrap_or_default());
                if let Some((markdown, closing)) = markdown.zip(closing) {
                    written.push_str(&markdown);
                    let original = text.get(closing.range.clone()).unwrap_or_default();
                    comment(written, original, text.get(closing.range.end..).unwrap_or_default());
                }
                end
            }
            // It shows nothing, or is text by now.
            _ => end,
        }
    }

    /// The replacement of a tag by the rules, with the tags of a part replaced.
    fn replacement(
        &mut self,
        tag: &TemplateTag<'_>,
        call: &TagCall,
        inner: Option<InnerText<'_>>,
        here: TagPosition<'_>,
    ) -> Replacement {
        match self.rules.tag(tag, call, inner, here.place == TextPlace::Code) {
            Replacement::Reread(part) => Replacement::Text(self.text(&part, here.line, here.depth + 1)),
            Replacement::Text(text) if self.rules.budget().spend(text.len()).is_none() => Replacement::Left,
            other => other,
        }
    }

    /// What a program of the old site made is text, and told.
    fn of_program(&mut self, replacement: Replacement, original: &str, line: usize) -> Replacement {
        let original = shown(original);
        let scripts = "tags that run scripts".to_owned();
        match replacement {
            Replacement::Plain(text, filter) => {
                let message = format!("`{original}` is made by a program of the site: `{text}` was written");
                self.note(format!("the filter `{filter}`"), message, "write what it showed", line);
                Replacement::Text(text)
            }
            Replacement::WithoutScript(text) => {
                let message = format!("`{original}` also ran a script, which was left out");
                self.note(scripts, message, "put the script into the theme, if the text needs it", line);
                Replacement::Text(text)
            }
            Replacement::Ornament => {
                let message = format!("`{original}` is left out: it only decorated the text");
                self.note("pictures that only decorate".to_owned(), message, "nothing", line);
                Replacement::Nothing
            }
            Replacement::Script(html) => {
                let message = format!("`{original}` shows what a script makes, which stays");
                let hint = "look whether the page works, and allow under `sources` what the script asks for";
                self.note(scripts, message, hint, line);
                Replacement::Text(html)
            }
            other => other,
        }
    }

    fn guess(&mut self, guess: &str, original: &str, line: usize) {
        let message = format!("`{}` leads to a text that is not there: `{guess}` was written", shown(original));
        let loss = ImportLoss::new(Harm::Part, "links to texts that are not there", self.file).at(line);
        self.losses.push(loss.told(message, "correct the link"));
    }

    fn note(&mut self, subject: String, message: String, hint: &str, line: usize) {
        self.losses.push(ImportLoss::new(Harm::Detail, subject, self.file).at(line).told(message, hint));
    }

    /// The tag that closes another, past tags of the same name between them.
    fn closing<'t>(
        &self,
        text: &'t str,
        tag: &TemplateTag<'_>,
        name: &str,
        absent: &RefCell<BTreeSet<String>>,
    ) -> Option<TemplateTag<'t>> {
        // What shows a value has no end.
        if tag.open == "{{" {
            return None;
        }
        let end = (self.dialect.end)(name);
        let is_raw = self.rules.is_raw(name);
        // What is not behind one tag is behind no later one.
        if name.is_empty() || absent.borrow().contains(&end) {
            return None;
        }
        if !text.get(tag.range.end..)?.contains(&end) {
            absent.borrow_mut().insert(end);
            return None;
        }
        let (mut at, mut depth) = (tag.range.end, 0_usize);
        for _ in 0..FARTHEST {
            self.rules.budget().spend(LOOKED_AT)?;
            let next = next_tag(text, at, self.dialect.delimiters)?;
            at = next.range.end;
            let next_name = TagCall::parse(next.inner).name;
            let next_name =
                if next.inner.starts_with('/') { next.inner.split_whitespace().collect::<String>() } else { next_name };
            if next_name == end && (depth == 0 || is_raw) {
                return Some(next);
            }
            if next_name == end {
                depth -= 1;
            } else if next_name == name && next.open == tag.open {
                depth += 1;
            }
            if is_raw {
                at = next.range.start + 1;
            }
        }
        None
    }

    fn lose(&mut self, call: &TagCall, original: &str, line: usize, is_closed: bool) {
        let name = if call.name == "include" { call.values.first().unwrap_or(&call.name) } else { &call.name };
        let shown = shown(original);
        let (harm, message) = if is_closed {
            (Harm::Detail, format!("`{shown}` has no equivalent: its text stays, and the tag is a comment"))
        } else {
            (Harm::Part, format!("`{shown}` has no equivalent: it is a comment, which readers do not see"))
        };
        let hint = "write in Markdown what it showed, or remove the comment";
        let filter = original.rsplit('|').next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
        let filter = filter.split([':', '(']).next().unwrap_or_default().trim();
        let subject = if name.is_empty() && original.contains('|') {
            format!("the filter `{filter}`")
        } else {
            format!("{} tag `{name}`", self.dialect.name)
        };
        // One for each text: whoever mends the first sees the others.
        let known = self.losses.iter().position(|loss| loss.subject == subject && loss.harm == harm);
        let known = known.or_else(|| self.losses.len().checked_sub(1).filter(|last| *last >= MOST_LOSSES));
        if let Some(first) = known.and_then(|at| self.losses.get_mut(at)) {
            first.again();
            return;
        }
        self.losses.push(ImportLoss::new(harm, subject, self.file).at(line).told(message, hint));
    }
}

/// Writes Markdown where it is read as Markdown, and its HTML where it is not.
fn put(written: &mut String, markdown: &str, place: TextPlace) {
    let line = written.rsplit('\n').next().unwrap_or_default();
    let is_mark = markdown.contains(['!', '[', '`', ':']) && !line.ends_with(['"', '\'', '=', '/']);
    match place {
        TextPlace::Html if is_mark => {
            let mut html = String::new();
            pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(markdown));
            let html = html.trim().trim_start_matches("<p>").trim_end_matches("</p>");
            if html.contains("<pre") {
                written.push_str(html);
                return;
            }
            written.push_str(
                &html
                    .lines()
                    .filter(|line| !line.trim().is_empty() && !line.contains(":::"))
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
        TextPlace::Indented => {
            let indent = line.len() - line.trim_start().len();
            if indent == line.len() {
                written.truncate(written.len() - indent);
            }
            written.push_str(markdown);
        }
        _ => written.push_str(markdown),
    }
}

/// A tag as it is shown in a message.
fn shown(original: &str) -> String {
    original.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

/// Where a tag is.
#[derive(Clone, Copy)]
struct TagPosition<'p> {
    line: usize,
    depth: usize,
    place: TextPlace,
    /// Closing tags that the rest of the text does not have.
    absent: &'p RefCell<BTreeSet<String>>,
}

/// The bytes before a tag that tell what it stands in.
const NEAR: usize = 2_000;

/// Writes a tag as a comment, where one can stand.
fn comment(written: &mut String, original: &str, after: &str) {
    // A long line is not read to its beginning: each of its tags would read it again.
    let near = written.get(written.floor_char_boundary(written.len().saturating_sub(NEAR))..).unwrap_or_default();
    let line = near.rsplit('\n').next().unwrap_or_default();
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    let in_address = word.rfind("](").is_some_and(|at| !word.get(at..).unwrap_or_default().contains(')'));
    let in_element = line.rfind('<').is_some_and(|at| line.get(at..).is_some_and(|rest| !rest.contains('>')));
    // `[1]: ` before an address.
    let in_definition = line.trim_start().starts_with('[') && line.trim_end().ends_with("]:");
    if in_address || in_element || in_definition {
        return;
    }
    let begins = line.trim().is_empty();
    let text = original.replace("--", "‐‐").replace('\n', " ");
    written.push_str("<!-- ");
    written.push_str(text.trim_end_matches('>'));
    if text.ends_with('>') {
        written.push_str("> ");
    } else {
        written.push(' ');
    }
    written.push_str("-->");
    // What follows a comment on a line that begins with it would be HTML.
    if begins && !after.lines().next().unwrap_or_default().trim().is_empty() {
        written.push_str("\n\n");
    }
}
