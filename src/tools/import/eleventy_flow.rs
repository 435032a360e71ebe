//! Branches of Liquid and Nunjucks in the texts of Eleventy, where their conditions are known.

use super::branches::parts;
use super::eleventy_tags::EleventyTags;
use super::rewrite::Replacement;

impl EleventyTags<'_> {
    /// `if` and `unless`, with the parts behind `elif` and `else`.
    pub(super) fn branch(&self, tag: &str, inner: &str) -> Replacement {
        let (word, condition) = tag.trim().split_once(char::is_whitespace).unwrap_or((tag, ""));
        for (at, (tag, part)) in parts(inner, &["elif", "elseif", "elsif", "else"]).into_iter().enumerate() {
            let other = ["elif", "elseif", "elsif"].iter().find_map(|word| tag.strip_prefix(word));
            let truth = match (at, other) {
                (0, _) => self.condition(condition).map(|truth| truth == (word == "if")),
                (_, Some(condition)) => self.condition(condition),
                (_, None) => Some(true),
            };
            match truth {
                Some(true) => return Replacement::Reread(part.to_owned()),
                Some(false) => {}
                None => return Replacement::Left,
            }
        }
        Replacement::Nothing
    }

    /// Whether a condition holds. `None` where nobody knows.
    fn condition(&self, condition: &str) -> Option<bool> {
        let condition = condition.trim();
        if [" and ", " or ", "(", ">", "<", " in "].iter().any(|mark| condition.contains(mark)) {
            return None;
        }
        if let Some(other) = condition.strip_prefix("not ") {
            return self.condition(other).map(|truth| !truth);
        }
        let signs = ["===", "!==", "==", "!="];
        match signs.into_iter().find_map(|sign| Some((sign, condition.split_once(sign)?))) {
            Some((sign, (one, other))) => {
                let is_same = self.value(one.trim())? == self.value(other.trim())?;
                Some(is_same == sign.starts_with('='))
            }
            // To ask for a captured text is not to show it.
            None if self.captured.borrow().contains_key(condition) => {
                self.captured.borrow().get(condition).map(|text| !text.is_empty())
            }
            None => self.value(condition).map(|value| !matches!(&*value, "" | "false")),
        }
    }
}
