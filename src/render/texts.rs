//! The writers' texts as HTML: bodies, leads and footers, their directives through the theme, and bodies for feeds.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Value};

use super::Failure;
use super::body::{self, BodyContext, Resolved};
use super::clean;
use super::theme::Theme;
use crate::base::fingerprint::Mixer;
use crate::base::{Code, Diagnostic, Error, Fingerprint, Place, Sources, files, suggest};
use crate::config::LanguageId;
use crate::content::{Directive, Item, ReferenceKind};
use crate::model::ItemId;
use crate::plan::feed::FeedEntry;
use crate::plan::{Destination, Plan};

/// How many bodies are kept that several feeds have.
const BODIES_KEPT: usize = 2_000;

/// What turns texts into HTML.
pub(super) struct Texts<'p, 's> {
    plan: &'p Plan<'s>,
    theme: &'p Theme,
    sources: &'p dyn Sources,
    bodies: Mutex<HashMap<ItemId, Arc<str>>>,
}

impl<'p, 's> Texts<'p, 's> {
    pub(super) fn new(plan: &'p Plan<'s>, theme: &'p Theme, sources: &'p dyn Sources) -> Self {
        Self { plan, theme, sources, bodies: Mutex::default() }
    }

    /// The body of an item, read anew.
    pub(super) fn body(&self, id: ItemId) -> Result<String, Failure> {
        let item = self.plan.site.item(id);
        let text = files::read_text(self.sources, &item.file)?.map_err(|finding| Failure::Findings(vec![finding]))?;
        let markdown = text.get(item.body.starts_at as usize..).unwrap_or_default();
        if Fingerprint::of(markdown.as_bytes()) != item.body.fingerprint {
            return Err(Error::changed_meanwhile(&item.file).into());
        }
        let context = BodyContext {
            quotes: &self.plan.site.config.language(item.language).quotes,
            untrusted: self.plan.site.config.untrusted,
            image_sizes: self.theme.image_sizes(),
            id_prefix: "",
            word: &|key| self.theme.word(item.language, key).unwrap_or_default(),
            resolve: &|to, _: ReferenceKind| resolve(self.plan, item, to),
            directive: &|directive, inner| self.directive(item, directive, inner),
        };
        let mut html = String::with_capacity(markdown.len() * 2);
        body::render(markdown, &context, &mut html).map_err(Failure::Findings)?;
        Ok(html)
    }

    /// What a body is made of, with where its links and images lead.
    pub(super) fn mix_body(&self, mixer: Mixer, id: ItemId) -> Mixer {
        let item = self.plan.site.item(id);
        let mixer = mixer.fingerprint(item.body.fingerprint).bytes(&[u8::from(self.plan.site.config.untrusted)]);
        item.facts.references.iter().fold(mixer, |mixer, reference| match resolve(self.plan, item, &reference.to) {
            Some(Resolved { href, size, offer }) => {
                let mixer = mixer.bytes(href.as_bytes()).bytes(format!("{size:?}").as_bytes());
                // All addresses of the copies have in them what they are made of.
                let sources = offer.iter().flat_map(|offer| &offer.sources).map(|source| &source.srcset);
                let copies = offer.iter().map(|offer| &offer.srcset).chain(sources);
                copies.fold(mixer, |mixer, copies| mixer.bytes(copies.as_bytes()))
            }
            None => mixer.bytes(b""),
        })
    }

