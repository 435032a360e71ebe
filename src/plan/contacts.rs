//! Contacts: their views, the addresses of their cards, and the findings on keys that no contact has.

use schemars::JsonSchema;
use serde::Serialize;

use super::addresses::{fixed, item_address};
use super::card_owner::CardOwner;
use super::image_view::image_at;
use super::places::in_front_matter;
use super::snapshot::Snapshot;
use super::view_parts::{ImageView, PublisherView};
use crate::base::files::readable_text;
use crate::base::telephone::Telephone;
use crate::base::yaml::Mapping;
use crate::base::{Address, Code, Diagnostic, Place, suggest};
use crate::config::{Config, Contact, FILE, LanguageId, Publisher};
use crate::content::ItemContact;
use crate::model::{ItemId, Site};

/// Contact.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactView<'s> {
    /// The key in `site.yaml` or `content/contacts/`; `none` if only the item has the contact.
    pub key: Option<&'s str>,
    /// The name.
    pub name: &'s str,
    /// The role.
    pub role: Option<&'s str>,
    /// The telephone number in the groups of its country: `050 123 4567`.
    pub telephone: Option<&'s str>,
    /// The link that calls it: `tel:+31501234567`.
    pub call: Option<String>,
    /// The email address.
    pub email: Option<&'s str>,
    /// The photo.
    pub photo: Option<ImageView<'s>>,
    /// When the contact can be reached, in words.
    pub hours: Option<&'s str>,
    /// The postal address.
    pub address: Option<&'s str>,
    /// The link to the card (vCard), which adds the contact to an address book.
    pub card: String,
}

/// The view of the publisher.
pub(super) fn publisher(config: &Config) -> PublisherView {
    let Publisher { name, logo, telephone: _, email, address } = config.publisher.clone();
    let number = config.publisher_telephone.as_ref();
    let telephone = number.map(|number| number.shown.to_string());
    PublisherView { name, logo, telephone, call: number.map(call), email, address }
}

/// The link that calls a number.
fn call(number: &Telephone) -> String {
    format!("tel:{}", number.called)
}

/// The view of a card: RFC 6350.
#[derive(Debug, Serialize)]
pub struct ContactCardView<'s> {
    /// The contact.
    pub contact: ContactView<'s>,
    /// The absolute URL of the card, which identifies it.
    pub url: String,
    /// The name of the publisher.
    pub organisation: &'s str,
    /// The absolute URL of the site.
    pub site: String,
    /// The BCP 47 tag of the language.
    pub language: &'s str,
}

/// The address of a card. Those of items stand beside their pages.
pub(super) fn card_address(site: &Site, owner: &CardOwner) -> Address {
    match owner {
        CardOwner::Key(key) => fixed(&format!("/contacts/{key}.vcf")),
        CardOwner::Item(id) => {
            let address = item_address(site, *id).as_str();
            let stem = address.rsplit_once('.').map_or(address, |(stem, _)| stem);
            fixed(&if address.ends_with('/') { format!("{address}contact.vcf") } else { format!("{stem}.vcf") })
        }
    }
}

/// The cards of a site, with the language of each.
pub(super) fn cards(site: &Site) -> Vec<(CardOwner, LanguageId)> {
    let keys = site.used_contacts().into_iter().filter(|key| site.contact(key).is_some());
    let keyed = keys.map(|key| (CardOwner::Key(key.into()), LanguageId::default()));
    let is_own = |id: &ItemId| match &site.item(*id).rare().contact {
        Some(ItemContact::Own(_)) => true,
        // The contact may be one that no published item names.
        Some(ItemContact::Key(key)) => site.item(*id).is_shared_draft() && site.contact(key).is_some(),
        None => false,
    };
    keyed.chain(site.ids().filter(is_own).map(|id| (CardOwner::Item(id), site.item(id).language))).collect()
}

/// The view of a card.
pub fn contact_card<'s>(
    snapshot: &'s Snapshot,
    owner: &CardOwner,
    language: LanguageId,
) -> Option<ContactCardView<'s>> {
    let (config, site) = (&snapshot.config, &snapshot.site);
    let contact = match owner {
        CardOwner::Key(key) => keyed_contact(snapshot, key, language)?,
        CardOwner::Item(id) => item_contact(snapshot, *id)?,
    };
    Some(ContactCardView {
        contact,
        url: config.url(&card_address(site, owner)),
        organisation: config.publisher.name.as_deref().unwrap_or(&config.language(language).title),
        site: config.url(&config.language(language).home),
        language: &config.language(language).tag,
    })
}

/// The contact of an item.
pub fn item_contact(snapshot: &Snapshot, id: ItemId) -> Option<ContactView<'_>> {
    let (key, contact) = snapshot.site.contact_of(id)?;
    let key_of_card = key.filter(|_| !snapshot.site.item(id).is_shared_draft());
    let owner = key_of_card.map_or(CardOwner::Item(id), |key| CardOwner::Key(key.into()));
    Some(view(snapshot, (key, contact), &owner, snapshot.site.item(id).language))
}

