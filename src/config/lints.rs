//! Lint levels: `lints` in `site.yaml` turns findings about content off, into warnings or into errors; for all items, for those
//! before a date, or for those below a folder.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::typed_date::read_date;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, SOURCE_FOLDERS, Severity, suggest};

/// Level of a lint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as a warning.
    Warning,
    /// Reported as an error: it stops a build, and `courant check` exits with status 1.
    Error,
}

/// Level of a lint: one for all items, or rules, of which the first that applies counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "a level must be `off`, `warning` or `error`, or a rule such as `{level: warning, before: 2020-01-01}`"
)]
pub enum LintLevelFile {
    /// The level.
    Level(Level),
    /// The level of some items; the others keep the default.
    Rule(LevelRuleFile),
    /// Rules, of which the first that applies counts. Where none applies, the default is kept.
    Rules(Vec<LevelRuleFile>),
}

/// Rule for the level of a lint.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelRuleFile {
    /// The level.
    pub level: Level,
    /// Only items that are dated before this day or time: `2020-01-01`.
    pub before: Option<String>,
    /// Only files below this folder: `content/blog/`.
    pub folder: Option<String>,
}

/// Resolved rule. It applies to everything where it has neither a date nor a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LevelRule {
    level: Level,
    before: Option<DateTime<Utc>>,
    /// With a final `/`.
    folder: Option<Box<str>>,
}

/// Lint levels by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lints(BTreeMap<Code, Vec<LevelRule>>);

impl Lints {
    pub(super) fn resolve(
        typed: BTreeMap<String, LintLevelFile>,
        zone: Tz,
        mapping: &Mapping<'_>,
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut levels = BTreeMap::new();
        for (name, level) in typed {
            let Some(code) = Code::named(&name).filter(|code| Code::LINTS.contains(code)) else {
                findings.push(unknown(&name, mapping));
                continue;
            };
            let rules = match level {
                LintLevelFile::Level(level) => vec![LevelRuleFile { level, before: None, folder: None }],
                LintLevelFile::Rule(rule) => vec![rule],
                LintLevelFile::Rules(rules) => rules,
            };
            let rules = rules.into_iter().map(|rule| resolve_rule(rule, zone, mapping, findings));
            levels.insert(code, rules.collect());
        }
        Self(levels)
    }

    /// The folders that rules name, each with a final `/`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.values().flatten().filter_map(|rule| rule.folder.as_deref())
    }

    /// Whether a lint is turned off everywhere.
    pub fn is_off(&self, code: Code) -> bool {
        let first = self.0.get(&code).and_then(|rules| rules.first());
        first.is_some_and(|rule| rule.level == Level::Off && rule.before.is_none() && rule.folder.is_none())
    }

    /// Applies the levels: removes findings that are turned off, and sets the severity of the others. `date_of` gives the date of the
    /// item in a file, if there is one.
    pub fn weigh(&self, findings: &mut Vec<Diagnostic>, date_of: &dyn Fn(&str) -> Option<DateTime<Utc>>) {
        if self.0.is_empty() {
            return;
        }
        findings.retain_mut(|finding| {
            match self.level(finding.code, &finding.place.file, date_of) {
                Some(Level::Error) => finding.severity = Severity::Error,
                Some(Level::Warning) => finding.severity = Severity::Warning,
                Some(Level::Off) => return false,
                None => {}
            }
            true
        });
    }

    /// The level of a lint in a file: that of the first rule that applies.
    fn level(&self, code: Code, file: &str, date_of: &dyn Fn(&str) -> Option<DateTime<Utc>>) -> Option<Level> {
        let applies = |rule: &&LevelRule| {
            rule.folder.as_ref().is_none_or(|folder| file.starts_with(&**folder))
                && rule.before.is_none_or(|before| date_of(file).is_some_and(|date| date < before))
        };
        self.0.get(&code)?.iter().find(applies).map(|rule| rule.level)
    }
}

