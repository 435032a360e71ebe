//! Keys by which other systems, and people, hold an item back: what such a key says with its value.

use serde_json::Value;

use crate::base::date::When;
use crate::base::other_date::DateError;

/// What a key says of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It is not public.
    HeldBack,
    /// It is public from a date on, which is the value.
    From,
    /// It is public until a date, which is the value.
    Until,
    Public,
    /// The key is about this, and the value does not say it.
    Unclear,
}

/// Names that say that an item is public, with `false` that it is not. They are compared without underscores.
const PUBLIC: &str = "\
    online publiceren publiek visibility visible zichtbaar active actief enabled ready klaar listed published ispublished \
    publish gepubliceerd public ispublic openbaar status state approved goedgekeurd reviewed review render show display \
    tonen live robots access toegang permissions audience indexable poststatus wpstatus build released";
/// Names that say that an item is not public.
const HIDDEN: &str = "\
    hidden ishidden hide private isprivate verborgen verbergen unlisted nietpubliceren nietpubliek nogniet klad isdraft \
    drafts concept concepten isconcept entwurf brouillon borrador bozza unpublished unpublish nopublish notpublic \
    donotpublish eleventyexcludefromcollections wip todo workinprogress inprogress secret geheim confidential \
    vertrouwelijk internal intern noindex headless exclude excluded skip ignore disabled trash trashed deleted prive privé \
    sensitive locked embargoed membersonly password wachtwoord protected";
/// Names whose value is the date from which an item is public.
const FROM: &str = "\
    embargo notbefore availablefrom releasedate golive scheduled schedule scheduledfor publicatie publicationtime \
    publishtime publishafter publishfrom publishon publishat visiblefrom onlinefrom zichtbaarvanaf onlinevanaf \
    publicerenop publicerenvanaf publiceervanaf publiceerop";
/// Words that make a name with an underscore one of these: `post_status`, `is_draft`, `embargo_until`.
const WORDS: &str = "\
    draft concept embargo private hidden publish published unpublished public publiceren gepubliceerd visible visibility \
    zichtbaar noindex status";
/// Parts of names that can hardly be meant otherwise: only they are read in this way below `extra`, and where the value is unclear.
const PLAIN: &str = "\
    draft concept embargo private hidden publi gepubliceerd visib zichtbaar noindex status robots wip unlisted online \
    verborgen klad wachtwoord password build entwurf brouillon borrador bozza geheim notbefore golive";

/// What a key says of an item; `None` for a key about something else.
pub(super) fn says(key: &str, value: &str) -> Option<Says> {
    let folded = key.to_lowercase().replace(['-', ' '], "_");
    let name: String = folded.replace('_', "");
    let is_word = |words: &str| folded.contains('_') && folded.split('_').any(|part| has(words, part));
    let is_until = folded.ends_with("_until") || folded.ends_with("_till") || folded.ends_with("_tot");
    let hides = has(HIDDEN, &name) || name == "draft" || is_word("draft concept private hidden noindex");
    let is_from = has(FROM, &name) || is_word("embargo");
    if !(hides || is_from || has(PUBLIC, &name) || is_word(WORDS)) {
        return None;
    }
    let is_date = is_date(value);
    let is_nothing = value.is_empty() || matches!(value, "~" | "null");
    Some(match read(value) {
        _ if is_date && is_until && !hides && !is_from => Says::Until,
        // A date of a draft says nothing of when it may be public.
        _ if is_date && (is_until || !hides) => Says::From,
        Some(HoldWord::No) if hides => Says::Public,
        Some(HoldWord::Yes) if !hides && !is_from => Says::Public,
        Some(HoldWord::Public) if !hides => Says::Public,
        Some(HoldWord::No | HoldWord::Yes | HoldWord::Hidden) => Says::HeldBack,
        // A password, or a reason.
        _ if hides && !is_nothing => Says::HeldBack,
        _ => return is_plain(&name).then_some(Says::Unclear),
    })
}

fn is_plain(name: &str) -> bool {
    PLAIN.split_whitespace().any(|plain| name.contains(plain))
}

/// The same for a key below `extra`, where themes have keys of their own: only what can hardly be meant otherwise.
pub(super) fn says_below_extra(key: &str, value: &str) -> Option<Says> {
    let name = key.to_lowercase().replace(['-', '_', ' '], "");
    // The date on which something was published holds nothing back; imported items keep theirs there.
    let waits = ["embargo", "until", "after", "from", "before", "vanaf", "golive", "tot"];
    let is_wait = waits.iter().any(|word| name.contains(word));
    says(key, value).filter(|says| is_plain(&name) && (*says != Says::From || is_wait))
}

