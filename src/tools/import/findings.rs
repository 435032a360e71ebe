//! What `courant check` finds in a site after an import, by code. In a new site it is noted as known: old mistakes do not stop the
//! first build, and new ones are told.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::report::CodeCount;
use crate::base::diagnostic::sort;
use crate::base::{Diagnostic, Error, Folder};
use crate::build::{Request, plan_only};
use crate::config::{self, BaseUrl};
use crate::plan;
use crate::tools::baseline;

/// Checks the site, and counts the findings.
pub(super) fn of_site(site: &Path, at: DateTime<Utc>, is_new: bool) -> Result<Vec<CodeCount>, Error> {
    let folder = Folder::new(site);
    let mut counts: BTreeMap<(bool, &'static str), CodeCount> = BTreeMap::new();
    // Lints are looked for where there are no errors: once those that can be known are noted, there may be none.
    let mut noted: Vec<Diagnostic> = Vec::new();
    for _ in 0..2 {
        let request = Request::new(config::load(&folder, BaseUrl::FromSettings)?, at);
        // Pictures are not decoded, and pages not rendered: that takes longer than all the rest of an import.
        let planned = plan_only(&folder, &request)?;
        let has_plan = planned.value.is_some();
        let mut findings = planned.findings;
        findings.extend(planned.value.iter().flat_map(plan::lints));
        sort(&mut findings);
        count(&findings, &mut counts);
        if is_new {
            let found = findings.clone();
            // What the plan knows already is not among its findings.
            baseline::write(&folder, &request.config.baseline, (&noted, &mut findings), false)?;
            noted.extend(found.into_iter().filter(|finding| !findings.contains(finding)));
            for finding in &findings {
                let key = (!finding.is_error(), finding.code.name());
                counts.entry(key).and_modify(|count| count.is_noted = false);
            }
        }
        if has_plan || !is_new {
            break;
        }
    }
    for count in counts.values_mut() {
        count.is_noted &= is_new;
    }
    Ok(counts.into_values().collect())
}

fn count(findings: &[Diagnostic], counts: &mut BTreeMap<(bool, &'static str), CodeCount>) {
    let mut new: BTreeMap<(bool, &'static str), CodeCount> = BTreeMap::new();
    for finding in findings {
        let place = format!("{}:{}: {}", finding.place.file, finding.place.line, finding.message);
        let key = (!finding.is_error(), finding.code.name());
        let first =
            || CodeCount { code: key.1, is_error: finding.is_error(), count: 0, example: place, is_noted: true };
        new.entry(key).or_insert_with(first).count += 1;
    }
    for (key, count) in new {
        counts.entry(key).or_insert(count);
    }
}
