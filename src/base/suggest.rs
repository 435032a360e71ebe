//! "Did you mean …?": the known word nearest to one that is not known.

/// The longest word for which there are suggestions, in characters.
const LONGEST: usize = 255;

/// The most candidates that are listed, and how many of more are shown.
const MOST: usize = 24;
const MOST_SHOWN: usize = 8;

/// The candidate nearest to `word`, where it is near enough to be a likely slip of the pen.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let most = (length / 3).clamp(1, 3);
    let distance = |candidate: &str| {
        let candidate = candidate.to_lowercase();
        // Comparing takes the product of the lengths, and the difference of the lengths is the least distance.
        let is_near = candidate.chars().take(length + most + 1).count().abs_diff(length) <= most;
        is_near.then(|| strsim::damerau_levenshtein(&word, &candidate)).filter(|distance| *distance <= most)
    };
    candidates
        .into_iter()
        .filter_map(|candidate| Some((distance(candidate)?, candidate)))
        .min()
        .map(|(_, candidate)| candidate)
}

/// A hint that names the nearest candidate, or those that there are where none is near.
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, candidates.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => available(word, candidates),
    }
}

/// All candidates; of many those that are most like a word.
pub fn available<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    let count = all.len();
    if count <= MOST {
        return format!("available: {}", list(all));
    }
    let short: String = word.to_lowercase().chars().take(LONGEST).collect();
    all.sort_by(|a, b| strsim::jaro_winkler(&short, b).total_cmp(&strsim::jaro_winkler(&short, a)).then(a.cmp(b)));
    format!("the nearest of {count}: {}", list(all.into_iter().take(MOST_SHOWN)))
}

/// `` `a`, `b`, `c` ``
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_candidates_those_that_are_most_like_the_word_are_listed() {
        let words: Vec<String> = (0..100).map(|number| format!("word{number}")).chain(["follow_on".into()]).collect();
        let hint = hint("follow_upp_again", words.iter().map(String::as_str));
        assert!(hint.starts_with("the nearest of 101: `follow_on`, `"), "{hint}");
        assert_eq!(hint.matches('`').count(), 16, "{hint}");
        assert_eq!(available("x", ["b", "a"]), "available: `b`, `a`");
    }
}
