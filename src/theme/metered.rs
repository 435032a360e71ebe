//! Templates with calls of `fuel` written into them: around what loops go through, around values that are set, and at the end
//! of components and templates. No line is added, and columns are counted back.

use super::fuel::{self, PART, VALUE};
use crate::base::place::offset_of;

/// A template with the calls.
#[derive(Clone, Debug, Default)]
pub(super) struct MeteredTemplate {
    /// The source with the calls.
    pub(super) source: String,
    insertions: Vec<Insertion>,
}

/// A text that was inserted.
#[derive(Clone, Debug)]
struct Insertion {
    /// Its place in the source as written.
    at: usize,
    /// The place in the source as written that an error in it is about.
    about: usize,
    text: String,
}

impl MeteredTemplate {
    /// Writes the calls into a template.
    pub(super) fn new(source: &str) -> Self {
        let mut meter = Meter { source, at: 0, insertions: Vec::new(), loops: Vec::new(), extends: false };
        while meter.next_tag().is_some() {}
        if !meter.extends {
            meter.insert(source.len(), source.len(), format!("{{% if {PART}() %}}{{% endif %}}"));
        }
        let mut insertions = meter.insertions;
        insertions.sort_by_key(|insertion| insertion.at);
        let (mut metered, mut done) = (String::with_capacity(source.len() * 2), 0);
        for insertion in &insertions {
            metered.push_str(source.get(done..insertion.at).unwrap_or_default());
            metered.push_str(&insertion.text);
            done = insertion.at;
        }
        metered.push_str(source.get(done..).unwrap_or_default());
        Self { source: metered, insertions }
    }

    /// The line and column (both from 1, in characters) in the source as written.
    pub(super) fn as_written(&self, source: &str, line: usize, column: usize) -> (usize, usize) {
        let metered = offset_of(&self.source, line, column);
        let before = source.get(..self.offset_as_written(metered)).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }

    fn offset_as_written(&self, metered: usize) -> usize {
        let mut inserted = 0;
        for Insertion { at, about, text } in &self.insertions {
            if metered < at + inserted {
                break;
            }
            if metered < at + inserted + text.len() {
                return *about;
            }
            inserted += text.len();
        }
        metered - inserted
    }
}

/// The length of the text in quotes, the name or the character at a place in a tag.
pub(super) fn token_length(source: &str, at: usize) -> Option<usize> {
    let rest = source.get(at..)?;
    let first = rest.chars().next()?;
    if matches!(first, '"' | '\'' | '`') {
        let mut is_escaped = false;
        let closing = rest.char_indices().skip(1).find(|(_, c)| {
            let closes = *c == first && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            closes
        });
        return closing.map(|(at, _)| at + 1);
    }
    let name = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
    Some(name.max(first.len_utf8()))
}

/// Goes through a template, tag by tag.
struct Meter<'t> {
    source: &'t str,
    at: usize,
    insertions: Vec<Insertion>,
    /// The open loops: the insertion to which the length of its body belongs, and where its body starts.
    loops: Vec<(usize, usize)>,
    extends: bool,
}

