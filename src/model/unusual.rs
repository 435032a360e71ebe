//! Tags that are probably typing errors: used once or twice, and a letter or two from a far more frequent tag.

use super::listing::Group;
use super::site::Site;
use super::terms::Term;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, Sources, files};
use crate::content;

/// The most uses of a suspicious tag.
const RARE: usize = 2;
/// The ratio of uses between the intended tag and the suspicious one.
const TIMES: usize = 3;

/// Warns of tags that are similar to a more frequent one; reads only the items that have them.
pub fn unusual_tags(site: &Site, sources: &dyn Sources, findings: &mut Vec<Diagnostic>) {
    let terms = site.terms(Group::Tags).all();
    for rare in terms.iter().filter(|term| term.count() <= RARE) {
        let Some(meant) = meant(rare, terms) else { continue };
        for language in site.config.language_ids() {
            for id in rare.items(language) {
                let place = place(&site.item(*id).file, &rare.name, sources);
                let message = format!("the tag `{}` is used {} and resembles another", rare.name, times(rare.count()));
                let hint = format!("did you mean `{}`? {} items have it", meant.name, meant.count());
                findings.push(Diagnostic::new(Code::TagUnusual, place, message).hint(hint));
            }
        }
    }
}

fn meant<'t>(rare: &Term, terms: &'t [Term]) -> Option<&'t Term> {
    let near = |term: &&Term| {
        term.count() >= (rare.count() * TIMES).max(3)
            && rare.slug.len() >= 4
            && term.slug.len().abs_diff(rare.slug.len()) <= 2
            && !differs_in_number(&rare.slug, &term.slug)
            && strsim::damerau_levenshtein(&rare.slug, &term.slug) <= if rare.slug.len() < 8 { 1 } else { 2 }
    };
    terms.iter().filter(near).max_by_key(|term| term.count())
}

/// Whether the digits differ: `jaar-2013` and `jaar-2014` are both intended.
fn differs_in_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(one) != digits(other)
}

fn times(count: usize) -> &'static str {
    if count == 1 { "once" } else { "twice" }
}

fn place(file: &str, tag: &str, sources: &dyn Sources) -> Place {
    let text = sources.read(file).ok().and_then(|bytes| files::decode(file, bytes).ok());
    let place = text.as_deref().and_then(|text| {
        let yaml = content::split(file, text).ok()?.yaml;
        Some(Mapping { file, text, yaml }.value("tags", tag))
    });
    place.unwrap_or_else(|| Place::file(file))
}
