//! Lists of attributes, put in front of what they belong to.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::attribute_list::AttributeList;
use super::body_event::{BodyEvent, Steps};
use super::headings::Headings;

/// What stands in the steps for the contents of the page, until its headings are known.
const CONTENTS: &str = "<?contents?>";

/// Where a list of attributes belongs.
struct ListTarget<'a> {
    /// The step in front of which it belongs.
    before: usize,
    list: AttributeList<'a>,
}

/// Moves each list of attributes in front of the block, link, picture, code or emphasis that it belongs to. One that belongs to nothing
/// has no effect where it stands on a line of its own, and is text elsewhere.
pub(super) fn attach<'a>(steps: Steps<'a>, body: &'a str) -> Steps<'a> {
    if !steps.iter().any(|(step, _)| matches!(step, BodyEvent::Attributes(_))) {
        return steps;
    }
    let mut places = TargetFinder::find(&steps, body).into_iter().peekable();
    let mut out: Steps<'a> = Vec::with_capacity(steps.len());
    let (mut in_mark, mut left_out) = (false, 0);
    let mut steps = steps.into_iter().enumerate().peekable();
    while let Some((at, (mut step, range))) = steps.next() {
        while let Some(ListTarget { list, .. }) = places.next_if(|place| place.before == at) {
            if list.is_contents {
                left_out = range.end;
                out.push((BodyEvent::Event(Event::Html(CONTENTS.into())), range.clone()));
            } else {
                put(list, &mut step, &mut out);
            }
        }
        let next_is_mark = matches!(steps.peek(), Some((_, (BodyEvent::Attributes(_), _))));
        match &step {
            BodyEvent::Attributes(_) => continue,
            // The block of a mark holds nothing else.
            BodyEvent::Event(Event::Start(Tag::HtmlBlock)) if next_is_mark => {
                in_mark = true;
                continue;
            }
            BodyEvent::Event(Event::End(TagEnd::HtmlBlock)) if std::mem::take(&mut in_mark) => continue,
            _ => {}
        }
        if range.start >= left_out {
            out.push((step, range));
        }
    }
    out
}

/// Puts a list in front of a step. A heading has an id and classes itself.
fn put<'a>(mut list: AttributeList<'a>, step: &mut BodyEvent<'a>, out: &mut Steps<'a>) {
    if let BodyEvent::Event(Event::Start(Tag::Heading { id, classes, .. })) = step {
        classes.extend(std::mem::take(&mut list.classes).into_iter().map(CowStr::Borrowed));
        *id = list.id.take().map(CowStr::from).or_else(|| id.take());
    }
    // kramdown names the language of code below it.
    if let BodyEvent::Event(Event::Start(Tag::CodeBlock(kind))) = step
        && let Some(at) = list.classes.iter().position(|class| class.starts_with("language-"))
    {
        *kind = CodeBlockKind::Fenced(list.classes.remove(at).into());
    }
    let range = list.range.clone();
    match step {
        BodyEvent::Attributes(_) if !list.is_line => {
            out.push((BodyEvent::Event(Event::Text(list.source.into())), range));
        }
        _ => match out.last_mut() {
            Some((BodyEvent::Attributes(before), _)) => {
                before.classes.extend(list.classes);
                before.others.extend(list.others);
                before.id = list.id.or(before.id.take());
            }
            _ => out.push((BodyEvent::Attributes(list), range)),
        },
    }
}

/// Finds the places of all lists in one pass.
struct TargetFinder<'a> {
    body: &'a str,
    /// For each part that is open, and for the whole: the step that starts the part in it that ended last.
    last: Vec<Option<usize>>,
    open: Vec<usize>,
    /// Lists for the next block: how deep it is, and the step of the list.
    pending: Vec<(usize, usize, AttributeList<'a>)>,
    places: Vec<ListTarget<'a>>,
}

