//! The tests of the whole, a file per concern.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and has its files to itself"
)]

mod architecture;
mod changes;
mod checking;
mod commands;
mod crashes;
mod documents;
mod equivalence;
mod example;
mod hosts;
mod images;
mod mistakes;
mod paging;
mod preview;
mod program;
mod properties;
mod publish;
mod sites;
mod theme;
