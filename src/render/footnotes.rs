//! Footnotes: numbered in the order of their references, listed at the end, each with a back link.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, TagEnd};
use quick_xml::escape::escape;

use crate::content::ids::note_label;

pub(super) struct Footnotes<'a> {
    prefix: String,
    /// The number of each note by its label, and the number of its references.
    numbers: HashMap<String, (usize, usize)>,
    notes: Vec<(CowStr<'a>, Vec<Event<'a>>)>,
    /// The open note, and the events before it.
    open: Vec<(CowStr<'a>, Vec<Event<'a>>)>,
}

impl<'a> Footnotes<'a> {
    pub(super) fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), numbers: HashMap::new(), notes: Vec::new(), open: Vec::new() }
    }

    /// The reference in the text.
    pub(super) fn refer(&mut self, name: &str) -> String {
        let next = self.numbers.len() + 1;
        let (number, times) = self.numbers.entry(note_label(name)).or_insert((next, 0));
        *times += 1;
        let again = if *times > 1 { format!("-{times}") } else { String::new() };
        let prefix = &self.prefix;
        format!(
            "<sup class=\"footnote-reference\"><a id=\"{prefix}fnref-{number}{again}\" href=\"#{prefix}fn-{number}\" role=\"doc-noteref\">{number}</a></sup>"
        )
    }

    /// Opens a note: the following events belong to it.
    pub(super) fn open(&mut self, name: CowStr<'a>, events: &mut Vec<Event<'a>>) {
        self.open.push((name, std::mem::take(events)));
    }

    /// Closes the note.
    pub(super) fn close(&mut self, events: &mut Vec<Event<'a>>) {
        if let Some((name, before)) = self.open.pop() {
            self.notes.push((name, std::mem::replace(events, before)));
        }
    }

    /// The list of notes. Notes without a reference come last, so that no text is lost, and so do notes whose label another
    /// note had before.
    pub(super) fn list(self, word: &dyn Fn(&str) -> String) -> Vec<Event<'a>> {
        let Self { prefix, mut numbers, notes, .. } = self;
        if notes.is_empty() {
            return Vec::new();
        }
        let referred = numbers.len();
        let mut notes: Vec<_> = notes
            .into_iter()
            .map(|(name, note)| (numbers.remove(&note_label(&name)).map_or(usize::MAX, |(number, _)| number), note))
            .collect();
        notes.sort_by_key(|(number, _)| *number);
        let (title, back) = (word("footnotes"), word("footnote_back"));
        let mut events = vec![Event::Html(
            format!("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{}\">\n<ol>\n", escape(&title))
                .into(),
        )];
        let mut others = referred + 1..;
        for (number, mut note) in notes {
            let is_referred = number <= referred;
            let number = if is_referred { number } else { others.next().unwrap_or(number) };
            events.push(Event::Html(format!("<li id=\"{prefix}fn-{number}\">\n").into()));
            if is_referred {
                let link = format!(
                    " <a class=\"footnote-back\" href=\"#{prefix}fnref-{number}\" role=\"doc-backlink\" aria-label=\"{}\">↩\u{fe0e}</a>",
                    escape(back.replace("{number}", &number.to_string()))
                );
                let end =
                    note.iter().rposition(|event| matches!(event, Event::End(TagEnd::Paragraph))).unwrap_or(note.len());
                note.insert(end, Event::InlineHtml(link.into()));
            }
            events.extend(note);
            events.push(Event::Html("</li>\n".into()));
        }
        events.push(Event::Html("</ol>\n</section>\n".into()));
        events
    }
}
