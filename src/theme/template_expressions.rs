//! Expressions of templates: the variables that they read with their fields, and the names that they give to values. Tera does not
//! show its syntax tree, so they are read here; what is not understood is left out.

use std::ops::Range;

use super::metered::token_length;

/// Words of Tera that stand where a variable may stand.
const KEYWORDS: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "else", "elif", "for", "true", "false", "True", "False", "none", "None",
    "super", "loop",
];

/// What a template reads.
#[derive(Debug, Default)]
pub struct TemplateReads {
    /// The variables, each time one is read.
    pub variables: Vec<VariablePath>,
    /// The names that the template gives to values.
    pub names: Vec<NamedValue>,
    /// The words that it asks for with `word(key="…")`, with the bytes that they have there.
    pub words: Vec<(String, Range<usize>)>,
}

/// A variable with its fields, as written: `item.tags[0].title`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariablePath {
    /// The name of the variable.
    pub name: String,
    /// The bytes of the name.
    pub range: Range<usize>,
    /// The way from the variable to the value.
    pub steps: Vec<PathStep>,
}

/// A step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// `.name` and `["name"]`, with the bytes of the name.
    Field(String, Range<usize>),
    /// `[0]`: an entry of a list.
    Entry,
    /// `[1:3]`: a part of a list.
    Slice,
    /// `[name]`: what cannot be known from the template alone.
    Computed,
}

/// A name that a template gives to a value.
#[derive(Debug)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// Where the value comes from, where that is a variable.
    pub origin: Option<VariablePath>,
    /// Whether the name is that of each entry of a list, or of each value of a map.
    pub is_each: bool,
}

/// What stands before a name, where that tells what the name is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Previous {
    /// Nothing that matters.
    Nothing,
    /// `|`: the name of a filter follows.
    Pipe,
    /// `is`, `is not`: the name of a test follows.
    Is,
    /// `<`, `</`: the name of a component follows, or a number that is compared.
    Less,
    /// `.`: a field of something else than a variable follows, as in `(a or b).title`.
    Dot,
}

/// Reads the expressions of one tag.
pub(super) struct ExpressionReader<'t> {
    source: &'t str,
    at: usize,
    end: usize,
    previous: Previous,
}

impl<'t> ExpressionReader<'t> {
    /// A reader of the inside of a tag.
    pub(super) fn new(source: &'t str, inside: Range<usize>) -> Self {
        Self { source, at: inside.start, end: inside.end, previous: Previous::Nothing }
    }

