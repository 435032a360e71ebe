//! Front matter that is larger than a site reads: what is least needed is left out, or goes elsewhere, and is told.

use super::item::ImportedItem;
use super::item_text::{self, TextContext};
use super::loss::{Harm, ImportLoss};
use super::yaml_text::flow;
use crate::content::LONGEST;

/// The most letters of a summary in front matter that is too large.
const LONGEST_SUMMARY: usize = 1_000;

/// The text of an item that fits, and what did not fit.
pub(super) struct FittedText {
    /// The text of the file.
    pub(super) text: String,
    /// The aliases that it has no room for.
    pub(super) aliases: Vec<String>,
    /// What was left out.
    pub(super) losses: Vec<ImportLoss>,
}

/// Writes an item so that its front matter can be read.
pub(super) fn fitted(item: &mut ImportedItem, body: &str, context: TextContext<'_>) -> FittedText {
    let text = item_text::write(item, body, context);
    let mut fitted = FittedText { text, aliases: Vec::new(), losses: Vec::new() };
    if let Some(key) = item_text::held_key(item) {
        let loss = ImportLoss::new(Harm::Detail, "keys that seem to hold a text back", item.place.file.clone());
        let message = format!("it was public with its key `{key}`, and so it is here: search engines may list it");
        fitted.losses.push(loss.told(message, "write `draft: true` if readers may not find it"));
    }
    let is_small = |text: &str| text.len() - body.len().min(text.len()) < LONGEST;
    if is_small(&fitted.text) {
        return fitted;
    }
    let mut left_out = Vec::new();
    while !is_small(&fitted.text) {
        let largest = item.extra.iter().max_by_key(|(_, value)| flow(value).len()).map(|(key, _)| key.clone());
        let summary = item.summary.as_ref().map_or(0, String::len);
        match largest {
            _ if summary > LONGEST / 8 => {
                item.summary = item.summary.take().map(|text| text.chars().take(LONGEST_SUMMARY).collect());
                left_out.push("the end of the summary".to_owned());
            }
            Some(_) if item.extra.len() > 100 => {
                left_out.push(format!("{} values for the theme", item.extra.len()));
                item.extra.clear();
            }
            Some(key) => {
                item.extra.remove(&key);
                left_out.push(format!("`{key}`"));
            }
            None if !item.aliases.is_empty() => fitted.aliases = std::mem::take(&mut item.aliases),
            None if item.lead.is_some() => {
                item.lead = None;
                left_out.push("the lead paragraph".to_owned());
            }
            None => break,
        }
        fitted.text = item_text::write(item, body, context);
    }
    let lose = || ImportLoss::new(Harm::Detail, "front matter that is too large", item.place.file.clone());
    if !left_out.is_empty() {
        let message = format!("it is larger than 64 KiB, so this was left out: {}", left_out.join(", "));
        fitted.losses.push(lose().told(message, "put what readers need into the text, or into a file of data"));
    }
    if !fitted.aliases.is_empty() {
        let message = format!("its {} other old addresses went to redirects.csv", fitted.aliases.len());
        fitted.losses.push(lose().told(message, "nothing"));
    }
    fitted
}
