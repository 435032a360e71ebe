//! The old addresses that lead nowhere, counted while a file is read: only they are kept.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;

use super::planned::PlannedSite;
use super::source::{Old, read, unreadable};
use crate::base::Error;
use crate::plan::Snapshot;

/// The most addresses that are kept, and the longest of them in bytes: a log may be written by attackers.
const MOST: usize = 100_000;
const LONGEST: usize = 2_000;

/// Endings of files that pages of the old site loaded. No reader asks for them, and pages of the new site do not either.
const PARTS: &[&str] = &[".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot"];

/// Beginnings of addresses that belong to the program of the old site, or that attackers ask for.
const MACHINERY: &[&str] = &[
    "/.",
    "/cgi-bin/",
    "/wp-admin",
    "/wp-cron.php",
    "/wp-includes/",
    "/wp-json",
    "/wp-login.php",
    "/wp-signup.php",
    "/xmlrpc.php",
];

/// An old address that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostOld {
    /// Its path, with its query, as it stands in the file.
    pub address: String,
    /// How often a log has it; 1 for each line of a list.
    pub asked: u64,
}

/// What became of the addresses of a file.
#[derive(Clone, Debug, Default)]
pub struct AddressReport {
    /// Whether the file is an access log.
    pub is_log: bool,
    /// The number of addresses of the site in the file; of a log, the number of requests.
    pub checked: u64,
    /// Those that lead nowhere, most asked first.
    pub lost: Vec<LostOld>,
    /// The number of other lost addresses, which were too many to keep.
    pub more: u64,
    /// Addresses on other hosts.
    pub elsewhere: u64,
    /// Requests for style sheets, scripts and fonts, and for the program of the old site.
    pub ignored: u64,
    /// Lines that are neither an address nor a request.
    pub unread: u64,
    /// Sitemaps that an index names, and that do not stand beside it.
    pub absent: Vec<String>,
}

/// Looks for the addresses of a file on the planned site.
///
/// # Errors
/// The file cannot be read.
pub fn lost_addresses(snapshot: &Snapshot, file: &Path) -> Result<AddressReport, Error> {
    let site = PlannedSite::new(snapshot);
    let mut report = AddressReport::default();
    let mut lost: HashMap<Box<str>, u64> = HashMap::new();
    read(file, &mut |old| note(&site, old, &mut report, &mut lost))?;
    let read = report.checked + report.elsewhere + report.ignored;
    if read == 0 && report.absent.is_empty() {
        let what = "has no address, and no request that was answered with a page";
        let hint = "write the addresses into a text file, one on each line; or give the sitemap or the access log of the old site";
        return Err(unreadable(file, what, hint));
    }
    let mut all: Vec<LostOld> =
        lost.into_iter().map(|(address, asked)| LostOld { address: address.into_string(), asked }).collect();
    all.sort_by(|a, b| (Reverse(a.asked), &a.address).cmp(&(Reverse(b.asked), &b.address)));
    report.lost = all;
    Ok(report)
}

fn note(site: &PlannedSite<'_>, old: Old<'_>, report: &mut AddressReport, lost: &mut HashMap<Box<str>, u64>) {
    let (text, is_elsewhere) = match old {
        Old::Unread => return report.unread += 1,
        Old::Absent(url) => return report.absent.push(url.to_owned()),
        Old::Listed(text) => (text, false),
        Old::Asked(text, host) => {
            report.is_log = true;
            (text, host.is_some_and(|host| !site.has_host(host)))
        }
    };
    let Some(path) = site.own_path(text).filter(|_| !is_elsewhere) else { return report.elsewhere += 1 };
    if matches!(old, Old::Asked(..)) && is_no_page(path) {
        return report.ignored += 1;
    }
    report.checked += 1;
    if site.has(path) {
        return;
    }
    if let Some(asked) = lost.get_mut(path) {
        *asked += 1;
    } else if lost.len() < MOST && path.len() <= LONGEST {
        lost.insert(path.into(), 1);
    } else {
        report.more += 1;
    }
}

/// Whether an address of a log is not news when it is lost.
fn is_no_page(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let lower = path.to_ascii_lowercase();
    let is_machinery = MACHINERY.iter().any(|start| path.starts_with(start)) && !path.starts_with("/.well-known/");
    is_machinery || PARTS.iter().any(|ending| lower.ends_with(ending))
}
