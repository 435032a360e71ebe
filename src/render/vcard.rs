//! Cards of contacts: vCard 4.0 (RFC 6350).

use std::io;

use super::content_lines::{ContentLines, escaped};
use crate::plan::ContactCardView;

/// Writes a card.
pub(super) fn write(view: &ContactCardView<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let contact = &view.contact;
    let mut lines = ContentLines::new(out);
    lines.raw("BEGIN", &[], "VCARD")?;
    lines.raw("VERSION", &[], "4.0")?;
    lines.raw("PRODID", &[], "-//Courant//Courant//EN")?;
    lines.raw("UID", &[], &view.url)?;
    lines.raw("SOURCE", &[], &view.url)?;
    // §6.1.4: the contact may be the organization itself.
    lines.raw("KIND", &[], if contact.name == view.organisation { "org" } else { "individual" })?;
    lines.raw("LANG", &[], view.language)?;
    lines.text("FN", contact.name)?;
    lines.text("ORG", view.organisation)?;
    lines.text("TITLE", contact.role.unwrap_or_default())?;
    if let Some(call) = &contact.call {
        lines.raw("TEL", &[("VALUE", "uri")], call)?;
    }
    lines.text("EMAIL", contact.email.unwrap_or_default())?;
    if let Some(address) = contact.address {
        // §6.3.1: the third of seven parts is the street address; the site gives the address on one line.
        lines.raw("ADR", &[], &format!(";;{};;;;", escaped(address)))?;
    }
    if let Some(photo) = &contact.photo {
        lines.raw("PHOTO", &[], &photo.url)?;
    }
    lines.raw("URL", &[], &view.site)?;
    lines.text("NOTE", contact.hours.unwrap_or_default())?;
    lines.raw("END", &[], "VCARD")
}
