//! The output folder is a folder of its own: neither in the content nor around the site, and without the state.

use std::path::Path;

use crate::base::{Error, ErrorCode, absolute, source_folder_of};
use crate::save::STATE;

/// Refuses an output folder and a folder for the state of which one is inside the other: the state is not for readers.
///
/// # Errors
/// One is inside the other.
pub(super) fn refuse_state_in_the_output(state: &Path, output: &Path) -> Result<(), Error> {
    let (below, output) = (absolute(state)?, absolute(output)?);
    if !below.starts_with(&output) && !output.starts_with(&below) {
        return Ok(());
    }
    let message = format!(
        "the folder {} of `--state` and the output folder {} are one inside the other",
        state.display(),
        output.display()
    );
    Err(Error::usage(ErrorCode::StateRefused, message).hint("choose another folder with `--state DIR`"))
}

/// Refuses an output folder in which a build would write over the site.
///
/// # Errors
/// It is inside a folder of the site, or around the site.
pub(super) fn refuse_to_write_over_the_site(site: &Path, output: &Path) -> Result<(), Error> {
    let (site, output) = (absolute(site)?, absolute(output)?);
    let inside = source_folder_of(&site, &output).or(output.starts_with(site.join(STATE)).then_some(STATE));
    let hint = "choose a separate folder, such as `--output output`";
    match inside {
        Some(folder) => {
            let message = format!(
                "the output folder {} is inside {folder}/, which is part of the source of the site",
                output.display()
            );
            Err(Error::usage(ErrorCode::OutputInsideContent, message).hint(hint))
        }
        None if site.starts_with(&output) => {
            let message = format!("the output folder {} contains the site itself", output.display());
            Err(Error::usage(ErrorCode::OutputAroundSite, message).hint(hint))
        }
        None => Ok(()),
    }
}