fn resolve_rule(typed: LevelRuleFile, zone: Tz, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> LevelRule {
    let LevelRuleFile { level, before, folder } = typed;
    let before = before.map(|typed| {
        let before = read_date(mapping, ("lints", &typed), zone, |form| format!("`before: {form}`"));
        // The rule applies to nothing until its date is right.
        before.map_err(|finding| findings.push(finding)).map_or(DateTime::<Utc>::MIN_UTC, |when| when.at.to_utc())
    });
    LevelRule { level, before, folder: folder.map(|folder| whole_folder(&folder)) }
}

/// A folder of the site with a final `/`: `blog` is `content/blog/`.
fn whole_folder(typed: &str) -> Box<str> {
    let path = typed.trim().trim_start_matches("./").trim_matches('/');
    let is_whole = SOURCE_FOLDERS.contains(&path.split('/').next().unwrap_or_default());
    let content = if is_whole { "" } else { "content/" };
    format!("{content}{path}/").replace("//", "/").into()
}

fn unknown(name: &str, mapping: &Mapping<'_>) -> Diagnostic {
    let place = mapping.value("lints", name);
    let (message, hint) = match Code::named(name) {
        Some(_) => (
            format!("the level of `{name}` cannot be changed"),
            format!("remove it; the lints are {}", suggest::list(names())),
        ),
        None => (format!("unknown lint `{name}`"), suggest::hint(name, names())),
    };
    Diagnostic::new(Code::UnknownKey, place, message).hint(hint)
}

fn names() -> impl Iterator<Item = &'static str> + Clone {
    Code::LINTS.iter().map(|code| code.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Place;
    use chrono::TimeZone as _;

    fn lints(yaml: &str) -> (Lints, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let typed = serde_yaml::from_str(yaml).unwrap();
        let mapping = Mapping::whole("site.yaml", yaml);
        (Lints::resolve(typed, Tz::Europe__Amsterdam, &mapping, &mut findings), findings)
    }

    /// The levels that a lint has in an old and a new item of two folders, and in the settings.
    fn levels(yaml: &str) -> [Option<Level>; 5] {
        let date_of = |file: &str| {
            let year = if file.ends_with("old.md") { 2012 } else { 2024 };
            file.starts_with("content/").then(|| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap())
        };
        let (lints, findings) = lints(yaml);
        assert_eq!(findings, []);
        ["content/blog/old.md", "content/blog/new.md", "content/x/old.md", "content/x/new.md", "site.yaml"]
            .map(|file| lints.level(Code::ImageMissing, file, &date_of))
    }

    #[test]
    fn the_first_rule_that_applies_counts() {
        let (off, warning, error) = (Some(Level::Off), Some(Level::Warning), Some(Level::Error));
        assert_eq!(levels("image-missing: off"), [off; 5]);
        assert_eq!(levels("image-missing: {level: warning, before: 2020-01-01}"), [warning, None, warning, None, None]);
        for folder in ["content/blog/", "content/blog", "blog", "/blog/", "./content/blog/"] {
            let yaml = format!("image-missing: [{{folder: {folder}, level: off}}, {{level: error}}]");
            assert_eq!(levels(&yaml), [off, off, error, error, error], "{folder}");
        }
        assert_eq!(
            levels("image-missing: [{folder: blog, before: 2020-01-01, level: off}, {folder: blog, level: warning}]"),
            [off, warning, None, None, None]
        );
    }

    #[test]
    fn a_lint_is_off_only_where_it_is_off_for_all() {
        assert!(lints("link-local: off").0.is_off(Code::LinkLocal));
        assert!(!lints("link-local: {level: off, folder: blog}").0.is_off(Code::LinkLocal));
        assert!(!lints("link-local: error").0.is_off(Code::LinkLocal));
    }

    #[test]
    fn a_rule_with_a_date_that_is_none_changes_nothing() {
        let (lints, findings) = lints("image-missing: {level: off, before: vroeger}");
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::DateInvalid]);
        let mut found = vec![Diagnostic::new(Code::ImageMissing, Place::file("content/a.md"), "missing")];
        lints.weigh(&mut found, &|_| Some(DateTime::<Utc>::UNIX_EPOCH));
        assert_eq!(found.len(), 1);
    }
}
