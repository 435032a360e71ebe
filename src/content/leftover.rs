//! What was meant as a mark, and is shown as text: links that are none, notes that are not there, and marks of other programs.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::board_mark::{bold_of_wiki, bulletin_board};
use super::body_event::{BodyEvent, Steps};
use super::body_labels::BodyLabels;
use super::emoji;
use super::emphasis_mark::{EmphasisMarks, between_digits};
use super::foreign_mark::{attributes, braces, wiki, wordpress};
use super::html_balance::{TagFault, faulty_tags};
use super::ids::note_label;
use super::joined_line::joined_line;
pub use super::leftover_kind::{Leftover, LeftoverKind};
use super::line_mark::line_mark;
use super::link_mark::link_mark;
use super::odd_block::odd_blocks;
use super::sign_mark::{program, sign_mark};
use super::table_row;
use super::unread_block::unread_blocks;
use super::url_mark::{exchanged, url_mark};

/// The most bytes that are looked at for one mark.
const LONGEST: usize = 400;

/// All that is left over in a body, in order.
pub(super) fn leftovers(body: &str, steps: &Steps<'_>) -> Vec<Leftover> {
    let labels = BodyLabels::new(body);
    let mut finder =
        Finder { body, labels, found: Vec::new(), done: 0, run: None, emphasis: EmphasisMarks::default(), blocks: 0 };
    let (mut code, mut own_links, mut columns, mut labels) = (0_usize, 0_usize, 0, HashSet::new());
    for (step, range) in steps {
        let event = match step {
            BodyEvent::Event(event) => event,
            other => {
                finder.end_run();
                finder.other(other, range);
                continue;
            }
        };
        match event {
            // The name of an emoji became its character.
            Event::Text(text) if code == 0 && !emoji::is_character(text, body, range) => {
                finder.text(range);
                continue;
            }
            // The address of a link that is text became a link by itself.
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                own_links += 1;
                continue;
            }
            Event::End(TagEnd::Link) if own_links > 0 => {
                own_links -= 1;
                continue;
            }
            Event::Html(html) | Event::InlineHtml(html) if html.trim_start().starts_with("<?") => {
                finder.found.push(program(body, range));
            }
            Event::Start(Tag::Table(of)) => columns = of.len(),
            Event::Start(Tag::TableRow) => finder.row(range.start, columns),
            Event::Start(Tag::Emphasis | Tag::Strikethrough) => finder.found.extend(between_digits(body, range)),
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::Start(Tag::FootnoteDefinition(label)) if !labels.insert(note_label(label)) => {
                let hint = format!("give it a label of its own, as in `[^{label}-2]`, here and at its reference");
                let end = range.start + body.get(range.clone()).and_then(|note| note.find(':')).unwrap_or_default();
                finder.found.push(Leftover { kind: LeftoverKind::NoteTwice, range: range.start..end, hint });
            }
            _ => {}
        }
        finder.end_run();
    }
    finder.end_run();
    finder.tags(steps);
    finder.found.extend(std::mem::take(&mut finder.emphasis).end());
    finder.found.extend(unread_blocks(body, steps));
    finder.found.extend(odd_blocks(body, steps));
    finder.found.sort_by_key(|left| left.range.start);
    finder.found
}

struct Finder<'t> {
    body: &'t str,
    labels: BodyLabels<'t>,
    found: Vec<Leftover>,
    /// The end of what was found last.
    done: usize,
    /// Texts without a gap between them.
    run: Option<Range<usize>>,
    /// Signs of emphasis that are text.
    emphasis: EmphasisMarks,
    /// The blocks that are open, and those that were meant to open.
    blocks: usize,
}

