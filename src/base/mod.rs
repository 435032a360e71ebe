//! Values that every room shares and that know nothing of sites, in reading order:
//! what is wrong (code, diagnostic, error), where things are (address, slug), when (date), how they look (amount, colour),
//! what they are made of (fingerprint), where they stand in lists (index), how YAML is read with places (yaml), the disk
//! (opening without waiting, files to read, walked beforehand, disk to write), the form of what is remembered between builds
//! (frames), files as they are published (role, `media_type`, compression), and other machines (http, `url_scope`, located).

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
pub mod role;
pub mod slug;
pub mod suggest;
pub mod url_scope;
pub mod walked;
pub mod yaml;

pub use address::Address;
pub use code::{Code, Severity};
pub use diagnostic::{Checked, Diagnostic, Place};
pub use error::{Error, ErrorCode};
pub use files::{Folder, SourceFile, Sources};
pub use fingerprint::Fingerprint;
pub use index::Index;
pub use located::Located;
pub use role::Role;
