//! The settings of a language → [`Language`]: its addresses, its words in them, and what it is called.

use std::collections::BTreeMap;

use super::language::{LanguageDefaults, MenuEntry, defaults, is_right_to_left, named};
use super::pattern::{meant, without_fields};
use super::resolve::Resolver;
use super::typed::{LanguageFile, MenuFile, SubmenuFile, WordsFile};
use super::{AddressWords, ArchivePattern, Language, Pattern, PlainTag, StreamAddresses};
use crate::base::calendar::Calendar;
use crate::base::slug::is_slug;
use crate::base::{Address, Code, Diagnostic, Place, Severity};

impl Resolver<'_> {
    pub(super) fn languages(
        &mut self,
        main: &str,
        typed: LanguageFile,
        more: BTreeMap<String, LanguageFile>,
    ) -> Vec<Language> {
        self.title(typed.title.as_deref());
        let main =
            if self.is_plain("language", main) { PlainTag::of(main).map_or(main, |tag| tag.language) } else { main };
        let title = typed.title.clone();
        let mut languages = vec![self.language("language", main, typed, "")];
        for (tag, mut typed) in more.into_iter().filter(|(tag, _)| !tag.eq_ignore_ascii_case(main)) {
            if self.is_plain("languages", &tag) {
                continue;
            }
            typed.title = typed.title.or_else(|| title.clone());
            let prefix = format!("/{}", tag.to_lowercase());
            languages.push(self.language("languages", &tag, typed, &prefix));
        }
        languages
    }

    /// Whether a tag is one of plain language, which is a finding: what is written in it are versions of items, not a language with
    /// lists of its own.
    fn is_plain(&mut self, key: &str, tag: &str) -> bool {
        let Some(plain) = PlainTag::of(tag).filter(|plain| plain.level().is_some()) else { return false };
        let place = self.mapping.value(key, tag);
        let message = format!("`{tag}` is plain language, which is not a language of its own");
        let hint = match key {
            "languages" => {
                format!("remove it: `post.{tag}.md` beside `post.md` is a version of that item without a setting")
            }
            _ => format!("write `language: {}`, and name the files in plain language `post.{tag}.md`", plain.language),
        };
        self.add(Code::LanguageInvalid, place, message, hint);
        true
    }

    fn language(&mut self, key: &str, tag: &str, typed: LanguageFile, prefix: &str) -> Language {
        let LanguageFile {
            name,
            title,
            description,
            item_address,
            index_address,
            archive_address,
            address_words,
            menu,
            footer,
        } = typed;
        let is_lower = !tag.split('-').next().unwrap_or_default().contains(char::is_uppercase);
        let calendar = Calendar::of(tag).filter(|_| tag.len() >= 2 && tag.is_ascii() && is_lower).or_else(|| {
            let place = self.mapping.value(key, tag);
            self.add(Code::LanguageInvalid, place, format!("`{tag}` is not a language tag"), language_hint(tag));
            None
        });
        let written = language_hint(tag);
        if calendar.is_some()
            && written.starts_with("write `")
            && written != format!("write `{tag}`")
            && written.len() == tag.len() + 8
        {
            let place = self.mapping.value(key, tag);
            let message = format!("`{tag}` is not in the customary letters, by which programs know a language");
            let finding = Diagnostic::new(Code::LanguageInvalid, place, message).hint(written);
            self.findings.push(Diagnostic { severity: Severity::Warning, ..finding });
        }
        let (defaults, is_known) = defaults(tag);
        let index = index_address.unwrap_or_else(|| format!("{prefix}/{}/", defaults.news));
        // An index address that is none was reported; what follows from it is not.
        let above = Some(index.trim_end_matches(|c| c != '/')).filter(|above| above.starts_with('/')).unwrap_or("/");
        let items = item_address.unwrap_or_else(|| format!("{above}{{year}}/{{slug}}/"));
        let words = self.words(address_words, defaults, prefix);
        let archive = archive_address.unwrap_or_else(|| format!("{}{{year}}/{{month}}/", words.archive));
        Language {
            name: name.unwrap_or_else(|| if is_known { defaults.name.to_owned() } else { tag.to_owned() }).into(),
            title: title.unwrap_or_default().into(),
            description: description.unwrap_or_default().into(),
            home: Address::parse(&format!("{prefix}/")).unwrap_or_else(|_odd_tag| Address::root()),
            main: StreamAddresses {
                title: Box::default(),
                index: self.index_address(&index),
                items: self.pattern(&items),
                overview: Address::parse(&words.archive).unwrap_or_else(|_checked_word| Address::root()),
                archive: self.archive(&archive),
            },
            words,
            menu: menu.into_iter().map(|entry| self.menu_entry(entry)).collect(),
            footer: footer.unwrap_or_default().into(),
            calendar: calendar.or_else(|| Calendar::of("en")).unwrap_or_else(|| unreachable!("English has a calendar")),
            quotes: defaults.quotes,
            right_to_left: is_right_to_left(tag),
            tag: tag.into(),
        }
    }

    fn menu_entry(&self, typed: MenuFile) -> MenuEntry {
        let MenuFile { title, link, items } = typed;
        let entry = |title, link: String, items| MenuEntry { place: self.find(&link), title, link, items };
        let below = |SubmenuFile { title, link }| entry(title, link, Vec::new());
        let items = items.into_iter().map(below).collect();
        entry(title, link, items)
    }

    fn index_address(&mut self, typed: &str) -> Address {
        let parsed = Address::parse(typed).map_err(|error| error.to_string());
        match parsed.and_then(without_fields) {
            Ok(address) if address.is_folder() => address,
            Ok(_) => {
                self.add(
                    Code::AddressInvalid,
                    self.find(typed),
                    format!("the index address `{typed}` must end in `/`"),
                    format!("write `{typed}/`"),
                );
                Address::root()
            }
            Err(error) => {
                self.add(
                    Code::AddressInvalid,
                    self.find(typed),
                    format!("`{typed}`: {error}"),
                    match typed.trim_matches('/') {
                        bare if is_slug(bare) => format!("write `/{bare}/`"),
                        _ => "write an address such as `/nieuws/`".to_owned(),
                    },
                );
                Address::root()
            }
        }
    }

    fn pattern(&mut self, typed: &str) -> Pattern {
        Pattern::parse(typed).unwrap_or_else(|problem| {
            self.add(
                Code::PatternInvalid,
                self.find(typed),
                format!("`{typed}` is not a valid address pattern: {problem}"),
                meant(typed).map_or_else(
                    || "write a pattern such as `/nieuws/{year}/{slug}/`".to_owned(),
                    |meant| format!("write `{meant}`"),
                ),
            );
            Pattern::parse("/{slug}/").unwrap_or_else(|_checked| unreachable!("this pattern is checked by a test"))
        })
    }

    fn archive(&mut self, typed: &str) -> ArchivePattern {
        ArchivePattern::parse(typed).unwrap_or_else(|problem| {
            self.add(
                Code::PatternInvalid,
                self.find(typed),
                format!("`{typed}` is not a valid address pattern of archives: {problem}"),
                "write a pattern such as `/{year}/{month}/` or `/archief/{year}/{month}/{day}/`",
            );
            ArchivePattern::parse("/{year}/")
                .unwrap_or_else(|_checked| unreachable!("this pattern is checked by a test"))
        })
    }

    /// The place of a word for addresses; of an empty one that of the words.
    fn word_place(&self, word: &str) -> Place {
        match word {
            "" if self.mapping.has("address_words") => self.mapping.value("address_words", ""),
            "" => self.mapping.key("languages"),
            word => self.find(word),
        }
    }

    fn words(&mut self, typed: WordsFile, defaults: &LanguageDefaults, prefix: &str) -> AddressWords {
        let WordsFile { tags, authors, dossiers, archive, page, agenda, corrections, search, follow, week } = typed;
        let mut word = |typed: Option<String>, default: &str, prefix: &str| {
            let mut word = typed.unwrap_or_else(|| default.to_owned());
            if !is_slug(&word) {
                let place = self.word_place(&word);
                self.add(
                    Code::SlugInvalid,
                    place,
                    format!("`{word}` cannot be a part of an address"),
                    word_hint(&word, default == defaults.words[3], default),
                );
                default.clone_into(&mut word);
            }
            format!("{prefix}/{word}/").into_boxed_str()
        };
        let [d_tags, d_authors, d_dossiers, d_archive, d_page, d_agenda, d_corrections, d_search, d_follow, d_week] =
            defaults.words;
        AddressWords {
            tags: word(tags, d_tags, prefix),
            authors: word(authors, d_authors, prefix),
            dossiers: word(dossiers, d_dossiers, prefix),
            archive: word(archive, d_archive, prefix),
            page: word(page, d_page, "").trim_matches('/').into(),
            agenda: word(agenda, d_agenda, prefix),
            corrections: word(corrections, d_corrections, prefix),
            search: word(search, d_search, prefix),
            follow: word(follow, d_follow, prefix),
            week: word(week, d_week, prefix),
        }
    }
}

/// What to write instead of a word that is no part of an address.
fn word_hint(word: &str, is_archive: bool, default: &str) -> String {
    match word {
        "" if is_archive => "write `archive_address: /{year}/{month}/` for archives without a word".to_owned(),
        _ => format!("write `{default}`, or another word of letters, digits and hyphens"),
    }
}

/// What to write instead of a tag: that in customary letters, as `nl-NL` for `nl_NL`, where it is one.
pub fn language_hint(tag: &str) -> String {
    let (main, region) = tag.trim().split_once(['_', '-']).unwrap_or((tag.trim(), ""));
    let main = main.to_lowercase();
    let is_letters =
        |text: &str, most| (2..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
    match region {
        "" if is_letters(&main, 3) => format!("write `{main}`"),
        region if is_letters(&main, 3) && is_letters(region, 2) => format!("write `{main}-{}`", region.to_uppercase()),
        _ => match named(tag) {
            Some(known) => format!("write `{known}`"),
            None => "write a tag such as `nl`, `en` or `en-US`".to_owned(),
        },
    }
}
