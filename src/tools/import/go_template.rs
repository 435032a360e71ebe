//! Small templates of Hugo: those of shortcodes that show their arguments, data and texts of the site. What does more than that is
//! not tried.

use std::collections::HashMap;

use serde_json::Value;

use super::go_expression::{HERE, PAGE, SITE, words};
use super::go_functions::{is_true, shown};
use super::go_scratch::PageScratch;
use super::tag_budget::{LARGE, SMALL, TagBudget};
use super::template_tag::{Delimiters, TagCall, next_tag};

const MARKS: Delimiters = &[("{{", "}}")];

/// The deepest nesting of blocks and partials.
pub(super) const DEEPEST: usize = 20;

/// The most that a template may write, in bytes, and the most repetitions.
const LONGEST: usize = 200_000;
const MOST_STEPS: usize = 20_000;

/// The values that a template may ask for.
#[derive(Clone, Copy)]
pub(super) struct TemplateValues<'v> {
    /// The call.
    pub(super) call: &'v TagCall,
    /// The values of the site and the page, by path: `site.params.cdn`. `None` for what nobody knows.
    pub(super) value: &'v dyn Fn(&str) -> Option<Value>,
    /// The templates that others include.
    pub(super) partial: &'v dyn Fn(&str) -> Option<String>,
    /// What calls of the page note for one another.
    pub(super) scratch: &'v PageScratch,
    /// The text between the tag and the one that closes it.
    pub(super) inner: &'v str,
    /// What the tags of the text may still do.
    pub(super) budget: &'v TagBudget,
}

