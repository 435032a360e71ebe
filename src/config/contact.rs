//! The telephone number and the mail address of the publisher, by the rules of contacts.

use super::contacts::wrong_telephone;
use super::email::wrong_email;
use super::typed::Publisher;
use crate::base::telephone::{self, Telephone};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// The telephone number of the publisher; what is wrong with the contact details is found.
pub(super) fn telephone(
    publisher: &Publisher,
    time_zone: &str,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Option<Telephone> {
    let mut add = |value: &str, (message, hint): (String, String)| {
        findings.push(Diagnostic::new(Code::ContactInvalid, mapping.value("publisher", value), message).hint(hint));
    };
    if let Some((address, wrong)) = publisher.email.as_deref().and_then(|email| Some((email, wrong_email(email)?))) {
        add(address, wrong);
    }
    let typed = publisher.telephone.as_deref()?;
    let number = telephone::read(typed, time_zone);
    if number.is_none() {
        add(typed, wrong_telephone(typed));
    }
    number
}
