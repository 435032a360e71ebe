//! The icons of a site: the files that browsers and phones ask for at fixed addresses, and in which colours they are drawn.

use serde::Serialize;

use super::addresses::fixed;
use super::icon_file::Icon;
use super::snapshot::Snapshot;
use super::view_parts::IconsView;
use crate::base::Address;
use crate::theme::{IconColours, ThemeManifest};

/// All icons with their addresses; none for a theme that has an icon of its own.
pub(super) fn icons(manifest: &ThemeManifest) -> impl Iterator<Item = (Address, Icon)> {
    let all = [("/favicon.svg", Icon::Svg), ("/favicon.ico", Icon::Ico), ("/apple-touch-icon.png", Icon::Touch)];
    all.into_iter().filter(|_| manifest.icon.is_some()).map(|(address, icon)| (fixed(address), icon))
}

/// The links to the icons.
pub(super) fn icons_view(snapshot: &Snapshot) -> Option<IconsView> {
    let href = |address| snapshot.config.href(&fixed(address));
    snapshot.theme.manifest.icon.as_ref().map(|_| IconsView {
        svg: href("/favicon.svg"),
        ico: href("/favicon.ico"),
        touch: href("/apple-touch-icon.png"),
    })
}

/// An icon with its colours.
#[derive(Clone, Debug, Serialize)]
pub struct IconView {
    /// The file.
    pub icon: Icon,
    /// The colours.
    pub colours: IconColours,
}

/// The view of an icon.
pub fn icon(snapshot: &Snapshot, icon: Icon) -> IconView {
    IconView { icon, colours: snapshot.theme.manifest.icon.clone().unwrap_or_default() }
}