impl Meter<'_> {
    fn insert(&mut self, at: usize, about: usize, text: String) {
        self.insertions.push(Insertion { at, about, text });
    }

    /// The bytes up to the next of some texts, and behind it.
    fn skip_past(&mut self, text: &str) -> Option<usize> {
        let found = self.at + self.source.get(self.at..)?.find(text)?;
        self.at = found + text.len();
        Some(found)
    }

    fn next_tag(&mut self) -> Option<()> {
        let start = self.skip_past("{")?;
        match self.source.as_bytes().get(self.at)? {
            b'#' => _ = self.skip_past("#}")?,
            b'{' => {
                self.at += 1;
                let inside = self.inside("}}")?;
                self.expression(inside.clone(), inside.end);
            }
            b'%' => {
                self.at += 1;
                let inside = self.inside("%}")?;
                self.tag(start, inside)?;
            }
            _ => {}
        }
        Some(())
    }

    /// The bytes of a tag up to its end, without the signs that remove white space. Texts in quotes may have the end in them.
    fn inside(&mut self, end: &str) -> Option<std::ops::Range<usize>> {
        let start = self.at + usize::from(self.source.as_bytes().get(self.at) == Some(&b'-'));
        self.at = start;
        while !self.source.get(self.at..)?.starts_with(end) {
            self.at += self.token()?;
        }
        let before = self.source.get(start..self.at)?;
        let length = before.strip_suffix('-').unwrap_or(before).len();
        self.at += end.len();
        Some(start..start + length)
    }

    fn token(&self) -> Option<usize> {
        token_length(self.source, self.at)
    }

    /// A tag: `start` is where its `{%` is.
    fn tag(&mut self, start: usize, inside: std::ops::Range<usize>) -> Option<()> {
        let after = self.at;
        let text = self.source.get(inside.clone())?;
        let name: &str = text.split(|c: char| !is_of_name(c)).find(|name| !name.is_empty()).unwrap_or_default();
        match name {
            "raw" => self.skip_raw()?,
            "for" => {
                let known = self.insertions.len();
                self.expression(inside.clone(), inside.end);
                // The last insertion of the tag is that of its own loop.
                let own = self.insertions.len().checked_sub(1).filter(|own| *own >= known);
                self.loops.push((own.unwrap_or(usize::MAX), after));
            }
            "endfor" => {
                let (own, body) = self.loops.pop()?;
                if let Some(insertion) = self.insertions.get_mut(own) {
                    insertion.text = loop_filter(start.saturating_sub(body));
                }
            }
            "set" | "set_global" => self.set(&inside, text)?,
            "endcomponent" => {
                let dash = if self.source.get(start..)?.starts_with("{%-") { "-" } else { "" };
                self.insert(start, start, format!("{{%{dash} if {PART}() %}}{{% endif %}}"));
            }
            "extends" => self.extends = true,
            _ => self.expression(inside.clone(), inside.end),
        }
        self.at = self.at.max(after);
        Some(())
    }

    /// Moves into the tag that ends `raw`.
    fn skip_raw(&mut self) -> Option<()> {
        let is_end = |rest: &str| rest.trim_start_matches('-').trim_start().starts_with("endraw");
        loop {
            self.skip_past("{%")?;
            if is_end(self.source.get(self.at..)?) {
                return Some(());
            }
        }
    }

    /// `set x = value`, or `set x`, of which the value follows.
    fn set(&mut self, inside: &std::ops::Range<usize>, text: &str) -> Option<()> {
        let name_end =
            text.find('=').filter(|at| text.get(..*at).is_some_and(|name| !name.contains(['|', '(', '"', '\''])));
        let Some(equals) = name_end else {
            self.insert(inside.end, inside.start, format!(" | {VALUE} "));
            return Some(());
        };
        let value = inside.start + equals + 1;
        // A variable by another name, or one of several, takes no memory.
        let is_copy = |c: char| is_of_name(c) || c.is_whitespace() || matches!(c, '.' | '"');
        if self.source.get(value..inside.end)?.chars().all(is_copy) {
            return Some(());
        }
        self.insert(value, value, "(".to_owned());
        self.expression(value..inside.end, inside.end);
        self.insert(inside.end, value, format!(") | {VALUE} "));
        Some(())
    }

    /// Puts the filter on what the loops in an expression go through: the tag `for` itself, and lists such as `[x for x in y]`.
    fn expression(&mut self, inside: std::ops::Range<usize>, end: usize) {
        let back = std::mem::replace(&mut self.at, inside.start);
        let (mut depth, mut awaited, mut open) = (0_usize, None, Vec::<(usize, usize)>::new());
        while self.at < end {
            let Some(length) = self.token() else { break };
            let token = self.source.get(self.at..self.at + length).unwrap_or_default();
            let is_field = self.source.get(..self.at).is_some_and(|before| before.ends_with('.'));
            match token {
                "for" if !is_field => awaited = Some(depth),
                "in" if awaited == Some(depth) => {
                    awaited = None;
                    self.insert(self.at + length, self.at + length, " (".to_owned());
                    open.push((depth, self.at + length));
                }
                "if" if depth > 0 => self.close(&mut open, depth, self.at),
                "[" | "(" | "{" => depth += 1,
                "]" | ")" | "}" => {
                    self.close(&mut open, depth, self.at);
                    depth = depth.saturating_sub(1);
                }
                _ if token == "," || token.chars().all(|c| is_of_name(c) || c.is_whitespace()) => {}
                _ => awaited = None,
            }
            self.at += length;
        }
        self.close(&mut open, 0, end);
        self.at = back;
    }

    /// Closes the loop at this depth, if one is open.
    fn close(&mut self, open: &mut Vec<(usize, usize)>, depth: usize, at: usize) {
        if let Some((_, about)) = open.pop_if(|(of_loop, _)| *of_loop == depth) {
            let about = about + self.source.get(about..).map_or(0, |rest| rest.len() - rest.trim_start().len());
            self.insert(at, about, loop_filter(0));
        }
    }
}

