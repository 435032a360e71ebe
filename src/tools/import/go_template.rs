//! Small templates of Hugo: those of shortcodes that show their arguments. What does more than that is not tried.

use std::collections::HashMap;

use regex_lite::Regex;

use super::template_tag::{Delimiters, TagCall, next_tag};

/// Where the text between a tag and the one that closes it goes.
pub(super) const INNER: &str = "\u{e000}inner\u{e000}";

const MARKS: Delimiters = &[("{{-", "-}}"), ("{{", "}}")];

/// The deepest nesting of blocks.
const DEEPEST: usize = 20;

/// The values that a template may ask for.
pub(super) struct TemplateValues<'v> {
    /// The call.
    pub(super) call: &'v TagCall,
    /// The values of the site and the page, by path: `site.params.cdn`.
    pub(super) value: &'v dyn Fn(&str) -> Option<String>,
}

/// A piece of a template.
enum Piece<'t> {
    Text(&'t str),
    Action(&'t str),
}

/// The text that a template gives for a call; `None` where it asks for more than its arguments.
pub(super) fn evaluate(template: &str, values: &TemplateValues<'_>) -> Option<String> {
    let mut pieces = Vec::new();
    let mut done = 0;
    while let Some(tag) = next_tag(template, done, MARKS) {
        pieces.push(Piece::Text(template.get(done..tag.range.start)?));
        pieces.push(Piece::Action(tag.inner));
        done = tag.range.end;
    }
    pieces.push(Piece::Text(template.get(done..)?));
    let mut run = TemplateRun { pieces: &pieces, at: 0, values, variables: HashMap::new(), written: String::new() };
    run.block(None, true, 0)?;
    Some(run.written)
}

struct TemplateRun<'r> {
    pieces: &'r [Piece<'r>],
    at: usize,
    values: &'r TemplateValues<'r>,
    variables: HashMap<String, String>,
    written: String,
}

/// How a block ended.
#[derive(PartialEq, Eq)]
enum BlockEnd<'e> {
    End,
    Else(&'e str),
    All,
}

