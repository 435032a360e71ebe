//! "Did you mean …?": the known word nearest to one that is not known.

/// The longest word for which there are suggestions, in characters.
const LONGEST: usize = 255;

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

/// A hint that names the nearest candidate, or all of them where none is near.
pub fn hint<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, candidates.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("available: {}", list(candidates)),
    }
}

/// `` `a`, `b`, `c` ``
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
