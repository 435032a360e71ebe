//! Text → slug, a part of an address: lower-case ASCII letters, digits and single dashes.

use deunicode::deunicode_char;

/// The slug of a text: `é` → `e`, `ij` → `ij`, `ß` → `ss`, `ü` → `u`; everything else that is no letter or digit is a dash.
/// Empty where nothing in the text has a Latin form. At most 100 characters, cut at a dash where there is one.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        // An apostrophe joins: 's avonds → s-avonds, zo'n → zon.
        if matches!(c, '\'' | '’' | '‘') {
            continue;
        }
        let plain = if c.is_ascii() { None } else { deunicode_char(c) };
        let mut ascii = [0; 4];
        for byte in plain.unwrap_or_else(|| c.encode_utf8(&mut ascii)).bytes() {
            if byte.is_ascii_alphanumeric() {
                slug.push(char::from(byte.to_ascii_lowercase()));
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
    }
    shorten(&mut slug);
    slug
}

fn shorten(slug: &mut String) {
    const LONGEST: usize = 100;
    if slug.len() > LONGEST {
        slug.truncate(LONGEST);
        if let Some(dash) = slug.rfind('-').filter(|at| *at > LONGEST / 2) {
            slug.truncate(dash);
        }
    }
    while slug.ends_with('-') {
        slug.pop();
    }
}

/// Whether a text may stand in an address as it is: what [`slugify`] gives, and also `_`, `.` inside and capitals.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && !text.starts_with('.')
        && !text.ends_with('.')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_western_europe_become_plain() {
        assert_eq!(slugify("Wijkgericht werken: doel of middel?"), "wijkgericht-werken-doel-of-middel");
        assert_eq!(slugify("Één café, Fryslân & Straße über ĳs"), "een-cafe-fryslan-strasse-uber-ijs");
        assert_eq!(slugify("’s Avonds zo'n 20 % meer"), "s-avonds-zon-20-meer");
        assert_eq!(slugify("  --  "), "");
    }

    #[test]
    fn a_long_title_is_cut_at_a_word() {
        let slug = slugify(&"heel lange titel ".repeat(40));
        assert!(slug.len() <= 100 && slug.ends_with("titel") || slug.ends_with("lange") || slug.ends_with("heel"));
    }
}
