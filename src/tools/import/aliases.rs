//! The aliases of an item. An address with a query is none: it redirects in `redirects.csv`.

use std::collections::HashSet;

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
                item.losses.push(refused(item, &alias));
            } else if self.settings.addresses.contains(&key) || !self.aliases.insert(key) {
                item.losses.push(taken(item, &alias));
            } else {
                self.report.addresses.redirected += usize::from(item.status.is_public());
                aliases.push(alias);
            }
        }
        item.aliases = aliases;
    }

    /// An address with a query redirects in `redirects.csv`.
    fn redirect(&mut self, item: &mut ImportedItem, kept: &KeptAddress, alias: &str) {
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
            None => item.losses.push(refused(item, alias)),
        }
    }
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
