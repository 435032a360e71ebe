//! Shared drafts: items that are held back, and that can be read for a while at an address that nobody can guess.

use chrono::{DateTime, Utc};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::Address;
use super::fingerprint::hexadecimal;

/// The folder of the addresses of shared drafts.
const FOLDER: &str = "shared-draft/";
/// The bytes of the secret part of an address, and of the digests that are kept in its place.
const SECRET: usize = 16;
/// The first part of the mark of a shared draft in the record of a target.
const MARK: &str = "draft";

/// An item that is held back, and that can be read for a while at an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SharedDraft {
    /// The address. Whoever knows it can read the item.
    pub address: Address,
    /// The moment at which it ends.
    pub until: DateTime<Utc>,
    /// The item: a digest of the address and the name of its file, which tells nothing to those who do not know the address.
    item: Box<str>,
}

impl SharedDraft {
    /// A shared draft of the item in a file, with a random secret.
    ///
    /// # Errors
    /// Never: the address is made of checked parts.
    pub fn new(secret: [u8; SECRET], file: &str, until: DateTime<Utc>) -> Result<Self, super::address::AddressError> {
        let address = Address::parse(&format!("/{FOLDER}{}/", hexadecimal(&secret)))?;
        let item = item_of(&address, file);
        Ok(Self { address, until, item })
    }

    /// Whether the item is that of a file.
    pub fn is_of(&self, file: &str) -> bool {
        *self.item == *item_of(&self.address, file)
    }

    /// The same one with another end.
    #[must_use]
    pub fn until(self, until: DateTime<Utc>) -> Self {
        Self { until, ..self }
    }

    /// Its mark in the record of a target: what it is of, and when it ends.
    pub fn mark(&self) -> Box<str> {
        format!("{MARK}.{}.{}", self.until.timestamp(), self.item).into()
    }

    /// The shared draft at an address with a mark.
    pub fn from_mark(address: Address, mark: &str) -> Option<Self> {
        let mut parts = mark.split('.');
        let (kind, until, item) = (parts.next()?, parts.next()?, parts.next()?);
        let until = DateTime::from_timestamp(until.parse().ok()?, 0)?;
        (kind == MARK).then(|| Self { address, until, item: item.into() })
    }

    /// The address of the shared draft that a file of the site belongs to.
    pub fn address_in(name: &str) -> Option<Address> {
        let (secret, _) = name.strip_prefix(FOLDER)?.split_once('/')?;
        is_secret(secret).then(|| Address::parse(&format!("/{FOLDER}{secret}/")).ok()).flatten()
    }

    /// Whether a file of the site belongs to a shared draft. It may have its public name.
    pub fn has(name: &str) -> bool {
        name.strip_prefix(FOLDER).and_then(|rest| rest.split('/').next()).is_some_and(is_secret)
    }

    /// Whether a name is a public one, as of [`Self::public_name`].
    pub fn is_public_name(name: &str) -> bool {
        name.strip_prefix(FOLDER).is_some_and(is_secret)
    }

    /// The name under which a record that others may read has a file of a shared draft: those who see the file know it, and
    /// nobody learns the address from it.
    pub fn public_name(name: &str) -> String {
        format!("{FOLDER}{}", digest(&[name]))
    }

    /// The name of a file for reports and logs: without the secret part.
    pub fn shown_name(name: &str) -> String {
        match name.strip_prefix(FOLDER).and_then(|rest| rest.split_once('/')) {
            Some((secret, file)) if is_secret(secret) => format!("{FOLDER}…/{file}"),
            _ => name.to_owned(),
        }
    }

    /// The folder of the addresses of all shared drafts: `/shared-draft/`.
    pub fn folder() -> String {
        format!("/{FOLDER}")
    }
}

fn item_of(address: &Address, file: &str) -> Box<str> {
    digest(&[address.as_str(), file]).into()
}

fn is_secret(text: &str) -> bool {
    text.len() == 2 * SECRET && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The start of the SHA-256 of texts, of which nobody can find the texts.
fn digest(texts: &[&str]) -> String {
    let mut hash = Context::new(&SHA256);
    for text in texts {
        hash.update(&text.len().to_le_bytes());
        hash.update(text.as_bytes());
    }
    hexadecimal(hash.finish().as_ref()).chars().take(2 * SECRET).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_known_by_its_mark_and_its_address_only() {
        let until = DateTime::from_timestamp(1_400_000_000, 0).unwrap();
        let draft = SharedDraft::new([7; 16], "content/a.md", until).unwrap();
        assert_eq!(draft.address.as_str(), "/shared-draft/07070707070707070707070707070707/");
        assert!(draft.is_of("content/a.md") && !draft.is_of("content/b.md"));
        assert_eq!(SharedDraft::from_mark(draft.address.clone(), &draft.mark()), Some(draft.clone()));
        assert_eq!(SharedDraft::from_mark(draft.address.clone(), "0123abcd.4567"), None);
        assert!(!draft.mark().contains("0707"));
    }

    #[test]
    fn the_public_name_of_a_file_does_not_tell_its_own() {
        let name = "shared-draft/07070707070707070707070707070707/plan.pdf";
        let public = SharedDraft::public_name(name);
        assert!(SharedDraft::has(name) && SharedDraft::has(&public));
        assert!(SharedDraft::is_public_name(&public) && !SharedDraft::is_public_name(name));
        assert!(!public.contains("0707") && !public.contains("plan"));
        assert_eq!(SharedDraft::shown_name(name), "shared-draft/…/plan.pdf");
        for other in ["shared-draft/index.html", "shared-draft/x/index.html", "nieuws/shared-draft/index.html"] {
            assert!(!SharedDraft::has(other) && SharedDraft::shown_name(other) == other);
        }
    }
}
