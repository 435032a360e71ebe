//! A message in both of its forms.

/// Stands for the link at which readers unsubscribe, until the service fills in its own.
pub(super) const UNSUBSCRIBE: &str = "unsubscribe-link-of-the-service";

/// A message in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MailMessage {
    /// HTML.
    pub(super) html: String,
    /// Plain text, in lines.
    pub(super) text: String,
}
