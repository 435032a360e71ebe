//! Facts of a body, which stay in memory when the body does not: first paragraph, headings, word count, references.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::body_event::{BodyEvent, place_of, push_text, text_of};
use super::body_settings::BodySettings;
use super::directive::Directive;
use super::headings::Headings;
use super::html::{self, HtmlNesting};
use super::html_balance::{FaultyTag, faulty_tags};
use super::html_text;
use super::markdown::{Markdown, Parsed};
use super::nesting::DEEPEST;
use super::reference::{Reference, ReferenceKind, is_elsewhere};
use super::summary::summary;
use crate::base::{Code, Diagnostic, Place, PlaceFinder};
use crate::config::OwnUrls;

/// The facts of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its start as plain text, at most 300 characters, cut at a word and then with an ellipsis: the part before `<!-- more -->`,
    /// or the first paragraph that says something. That of the lead stands here where the item has one, and nothing where it
    /// has a summary of its own.
    pub summary: Box<str>,
    /// How many words it has.
    pub words: u32,
    /// Its headings, in order.
    pub headings: Headings,
    /// Its links, images and files, in order, those of its HTML among them: only those that lead to the site itself.
    pub references: Box<[Reference]>,
    /// Its images from other sites.
    pub foreign: Box<[Reference]>,
    /// The keys of the contacts that it shows.
    pub contacts: Box<[Box<str>]>,
}

/// How many words an adult reads in a minute (Brysbaert, 2019: 238 for English; fewer for longer words).
const WORDS_A_MINUTE: u32 = 220;

impl Facts {
    /// How many minutes reading it takes, at least 1.
    pub fn minutes(&self) -> u32 {
        self.words.div_ceil(WORDS_A_MINUTE).max(1)
    }

    /// Reads the body of a file, which starts at `body_start` of its text.
    pub fn read(
        (file, text): (&str, &str),
        body_start: usize,
        context: &BodySettings<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let body = text.get(body_start..).unwrap_or_default();
        let markdown = Markdown::of_file(file, body, context.markdown);
        let Parsed { steps, headings, too_deep, more } = markdown.parse(context.quotes, context.reserved);
        let mut reader = FactsReader {
            text,
            body_start,
            own_urls: context.own_urls,
            places: PlaceFinder::new(file, text),
            findings,
            nesting: HtmlNesting::default(),
            references: Vec::new(),
            foreign: Vec::new(),
        };
        let open = reader.read(&steps);
        reader.report_swallowed(&faulty_tags(body, &steps));
        match too_deep {
            Some(range) => reader.report_nesting(&range),
            None => reader.report_unclosed(&open),
        }
        let (references, foreign) = (reader.references.into(), reader.foreign.into());
        Self {
            summary: summary(&steps, more).into(),
            words: if markdown.is_html() { html_text::words(body) } else { words(&steps) },
            headings,
            references,
            foreign,
            contacts: contacts(&steps),
        }
    }
}

struct FactsReader<'a> {
    text: &'a str,
    body_start: usize,
    own_urls: &'a OwnUrls,
    places: PlaceFinder<'a>,
    findings: &'a mut Vec<Diagnostic>,
    /// The elements that its HTML has open.
    nesting: HtmlNesting,
    references: Vec<Reference>,
    foreign: Vec<Reference>,
}

