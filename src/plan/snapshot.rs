//! A planned site: owned, unchanging, shared between threads. Everything that uses a site holds one.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::layout::Layout;
use super::memo::Memo;
use super::page::{Page, Subject};
use super::pictures::Pictures;
use super::search_file::SearchFile;
use super::shared::SharedValues;
use super::view_parts::SiteView;
use crate::base::{Fingerprint, SharedCache, Sources};
use crate::config::{Config, LanguageId};
use crate::content::{ImageIndex, ItemKind, SoundIndex};
use crate::model::{ItemId, Site};
use crate::theme::{Engine, PageKind, Theme};

/// A site at one moment: its settings, items, pages and theme. It is cheap to clone; free functions of the rooms `plan` and
/// `render` answer what its pages show, their bytes, its findings, its files, and when it will be another.
#[derive(Clone)]
pub struct Snapshot {
    /// The settings.
    pub config: Arc<Config>,
    /// The items, in every order and grouping.
    pub site: Arc<Site>,
    /// The pages and their addresses.
    pub layout: Arc<Layout>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The forms and sizes of all pictures.
    pub images: Arc<ImageIndex>,
    /// The formats and durations of all files of sound.
    pub sounds: Arc<SoundIndex>,
    /// The files of the site. A body is read again when its page is rendered.
    pub sources: Arc<dyn Sources>,
    /// The folder that keeps renditions between builds; without it they are made each time.
    pub image_cache: Option<Arc<Path>>,
    /// The cache that machines share, where this run uses it.
    pub shared_cache: Option<Arc<SharedCache>>,
    /// The variables of each language that are the same on all its pages. Empty until `render::globals` made them.
    pub globals: Arc<[Globals]>,
    /// Small values that many entries show.
    pub(super) shared: Arc<SharedValues>,
    /// Values that are computed when they are first asked for.
    pub memo: Arc<Memo>,
    /// The files of the search index. Empty until a build wrote them: the names of most have fingerprints of what is in them.
    pub search: Arc<[SearchFile]>,
    /// The number of findings that the baseline covers.
    pub known: usize,
    /// The duration of each stage of planning, in order.
    pub stages: Arc<[(&'static str, Duration)]>,
}

/// The variables of a language that are the same on all its pages.
#[derive(Debug)]
pub struct Globals {
    /// The view of the site.
    pub site: SiteView,
    /// The templates, with these variables.
    pub engine: Engine,
    /// The fingerprint of these variables.
    pub fingerprint: Fingerprint,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("at", &self.site.at)
            .field("pages", &self.pages().len())
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    /// A snapshot of a site that was laid out. Its pages can be rendered once it has `globals`.
    pub fn new(
        (site, layout, theme): (Site, Arc<Layout>, Theme),
        (images, sounds): (Arc<ImageIndex>, Arc<SoundIndex>),
        sources: Arc<dyn Sources>,
        image_cache: Option<Arc<Path>>,
    ) -> Self {
        Self {
            config: Arc::clone(&site.config),
            shared: Arc::new(SharedValues::new(&site, &theme.manifest)),
            memo: Arc::new(Memo::new(site.items.len())),
            site: Arc::new(site),
            layout,
            theme: Arc::new(theme),
            images,
            sounds,
            sources,
            image_cache,
            shared_cache: None,
            globals: Arc::default(),
            search: Arc::default(),
            known: 0,
            stages: Arc::default(),
        }
    }

    /// The same snapshot with the variables of its languages.
    #[must_use]
    pub fn with_globals(&self, globals: Vec<Globals>) -> Self {
        Self { globals: globals.into(), ..self.clone() }
    }

    /// The pages, in a fixed order.
    pub fn pages(&self) -> &[Page] {
        self.layout.pages()
    }

    /// The kind of a page that a template renders; `None` for feeds, sitemaps and copies.
    pub fn kind(&self, page: &Page) -> Option<PageKind> {
        page.subject.kind(|id| self.site.item(id).kind == ItemKind::News)
    }

    /// The item whose text stands on a page: its own, or that about the term or section on the first page of its list.
    pub fn text_of(&self, page: &Page) -> Option<ItemId> {
        match page.subject {
            Subject::Item(id) => Some(id),
            Subject::List { listing, number: None } => self.site.text_of(page.language, listing),
            _ => None,
        }
    }

    /// The item that names the template of a page.
    pub fn template_of(&self, page: &Page) -> Option<ItemId> {
        match page.subject {
            Subject::List { listing, .. } => self.site.text_of(page.language, listing),
            _ => page.subject.item(),
        }
    }

    /// The pictures, with what decides on their renditions.
    pub fn pictures(&self) -> Pictures<'_> {
        Pictures { config: &self.config, names: &self.site.names, files: &self.layout.files, images: &self.images }
    }

    /// The variables of a language.
    pub fn globals(&self, language: LanguageId) -> Option<&Globals> {
        self.globals.get(language.index())
    }
}
