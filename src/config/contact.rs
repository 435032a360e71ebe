//! The telephone number and the mail address of the publisher.

use super::email::wrong_email;
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
}
