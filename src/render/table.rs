//! Tables: alignment by classes, which a Content-Security-Policy allows, a scrolling frame, and header cells with a scope.

use pulldown_cmark::{Alignment, CowStr, Event, Tag, TagEnd};
use quick_xml::escape::escape;

/// The state of the open table.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The place of the open cell among the events.
    opened: usize,
}

impl Table {
    /// Writes an event of a table; returns any other event. `name` is the label of the frame.
    pub(super) fn event<'a>(
        &mut self,
        event: Event<'a>,
        name: impl FnOnce() -> String,
        events: &mut Vec<Event<'a>>,
    ) -> Option<Event<'a>> {
        let html = match event {
            Event::Start(Tag::Table(alignments)) => {
                *self = Self { alignments, ..Self::default() };
                format!("{}<table>\n", frame(&name())).into()
            }
            Event::Start(Tag::TableHead) => {
                self.in_head = true;
                self.column = 0;
                "<thead>\n<tr>".into()
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr>\n</thead>\n<tbody>\n".into()
            }
            Event::Start(Tag::TableRow) => {
                self.column = 0;
                "<tr>".into()
            }
            Event::End(TagEnd::TableRow) => "</tr>\n".into(),
            Event::Start(Tag::TableCell) => {
                self.opened = events.len();
                self.open_cell()
            }
            Event::End(TagEnd::TableCell) => self.close_cell(events),
            Event::End(TagEnd::Table) => "</tbody>\n</table>\n</div>\n".into(),
            event => return Some(event),
        };
        events.push(Event::InlineHtml(html));
        None
    }

    fn class(&self) -> &'static str {
        match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"start\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"end\"",
            _ => "",
        }
    }

    /// Whether the first column has row headers: one of several columns, and not of figures, which stand at the right.
    fn has_row_headers(&self) -> bool {
        self.alignments.len() > 1 && !matches!(self.alignments.first(), Some(Alignment::Right))
    }

    fn is_head_of_row(&self) -> bool {
        !self.in_head && self.column == 0 && self.has_row_headers()
    }

    fn open_cell(&self) -> CowStr<'static> {
        let class = self.class();
        let html = match (self.in_head, self.is_head_of_row()) {
            (true, _) => format!("<th scope=\"col\"{class}>"),
            (false, true) => format!("<th scope=\"row\"{class}>"),
            (false, false) => format!("<td{class}>"),
        };
        html.into()
    }

    /// An empty header is a plain cell (HTML, "The th element"; axe's `empty-table-header`).
    fn close_cell(&mut self, events: &mut [Event<'_>]) -> CowStr<'static> {
        let is_empty = self.opened + 1 == events.len();
        let is_header = self.in_head || self.is_head_of_row();
        if is_empty
            && is_header
            && let Some(opened) = events.last_mut()
        {
            *opened = Event::InlineHtml(format!("<td{}>", self.class()).into());
        }
        self.column += 1;
        if is_header && !is_empty { "</th>".into() } else { "</td>".into() }
    }
}

/// Opens the frame: a table may be wider than a phone, and scrolls in a frame that the keyboard can reach.
pub(super) fn frame(name: &str) -> String {
    let name = if name.is_empty() { String::new() } else { format!(" role=\"group\" aria-label=\"{}\"", escape(name)) };
    format!("<div class=\"table\"{name} tabindex=\"0\">\n")
}
