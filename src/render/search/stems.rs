//! Groups of inflections: all forms with the same stem are one word for those who look for it.

use snowball_stemmers_rs::{Algorithm, Stemmer};

/// The stemmers of a language: the first whose stem begins as the form does counts.
pub(super) struct Stems(Vec<Stemmer>);

impl Stems {
    /// The stemmer of a language by its tag. One without has every form for itself.
    pub(super) fn of(tag: &str) -> Self {
        let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        // The newer stemmer of Dutch also takes away `ge` at the start of a word, such as that of `gemeente`.
        let second = (primary == "nl").then_some(Algorithm::DutchPorter);
        Self(algorithm(&primary).into_iter().chain(second).map(Stemmer::create).collect())
    }

    /// The stem of a folded form: a pure function of it, so that a form is in the same group everywhere. A stem that begins
    /// otherwise than its form would stand in another shard, in which nobody looks: then the form is its own stem.
    pub(super) fn stem(&self, form: &str) -> String {
        if !form.chars().all(char::is_alphabetic) {
            return form.to_owned();
        }
        let begins_alike = |stem: &String| stem.chars().take(2).eq(form.chars().take(2));
        let mut stems = self.0.iter().map(|stemmer| stemmer.stem(form).into_owned());
        stems.find(begins_alike).unwrap_or_else(|| form.to_owned())
    }
}

fn algorithm(tag: &str) -> Option<Algorithm> {
    Some(match tag {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hu" => Algorithm::Hungarian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
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