impl<'a> TargetFinder<'a> {
    fn find(steps: &Steps<'a>, body: &'a str) -> Vec<ListTarget<'a>> {
        let mut finder = Self { body, last: vec![None], open: Vec::new(), pending: Vec::new(), places: Vec::new() };
        let mut is_of_mark = false;
        for (at, (step, _)) in steps.iter().enumerate() {
            let next_is_mark = matches!(steps.get(at + 1), Some((BodyEvent::Attributes(_), _)));
            match step {
                BodyEvent::Attributes(list) => finder.list(list, at, steps),
                BodyEvent::Event(Event::Start(Tag::HtmlBlock)) if next_is_mark => is_of_mark = true,
                BodyEvent::Event(Event::End(TagEnd::HtmlBlock)) if is_of_mark => is_of_mark = false,
                BodyEvent::Event(Event::Start(_)) => finder.start(at),
                BodyEvent::Event(Event::End(_)) => finder.end(),
                BodyEvent::Event(Event::Code(_)) => finder.set(Some(at)),
                _ => finder.set(None),
            }
        }
        let lost = std::mem::take(&mut finder.pending).into_iter();
        finder.places.extend(lost.map(|(_, own, list)| ListTarget { before: own, list: list.lost() }));
        finder.places.sort_by_key(|place| place.before);
        finder.places
    }

    fn set(&mut self, step: Option<usize>) {
        if let Some(last) = self.last.last_mut() {
            *last = step;
        }
    }

    fn start(&mut self, at: usize) {
        let depth = self.open.len();
        for (of, own, list) in std::mem::take(&mut self.pending) {
            self.places.push(if of == depth {
                ListTarget { before: at, list }
            } else {
                ListTarget { before: own, list: list.lost() }
            });
        }
        self.open.push(at);
        self.last.push(None);
    }

    fn end(&mut self) {
        if let Some(start) = self.open.pop() {
            self.last.pop();
            self.set(Some(start));
        }
    }

    fn list(&mut self, list: &AttributeList<'a>, at: usize, steps: &Steps<'a>) {
        let is = |step: usize, is: fn(&Tag<'_>) -> bool| matches!(steps.get(step), Some((BodyEvent::Event(Event::Start(tag)), _)) if is(tag));
        let item = self.open.last().copied().filter(|open| is(*open, |tag| matches!(tag, Tag::Item)));
        let before = self.last.last().copied().flatten().or(item.filter(|_| list.is_line));
        let before = before.filter(|start| !list.is_contents || is(*start, |tag| matches!(tag, Tag::List(_))));
        match before {
            Some(start) if !list.is_line || !self.is_after_blank(&list.range) => {
                self.places.push(ListTarget { before: start, list: list.clone() });
            }
            _ if list.is_line && !list.is_contents && !self.is_before_blank(&list.range) => {
                self.pending.push((self.open.len(), at, list.clone()));
            }
            _ => self.places.push(ListTarget { before: at, list: list.lost() }),
        }
    }

    /// Whether the line below a list is empty.
    fn is_before_blank(&self, range: &Range<usize>) -> bool {
        let rest = self.body.get(range.end..).and_then(|rest| rest.split_once('\n')).map_or("", |(_, rest)| rest);
        rest.lines().next().is_none_or(|line| line.trim_matches([' ', '\t', '>', '\r']).is_empty())
    }

    /// Whether the line above a list is empty.
    fn is_after_blank(&self, range: &Range<usize>) -> bool {
        let above = self.body.get(..range.start).unwrap_or_default();
        let above = above.trim_end_matches([' ', '\t', '>']).trim_end_matches(['\n', '\r']);
        let is_first = above.is_empty();
        let line = self.body.get(above.len()..range.start).unwrap_or_default();
        is_first || line.matches('\n').count() > 1
    }
}

/// Puts the contents of the page where they belong: its headings, as links, without those of the class `no_toc`.
pub(super) fn with_contents<'a>(steps: Steps<'a>, headings: &Headings) -> Steps<'a> {
    let is_place = |step: &BodyEvent<'_>| matches!(step, BodyEvent::Event(Event::Html(html)) if **html == *CONTENTS);
    if !steps.iter().any(|(step, _)| is_place(step)) {
        return steps;
    }
    let left_out: Vec<String> = steps
        .iter()
        .filter_map(|(step, _)| match step {
            BodyEvent::Event(Event::Start(Tag::Heading { id: Some(id), classes, .. })) => {
                classes.iter().any(|class| **class == *"no_toc").then(|| id.to_string())
            }
            _ => None,
        })
        .collect();
    let mut out = Vec::with_capacity(steps.len());
    let mut is_done = false;
    for (step, range) in steps {
        if !is_place(&step) {
            out.push((step, range));
        } else if !std::mem::replace(&mut is_done, true) {
            let list = AttributeList { classes: vec!["toc"], range: range.clone(), ..AttributeList::default() };
            out.push((BodyEvent::Attributes(list), range.clone()));
            out.extend(contents(headings, &left_out).into_iter().map(|event| (BodyEvent::Event(event), range.clone())));
        }
    }
    out
}

fn contents<'a>(headings: &Headings, left_out: &[String]) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    for heading in
        headings.iter().filter(|heading| !heading.text.is_empty() && !left_out.iter().any(|id| id == heading.id))
    {
        while open.len() > 1 && open.last().is_some_and(|level| *level > heading.level) {
            open.pop();
            events.extend([Event::End(TagEnd::Item), Event::End(TagEnd::List(false))]);
        }
        match open.last() {
            Some(level) if *level >= heading.level => events.push(Event::End(TagEnd::Item)),
            _ => {
                events.push(Event::Start(Tag::List(None)));
                open.push(heading.level);
            }
        }
        let link = Tag::Link {
            link_type: LinkType::Inline,
            dest_url: format!("#{}", heading.id).into(),
            title: "".into(),
            id: "".into(),
        };
        events.extend([Event::Start(Tag::Item), Event::Start(link), Event::Text(heading.text.to_owned().into())]);
        events.push(Event::End(TagEnd::Link));
    }
    for _ in open {
        events.extend([Event::End(TagEnd::Item), Event::End(TagEnd::List(false))]);
    }
    events
}

/// The text with every list of attributes hidden: as an element of the same length that holds nothing, so that one on a line of its own
/// ends the block above it.
pub(super) fn hide<'t>(text: Cow<'t, str>, lists: &[AttributeList<'_>]) -> Cow<'t, str> {
    if lists.is_empty() {
        return text;
    }
    let mut hidden = String::with_capacity(text.len());
    let mut done = 0;
    for AttributeList { range, .. } in lists {
        hidden.push_str(text.get(done..range.start).unwrap_or_default());
        hidden.push_str("<?");
        hidden.extend(std::iter::repeat_n(' ', range.len().saturating_sub(4)));
        hidden.push_str("?>");
        done = range.end;
    }
    hidden.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(hidden)
}
