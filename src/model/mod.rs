//! Items → the site: what is published now (site), every order and grouping of it (archive, terms, related, versions, weeks), and the
//! slips of the pen that only show when all items are seen together (unusual, alike). Nothing here knows of pages or addresses.

mod alike;
mod archive;
mod file_names;
mod listing;
mod newsroom_lists;
mod related;
mod shared_drafts;
mod site;
mod site_contacts;
mod site_drafts;
mod site_texts;
mod site_versions;
mod site_weeks;
mod term_files;
mod terms;
mod texts;
mod unusual;
mod versions;
mod weeks;

pub use alike::terms_alike;
pub use archive::{ArchiveDay, Month, Year};
pub use file_names::FileNames;
pub use listing::{Group, ItemId, Listing};
pub use newsroom_lists::NewsroomLists;
pub use site::{Order, Site, assemble};
pub use term_files::term_files;
pub use terms::{Term, Terms};
pub use unusual::unusual_tags;
pub use weeks::Week;
