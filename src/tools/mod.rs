//! Users of the whole pipeline, in the order in which a site meets them: a site to begin with (init, with its texts in
//! starter), the next item (new), what an editor or another program wants to know of our files (schema), and the form in
//! which a run is told to other programs (report, with excerpt, and annotations). Other machines are asked over HTTP in one
//! way (web), such as whether what is linked to is still there (links).

pub mod annotations;
pub mod excerpt;
pub mod init;
pub mod links;
pub mod new;
pub mod preview;
pub mod publish;
pub mod report;
pub mod schema;
pub mod web;
