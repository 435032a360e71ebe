//! Rendering of a finding for the terminal, in the style of a compiler message: the line and a caret. Text from the author's
//! files is sanitised first: it cannot move the cursor, change colours or reverse the writing direction.

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use courant::base::diagnostic::RelatedPlace;
use courant::base::foreign::{lines, one_line};
use courant::base::{Diagnostic, Error, Place, Severity};
use courant::tools::excerpt::Excerpt;

/// Placeholder for a location until the message is rendered: the renderer counts columns in the displayed line, which may be
/// truncated. A character of Unicode's private use area, so it cannot occur in a sanitised text.
const PLACE: char = '\u{f8ff}';

/// Renders a finding in colour, ending in a line break.
pub(crate) fn show(finding: &Diagnostic) -> String {
    render(finding, Vec::new())
}

fn render(finding: &Diagnostic, notes: Vec<String>) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&finding.message)).id(finding.code.name());
    let mut group = Group::with_title(title).element(place(&finding.place, 0, None));
    for (number, related) in finding.related.iter().enumerate() {
        group = group.element(related_place(related, number + 1));
    }
    let notes = notes.into_iter().map(|note| Element::from(Level::NOTE.message(note)));
    let drawn = draw(group.elements(hints(&finding.hints)).elements(notes));
    let places = std::iter::once(&finding.place).chain(finding.related.iter().map(|related| &related.place));
    places.enumerate().fold(drawn, |drawn, (number, place)| name_place(&drawn, place, number))
}

/// Renders many findings of one code as one: the first in full, the places of a few others, and how many there are.
pub(crate) fn show_many(same: &[&Diagnostic], most: usize) -> String {
    let Some(first) = same.first() else { return String::new() };
    let title = Diagnostic { message: format!("{} ({} of this kind)", first.message, same.len()), ..(*first).clone() };
    let others = same.iter().take(most).skip(1).map(|other| {
        let Place { file, line, column, .. } = &other.place;
        let at = if *line == 0 { file.to_string() } else { format!("{file}:{line}:{column}") };
        format!("and {}", clean(&format!("{at}: {}", other.message)))
    });
    let left = same.len().saturating_sub(most);
    let rest = (left > 0).then(|| format!("and {left} more: `--all` shows each of them"));
    render(&title, others.chain(rest).collect())
}

/// Renders an error that stopped the run, in colour, ending in a line break.
pub(crate) fn show_error(error: &Error) -> String {
    let title = Level::ERROR.primary_title(clean(&error.message())).id(error.code.name());
    draw(Group::with_title(title).elements(hints(&error.hints)))
}

fn draw(group: Group<'_>) -> String {
    // Lines are already truncated, so the output does not depend on the width of the terminal.
    format!("{}\n", Renderer::styled().term_width(10_000).render(&[group]))
}

/// Replaces the placeholder of a location with the location.
fn name_place(drawn: &str, place: &Place, number: usize) -> String {
    let Some((before, after)) = drawn.split_once(&format!("{PLACE}{number}:")) else { return drawn.to_owned() };
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    format!("{before}{}:{}:{}{after}", clean(&place.file), place.line, place.column)
}

fn related_place(related: &RelatedPlace, number: usize) -> Element<'static> {
    let message = clean(&related.message);
    if related.place.line == 0 {
        return Level::NOTE.message(format!("{message}: {}", clean(&related.place.file))).into();
    }
    place(&related.place, number, Some(message))
}

/// The location, and the line with its mark; only the file name if the location is a whole file.
fn place(place: &Place, number: usize, label: Option<String>) -> Element<'static> {
    let Some(excerpt) = Excerpt::of(place) else { return Origin::path(clean(&place.file)).into() };
    let (before, marked, after) = (clean(&excerpt.before), clean(&excerpt.marked), clean(&excerpt.after));
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let annotation = kind.span(before.len()..before.len() + marked.len()).label(label);
    let source = [before, marked, after].concat();
    Snippet::source(source).path(format!("{PLACE}{number}")).line_start(place.line).annotation(annotation).into()
}

fn hints(hints: &[String]) -> impl Iterator<Item = Element<'static>> {
    hints.iter().map(|hint| Level::HELP.with_name("hint").message(lines(hint).replace(PLACE, "\u{fffd}")).into())
}