/// A piece of a template.
enum Piece<'t> {
    Text(&'t str),
    Action(&'t str),
}

/// The text that a template gives for a call; `None` where it asks for more than can be known.
pub(super) fn evaluate(template: &str, values: TemplateValues<'_>) -> Option<String> {
    run(template, values, &Value::from(HERE), 0)
}

/// The text that a template gives for a value of `.`.
fn run(template: &str, values: TemplateValues<'_>, dot: &Value, depth: usize) -> Option<String> {
    run_for_value(template, values, dot, depth).and_then(|value| shown(&value))
}

/// What a template gives for a value of `.`: its text, or what it returns.
pub(super) fn run_for_value(template: &str, values: TemplateValues<'_>, dot: &Value, depth: usize) -> Option<Value> {
    values.budget.spend(LARGE + template.len())?;
    let mut pieces = Vec::new();
    let mut done = 0;
    while let Some(tag) = next_tag(template, done, MARKS) {
        pieces.push(Piece::Text(template.get(done..tag.range.start)?));
        if tag.inner.starts_with("/*") {
            // A comment may have marks in it.
            let rest = template.get(tag.range.start..)?;
            let end = rest.find("*/")?;
            done = tag.range.start + end + rest.get(end..)?.find("}}")? + 2;
            continue;
        }
        pieces.push(Piece::Action(tag.inner));
        done = tag.range.end;
    }
    pieces.push(Piece::Text(template.get(done..)?));
    let variables = HashMap::from([("$".to_owned(), dot.clone())]);
    let definitions = pieces.iter().zip(1..).filter_map(|(piece, at)| match piece {
        Piece::Action(action) => Some((action.strip_prefix("define ")?.trim().trim_matches('"'), at)),
        Piece::Text(_) => None,
    });
    let definitions = definitions.collect();
    let (written, returned) = (String::new(), None);
    let mut run =
        TemplateRun { pieces: &pieces, definitions, at: 0, values, variables, written, returned, steps: 0, depth };
    match run.block(dot, true, depth) {
        None => run.returned,
        Some(_) => Some(Value::from(run.written)),
    }
}

/// A template that runs.
pub(super) struct TemplateRun<'r> {
    pieces: &'r [Piece<'r>],
    /// The templates that are defined in the template, and where they begin.
    definitions: HashMap<&'r str, usize>,
    at: usize,
    /// The values that it may ask for.
    pub(super) values: TemplateValues<'r>,
    /// Its variables.
    pub(super) variables: HashMap<String, Value>,
    written: String,
    /// What it returns, instead of its text: nothing runs after that.
    returned: Option<Value>,
    steps: usize,
    /// How many templates include it.
    pub(super) depth: usize,
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
    fn block(&mut self, dot: &Value, shows: bool, depth: usize) -> Option<BlockEnd<'r>> {
        self.steps += 1;
        if depth > DEEPEST || self.steps > MOST_STEPS || self.written.len() > LONGEST {
            return None;
        }
        while let Some(piece) = self.pieces.get(self.at) {
            self.at += 1;
            self.values.budget.spend(SMALL)?;
            let action = match piece {
                Piece::Action(action) => action,
                Piece::Text(text) => {
                    self.values.budget.spend(text.len())?;
                    self.written.extend(shows.then_some(*text));
                    continue;
                }
            };
            let (word, rest) = action.split_once(char::is_whitespace).unwrap_or((action, ""));
            match word {
                "end" => return Some(BlockEnd::End),
                "else" => return Some(BlockEnd::Else(rest.trim())),
                "if" | "with" => self.branch((word, rest), dot, shows, depth)?,
                "range" => self.range(rest, dot, shows, depth)?,
                "define" => _ = self.block(dot, false, depth + 1)?,
                "template" if shows => self.defined(rest, dot, depth)?,
                "return" if shows => {
                    self.returned = Some(self.value(rest, dot)?);
                    return None;
                }
                "block" | "break" | "continue" => return None,
                _ if shows => self.action(action, dot)?,
                _ => {}
            }
        }
        Some(BlockEnd::All)
    }

    /// Runs a template that is defined in this one: `template "link" .`.
    fn defined(&mut self, arguments: &str, dot: &Value, depth: usize) -> Option<()> {
        let words = words(arguments)?;
        let (first, rest) = words.split_first()?;
        let name = shown(&self.word(first, dot)?)?;
        let inner_dot = rest.first().map_or(Some(Value::Null), |word| self.word(word, dot))?;
        let back = std::mem::replace(&mut self.at, *self.definitions.get(name.as_str())?);
        let own = HashMap::from([("$".to_owned(), inner_dot.clone())]);
        let outer = std::mem::replace(&mut self.variables, own);
        let end = self.block(&inner_dot, true, depth + 1)?;
        (self.at, self.variables) = (back, outer);
        (end == BlockEnd::End).then_some(())
    }

    /// Runs `if … else if … else … end`, and the same of `with`.
    fn branch(&mut self, (word, condition): (&str, &str), dot: &Value, shows: bool, depth: usize) -> Option<()> {
        let (mut word, mut condition) = (word.to_owned(), condition.to_owned());
        let mut is_done = false;
        loop {
            let value = if shows && !is_done { self.condition(&condition, dot)? } else { Value::Null };
            let is_taken = shows && !is_done && is_true(&value);
            let inner_dot = if word == "with" && is_taken { &value } else { dot };
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

    /// Runs `range … else … end`: `range $key, $value := …`.
    fn range(&mut self, loop_head: &str, dot: &Value, shows: bool, depth: usize) -> Option<()> {
        let (names, expression) = loop_head.split_once(":=").unwrap_or(("", loop_head));
        let names: Vec<&str> = names.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let list = if shows { self.value(expression, dot)? } else { Value::Null };
        let entries: Vec<(Value, Value)> = match list {
            Value::Array(values) => {
                values.into_iter().enumerate().map(|(at, value)| (Value::from(at), value)).collect()
            }
            Value::Object(map) => map.into_iter().map(|(key, value)| (Value::from(key), value)).collect(),
            Value::Null => Vec::new(),
            _ => return None,
        };
        let start = self.at;
        let mut end = None;
        for (key, value) in &entries {
            self.at = start;
            match names.as_slice() {
                [one] => _ = self.variables.insert((*one).to_owned(), value.clone()),
                [first, second] => {
                    self.variables.insert((*first).to_owned(), key.clone());
                    self.variables.insert((*second).to_owned(), value.clone());
                }
                _ => {}
            }
            end = Some(self.block(value, true, depth + 1)?);
        }
        let end = match end {
            Some(end) => end,
            None => self.block(dot, false, depth + 1)?,
        };
        match end {
            BlockEnd::End => Some(()),
            BlockEnd::Else("") => {
                let end = self.block(dot, shows && entries.is_empty(), depth + 1)?;
                (end == BlockEnd::End).then_some(())
            }
            BlockEnd::Else(_) | BlockEnd::All => None,
        }
    }

    /// The value of a condition, which may set a variable: `$src := .Get "src"`.
    fn condition(&mut self, condition: &str, dot: &Value) -> Option<Value> {
        match condition.split_once(":=") {
            Some((name, value)) => {
                let value = self.value(value, dot)?;
                self.variables.insert(name.trim().to_owned(), value.clone());
                Some(value)
            }
            None => self.value(condition, dot),
        }
    }

    fn action(&mut self, action: &str, dot: &Value) -> Option<()> {
        if self.note(action, dot)? {
            return Some(());
        }
        let assignment = action.split_once(":=").or_else(|| action.split_once(" = "));
        if let Some((name, value)) = assignment.filter(|(name, _)| name.trim().starts_with('$')) {
            let value = self.value(value, dot)?;
            self.variables.insert(name.trim().to_owned(), value);
            return Some(());
        }
        if let Some((variable, values)) = action.split_once(".Set ").filter(|(name, _)| name.starts_with('$')) {
            let [key, value] = words(values)?.try_into().ok()?;
            let (key, value) = (shown(&self.word(&key, dot)?)?, self.word(&value, dot)?);
            self.variables.get_mut(variable)?.as_object_mut()?.insert(key, value);
            return Some(());
        }
        let text = shown(&self.value(action, dot)?).filter(|text| ![HERE, SITE, PAGE].contains(&text.as_str()))?;
        self.written.push_str(&text);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(template: &str, tag: &str) -> Option<String> {
        let call = TagCall::parse(tag);
        let value = |path: &str| match path {
            "site.params.cdn" => Some(Value::from("https://cdn.example")),
            "site.data.images" => {
                serde_json::from_str(r#"{"brug": {"uid": "brug", "width": 800, "alt": "Een brug"}}"#).ok()
            }
            "i18n.meer" => Some(Value::from("Lees meer")),
            _ => None,
        };
        let partial = |name: &str| {
            (name == "quote")
                .then(|| "<blockquote>{{ .text }}{{ with .cite }} ({{ . }}){{ end }}</blockquote>".to_owned())
        };
        let (scratch, budget) = (PageScratch::default(), TagBudget::default());
        evaluate(
            template,
            TemplateValues {
                call: &call,
                value: &value,
                partial: &partial,
                scratch: &scratch,
                inner: "",
                budget: &budget,
            },
        )
    }

    #[test]
    fn templates_show_their_arguments() {
        for (template, call, text) in [
            ("<img src=\"{{ .Get \"src\" }}\">", "x src=a.jpg", "<img src=\"a.jpg\">"),
            ("{{- $s := .Get 0 -}}<b>{{ $s | upper }}</b>{{/* weg {{< x >}} */}}", "x dag", "<b>DAG</b>"),
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
            ("{{ markdownify (.Get 0) }}", "x \"een *dag*\"", "een <em>dag</em>"),
        ] {
            assert_eq!(of(template, call).as_deref(), Some(text), "{template}");
        }
    }

    #[test]
    fn templates_read_data_and_include_others() {
        for (template, call, text) in [
            (
                "{{ $i := index $.Site.Data.images (.Get \"src\" | lower) }}{{ if ge $i.width 400 }}<img src=\"{{ $i.uid }}.jpg\" alt=\"{{ .Get \"alt\" | default $i.alt }}\">{{ end }}",
                "x src=BRUG",
                "<img src=\"brug.jpg\" alt=\"Een brug\">",
            ),
            ("{{ (index .Site.Data.images \"brug\").uid }}", "x", "brug"),
            (
                "{{ partial \"quote.html\" (dict \"text\" (.Get \"text\") \"cite\" (.Get \"cite\")) }}",
                "x text=a cite=b",
                "<blockquote>a (b)</blockquote>",
            ),
            (
                "{{ $c := slice \"a\" }}{{ $c = $c | append \"b\" }}{{ range $i, $x := $c }}{{ $i }}{{ $x }}{{ else }}niets{{ end }}",
                "x",
                "0a1b",
            ),
            ("{{ range (slice) }}{{ . }}{{ else }}niets{{ end }}", "x", "niets"),
            (
                "{{ template \"a\" (dict \"b\" 1) }}!{{ define \"a\" }}{{ $s := newScratch }}{{ $s.Set \"c\" .b }}<{{ $s.Get \"c\" }}>{{ end }}",
                "x",
                "<1>!",
            ),
            (
                "{{ dateFormat \"2 January 2006\" \"2013-12-03\" }}, {{ \"2013-12-03\" | time.Format \"2006-01-02\" }}",
                "x",
                "3 December 2013, 2013-12-03",
            ),
            ("{{- if true -}}a{{- end }} b {{ 1 -}}c", "x", "a b 1c"),
            (
                "{{ .Page.Store.SetInMap \"w\" \"b\" 2 }}{{ $.Page.Scratch.SetInMap \"w\" \"a\" 1 }}{{ range (.Page.Scratch.GetSortedMapValues \"w\") }}{{ . }}{{ end }}{{ .Page.Scratch.Get \"x\" }}",
                "x",
                "12",
            ),
            ("{{ i18n \"meer\" }}: {{ delimit (slice 1 2) \", \" }}", "x", "Lees meer: 1, 2"),
        ] {
            assert_eq!(of(template, call).as_deref(), Some(text), "{template}");
        }
        for more in [
            "{{ range .Site.Pages }}{{ end }}",
            "{{ partial \"x\" . }}",
            "{{ if }}",
            "{{ with .Get 0 }}",
            "{{ .Page.Resources.GetMatch \"x\" }}",
            "{{ . }}",
            "{{ .Site }}",
            "{{ define \"a\" }}{{ end }}{{ template \"b\" }}",
            "{{ $x }}",
        ] {
            assert_eq!(of(more, "x a"), None, "{more}");
        }
    }
}
