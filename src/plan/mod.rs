//! The site → its pages. Every address is computed once (addresses, paging) and laid out in a fixed order (`lay_out` → layout,
//! page), with the copies of files (files) and pictures (pictures, rendition, sharing); references are resolved with it (links,
//! `link_table`, paths). The result is a snapshot, which everything that uses a site holds (snapshot, memo). All else is free
//! functions over a snapshot: the views that templates see (view, `view_parts`; made by `page_view`, `item_view`, attachments, lists, entries, shared,
//! `site_view`, `term_view`, contacts (with `card_owner`), `image_view`, `newsroom_view` and `date_view`), that feeds and sitemaps see (`feed_view`; made by feeds, sitemap, `sitemap_parts`), calendars (calendars) and files for hosts (host,
//! `host_file`); the findings (clashes, check, untrusted, and lint with prose, vague and document; places in files by places; levels by weigh; promises to readers by `follow_ups`, with followers); when the site changes by itself (moments); references
//! to other sites (`external_links`); and the outline that publishing needs (outline).

mod addresses;
mod attachments;
mod blocked;
mod calendars;
mod card_owner;
mod check;
mod clashes;
mod contacts;
mod date_view;
mod declared_lists;
mod document;
mod entries;
mod external_links;
pub mod feed_view;
mod feeds;
mod files;
mod follow_ups;
mod followers;
mod gone;
mod host;
mod host_file;
mod image_view;
mod item_view;
mod lay_out;
mod layout;
mod link_table;
mod links;
mod lint;
mod lists;
mod memo;
mod moments;
mod newsroom_view;
mod odd_address;
mod outline;
mod page;
mod page_view;
mod paging;
mod paths;
mod pictures;
mod places;
mod prose;
mod redirects;
mod rendition;
mod shared;
mod sharing;
mod site_files;
mod site_view;
mod sitemap;
mod sitemap_parts;
mod snapshot;
mod term_view;
mod unread;
mod untrusted;
mod vague;
pub mod view;
mod view_parts;
mod weigh;

pub use addresses::{feed_address, future_address, item_address};
pub use calendars::{CalendarEvent, CalendarView, calendar_of_item, calendar_of_list};
pub use card_owner::CardOwner;
pub use check::broken_references;
pub use clashes::clashes;
pub use contacts::{ContactCardView, contact_card, item_contact, keyed_contact, missing_contacts};
pub use entries::{for_all_pages, with_entry_fingerprints};
pub use external_links::{ExternalLink, external_links};
pub use feeds::feed;
pub use files::SourceFiles;
pub use follow_ups::{DuePromise, promises, unkept_promises};
pub use host::{HostView, Moved, host};
pub use host_file::HostFile;
pub use lay_out::lay_out;
pub use layout::Layout;
pub use links::{Destination, Missing, destination_of, resolve};
pub use lint::{lint, lints};
pub use moments::{Change, Moment, moments};
pub use outline::{HeldBack, Outlined, held_back, outline};
pub use page::{Page, Subject};
pub use page_view::view;
pub use paging::Paging;
pub use pictures::{Offer, Pictures};
pub use places::in_front_matter;
pub use redirects::{MovedPattern, redirected};
pub use rendition::{Format, Rendition};
pub use sharing::{CardView, card};
pub use site_view::site_view;
pub use sitemap::{news_sitemap, next_change, robots, sitemap, sitemap_index};
pub use snapshot::{Globals, Snapshot};
pub use unread::{suspects, unread_files};
pub use untrusted::not_allowed;
pub use weigh::weigh;
