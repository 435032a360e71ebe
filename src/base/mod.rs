//! Values that all rooms share and that know nothing of sites, in reading order: findings and errors (code, diagnostic,
//! error), addresses (address, slug), dates (date), numbers and colours (amount, colour), fingerprints (fingerprint), a
//! hash index (index), YAML with places (yaml), the disk (opening without waiting, files to read, walked beforehand, disk
//! to write), and the file format of the state between builds (frames).

pub mod address;
pub mod amount;
pub mod code;
pub mod colour;
pub mod date;
pub mod diagnostic;
pub mod disk;
pub mod error;
pub mod files;
pub mod fingerprint;
pub mod frames;
pub mod index;
pub mod open;
pub mod slug;
pub mod suggest;
pub mod walked;
pub mod yaml;

pub use address::Address;
pub use code::{Code, Severity};
pub use diagnostic::{Checked, Diagnostic, Place};
pub use error::{Error, ErrorCode};
pub use files::{Folder, SourceFile, Sources};
pub use fingerprint::Fingerprint;
pub use index::Index;