    fn rest(&self) -> &'t str {
        self.source.get(self.at..self.end).unwrap_or_default()
    }

    fn is_at_end(&self) -> bool {
        self.rest().trim().is_empty()
    }

    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The name that starts here.
    pub(super) fn name(&self) -> Option<&'t str> {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let name = rest.get(..end).filter(|name| !name.is_empty())?;
        (!name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
    }

    /// The word that a statement begins with.
    pub(super) fn first_name(&self) -> Option<&'t str> {
        let mut reader = Self { ..*self };
        reader.skip_space();
        reader.name()
    }

    pub(super) fn past_name(mut self) -> Self {
        self.skip_space();
        self.at += self.name().map_or(0, str::len);
        self
    }

    /// Reads all expressions up to the end of the tag.
    pub(super) fn read(mut self, reads: &mut TemplateReads) {
        while !self.is_at_end() {
            self.skip_space();
            match (self.name().unwrap_or_default(), self.previous) {
                ("", _) => self.pass_token(),
                (name @ "is", _) | (name @ "not", Previous::Is) => self.pass_name(name, Previous::Is),
                ("for", _) => self.read_loop(reads),
                (name, Previous::Pipe | Previous::Is | Previous::Less | Previous::Dot) => {
                    self.pass_name(name, Previous::Nothing);
                }
                (name, _) if KEYWORDS.contains(&name) => self.pass_name(name, Previous::Nothing),
                (name, _) => self.read_name(name, reads),
            }
        }
    }

    /// Reads `set name = value`.
    pub(super) fn read_set(self, reads: &mut TemplateReads) {
        let mut reader = self.past_name();
        reader.skip_space();
        let Some(name) = reader.name().map(str::to_owned) else { return };
        reader.at += name.len();
        reader.skip_space();
        if reader.rest().starts_with('=') {
            reader.at += 1;
            reader.skip_space();
        }
        let start = reader.at;
        let origin = reader.name().map(|name| reader.path(name)).filter(|_| reader.is_at_end());
        reader.at = start;
        reader.read(reads);
        reads.names.push(NamedValue { name, origin, is_each: false });
    }

    /// A sign, a number or a text in quotes.
    fn pass_token(&mut self) {
        let rest = self.rest();
        self.previous = match rest.chars().next() {
            Some('|') => Previous::Pipe,
            Some('<') => Previous::Less,
            Some('.') => Previous::Dot,
            Some('/') if self.previous == Previous::Less => Previous::Less,
            _ => Previous::Nothing,
        };
        let length = if rest.starts_with(|c: char| c.is_ascii_digit()) {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len())
        } else {
            token_length(self.source, self.at).unwrap_or(rest.len())
        };
        self.at += length.max(1);
    }

    fn pass_name(&mut self, name: &str, previous: Previous) {
        self.at += name.len();
        self.previous = previous;
    }

    /// A variable, a function, or the name of an argument.
    fn read_name(&mut self, name: &'t str, reads: &mut TemplateReads) {
        self.previous = Previous::Nothing;
        let after = self.source.get(self.at + name.len()..self.end).unwrap_or_default().trim_start();
        let is_argument = after.starts_with('=') && !after.starts_with("==") || after.starts_with(':');
        if after.starts_with('(') || is_argument {
            if name == "word" && !is_argument {
                reads.words.extend(self.asked_word());
            }
            self.at += name.len();
            return;
        }
        let start = self.at;
        let path = self.path(name);
        // What stands in brackets is an expression of its own.
        for inside in brackets(self.source, start..self.at) {
            Self::new(self.source, inside).read(reads);
        }
        reads.variables.push(path);
    }

    /// The text of the argument `key` of a call of `word`.
    fn asked_word(&self) -> Option<(String, Range<usize>)> {
        let rest = self.rest();
        let arguments = rest.get(..rest.find(')')?)?;
        let key = arguments.find("key")?;
        let value = arguments.get(key + "key".len()..)?.trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let word = value.get(1..)?.split(quote).next()?;
        let start = self.at + (arguments.len() - value.len()) + 1;
        Some((word.to_owned(), start..start + word.len()))
    }

    /// `for a in list`, `for key, value in map`: the names, and where their values come from.
    fn read_loop(&mut self, reads: &mut TemplateReads) {
        self.pass_name("for", Previous::Nothing);
        let mut names = Vec::new();
        loop {
            self.skip_space();
            let Some(name) = self.name() else { break };
            self.at += name.len();
            if name == "in" {
                break;
            }
            names.push(name);
            self.skip_space();
            if self.rest().starts_with(',') {
                self.at += 1;
            }
        }
        self.skip_space();
        let start = self.at;
        let origin = self.name().filter(|name| !KEYWORDS.contains(name)).map(|name| self.path(name));
        let after = self.rest().trim_start();
        let is_whole = after.is_empty() || after.starts_with(']') || after.starts_with("if ");
        let origin = origin.filter(|_| is_whole);
        self.at = start;
        // Of a map, the first name is that of the key, of which nothing is known.
        let each = names.len().saturating_sub(1);
        for (number, name) in names.into_iter().enumerate() {
            let origin = origin.clone().filter(|_| number == each);
            reads.names.push(NamedValue { name: name.to_owned(), origin, is_each: true });
        }
    }

    /// The variable of this name, which stands here, with its fields; passes it.
    fn path(&mut self, name: &str) -> VariablePath {
        let range = self.at..self.at + name.len();
        self.at = range.end;
        let mut steps = Vec::new();
        while let Some(step) = self.step() {
            steps.push(step);
        }
        VariablePath { name: name.to_owned(), range, steps }
    }

    fn step(&mut self) -> Option<PathStep> {
        let rest = self.rest();
        let bare = rest.strip_prefix('?').unwrap_or(rest);
        let at = self.at + rest.len() - bare.len();
        if bare.starts_with('.') {
            self.at = at + 1;
            let name = self.name()?;
            self.at += name.len();
            return Some(PathStep::Field(name.to_owned(), at + 1..self.at));
        }
        let inside = bare.strip_prefix('[').and_then(|_| bracket(self.source, at))?;
        self.at = inside.end + 1;
        let text = self.source.get(inside.clone())?;
        let quoted = text.strip_prefix(['"', '\'']).and_then(|text| text.strip_suffix(['"', '\'']));
        Some(match quoted {
            Some(name) if !name.contains(['"', '\'']) => {
                PathStep::Field(name.to_owned(), inside.start + 1..inside.end - 1)
            }
            _ if text.contains(':') => PathStep::Slice,
            _ if text.trim().chars().all(|c| c.is_ascii_digit()) => PathStep::Entry,
            _ => PathStep::Computed,
        })
    }
}

/// The inside of the bracket that opens at `open`.
fn bracket(source: &str, open: usize) -> Option<Range<usize>> {
    let (mut at, mut depth) = (open, 0_usize);
    loop {
        match source.as_bytes().get(at)? {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + 1..at);
        }
        at += token_length(source, at)?;
    }
}

/// The insides of the outermost brackets in a range.
fn brackets(source: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut found, mut at) = (Vec::new(), range.start);
    while let Some(open) = source.get(at..range.end).and_then(|rest| rest.find('[')) {
        let Some(inside) = bracket(source, at + open) else { break };
        at = inside.end + 1;
        found.push(inside);
    }
    found
}
