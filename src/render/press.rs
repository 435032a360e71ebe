//! A page with all that it is made of, its fingerprint, and its bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Value};

use super::body::{self, BodyContext, Resolved};
use super::theme::Theme;
use super::{atom, json_feed, rss, sitemap, structured_data};
use crate::base::fingerprint::Mixer;
use crate::base::{Address, Code, Diagnostic, Error, Fingerprint, SourceFile, Sources, files, suggest};
use crate::config::{ContentOfFeeds, FeedFormat, LanguageId};
use crate::content::{Directive, Item, Target};
use crate::model::{ItemId, Listing};
use crate::plan::feed::{FeedEntry, FeedView, NewsSitemapView, RobotsView, SitemapIndexView, SitemapView};
use crate::plan::view::{Kind, SiteView, View};
use crate::plan::{Destination, Page, Plan, Subject};

/// How many bodies are kept that several feeds have.
const BODIES_KEPT: usize = 2_000;

/// Why a page could not be rendered.
#[derive(Debug)]
pub enum Failure {
    /// Its template, or what it has of the writer's, is wrong.
    Findings(Vec<Diagnostic>),
    /// The machine failed.
    Error(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// What renders the pages of a plan.
pub struct Press<'p, 's> {
    plan: &'p Plan<'s>,
    theme: &'p Theme,
    sources: &'p dyn Sources,
    sites: Vec<SiteView<'s>>,
    prints: Vec<Fingerprint>,
    templates: HashMap<String, Fingerprint>,
    bodies: Mutex<HashMap<ItemId, Arc<str>>>,
}

impl std::fmt::Debug for Press<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").finish_non_exhaustive()
    }
}

/// A page with all that it is made of.
#[derive(Debug)]
pub struct Sight<'p, 's> {
    page: &'p Page,
    scene: Scene<'p, 's>,
}

