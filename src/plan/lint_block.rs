//! Lints of the lines that open blocks: attributes that the theme does not read.

use super::prose::SiteText;
use super::snapshot::Snapshot;
use crate::base::{Code, Diagnostic, suggest};
use crate::content::prose::ProseDirective;
use crate::content::{attribute_meant, embed_of};

/// Words for the argument of a block.
const ARGUMENT: &[&str] =
    &["title", "titel", "name", "naam", "caption", "onderschrift", "bijschrift", "author", "auteur", "cite"];

/// The attributes of the blocks of a text that the theme does not read.
pub(super) fn lint_blocks(text: &SiteText<'_>, snapshot: &Snapshot) -> Vec<Diagnostic> {
    let of_block = |block: &ProseDirective| {
        let of_theme = snapshot.theme.directive_attributes(&block.name)?;
        // The key of a contact is read before the theme is asked.
        let known: Vec<&str> = of_theme.into_iter().chain((*block.name == *"contact").then_some("key")).collect();
        let place = || (text.place)(block.range.clone());
        let unknown = block.attributes.iter().filter(|(key, _)| !known.contains(&&**key));
        let mut findings: Vec<Diagnostic> = unknown
            .map(|(key, value)| {
                let message = format!("the block `{}` has no `{key}`, so readers do not see `{value}`", block.name);
                Diagnostic::new(Code::DirectiveAttribute, place(), message).hint(hint((key, value), block, &known))
            })
            .collect();
        findings.extend(
            beside_key(block)
                .map(|(message, hint)| Diagnostic::new(Code::DirectiveAttribute, place(), message).hint(hint)),
        );
        findings.extend(
            with_colon(block, &known)
                .map(|(message, hint)| Diagnostic::new(Code::DirectiveAttribute, place(), message).hint(hint)),
        );
        let unknown = Some(block).filter(|block| snapshot.theme.embeds(&block.name)).and_then(unknown_embed);
        findings.extend(
            unknown.map(|(message, hint)| Diagnostic::new(Code::DirectiveAttribute, place(), message).hint(hint)),
        );
        Some(findings)
    };
    text.prose.directives.iter().filter_map(of_block).flatten().collect()
}

fn hint((key, value): (&str, &str), block: &ProseDirective, known: &[&str]) -> String {
    let lower = key.to_lowercase();
    let meant = attribute_meant(&lower).filter(|name| known.contains(name));
    if let Some(name) = meant.or_else(|| suggest::nearest(&lower, known.iter().copied())) {
        return format!("write `{name}=\"{value}\"`");
    }
    if block.argument.is_empty() && (ARGUMENT.contains(&lower.as_str()) || known.is_empty()) {
        return format!("write `::: {} \"{value}\"`", block.name);
    }
    if known.is_empty() {
        return "write it in the text of the block: this block has no attributes".to_owned();
    }
    format!("available: {}; or write it in the text of the block", suggest::list(known.iter().copied()))
}

/// The address of a film, post or map that no service is known for: the page has a link to it, and no frame.
fn unknown_embed(block: &ProseDirective) -> Option<(String, String)> {
    let (name, address) = (&block.name, &*block.argument);
    // An address with more behind it is told with the line that it must be.
    if embed_of(address).is_some() || address.contains("=\"") {
        return None;
    }
    let services =
        "a film at YouTube, Vimeo or PeerTube, a post at Mastodon, or a place on the map of www.openstreetmap.org";
    if address.is_empty() {
        let message = format!("the block `{name}` shows nothing: it has no address");
        return Some((message, format!("write `::: {name} https://…`, with the address of {services}")));
    }
    let end = address.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    let message = format!("`{address}` is no address of {services}");
    let hint = match end.as_str() {
        "mp4" | "webm" | "mov" | "m4v" | "ogv" => format!("write `<video src=\"{address}\" controls></video>`"),
        "mp3" | "m4a" | "ogg" | "oga" | "wav" => format!("write `<audio src=\"{address}\" controls></audio>`"),
        _ => {
            format!("write `::: {name} https://…` with the address of the film itself, or link to it: `[…]({address})`")
        }
    };
    Some((message, hint))
}

/// What a block with the key of a contact says beside it: the contact is shown instead.
fn beside_key(block: &ProseDirective) -> Option<(String, String)> {
    let is_key = |(name, value): &&(Box<str>, Box<str>)| &**name == "key" && !value.is_empty();
    let (_, key) = block.attributes.iter().find(is_key).filter(|_| *block.name == *"contact")?;
    let others = block.attributes.iter().filter(|(name, _)| matches!(&**name, "telephone" | "email"));
    let mut others: Vec<&str> = others.map(|(name, _)| &**name).collect();
    if !block.argument.is_empty() {
        others.insert(0, &block.argument);
    }
    if others.is_empty() {
        return None;
    }
    let others = suggest::list(others);
    let message = format!("the block shows the contact `{key}`, so readers do not see {others}");
    Some((message, format!("remove {others}, or remove `key` and write all of the contact here")))
}

/// An attribute in the argument, with a colon: `telephone: 050-123`.
fn with_colon(block: &ProseDirective, known: &[&str]) -> Option<(String, String)> {
    let (name, at) = known.iter().find_map(|name| Some((name, block.argument.find(&format!("{name}:"))?)))?;
    let (before, after) = (block.argument.get(..at)?.trim(), block.argument.get(at + name.len() + 1..)?.trim());
    let argument = if before.is_empty() { String::new() } else { format!(" \"{before}\"") };
    let message = format!("`{name}:` is read as a part of the argument of the block `{}`", block.name);
    Some((message, format!("write `::: {}{argument} {name}=\"{after}\"`", block.name)))
}
