//! The lists that a chain of themes declares, in an order in which each can be made, with the options of the site filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::layers::Layer;
use super::manifest::{DeclaredList, ListLimit};
use crate::base::{Code, Diagnostic, Place, suggest};

/// The name of the pinned items on home, in `without`.
const PINNED: &str = "pinned";

/// The lists of a chain of themes, each after the lists that it leaves out. `options` are the values on the site.
pub(super) fn resolve(
    chain: &[Layer],
    options: &BTreeMap<String, Value>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Box<str>, DeclaredList)> {
    let mut waiting: BTreeMap<Box<str>, (DeclaredList, Place)> = BTreeMap::new();
    for layer in chain.iter().rev() {
        let place = Place::file(&layer.shown("theme.yaml"));
        let own = layer.file.lists.iter();
        waiting.extend(own.map(|(name, list)| (name.clone(), (list.clone(), place.clone()))));
    }
    let names: Vec<Box<str>> = waiting.keys().cloned().collect();
    for (name, (list, place)) in &mut waiting {
        list.without.retain(|other| names.contains(other) || told_unknown((name, other), &names, place, findings));
        let known = (&**name, options);
        with_options(list, known, place, findings);
    }
    in_order(waiting, findings)
}

/// Reports a list in `without` that does not exist; whether it may stay.
fn told_unknown(
    (name, other): (&str, &str),
    names: &[Box<str>],
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) -> bool {
    if other == PINNED {
        return true;
    }
    let message = format!("the list `{name}` is without the list `{other}`, which does not exist");
    let hint = suggest::hint(other, names.iter().map(|name| &**name).chain([PINNED]));
    findings.push(Diagnostic::new(Code::ThemeList, place.clone(), message).hint(hint));
    false
}

/// Fills in the limit of a list, and empties it where its option does not show it.
fn with_options(
    list: &mut DeclaredList,
    (name, options): (&str, &BTreeMap<String, Value>),
    place: &Place,
    findings: &mut Vec<Diagnostic>,
) {
    let mut wrong = |option: &str, what: &str| {
        let message = format!("the list `{name}` wants the option `{option}` to be {what}");
        let hint = match options.get(option) {
            Some(value) => format!("its value is {value}"),
            None => suggest::hint(option, options.keys().map(String::as_str)),
        };
        findings.push(Diagnostic::new(Code::ThemeList, place.clone(), message).hint(hint));
    };
    if let Some(ListLimit::Option(option)) = &list.limit {
        let number = options.get(&**option).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
        if number.is_none() {
            wrong(option, "a number");
        }
        list.limit = Some(ListLimit::Number(number.unwrap_or_default()));
    }
    let Some(option) = list.shown_by.take() else { return };
    let is_shown = match options.get(&*option) {
        Some(Value::Bool(is_shown)) => *is_shown,
        Some(Value::Array(names)) => names.iter().any(|known| known.as_str() == Some(name)),
        _ => {
            wrong(&option, "`true`, `false` or a list of names");
            true
        }
    };
    if !is_shown {
        list.limit = Some(ListLimit::Number(0));
    }
}

/// Sorts lists so that each comes after those that it leaves out. Reports lists that leave each other out.
fn in_order(
    mut waiting: BTreeMap<Box<str>, (DeclaredList, Place)>,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Box<str>, DeclaredList)> {
    let mut done: Vec<(Box<str>, DeclaredList)> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |list: &DeclaredList| !list.without.iter().any(|other| waiting.contains_key(other));
        let next = waiting.iter().find(|(_, (list, _))| is_ready(list)).map(|(name, _)| name.clone());
        let Some((name, (list, _))) = next.and_then(|name| waiting.remove_entry(&name)) else {
            let names = suggest::list(waiting.keys().map(|name| &**name));
            let place = waiting.pop_first().map_or_else(|| Place::file("theme.yaml"), |(_, (_, place))| place);
            let message = format!("these lists leave each other out: {names}");
            findings.push(Diagnostic::new(Code::ThemeList, place, message).hint("take one of them out of `without`"));
            return done;
        };
        done.push((name, list));
    }
    done
}
