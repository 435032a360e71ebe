//! The aliases of an item. An address with a query is none: it redirects in `redirects.csv`.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

use super::address::{KeptAddress, alias_key};
use super::item::ImportedItem;
use super::loss::{Harm, ImportLoss};
use super::site::ImportedRedirect;
use super::writer::ImportWriter;
use crate::base::{Address, Route};

impl ImportWriter<'_> {
    /// Keeps the aliases that are free.
    pub(super) fn give_aliases(&mut self, item: &mut ImportedItem, kept: &mut KeptAddress) {
        let is_taken = |old: &Address, aliases: &mut HashSet<String>| !aliases.insert(alias_key(old.as_str()));
        if let KeptAddress::Redirect(old) = &*kept
            && is_taken(old, &mut self.aliases)
        {
            item.losses.push(taken(item, old.as_str()));
            *kept = KeptAddress::None;
        }
        let own = item.address.as_deref().map(alias_key);
        let mut aliases = Vec::new();
        for alias in std::mem::take(&mut item.aliases) {
            let alias = alias.split('#').next().unwrap_or_default().to_owned();
            if alias.contains('?') {
                self.redirect(item, kept, &alias);
                continue;
            }
            let key = alias_key(&alias);
            if Some(&key) == own.as_ref() || key == "/" {
                continue;
            }
            if Address::parse_encoded(&alias).is_err() {
                match pattern(&alias) {
                    Some(pattern) => self.redirect(item, kept, &pattern),
                    None => self.refuse_alias(item, &alias),
                }
            } else if self.settings.addresses.contains(&key)
                || self.settings.lists.contains(&key)
                || !self.aliases.insert(key)
            {
                item.losses.push(taken(item, &alias));
            } else {
                self.report.addresses.redirected += usize::from(item.status.is_public());
                aliases.push(alias);
            }
        }
        item.aliases = aliases;
    }

    /// An address with a query redirects in `redirects.csv`.
    pub(super) fn redirect(&mut self, item: &mut ImportedItem, kept: &KeptAddress, alias: &str) {
        let to = match kept {
            KeptAddress::Whole(address) => Some(address.as_str()),
            KeptAddress::Slug(_) => item.address.as_deref(),
            KeptAddress::Redirect(_) | KeptAddress::None => None,
        };
        let to = to.and_then(super::address::page);
        match to.filter(|_| Route::parse(alias).is_ok()) {
            Some(to) => {
                let to = to.as_str().to_owned();
                self.leading.redirects.push(ImportedRedirect { from: alias.to_owned(), to });
            }
            None => self.refuse_alias(item, alias),
        }
    }

    fn refuse_alias(&mut self, item: &mut ImportedItem, alias: &str) {
        item.losses.push(refused(item, alias));
        if item.status.is_public() {
            self.report.addresses.lost.push(alias.to_owned());
        }
    }
}

/// A redirect for an address with letters that no file may have: any text may stand in their place. `/a|b/` → `/a{a}b/`.
fn pattern(alias: &str) -> Option<String> {
    let alias = percent_decode_str(alias).decode_utf8().ok().filter(|alias| !alias.contains(['{', '}', '?', '#']))?;
    let mut names = 'a'..='z';
    let (mut written, mut in_run) = (String::with_capacity(alias.len()), false);
    for c in alias.chars() {
        let is_refused = matches!(c, '\\' | '*' | ':' | '"' | '<' | '>' | '|');
        if is_refused && !in_run {
            written.extend(['{', names.next()?, '}']);
        } else if !is_refused {
            written.push(c);
        }
        in_run = is_refused;
    }
    // A part that is nothing but such letters would match every address.
    let is_whole = |part: &str| part.starts_with('{') && part.ends_with('}');
    (!written.split('/').any(is_whole)).then_some(written)
}

fn taken(item: &ImportedItem, alias: &str) -> ImportLoss {
    ImportLoss::new(Harm::None, "aliases of other pages", item.place.file.clone())
        .told(format!("the alias `{alias}` is the address of another page"), "remove it in the source")
}

fn refused(item: &ImportedItem, alias: &str) -> ImportLoss {
    ImportLoss::new(Harm::Detail, "aliases that no site can have", item.place.file.clone()).told(
        format!("the alias `{alias}` cannot be that of a page"),
        "add a redirect at your host, if readers need it",
    )
}