impl FactsReader<'_> {
    /// Reads the parts of a body. Gives the directives that are not closed.
    fn read<'s>(&mut self, steps: &'s [(BodyEvent<'_>, Range<usize>)]) -> Vec<&'s Directive<'s>> {
        let mut open: Vec<&'s Directive<'s>> = Vec::new();
        for (at, (step, range)) in steps.iter().enumerate() {
            match step {
                BodyEvent::Open(directive) => open.push(directive),
                BodyEvent::Close => drop(open.pop()),
                BodyEvent::Event(Event::Start(Tag::Link { link_type, dest_url, .. }))
                    if *link_type != LinkType::Email =>
                {
                    self.refer(dest_url, ReferenceKind::Link, range);
                }
                BodyEvent::Event(Event::Start(Tag::Image { dest_url, .. })) => {
                    self.refer(dest_url, ReferenceKind::Image, range);
                    self.look_for_alt(steps.get(at + 1..).unwrap_or_default(), dest_url, range);
                }
                BodyEvent::Event(Event::Html(html) | Event::InlineHtml(html)) => self.look_into_html(html, range),
                BodyEvent::Event(_) | BodyEvent::Attributes(_) => {}
            }
        }
        open
    }

    fn report_unclosed(&mut self, open: &[&Directive<'_>]) {
        for directive in open {
            let place = self.place(&directive.range);
            let message = format!("the directive `{}` is not closed", directive.name);
            let hint = "add a line with only `:::` after its content";
            self.findings.push(Diagnostic::new(Code::DirectiveUnclosed, place, message).hint(hint));
        }
    }

    fn report_swallowed(&mut self, tags: &[FaultyTag]) {
        for tag in tags.iter().filter(|tag| tag.is_error()) {
            self.findings.push(tag.finding(self.place(&tag.range)));
        }
    }

    fn refer(&mut self, to: &str, target: ReferenceKind, range: &Range<usize>) {
        let own = place_of(self.text.get(self.body_start..).unwrap_or_default(), to, range);
        self.refer_at(to, target, &own);
    }

    fn refer_at(&mut self, to: &str, target: ReferenceKind, own: &Range<usize>) {
        let is_elsewhere = is_elsewhere(self.own_urls, to);
        if to.is_empty() || is_elsewhere && target == ReferenceKind::Link {
            return;
        }
        let reference = self.reference(to, target, own);
        if is_elsewhere { self.foreign.push(reference) } else { self.references.push(reference) }
    }

    fn look_into_html(&mut self, html: &str, range: &Range<usize>) {
        if !self.nesting.read(html) {
            self.report_nesting(range);
        }
        let body = self.text.get(self.body_start..).unwrap_or_default();
        for found in html::references(html) {
            self.refer_at(&found.to, found.target, &found.place(html, body, range));
        }
        for src in html::without_alt(html) {
            let to = html::plain(html, &src);
            let own = html::HtmlReference { to, target: ReferenceKind::Image, range: src };
            let hint = format!("describe the image: `<img src=\"{}\" alt=\"a wooden bridge over a stream\">`", own.to);
            let place = self.place(&own.place(html, body, range));
            let message = "this image has no alternative text";
            self.findings.push(Diagnostic::new(Code::ImageWithoutAlt, place, message).hint(hint));
        }
    }

    fn reference(&self, to: &str, target: ReferenceKind, range: &Range<usize>) -> Reference {
        let at = |offset: usize| u32::try_from(self.body_start + offset).unwrap_or(u32::MAX);
        Reference { to: to.into(), target, start: at(range.start), end: at(range.end) }
    }

    fn look_for_alt(&mut self, rest: &[(BodyEvent<'_>, Range<usize>)], to: &str, range: &Range<usize>) {
        let mut alt = String::new();
        for (step, _) in rest {
            match step {
                BodyEvent::Event(Event::End(TagEnd::Image)) => break,
                BodyEvent::Event(event) => push_text(&mut alt, event),
                _ => {}
            }
        }
        if alt.trim().is_empty() {
            let hint = format!("describe the image: `![a wooden bridge over a stream]({to})`");
            let place = self.place(range);
            self.findings
                .push(Diagnostic::new(Code::ImageWithoutAlt, place, "this image has no alternative text").hint(hint));
        } else if is_file_name(alt.trim(), to) {
            let hint = format!("describe the image: `![a wooden bridge over a stream]({to})`");
            let message = "the alternative text of this image is the name of a file";
            self.findings.push(Diagnostic::new(Code::ImageWithoutAlt, self.place(range), message).hint(hint));
        }
    }

    fn place(&self, range: &Range<usize>) -> Place {
        self.places.span(self.body_start + range.start..self.body_start + range.end)
    }

    fn report_nesting(&mut self, range: &Range<usize>) {
        let message = format!("this is nested more than {DEEPEST} levels deep, or has hundreds of attributes");
        let hint = "close what is open before it, or write it flat; check that each `:::` and each element has its end";
        self.findings.push(Diagnostic::new(Code::NestingTooDeep, self.place(range), message).hint(hint));
    }
}

/// The keys of contacts in directives: `::: contact key="press"`.
fn contacts(steps: &[(BodyEvent<'_>, Range<usize>)]) -> Box<[Box<str>]> {
    let keys = steps.iter().filter_map(|(step, _)| match step {
        BodyEvent::Open(directive) => directive.contact_key().map(Into::into),
        _ => None,
    });
    keys.collect()
}

fn words(steps: &[(BodyEvent<'_>, Range<usize>)]) -> u32 {
    let (mut words, mut in_word) = (0_u32, false);
    for (step, _) in steps {
        match step {
            BodyEvent::Event(Event::End(end)) if ends_words(*end) => in_word = false,
            BodyEvent::Event(event) => {
                for c in text_of(event).chars() {
                    let starts = !in_word && c.is_alphanumeric();
                    words += u32::from(starts);
                    in_word = (in_word || starts) && !c.is_whitespace();
                }
            }
            _ => {}
        }
    }
    words
}

fn ends_words(end: TagEnd) -> bool {
    !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

/// Whether the alternative text of an image is the name of its file, or of one of a camera.
fn is_file_name(alt: &str, to: &str) -> bool {
    let name = to.rsplit('/').next().unwrap_or(to);
    let has_ending = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".heic"]
        .iter()
        .any(|ending| alt.to_ascii_lowercase().ends_with(ending) && !alt.contains(' '));
    let is_stem = name.rsplit_once('.').is_some_and(|(stem, _)| stem == alt);
    has_ending || is_stem && alt.contains(['_', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::markdown::Quotes;
    use super::*;
    use crate::config::MarkdownOptions;

    const QUOTES: Quotes = ["“", "”", "‘", "’"];

    fn facts(body: &str) -> (Facts, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let text = format!("---\n---\n{body}");
        let own_urls = OwnUrls::new(["https://own.example/map"].into_iter());
        let settings = BodySettings {
            own_urls: &own_urls,
            quotes: &QUOTES,
            reserved: &ReservedIds::default(),
            markdown: MarkdownOptions::default(),
        };
        let facts = Facts::read(("content/a.md", &text), 8, &settings, &mut findings);
        (facts, findings)
    }

    #[test]
    fn references_on_the_site_are_kept_with_their_place() {
        let body = "[a](b.md#c) [x](https://e.example) <info@e.example> [m](mailto:a@b.c) ![y](z.jpg \"t\") [r][r]\n\n[r]: /nieuws/\n";
        let (facts, _) = facts(body);
        let to: Vec<_> = facts.references.iter().map(|reference| (&*reference.to, reference.target)).collect();
        assert_eq!(
            to,
            [("b.md#c", ReferenceKind::Link), ("z.jpg", ReferenceKind::Image), ("/nieuws/", ReferenceKind::Link)]
        );
        assert_eq!(facts.references.first().map(|reference| (reference.start, reference.end)), Some((12, 18)));
    }

    #[test]
    fn images_from_elsewhere_are_known_in_markdown_and_in_html() {
        let body = "![a](https://a.example/x.jpg) [l](https://b.example) ![c](c.jpg)\n\n<p>\n<img alt=x\nsrc='//d.example/y.png'>\n</p>\n\nE <img src=e.jpg> <!-- <img src=https://f.example> -->\n";
        let (facts, _) = facts(body);
        let foreign: Vec<_> = facts.foreign.iter().map(|reference| (&*reference.to, reference.start)).collect();
        let at = |text| u32::try_from(8 + body.find(text).unwrap()).unwrap();
        assert_eq!(foreign, [("https://a.example/x.jpg", at("https://a")), ("//d.example/y.png", at("//d.example"))]);
    }

    #[test]
    fn references_of_html_and_to_the_own_host_are_references_on_the_site() {
        let body = "<a href=b.md>b</a> [c](https://own.example/map/c/) https://own.example/d\n\n> <video\n> src='e.mp4'>\n\n![f](//own.example/map/f.jpg)\n";
        let (facts, _) = facts(body);
        let at = |text| u32::try_from(8 + body.find(text).unwrap()).unwrap();
        let found: Vec<_> = facts.references.iter().map(|reference| (&*reference.to, reference.start)).collect();
        assert_eq!(
            found,
            [
                ("b.md", at("b.md")),
                ("https://own.example/map/c/", at("https://own.example/map")),
                ("e.mp4", at("e.mp4")),
                ("//own.example/map/f.jpg", at("//own.example/map/f"))
            ]
        );
        assert!(facts.foreign.is_empty());
    }

    #[test]
    fn an_image_without_alt_and_an_open_directive_are_found() {
        let (_, findings) = facts("![](a.jpg)\n\n::: note\ntekst\n");
        let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.place.line)).collect();
        assert_eq!(found, [(Code::ImageWithoutAlt, 3), (Code::DirectiveUnclosed, 5)]);
    }

    #[test]
    fn an_at_sign_does_not_make_a_mail_address() {
        let to = |body: &str| facts(body).0.references.iter().map(|to| to.to.to_string()).collect::<Vec<_>>();
        assert_eq!(
            to("![a](foto@2x.png) [b](b@c.md) <info@e.example> [d](mailto:info@e.example)"),
            ["foto@2x.png", "b@c.md"]
        );
    }

    #[test]
    fn what_is_nested_too_deep_is_a_finding() {
        let found = |body: &str| facts(body).1.iter().map(|finding| finding.code).collect::<Vec<_>>();
        assert_eq!(found(&format!("a\n\n{} b", "> ".repeat(20_000))), [Code::NestingTooDeep]);
        assert_eq!(found(&format!("a {} b", "<i>".repeat(200))), [Code::NestingTooDeep]);
        assert_eq!(found(&"<div>\n\na\n\n".repeat(200)), [Code::NestingTooDeep]);
        assert!(found(&"<div>\n\na\n\n</div>\n\n".repeat(200)).is_empty());
    }

    #[test]
    fn words_are_counted_across_marks() {
        assert_eq!(facts("## Een kop\n\nTwee **drie**vier – `vijf`\n\n- zes\n- zeven").0.words, 7);
    }
}
