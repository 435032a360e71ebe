//! Lists of attributes as kramdown and Pandoc have them: `{: .class #id}` on a line of its own or behind a link, a picture, code or
//! emphasis, and `{.class}` behind a link, a picture or code.

use std::ops::Range;

use super::foreign_mark::attributes;

/// A list of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttributeList<'a> {
    /// Its classes.
    pub classes: Vec<&'a str>,
    /// Its id.
    pub id: Option<String>,
    /// Whether it makes the list above it the contents of the page: `{:toc}`.
    pub(super) is_contents: bool,
    /// Whether it stands on a line of its own.
    pub(super) is_line: bool,
    /// What it has beside classes and an id, which has no effect.
    pub(super) others: Vec<&'a str>,
    /// Its Markdown.
    pub(super) source: &'a str,
    /// Its bytes in the body.
    pub range: Range<usize>,
}

/// Attributes that only say how a link is opened or a picture is loaded: leaving them out takes nothing from readers.
const NEEDLESS: &[&str] = &["target", "rel", "loading", "decoding"];

/// The most bytes of a list.
const LONGEST: usize = 500;

/// The lists of attributes in a text, in order. Whether one stands in code is for the Markdown parser to say.
pub(super) fn attribute_lists(text: &str) -> Vec<AttributeList<'_>> {
    let mut found = Vec::new();
    if !text.contains('{') {
        return found;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start_matches([' ', '\t', '>']);
        if content.starts_with("{:") && content.trim_end().ends_with('}') {
            let from = start + line.len() - content.len();
            found.extend(list(content.trim_end(), from).map(|list| AttributeList { is_line: true, ..list }));
        } else {
            in_line(line, start, &mut found);
        }
    }
    found
}

fn in_line<'a>(line: &'a str, start: usize, found: &mut Vec<AttributeList<'a>>) {
    let is_heading = line.trim_start().starts_with('#');
    let mut done = 0;
    for (at, _) in line.match_indices('{') {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let Some(rest) = line.get(at..).filter(|_| at >= done && before.is_some()) else { continue };
        let Some((length, _)) = attributes(short(rest), before) else { continue };
        let is_last = line.get(at + length..).is_some_and(|rest| rest.trim().is_empty());
        let is_after = before.is_some_and(|c| matches!(c, ')' | ']' | '`' | '*' | '_' | '>')) || done > 0 && at == done;
        // The end of a heading in braces is its own.
        if !is_after || is_heading && is_last {
            continue;
        }
        if let Some(list) = rest.get(..length).and_then(|mark| list(mark, start + at)) {
            done = at + length;
            found.push(list);
        }
    }
}

fn short(text: &str) -> &str {
    text.get(..LONGEST).unwrap_or(text)
}

/// Reads `{: .class #id key="value"}`.
fn list(mark: &str, at: usize) -> Option<AttributeList<'_>> {
    // It is hidden as `<??>`, in which it has to fit.
    let inner = mark.strip_prefix('{')?.strip_suffix('}').filter(|_| (4..=LONGEST).contains(&mark.len()))?;
    let mut rest = inner.strip_prefix(':').unwrap_or(inner).trim();
    let mut list = AttributeList { source: mark, range: at..at + mark.len(), ..AttributeList::default() };
    while !rest.is_empty() {
        let end = end_of_word(rest);
        let (word, after) = rest.split_at_checked(end)?;
        list.add(word);
        rest = after.trim_start();
    }
    Some(list)
}

/// The end of a word; in quotation marks, spaces are part of it.
fn end_of_word(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

impl<'a> AttributeList<'a> {
    /// The list where it belongs to nothing: without any effect.
    pub(super) fn lost(&self) -> Self {
        let Self { source, ref range, is_line, .. } = *self;
        Self { others: vec![source], source, range: range.clone(), is_line, ..Self::default() }
    }

    fn add(&mut self, word: &'a str) {
        if let Some((key, value)) = word.split_once('=') {
            let value = value.trim_matches(['"', '\'']);
            match key {
                "class" => value.split_whitespace().for_each(|class| self.add_class(class, word)),
                "id" => self.set_id(value, word),
                key if NEEDLESS.contains(&key) => {}
                _ => self.others.push(word),
            }
        } else if word == "toc" {
            self.is_contents = true;
        } else if let Some(rest) = word.strip_prefix(['.', '#']) {
            // `.a.b#c` is three.
            let end = rest.find(['.', '#']).map_or(word.len(), |end| end + 1);
            let (first, more) = word.split_at_checked(end).unwrap_or((word, ""));
            match first.strip_prefix('.') {
                Some(class) => self.add_class(class, word),
                None => self.set_id(first.trim_start_matches('#'), word),
            }
            if !more.is_empty() {
                self.add(more);
            }
        } else {
            self.others.push(word);
        }
    }

    fn add_class(&mut self, class: &'a str, word: &'a str) {
        if is_name(class) { self.classes.push(class) } else { self.others.push(word) }
    }

    fn set_id(&mut self, id: &str, word: &'a str) {
        if is_name(id) { self.id = Some(id.to_owned()) } else { self.others.push(word) }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/' | '@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Parts<'a> = (Vec<&'a str>, Option<String>, Vec<&'a str>, bool);

    fn of(text: &str) -> Vec<Parts<'_>> {
        let lists = attribute_lists(text).into_iter();
        lists.map(|list| (list.classes, list.id, list.others, list.is_line)).collect()
    }

    #[test]
    fn lists_on_a_line_and_behind_a_link_are_read() {
        assert_eq!(of("a\n{: .b.c #d}\n"), [(vec!["b", "c"], Some("d".to_owned()), vec![], true)]);
        assert_eq!(
            of("> {: class='x y' id=z width=\"50 %\"}"),
            [(vec!["x", "y"], Some("z".to_owned()), vec!["width=\"50 %\""], true)]
        );
        assert_eq!(of("[a](b){:target=\"_blank\" rel='x y'} c"), [(vec![], None, vec![], false)]);
        assert_eq!(
            of("![a](b){.right} `c`{#d}"),
            [(vec!["right"], None, vec![], false), (vec![], Some("d".to_owned()), vec![], false)]
        );
        assert_eq!(of("*a*{: .\"x\"}"), [(vec![], None, vec![".\"x\""], false)]);
        assert!(attribute_lists("* TOC\n{:toc}\n").first().unwrap().is_contents);
    }

    #[test]
    fn other_braces_are_left() {
        for text in ["{a}", "a {: .b}", "## A [b](c){#d}", "(a){b}", "{:}", "{% a %}", "{{ a }}", "a{.b}", "{::x"] {
            assert_eq!(of(text).len(), 0, "{text}");
        }
    }
}
