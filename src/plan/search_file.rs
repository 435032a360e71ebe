//! A file of the search index, as the outline lists it.

use crate::base::Address;

/// File of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchFile {
    /// Its address.
    pub address: Address,
    /// Whether its name has a fingerprint of its contents.
    pub is_immutable: bool,
}
