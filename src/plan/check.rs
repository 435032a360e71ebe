//! Every link, image and name of a related item in the texts and the settings leads somewhere, or is a finding.

use rayon::prelude::*;

use super::links::file_path;
use super::{Destination, Missing, Plan};
use crate::base::{Code, Diagnostic, Place, Sources, files, suggest};
use crate::config::Fetched;
use crate::content::{Facts, Item, Reference, Target, Unshown, is_external};
use crate::model::ItemId;

/// A reference in a text, with the place that a finding about it has.
struct Found<'a> {
    item: Option<&'a Item>,
    to: &'a str,
    target: Target,
    place: &'a dyn Fn() -> Place,
}

impl Plan<'_> {
    /// Checks all references of all items and of the settings.
    pub fn check(&self, sources: &dyn Sources) -> Vec<Diagnostic> {
        let ids: Vec<ItemId> = self.site.ids().collect();
        let mut findings: Vec<Diagnostic> = ids.par_iter().flat_map_iter(|id| self.check_item(*id, sources)).collect();
        findings.extend(self.positions());
        for language in &self.site.config.languages {
            for entry in language.menu.iter().filter(|entry| !is_external(&entry.link)) {
                let place = || entry.place.clone();
                findings.extend(
                    self.check_one(
                        &Found { item: None, to: &entry.link, target: Target::Link, place: &place },
                        sources,
                    ),
                );
            }
            let facts = Facts::read(crate::config::FILE, &language.footer, 0, &language.quotes, &mut Vec::new());
            let in_footer = |_: &Reference| self.site.config.footer_place.clone();
            findings.extend(self.check_text(None, &facts, &in_footer, sources));
        }
        findings
    }

    fn check_item(&self, id: ItemId, sources: &dyn Sources) -> Vec<Diagnostic> {
        let item = self.site.item(id);
        let mut findings = Vec::new();
        let in_body = |reference: &Reference| in_text(item, reference.start as usize..reference.end as usize, sources);
        findings.extend(self.check_text(Some(item), &item.facts, &in_body, sources));
        if let Some(lead) = &item.lead {
            let facts =
                Facts::read(&item.file, lead, 0, &self.site.config.language(item.language).quotes, &mut Vec::new());
            let in_lead = |reference: &Reference| {
                self.in_front_matter(id, sources, |mapping| mapping.value("lead", &reference.to))
            };
            findings.extend(self.check_text(Some(item), &facts, &in_lead, sources));
        }
        if let Some(image) = &item.image {
            let place = || self.in_front_matter(id, sources, |mapping| mapping.value("image", &image.src));
            let found = Found { item: Some(item), to: &image.src, target: Target::Image, place: &place };
            findings.extend(if is_external(&image.src) {
                self.check_foreign(&found)
            } else {
                self.check_one(&found, sources)
            });
        }
        for offer in &item.rare().attachments {
            let place = || self.in_front_matter(id, sources, |mapping| mapping.value("attachments", &offer.file));
            let found = Found { item: Some(item), to: &offer.file, target: Target::Link, place: &place };
            findings.extend(self.check_attachment(&found, sources));
        }
        for related in item.rare().related.iter().filter(|related| self.is_missing(item, related)) {
            let place = self.in_front_matter(id, sources, |mapping| mapping.value("related", related));
            let message = format!("there is no news item `{related}`");
            findings.push(Diagnostic::new(Code::RelatedMissing, place, message).hint(self.near_file(
                item,
                related,
                Target::Link,
            )));
        }
        findings
    }

    /// Checks the references of a text; `place` tells where one stands.
    fn check_text(
        &self,
        item: Option<&Item>,
        facts: &Facts,
        place: &dyn Fn(&Reference) -> Place,
        sources: &dyn Sources,
    ) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for reference in &facts.references {
            let place = || place(reference);
            let found = Found { item, to: &reference.to, target: reference.target, place: &place };
            findings.extend(self.check_one(&found, sources));
        }
        for reference in &facts.foreign {
            let place = || place(reference);
            findings.extend(self.check_foreign(&Found {
                item,
                to: &reference.to,
                target: Target::Image,
                place: &place,
            }));
        }
        findings
    }

    /// An image of another site comes from a host that is allowed.
    fn check_foreign(&self, found: &Found<'_>) -> Option<Diagnostic> {
        let (message, allow) = match self.site.config.external_images.fetch(found.to) {
            Fetched::Allowed => return None,
            Fetched::From(host) => (
                format!("this image is loaded from `{host}`, which can then track readers"),
                Some(format!("or allow the host in site.yaml: `external_images: [{host}]`")),
            ),
            Fetched::Never => (format!("browsers cannot load an image from `{}`", found.to), None),
        };
        let hint = match found.item {
            Some(_) => "put the file beside this one and write its name: `foto.jpg`",
            None => "put the file in `static/` and write its address: `/foto.jpg`",
        };
        let finding = Diagnostic::new(Code::ImageExternal, (found.place)(), message).hint(hint);
        Some(allow.into_iter().fold(finding, Diagnostic::hint))
    }

    /// An attachment is a file, not a page.
    fn check_attachment(&self, found: &Found<'_>, sources: &dyn Sources) -> Option<Diagnostic> {
        let is_file = || {
            let path = found.item.and_then(|item| file_path(item.folder(), found.to))?;
            self.layout.attached.contains_key(&*path).then_some(())
        };
        match self.resolve(found.item, found.to) {
            Ok(_) if is_file().is_none() => {
                let message = format!("`{}` cannot be an attachment", found.to);
                let hint = "put the file beside this one and write its name; for a page, use a link in the text";
                Some(Diagnostic::new(Code::AttachmentInvalid, (found.place)(), message).hint(hint))
            }
            _ => self.check_one(found, sources),
        }
    }

    fn is_missing(&self, item: &Item, related: &str) -> bool {
        self.related_item(item, related).is_none() && self.resolve(Some(item), related) != Err(Missing::Unread)
    }

    /// The news item that `related` names.
    pub(super) fn related_item(&self, item: &Item, related: &str) -> Option<ItemId> {
        let found = self.resolve(Some(item), related).ok()?.item?;
        (self.site.item(found).kind == crate::content::Kind::News).then_some(found)
    }

    fn check_one(&self, found: &Found<'_>, sources: &dyn Sources) -> Option<Diagnostic> {
        match self.resolve(found.item, found.to) {
            Ok(destination) if found.target == Target::Image => shown_or_not(found, &destination),
            Ok(destination) => self.check_heading(found, &destination, sources),
            Err(Missing::Unread) => None,
            Err(Missing::HeldBack(file)) => {
                let message = format!("`{file}` is a draft or not yet published, so this link would be broken");
                Some(
                    Diagnostic::new(Code::LinkBroken, (found.place)(), message)
                        .hint("publish that item too, or remove the link"),
                )
            }
            Err(Missing::Nothing(file)) => {
                let (code, what) = match found.target {
                    Target::Image => (Code::ImageMissing, "image"),
                    Target::Link => (Code::LinkBroken, "file or page"),
                };
                let hint = match found.item {
                    Some(item) => self.near_file(item, found.to, found.target),
                    None => "write an address of the site such as `/nieuws/`, or a file in `content/` such as `pages/contact.md`".to_owned(),
                };
                Some(Diagnostic::new(code, (found.place)(), format!("there is no {what} `{file}`")).hint(hint))
            }
        }
    }

    /// A file that may be meant: the same folder first, then anywhere the same name.
    fn near_file(&self, item: &Item, to: &str, target: Target) -> String {
        let name = to.split(['#', '?']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let folder = item.folder();
        let items = self.site.items.iter().map(|item| &*item.file);
        let paths: Vec<&str> = items.chain(self.layout.files.keys().map(|path| &**path)).collect();
        if to.starts_with('/')
            && let Some(near) = suggest::nearest(to, self.layout.pages.iter().map(|page| page.address.as_str()))
        {
            return format!("did you mean `{near}`?");
        }
        let elsewhere = paths.iter().find(|path| path.rsplit('/').next() == Some(name));
        if let Some(path) = elsewhere {
            return format!("did you mean `/{}`?", path.strip_prefix("content/").unwrap_or(path));
        }
        let here = paths.iter().filter_map(|path| path.strip_prefix(folder)).filter(|rest| !rest.contains('/'));
        match suggest::nearest(name, here) {
            Some(near) => format!("did you mean `{near}`?"),
            None if target == Target::Image => {
                "put the image beside this file, or write its path relative to this file".to_owned()
            }
            None => "write the path relative to this file, such as `2013-12-03-open-dag.md`".to_owned(),
        }
    }

    fn check_heading(
        &self,
        found: &Found<'_>,
        destination: &Destination<'_>,
        sources: &dyn Sources,
    ) -> Option<Diagnostic> {
        let fragment = destination.suffix.split_once('#').map(|(_, fragment)| fragment).filter(|id| !id.is_empty())?;
        let fragment = percent_encoding::percent_decode_str(fragment).decode_utf8().ok()?;
        let target = self.site.item(destination.item?);
        if target.facts.headings.iter().any(|heading| heading.id == fragment) || has_id(target, &fragment, sources) {
            return None;
        }
        let known = target.facts.headings.iter().map(|heading| heading.id);
        let hint = match known.clone().next() {
            None => "the page has no headings: link to it without `#…`".to_owned(),
            Some(_) => suggest::hint(&fragment, known),
        };
        let message = format!("`{}` has no heading `#{fragment}`", target.file);
        Some(Diagnostic::new(Code::HeadingMissing, (found.place)(), message).hint(hint))
    }
}

/// An image has to be a file that browsers show as one.
fn shown_or_not(found: &Found<'_>, destination: &Destination<'_>) -> Option<Diagnostic> {
    let (reason, hint) = match destination.picture {
        Some((_, Err(unshown))) => unshown.in_words(),
        None if destination.item.is_some() => Unshown::NoPicture.in_words(),
        // What is not named like an image is not looked at: it may be one of the theme, or of another program.
        Some((_, Ok(_))) | None => return None,
    };
    Some(Diagnostic::new(Code::ImageUnreadable, (found.place)(), format!("`{}` {reason}", found.to)).hint(hint))
}

/// Whether a body sets an id by raw HTML.
fn has_id(item: &Item, id: &str, sources: &dyn Sources) -> bool {
    let text = sources.read(&item.file).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    [format!("id=\"{id}\""), format!("id='{id}'"), format!("name=\"{id}\"")].iter().any(|set| text.contains(set))
}

fn in_text(item: &Item, span: std::ops::Range<usize>, sources: &dyn Sources) -> Place {
    let text = sources.read(&item.file).ok().and_then(|bytes| files::decode(&item.file, bytes).ok());
    text.map_or_else(|| Place::file(&item.file), |text| Place::span(&item.file, &text, span))
}
