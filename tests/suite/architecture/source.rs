//! One Rust source, read as tokens: the types and items that it defines, and the paths that it names.

use std::collections::BTreeSet;

/// A token and its line, from 1. Comments, text literals and lifetimes are no tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'s> {
    text: &'s str,
    line: usize,
}

/// A name that a `use` declaration brings into a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binding {
    /// The name in this file; `*` is a glob import.
    pub(super) name: String,
    /// The path to it.
    pub(super) path: Vec<String>,
    /// The line of the declaration.
    pub(super) line: usize,
    /// Whether others see it here too.
    pub(super) is_reexport: bool,
}

/// Whether items under `#[cfg(test)]` count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitTests {
    Skipped,
    Included,
}

/// The names in a source.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The names of its structs, enums, unions, traits and type aliases, with their lines.
    pub(super) types: Vec<(String, usize)>,
    /// The names of all its items, types included.
    pub(super) items: BTreeSet<String>,
    /// Its imports.
    pub(super) bindings: Vec<Binding>,
    /// The paths of two or more segments outside of `use`, with their lines.
    pub(super) paths: Vec<(Vec<String>, usize)>,
    /// The identifiers outside of `use`.
    pub(super) identifiers: BTreeSet<String>,
}

/// The kind of a pair of braces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Braces {
    Module,
    Macro,
    Other,
}

impl Source {
    pub(super) fn read(text: &str, unit_tests: UnitTests) -> Self {
        let mut tokens = tokens(text);
        if unit_tests == UnitTests::Skipped {
            tokens = without_tests(&tokens);
        }
        let texts: Vec<&str> = tokens.iter().map(|token| token.text).collect();
        let (mut source, mut open, mut next) = (Self::default(), Vec::new(), 0);
        while next < texts.len() {
            let at = next;
            next += 1;
            match texts[at] {
                "{" => open.push(braces(&texts[..at])),
                "}" => _ = open.pop(),
                // `use<…>` in a type is a list of captures.
                "use" if texts.get(next) != Some(&"<") => {
                    let depth = open.iter().filter(|braces| **braces == Braces::Module).count();
                    let is_reexport = matches!(at.checked_sub(1).map(|before| texts[before]), Some("pub" | ")"));
                    let mut tree = Tree { texts: &texts, next, found: Vec::new() };
                    tree.read(&[]);
                    next = tree.next;
                    let found = tree.found.into_iter().map(|(name, path)| Binding {
                        name,
                        path: outside(path, depth),
                        line: tokens[at].line,
                        is_reexport,
                    });
                    source.bindings.extend(found);
                }
                word if is_identifier(word) => next = source.identifier(&tokens, &texts, at, &open),
                _ => {}
            }
        }
        source
    }

    /// Reads an identifier outside of `use`: the start of a definition, of a path, or a name alone. Gives the next place.
    fn identifier(&mut self, tokens: &[Token<'_>], texts: &[&str], at: usize, open: &[Braces]) -> usize {
        let name = texts.get(at + 1).copied().unwrap_or_default();
        let is_item = open.contains(&Braces::Macro) || open.iter().all(|braces| *braces == Braces::Module);
        let is_type = matches!(texts[at], "struct" | "enum" | "trait" | "union") || texts[at] == "type" && is_item;
        if is_type && is_identifier(name) {
            self.types.push((name.to_owned(), tokens[at].line));
        }
        let defines = is_type || matches!(texts[at], "fn" | "const" | "static" | "macro_rules");
        let name = if name == "!" { texts.get(at + 2).copied().unwrap_or_default() } else { name };
        if defines && is_item && is_identifier(name) {
            self.items.insert(name.to_owned());
        }
        self.identifiers.insert(texts[at].to_owned());
        let mut path = vec![texts[at].to_owned()];
        let mut next = at + 1;
        while texts.get(next) == Some(&"::") && texts.get(next + 1).is_some_and(|text| is_identifier(text)) {
            path.push(texts[next + 1].to_owned());
            next += 2;
        }
        let goes_on = at > 0 && texts[at - 1] == "::";
        if path.len() > 1 && !goes_on {
            let depth = open.iter().filter(|braces| **braces == Braces::Module).count();
            self.paths.push((outside(path, depth), tokens[at].line));
        }
        next
    }
}

/// A path as it reads outside of so many modules that stand within the file: each is one `super` less.
fn outside(mut path: Vec<String>, depth: usize) -> Vec<String> {
    let supers = path.iter().take(depth).take_while(|segment| *segment == "super").count();
    path.drain(..supers);
    path
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The kind of the braces that open after these tokens.
fn braces(before: &[&str]) -> Braces {
    match before {
        [.., "mod", _] => Braces::Module,
        [.., "macro_rules", "!", _] => Braces::Macro,
        _ => Braces::Other,
    }
}

/// The tree of a `use` declaration, while it is read.
struct Tree<'t> {
    texts: &'t [&'t str],
    next: usize,
    /// Names and paths.
    found: Vec<(String, Vec<String>)>,
}

