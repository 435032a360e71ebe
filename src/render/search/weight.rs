//! How well a word tells an item: a small whole number that depends on the item alone.

/// The bits of a posting that hold the weight; the others say how far the item is from the one before.
pub(super) const WEIGHT_BITS: u32 = 3;

/// The highest weight.
pub(super) const HIGHEST: u32 = (1 << WEIGHT_BITS) - 1;

// What a word counts, by where it stands.
pub(super) const BODY: u32 = 1;
pub(super) const LEAD: u32 = 2;
pub(super) const NAME: u32 = 3;
/// A word in the title: what is left of a number of times this is what the other places count.
pub(super) const TITLE: u32 = 1 << 16;

/// What a word in a title adds to its weight: more than any text gives.
pub(super) const OF_TITLE: u32 = 4;

// The weights of a frequent word, of which no others are kept: those that are usual.
pub(super) const FREQUENT: u32 = 2;
pub(super) const FREQUENT_IN_TITLE: u32 = 5;

/// The words of a text of usual length.
const USUAL_LENGTH: u32 = 320;

/// A count and what another place adds to it. However long a text is, it never counts as a title.
pub(super) fn counted(count: u32, more: u32) -> u32 {
    if more == TITLE || count % TITLE < TITLE - NAME { count.saturating_add(more) } else { count }
}

/// How well a word tells a text of that length (BM25 with k₁ = 1.2 and b = 0.75, in whole numbers). The length counts by the power of
/// two below it, so that an edit changes the weights of few words.
pub(super) fn weight(count: u32, length: u32) -> u32 {
    let (in_title, count) = (count / TITLE, u64::from(count % TITLE) * 100);
    let class = 1_u64 << length.max(1).ilog2();
    let norm = 120 * (25 + 75 * class / u64::from(USUAL_LENGTH)) / 100;
    let most = u64::from(HIGHEST - OF_TITLE);
    let of_text = u32::try_from((2 * count * most + count + norm) / (2 * (count + norm))).unwrap_or(1);
    if in_title > 0 { OF_TITLE + of_text } else { of_text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_counts_more_than_a_body_and_a_short_text_more_than_a_long_one() {
        assert!(weight(TITLE, 300) > weight(TITLE - 1, 300));
        assert!(weight(1, 20) > weight(1, 3000));
        assert_eq!(weight(TITLE + TITLE - 1, 1), HIGHEST);
    }

    #[test]
    fn a_text_without_end_is_no_title() {
        let count = (0..3 * TITLE).fold(0, |count, _| counted(count, NAME));
        assert_eq!(count / TITLE, 0);
        assert_eq!(counted(count, TITLE) / TITLE, 1);
    }
}
