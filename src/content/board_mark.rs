//! Marks of bulletin boards and wikis: `[b]bold[/b]`, `'''bold'''`.

use super::foreign_mark::FoundMark;
use super::typed_address::is_address;

/// The names of tags of bulletin boards, with the mark that Markdown has.
const TAGS: &[(&str, &str)] = &[
    ("b", "**…**"),
    ("i", "*…*"),
    ("u", "*…*"),
    ("s", "~~…~~"),
    ("url", "…"),
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
    let inner = after.get(..end)?.trim();
    let value = tag.split_once('=').map_or("", |(_, value)| value.trim().trim_matches(['"', '\'']));
    let hint = match (&*name, value.is_empty(), is_address(inner)) {
        ("url", false, _) => format!("write `[{inner}]({value})`"),
        ("url", true, true) if inner.contains("://") => format!("write `<{inner}>`"),
        ("url", true, true) => format!("write `[{inner}]({inner})`"),
        ("url", true, false) => format!("write `{inner}`, or `[{inner}](address)` to make it a link"),
        ("img", _, true) => format!("write `![description]({inner})`"),
        _ => format!("write `{}`", mark.replace('…', inner)),
    };
    Some((tag.len() + 2 + end + name.len() + 3, hint))
}

/// Where bold text of a wiki starts, and its length.
pub(super) fn bold_of_wiki(text: &str) -> Option<(usize, usize, String)> {
    let at = text.find("'''")?;
    let inner = text.get(at + 3..)?.split("'''").next().filter(|inner| !inner.contains('\n'))?;
    let is_closed = text.get(at + 3 + inner.len()..)?.starts_with("'''");
    (is_closed && !inner.is_empty()).then(|| (at, inner.len() + 6, format!("write `**{inner}**`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_bulletin_boards_are_told_as_markdown() {
        for (text, hint) in [
            ("[b]vet[/b]", "write `**vet**`"),
            ("[url=https://a.example]de bron[/url]", "write `[de bron](https://a.example)`"),
            ("[URL]https://a.example/[/URL]", "write `<https://a.example/>`"),
            ("[url=]de bron[/url]", "write `de bron`, or `[de bron](address)` to make it a link"),
            ("[img]foto.jpg[/img]", "write `![description](foto.jpg)`"),
        ] {
            assert_eq!(bulletin_board(text).map(|(_, hint)| hint).as_deref(), Some(hint), "{text}");
        }
    }
}
