//! Attachments as typed → attachments.

use schemars::JsonSchema;
use serde::Deserialize;

use super::attachment::Attachment;
use super::front_matter::one_line;
use super::item::ItemKind;
use crate::base::typed_date::read_date;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, suggest};
use crate::config::{Config, WooCategory, language_hint};

/// File that is listed with an item: a file name, or a file with more about it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "an attachment must be a file name, or `{file: besluit.pdf, title: \"Het besluit\"}`, also with `date`, `language`, `woo` and `key_document`"
)]
pub enum AttachmentFile {
    /// The file, relative to this file.
    Name(String),
    /// The file, with more about it.
    Titled(TitledFile),
}

/// File with more about it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TitledFile {
    /// The file, relative to this file. Required.
    pub file: String,
    /// The title. Default: the name of the file.
    pub title: Option<String>,
    /// The date of the document itself, if that is not the date of the item: the day on which it was adopted or signed.
    pub date: Option<String>,
    /// The language of the document, as a BCP 47 tag, if that is not the language of the item: `en`.
    pub language: Option<String>,
    /// The information category of the Dutch Wet open overheid, by its official name: `woo: convenanten`. The document then stands in
    /// the sitemap that open.overheid.nl reads; `woo` in `site.yaml` says which organisation publishes.
    #[schemars(extend("examples" = WooCategory::NAMES))]
    pub woo: Option<String>,
    /// Whether the pages of the item's dossiers list it among the key documents. Default: `false`.
    pub key_document: bool,
}

/// Reads the attachments of an item; what is wrong with them is found.
pub(super) fn attachments(
    typed: Vec<AttachmentFile>,
    (mapping, kind): (&Mapping<'_>, ItemKind),
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Attachment> {
    let mut reader = AttachmentReader { mapping, kind, config, findings };
    typed.into_iter().filter_map(|typed| reader.attachment(typed)).collect()
}

struct AttachmentReader<'a> {
    mapping: &'a Mapping<'a>,
    kind: ItemKind,
    config: &'a Config,
    findings: &'a mut Vec<Diagnostic>,
}

impl AttachmentReader<'_> {
    fn attachment(&mut self, typed: AttachmentFile) -> Option<Attachment> {
        let TitledFile { file, title, date, language, woo, key_document } = match typed {
            AttachmentFile::Name(file) => TitledFile { file, ..TitledFile::default() },
            AttachmentFile::Titled(typed) => typed,
        };
        if file.trim().is_empty() {
            let message = "this attachment names no file";
            self.add(
                Code::AttachmentInvalid,
                "",
                message.to_owned(),
                "write the name of the file: `file: besluit.pdf`",
            );
            return None;
        }
        let date = date.and_then(|typed| {
            let date =
                read_date(self.mapping, ("attachments", &typed), self.config.time_zone, |form| format!("`{form}`"));
            date.map_err(|finding| self.findings.push(finding)).ok()
        });
        let woo = woo.and_then(|typed| self.category(&typed));
        if woo.is_some() && date.is_none() && self.kind != ItemKind::News {
            let message = format!("`{file}` is published by the Wet open overheid, and has no date");
            self.add(Code::DateMissing, &file, message, "add the date of the document: `date: YYYY-MM-DD`");
        }
        Some(Attachment {
            title: title.map(|title| one_line(&title)).filter(|title| !title.is_empty()),
            date,
            language: language.and_then(|typed| self.language(&typed)),
            woo,
            is_key: key_document,
            file: file.into(),
        })
    }

    fn language(&mut self, typed: &str) -> Option<Box<str>> {
        if let Some(known) = self.config.find_language(typed) {
            return Some(self.config.language(known).tag.clone());
        }
        // The hint gives the same text where it is a tag in the customary letters.
        let hint = language_hint(typed);
        if hint == format!("write `{typed}`") {
            return Some(typed.into());
        }
        let message = format!("`{typed}` is not the tag of a language");
        self.add(Code::LanguageInvalid, typed, message, &hint.replace("write `", "write `language: "));
        None
    }

    fn category(&mut self, typed: &str) -> Option<WooCategory> {
        let category = WooCategory::named(typed);
        if category.is_none() {
            let message = format!("`{typed}` is not an information category of the Wet open overheid");
            self.add(Code::WooInvalid, typed, message, &suggest::hint(typed, WooCategory::NAMES));
        }
        category
    }

    fn add(&mut self, code: Code, part: &str, message: String, hint: &str) {
        self.findings.push(Diagnostic::new(code, self.mapping.value("attachments", part), message).hint(hint));
    }
}