/// Removes everything from a text that a terminal or a CI service would interpret.
fn clean(text: &str) -> String {
    one_line(text).replace(PLACE, "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use courant::base::Code;

    fn plain(finding: &Diagnostic) -> String {
        anstream::adapter::strip_str(&show(finding)).to_string()
    }

    fn at(line: &str, range: std::ops::Range<usize>) -> Place {
        Place::span("content/a.md", &format!("---\n{line}\n"), range.start + 4..range.end + 4)
    }

    #[test]
    fn a_finding_looks_like_a_compiler_message() {
        let finding = Diagnostic::new(Code::UnknownKey, at("tgas: [zorg]", 0..4), "unknown key `tgas`")
            .hint("did you mean `tags`?");
        let expected = "\
error[unknown-key]: unknown key `tgas`
 --> content/a.md:2:1
  |
2 | tgas: [zorg]
  | ^^^^
  |
  = hint: did you mean `tags`?
";
        assert_eq!(plain(&finding), expected);
    }

    #[test]
    fn a_related_location_is_shown_below_it() {
        let other = Place::span("content/b.md", "---\nslug: a\n", 10..11);
        let finding = Diagnostic::new(Code::AddressTaken, at("slug: a", 6..7), "two pages at `/a/`")
            .related(other, "the other is here");
        let expected = "\
error[address-taken]: two pages at `/a/`
 --> content/a.md:2:7
  |
2 | slug: a
  |       ^
  |
 ::: content/b.md:2:7
  |
2 | slug: a
  |       - the other is here
";
        assert_eq!(plain(&finding), expected);
    }

    #[test]
    fn a_whole_file_has_no_line() {
        let finding = Diagnostic::new(Code::SymlinkBroken, Place::file("content/a.md"), "leads to nothing")
            .related(Place::file("content/b.md"), "it is in")
            .hint("one\ntwo");
        let expected = "\
error[symlink-broken]: leads to nothing
--> content/a.md
 = note: it is in: content/b.md
 = hint: one
         two
";
        assert_eq!(plain(&finding), expected);
    }

    #[test]
    fn the_caret_is_right_below_wide_letters_and_tabs() {
        let finding = Diagnostic::new(Code::WrongType, at("\ttitle: 日本語 x", 18..19), "wrong");
        assert!(plain(&finding).contains("2 |     title: 日本語 x\n  |                   ^\n"), "{}", plain(&finding));
    }

    #[test]
    fn text_from_an_author_cannot_control_the_terminal() {
        let evil = "a\u{1b}[31mb\u{202e}c\u{9b}2Jd\u{7}e\u{2066}f\r";
        let finding = Diagnostic::new(Code::WrongType, at(evil, 0..3), evil)
            .hint(evil)
            .related(Place::file(evil), evil)
            .related(at(evil, 3..5), evil);
        let shown = plain(&finding);
        let is_harmless = |c: char| c == '\n' || !(c.is_control() || matches!(c, '\u{202e}' | '\u{2066}'));
        assert!(shown.chars().all(is_harmless), "{shown:?}");
        assert!(shown.contains("a␛[31mb\u{fffd}c\u{fffd}2Jd␇e\u{fffd}f"), "{shown:?}");
    }

    #[test]
    fn the_location_in_a_truncated_line_is_the_one_in_the_file() {
        let line = format!("{}<b>{}", "日".repeat(500), "x".repeat(5000));
        let shown = plain(
            &Diagnostic::new(Code::WrongType, at(&line, 1500..1503), "wrong").related(at(&line, 1500..1503), "here"),
        );
        assert!(shown.contains("--> content/a.md:2:501\n") && shown.contains("::: content/a.md:2:501\n"), "{shown}");
        assert!(shown.contains("日<b>xx") && shown.lines().all(|line| line.chars().count() < 140), "{shown}");
    }

    #[test]
    fn any_location_can_be_rendered() {
        let spans =
            |line: &str| [0..0, 0..1, 1..1, 1..3, 2..5000, line.len()..line.len() + 1, line.len() + 5..line.len() + 5];
        for line in ["", "x", "\t\t", "日本", &"z".repeat(5000), "e\u{301}e\u{301}", "👨‍👩‍👧 x"] {
            for span in spans(line) {
                let shown = plain(&Diagnostic::new(Code::WrongType, at(line, span), "m"));
                assert!(shown.contains("--> content/a.md:") && !shown.contains(PLACE), "{shown}");
            }
        }
    }
}