#[derive(Debug)]
enum Scene<'p, 's> {
    Html { view: Box<View<'s>>, template: String, item: Option<ItemId> },
    Feed(FeedView<'s>),
    Sitemap(SitemapView),
    SitemapIndex(SitemapIndexView),
    NewsSitemap(NewsSitemapView<'s>),
    Robots(RobotsView),
    File(&'p SourceFile),
    ThemeFile(&'p str),
}

impl<'p, 's> Press<'p, 's> {
    /// Sets up the press: the site's variables of every language, and the fingerprints of all templates.
    ///
    /// # Errors
    /// Where the footer of a language, or a view, cannot be rendered.
    pub fn set_up(plan: &'p Plan<'s>, theme: &'p mut Theme, sources: &'p dyn Sources) -> Result<Self, Error> {
        let config = plan.site.config;
        let href = |(name, address): &(Box<str>, Address)| (name.to_string(), config.href(address));
        let assets: BTreeMap<String, String> = theme.extras.files.iter().map(href).collect();
        let (mut sites, mut prints) = (Vec::new(), Vec::new());
        for id in config.language_ids() {
            let site = plan.site_view(id, inline(plan, theme, id, None, &config.language(id).footer));
            let print =
                Fingerprint::of(&serde_json::to_vec(&site).map_err(|error| Error::internal(error.to_string()))?);
            prints.push(Mixer::default().print(print).print(theme.print(id)).finish());
            theme.set_site(id, &site, &assets);
            sites.push(site);
        }
        let theme: &'p Theme = theme;
        let templates = theme.template_names().map(|name| (name.to_owned(), theme.template_print(name))).collect();
        Ok(Self { plan, theme, sources, sites, prints, templates, bodies: Mutex::default() })
    }

    /// Looks at a page: gathers all that it is made of.
    pub fn look(&self, page: &'p Page) -> Result<Sight<'p, 's>, Failure> {
        let plan = self.plan;
        let scene = match &page.subject {
            Subject::Feed { listing, format } => Scene::Feed(self.look_at_feed(page.language, *listing, *format)),
            Subject::Sitemap(part) => Scene::Sitemap(plan.sitemap(*part)),
            Subject::SitemapIndex => Scene::SitemapIndex(plan.sitemap_index()),
            Subject::NewsSitemap => Scene::NewsSitemap(plan.news_sitemap()),
            Subject::Robots => Scene::Robots(plan.robots()),
            Subject::File(file) => Scene::File(file),
            Subject::ThemeFile(name) => Scene::ThemeFile(name),
            _ => self.look_at_html(page)?,
        };
        Ok(Sight { page, scene })
    }

    fn look_at_feed(&self, language: LanguageId, listing: Listing, format: FeedFormat) -> FeedView<'s> {
        let mut feed = self.plan.feed(language, listing, format);
        if feed.content == ContentOfFeeds::Full {
            for entry in &mut feed.entries {
                entry.lead = self.lead(self.plan.site.item(entry.item));
            }
        }
        feed
    }

    /// The lead of an item as HTML.
    fn lead(&self, item: &Item) -> Option<String> {
        Some(inline(self.plan, self.theme, item.language, Some(item), item.lead.as_deref()?))
    }

    fn look_at_html(&self, page: &Page) -> Result<Scene<'p, 's>, Failure> {
        let kind = self.plan.kind(page).unwrap_or(Kind::NotFound);
        let id = match &page.subject {
            Subject::Item(id) => Some(*id),
            _ => None,
        };
        let item = id.map(|id| self.plan.site.item(id));
        let lead = item.and_then(|item| self.lead(item));
        let template = match id.zip(item.and_then(|item| item.template.as_deref())) {
            Some((id, name)) => self.named_template(id, name)?,
            None => self.theme.template(kind).map_err(|finding| Failure::Findings(vec![finding]))?.to_owned(),
        };
        Ok(Scene::Html { view: Box::new(self.plan.view(page, lead)), template, item: id })
    }

    fn named_template(&self, id: ItemId, name: &str) -> Result<String, Failure> {
        self.theme.named_template(name).map(str::to_owned).ok_or_else(|| {
            let place = self.plan.in_front_matter(id, self.sources, |mapping| mapping.value("template", name));
            let whole_pages = self.theme.template_names().filter(|name| !name.contains('/') && *name != "base.html");
            let hint = suggest::hint(name, whole_pages);
            Failure::Findings(vec![
                Diagnostic::new(Code::TemplateUnknown, place, format!("the theme has no template `{name}`")).hint(hint),
            ])
        })
    }

    /// What a page is made of, in one fingerprint: two that are equal render to the same bytes.
    pub fn print(&self, sight: &Sight<'p, 's>) -> Result<Fingerprint, Error> {
        let language = sight.page.language;
        let mixer = Mixer::default().bytes(env!("CARGO_PKG_VERSION").as_bytes());
        let failed =
            |error: postcard::Error| Error::internal(format!("{} has no fingerprint: {error}", sight.page.address));
        let mixer = match &sight.scene {
            Scene::Html { view, template, item } => {
                let mixer = mixer.print(self.prints.get(language.index()).copied().unwrap_or_default());
                let mixer = mixer
                    .print(self.template_print(template))
                    .bytes(&serde_json::to_vec(&view.item.as_ref().map(|item| item.extra)).unwrap_or_default());
                let mixer = mixer.value(view).map_err(failed)?;
                item.iter().fold(mixer, |mixer, id| self.mix_body(mixer, *id))
            }
            Scene::Feed(feed) => {
                let mixer = mixer
                    .print(self.theme.print(language))
                    .print(self.directives_print())
                    .value(feed)
                    .map_err(failed)?;
                feed.entries.iter().fold(mixer, |mixer, entry| self.mix_body(mixer, entry.item))
            }
            Scene::Sitemap(view) => mixer.value(view).map_err(failed)?,
            Scene::SitemapIndex(view) => mixer.value(view).map_err(failed)?,
            Scene::NewsSitemap(view) => mixer.value(view).map_err(failed)?,
            Scene::Robots(view) => mixer.value(view).map_err(failed)?,
            Scene::File(file) => mixer.bytes(file.path.as_bytes()).value(&file.stamp).map_err(failed)?,
            Scene::ThemeFile(name) => mixer.bytes(self.theme.file(name).unwrap_or_default()),
        };
        Ok(mixer.finish())
    }

    fn template_print(&self, template: &str) -> Fingerprint {
        self.templates.get(template).copied().unwrap_or_else(|| self.theme.template_print(template))
    }

    /// The fingerprint of what bodies may call: the directives of the theme.
    fn directives_print(&self) -> Fingerprint {
        self.theme.template_print("")
    }

    /// Mixes in a body and where its links and images lead.
    fn mix_body(&self, mixer: Mixer, id: ItemId) -> Mixer {
        let item = self.plan.site.item(id);
        let mixer = mixer.print(item.body.fingerprint).bytes(&[u8::from(self.plan.site.config.untrusted)]);
        item.facts.references.iter().fold(mixer, |mixer, reference| match resolve(self.plan, item, &reference.to) {
            Some(Resolved { href, size }) => mixer.bytes(href.as_bytes()).bytes(format!("{size:?}").as_bytes()),
            None => mixer.bytes(b""),
        })
    }

    /// Renders a page.
    pub fn render(&self, sight: &Sight<'p, 's>, out: &mut Vec<u8>) -> Result<(), Failure> {
        match &sight.scene {
            Scene::Html { view, template, item } => {
                self.render_html(sight.page.language, view, template, *item, out)?;
            }
            Scene::Feed(feed) => self.render_feed(feed, out)?,
            Scene::Sitemap(view) => sitemap::write(view, out)?,
            Scene::SitemapIndex(view) => sitemap::write_index(view, out)?,
            Scene::NewsSitemap(view) => sitemap::write_news(view, out)?,
            Scene::Robots(view) => sitemap::write_robots(view, out),
            Scene::File(file) => {
                let bytes = self
                    .sources
                    .read(&file.path)
                    .map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
                out.extend_from_slice(&bytes);
            }
            Scene::ThemeFile(name) => out.extend_from_slice(self.theme.file(name).unwrap_or_default()),
        }
        Ok(())
    }

    fn render_html(
        &self,
        language: LanguageId,
        view: &View<'_>,
        template: &str,
        item: Option<ItemId>,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let mut context = Context::from_serialize(view).map_err(|error| Error::internal(error.to_string()))?;
        let content = item.map(|id| self.body(id)).transpose()?;
        context.insert_value("content", content.map_or(Value::none(), |html| Value::safe_string(&html)));
        let data = self.sites.get(language.index()).and_then(|site| {
            let word = |kind: Kind| self.theme.word(language, word_of(kind)).unwrap_or_default();
            structured_data::json_ld(view, site, &self.plan.site.config.origin, &word)
        });
        context.insert_value("structured_data", data.map_or(Value::none(), |json| Value::safe_string(&json)));
        self.theme.fill(language, template, &context, out).map_err(Failure::Findings)
    }

    fn render_feed(&self, feed: &FeedView<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
        let mut bodies: Vec<Arc<str>> = Vec::new();
        if feed.content == ContentOfFeeds::Full {
            for entry in &feed.entries {
                bodies.push(self.feed_body(entry)?);
            }
        }
        match feed.format {
            FeedFormat::Atom => atom::write(feed, &bodies, out)?,
            FeedFormat::Rss => rss::write(feed, &bodies, out)?,
            FeedFormat::Json => json_feed::write(feed, &bodies, out)?,
        }
        Ok(())
    }

    /// A whole item for feeds: lead image, lead and body. The three forms of a feed, and the feeds of its tags, have the
    /// same one.
    fn feed_body(&self, entry: &FeedEntry<'_>) -> Result<Arc<str>, Failure> {
        if let Some(body) = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).get(&entry.item) {
            return Ok(Arc::clone(body));
        }
        let mut html = entry.image.as_ref().map(body::lead_image).unwrap_or_default();
        html.push_str(entry.lead.as_deref().unwrap_or_default());
        html.push_str(&self.body(entry.item)?);
        let body: Arc<str> = body::for_feed(&html, &entry.url).into();
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if bodies.len() < BODIES_KEPT {
            bodies.insert(entry.item, Arc::clone(&body));
        }
        Ok(body)
    }

    /// The body of an item as HTML, read anew.
    fn body(&self, id: ItemId) -> Result<String, Failure> {
        let item = self.plan.site.item(id);
        let text = files::read_text(self.sources, &item.file)?.map_err(|finding| Failure::Findings(vec![finding]))?;
        let markdown = text.get(item.body.starts_at as usize..).unwrap_or_default();
        if Fingerprint::of(markdown.as_bytes()) != item.body.fingerprint {
            let error = Error::changed_meanwhile(&item.file);
            return Err(error.into());
        }
        let context = BodyContext {
            quotes: &self.plan.site.config.language(item.language).quotes,
            untrusted: self.plan.site.config.untrusted,
            id_prefix: "",
            word: &|key| self.theme.word(item.language, key).unwrap_or_default(),
            resolve: &|to, _: Target| resolve(self.plan, item, to),
            directive: &|directive, inner| self.directive(item, directive, inner),
        };
        let mut html = String::with_capacity(markdown.len() * 2);
        body::render(markdown, &context, &mut html).map_err(Failure::Findings)?;
        Ok(html)
    }

    /// A directive is a template of the theme: `directives/NAME.html`.
    fn directive(&self, item: &Item, directive: &Directive<'_>, inner: &str) -> Result<String, Vec<Diagnostic>> {
        let template = format!("directives/{}.html", directive.name);
        if self.theme.named_template(&template).is_none() {
            let known: Vec<&str> = self.theme.directive_names().collect();
            let place = self.directive_place(item, directive);
            let message = format!("the theme has no directive `{}`", directive.name);
            return Err(vec![
                Diagnostic::new(Code::DirectiveUnknown, place, message)
                    .hint(suggest::hint(directive.name, known.iter().copied())),
            ]);
        }
        let mut values: BTreeMap<&str, Value> = BTreeMap::new();
        values.insert("name", Value::from(directive.name));
        values.insert("argument", Value::from(directive.argument));
        values.insert(
            "attributes",
            Value::from_serializable(
                &directive.attributes.iter().map(|(key, value)| (&**key, &**value)).collect::<BTreeMap<&str, &str>>(),
            ),
        );
        values.insert("content", Value::safe_string(inner));
        let mut context = Context::new();
        context.insert_value("directive", Value::from(values));
        let mut out = Vec::new();
        self.theme.fill(item.language, &template, &context, &mut out)?;
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn directive_place(&self, item: &Item, directive: &Directive<'_>) -> crate::base::Place {
        let text = files::read_text(self.sources, &item.file).ok().and_then(Result::ok).unwrap_or_default();
        let start = item.body.starts_at as usize + directive.range.start;
        crate::base::Place::span(&item.file, &text, start..start + directive.name.len() + 4)
    }
}

/// Where a reference of a text leads, as a link on the site.
fn resolve(plan: &Plan<'_>, item: &Item, to: &str) -> Option<Resolved> {
    let Destination { address, suffix, size, .. } = plan.resolve(Some(item), to).ok()?;
    let href =
        address.map_or_else(|| suffix.to_owned(), |address| format!("{}{suffix}", plan.site.config.href(&address)));
    Some(Resolved { href, size })
}

/// A short text in Markdown: a lead, or the footer. It has no directives.
fn inline(plan: &Plan<'_>, theme: &Theme, language: LanguageId, item: Option<&Item>, markdown: &str) -> String {
    let context = BodyContext {
        quotes: &plan.site.config.language(language).quotes,
        untrusted: plan.site.config.untrusted,
        id_prefix: "lead-",
        word: &|key| theme.word(language, key).unwrap_or_default(),
        resolve: &|to, _: Target| match item {
            Some(item) => resolve(plan, item, to),
            None => Some(Resolved { href: plan.href(None, to), size: None }),
        },
        directive: &|_: &Directive<'_>, inner: &str| Ok::<String, Vec<Diagnostic>>(inner.to_owned()),
    };
    let mut html = String::new();
    match body::render(markdown, &context, &mut html) {
        Ok(()) => html,
        Err(_) => String::new(),
    }
}

/// The word of the theme for a kind of page that has no title of its own.
fn word_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Home => "home",
        Kind::Archive => "archive",
        Kind::Tags => "tags",
        Kind::Authors => "authors",
        Kind::Dossiers => "dossiers",
        Kind::NotFound => "not_found",
        _ => "index",
    }
}
