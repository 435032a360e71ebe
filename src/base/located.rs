//! A text of a site with its place, such as a URL in `site.yaml` or a link in an item.

use super::Place;

/// A text with the place where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The text as typed.
    pub text: String,
    /// Its place, for diagnostics.
    pub place: Place,
}
