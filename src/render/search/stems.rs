//! Groups of inflections: all forms with the same stem are one word for those who look for it.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::RandomState;
use snowball_stemmers_rs::{Algorithm, Stemmer};

/// The stemmers of a language: the first whose stem begins as the form does counts.
pub(super) struct Stems(Vec<Stemmer>);

impl Stems {
    /// The stemmer of a language by its tag. One without has every form for itself.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // The newer stemmer of Dutch also takes away `ge` at the start of a word, such as that of `gemeente`.
        let older: fn() -> Stemmer = || Stemmer::create(Algorithm::DutchPorter);
        let second = (primary == "nl").then_some(older);
        Self(algorithm(&primary).into_iter().chain(second).map(|create| create()).collect())
    }

    /// The stem of a folded form: a pure function of it, so that a form is in the same group everywhere. A stem of which more than
    /// the end differs would stand far from its form, and all words between them in one shard with both: it does not count.
    pub(super) fn stem(&self, form: &str) -> String {
        if !form.chars().all(char::is_alphabetic) {
            return form.to_owned();
        }
        let mut stems = self.0.iter().map(|stemmer| stemmer.stem(form).into_owned());
        stems.find(|stem| begin_alike(stem, form)).unwrap_or_else(|| form.to_owned())
    }
}

/// Whether the first two letters are the same, and all of the stem but the last two: `boom` and `bomen`, not `beleid` and `begeleidt`.
fn begin_alike(stem: &str, form: &str) -> bool {
    let same = stem.chars().zip(form.chars()).take_while(|(one, other)| one == other).count();
    same >= 2 && same + 2 >= stem.chars().count()
}

/// The stemmers of a language with the stems that they gave: most words of a batch are in others too.
pub(super) struct KnownStems {
    stems: Stems,
    known: RwLock<HashMap<Box<str>, Box<str>, RandomState>>,
}

impl KnownStems {
    /// No stems yet.
    pub(super) fn new(stems: Stems) -> Self {
        Self { stems, known: RwLock::default() }
    }

    /// The stem of a folded form.
    pub(super) fn stem(&self, form: &str) -> Box<str> {
        if let Some(stem) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(form) {
            return stem.clone();
        }
        let stem = self.stems.stem(form).into_boxed_str();
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(form.into(), stem.clone());
        stem
    }
}

/// Makes the stemmer of a language. Each has a function of its own, so that the program can do without those of other languages.
fn algorithm(tag: &str) -> Option<fn() -> Stemmer> {
    Some(match tag {
        "ar" => || Stemmer::create(Algorithm::Arabic),
        "ca" => || Stemmer::create(Algorithm::Catalan),
        "cs" => || Stemmer::create(Algorithm::Czech),
        "da" => || Stemmer::create(Algorithm::Danish),
        "de" => || Stemmer::create(Algorithm::German),
        "el" => || Stemmer::create(Algorithm::Greek),
        "en" => || Stemmer::create(Algorithm::English),
        "es" => || Stemmer::create(Algorithm::Spanish),
        "et" => || Stemmer::create(Algorithm::Estonian),
        "eu" => || Stemmer::create(Algorithm::Basque),
        "fi" => || Stemmer::create(Algorithm::Finnish),
        "fr" => || Stemmer::create(Algorithm::French),
        "ga" => || Stemmer::create(Algorithm::Irish),
        "hu" => || Stemmer::create(Algorithm::Hungarian),
        "id" => || Stemmer::create(Algorithm::Indonesian),
        "it" => || Stemmer::create(Algorithm::Italian),
        "lt" => || Stemmer::create(Algorithm::Lithuanian),
        "nb" | "nn" | "no" => || Stemmer::create(Algorithm::Norwegian),
        "nl" => || Stemmer::create(Algorithm::Dutch),
        "pl" => || Stemmer::create(Algorithm::Polish),
        "pt" => || Stemmer::create(Algorithm::Portuguese),
        "ro" => || Stemmer::create(Algorithm::Romanian),
        "ru" => || Stemmer::create(Algorithm::Russian),
        "sv" => || Stemmer::create(Algorithm::Swedish),
        "tr" => || Stemmer::create(Algorithm::Turkish),
        "uk" => || Stemmer::create(Algorithm::Ukrainian),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn inflections_have_one_stem() {
        for (tag, one, other) in [
            ("nl", "subsidie", "subsidies"),
            ("nl", "boom", "bomen"),
            ("nl-BE", "gemeente", "gemeenten"),
            ("en", "village", "villages"),
            ("de", "zeitung", "zeitungen"),
            ("fr", "journal", "journals"),
        ] {
            let stems = Stems::of(tag);
            assert_eq!(stems.stem(one), stems.stem(other), "{tag}: {one}, {other}");
        }
        assert_eq!(Stems::of("fy").stem("doarpen"), "doarpen");
        assert_eq!(Stems::of("nl").stem("begeleidt"), "begeleidt", "not `beleid`");
    }

    proptest! {
        #[test]
        fn every_form_has_a_stem(form in "\\PC{1,30}") {
            for tag in ["nl", "en", "de", "fr", "ar", "ru", "tr", "el", "fi", "pl"] {
                prop_assert!(!Stems::of(tag).stem(&form).is_empty());
            }
        }
    }
}
