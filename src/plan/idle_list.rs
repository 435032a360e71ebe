//! Lists of themes that name something that the site does not have: they stay empty without a word.

use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, Place, suggest};
use crate::content::CONTENT;
use crate::model::Group;
use crate::theme::{DeclaredList, PageKind};

/// The findings on the lists of the site's own themes.
pub(super) fn idle_lists(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let file = format!("themes/{}/theme.yaml", snapshot.config.theme);
    let of_list = |(name, list): &(Box<str>, DeclaredList)| -> Vec<Diagnostic> {
        nothing(snapshot, list)
            .into_iter()
            .map(|(what, hint)| {
                let message = format!("the list `{name}` stays empty: the site has no {what}");
                Diagnostic::new(Code::SettingIdle, Place::file(&file), message).hint(hint)
            })
            .collect()
    };
    snapshot.theme.manifest.lists.iter().flat_map(of_list).collect()
}

/// What a list names and the site does not have, with a hint.
fn nothing(snapshot: &Snapshot, list: &DeclaredList) -> Vec<(String, String)> {
    let (site, config) = (&snapshot.site, &snapshot.config);
    let mut found = Vec::new();
    let always = [
        (Group::TAGS, "tag", &list.tag),
        (Group::AUTHORS, "author", &list.author),
        (Group::DOSSIERS, "dossier", &list.dossier),
    ];
    for (group, what, name) in always {
        let Some(name) = name.as_deref().filter(|name| site.terms(group).find(name).is_none()) else { continue };
        found.push((format!("{what} `{name}`"), format!("correct `{what}`, or remove the list")));
    }
    let groups = || site.groups().map(|group| group.key(config).to_owned()).collect::<Vec<_>>();
    for (key, name) in &list.taxonomy {
        match site.groups().find(|group| group.key(config) == &**key) {
            None => {
                let known = groups();
                found.push((format!("taxonomy `{key}`"), suggest::hint(key, known.iter().map(String::as_str))));
            }
            Some(group) if site.terms(group).find(name).is_none() => {
                found.push((format!("term `{name}` in `{key}`"), "correct the name, or remove the list".to_owned()));
            }
            Some(_) => {}
        }
    }
    if let Some(section) = list.section.as_deref().filter(|name| *name != "main") {
        let known = config.sections.iter().map(|section| &*section.name).chain(["main"]);
        if !known.clone().any(|name| name == section) {
            found.push((format!("section `{section}`"), suggest::hint(section, known)));
        }
    }
    if let Some(folder) = &list.folder {
        let whole = format!("{CONTENT}{}/", folder.trim_matches('/'));
        if !site.items.iter().any(|item| item.file.starts_with(&*whole)) {
            found.push((format!("item in `{whole}`"), "correct `folder`, or remove the list".to_owned()));
        }
    }
    let kinds: Vec<String> =
        PageKind::ALL.iter().filter_map(|kind| Some(serde_json::to_value(kind).ok()?.as_str()?.to_owned())).collect();
    for on in list.on.iter().filter(|on| !kinds.contains(on)) {
        found.push((format!("pages of the kind `{on}`"), suggest::hint(on, kinds.iter().map(String::as_str))));
    }
    found
}
