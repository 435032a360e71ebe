//! Users of the whole pipeline, in the order in which a site meets them: a site to begin with (init, with its texts in
//! starter), the past of another one (import), the next item (new), the files of its theme (`theme_files`), what an editor or another program wants to know of our files (schema), and the form in
//! which a run is told to other programs (report, with excerpt, `report_images`, and annotations). Known findings (baseline) are noted here. Films and posts get the titles and pictures of their services (embeds). These and aliases are written into texts by `changed_text`. The cache that machines share is opened by `shared_cache`, and the state of builds becomes one file in `state_archive`. Publishing (publish) and checking links to
//! other sites (links) know no site: their input is made here (release), as are aliases for addresses that publishing would
//! lose (aliases). The addresses that a site had before it was one of Courant are looked for by `old_addresses`. What is to come is told by outlook, and waited for by waiting. A built site is searched by search, and put into web archives by archive; digest makes messages of its news. Both write folders that appear when they are whole (`staged_folder`).

pub mod aliases;
pub mod annotations;
pub mod archive;
pub mod baseline;
mod changed_text;
pub mod digest;
pub mod embeds;
pub mod excerpt;
pub mod import;
pub mod init;
pub mod links;
pub mod new;
pub mod old_addresses;
pub mod outlook;
pub mod preview;
pub mod publish;
pub mod release;
pub mod report;
mod report_images;
pub mod schema;
pub mod search;
mod search_query;
pub mod shared_cache;
mod staged_folder;
pub mod state_archive;
pub mod theme_files;
pub mod waiting;
