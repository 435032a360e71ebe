//! The addresses that a site had before: read from a list, a sitemap or an access log (source, with line, log and sitemap), looked for on
//! the planned site (planned), and counted where they lead nowhere (lost).

mod line;
mod log;
mod lost;
mod planned;
mod sitemap;
mod source;

pub use lost::{AddressReport, LostOld, lost_addresses};
