//! What `courant check` finds in a site after an import, by code. In a new site it is noted as known: old mistakes do not stop the
//! first build, and new ones are told.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::report::CodeCount;
use crate::base::diagnostic::sort;
use crate::base::{Error, Folder};
use crate::build::{Request, plan_only};
use crate::config::{self, BaseUrl};
use crate::plan;
use crate::tools::baseline;

/// Checks the site, and counts the findings.
pub(super) fn of_site(site: &Path, at: DateTime<Utc>, is_new: bool) -> Result<Vec<CodeCount>, Error> {
    let folder = Folder::new(site);
    let settings = config::load(&folder, BaseUrl::FromSettings)?;
    let request = Request::new(settings, at);
    // Pictures are not decoded, and pages not rendered: that takes longer than all the rest of an import.
    let planned = plan_only(&folder, &request)?;
    let mut findings = planned.findings;
    findings.extend(planned.value.iter().flat_map(plan::lints));
    sort(&mut findings);
    let mut counts: BTreeMap<(bool, &'static str), CodeCount> = BTreeMap::new();
    for finding in &findings {
        let place = format!("{}:{}: {}", finding.place.file, finding.place.line, finding.message);
        let key = (!finding.is_error(), finding.code.name());
        let first =
            || CodeCount { code: key.1, is_error: finding.is_error(), count: 0, example: place, is_noted: false };
        counts.entry(key).or_insert_with(first).count += 1;
    }
    if is_new {
        baseline::write(&folder, &request.config.baseline, (&[], &mut findings), false)?;
        let left: Vec<&str> = findings.iter().map(|finding| finding.code.name()).collect();
        for count in counts.values_mut() {
            count.is_noted = !left.contains(&count.code);
        }
    }
    Ok(counts.into_values().collect())
}
