//! Lints of plain texts: those of the front matter and of the settings, in which Markdown and HTML are no marks but text.

use super::places::in_front_matter;
use super::site_files::in_settings;
use super::snapshot::Snapshot;
use crate::base::yaml::quoted;
use crate::base::{Code, Diagnostic, Place};
use crate::content::without_marks;
use crate::model::ItemId;

/// A plain text with marks: what it is called, where it is looked for, its key and the text.
type PlainField<'f> = (&'f str, &'f str, &'f str, &'f str);

/// Plain texts of an item with marks that readers see.
pub(super) fn lint_fields(snapshot: &Snapshot, id: ItemId) -> Vec<Diagnostic> {
    let item = snapshot.site.item(id);
    let mut fields: Vec<PlainField<'_>> = vec![("title", "title", "title", &item.title)];
    fields.extend(item.summary.as_deref().map(|summary| ("summary", "summary", "summary", summary)));
    if let Some(image) = &item.image {
        fields.push(("alternative text", "image", "alt", &*image.alt));
        fields.extend(image.caption.as_deref().map(|caption| ("caption", "image", "caption", caption)));
        fields.extend(image.credit.as_deref().map(|credit| ("credit", "image", "credit", credit)));
    }
    for attachment in &item.rare().attachments {
        fields.extend(attachment.title.as_deref().map(|title| ("title of the file", "attachments", "title", title)));
    }
    let place = |outer: &str, text: &str| in_front_matter(snapshot, id, |mapping| mapping.value(outer, text));
    fields.into_iter().filter_map(|field| finding(field, &place)).collect()
}

/// Plain texts of the settings with marks that readers see.
pub(super) fn lint_settings(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let place = |outer: &str, text: &str| in_settings(snapshot, outer, text);
    for (number, language) in snapshot.config.languages.iter().enumerate() {
        let outer = |own| if number == 0 { own } else { "languages" };
        let fields = [("title", &*language.title), ("description", &*language.description)];
        let fields = fields.into_iter().map(|(key, text)| (key, outer(key), key, text));
        findings.extend(fields.filter_map(|field| finding(field, &place)));
        for entry in language.menu_links() {
            let field = ("text of the link", outer("menu"), "title", &*entry.title);
            findings.extend(finding(field, &place));
        }
    }
    findings
}

fn finding((name, outer, key, text): PlainField<'_>, place: &dyn Fn(&str, &str) -> Place) -> Option<Diagnostic> {
    let plain = without_marks(text)?;
    let message = format!("the {name} is plain text, so readers see its marks");
    let hint = format!("write `{key}: {}`", quoted(&plain));
    Some(Diagnostic::new(Code::MarkLeft, place(outer, text), message).hint(hint))
}
