//! Values that all rooms share and that know nothing of sites, in reading order: findings and errors (code, with `lint_codes`, diagnostic,
//! error; foreign: text from outside), addresses (address, slug, name; route: patterns of them), dates (date; `other_date`, `other_day` and `other_zone`:
//! those of people and other programs; calendar: in the words of a language), numbers and colours (amount, colour),
//! fingerprints (fingerprint), a hash index (index), YAML with places (yaml, `yaml_limits`, `yaml_beside`, `yaml_line`, `yaml_list`, `yaml_message`, `yaml_signs`, `yaml_within`; `typed_date`), the disk (open: without waiting; files, with `no_text`; folder:
//! a site on disk; walked: a site walked beforehand; disk: writing, and what differs between systems; rooted and
//! `rooted_tree`: folders that others may change; ownership; stamp; `site_path`; `composed_names`; `git_index`), the file format of the state between builds (frames), what machines share of it (`shared_cache`), published files (role,
//! `media_type`, compression; `shared_draft`: those of drafts that are shared), and other machines (http, `public_network`, `url_scope`, located).

pub mod address;
pub mod amount;
pub mod calendar;
pub mod code;
pub mod colour;
mod composed_names;
pub mod compression;
pub mod date;
pub mod diagnostic;
pub mod disk;
pub mod error;
pub mod files;
pub mod fingerprint;
pub mod folder;
pub mod foreign;
pub mod frames;
#[cfg(any(test, fuzzing))]
mod fuzzing;
pub mod git_index;
pub mod host_name;
pub mod http;
pub mod index;
mod lint_codes;
pub mod located;
pub mod media_type;
pub mod name;
pub mod no_text;
pub mod open;
pub mod other_date;
mod other_day;
mod other_zone;
pub mod ownership;
pub mod place;
mod public_network;
pub mod query;
pub mod role;
pub mod rooted;
mod rooted_tree;
pub mod route;
mod shared_cache;
pub mod shared_draft;
pub mod site_path;
pub mod slug;
mod stamp;
pub mod suggest;
pub mod telephone;
pub mod typed_date;
pub mod url_scope;
pub mod walked;
pub mod yaml;
mod yaml_beside;
mod yaml_limits;
mod yaml_line;
mod yaml_list;
mod yaml_lost;
mod yaml_message;
mod yaml_nested;
mod yaml_quoted;
mod yaml_signs;
mod yaml_syntax;
mod yaml_type;
pub mod yaml_values;
mod yaml_within;

pub use address::Address;
pub use code::{Code, Severity};
pub use diagnostic::{Checked, Diagnostic};
pub use disk::kinds::RootedKind;
pub use error::{Error, ErrorCode};
pub use files::{SourceFile, Sources};
pub use fingerprint::Fingerprint;
pub use folder::{Folder, SOURCE_FOLDERS, absolute, source_folder_of};
#[cfg(any(test, fuzzing))]
pub(crate) use fuzzing::fuzz_git_index;
pub use index::Index;
pub use located::Located;
pub use other_day::day_near;
pub use place::{Place, PlaceFinder};
pub use role::Role;
pub use rooted::RootedFolder;
pub use route::Route;
pub use shared_cache::{CacheAccess, CacheCounts, CachePlace, LONGEST_OBJECT, SharedCache};
pub use shared_draft::SharedDraft;
