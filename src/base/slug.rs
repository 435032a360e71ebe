//! Text → slug, a part of an address: lower-case letters, digits and single dashes.

use std::borrow::Cow;

use deunicode::deunicode_char;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory as Category, Script};

use super::address::is_device;
use super::name::{is_invisible, nfc};

/// What becomes of letters outside ASCII in a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// They become plain letters: `é` → `e`, `и` → `i`. Empty where nothing in a text has a plain form.
    Plain,
    /// Those of alphabets become plain. Characters that are words or syllables, as in Chinese and Japanese, and emoji stay: their
    /// plain forms are wrong, or those of other words too.
    PlainAlphabets,
    /// They stay, in lower case.
    Kept,
}

/// The slug of a text in plain letters: `é` → `e`, `ij` → `ij`, `ß` → `ss`, `ü` → `u`; everything else that is no letter or digit
/// is a dash.
pub fn slugify(text: &str) -> String {
    slug(text, Letters::Plain)
}

/// The slug of a text. At most 100 bytes, cut at a dash where there is one. Where it would be a name that no file has on
/// Windows, `-1` is added: `aux` → `aux-1`.
pub fn slug(text: &str, letters: Letters) -> String {
    let mut slug = hyphenated(text, letters);
    if is_device(&slug) {
        slug.push_str("-1");
    }
    slug
}

