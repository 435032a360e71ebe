//! What `courant check` finds in a site after an import, by code.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::report::CodeCount;
use crate::base::{Error, Folder};
use crate::build::{Request, plan_only};
use crate::config::{self, BaseUrl};

/// Plans the site, and counts the findings.
pub(super) fn of_site(site: &Path, at: DateTime<Utc>) -> Result<Vec<CodeCount>, Error> {
    let folder = Folder::new(site);
    let settings = config::load(&folder, BaseUrl::FromSettings)?;
    let checked = plan_only(&folder, &Request::new(settings, at))?;
    let mut findings = checked.findings;
    findings.extend(checked.value.iter().flat_map(crate::plan::lints));
    let mut counts: BTreeMap<(bool, &'static str), CodeCount> = BTreeMap::new();
    for finding in &findings {
        let place = format!("{}:{}: {}", finding.place.file, finding.place.line, finding.message);
        let count = counts.entry((!finding.is_error(), finding.code.name())).or_insert_with(|| CodeCount {
            code: finding.code.name(),
            is_error: finding.is_error(),
            count: 0,
            example: place,
        });
        count.count += 1;
    }
    Ok(counts.into_values().collect())
}
