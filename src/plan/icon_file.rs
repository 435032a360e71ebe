//! The files with the icon of a site.

use serde::Serialize;

/// A file with the icon of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Icon {
    /// `/favicon.svg`: for browsers, in the light and the dark colour.
    Svg,
    /// `/favicon.ico`: for browsers without SVG, and for programs that ask for it unseen.
    Ico,
    /// `/apple-touch-icon.png`: for the home screen of a phone.
    Touch,
}
