//! The telephone number and the mail address of the publisher.

use super::typed::Publisher;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic};

/// The fewest and the most digits of a telephone number (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Findings on the contact details of the publisher.
pub(super) fn check(publisher: &Publisher, mapping: &Mapping<'_>) -> Vec<Diagnostic> {
    let add = |value: &str, (message, hint): (String, String)| {
        Diagnostic::new(Code::ContactInvalid, mapping.value("publisher", value), message).hint(hint)
    };
    let telephone = publisher.telephone.as_deref();
    let email = publisher.email.as_deref();
    let telephone = telephone.and_then(|number| Some(add(number, wrong_telephone(number)?)));
    let email = email.and_then(|address| Some(add(address, wrong_email(address)?)));
    telephone.into_iter().chain(email).collect()
}

fn wrong_telephone(number: &str) -> Option<(String, String)> {
    let number = number.trim();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_number = number.chars().all(|c| c.is_ascii_digit() || " +-–().\u{a0}/".contains(c));
    if !is_number || !DIGITS.contains(&digits) {
        let hint = "write the number in international format: `telephone: \"+31 50 012 34 56\"`";
        return Some((format!("`{number}` is not a telephone number"), hint.to_owned()));
    }
    (!number.starts_with('+')).then(|| {
        let national: String = number.chars().filter(char::is_ascii_digit).skip_while(|c| *c == '0').collect();
        let message = format!("`{number}` has no country code: it cannot be called from abroad");
        (message, format!("write the country code before it, without the first 0: `telephone: \"+31{national}\"` in the Netherlands"))
    })
}

/// What is wrong with an email address, and what to write instead.
pub fn wrong_email(address: &str) -> Option<(String, String)> {
    let is_address = address.trim().split_once('@').is_some_and(|(name, host)| {
        let is_host = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
        !name.is_empty() && is_host && !address.trim().contains([' ', ',', '<', '>', ':', '/']) && !host.contains('@')
    });
    (!is_address).then(|| {
        let bare = address.trim_start_matches("mailto:").trim();
        let hint = if bare != address && wrong_email(bare).is_none() {
            format!("write `email: {bare}`")
        } else {
            "write one address, such as `email: info@example.org`".to_owned()
        };
        (format!("`{address}` is not a mail address"), hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_can_be_called() {
        for good in ["+31500123456", "+31 (0)50 012 34 56", "+1-555-010-0123"] {
            assert_eq!(wrong_telephone(good), None, "{good}");
        }
        assert!(wrong_telephone("050 - 012 34 56").unwrap().1.contains("`telephone: \"+31500123456\"`"));
        for wrong in ["", "bel ons", "+31", "050 0123456 toestel 12", "+3150012345678901"] {
            assert!(wrong_telephone(wrong).unwrap().0.contains("not a telephone number"), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_those_of_one_person() {
        for good in ["info@proef.example", "a.b+c@sub.proef.example"] {
            assert_eq!(wrong_email(good), None, "{good}");
        }
        for wrong in
            ["", "info", "info@proef", "@proef.example", "a@b.nl, c@d.nl", "A <a@b.nl>", "a b@c.nl", "a@b@c.nl"]
        {
            assert!(wrong_email(wrong).is_some(), "{wrong}");
        }
        assert_eq!(wrong_email("mailto:a@b.nl").unwrap().1, "write `email: a@b.nl`");
    }
}