impl<'r> TemplateRun<'r> {
    /// Runs pieces up to the end of a block. `dot` is the value of `.`.
    fn block(&mut self, dot: Option<&str>, shows: bool, depth: usize) -> Option<BlockEnd<'r>> {
        if depth > DEEPEST {
            return None;
        }
        while let Some(piece) = self.pieces.get(self.at) {
            self.at += 1;
            let action = match piece {
                Piece::Action(action) => action,
                Piece::Text(text) => {
                    self.written.extend(shows.then_some(*text));
                    continue;
                }
            };
            let (word, rest) = action.split_once(char::is_whitespace).unwrap_or((action, ""));
            match word {
                "end" => return Some(BlockEnd::End),
                "else" => return Some(BlockEnd::Else(rest.trim())),
                "if" | "with" => self.branch((word, rest), dot, shows, depth)?,
                "range" | "define" | "block" | "template" | "partial" => return None,
                _ if shows && !word.starts_with("/*") => self.action(action, dot)?,
                _ => {}
            }
        }
        Some(BlockEnd::All)
    }

    /// Runs `if … else if … else … end`, and the same of `with`.
    fn branch(&mut self, (word, condition): (&str, &str), dot: Option<&str>, shows: bool, depth: usize) -> Option<()> {
        let (mut word, mut condition) = (word.to_owned(), condition.to_owned());
        let mut is_done = false;
        loop {
            let value = if shows && !is_done { self.condition(&condition, dot)? } else { String::new() };
            let is_taken = shows && !is_done && is_true(&value);
            let inner_dot = if word == "with" && is_taken { Some(value.as_str()) } else { dot };
            is_done |= is_taken;
            match self.block(inner_dot, is_taken, depth + 1)? {
                BlockEnd::End => return Some(()),
                BlockEnd::Else("") => {
                    let end = self.block(dot, shows && !is_done, depth + 1)?;
                    return (end == BlockEnd::End).then_some(());
                }
                BlockEnd::Else(rest) => {
                    let (next, rest) = rest.split_once(char::is_whitespace)?;
                    (word, condition) = (next.to_owned(), rest.to_owned());
                }
                BlockEnd::All => return None,
            }
        }
    }

    /// The value of a condition, which may set a variable: `$src := .Get "src"`.
    fn condition(&mut self, condition: &str, dot: Option<&str>) -> Option<String> {
        match condition.split_once(":=") {
            Some((name, value)) => {
                let value = self.value(value, dot)?;
                self.variables.insert(name.trim().to_owned(), value.clone());
                Some(value)
            }
            None => self.value(condition, dot),
        }
    }

    fn action(&mut self, action: &str, dot: Option<&str>) -> Option<()> {
        let assignment = action.split_once(":=").or_else(|| action.split_once(" = "));
        if let Some((name, value)) = assignment.filter(|(name, _)| name.trim().starts_with('$')) {
            let value = self.value(value, dot)?;
            self.variables.insert(name.trim().to_owned(), value);
            return Some(());
        }
        let value = self.value(action, dot)?;
        self.written.push_str(&value);
        Some(())
    }

    /// The value of an expression with pipes.
    fn value(&self, expression: &str, dot: Option<&str>) -> Option<String> {
        let mut piped: Option<String> = None;
        for part in split_pipes(expression) {
            let mut words = words(part)?;
            if let Some(value) = piped.take() {
                words.push(TemplateWord::Value(value));
            }
            piped = Some(self.call(&words, dot)?);
        }
        piped
    }

    fn call(&self, words: &[TemplateWord], dot: Option<&str>) -> Option<String> {
        let (first, rest) = words.split_first()?;
        let TemplateWord::Name(name) = first else { return self.word(first, dot).filter(|_| rest.is_empty()) };
        let argument = |at: usize| rest.get(at).and_then(|word| self.word(word, dot));
        let all = || rest.iter().map(|word| self.word(word, dot)).collect::<Option<Vec<_>>>();
        Some(match name.as_str() {
            "not" => (!is_true(&argument(0)?)).to_string(),
            "and" => all()?.into_iter().reduce(|one, other| if is_true(&one) { other } else { one })?,
            "or" => all()?.into_iter().reduce(|one, other| if is_true(&one) { one } else { other })?,
            "eq" => all()?.split_first().is_some_and(|(first, others)| others.contains(first)).to_string(),
            "ne" => (argument(0)? != argument(1)?).to_string(),
            "isset" => self.values.call.named.contains_key(&argument(1)?).to_string(),
            "default" => argument(1).filter(|value| is_true(value)).or_else(|| argument(0))?,
            "print" => all()?.concat(),
            "printf" => formatted(&all()?)?,
            "replaceRE" | "replace" | "strings.Replace" => {
                let [pattern, new, text] = if name == "replaceRE" {
                    [argument(0)?, argument(1)?, argument(2)?]
                } else {
                    [argument(1)?, argument(2)?, argument(0)?]
                };
                match Regex::new(&pattern).ok().filter(|_| name == "replaceRE") {
                    Some(pattern) => pattern.replace_all(&text, new.as_str()).into_owned(),
                    None => text.replace(&pattern, &new),
                }
            }
            "lower" | "upper" | "strings.ToLower" | "strings.ToUpper" => {
                let text = argument(0)?;
                if name.contains("ow") { text.to_lowercase() } else { text.to_uppercase() }
            }
            "safeHTML" | "safeURL" | "safeHTMLAttr" | "safeCSS" | "markdownify" | "plainify" | "htmlEscape"
            | "htmlUnescape" | "string" | "relURL" | "absURL" | "relLangURL" | "absLangURL" | "title" | "humanize"
            | "emojify" | "urlquery" | "chomp" => {
                let text = argument(0)?;
                if name.ends_with("URL") && !name.starts_with("safe") && !text.contains("//") {
                    format!("/{}", text.trim_start_matches('/'))
                } else {
                    text
                }
            }
            _ if rest.is_empty() || name == ".Get" || name == "$.Get" => {
                self.word(&TemplateWord::Call(words.to_vec()), dot)?
            }
            _ => return None,
        })
    }

    /// The value of one word.
    fn word(&self, word: &TemplateWord, dot: Option<&str>) -> Option<String> {
        match word {
            TemplateWord::Value(value) => Some(value.clone()),
            TemplateWord::Nested(inner) => self.value(inner, dot),
            TemplateWord::Name(name) => self.name(name, dot),
            TemplateWord::Call(words) => match words.as_slice() {
                [TemplateWord::Name(name)] => self.name(name, dot),
                [TemplateWord::Name(_), TemplateWord::Value(key)] => Some(match key.parse::<usize>() {
                    Ok(place) => self.values.call.values.get(place).cloned().unwrap_or_default(),
                    Err(_name) => self.values.call.named.get(key).cloned().unwrap_or_default(),
                }),
                _ => None,
            },
        }
    }

    fn name(&self, name: &str, dot: Option<&str>) -> Option<String> {
        match name {
            "." => return dot.map(str::to_owned),
            ".Inner" | "$.Inner" => return Some(INNER.to_owned()),
            "true" | "false" => return Some(name.to_owned()),
            ".IsNamedParams" => return Some((!self.values.call.named.is_empty()).to_string()),
            _ => {}
        }
        if name.starts_with('$') && !name.starts_with("$.") {
            return self.variables.get(name).cloned();
        }
        let name = name.trim_start_matches("$.").trim_start_matches('.');
        if let Some(key) = name.strip_prefix("Params.") {
            return Some(self.values.call.named.get(key).cloned().unwrap_or_default());
        }
        let lower = name.to_lowercase();
        lower
            .starts_with("site.")
            .then(|| (self.values.value)(&lower))
            .or_else(|| lower.starts_with("page.").then(|| (self.values.value)(&lower)))?
    }
}

