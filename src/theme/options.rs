//! The options of a theme: their types, and the values that the site sets.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::base::colour::{Colour, READABLE};
use crate::base::{Address, Code, Diagnostic, suggest};
use crate::config::Config;

/// An option of a theme: type, default and description.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionFile {
    #[serde(rename = "type")]
    kind: OptionKind,
    #[serde(default)]
    pub(super) default: Value,
    #[serde(default)]
    one_of: Vec<Value>,
    /// For colours: the named ones.
    #[serde(default)]
    names: BTreeMap<String, String>,
    /// For colours: the background on which it must be readable.
    #[serde(default)]
    on: Option<String>,
    /// For colours: the option whose value is the default, made readable.
    #[serde(default)]
    pub(super) like: Option<String>,
    /// Whether a site must set it.
    #[serde(default)]
    required: bool,
    /// What it is, for people who read `theme.yaml` or are asked to set it.
    #[serde(default)]
    about: String,
}

/// The type of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OptionKind {
    Text,
    Number,
    Boolean,
    List,
    /// An address on the site, or a URL.
    Address,
    #[serde(alias = "color")]
    Colour,
}

/// An example of a colour.
const EXAMPLE: &str = "#1c5a3c";

impl OptionKind {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Colour | Self::Address => value.is_string(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::List => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Boolean => "`true` or `false`",
            Self::List => "a list of texts",
            Self::Address => "an address on the site",
            Self::Colour => "a colour",
        }
    }
}

impl OptionFile {
    /// The error in a value of the option, with a hint.
    pub(super) fn wrong(&self, name: &str, value: &Value) -> Option<(String, String)> {
        if self.kind == OptionKind::Colour {
            return self.wrong_colour(name, value);
        }
        if !self.kind.takes(value) {
            let message = format!("the option `{name}` must be {}", self.kind.name());
            let one = value.as_array().and_then(|all| Some(all.first()?).filter(|_| all.len() == 1));
            let hint = match (self.kind, one) {
                (OptionKind::List, _) if !value.is_null() && !value.is_object() => {
                    format!("write `{name}: [{}]`", plain(value))
                }
                (_, Some(one)) if self.kind.takes(one) => format!("write `{name}: {}`", plain(one)),
                _ => format!("write `{name}: {}`, which is the default, or another value of that form", self.default),
            };
            return Some((message, hint));
        }
        if self.kind == OptionKind::Address
            && let Some(hint) = wrong_address(name, value.as_str().unwrap_or_default())
        {
            return Some((format!("the option `{name}` must be an address on the site, and is {value}"), hint));
        }
        if !self.one_of.is_empty() && !self.one_of.contains(value) {
            let known: Vec<String> = self.one_of.iter().map(plain).collect();
            let hint = format!("choose one of {}", suggest::list(known.iter().map(String::as_str)));
            return Some((format!("the option `{name}` cannot be {value}"), hint));
        }
        None
    }

    fn wrong_colour(&self, name: &str, value: &Value) -> Option<(String, String)> {
        let written = value.as_str().unwrap_or_default();
        let Some(colour) = self.colour(value) else {
            let example =
                Colour::parse(EXAMPLE).map(|colour| self.background().map_or(colour, |on| colour.readable_on(on)));
            let example = example.map_or_else(String::new, |colour| colour.to_string());
            let names = suggest::list(self.names.keys().map(String::as_str));
            let names = if names.is_empty() { names } else { format!("one of {names}, or ") };
            let said = if written.is_empty() {
                "must be a colour".to_owned()
            } else {
                format!("is not a colour: `{written}`")
            };
            let hint = format!("write {names}a hexadecimal colour in quotes: {name}: \"{example}\"");
            return Some((format!("the option `{name}` {said}"), hint));
        };
        let background = self.background()?;
        let contrast = colour.contrast(background);
        (contrast < READABLE).then(|| {
            // Rounded down: 4.496 is too low, and rounding would hide that.
            let contrast = (contrast * 10.0).floor() / 10.0;
            let message = format!(
                "the option `{name}` is {colour}, which is not readable on {background}: the contrast is {contrast:.1}, and text needs {READABLE}"
            );
            let nearest = colour.readable_on(background);
            (message, format!("the nearest readable colour is {nearest}: {name}: \"{nearest}\""))
        })
    }

