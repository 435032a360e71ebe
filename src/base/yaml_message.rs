//! The messages of the YAML parser, taken apart.

/// The reason without the path and the position that the library adds: those are shown as a place.
pub(super) fn plain_message(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    text.rsplit_once("]: ")
        .or_else(|| text.split_once(": ").filter(|(path, _)| is_path(path)))
        .map_or(text, |(_, rest)| rest)
        .to_owned()
}

fn is_path(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ') && !text.starts_with("invalid")
}

/// ``unknown field `tgas`, expected one of `title`, `date` `` → the field and the known ones.
pub(super) fn unknown_field(message: &str) -> Option<(String, Vec<String>)> {
    unknown_name(message, "unknown field `")
}

/// ``unknown variant `pdf`, expected one of `atom`, `rss` `` → the variant and the known ones.
pub(super) fn unknown_variant(message: &str) -> Option<(String, Vec<String>)> {
    unknown_name(message, "unknown variant `")
}

fn unknown_name(message: &str, start: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix(start)?;
    let (unknown, rest) = rest.split_once('`')?;
    let known = rest.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    Some((unknown.to_owned(), known))
}
