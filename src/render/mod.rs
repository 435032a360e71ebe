//! Page + view + theme → bytes. The inputs of a page are gathered, with their fingerprint (`page_input`), and rendered
//! (renderer): HTML through the theme, with the variables of its language (globals), the texts of items (texts, body, table,
//! picture, resolved, footnotes, clean) and structured data (`structured_data`, `event_data`); feeds (atom, rss, `json_feed`, ninjs, with `feed_media`; podcast), calendars (calendar, `content_lines`, `time_zone`), sitemaps (sitemap) and
//! files for hosts (host) without templates; digests for mail (digest); renditions of pictures (images), and the index of the search (search).

mod atom;
mod attributes;
mod body;
mod calendar;
mod clean;
mod code;
mod content_lines;
mod digest;
mod event_data;
mod failure;
mod feed_media;
#[cfg(test)]
mod feed_properties;
mod footnotes;
mod globals;
mod host;
mod host_patterns;
mod host_quoting;
pub mod images;
mod json_feed;
mod live;
mod ninjs;
mod page_input;
mod picture;
mod podcast;
mod renderer;
mod resolved;
mod rss;
pub mod search;
mod sheet_links;
mod sitemap;
mod structured_data;
mod table;
mod texts;
mod time_zone;
mod vcard;

pub use calendar::{CalendarEntry, calendar_of_moments};
pub use digest::{RenderedDigest, digest, digest_subject};
pub use failure::Failure;
pub use globals::with_globals;
pub use page_input::{PageInput, fingerprint, page_input};
pub use renderer::{original, render};
