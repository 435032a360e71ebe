//! A page with all that it is made of, its fingerprint, and its bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tera::{Context, Value};

use super::images::{self, Images};
use super::texts::{self, Texts};
use super::theme::Theme;
use super::{atom, host, json_feed, rss, sitemap, structured_data};
use crate::base::fingerprint::{ENGINE, Mixer};
use crate::base::{Address, Code, Diagnostic, Error, Fingerprint, SourceFile, Sources, suggest};
use crate::config::{ContentOfFeeds, FeedFormat, LanguageId};
use crate::content::CONTENT;
use crate::model::{ItemId, Listing};
use crate::plan::feed::{FeedView, NewsSitemapView, RobotsView, SitemapIndexView, SitemapView};
use crate::plan::view::{Kind, SiteView, View};
use crate::plan::{CardView, HostView, Page, Plan, Rendition, Subject};

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
pub struct Renderer<'p, 's> {
    plan: &'p Plan<'s>,
    theme: &'p Theme,
    sources: &'p dyn Sources,
    /// What makes the copies of pictures.
    pub images: Images<'p>,
    sites: Vec<SiteView<'s>>,
    fingerprints: Vec<Fingerprint>,
    templates: HashMap<String, Fingerprint>,
    texts: Texts<'p, 's>,
    /// Whether any template shows structured data.
    has_structured_data: bool,
}

impl std::fmt::Debug for Renderer<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").finish_non_exhaustive()
    }
}

/// A page with all that it is made of.
#[derive(Debug)]
pub struct PageInput<'p, 's> {
    page: &'p Page,
    parts: Parts<'p, 's>,
}

