//! A line of YAML, and a mistake in it.

use std::ops::Range;

/// A mistake, at some bytes of the text in which it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxMistake {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) hint: String,
}

/// A line of YAML: `  - key: value`.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// Its first byte in the whole text.
    pub(super) start: usize,
    /// Spaces and hyphens before the key.
    pub(super) indent: &'a str,
    /// The key, without its colon; empty for an item of a list.
    pub(super) key: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str, start: usize) -> Self {
        let text = text.trim_end();
        let bare = text.trim_start_matches([' ', '\t']);
        let item = bare.strip_prefix("- ").map_or(bare, str::trim_start);
        let indent = text.get(..text.len() - item.len()).unwrap_or_default();
        let (key, value) = match item.split_once(':') {
            Some((key, value)) if is_key(key) && !value.starts_with("//") => (key, value),
            _ => ("", item),
        };
        Self { text, start, indent, key, value: value.trim() }
    }

    pub(super) fn span(&self) -> Range<usize> {
        let end = self.start + self.text.len();
        end - self.value.len()..end
    }

    /// The same line with another value.
    pub(super) fn with(&self, value: &str) -> String {
        let indent = self.indent.replace('\t', "  ");
        let colon = if self.key.is_empty() { "" } else { ": " };
        format!("{indent}{}{colon}{value}", self.key)
    }

    pub(super) fn name(&self) -> String {
        if self.key.is_empty() { "this value".to_owned() } else { format!("the value of `{}`", self.key) }
    }

    pub(super) fn mistake(&self, span: Range<usize>, message: String, value: &str) -> SyntaxMistake {
        let value = self.with(value);
        SyntaxMistake { span, message, hint: format!("write `{}`", value.trim_start()) }
    }
}

pub(super) fn is_key(text: &str) -> bool {
    let text = text.trim_end().trim_matches(['"', '\'']);
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'))
}