/// Whether a key below `extra` with this value would be taken for one that holds its item back.
pub fn seems_to_hold_back(key: &str, value: &Value) -> bool {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    matches!(says_below_extra(key, &value), Some(Says::HeldBack | Says::From | Says::Until))
}

fn has(words: &str, name: &str) -> bool {
    words.split_whitespace().any(|word| word == name)
}

enum HoldWord {
    Yes,
    No,
    Public,
    Hidden,
}

fn read(value: &str) -> Option<HoldWord> {
    let value = value.split(" #").next().unwrap_or_default().to_lowercase();
    let mut words = value.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).peekable();
    let first = *words.peek()?;
    let is_hidden = |word: &str| has(HELD, word);
    Some(match first {
        "true" | "yes" | "ja" | "1" | "on" | "y" | "x" | "oui" | "si" | "waar" | "wahr" | "aan" => HoldWord::Yes,
        "false" | "no" | "nee" | "0" | "off" | "n" | "non" | "nein" | "uit" | "onwaar" => HoldWord::No,
        _ if words.any(is_hidden) => HoldWord::Hidden,
        "published" | "publish" | "public" | "publiek" | "gepubliceerd" | "openbaar" | "final" | "definitief"
        | "done" | "live" | "klaar" | "everyone" | "all" | "index" | "always" | "visible" | "zichtbaar"
        | "approved" => HoldWord::Public,
        _ => return None,
    })
}

/// Values that hold an item back, whatever the key.
const HELD: &str = "\
    draft private concept unpublished hidden pending future trash never none noindex members member paid subscribers leden \
    wip todo review in_review internal intern klad embargo scheduled gepland secret geheim password protected inactive \
    disabled archived verborgen privé prive unlisted entwurf brouillon auto_draft";

/// Whether a value is a date, also in the form of another system.
fn is_date(value: &str) -> bool {
    let bare = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    bare.len() > 4 && iso(bare).is_some()
}

/// A date in ISO form, also that of another system; `None` for what is no date.
pub(super) fn iso(value: &str) -> Option<String> {
    let bare = value.trim_matches(['"', '\'']);
    match When::parse(bare, chrono_tz::UTC) {
        Ok(_) => Some(bare.to_owned()),
        Err(DateError::OtherForm(iso)) => Some(iso),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_hold_back_are_known_by_their_name_and_value() {
        use Says::{From, HeldBack, Public, Unclear, Until};
        for (key, value, expected) in [
            ("post_status", "draft", HeldBack),
            ("post_status", "publish", Public),
            ("status", "private", HeldBack),
            ("status", "binnenkort", Unclear),
            ("wip", "true", HeldBack),
            ("wip", "false", Public),
            ("embargo_until", "2027-01-01", From),
            ("publish_after", "1 mei 2027", From),
            ("publish_until", "2027-01-01", Until),
            ("draft_until", "2027-01-01", From),
            ("draft", "2013-12-03", HeldBack),
            ("hidden", "2013-12-03", HeldBack),
            ("embargo", "true", HeldBack),
            ("visibility", "private", HeldBack),
            ("visibility", "\"Private\" # nog", HeldBack),
            ("robots", "noindex", HeldBack),
            ("robots", "index, follow", Public),
            ("_build", "{list: never, render: never}", HeldBack),
            ("isDraft", "false", Public),
            ("hidden", "true", HeldBack),
            ("concept", "ja", HeldBack),
            ("concept", "onwaar", Public),
            ("concept", "nog niet af", HeldBack),
            ("published", "~", Unclear),
            ("published", "2013-12-03", From),
            ("access", "members", HeldBack),
            ("password", "abc", HeldBack),
        ] {
            assert_eq!(says(key, value), Some(expected), "{key}: {value}");
        }
        for key in ["kleur", "publisher", "published_by_whom", "title", "toc", "released_by"] {
            assert!(says(key, "rood").is_none_or(|says| says == Unclear), "{key}");
        }
        assert_eq!(says_below_extra("show", "false"), None);
        assert_eq!(says_below_extra("status", "private"), Some(HeldBack));
        assert_eq!(says_below_extra("published", "2021-07-02"), None);
        assert_eq!(says_below_extra("embargo_until", "2027-01-01"), Some(From));
    }
}
