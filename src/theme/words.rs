//! The words of a theme in a language: `words/nl.yaml` of each theme of the chain, with English for missing words.

use std::collections::BTreeMap;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};
use serde::{Deserialize, Serialize};

use super::layers::Layer;
use crate::base::yaml::{Keys, Mapping};
use crate::base::{Code, Diagnostic, Place, suggest};

/// The language of fallback words.
const FALLBACK: &str = "en";
/// The most missing words that a finding names.
const SHOWN: usize = 8;

/// A word: a text, or a text for each plural category of the language (unicode.org/reports/tr35/tr35-numbers.html).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a word must be a text, or `{one: …, other: …}` with a text for each plural")]
pub(super) enum Word {
    Text(String),
    Counted(BTreeMap<String, String>),
}

/// All words of a language, with the rule by which it counts.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) words: BTreeMap<String, Word>,
    rules: Option<PluralRules>,
}

impl Words {
    /// The words of a language in a chain of themes.
    pub(super) fn read(language: &str, chain: &[Layer], findings: &mut Vec<Diagnostic>) -> Self {
        let fallback = merged(FALLBACK, chain, findings);
        let primary = language.split('-').next().unwrap_or(language);
        let mut own = merged(primary, chain, findings);
        if primary != language {
            own.extend(merged(language, chain, findings));
        }
        let missing: Vec<&str> = fallback.keys().filter(|key| !own.contains_key(*key)).map(String::as_str).collect();
        // An invalid language tag is reported elsewhere.
        let is_language = language.parse::<Locale>().is_ok() && !primary.contains(char::is_uppercase);
        if let (Some(layer), true) = (chain.last(), is_language && !missing.is_empty()) {
            let file = layer.shown(&format!("words/{primary}.yaml"));
            let shown = missing.iter().take(SHOWN).copied();
            let more =
                if missing.len() > SHOWN { format!(" and {} others", missing.len() - SHOWN) } else { String::new() };
            let message = format!("the theme has no words in `{language}` for {}{more}", suggest::list(shown));
            findings.push(Diagnostic::new(Code::WordMissing, Place::file(&file), message).hint(format!(
                "add them to `words/{primary}.yaml` of your theme; until then the English words are shown"
            )));
        }
        let mut words = fallback;
        words.extend(own);
        let rules = language
            .parse::<Locale>()
            .ok()
            .and_then(|locale| PluralRules::try_new_cardinal(PluralRulesPreferences::from(&locale)).ok());
        Self { words, rules }
    }

    /// A word with its `{placeholders}` filled in; `count` chooses the plural. `None` where there is no such word.
    pub(super) fn fill(&self, key: &str, count: Option<i64>, values: &[(String, String)]) -> Option<String> {
        let text = match self.words.get(key)? {
            Word::Text(text) => text,
            Word::Counted(forms) => forms.get(self.category(count)).or_else(|| forms.get("other"))?,
        };
        let mut filled = text.clone();
        for (name, value) in values {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        Some(filled)
    }

    fn category(&self, count: Option<i64>) -> &'static str {
        let Some((rules, count)) = self.rules.as_ref().zip(count) else { return "other" };
        match rules.category_for(count) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    }

    /// The words for templates, one text each; the plural form of counted words.
    pub(super) fn texts(&self) -> BTreeMap<&str, &str> {
        self.words.iter().map(|(key, word)| (key.as_str(), word.plain())).collect()
    }
}

impl Word {
    fn plain(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Counted(forms) => forms.get("other").map_or("", String::as_str),
        }
    }
}

/// The forms of counted words that no language has, and counted words without the form that every language needs.
fn odd_forms(file: &str, text: &str, read: &BTreeMap<String, Word>) -> Vec<Diagnostic> {
    const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    let mapping = Mapping::whole(file, text);
    let mut findings = Vec::new();
    for (key, word) in read {
        let Word::Counted(forms) = word else { continue };
        for form in forms.keys().filter(|form| !FORMS.contains(&form.as_str())) {
            let message = format!("`{form}` is no form of a counted word");
            let hint = suggest::hint(form, FORMS);
            findings.push(Diagnostic::new(Code::UnknownKey, mapping.value(key, form), message).hint(hint));
        }
        if !forms.contains_key("other") {
            let message = format!("the counted word `{key}` has no form `other`, which every language needs");
            let hint = "add `other: …`, with the words for any other number";
            findings.push(Diagnostic::new(Code::WrongType, mapping.key(key), message).hint(hint));
        }
    }
    findings
}

/// The words of one language; a child theme overrides its parents.
fn merged(language: &str, chain: &[Layer], findings: &mut Vec<Diagnostic>) -> BTreeMap<String, Word> {
    let mut words = BTreeMap::new();
    let name = format!("{language}.yaml");
    for layer in chain.iter().rev() {
        for (path, text) in layer.texts("words", findings).into_iter().filter(|(path, _)| *path == name) {
            let shown = layer.shown(&format!("words/{path}"));
            let read: BTreeMap<String, Word> =
                Mapping::whole(&shown, &text).read_strictly(Keys::only(&[]), Code::SettingsSyntax).report_to(findings);
            findings.extend(odd_forms(&shown, &text, &read));
            words.extend(read);
        }
    }
    words
}
