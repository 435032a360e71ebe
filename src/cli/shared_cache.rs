//! The cache that machines share: opened as the settings and the environment say.

use std::path::Path;
use std::sync::Arc;

use courant::base::{CacheAccess, Error, ErrorCode, SharedCache};
use courant::config::Config;
use courant::tools::shared_cache::open;

use super::environment;

/// The variable that says what a run may do with the cache.
const MODE: &str = "COURANT_CACHE";

/// The shared cache of a site; `None` where it has none, or this run does without.
///
/// # Errors
/// The environment says something else than what a run can do with it.
pub(super) fn of_site(config: &Config, root: &Path) -> Result<Option<Arc<SharedCache>>, Error> {
    let access = match environment::variable(MODE).as_deref().map(str::trim) {
        None | Some("write") => CacheAccess::ReadAndWrite,
        Some("read") => CacheAccess::Read,
        Some("off") => return Ok(None),
        Some(other) => {
            let message = format!("{MODE} is `{other}` in the environment");
            return Err(Error::usage(ErrorCode::CacheModeUnknown, message).hint(format!(
                "set {MODE} to `read`, `write` or `off`, or unset it: without it, the cache is read and written"
            )));
        }
    };
    Ok(config.shared_cache.as_ref().map(|settings| open(settings, root, access)))
}
