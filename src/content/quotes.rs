//! The quotation marks of a language, for those that were typed as `"` or `'`.

use std::ops::Range;

use pulldown_cmark::CowStr;

/// Opening and closing quotation marks: double, then single.
pub type Quotes = [&'static str; 4];

/// A body with quotation marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct QuotedText<'a> {
    text: &'a str,
}

impl<'a> QuotedText<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// The mark of the language in place of the one that the parser made of a typed one. `in_quotes` is whether double quotation marks
    /// are open.
    pub(super) fn mend(
        self,
        made: CowStr<'a>,
        range: &Range<usize>,
        quotes: &Quotes,
        in_quotes: &mut bool,
    ) -> CowStr<'a> {
        match self.quote(&made, range.start, quotes) {
            Some(_) if self.is_measure(range.start, *in_quotes) => CowStr::Borrowed("″"),
            Some(quote) => {
                if self.text.as_bytes().get(range.start) == Some(&b'"') {
                    *in_quotes = &*made == "“";
                }
                CowStr::Borrowed(quote)
            }
            None => made,
        }
    }

    /// The quotation mark of the language for one that was typed as `"` or `'`.
    fn quote(self, made: &str, at: usize, quotes: &Quotes) -> Option<&'static str> {
        let typed = self.text.as_bytes().get(at)?;
        let [open, close, open_single, close_single] = *quotes;
        match (typed, made) {
            (b'"', "“") => Some(open),
            (b'"', "”") => Some(close),
            (b'\'', _) if self.is_apostrophe(at) => Some("’"),
            (b'\'', "‘") => Some(open_single),
            (b'\'', "’") => Some(close_single),
            _ => None,
        }
    }

    /// `27"` outside quotation marks: inches, or seconds.
    fn is_measure(self, at: usize, in_quotes: bool) -> bool {
        let before = self.text.get(..at).unwrap_or_default();
        !in_quotes && self.text.as_bytes().get(at) == Some(&b'"') && before.ends_with(|c: char| c.is_ascii_digit())
    }

    /// `zo'n`, `auto's`, `'t`, `'s avonds`, `'90`: no quotation mark.
    fn is_apostrophe(self, at: usize) -> bool {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let mut after = self.text.get(at + 1..).unwrap_or_default().chars();
        let (next, second) = (after.next(), after.next());
        if before.is_some_and(char::is_alphanumeric) {
            return next.is_some_and(char::is_alphanumeric);
        }
        let ends = second.is_none_or(|c| !c.is_alphanumeric() && c != '\'');
        next.is_some_and(|c| c.is_ascii_digit() || (matches!(c, 't' | 's' | 'n' | 'k' | 'm' | 'r') && ends))
    }
}
