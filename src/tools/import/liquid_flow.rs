//! Loops and branches of Liquid.

use serde_json::{Value, json};

use super::branches::{chosen, parts};
use super::liquid::{BREAK, CONTINUE, Liquid};
use super::liquid_values::{is_true, word};
use super::rewrite::{Replacement, TagRewriter};
use super::values::text;

/// The longest text that a loop gives, in bytes.
const LONGEST: usize = 500_000;
/// The most words in a condition.
const MOST_WORDS: usize = 100;

impl Liquid<'_> {
    /// `for entry in list`: the text once for each entry, where all that it shows is known.
    pub(super) fn repeat(&self, tag: &str, inner: &str) -> Replacement {
        let repeated = self.budget.within(|| self.repeated(tag, inner));
        repeated.map_or(Replacement::Whole, Replacement::Text)
    }

    fn repeated(&self, tag: &str, inner: &str) -> Option<String> {
        let (name, rest) = tag.strip_prefix("for")?.split_once(" in ")?;
        let name = name.trim();
        let mut entries = self.entries(rest.trim())?;
        let mut bodies = parts(inner, &["else"]).into_iter().map(|(_, body)| body);
        let body = bodies.next()?;
        let words: Vec<&str> = rest.split([' ', ',']).collect();
        let number = |key: &str| {
            let typed = words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix(':'));
            typed.and_then(|typed| typed.trim().parse::<usize>().ok())
        };
        if words.contains(&"reversed") {
            entries.reverse();
        }
        let entries: Vec<Value> = entries
            .into_iter()
            .skip(number("offset").unwrap_or(0))
            .take(number("limit").unwrap_or(usize::MAX))
            .collect();
        let count = entries.len();
        let mut written = String::new();
        if count == 0 {
            let mut rewriter = self.rewriter();
            written = rewriter.rewrite(bodies.next().unwrap_or_default(), 1);
            return rewriter.losses.is_empty().then_some(written);
        }
        for (at, entry) in entries.into_iter().enumerate() {
            let round =
                json!({"index": at + 1, "index0": at, "first": at == 0, "last": at + 1 == count, "length": count});
            let mut variables = self.variables.borrow_mut();
            variables.insert(name.to_owned(), Some(entry));
            variables.insert("forloop".to_owned(), Some(round));
            drop(variables);
            let mut rewriter = self.rewriter();
            let text = rewriter.rewrite(body, 1);
            written.push_str(text.split([BREAK, CONTINUE]).next().unwrap_or_default());
            if !rewriter.losses.is_empty() || written.len() > LONGEST || !self.budget.take() {
                return None;
            }
            if text.find([BREAK, CONTINUE]).is_some_and(|at| text.get(at..).is_some_and(|rest| rest.starts_with(BREAK)))
            {
                break;
            }
        }
        Some(written)
    }

    fn rewriter(&self) -> TagRewriter<'_> {
        TagRewriter { dialect: Self::DIALECT, rules: self, file: &self.item.place.file, losses: Vec::new() }
    }

    /// The entries of a list: of a value, or of `(1..5)`. Those of a map are pairs.
    fn entries(&self, expression: &str) -> Option<Vec<Value>> {
        if let Some((from, to)) = expression.strip_prefix('(').and_then(|rest| rest.split(')').next()?.split_once(".."))
        {
            let number = |typed: &str| text(&self.value(typed.trim())?)?.parse::<i64>().ok();
            let (from, to) = (number(from)?, number(to)?);
            return (to.checked_sub(from)? < 1000).then(|| (from..=to).map(Value::from).collect());
        }
        let list = expression.split_whitespace().next()?;
        match self.value(list)? {
            Value::Array(list) => Some(list),
            Value::Object(map) => Some(map.into_iter().map(|(key, value)| json!([key, value])).collect()),
            Value::Null => Some(Vec::new()),
            _ => None,
        }
    }

    /// `if`, `unless` and `case`, with the parts behind `elsif`, `when` and `else`.
    pub(super) fn branch(&self, tag: &str, inner: &str) -> Replacement {
        match tag.trim().split_once(char::is_whitespace) {
            Some(("case", expression)) => self.case(expression, inner).unwrap_or(Replacement::Left),
            _ => chosen(tag, inner, &["elsif"], |condition| self.condition(condition)),
        }
    }

    fn case(&self, expression: &str, inner: &str) -> Option<Replacement> {
        let value = word(&self.value(expression)?)?;
        for (tag, part) in parts(inner, &["when", "else"]).into_iter().skip(1) {
            let is_one = tag.strip_prefix("when").is_none_or(|values| {
                let mut values = values.split(" or ").flat_map(|values| values.split(','));
                values.any(|other| self.value(other.trim()).and_then(|other| word(&other)).as_deref() == Some(&*value))
            });
            if is_one {
                return Some(Replacement::Reread(part.to_owned()));
            }
        }
        Some(Replacement::Nothing)
    }

    /// Whether a condition holds. Those with `and` and `or` are read from the right, as Liquid does.
    fn condition(&self, condition: &str) -> Option<bool> {
        if condition.split_whitespace().count() > MOST_WORDS {
            return None;
        }
        let (and, or) = (condition.find(" and "), condition.find(" or "));
        let (at, length, is_and) = match (and, or) {
            (Some(and), or) if or.is_none_or(|or| and < or) => (and, " and ".len(), true),
            (_, Some(or)) => (or, " or ".len(), false),
            _ => return self.comparison(condition.trim()),
        };
        let first = self.comparison(condition.get(..at)?.trim())?;
        let rest = self.condition(condition.get(at + length..)?)?;
        Some(if is_and { first && rest } else { first || rest })
    }

    fn comparison(&self, condition: &str) -> Option<bool> {
        let signs = ["==", "!=", ">=", "<=", ">", "<", " contains "];
        let Some((sign, (one, other))) = signs.into_iter().find_map(|sign| Some((sign, condition.split_once(sign)?)))
        else {
            return self.value(condition).map(|value| is_true(&value));
        };
        if matches!(other.trim(), "empty" | "blank") {
            let is_empty = match self.value(one.trim())? {
                Value::String(text) => text.trim().is_empty(),
                Value::Array(list) => list.is_empty(),
                value => value.is_null() && other.trim() == "blank",
            };
            return Some(is_empty == (sign == "=="));
        }
        let (one, other) = (self.value(one.trim())?, self.value(other.trim())?);
        let number = |value: &Value| text(value).and_then(|text| text.parse::<f64>().ok());
        Some(match sign {
            "==" => one == other,
            "!=" => one != other,
            " contains " => match &one {
                Value::Array(list) => list.contains(&other),
                one => !one.is_null() && word(one)?.contains(&word(&other)?),
            },
            // Nothing is neither more nor less than anything.
            _ if one.is_null() || other.is_null() => false,
            sign => {
                let (one, other) = (number(&one)?, number(&other)?);
                match sign {
                    ">=" => one >= other,
                    "<=" => one <= other,
                    ">" => one > other,
                    _ => one < other,
                }
            }
        })
    }
}