/// The contact with a key, in a language.
pub fn keyed_contact<'s>(snapshot: &'s Snapshot, key: &str, language: LanguageId) -> Option<ContactView<'s>> {
    let (key, contact) = snapshot.site.contacts.by_key.get_key_value(key)?;
    Some(view(snapshot, (Some(key), contact), &CardOwner::Key(key.clone()), language))
}

fn view<'s>(
    snapshot: &'s Snapshot,
    (key, contact): (Option<&'s str>, &'s Contact),
    owner: &CardOwner,
    language: LanguageId,
) -> ContactView<'s> {
    let words = contact.words(&snapshot.config.language(language).tag);
    let name = words.and_then(|words| words.name.as_deref()).unwrap_or(&contact.name);
    ContactView {
        key,
        name,
        role: words.and_then(|words| words.role.as_deref()).or(contact.role.as_deref()),
        telephone: contact.telephone.as_ref().map(|number| &*number.shown),
        call: contact.telephone.as_ref().map(call),
        email: contact.email.as_deref(),
        photo: contact.photo.as_deref().and_then(|photo| image_at(snapshot, photo)),
        hours: words.and_then(|words| words.hours.as_deref()).or(contact.hours.as_deref()),
        address: words.and_then(|words| words.address.as_deref()).or(contact.address.as_deref()),
        card: snapshot.config.href(&card_address(&snapshot.site, owner)),
    }
}

/// The findings on contacts: keys that no contact has, and photos that are not there.
pub fn missing_contacts(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let site = &snapshot.site;
    let mut findings = Vec::new();
    for id in site.ids() {
        let item = site.item(id);
        if let Some(ItemContact::Key(key)) = &item.rare().contact
            && site.contact(key).is_none()
        {
            findings.push(unknown(
                snapshot,
                key,
                in_front_matter(snapshot, id, |mapping| mapping.value("contact", key)),
            ));
        }
        for key in item.facts.contacts.iter().filter(|key| site.contact(key).is_none()) {
            findings.push(unknown(snapshot, key, in_body(snapshot, id, key)));
        }
    }
    let photo = |contact: &Contact| {
        let photo = contact.photo.as_deref()?;
        image_at(snapshot, photo).is_none().then(|| {
            let message = format!("there is no photo `{}`", photo.trim_start_matches('/'));
            let hint = "put the photo beside the file that names it, or correct its name";
            Diagnostic::new(Code::ImageMissing, Place::file(&contact.file), message).hint(hint)
        })
    };
    findings.extend(site.shown_contacts().filter_map(photo));
    let shown: Vec<&str> = site.shown_contacts().map(|contact| &*contact.file).collect();
    let is_absent =
        |photo: &str| ["content", "static"].iter().all(|at| snapshot.sources.read(&format!("{at}{photo}")).is_err());
    let unshown = site.contacts.by_key.values().filter(|contact| !shown.contains(&&*contact.file));
    findings.extend(unshown.filter(|contact| contact.photo.as_deref().is_some_and(is_absent)).filter_map(photo));
    findings.extend(site.contacts.by_key.values().flat_map(|contact| unknown_languages(snapshot, contact)));
    findings
}

/// The languages of a contact that the site does not have.
fn unknown_languages(snapshot: &Snapshot, contact: &Contact) -> Vec<Diagnostic> {
    let config = &snapshot.config;
    let unknown = contact.languages.keys().filter(|tag| config.find_language(tag).is_none());
    let finding = |tag: &str| {
        let text = readable_text(&*snapshot.sources, &contact.file).unwrap_or_default();
        let mapping = Mapping::whole(&contact.file, &text);
        let key = if *contact.file == *FILE { "contacts" } else { "languages" };
        let known = suggest::list(config.languages.iter().map(|language| &*language.tag));
        let hint = format!("write one of {known}, or add to site.yaml:\nlanguages:\n  {tag}: {{}}");
        let message = format!("the site has no language `{tag}`");
        Diagnostic::new(Code::LanguageUnknown, mapping.value(key, tag), message).hint(hint)
    };
    unknown.map(|tag| finding(tag)).collect()
}

fn unknown(snapshot: &Snapshot, key: &str, place: Place) -> Diagnostic {
    let known: Vec<&str> = snapshot.site.contacts.by_key.keys().map(|key| &**key).collect();
    let hint = if known.is_empty() {
        format!("write the contact in `content/contacts/{key}.yaml`, or in site.yaml under `contacts`")
    } else {
        suggest::hint(key, known.iter().copied())
    };
    Diagnostic::new(Code::ContactUnknown, place, format!("the site has no contact `{key}`")).hint(hint)
}

/// The place of a key in a directive.
fn in_body(snapshot: &Snapshot, id: ItemId, key: &str) -> Place {
    let item = snapshot.site.item(id);
    let file = &*item.file;
    let Some(text) = readable_text(&*snapshot.sources, file) else { return Place::file(file) };
    let start = item.body.starts_at as usize;
    let body = text.get(start..).unwrap_or_default();
    let line = body.lines().find(|line| line.starts_with(":::") && line.contains(key));
    let at = line.and_then(|line| Some(body.find(line)? + line.find(key)?));
    at.map_or_else(|| Place::file(file), |at| Place::span(file, &text, start + at..start + at + key.len()))
}
