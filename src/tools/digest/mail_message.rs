//! A message in both of its forms.

/// A message in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MailMessage {
    /// HTML.
    pub(super) html: String,
    /// Plain text, in lines.
    pub(super) text: String,
}

impl MailMessage {
    /// What stands for the link at which readers unsubscribe, until the service fills in its own: a word that is nowhere in the message,
    /// whatever writers write.
    pub(super) fn unsubscribe_link(&self) -> String {
        let is_free = |word: &String| !self.html.contains(word.as_str()) && !self.text.contains(word.as_str());
        let words = (0_u64..).map(|number| format!("unsubscribe-link-{number}-of-the-service"));
        words.filter(is_free).take(1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_the_link_is_nowhere_else() {
        let message = |text: &str| MailMessage { html: text.to_owned(), text: String::new() };
        let first = message("").unsubscribe_link();
        let second = message(&format!("x {{{first}")).unsubscribe_link();
        assert!(first != second && second.ends_with("-of-the-service"), "{second}");
    }
}
