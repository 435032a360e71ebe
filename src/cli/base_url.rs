//! The address of the site, which what leaves this machine has in it: it cannot say `localhost`.

use courant::base::{Code, Diagnostic, Error, ErrorCode};
use courant::config::Config;

/// Whether the settings have a `base_url`.
pub(super) fn is_set(findings: &[Diagnostic]) -> bool {
    findings.iter().all(|finding| finding.code != Code::BaseUrlMissing)
}

/// Refuses a site without an address of its own; `what` happens otherwise.
///
/// # Errors
/// There is no `base_url`, or that of the sample settings, whose host is not one's own.
pub(super) fn require(config: &Config, is_set: bool, what: &str) -> Result<(), Error> {
    if !is_set {
        let message = format!("`base_url` is not set: {what}");
        return Err(Error::usage(ErrorCode::BaseUrlMissing, message)
            .hint("write `base_url: https://www.example.org` in site.yaml, with your own host"));
    }
    if config.has_example_host() {
        let message = format!("`base_url` is still `{}`, an example", config.origin);
        return Err(Error::usage(ErrorCode::BaseUrlMissing, message)
            .hint("write `base_url: https://www.my-organisation.nl` in site.yaml, with your own domain"));
    }
    Ok(())
}
