//! How large a file is, as readers write it: "345 kB", "1,2 MB".

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;

const KILO: u64 = 1_000;
const MEGA: u64 = 1_000_000;

/// A number of bytes in the words of a BCP 47 language tag: decimal units, as the SI and file managers have them.
pub fn size_in_words(bytes: u64, language: &str) -> String {
    let (tenths, unit) = match bytes {
        ..KILO => return format!("{bytes}\u{a0}B"),
        KILO..MEGA => (bytes.div_ceil(KILO) * 10, "kB"),
        _ => (bytes.div_ceil(MEGA / 10), "MB"),
    };
    let mut number = Decimal::from(tenths);
    number.multiply_pow10(-1);
    number.absolute.trim_end();
    let locale = language.parse::<Locale>().unwrap_or(Locale::UNKNOWN);
    let words = DecimalFormatter::try_new(locale.into(), icu_decimal::options::DecimalFormatterOptions::default());
    let number = words.map_or_else(|_no_data| number.to_string(), |words| words.format(&number).to_string());
    format!("{number}\u{a0}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_the_decimals_of_their_language() {
        let words = |bytes, language| size_in_words(bytes, language).replace('\u{a0}', " ");
        assert_eq!(words(0, "nl"), "0 B");
        assert_eq!(words(999, "nl"), "999 B");
        assert_eq!(words(345_012, "nl"), "346 kB");
        assert_eq!(words(1_234_567, "nl"), "1,3 MB");
        assert_eq!(words(1_234_567, "en"), "1.3 MB");
        assert_eq!(words(2_000_000, "de"), "2 MB");
        assert_eq!(words(5_000_000_000, "nl"), "5.000 MB");
        assert_eq!(words(1_500_000, "no such tag"), "1.5 MB");
    }
}