/// The words of a text in the form of a slug, for what is no part of a path.
pub fn hyphenated(text: &str, letters: Letters) -> String {
    let text = if letters == Letters::Plain { Cow::Borrowed(text) } else { nfc(text) };
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        // An apostrophe joins: 's avonds → s-avonds, zo'n → zon.
        if matches!(c, '\'' | '’' | '‘') || letters != Letters::Plain && is_invisible(c) {
            continue;
        }
        if stays(c, letters) {
            slug.extend(c.to_lowercase());
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

/// The name of a file as a slug, with its capitals, dots and underscores: `My_Post.v2` stays, `My post` is `My-post`.
pub fn kept_slug(name: &str, letters: Letters) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || stays(c, letters);
    let mut kept = String::with_capacity(name.len());
    for c in nfc(name).chars() {
        match c {
            c if is_kept(c) => kept.push(c),
            c if c.is_ascii() => kept.push('-'),
            c => kept.push_str(deunicode_char(c).unwrap_or("-")),
        }
    }
    kept.retain(is_kept);
    let kept = kept.trim_matches(['.', '-']);
    if is_slug(kept) { kept.to_owned() } else { slug(name, letters) }
}

/// The slug of the name of a tag, an author or a dossier. `+` and `#` at the end of a word are part of it: `C++`, `C#`, `65+`.
pub fn slug_of_name(name: &str, letters: Letters) -> String {
    if !name.contains(['+', '#']) {
        return slug(name, letters);
    }
    let mut spelled = String::with_capacity(name.len());
    let mut signs = String::new();
    for c in name.chars().chain([' ']) {
        if matches!(c, '+' | '#') && spelled.ends_with(char::is_alphanumeric) {
            signs.push(c);
            continue;
        }
        for sign in signs.drain(..) {
            spelled.push_str(match sign {
                _ if c.is_alphanumeric() => "-",
                '+' => "-plus",
                _ => "-sharp",
            });
        }
        spelled.push(c);
    }
    slug(&spelled, letters)
}

/// Whether a character outside ASCII is part of a slug as it is.
fn stays(c: char, letters: Letters) -> bool {
    if c.is_ascii() || letters == Letters::Plain || is_invisible(c) {
        return false;
    }
    let is_letter = match category(c) {
        // Emoji. Other signs, such as © and ™, have plain forms.
        Category::OtherSymbol | Category::ModifierSymbol => return c >= '\u{2300}',
        Category::NonspacingMark | Category::SpacingMark => true,
        Category::DecimalNumber | Category::LetterNumber | Category::OtherNumber => false,
        _ => c.is_alphabetic(),
    };
    match CodePointMapData::<Script>::new().get(c) {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo | Script::Yi => {
            is_letter || c.is_numeric()
        }
        // Signs of several scripts: the Japanese ー is a letter, a mathematical 𝐀 is an A.
        Script::Common => is_letter && matches!(c, '\u{3000}'..='\u{30ff}'),
        Script::Latin | Script::Inherited => is_letter && letters == Letters::Kept,
        _ => (is_letter || c.is_numeric()) && letters == Letters::Kept,
    }
}

fn category(c: char) -> Category {
    CodePointMapData::<Category>::new().get(c)
}

fn shorten(slug: &mut String) {
    const LONGEST: usize = 100;
    if slug.len() > LONGEST {
        slug.truncate(slug.floor_char_boundary(LONGEST));
        if let Some(dash) = slug.rfind('-').filter(|at| *at > LONGEST / 2) {
            slug.truncate(dash);
        }
    }
    while slug.ends_with('-') {
        slug.pop();
    }
}

/// Whether a text may stand in an address as it is: what [`slug`] gives, and also `_`, `.` inside and capitals.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 200
        && !text.starts_with('.')
        && !text.ends_with('.')
        && !is_device(text)
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || !c.is_ascii() && stays(c, Letters::Kept)
        })
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

    #[test]
    fn characters_stay_where_their_plain_forms_are_those_of_other_words() {
        let own = |text| slug(text, Letters::PlainAlphabets);
        assert_eq!((own("事实"), own("时事")), ("事实".to_owned(), "时事".to_owned()));
        assert_eq!(own("Café Ōsaka 大阪"), "cafe-osaka-大阪");
        assert_eq!((own("コーヒー"), own("🎉 Feest!")), ("コーヒー".to_owned(), "🎉-feest".to_owned()));
        assert_eq!((own("новости"), own("Αθήνα")), ("novosti".to_owned(), "athena".to_owned()));
        assert_eq!((own("５０ ％ ½ ©"), own("« »")), ("50-1-2-c".to_owned(), String::new()));
        let kept = |text| slug(text, Letters::Kept);
        assert_eq!(kept("E\u{301}e\u{301}n Café ²"), "één-café-2");
        assert_eq!((kept("Мел"), kept("Мель"), kept("हिन्दी")), ("мел".into(), "мель".into(), "हिन्दी".into()));
        assert_eq!(kept(&"大".repeat(60)).chars().count(), 33);
    }

    #[test]
    fn the_name_of_a_file_stays_where_it_may_stand_in_an_address() {
        let kept = |name| kept_slug(name, Letters::Plain);
        for name in ["My_Post.v2", "a", "JAN", "1.85.0", "a--b"] {
            assert_eq!(kept(name), name);
        }
        assert_eq!(
            (kept("My post"), kept("Één café"), kept("_a_")),
            ("My-post".into(), "Een-cafe".into(), "_a_".into())
        );
        assert_eq!(
            (kept(".."), kept("?"), kept(".git"), kept("a/b")),
            (String::new(), String::new(), "git".into(), "a-b".into())
        );
        assert_eq!(kept_slug("E\u{301}e\u{301}n", Letters::Kept), "Één");
    }

    #[test]
    fn a_sign_at_the_end_of_a_word_is_part_of_a_name() {
        let of = |name| slug_of_name(name, Letters::PlainAlphabets);
        assert_eq!((of("C++"), of("C#"), of("C")), ("c-plus-plus".into(), "c-sharp".into(), "c".into()));
        assert_eq!((of("65+"), of("65"), of("65+'ers")), ("65-plus".into(), "65".into(), "65-plusers".into()));
        assert_eq!(
            (of("C++ dag"), of("vmbo+havo"), of("#metoo")),
            ("c-plus-plus-dag".into(), "vmbo-havo".into(), "metoo".into())
        );
    }

    #[test]
    fn a_typed_slug_may_have_letters_but_no_signs_of_addresses() {
        for good in ["a", "A_b.c", "новости", "één", "大阪", "🎉"] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", ".a", "a.", "a b", "a/b", "a?b", "«a»", "a\u{200b}b", "a\u{a0}b", "a–b"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