#[derive(Debug)]
enum Parts<'p, 's> {
    Html { view: Box<View<'p>>, template: String },
    Feed(FeedView<'s>),
    Sitemap(SitemapView),
    SitemapIndex(SitemapIndexView),
    NewsSitemap(NewsSitemapView<'s>),
    Robots(RobotsView),
    Host(HostView),
    File(&'p SourceFile),
    Rendition(&'p Rendition),
    Card(CardView<'s>),
    ThemeFile(&'p str),
}

impl<'p, 's> Renderer<'p, 's> {
    /// Sets up the renderer: the site's variables of every language, and the fingerprints of all templates.
    ///
    /// # Errors
    /// Where the footer of a language, or a view, cannot be rendered.
    pub fn set_up(
        plan: &'p Plan<'s>,
        theme: &'p mut Theme,
        sources: &'p dyn Sources,
        images: Images<'p>,
    ) -> Result<Self, Error> {
        let config = plan.site.config;
        let href = |(name, address): &(Box<str>, Address)| (name.to_string(), config.href(address));
        let assets: BTreeMap<String, String> = theme.extras.files.iter().map(href).collect();
        let (mut sites, mut fingerprints) = (Vec::new(), Vec::new());
        for id in config.language_ids() {
            let site = plan.site_view(id, texts::footer(plan, theme, id));
            let fingerprint =
                Fingerprint::of(&serde_json::to_vec(&site).map_err(|error| Error::internal(error.to_string()))?);
            fingerprints.push(Mixer::default().fingerprint(fingerprint).fingerprint(theme.fingerprint(id)).finish());
            theme.set_site(id, &site, &assets);
            sites.push(site);
        }
        let theme: &'p Theme = theme;
        let templates =
            theme.template_names().map(|name| (name.to_owned(), theme.template_fingerprint(name))).collect();
        let has_structured_data = theme.mentions("structured_data");
        let texts = Texts::new(plan, theme, sources);
        Ok(Self { plan, theme, sources, images, sites, fingerprints, templates, texts, has_structured_data })
    }

    /// Looks at a page: gathers all that it is made of.
    pub fn look(&self, page: &'p Page) -> Result<PageInput<'p, 's>, Failure> {
        let plan = self.plan;
        let parts = match &page.subject {
            Subject::Feed { listing, format } => Parts::Feed(self.look_at_feed(page.language, *listing, *format)),
            Subject::Sitemap(part) => Parts::Sitemap(plan.sitemap(*part)),
            Subject::SitemapIndex => Parts::SitemapIndex(plan.sitemap_index()),
            Subject::NewsSitemap => Parts::NewsSitemap(plan.news_sitemap()),
            Subject::Robots => Parts::Robots(plan.robots()),
            Subject::Host(file) => Parts::Host(plan.host(*file)),
            Subject::File(file) => Parts::File(file),
            Subject::Rendition(copy) => Parts::Rendition(copy),
            Subject::Card(id) => Parts::Card(plan.card(*id)),
            Subject::ThemeFile(name) => Parts::ThemeFile(name),
            _ => self.look_at_html(page)?,
        };
        Ok(PageInput { page, parts })
    }

    fn look_at_feed(&self, language: LanguageId, listing: Listing, format: FeedFormat) -> FeedView<'s> {
        let mut feed = self.plan.feed(language, listing, format);
        if feed.content == ContentOfFeeds::Full {
            for entry in &mut feed.entries {
                entry.lead = self.texts.lead(self.plan.site.item(entry.item));
            }
        }
        feed
    }

    fn look_at_html(&self, page: &Page) -> Result<Parts<'p, 's>, Failure> {
        let kind = self.plan.kind(page).unwrap_or(Kind::NotFound);
        let id = item_of(page);
        let item = id.map(|id| self.plan.site.item(id));
        let lead = item.and_then(|item| self.texts.lead(item));
        let template = match id.zip(item.and_then(|item| item.rare().template.as_deref())) {
            Some((id, name)) => self.named_template(id, name)?,
            None => self.theme.template(kind).map_err(|finding| Failure::Findings(vec![finding]))?.to_owned(),
        };
        Ok(Parts::Html { view: Box::new(self.plan.view(page, lead)), template })
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
    pub fn fingerprint(&self, input: &PageInput<'p, 's>) -> Result<Fingerprint, Error> {
        let language = input.page.language;
        let mixer = Mixer::default().bytes(ENGINE.as_bytes());
        let failed =
            |error: postcard::Error| Error::internal(format!("{} has no fingerprint: {error}", input.page.address));
        let mixer = match &input.parts {
            Parts::Html { view, template } => {
                let mixer = mixer.fingerprint(self.fingerprints.get(language.index()).copied().unwrap_or_default());
                let mixer = mixer
                    .fingerprint(self.template_fingerprint(template))
                    .bytes(&serde_json::to_vec(&view.item.as_ref().map(|item| item.extra)).unwrap_or_default());
                let mixer = mixer.value(view).map_err(failed)?;
                item_of(input.page).into_iter().fold(mixer, |mixer, id| self.texts.mix_body(mixer, id))
            }
            Parts::Feed(feed) => {
                let mixer = mixer
                    .fingerprint(self.theme.fingerprint(language))
                    .fingerprint(self.directives_fingerprint())
                    .value(feed)
                    .map_err(failed)?;
                feed.entries.iter().fold(mixer, |mixer, entry| self.texts.mix_body(mixer, entry.item))
            }
            Parts::Sitemap(view) => mixer.value(view).map_err(failed)?,
            Parts::SitemapIndex(view) => mixer.value(view).map_err(failed)?,
            Parts::NewsSitemap(view) => mixer.value(view).map_err(failed)?,
            Parts::Robots(view) => mixer.value(view).map_err(failed)?,
            Parts::Host(view) => mixer.value(view).map_err(failed)?,
            Parts::File(file) => {
                let mixer = mixer.bytes(&[u8::from(self.plan.site.config.untrusted)]);
                mixer.bytes(file.path.as_bytes()).value(&file.stamp).map_err(failed)?
            }
            // Neither is made of what else this program is made of: a new version need not make them anew.
            Parts::Rendition(copy) => return images::fingerprint(copy).map_err(failed),
            Parts::Card(card) => mixer.value(card).map_err(failed)?,
            Parts::ThemeFile(name) => mixer.bytes(self.theme.file(name).unwrap_or_default()),
        };
        Ok(mixer.finish())
    }

    fn template_fingerprint(&self, template: &str) -> Fingerprint {
        self.templates.get(template).copied().unwrap_or_else(|| self.theme.template_fingerprint(template))
    }

    /// The fingerprint of what bodies may call: the directives of the theme.
    fn directives_fingerprint(&self) -> Fingerprint {
        self.theme.template_fingerprint("")
    }

    /// Renders a page.
    pub fn render(&self, input: &PageInput<'p, 's>, out: &mut Vec<u8>) -> Result<(), Failure> {
        match &input.parts {
            Parts::Html { view, template } => self.render_html(input.page, view, template, out)?,
            Parts::Feed(feed) => self.render_feed(feed, out)?,
            Parts::Sitemap(view) => sitemap::write(view, out)?,
            Parts::SitemapIndex(view) => sitemap::write_index(view, out)?,
            Parts::NewsSitemap(view) => sitemap::write_news(view, out)?,
            Parts::Robots(view) => sitemap::write_robots(view, out),
            Parts::Host(view) => host::write(view, out)?,
            Parts::File(file) => out.extend(self.file(file)?),
            Parts::Rendition(copy) => out.extend(self.images.copy(copy)?),
            Parts::Card(card) => out.extend(images::draw(card).map_err(Error::internal)?),
            Parts::ThemeFile(name) => out.extend_from_slice(self.theme.file(name).unwrap_or_default()),
        }
        Ok(())
    }

    /// A file of the site as it is published: pictures beside items are without what cameras write in them.
    fn file(&self, file: &SourceFile) -> Result<Vec<u8>, Failure> {
        let bytes = self.sources.read(&file.path);
        let bytes = bytes.map_err(|error| Error::io(&format!("cannot read {}", file.path), &error))?;
        if self.plan.site.config.untrusted && self.plan.is_drawing(&file.path) {
            return images::harmless_drawing(&file.path, &bytes);
        }
        if file.path.starts_with(CONTENT) { images::without_metadata(&file.path, bytes) } else { Ok(bytes) }
    }

    fn render_html(&self, page: &Page, view: &View<'_>, template: &str, out: &mut Vec<u8>) -> Result<(), Failure> {
        let language = page.language;
        let mut context = Context::from_serialize(view).map_err(|error| Error::internal(error.to_string()))?;
        let body = item_of(page).map(|id| self.texts.body(id)).transpose()?;
        context.insert_value("content", body.map_or(Value::none(), |html| Value::safe_string(&html)));
        let site = self.sites.get(language.index()).filter(|_| self.has_structured_data);
        let data = site.and_then(|site| {
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
                bodies.push(self.texts.in_feed(entry)?);
            }
        }
        match feed.format {
            FeedFormat::Atom => atom::write(feed, &bodies, out)?,
            FeedFormat::Rss => rss::write(feed, &bodies, out)?,
            FeedFormat::Json => json_feed::write(feed, &bodies, out)?,
        }
        Ok(())
    }
}

/// The item that a page is.
fn item_of(page: &Page) -> Option<ItemId> {
    match page.subject {
        Subject::Item(id) => Some(id),
        _ => None,
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
