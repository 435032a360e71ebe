//! Values that all rooms share and that know nothing of sites, in reading order: findings and errors (code, diagnostic,
//! error), addresses (address, slug), dates (date), numbers and colours (amount, colour), fingerprints (fingerprint), a
//! hash index (index), YAML with places (yaml, `yaml_limits`), the disk (opening without waiting, files to read, walked beforehand, disk
//! to write), the file format of the state between builds (frames), published files (role, `media_type`,
//! compression), and other machines (http, `url_scope`, located).

pub mod address;
pub mod amount;
pub mod code;
pub mod colour;
pub mod compression;
pub mod date;
pub mod diagnostic;
pub mod disk;
pub mod error;
pub mod files;
pub mod fingerprint;
pub mod frames;
pub mod http;
pub mod index;
pub mod located;
pub mod media_type;
pub mod open;
pub mod place;
pub mod role;
pub mod slug;
pub mod suggest;
pub mod url_scope;
pub mod walked;
pub mod yaml;
mod yaml_limits;

pub use address::Address;
pub use code::{Code, Severity};
pub use diagnostic::{Checked, Diagnostic};
pub use error::{Error, ErrorCode};
pub use files::{Folder, SourceFile, Sources};
pub use fingerprint::Fingerprint;
pub use index::Index;
pub use located::Located;
pub use place::{Place, PlaceFinder};
pub use role::Role;
