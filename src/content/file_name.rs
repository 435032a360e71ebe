//! The name of the file of an item: `2013-12-03-open-dag.en.md` → stem and language.

use crate::base::{Code, Diagnostic, Place};
use crate::config::{Config, PlainTag};

/// Languages by which a name ends (ISO 639-1, and others that are written). Without `io`, which is the end of many names of
/// companies.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv \
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik is it iu ja jv ka \
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no \
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th \
    ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ast dsb fil frr fur gsw hsb kab nds pap rom sco";

/// The endings of Markdown files.
const MARKDOWN: [&str; 4] = [".md", ".markdown", ".mdown", ".mkd"];
/// The endings of HTML files, which are items where they have front matter.
const HTML: [&str; 2] = [".html", ".htm"];

/// The endings of copies that editors and other programs keep.
const COPIES: [&str; 5] = [".md.bak", ".md.old", ".md.orig", ".md.tmp", ".md.save"];

/// Whether a file is Markdown, by its name.
pub fn is_markdown(file: &str) -> bool {
    MARKDOWN.iter().any(|ending| file.ends_with(ending))
}

/// Whether a file is HTML, by its name.
pub fn is_html(file: &str) -> bool {
    HTML.iter().any(|ending| file.ends_with(ending))
}

/// Whether a file is an item, or is one if it has front matter, by its name.
pub fn may_be_item(file: &str) -> bool {
    is_markdown(file) || is_html(file)
}

/// The name of the file of an item without its folder, its ending and its language.
pub(super) fn stem(file: &str) -> &str {
    let name = name(file);
    split(name).map_or(name, |(stem, _)| stem)
}

/// The folder of the item in a file, where it has one of its own: the file is an `index.md`.
pub fn own_folder(file: &str) -> Option<&str> {
    let folder = file.get(..file.len() - name_with_ending(file).len())?;
    (may_be_item(file) && stem(file) == "index").then_some(folder)
}

/// The tag of the language in the name of the file of an item.
pub(super) fn language(file: &str) -> Option<&str> {
    split(name(file)).map(|(_, tag)| tag)
}

/// The name of a file whose language is in capitals, `post.EN.md`, with that in small letters.
fn with_small_language(file: &str) -> Option<String> {
    let name = name(file);
    let (start, tag) = name.rsplit_once('.').filter(|(_, tag)| tag.bytes().any(|b| b.is_ascii_uppercase()))?;
    let small = format!("{start}.{}", tag.to_ascii_lowercase());
    split(&small)?;
    let folder = file.get(..file.len() - name_with_ending(file).len())?;
    let ending = name_with_ending(file).get(name.len()..)?;
    Some(format!("{folder}{small}{ending}"))
}

/// The finding on a language in capitals: `post.EN.md` is no translation of `post.md`.
pub(super) fn capital_language(file: &str, config: &Config) -> Option<Diagnostic> {
    let renamed = with_small_language(file)?;
    let is_known = |tag: &&str| {
        config.find_language(tag).is_some()
            || PlainTag::of(tag).is_some_and(|plain| config.find_language(plain.language).is_some())
    };
    let tag = language(&renamed).filter(is_known)?;
    let message = format!("`{}` in the name of this file is not read as a language", tag.to_uppercase());
    let hint = format!("rename it to `{}`", renamed.rsplit('/').next().unwrap_or(&renamed));
    Some(Diagnostic::new(Code::LanguageUnknown, Place::file(file), message).hint(hint))
}

/// Whether a file is a copy of an item that an editor keeps, by its name.
pub fn is_copy(file: &str) -> bool {
    COPIES.iter().any(|ending| file.ends_with(ending))
}

fn name_with_ending(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn name(file: &str) -> &str {
    let name = name_with_ending(file);
    MARKDOWN.iter().chain(&HTML).find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// `post.en` → `post` and `en`. Only what is a language, with a script or a region, is one: `gate.io-open` is a name. Plain language is
/// told behind it, `nl-x-eenvoudig` or `nl-simple`.
fn split(name: &str) -> Option<(&str, &str)> {
    let (stem, tag) = name.rsplit_once('.')?;
    let mut parts = PlainTag::of(tag).map_or(tag, |plain| plain.language).split('-');
    let language = parts.next()?;
    let is_script = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_region = |part: &str| {
        let is_letters = part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
        is_letters || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_tag = LANGUAGES.split_whitespace().any(|known| known == language)
        && parts.all(|part| is_script(part) || is_region(part));
    (is_tag && !stem.is_empty()).then_some((stem, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_language_is_taken_for_one() {
        let cases = [
            ("content/nieuws/post.en.md", "post", Some("en")),
            ("post.nl.markdown", "post", Some("nl")),
            ("post.en.html", "post", Some("en")),
            ("post.mkd", "post", None),
            ("post.zh-Hant-TW.md", "post", Some("zh-Hant-TW")),
            ("index.pap.md", "index", Some("pap")),
            ("gate.io-open.md", "gate.io-open", None),
            ("walk.md.md", "walk.md", None),
            ("versie-1.85.md", "versie-1.85", None),
            ("en.md", "en", None),
            (".en.md", ".en", None),
            ("post.EN.md", "post.EN", None),
            ("2018-12-06-brug.nl-x-eenvoudig.md", "2018-12-06-brug", Some("nl-x-eenvoudig")),
            ("post.en-GB-x-plain.md", "post", Some("en-GB-x-plain")),
            ("index.nl-simple.md", "index", Some("nl-simple")),
            ("post.zz-x-plain.md", "post.zz-x-plain", None),
        ];
        for (file, expected, tag) in cases {
            assert_eq!((stem(file), language(file)), (expected, tag), "{file}");
        }
        assert_eq!(with_small_language("content/a/post.EN.md").as_deref(), Some("content/a/post.en.md"));
        let small = with_small_language("content/a/post.nl-X-Eenvoudig.md");
        assert_eq!(small.as_deref(), Some("content/a/post.nl-x-eenvoudig.md"));
        assert_eq!(with_small_language("content/a/Post.md"), None);
        assert_eq!(with_small_language("content/a/post.PDF.md"), None);
    }
}
