//! `courant build --fetch`: the titles and pictures of films and posts of other services.

use courant::base::{Diagnostic, Error, Folder};
use courant::build::{Request, plan_only};
use courant::plan::bare_embeds;
use courant::tools::embeds::fetch_embeds;

use super::report::Report;

/// Completes the blocks of the site, and prints a line for each. Returns what could not be fetched.
pub(super) fn run(site: &Folder, request: &Request, report: &mut Report) -> Result<Vec<Diagnostic>, Error> {
    // A site with errors is not built, and the build tells them.
    let Some(snapshot) = plan_only(site, request)?.value else { return Ok(Vec::new()) };
    let fetched = fetch_embeds(site, &snapshot.config, &bare_embeds(&snapshot))?;
    for line in &fetched.done {
        report.note(line);
    }
    Ok(fetched.findings)
}