impl Finder<'_> {
    fn text(&mut self, range: &Range<usize>) {
        match &mut self.run {
            Some(run) if run.end == range.start => run.end = range.end,
            _ => {
                self.end_run();
                self.run = Some(range.clone());
            }
        }
    }

    /// A row of a table may have more cells than the table has columns.
    fn row(&mut self, start: usize, columns: usize) {
        self.found.extend(table_row::stray(self.body, start));
        if let Some(range) = table_row::left_out(self.body, start, columns) {
            let hint = "write `\\|` for a bar that is text, also in code; or give the table another column".to_owned();
            self.found.push(Leftover { kind: LeftoverKind::Cell, range, hint });
        }
    }

    /// Attributes may have no effect, and blocks no beginning.
    fn other(&mut self, step: &BodyEvent<'_>, range: &Range<usize>) {
        let found = match step {
            BodyEvent::Attributes(list) if !list.others.is_empty() => {
                let hint = format!("remove `{}`: only classes and ids are applied", list.others.join(" "));
                Some((LeftoverKind::AttributesLost, range.clone(), hint))
            }
            BodyEvent::Open(directive) => {
                self.blocks += 1;
                directive.unread().map(|(words, hint)| (LeftoverKind::BlockWords, words, hint))
            }
            BodyEvent::Close if self.blocks == 0 => {
                let hint = "remove it, or write a line such as `::: note` where the block begins".to_owned();
                Some((LeftoverKind::BlockStray, range.start..range.start + 3, hint))
            }
            BodyEvent::Close => {
                self.blocks -= 1;
                None
            }
            _ => None,
        };
        self.found.extend(found.map(|(kind, range, hint)| Leftover { kind, range, hint }));
    }

    fn tags(&mut self, steps: &Steps<'_>) {
        for tag in faulty_tags(self.body, steps) {
            let kind = match tag.fault {
                // An error, which the facts of the text report.
                TagFault::Swallows | TagFault::Shows => continue,
                TagFault::Open => LeftoverKind::TagOpen,
                TagFault::Stray => LeftoverKind::TagStray,
                TagFault::Unknown => LeftoverKind::TagUnknown,
            };
            self.found.push(Leftover { kind, hint: tag.hint(), range: tag.range });
        }
    }

    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        if let Some((length, hint)) = line_mark(self.body, run.start) {
            self.blocks += usize::from(hint.contains(":::"));
            self.found.push(Leftover { kind: LeftoverKind::Mark, range: run.start..run.start + length, hint });
        }
        if let Some((length, hint)) = joined_line(self.body, run.start) {
            let range = run.start..run.start + length;
            self.found.push(Leftover { kind: LeftoverKind::Joined, range, hint });
        }
        self.emphasis.read(self.body, &run);
        if let Some((at, length, hint)) = self.body.get(run.clone()).and_then(bold_of_wiki) {
            let range = run.start + at..run.start + at + length;
            self.found.push(Leftover { kind: LeftoverKind::Mark, range, hint });
        }
        let mut at = run.start;
        while let Some(next) =
            self.body.get(at..run.end).and_then(|rest| rest.find(['[', ']', '{', ':', '<', '&', '^', '$']))
        {
            at += next;
            let is_escaped = self.body.get(..at).is_some_and(|before| before.ends_with('\\'));
            if at >= self.done
                && !is_escaped
                && let Some(found) = self.look(at)
            {
                self.done = found.range.end.max(at + 1);
                self.found.push(found);
            }
            at += 1;
        }
    }

    /// What is left over at a sign of the body.
    fn look(&self, at: usize) -> Option<Leftover> {
        let rest = start_of_line(self.body.get(at..)?);
        let before = self.body.get(self.done.min(at)..at)?;
        let left = |kind, length: usize, hint| Leftover { kind, range: at..at + length, hint };
        match rest.as_bytes().first()? {
            b']' => link_mark((self.body, &self.labels), at, rest, before),
            b'<' | b'&' | b'^' | b'$' => sign_mark(&self.labels, at, rest),
            b'[' if rest.starts_with("[^") => {
                let (label, _) = rest.get(2..)?.split_once(']')?;
                let is_label = !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
                let hint = format!("add a line with the note below the text: `[^{label}]: The text of the note.`");
                is_label.then(|| left(LeftoverKind::NoteMissing, label.len() + 3, hint))
            }
            b'[' if rest.starts_with("[[") => {
                let is_picture = self.body.get(..at).is_some_and(|before| before.ends_with('!'));
                wiki(rest, is_picture).map(|(length, kind, hint)| left(kind, length, hint))
            }
            b'[' => {
                if let Some(found) = exchanged(self.body, at, rest) {
                    return Some(found);
                }
                let begins_line = self.body.get(..at).is_none_or(|before| before.is_empty() || before.ends_with('\n'));
                let found =
                    wordpress(rest, begins_line).map(|(length, hint)| left(LeftoverKind::Shortcode, length, hint));
                found.or_else(|| bulletin_board(rest).map(|(length, hint)| left(LeftoverKind::Mark, length, hint)))
            }
            b'{' => {
                let found = braces(rest, before).map(|(length, hint)| left(LeftoverKind::Shortcode, length, hint));
                let last = self.body.get(..at).and_then(|before| before.trim_end_matches(' ').chars().next_back());
                found.or_else(|| {
                    attributes(rest, last).map(|(length, hint)| left(LeftoverKind::Attributes, length, hint))
                })
            }
            _ if rest.starts_with("://") => url_mark(self.body, at, rest),
            _ => {
                let (name, after) = rest.get(1..)?.split_once(':')?;
                let last = self.body.get(..at).and_then(|before| before.chars().next_back());
                let stands_alone = !last.is_some_and(|c| c.is_alphanumeric() || c == '/')
                    && !after.starts_with(|c: char| c.is_alphanumeric() || c == '/');
                let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-".contains(&b))
                    && name.bytes().any(|b| b.is_ascii_lowercase() || b"+-".contains(&b));
                let sign = emoji::character(name);
                if !(stands_alone && is_name && (sign.is_some() || name.trim_matches('_').contains('_'))) {
                    return None;
                }
                let hint = match sign {
                    Some(sign) => {
                        format!("write the character itself: `{sign}`; or set `markdown: {{emoji: true}}` in site.yaml")
                    }
                    None => "write the character itself, with the emoji keyboard of your computer".to_owned(),
                };
                Some(left(LeftoverKind::Emoji, name.len() + 2, hint))
            }
        }
    }
}

