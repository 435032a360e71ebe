//! The ids of a body: its headings get ids that differ from each other, from those of its notes and its HTML, and from those of
//! the page that is around it.

use std::collections::{BTreeSet, HashMap, HashSet};

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::attribute_list::AttributeList;
use super::body_event::{BodyEvent, Steps};
use super::heading_ids::{HeadingText, first_number, source_line};
use super::headings::Headings;
use super::html;
use crate::base::Fingerprint;
use crate::config::HeadingIdForm;

/// The ids that a page has beside those of its body: those in the templates of the theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReservedIds(BTreeSet<Box<str>>);

impl ReservedIds {
    /// The ids in these templates. An id that a template computes is not known.
    pub fn of_templates<'s>(sources: impl Iterator<Item = &'s str>) -> Self {
        let ids = sources.flat_map(html::ids).filter(|(id, _)| !id.contains(['{', '}', '%']));
        Self(ids.map(|(id, _)| id.into()).collect())
    }

    /// Whether the page has this id.
    pub fn has(&self, id: &str) -> bool {
        self.0.contains(id)
    }

    /// The fingerprint of all.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.0.iter().flat_map(|id| [id, "\n"]).collect::<String>().as_bytes())
    }
}

/// Gives the headings their levels and ids, and says what they are.
pub(super) fn set_headings(
    steps: &mut Steps<'_>,
    reserved: &ReservedIds,
    (body, form): (&str, HeadingIdForm),
) -> Headings {
    let mut headings = String::new();
    let mut ids = HeadingIds::of(steps, reserved, form);
    let highest = steps.iter().filter_map(|(step, _)| heading_level(step)).min().unwrap_or(HeadingLevel::H1);
    for at in 0..steps.len() {
        if let Some((BodyEvent::Attributes(AttributeList { id: Some(id), .. }), _)) = steps.get_mut(at) {
            *id = ids.unique(std::mem::take(id), true);
        }
        let text = match steps.get(at) {
            Some((BodyEvent::Event(Event::Start(Tag::Heading { .. })), _)) => HeadingText::of(steps, at, body),
            _ => continue,
        };
        let Some((BodyEvent::Event(Event::Start(Tag::Heading { level, id, attrs, classes })), range)) =
            steps.get_mut(at)
        else {
            continue;
        };
        let shown = (*level as usize + 2).saturating_sub(highest as usize).min(6);
        let own = if let Some(typed) = id {
            ids.unique(in_one_word(typed), true)
        } else {
            let source = body.get(range.clone()).unwrap_or_default();
            ids.unique(text.id(form, source_line(source, !attrs.is_empty() || !classes.is_empty())), false)
        };
        *level = HeadingLevel::try_from(shown).unwrap_or(HeadingLevel::H6);
        *id = Some(own.clone().into());
        attrs.clear();
        Headings::push(&mut headings, shown, &own, &text.words);
        let new_level = *level;
        let end = steps.iter_mut().skip(at).find_map(|(step, _)| match step {
            BodyEvent::Event(Event::End(TagEnd::Heading(level))) => Some(level),
            _ => None,
        });
        if let Some(level) = end {
            *level = new_level;
        }
    }
    Headings::new(headings)
}

fn in_one_word(id: &str) -> String {
    id.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The ids that headings have so far, and those that they may not have.
struct HeadingIds<'r> {
    taken: HashSet<String>,
    /// The number of the last heading that would have had an id.
    numbers: HashMap<String, usize>,
    /// The ids that writers gave: no other heading has one of them.
    typed: HashSet<String>,
    /// The number of a heading without one.
    first: usize,
    reserved: &'r ReservedIds,
    has_notes: bool,
}

