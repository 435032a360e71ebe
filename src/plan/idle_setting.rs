//! Settings that have no effect on the site: folders that are not there, feeds of formats that the site does not have, and addresses
//! that are to be gone and are not.

use std::collections::BTreeSet;

use super::site_files::in_settings;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, suggest};
use crate::content::CONTENT;

/// The settings without an effect.
pub(super) fn idle_settings(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let mut findings = feeds(snapshot);
    let config = &snapshot.config;
    // What cannot be the folder of a section was reported.
    let is_possible = |folder: &str| folder.starts_with(CONTENT) && !folder.starts_with("content/pages/");
    let absent = |folder: &str| is_possible(folder) && !has_folder(snapshot, folder);
    for section in config.sections.iter().filter(|section| absent(&section.folder)) {
        let folder = section.folder.trim_end_matches('/');
        let message = format!("there is no folder `{folder}`, so the section `{}` has no items", section.name);
        let hint = near_folder(snapshot, folder).map_or_else(
            || format!("put its items into `{folder}`, or remove the section"),
            |near| format!("write `folder: {near}`"),
        );
        findings.push(idle(snapshot, ("sections", &section.name), message, hint));
    }
    for folder in config.lints.folders().collect::<BTreeSet<_>>() {
        let folder = folder.trim_end_matches('/');
        if !has_folder(snapshot, folder) {
            let message = format!("there is no folder `{folder}`, so this level applies to nothing");
            let near = near_folder(snapshot, folder).map(|near| format!("write `folder: {near}`"));
            let hint = near.unwrap_or_else(|| "correct the folder, or remove the rule".to_owned());
            let typed = folder.strip_prefix(CONTENT).unwrap_or(folder);
            findings.push(idle(snapshot, ("lints", typed), message, hint));
        }
    }
    for gone in config.publishing.gone.iter().filter(|gone| snapshot.layout.page_at(gone).is_some()) {
        let message = format!("`{gone}` is to be gone, and the site has a page or a redirect there, which stays");
        let hint = "remove it from `gone`, or remove the page or the redirect".to_owned();
        findings.push(idle(snapshot, ("gone", gone.as_str()), message, hint));
    }
    findings
}

/// Names and addresses of feeds of formats that no list has.
fn feeds(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let config = &snapshot.config;
    let of_sections = config.sections.iter().flat_map(|section| &section.feeds);
    let of_terms = config.taxonomies.iter().flat_map(|taxonomy| &taxonomy.feeds);
    let made: BTreeSet<_> = config.feeds.formats.iter().chain(of_sections).chain(of_terms).collect();
    let unmade = config.feeds.named().filter(|format| !made.contains(format));
    unmade
        .map(|format| {
            let name = format!("{format:?}").to_lowercase();
            let mut formats: Vec<String> =
                config.feeds.formats.iter().map(|format| format!("{format:?}").to_lowercase()).collect();
            formats.push(name.clone());
            let message =
                format!("the site has no feeds of the format `{name}`, so its names and addresses have no effect");
            let hint = format!("write `formats: [{}]`, or remove them", formats.join(", "));
            idle(snapshot, ("feeds", &format!("{name}:")), message, hint)
        })
        .collect()
}

fn idle(snapshot: &Snapshot, (key, part): (&str, &str), message: String, hint: String) -> Diagnostic {
    Diagnostic::new(Code::SettingIdle, in_settings(snapshot, key, part), message).hint(hint)
}

fn has_folder(snapshot: &Snapshot, folder: &str) -> bool {
    snapshot.sources.has_folder(folder.trim_end_matches('/'))
}

/// The folder that is probably meant: one whose name has other capitals, or is nearly the same.
fn near_folder(snapshot: &Snapshot, folder: &str) -> Option<String> {
    let items = snapshot.site.items.iter().map(|item| item.folder());
    let above = |folder: &'_ str| folder.trim_end_matches('/').to_owned();
    let folders: BTreeSet<String> = items.map(above).filter(|folder| folder.contains('/')).collect();
    let same = folders.iter().find(|known| known.to_lowercase() == folder.to_lowercase());
    same.map(String::as_str).or_else(|| suggest::nearest(folder, folders.iter().map(String::as_str))).map(str::to_owned)
}
