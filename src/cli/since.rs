//! The request of a command for what is new since a moment: `courant archive` and `courant digest`.

use chrono::{DateTime, Utc};

use courant::base::{Error, Folder};
use courant::build::Request;
use courant::config::{self, BaseUrl};

use super::build::at;
use super::site_folder::SiteFolders;
use super::{base_url, environment, moment};

/// What was asked for.
pub(crate) struct RequestSince {
    /// The site, and the moment for which it is planned.
    pub(crate) request: Request,
    /// The moment since which something is new, where one was typed.
    pub(crate) since: Option<DateTime<Utc>>,
}

/// Reads the settings and the two moments, `--since` and `--at`, in the time zone of the site. Without a `base_url` it refuses, because
/// `otherwise` would happen.
pub(crate) fn request_since(
    folders: &SiteFolders,
    (since, typed_at): (Option<&str>, Option<&str>),
    otherwise: &str,
) -> Result<RequestSince, Error> {
    let settings = config::load(&Folder::new(&folders.root), BaseUrl::FromSettings)?;
    let (zone, has_base_url) = (settings.value.time_zone, base_url::is_set(&settings.findings));
    let since = since.map(|since| Ok(moment::read("--since", since, zone)?.at.to_utc())).transpose()?;
    let at = at(typed_at, zone)?.unwrap_or_else(environment::now);
    let request = Request { state: folders.state.clone(), ..Request::new(settings, at) };
    base_url::require(&request.config, has_base_url, otherwise)?;
    Ok(RequestSince { request, since })
}
