//! Email addresses.

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
