//! Tags, of which some have the same slug.

/// A list with the tags of some bits.
pub(super) fn tag_list(bits: u8) -> String {
    let tags = ["wonen", "verkeer", "C++", "\"C#\"", "café", "cafe", "Wonen", "时事"].into_iter().enumerate();
    let tags: Vec<&str> = tags.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, tag)| tag).collect();
    format!("[{}]", tags.join(", "))
}