    /// A directive is a template of the theme: `directives/NAME.html`.
    fn directive(&self, item: &Item, directive: &Directive<'_>, inner: &str) -> Result<String, Vec<Diagnostic>> {
        let template = format!("directives/{}.html", directive.name);
        if self.theme.named_template(&template).is_none() {
            let known: Vec<&str> = self.theme.directive_names().collect();
            let hint = suggest::hint(directive.name, known.iter().copied());
            let message = format!("the theme has no directive `{}`", directive.name);
            return Err(vec![Diagnostic::new(Code::DirectiveUnknown, self.place(item, directive), message).hint(hint)]);
        }
        let attributes: BTreeMap<&str, &str> = directive.attributes.iter().copied().collect();
        let values = BTreeMap::from([
            ("name", Value::from(directive.name)),
            ("argument", Value::from(directive.argument)),
            ("attributes", Value::from_serializable(&attributes)),
            ("content", Value::safe_string(inner)),
        ]);
        let mut context = Context::new();
        context.insert_value("directive", Value::from(values));
        let mut out = Vec::new();
        self.theme.fill(item.language, &template, &context, &mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn place(&self, item: &Item, directive: &Directive<'_>) -> Place {
        let text = files::read_text(self.sources, &item.file).ok().and_then(Result::ok).unwrap_or_default();
        let start = item.body.starts_at as usize + directive.range.start;
        Place::span(&item.file, &text, start..start + directive.name.len() + 4)
    }

    /// The lead of an item.
    pub(super) fn lead(&self, item: &Item) -> Option<String> {
        let resolve = |to: &str, _: ReferenceKind| resolve(self.plan, item, to);
        Some(short(self.plan, self.theme, item.language, &resolve, item.lead.as_deref()?))
    }

    /// A whole item for feeds: lead image, lead and body. The three forms of a feed, and the feeds of its tags, have the
    /// same one.
    pub(super) fn in_feed(&self, entry: &FeedEntry<'_>) -> Result<Arc<str>, Failure> {
        if let Some(body) = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).get(&entry.item) {
            return Ok(Arc::clone(body));
        }
        let mut html = entry.image.as_ref().map(clean::lead_image).unwrap_or_default();
        html.push_str(entry.lead.as_deref().unwrap_or_default());
        html.push_str(&self.body(entry.item)?);
        let body: Arc<str> = clean::for_feed(&html, &entry.url).into();
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if bodies.len() < BODIES_KEPT {
            bodies.insert(entry.item, Arc::clone(&body));
        }
        Ok(body)
    }
}

/// The footer of a language.
pub(super) fn footer(plan: &Plan<'_>, theme: &Theme, language: LanguageId) -> String {
    let resolve = |to: &str, _: ReferenceKind| Some(Resolved { href: plan.href(None, to), ..Resolved::default() });
    short(plan, theme, language, &resolve, &plan.site.config.language(language).footer)
}

/// Where a reference of a text leads, as a link on the site.
fn resolve(plan: &Plan<'_>, item: &Item, to: &str) -> Option<Resolved> {
    let Destination { address, suffix, picture, .. } = plan.resolve(Some(item), to).ok()?;
    let href =
        address.map_or_else(|| suffix.to_owned(), |address| format!("{}{suffix}", plan.site.config.href(&address)));
    let size = picture.and_then(|(_, seen)| seen.as_ref().ok()).map(|picture| (picture.width, picture.height));
    let offer = picture.and_then(|(file, _)| plan.offer(file)).map(Box::new);
    Some(Resolved { href, size, offer })
}

/// A short text: a lead, or a footer. It has no directives.
fn short(
    plan: &Plan<'_>,
    theme: &Theme,
    language: LanguageId,
    resolve: &dyn Fn(&str, ReferenceKind) -> Option<Resolved>,
    markdown: &str,
) -> String {
    let context = BodyContext {
        quotes: &plan.site.config.language(language).quotes,
        untrusted: plan.site.config.untrusted,
        image_sizes: theme.image_sizes(),
        id_prefix: "lead-",
        word: &|key| theme.word(language, key).unwrap_or_default(),
        resolve,
        directive: &|_: &Directive<'_>, inner: &str| Ok::<String, std::convert::Infallible>(inner.to_owned()),
    };
    let mut html = String::new();
    let Ok(()) = body::render(markdown, &context, &mut html);
    html
}
