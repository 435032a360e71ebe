//! What fuzzers run on values.

use super::git_index;

/// An index of Git, whatever it is: a name is never longer than all of it.
pub(crate) fn fuzz_git_index(bytes: &[u8]) {
    for id_size in [20, 32] {
        let _ = git_index::entries(bytes, id_size);
    }
}