impl Tree<'_> {
    /// Reads one branch, up to the `,`, `}` or `;` behind it.
    fn read(&mut self, stem: &[String]) {
        let (mut path, mut name, mut is_whole) = (stem.to_vec(), None, false);
        loop {
            let text = self.texts.get(self.next).copied().unwrap_or(";");
            match text {
                "," | "}" | ";" => break,
                "{" => return self.read_branches(&path),
                "::" => {}
                "as" => {
                    self.next += 1;
                    name = self.texts.get(self.next).map(|name| (*name).to_owned());
                }
                "*" => name = Some(text.to_owned()),
                "self" if !path.is_empty() => is_whole = true,
                segment => path.push(segment.to_owned()),
            }
            self.next += 1;
        }
        let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
        if path.len() > stem.len() || name == "*" || is_whole {
            self.found.push((name, path));
        }
    }

    /// Reads the branches between braces, and the closing brace.
    fn read_branches(&mut self, stem: &[String]) {
        while !matches!(self.texts.get(self.next), None | Some(&"}" | &";")) {
            self.next += 1;
            self.read(stem);
        }
        self.next += 1;
    }
}

/// The tokens but for the items under `#[cfg(test)]`.
fn without_tests<'s>(tokens: &[Token<'s>]) -> Vec<Token<'s>> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut next) = (Vec::new(), 0);
    while next < tokens.len() {
        let is_test = tokens[next..].iter().map(|token| token.text).take(mark.len()).eq(mark);
        if is_test {
            next = end_of_item(tokens, next + mark.len());
        } else {
            kept.push(tokens[next]);
            next += 1;
        }
    }
    kept
}

/// The place behind an item: behind its `;`, or behind the braces of its body.
fn end_of_item(tokens: &[Token<'_>], from: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(from) {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.text, "}" | ";") {
            return at + 1;
        }
    }
    tokens.len()
}

/// The tokens of a source.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest, mut line) = (Vec::new(), text, 1);
    while let Some(first) = rest.chars().next() {
        let (length, is_token) = token(rest, first);
        let (taken, after) = rest.split_at(length);
        if is_token {
            tokens.push(Token { text: taken, line });
        }
        line += taken.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The length of the first token of a text, or of what stands before it; whether it is a token.
fn token(rest: &str, first: char) -> (usize, bool) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), false);
    }
    if rest.starts_with("/*") {
        return (end_of_comment(rest), false);
    }
    if let Some(length) = literal(rest) {
        return (length, false);
    }
    if rest.starts_with("::") {
        return (2, true);
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if is_word(first) {
        return (rest.find(|c| !is_word(c)).unwrap_or(rest.len()), true);
    }
    (first.len_utf8(), !first.is_whitespace())
}

/// The length of a block comment; they nest.
fn end_of_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = rest.as_bytes();
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

/// The length of a text, a character or a lifetime, where the text starts with one.
fn literal(rest: &str) -> Option<usize> {
    if let Some(after) = rest.strip_prefix('\'') {
        return Some(1 + after_quote(after));
    }
    let (prefix, after) = ["br", "cr", "b", "c", "r", ""].into_iter().find_map(|prefix| {
        let after = rest.strip_prefix(prefix)?;
        after.trim_start_matches('#').starts_with('"').then_some((prefix, after))
    })?;
    let marks = after.len() - after.trim_start_matches('#').len();
    let inner = after.get(marks + 1..)?;
    if prefix.ends_with('r') {
        let end = format!("\"{}", "#".repeat(marks));
        return Some(rest.len() - inner.len() + inner.find(&end)? + end.len());
    }
    if marks > 0 {
        return None;
    }
    let mut is_escaped = false;
    let end = inner.find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    Some(rest.len() - inner.len() + end + 1)
}

/// The length of what follows a single quote: the rest of a character, or the name of a lifetime.
fn after_quote(after: &str) -> usize {
    let mut characters = after.char_indices();
    let first = characters.next().map(|(_, first)| first);
    // The character after a backslash is part of the escape, also where it is a quote.
    let closing = if first == Some('\\') { characters.nth(1) } else { characters.next() };
    let end = match (first, closing) {
        (Some('\\'), Some((at, _))) => after.get(at..).and_then(|rest| rest.find('\'')).map(|more| at + more),
        (_, Some((at, '\''))) => Some(at),
        _ => None,
    };
    match end {
        Some(end) => end + 1,
        None => after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len()),
    }
}