impl<'r> HeadingIds<'r> {
    fn of(steps: &Steps<'_>, reserved: &'r ReservedIds, form: HeadingIdForm) -> Self {
        let first = first_number(form) - 1;
        let mut ids = Self {
            taken: HashSet::new(),
            numbers: HashMap::new(),
            typed: HashSet::new(),
            first,
            reserved,
            has_notes: false,
        };
        for (step, _) in steps {
            match step {
                BodyEvent::Event(Event::Html(text) | Event::InlineHtml(text)) => {
                    ids.taken.extend(html::ids(text).into_iter().map(|(id, _)| id));
                }
                BodyEvent::Event(Event::Start(Tag::Heading { id: Some(id), .. })) => {
                    ids.typed.insert(in_one_word(id));
                }
                BodyEvent::Attributes(AttributeList { id: Some(id), .. }) => {
                    ids.typed.insert(id.clone());
                }
                BodyEvent::Event(Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_))) => {
                    ids.has_notes = true;
                }
                _ => {}
            }
        }
        ids
    }

    fn unique(&mut self, id: String, is_typed: bool) -> String {
        let base = match &*id {
            "" => "section".to_owned(),
            // A number after these would be an id of the same kind.
            id if is_prefixed(id) || self.has_notes && is_of_note(id) => format!("section-{id}"),
            _ => id,
        };
        let mut unique = base.clone();
        let mut count = self.numbers.get(&base).copied().unwrap_or(self.first);
        let is_of_other = |id: &str| !is_typed && self.typed.contains(id);
        while self.taken.contains(&unique) || self.reserved.has(&unique) || is_of_other(&unique) {
            count += 1;
            unique = format!("{base}-{count}");
        }
        self.numbers.insert(base, count);
        self.taken.insert(unique.clone());
        unique
    }
}

/// The prefix of the ids of a lead, which is shown on the page of its item.
pub const LEAD_PREFIX: &str = "lead:";
/// The prefix of the ids of a footer, which is shown on every page.
pub const FOOTER_PREFIX: &str = "footer:";

fn is_prefixed(id: &str) -> bool {
    id.starts_with(LEAD_PREFIX) || id.starts_with(FOOTER_PREFIX)
}

/// Whether a note has this id, or a reference to one: `fn-1`, `fnref-1`, `fnref-1-2`.
pub(super) fn is_of_note(id: &str) -> bool {
    let rest = id.strip_prefix("fnref-").or_else(|| id.strip_prefix("fn-"));
    rest.is_some_and(|rest| rest.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())))
}

/// A label of a footnote as it is compared, like those of links (`CommonMark` 0.31 §4.7): capitals and white space do not count.
pub fn note_label(label: &str) -> String {
    let words = label.split_whitespace().collect::<Vec<_>>().join(" ");
    words.to_lowercase().to_uppercase().to_lowercase()
}

fn heading_level(step: &BodyEvent<'_>) -> Option<HeadingLevel> {
    match step {
        BodyEvent::Event(Event::Start(Tag::Heading { level, .. })) => Some(*level),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn ids(markdown: &str) -> Vec<(u8, String)> {
        let reserved = ReservedIds::of_templates(
            ["<main id=\"main\"><p id=tags><i id='{{ entry.id }}'>{% if x %}</p>"].into_iter(),
        );
        let markdown = Markdown::new(markdown, MarkdownOptions::default());
        let parsed = markdown.parse(&["“", "”", "‘", "’"], &reserved);
        parsed.headings.iter().map(|heading| (heading.level, heading.id.into())).collect()
    }

    #[test]
    fn headings_start_below_the_title_and_have_ids_of_their_own() {
        assert_eq!(
            ids("# Één\n\n## Twee\n\n# Één\n\n###### Zes"),
            [(2, "een".into()), (3, "twee".into()), (2, "een-2".into()), (6, "zes".into())]
        );
        assert_eq!(ids("### Doel {#doel .breed onclick=x}\n\n#### doel"), [(2, "doel".into()), (3, "doel-2".into())]);
        assert_eq!(
            ids("## a-2\n## a\n## a\n## ?"),
            [(2, "a-2".into()), (2, "a".into()), (2, "a-3".into()), (2, "section".into())]
        );
    }

    #[test]
    fn ids_of_the_page_of_notes_and_of_html_are_not_given_again() {
        assert_eq!(
            ids("## Main\n\n## Tags {#tags}\n\n## main"),
            [(2, "main-2".into()), (2, "tags-2".into()), (2, "main-3".into())]
        );
        assert_eq!(ids("## fn 1\n\n## Fnref 1 2"), [(2, "fn-1".into()), (2, "fnref-1-2".into())]);
        assert_eq!(
            ids("## fn 1\n\nx[^a] <a id=\"doel\"></a>\n\n## Doel\n\n[^a]: y"),
            [(2, "section-fn-1".into()), (2, "doel-2".into())]
        );
        assert_eq!(ids("## A {#lead:a}\n"), [(2, "section-lead:a".into())]);
    }
}