fn is_true(value: &str) -> bool {
    !matches!(value.trim(), "" | "false" | "0")
}

/// `printf "%s/%s" a b`.
fn formatted(arguments: &[String]) -> Option<String> {
    let (form, values) = arguments.split_first()?;
    let mut values = values.iter();
    let (mut text, mut rest) = (String::new(), form.as_str());
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let verb = after.chars().next()?;
        match verb {
            's' | 'v' | 'd' => text.push_str(values.next()?),
            '%' => text.push('%'),
            _ => return None,
        }
        rest = after.get(verb.len_utf8()..)?;
    }
    text.push_str(rest);
    Some(text)
}

/// A word of an expression.
#[derive(Clone)]
enum TemplateWord {
    Name(String),
    Value(String),
    Nested(String),
    Call(Vec<TemplateWord>),
}

/// The parts of an expression between bars that stand in no quotes and brackets.
fn split_pipes(expression: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in expression.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, '|') if depth == 0 => {
                parts.push(expression.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(expression.get(start..).unwrap_or_default());
    parts
}

fn words(expression: &str) -> Option<Vec<TemplateWord>> {
    let (mut found, mut rest) = (Vec::new(), expression.trim());
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '"' | '`' | '\'' => {
                let inner = rest.get(1..)?;
                let end = inner.find(first)?;
                (TemplateWord::Value(inner.get(..end)?.to_owned()), end + 2)
            }
            '(' => {
                let end = matching(rest)?;
                (TemplateWord::Nested(rest.get(1..end)?.to_owned()), end + 1)
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(rest.len());
                let text = rest.get(..end)?;
                let is_number = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text != ".";
                (
                    if is_number { TemplateWord::Value(text.to_owned()) } else { TemplateWord::Name(text.to_owned()) },
                    end.max(1),
                )
            }
        };
        found.push(word);
        rest = rest.get(length..)?.trim_start();
    }
    (!found.is_empty()).then_some(found)
}

/// The byte of the bracket that closes the first one.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, call: &str) -> Option<String> {
        let call = TagCall::parse(call);
        let value = |path: &str| (path == "site.params.cdn").then(|| "https://cdn.example".to_owned());
        evaluate(template, &TemplateValues { call: &call, value: &value })
    }

    #[test]
    fn templates_show_their_arguments() {
        for (template, call, text) in [
            ("<img src=\"{{ .Get \"src\" }}\">", "x src=a.jpg", "<img src=\"a.jpg\">"),
            ("{{- $s := .Get 0 -}}<b>{{ $s | upper }}</b>{{/* weg */}}", "x dag", "<b>DAG</b>"),
            ("{{ with .Get \"alt\" }}[{{ . }}]{{ else }}geen{{ end }}", "x alt=\"een brug\"", "[een brug]"),
            ("{{ with .Get \"alt\" }}[{{ . }}]{{ else }}geen{{ end }}", "x", "geen"),
            (
                "{{ if and (.Get \"a\") (eq (.Get \"b\") \"2\") }}ja{{ else if .Get \"a\" }}half{{ else }}nee{{ end }}",
                "x a=1 b=3",
                "half",
            ),
            (
                "{{ .Site.Params.cdn }}/{{ printf \"%s-%s\" (.Get 0) (.Get 1) | safeURL }}",
                "x a b",
                "https://cdn.example/a-b",
            ),
            ("{{ replaceRE \"^/\" \"\" (.Get 0) }}", "x /a/b", "a/b"),
            ("<i>{{ .Inner | markdownify }}</i>", "x", "<i>\u{e000}inner\u{e000}</i>"),
        ] {
            assert_eq!(of(template, call).as_deref(), Some(text), "{template}");
        }
        for more in [
            "{{ range .Site.Pages }}{{ end }}",
            "{{ partial \"x\" . }}",
            "{{ if }}",
            "{{ with .Get 0 }}",
            "{{ .Page.Resources.GetMatch \"x\" }}",
        ] {
            assert_eq!(of(more, "x a"), None, "{more}");
        }
    }
}
