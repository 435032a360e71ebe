//! A text of a Jekyll site: its kind, front matter, address and body.

use std::cell::RefCell;

use chrono_tz::Tz;
use serde_json::Value;

use super::front::{self, Values};
use super::item::{ImportedBody, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus};
use super::jekyll_address::{PermalinkParts, fill, template};
use super::jekyll_config::JekyllConfig;
use super::jekyll_context::JekyllContext;
use super::jekyll_front::{authors, lead_image, plain, redirects, rest, terms};
use super::kramdown::{excerpt, kramdown};
use super::link_definitions::without_unused;
use super::liquid::Liquid;
use super::loss::{Harm, ImportLoss, encoding_loss};
use super::rewrite::{Dialect, TagRewriter};
use super::source::Imported;
use super::tag_budget::TagBudget;
use super::template_tag::has_in_prose;
use super::values::{date, decoded, first_text, is_false, is_true, text_of};

/// The kind of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum JekyllKind {
    /// A post.
    Post,
    /// A draft.
    Draft,
    /// A document of a collection.
    Document(String),
    /// A page.
    Page,
}

/// A text of the site.
#[derive(Clone, Debug)]
pub(super) struct JekyllFile {
    /// The file, relative to the source.
    pub(super) path: String,
    /// The same below the folder of the sources.
    pub(super) below: String,
    /// Its kind.
    pub(super) kind: JekyllKind,
}

impl JekyllKind {
    /// The kind of a file; `None` for one that Jekyll passes over.
    pub(super) fn of(below: &str, config: &JekyllConfig) -> Option<Self> {
        let in_collections = below.strip_prefix(&config.collections_dir).unwrap_or(below);
        let mut parts = in_collections.split('/');
        if parts.any(|part| part == "_posts") {
            return is_dated(below.rsplit('/').next().unwrap_or_default()).then_some(Self::Post);
        }
        if in_collections.split('/').any(|part| part == "_drafts") {
            return Some(Self::Draft);
        }
        if let Some(name) = in_collections.strip_prefix('_').and_then(|rest| rest.split('/').next()) {
            return config.collections.contains_key(name).then(|| Self::Document(name.to_owned()));
        }
        (!config.is_excluded(below)).then_some(Self::Page)
    }

    fn name(&self) -> &str {
        match self {
            Self::Post => "posts",
            Self::Draft => "drafts",
            Self::Document(name) => name,
            Self::Page => "pages",
        }
    }
}

/// Whether the name of a file begins with a date: `2013-12-03-open-dag.md`.
fn is_dated(name: &str) -> bool {
    split_date(name).is_some()
}

