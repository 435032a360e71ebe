//! Blocks with a film or a post of another service that show nothing before the reader opens them: no picture and no text.

use rayon::prelude::*;

use super::external_links::may_be_asked;
use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::content::markdown::Markdown;
use crate::content::prose::{Prose, ProseDirective};
use crate::content::{Embed, embed_on_site, split};
use crate::model::ItemId;

/// A block with nothing in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareEmbed {
    /// The file of its item.
    pub file: Box<str>,
    /// The number of its first line in that file, from 0.
    pub line: usize,
    /// That line, without what ends it.
    pub written: Box<str>,
    /// Whether it has a title.
    pub has_title: bool,
    /// What the address shows.
    pub embed: Embed,
}

/// The blocks of the site with nothing in them whose service can be asked, in the order of the items.
pub fn bare_embeds(snapshot: &Snapshot) -> Vec<BareEmbed> {
    let ids: Vec<ItemId> = snapshot.site.ids().collect();
    ids.par_iter().flat_map_iter(|id| of_item(snapshot, *id)).collect()
}

fn of_item(snapshot: &Snapshot, id: ItemId) -> Vec<BareEmbed> {
    let item = snapshot.site.item(id);
    let file = &item.file;
    let Some(text) = readable_text(&*snapshot.sources, file).filter(|text| text.contains(":::")) else {
        return Vec::new();
    };
    let Ok(parts) = split(file, &text) else { return Vec::new() };
    let language = snapshot.config.language(item.language);
    let markdown = Markdown::of_file(file, text.get(parts.body..).unwrap_or_default(), snapshot.config.markdown);
    let prose = Prose::of(&markdown, parts.body, &language.quotes);
    let bare = |block: &ProseDirective| {
        let embed = embed_on_site(&block.argument, snapshot.config.untrusted).filter(|embed| embed.about.is_some())?;
        let is_asked = snapshot.theme.embeds(&block.name)
            && is_empty(&text, block.range.end)
            && may_be_asked(&snapshot.config, &block.argument);
        is_asked.then(|| BareEmbed {
            file: file.clone(),
            line: memchr::memchr_iter(b'\n', text.as_bytes().get(..block.range.start).unwrap_or_default()).count(),
            written: text.get(block.range.clone()).unwrap_or_default().into(),
            has_title: block.attributes.iter().any(|(key, value)| &**key == "title" && !value.trim().is_empty()),
            embed,
        })
    };
    prose.directives.iter().filter_map(bare).collect()
}

/// Whether nothing stands between the first line of a block, which ends here, and its last one.
fn is_empty(text: &str, end: usize) -> bool {
    let next = text.get(end..).and_then(|rest| rest.lines().find(|line| !line.trim().is_empty()));
    next.is_some_and(|line| line.trim() == ":::")
}