fn loop_filter(size: usize) -> String {
    format!(") | {} ", fuel::loop_filter(size))
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metered(source: &str) -> String {
        let end = format!("{{% if {PART}() %}}{{% endif %}}");
        MeteredTemplate::new(source).source.replace(&end, "§").replace("courant_", "")
    }

    #[test]
    fn loops_and_values_are_metered() {
        assert_eq!(metered("{% for a, b in c.d -%}x{% endfor %}"), "{% for a, b in ( c.d ) | loop0 -%}x{% endfor %}§");
        assert_eq!(metered("{%- set a = b ~ \"%}\" %}"), "{%- set a =( b ~ \"%}\" ) | value %}§");
        assert_eq!(metered("{% set a = b.c if d else \"e\" %}"), "{% set a = b.c if d else \"e\" %}§");
        assert_eq!(metered("{% set a | upper %}x{% endset %}"), "{% set a | upper  | value %}x{% endset %}§");
        assert_eq!(metered("{{ [a for a in b if a] }}"), "{{ [a for a in ( b ) | loop0 if a] }}§");
        assert_eq!(metered("{{ f(x=[a for a in [b]]) }}"), "{{ f(x=[a for a in ( [b]) | loop0 ]) }}§");
    }

    #[test]
    fn components_and_templates_are_metered_at_their_end() {
        assert_eq!(metered("{% component a() %}x{% endcomponent a %}"), "{% component a() %}x§{% endcomponent a %}§");
        assert_eq!(metered("{% extends \"a\" %}"), "{% extends \"a\" %}");
    }

    #[test]
    fn what_is_no_code_stays() {
        for source in
            ["{# {% for a in b %} #}", "{% raw %}{% for a in b %}{% endraw %}", "{{ a.for in b }}", "{ x }", "{{ 'a"]
        {
            assert_eq!(metered(source), format!("{source}§"));
        }
    }

    #[test]
    fn places_are_those_of_the_source_as_written() {
        let source = "é\n{% for a in bb %}{{ cc }}\n{% endfor %}{{ d }}";
        let metered = MeteredTemplate::new(source);
        let place = |text: &str| {
            let at = metered.source.find(text).unwrap();
            let before = metered.source.get(..at).unwrap();
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = before.matches('\n').count() + 1;
            metered.as_written(source, line, before.get(line_start..).unwrap().chars().count() + 1)
        };
        assert_eq!([place("for"), place("bb"), place("cc"), place("d }}")], [(2, 4), (2, 13), (2, 21), (3, 16)]);
        assert_eq!(place("courant_loop"), (2, 13));
    }
}
