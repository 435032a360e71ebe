//! Colours of code: the code of a fence as HTML, in which each keyword, string and comment has a class. The language is found by its
//! name (language), and each part by the scope that its grammar gives it (scopes).

mod language;
mod scopes;

use syntect::parsing::{ParseState, ScopeStack, SyntaxReference};

pub(super) use language::name;
use language::{SYNTAXES, find, is_console};
use scopes::class;

/// Longer code has no colours, nor have longer lines: some grammars take a time that grows with the cube of a line.
const LONGEST: usize = 200_000;
const LONGEST_LINE: usize = 400;

/// The work after which the rest of a body has no colours: the sum of the squares of its lines, in bytes. It is that of 20,000 lines of
/// 40 bytes, or of 200 lines that are made to take long. A limit in seconds would give other bytes on another machine.
const MOST_WORK: usize = 32_000_000;

/// Colours the code of one body.
#[derive(Default)]
pub(super) struct Colours {
    work: usize,
}

impl Colours {
    /// Code in a language as HTML. `None` where the language is not known, or the code is too long.
    pub(super) fn html(&mut self, language: &str, code: &str) -> Option<String> {
        if code.len() > LONGEST || self.work > MOST_WORK {
            return None;
        }
        let syntax = find(language, code)?;
        let mut writer = SpanWriter { html: String::with_capacity(code.len() * 2), ..SpanWriter::default() };
        let mut lines = Lines { syntax, state: ParseState::new(syntax), stack: ScopeStack::new() };
        let is_console = is_console(language);
        for line in code.split_inclusive('\n') {
            self.work += line.len().min(LONGEST_LINE).pow(2);
            if line.len() > LONGEST_LINE || self.work > MOST_WORK {
                writer.write(line, None);
            } else if is_console {
                lines.console(line, &mut writer);
            } else {
                lines.write(line, &mut writer);
            }
        }
        Some(writer.finish())
    }
}

/// The lines of a piece of code, of which each depends on those above it.
struct Lines {
    syntax: &'static SyntaxReference,
    state: ParseState,
    stack: ScopeStack,
}

impl Lines {
    /// A line of a session in a terminal: only what was typed has colours, `$ ls`.
    fn console(&mut self, line: &str, writer: &mut SpanWriter) {
        let prompt = ["$ ", "# ", "% ", "> "].into_iter().find(|prompt| line.starts_with(prompt));
        let Some((prompt, typed)) = prompt.and_then(|prompt| line.split_at_checked(prompt.len())) else {
            return writer.write(line, None);
        };
        writer.write(prompt, Some("hl-comment"));
        self.state = ParseState::new(self.syntax);
        self.stack = ScopeStack::new();
        self.write(typed, writer);
    }

    fn write(&mut self, line: &str, writer: &mut SpanWriter) {
        let changes = self.state.parse_line(line, &SYNTAXES).unwrap_or_default();
        let mut at = 0;
        for (next, change) in &changes {
            if let Some(text) = line.get(at..*next).filter(|text| !text.is_empty()) {
                writer.write(text, class(&self.stack));
            }
            at = at.max(*next);
            // A grammar that closes what it did not open is at fault: then the colours start anew.
            if self.stack.apply(change).is_err() {
                self.stack = ScopeStack::new();
            }
        }
        writer.write(line.get(at..).unwrap_or_default(), class(&self.stack));
    }
}

/// Writes code as spans. White space belongs to no span of its own.
#[derive(Default)]
struct SpanWriter {
    html: String,
    open: Option<&'static str>,
    /// White space after what was written.
    space: String,
}

impl SpanWriter {
    fn write(&mut self, text: &str, class: Option<&'static str>) {
        let words = text.trim();
        if words.is_empty() {
            self.space.push_str(text);
            return;
        }
        let (before, after) = (text.len() - text.trim_start().len(), text.trim_end().len());
        self.space.push_str(text.get(..before).unwrap_or_default());
        if self.open != class {
            self.close();
            self.html.push_str(&std::mem::take(&mut self.space));
            if let Some(class) = class {
                self.html.extend(["<span class=\"", class, "\">"]);
            }
            self.open = class;
        }
        self.html.push_str(&std::mem::take(&mut self.space));
        for c in words.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                c => self.html.push(c),
            }
        }
        self.space.push_str(text.get(after..).unwrap_or_default());
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html.push_str(&self.space);
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        Colours::default().html(language, code).unwrap()
    }

    #[test]
    fn code_has_classes_and_stays_as_it_is() {
        assert_eq!(
            html("rust", "fn main() {\n    // é <b>\n    format!(\"{}\", 1); }\n"),
            "<span class=\"hl-keyword\">fn</span> <span class=\"hl-name\">main</span>() {\n    <span class=\"hl-comment\">// é &lt;b&gt;</span>\n    <span class=\"hl-name\">format!</span>(<span class=\"hl-string\">\"</span><span class=\"hl-constant\">{}</span><span class=\"hl-string\">\"</span>, <span class=\"hl-constant\">1</span>); }\n"
        );
        assert_eq!(
            html("diff", "+a\n-b\n c\n"),
            "<span class=\"hl-inserted\">+a</span>\n<span class=\"hl-deleted\">-b</span>\n c\n"
        );
        let json = html("json", "{\"a\": [1, null]}");
        assert!(json.contains("<span class=\"hl-constant\">null</span>"), "{json}");
    }

    #[test]
    fn what_a_terminal_answers_has_no_colours() {
        assert_eq!(
            html("console", "$ echo \"a\"\ndon't\n"),
            "<span class=\"hl-comment\">$</span> <span class=\"hl-name\">echo</span> <span class=\"hl-string\">\"a\"</span>\ndon't\n"
        );
    }

    #[test]
    fn php_needs_no_tag() {
        assert!(html("php", "$a = 'b'; // c\n").contains("<span class=\"hl-comment\">// c</span>"));
        assert!(html("php", "<p><?php echo 'b'; ?></p>\n").contains("<span class=\"hl-string\">'b'</span>"));
    }

    #[test]
    fn code_that_is_too_long_has_none() {
        let mut colours = Colours::default();
        assert_eq!(colours.html("c", &"int a;\n".repeat(40_000)), None);
        assert_eq!(colours.html("nosuch", "a"), None);
        let long = format!("{}\n", "x".repeat(2000));
        assert!(colours.html("c", &format!("int a;\n{long}")).unwrap().ends_with(&long));
        colours.work = MOST_WORK + 1;
        assert_eq!(colours.html("c", "int a;"), None);
    }
}
