//! Branches of Liquid and Nunjucks in the texts of Eleventy, where their conditions are known.

use super::branches::chosen;
use super::eleventy_tags::EleventyTags;
use super::rewrite::Replacement;

impl EleventyTags<'_> {
    /// `if` and `unless`, with the parts behind `elif` and `else`.
    pub(super) fn branch(&self, tag: &str, inner: &str) -> Replacement {
        chosen(tag, inner, &["elif", "elseif", "elsif"], |condition| self.condition(condition))
    }

    /// Whether a condition holds. `None` where nobody knows.
    fn condition(&self, condition: &str) -> Option<bool> {
        let condition = condition.trim();
        if [" and ", " or ", "(", ">", "<", " in "].iter().any(|mark| condition.contains(mark)) {
            return None;
        }
        if let Some(other) = condition.strip_prefix("not ").filter(|other| !other.trim_start().starts_with("not ")) {
            return self.condition(other).map(|truth| !truth);
        }
        let signs = ["===", "!==", "==", "!="];
        if let Some((sign, (one, other))) = signs.into_iter().find_map(|sign| Some((sign, condition.split_once(sign)?)))
        {
            let is_same = self.value(one.trim())? == self.value(other.trim())?;
            return Some(is_same == sign.starts_with('='));
        }
        // To ask for a captured text is not to show it.
        let captured = self.captured.borrow().get(condition).map(|text| !text.is_empty());
        captured.or_else(|| self.value(condition).map(|value| !matches!(&*value, "" | "false")))
    }
}