/// The rest of the line, as far as marks reach. A long line is not read to its end: each of its signs would read it again.
fn start_of_line(text: &str) -> &str {
    let near = text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    near.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::ids::ReservedIds;
    use super::super::markdown::Markdown;
    use super::*;
    use crate::config::MarkdownOptions;

    fn found(markdown: &str) -> Vec<(LeftoverKind, String, String)> {
        let body = Markdown::new(markdown, MarkdownOptions::default());
        let steps = body.parse(&["“", "”", "‘", "’"], &ReservedIds::default()).steps;
        let found = leftovers(markdown, &steps).into_iter();
        found.map(|left| (left.kind, markdown.get(left.range).unwrap().to_owned(), left.hint)).collect()
    }

    fn of(markdown: &str) -> Vec<(LeftoverKind, String)> {
        found(markdown).into_iter().map(|(kind, text, _)| (kind, text)).collect()
    }

    #[test]
    fn links_that_are_text_are_found_with_what_to_write() {
        for (text, hint) in [
            ("![x](foto van de zaal.jpg)", "write `![x](<foto van de zaal.jpg>)`"),
            ("[*a*](Notulen 3 december.pdf “Titel”)", "write `[*a*](<Notulen 3 december.pdf> \"Titel\")`"),
            ("[a](b.md “Titel”)", "write `[a](b.md \"Titel\")`"),
            ("[the page](https://example.net/a b)", "write `[the page](<https://example.net/a b>)`"),
            ("[a](Plan (2) nieuw.pdf)", "write `[a](<Plan (2) nieuw.pdf>)`"),
            ("[a](mailto: i@a.example)", "write `[a](mailto:i@a.example)`"),
            (
                "[a](mailto:i@a.example?subject=Een vraag&body=a b)",
                "write `[a](mailto:i@a.example?subject=Een%20vraag&body=a%20b)`",
            ),
            ("[a](<Plan nieuw.pdf)", "write `[a](<Plan nieuw.pdf>)`"),
            ("[a](Plan nieuw.pdf>)", "write `[a](<Plan nieuw.pdf>)`"),
            ("[a](https:// www.a.example/x)", "write `[a](https://www.a.example/x)`"),
            ("(the page)[https://a.example]", "write `[the page](https://a.example)`"),
            ("(the page)[b.md]", "write `[the page](b.md)`"),
            ("htp://a.example/x", "write `http://a.example/x`"),
            ("https:// www.a.example", "write `https://www.a.example`"),
            ("[a](tel:+31 50 123)", "write `[a](tel:+3150123)`"),
            ("[a] (https://a.example)", "remove the space: `[a](https://a.example)`"),
            ("[a] (b.md)", "remove the space: `[a](b.md)`"),
            ("![x](b.svg de brug)", "write `![x](b.svg \"de brug\")`"),
            ("![x](b.svg \"de brug)", "write `![x](b.svg \"de brug\")`"),
            ("[x](../a.md \"de brug)", "write `[x](../a.md \"de brug\")`"),
            ("[x](ander.md #kop)", "write `[x](ander.md#kop)`"),
            ("![[foto.jpg|200]]", "write `![description of the picture](foto.jpg)`"),
            ("[[ander.md]]", "write `[ander](ander.md)`, with the words that readers see"),
            ("[[Bestand:foto.jpg|thumb|De brug]]", "write `![De brug](foto.jpg)`"),
            ("[[Wiki]]", "write `[Wiki](file.md)`, with the file or the address to which it leads"),
            ("[[a.md|Tekst]]", "write `[Tekst](a.md)`, with the file or the address to which it leads"),
            ("[see][nowhere]", "write `[see](address)`, or add a line `[nowhere]: address` below the text"),
            ("[Contact][]", "write `[Contact](address)`, or add a line `[Contact]: address` below the text"),
        ] {
            let shown = text.strip_prefix('!').filter(|text| text.starts_with("[[")).unwrap_or(text);
            assert_eq!(found(&format!("Zie {text} en.")), [(LeftoverKind::Link, shown.to_owned(), hint.to_owned())]);
        }
        assert_eq!(
            of("Zie [de brug] [a].\n\n[a]: https://a.example\n"),
            [(LeftoverKind::Link, "[de brug] [a]".to_owned())]
        );
        assert_eq!(
            of("a[^9] en [^1]\n\n[^1]: b\n\n[^1]: c\n"),
            [(LeftoverKind::NoteMissing, "[^9]".to_owned()), (LeftoverKind::NoteTwice, "[^1]".to_owned())]
        );
    }

    #[test]
    fn a_link_in_a_link_is_found() {
        let [(kind, text, hint)] = &found("[[a](b.md)](c.md)")[..] else { panic!("not one") };
        assert_eq!((*kind, &**text), (LeftoverKind::Link, "](c.md)"));
        assert!(hint.contains("another link"), "{hint}");
    }

    #[test]
    fn marks_of_other_programs_are_found() {
        use LeftoverKind::{Attributes, Emoji, Shortcode};
        for (text, kind) in [
            ("{{< photo src=\"ferry.jpg\" alt=\"The ferry\" >}}", Shortcode),
            ("{{% note %}}", Shortcode),
            ("{{% /note %}}", Shortcode),
            ("{% include map.html place=\"quay\" %}", Shortcode),
            ("{{ youtube(id=\"abc123\") }}", Shortcode),
            ("{{ site.baseurl }}", Shortcode),
            ("[gallery ids=\"1,2,3\"]", Shortcode),
            ("[gallery]", Shortcode),
            ("[/caption]", Shortcode),
            ("{:target=\"_blank\"}", Attributes),
            ("{: .warning}", Attributes),
            ("{:toc}", Attributes),
            ("[TOC]", Shortcode),
            ("[[_TOC_]]", Shortcode),
            ("[youtube https://www.youtube.com/watch?v=abc]", Shortcode),
            ("[embed]", Shortcode),
            (":tada:", Emoji),
            (":flag_nl:", Emoji),
        ] {
            assert_eq!(of(&format!("Zie {text} en.")), [(kind, text.to_owned())]);
        }
        assert_eq!(
            of("| a | b |\n|--|--|\n| c | d | e |\n\n<jan piet>\n\n</div> <b>\n\n##Kop\n"),
            [
                (LeftoverKind::Cell, "e".to_owned()),
                (LeftoverKind::TagUnknown, "<jan piet>".to_owned()),
                (LeftoverKind::TagStray, "</div>".to_owned()),
                (LeftoverKind::TagOpen, "<b>".to_owned()),
                (LeftoverKind::Mark, "##Kop".to_owned())
            ]
        );
        assert_eq!(of("![a](b.jpg) {width=50%}"), [(Attributes, "{width=50%}".to_owned())]);
        assert_eq!(of("[a](b.md){width=50%}"), [(Attributes, "{width=50%}".to_owned())]);
        assert_eq!(of("See [x]({{< ref \"a.md\" >}} \"Storm\").").len(), 1);
        assert_eq!(of("[caption id=\"a\"]![Q](/q.jpg) At dawn[/caption]").len(), 2);
        assert!(found("We won :tada:").iter().all(|(_, _, hint)| hint.contains('🎉')));
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "Om 12:30: koffie. Van 10:00:00 tot 11:15:",
            "Zie noot [1] en [2][3], of [sic] (2 euro).",
            "[VVD][CDA] en [art. 3][lid 2] of [sic] (zie ook a.md b)",
            "[[1]] en [1] (https://a.example) [video embed]",
            "| a | b |\n|--|--|\n| c | d |\n",
            "<div>\n\na\n\n</div>\n",
            "« Oui : non » : c'est ça :",
            "Prijs: 5 euro: gratis:",
            "a[1][2] en x[i][j]",
            "[1](zie bladzijde 3)",
            "De [verzameling] {1, 2} en {a}",
            "[x] gedaan, [ ] niet",
            "Kijk mee [video] [foto's]",
            "`{{< a >}}` en `:tada:`",
            "    {% include a %}\n",
            "{{}} { { a } } ☺ :-) :) ;-)",
            "Wie: jan:piet:klaas http://a.example:80/:b:",
            "[...] (red.) de 1:2:3 regel, wij:zij:wij",
            "[a](b.md) [c][d]\n\n[d]: e.md",
            "(zie [hier] (morgen))",
            "\\[a\\](b c.pdf)",
            "[Redactie: zie boven][",
            "::: note\na\n:::",
            "[de heer A. Jansen](wethouder van de gemeente)",
            "[1](o.a. in de zaal) en [2](bijv. hier)",
        ] {
            assert_eq!(of(text), [], "{text}");
        }
    }
}