/// The date and the rest of a name. Jekyll takes `2013-1-3` too.
fn split_date(name: &str) -> Option<(String, &str)> {
    let mut parts = name.splitn(4, '-');
    let mut number = |longest: usize| {
        let part = parts.next()?;
        let is_number = (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if is_number { part.parse::<u32>().ok() } else { None }
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let year = if year < 100 { year + 2000 } else { year };
    Some((format!("{year:04}-{month:02}-{day:02}"), parts.next()?))
}

impl JekyllFile {
    /// The name of the file without its ending.
    fn name(&self) -> &str {
        let name = self.below.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(name, _)| name)
    }

    /// The names by which other texts refer to it: its path; for a post also its name, alone and with the folders above `_posts`.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let post = (self.kind == JekyllKind::Post).then(|| [self.name().to_owned(), self.post_key()]);
        post.into_iter().flatten().chain([self.below.clone()])
    }

    /// The name of a post as `post_url` may have it: with the folders above `_posts`.
    fn post_key(&self) -> String {
        let stem = self.below.rsplit_once('.').map_or(&*self.below, |(stem, _)| stem);
        stem.split('/').filter(|part| *part != "_posts").collect::<Vec<_>>().join("/")
    }

    /// The front matter and the address, without the text.
    pub(super) fn read_front(&self, source: &JekyllContext) -> Option<Imported> {
        let input = match source.folder.read(&self.path) {
            Ok(input) => input,
            Err(loss) => return Some(Imported::Lost(loss)),
        };
        let read = front::read(&self.path, &input.text);
        // Without front matter it is a file like any other.
        if !read.is_there {
            return None;
        }
        let (line, body) = (read.line, input.text.get(read.body..).unwrap_or_default().to_owned());
        let mut item = self.item(source, read.values);
        item.losses.extend(read.losses);
        item.losses.extend(input.encoding.map(|name| encoding_loss(&self.path, name)));
        item.place.line = line;
        item.body = ImportedBody::Markdown(body);
        Some(Imported::Item(Box::new(item)))
    }

    /// The whole item.
    pub(super) fn read(&self, source: &JekyllContext) -> Option<Imported> {
        let Imported::Item(mut item) = self.read_front(source)? else { return self.read_front(source) };
        if self.is_list(&item, source) {
            return Some(Imported::Lost(self.template_loss(&item)));
        }
        let ImportedBody::Markdown(body) = std::mem::take(&mut item.body) else { return Some(Imported::Item(item)) };
        let (body, losses) = self.rewritten(&item, &body, source);
        item.losses.extend(losses);
        let body = excerpt(&source.config.text("excerpt_separator").unwrap_or_default(), body);
        item.body = if self.is_html() { ImportedBody::Html(body) } else { ImportedBody::Markdown(kramdown(&body)) };
        if self.path.ends_with(".textile") {
            let loss = ImportLoss::new(Harm::Part, "Textile", self.path.clone())
                .told("it is written in Textile, which is not read", "convert it to Markdown, and import again");
            item.losses.push(loss);
        }
        Some(Imported::Item(item))
    }

    /// Whether it is a page that Liquid fills with a list. A list of data whose values are all known is text.
    pub(super) fn is_list(&self, item: &ImportedItem, source: &JekyllContext) -> bool {
        let ImportedBody::Markdown(body) = &item.body else { return false };
        if self.kind != JekyllKind::Page || shows_texts(body) || source.lists_news(body) {
            return self.kind == JekyllKind::Page;
        }
        has_in_prose(body, &["{% for ", "{%- for ", "{%for "]) && !self.rewritten(item, body, source).1.is_empty()
    }

    fn is_html(&self) -> bool {
        [".html", ".htm"].iter().any(|ending| self.path.ends_with(ending))
    }

    /// A body without Liquid, and what is lost.
    fn rewritten(&self, item: &ImportedItem, body: &str, source: &JekyllContext) -> (String, Vec<ImportLoss>) {
        let liquid = Liquid { source, item, variables: RefCell::default(), depth: 0, budget: TagBudget::default() };
        let dialect = Dialect { is_html: self.is_html(), ..Liquid::DIALECT };
        let mut rewriter = TagRewriter { dialect, rules: &liquid, file: &self.path, losses: Vec::new() };
        let written = rewriter.rewrite(body, item.place.line);
        // Includes define more links than a text has.
        let has_include = body.contains("{% include") || body.contains("{%- include");
        (if has_include { without_unused(&written) } else { written }, rewriter.losses)
    }

    fn template_loss(&self, item: &ImportedItem) -> ImportLoss {
        let address = item.address.as_deref().unwrap_or_default();
        let loss = ImportLoss::new(Harm::Detail, "pages that a template fills with lists", self.path.clone());
        let message = format!("`{address}` is a list that Liquid makes, and leads to the home page now");
        loss.told(message, "change its line in redirects.csv, or write a page with this `address`")
    }

    fn item(&self, source: &JekyllContext, own: Values) -> ImportedItem {
        let config = &source.config;
        let values = config.with_defaults(&self.below, self.kind.name(), own);
        let zone = config.zone.unwrap_or(Tz::UTC);
        let name = self.name();
        let dated = split_date(name).filter(|_| self.kind == JekyllKind::Post);
        let title = dated.as_ref().map_or(name, |(_, rest)| rest);
        let typed = text_of(&values, "date");
        let when = typed.as_deref().and_then(|typed| date(typed, zone, true));
        let when = when.or_else(|| dated.as_ref().and_then(|(day, _)| date(day, zone, true)));
        let updated = first_text(&values, &["last_modified_at", "updated", "modified", "last_updated"]);
        let updated = updated.and_then(|text| date(&text, zone, true));
        let mut categories = terms(&values, &["category", "categories"]);
        categories.splice(0..0, self.folders());
        let is_news = match &self.kind {
            JekyllKind::Post | JekyllKind::Draft => true,
            JekyllKind::Document(_) => when.is_some(),
            JekyllKind::Page => false,
        };
        let is_draft = self.kind == JekyllKind::Draft || is_false(&values, "published") || is_true(&values, "draft");
        let mut item = ImportedItem {
            key: self.below.clone(),
            place: ImportedPlace { file: self.path.clone(), line: 0 },
            kind: if is_news { ImportedKind::News } else { ImportedKind::Page },
            status: if is_draft { ImportedStatus::Draft } else { ImportedStatus::Published },
            title: text_of(&values, "title").map(|title| decoded(&title)).unwrap_or_default(),
            updated,
            path: self.target(is_news, title, when.as_ref().map(|when| when.day().to_string()).as_deref()),
            language: first_text(&values, &["lang", "language", "locale"]).map(|tag| tag.replace('_', "-")),
            authors: authors(&values, source),
            tags: terms(&values, &["tag", "tags"]),
            summary: first_text(&values, &["description", "excerpt", "summary", "subtitle"]).map(|text| plain(&text)),
            image: lead_image(&values),
            is_sticky: is_true(&values, "sticky") || is_true(&values, "pinned") || is_true(&values, "pin"),
            aliases: redirects(&values),
            ..ImportedItem::default()
        };
        let at = when.as_ref().map(|when| when.at.with_timezone(&zone).fixed_offset());
        item.address = self.address(config, &values, (title, &categories), at);
        if let Some(number) = text_of(&values, "wordpress_id").filter(|_| is_news) {
            item.extra.insert("wordpress_id".to_owned(), Value::from(number));
        }
        item.categories = categories;
        item.date = when.or_else(|| is_news.then(|| date_of_draft(zone)).flatten());
        item.extra.extend(rest(values));
        item
    }

    /// The folders above `_posts`, which are categories.
    fn folders(&self) -> Vec<String> {
        if self.kind != JekyllKind::Post {
            return Vec::new();
        }
        let above = self.below.split("_posts/").next().unwrap_or_default();
        above.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The file to write.
    fn target(&self, is_news: bool, title: &str, day: Option<&str>) -> String {
        match &self.kind {
            JekyllKind::Post | JekyllKind::Draft => {
                let day = day.map(|day| format!("{day}-")).unwrap_or_default();
                format!("posts/{day}{title}")
            }
            JekyllKind::Document(name) => {
                let below = self.below.split_once('/').map_or(&*self.below, |(_, below)| below);
                let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
                if is_news { format!("{name}/{stem}") } else { format!("pages/{name}/{stem}") }
            }
            JekyllKind::Page => {
                let stem = self.below.rsplit_once('.').map_or(&*self.below, |(stem, _)| stem);
                format!("pages/{}", stem.strip_suffix("/index").unwrap_or(stem))
            }
        }
    }

    fn address(
        &self,
        config: &JekyllConfig,
        values: &Values,
        (title, categories): (&str, &[String]),
        at: Option<chrono::DateTime<chrono::FixedOffset>>,
    ) -> Option<String> {
        let slug = text_of(values, "slug");
        let below = self.below.strip_prefix(&config.collections_dir).unwrap_or(&self.below);
        let below =
            if self.kind == JekyllKind::Page { below } else { below.split_once('/').map_or(below, |(_, below)| below) };
        let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
        let parts = PermalinkParts {
            date: at,
            title: slug.as_deref().unwrap_or(if self.kind == JekyllKind::Page { stem } else { title }),
            categories,
            collection: self.kind.name(),
            path: stem,
            output_ext: ".html",
        };
        let own = text_of(values, "permalink");
        let style = config.text("permalink");
        let address = match (&self.kind, own.as_deref()) {
            (JekyllKind::Draft, _) => return None,
            (_, Some(own)) => fill(template(Some(own)), &parts),
            (JekyllKind::Post, None) => {
                let posts = config.text("collections.posts.permalink");
                fill(template(posts.as_deref().or(style.as_deref())), &parts)
            }
            (JekyllKind::Document(name), None) => {
                let own = config.collections.get(name).and_then(Option::as_deref);
                fill(
                    own.unwrap_or(if is_pretty(style.as_deref()) {
                        "/:collection/:path/"
                    } else {
                        "/:collection/:path:output_ext"
                    }),
                    &parts,
                )
            }
            (JekyllKind::Page, None) => match stem.strip_suffix("index") {
                Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
                _ if is_pretty(style.as_deref()) => format!("/{stem}/"),
                _ => format!("/{stem}.html"),
            },
        };
        Some(percent_encoding::percent_decode_str(&address).decode_utf8_lossy().into_owned())
    }
}

/// Whether pages get folders of their own.
fn is_pretty(style: Option<&str>) -> bool {
    style.is_some_and(|style| style == "pretty" || style.ends_with('/'))
}

/// A draft has the date of today in Jekyll; it has none of its own.
fn date_of_draft(zone: Tz) -> Option<crate::base::date::When> {
    date("2000-01-01", zone, false)
}

/// Whether a text shows lists of the texts of the site.
fn shows_texts(body: &str) -> bool {
    has_in_prose(body, &["paginator.", "site.posts", "site.tags", "site.categories", "site.pages"])
}
