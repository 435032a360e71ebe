//! Marks of bulletin boards and wikis: `[b]bold[/b]`, `'''bold'''`.

use super::foreign_mark::FoundMark;

/// The names of tags of bulletin boards, with the mark that Markdown has.
const TAGS: &[(&str, &str)] = &[
    ("b", "**…**"),
    ("i", "*…*"),
    ("u", "*…*"),
    ("s", "~~…~~"),
    ("url", "[text](https://…)"),
    ("img", "![description](picture.jpg)"),
    ("quote", "> …"),
    ("code", "`…`"),
    ("size", "…"),
    ("color", "…"),
    ("center", "…"),
];

/// A tag of a bulletin board, if the one that closes it follows.
pub(super) fn bulletin_board(rest: &str) -> Option<FoundMark> {
    let (tag, after) = rest.strip_prefix('[')?.split_once(']')?;
    let name = tag.split('=').next().unwrap_or_default().to_ascii_lowercase();
    let (_, mark) = TAGS.iter().find(|(known, _)| *known == name)?;
    let end = after.to_ascii_lowercase().find(&format!("[/{name}]"))?;
    let hint = format!("write `{}`", mark.replace('…', after.get(..end)?.trim()));
    Some((tag.len() + 2 + end + name.len() + 3, hint))
}

/// Where bold text of a wiki starts, and its length.
pub(super) fn bold_of_wiki(text: &str) -> Option<(usize, usize, String)> {
    let at = text.find("'''")?;
    let inner = text.get(at + 3..)?.split("'''").next().filter(|inner| !inner.contains('\n'))?;
    let is_closed = text.get(at + 3 + inner.len()..)?.starts_with("'''");
    (is_closed && !inner.is_empty()).then(|| (at, inner.len() + 6, format!("write `**{inner}**`")))
}