    /// A colour by name or hexadecimal digits.
    fn colour(&self, value: &Value) -> Option<Colour> {
        let written = value.as_str()?;
        Colour::parse(self.names.get(written).map_or(written, String::as_str))
    }

    fn background(&self) -> Option<Colour> {
        Colour::parse(self.on.as_deref()?)
    }
}

fn wrong_address(name: &str, typed: &str) -> Option<String> {
    if typed.is_empty() || typed.starts_with("https://") || Address::parse(typed).is_ok() {
        return None;
    }
    let file = typed.trim_start_matches("./").trim_start_matches('/').trim_start_matches("static/");
    Some(format!("write `{name}: /{file}` for the file `static/{file}`"))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The options that a chain of themes declares, each with the value that it has on a site. `declared` holds the options of
/// each theme, those of the nearest theme last: it wins.
pub(super) fn resolve<'o>(
    declared: impl Iterator<Item = &'o BTreeMap<String, OptionFile>>,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Value> {
    let known: BTreeMap<&str, &OptionFile> =
        declared.flat_map(|options| options.iter().map(|(name, option)| (name.as_str(), option))).collect();
    let mut values: BTreeMap<String, Value> =
        known.iter().map(|(name, option)| ((*name).to_owned(), option.default.clone())).collect();
    for (name, typed) in &config.theme_options {
        let unknown = || (format!("the theme has no option `{name}`"), suggest::hint(name, known.keys().copied()));
        let wrong = known.get(name.as_str()).map_or_else(|| Some(unknown()), |option| option.wrong(name, &typed.value));
        let finding =
            wrong.map(|(message, hint)| Diagnostic::new(Code::ThemeOption, typed.place.clone(), message).hint(hint));
        findings.extend(finding);
        values.insert(name.clone(), typed.value.clone());
    }
    for (name, option) in known.iter().filter(|(name, option)| option.required && is_empty(values.get(**name))) {
        let example =
            if option.kind == OptionKind::Address { format!("/{}/", name.replace('_', "-")) } else { "…".to_owned() };
        let message = format!("the theme `{}` needs the option `{name}`", config.theme);
        let hint = format!("write in site.yaml: `theme_options: {{{name}: {example}}}`");
        findings.push(
            Diagnostic::new(Code::ThemeOption, config.theme_place.clone(), message).hint(hint).hint(&option.about),
        );
    }
    for (name, _) in known.iter().filter(|(_, option)| option.kind == OptionKind::Address) {
        let Some(value) = values.get_mut(*name) else { continue };
        if let Some(address) = value.as_str().and_then(|typed| Address::parse(typed).ok()) {
            *value = Value::from(config.href(&address));
        }
    }
    let colours: Vec<(String, Colour)> = known
        .iter()
        .filter(|(_, option)| option.kind == OptionKind::Colour)
        .filter_map(|(name, option)| Some(((*name).to_owned(), colour(option, values.get(*name)?, &known, &values)?)))
        .collect();
    values.extend(colours.into_iter().map(|(name, colour)| (name, Value::from(colour.to_string()))));
    values
}

/// Whether there is nothing in a value.
fn is_empty(value: Option<&Value>) -> bool {
    value.is_none_or(|value| {
        value.is_null() || value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
    })
}

/// The names of the options that are addresses.
pub(super) fn addresses<'o>(declared: impl Iterator<Item = &'o BTreeMap<String, OptionFile>>) -> Vec<String> {
    let all = declared.flatten().filter(|(_, option)| option.kind == OptionKind::Address);
    all.map(|(name, _)| name.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The colour of an option: its own, or that of the option in `like`, made readable on its background.
fn colour(
    option: &OptionFile,
    value: &Value,
    known: &BTreeMap<&str, &OptionFile>,
    values: &BTreeMap<String, Value>,
) -> Option<Colour> {
    let own = option.colour(value);
    own.or_else(|| {
        let other = option.like.as_deref()?;
        let value = values.get(other)?;
        let named = value.as_str().and_then(|name| Colour::parse(option.names.get(name)?));
        named.or_else(|| {
            let colour = known.get(other)?.colour(value)?;
            Some(option.background().map_or(colour, |background| colour.readable_on(background)))
        })
    })
}
