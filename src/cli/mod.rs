//! The command line, in reading order: what may be typed (arguments), where the clock and the environment come in
//! (environment), what a typed moment means (moment), a file for each verb, and what is told: what a finding looks like
//! (finding), what to do about a failure of the machine (hints), what a run says of itself (sentences), and the one file that prints (report).

pub(crate) mod arguments;
mod environment;
mod moment;

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod new;
pub(crate) mod publish;
pub(crate) mod schema;
pub(crate) mod serve;

mod finding;
pub(crate) mod hints;
mod sentences;

pub(crate) mod progress;
pub(crate) mod report;
