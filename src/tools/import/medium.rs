//! Medium: an export with an HTML file for each text, as a zip archive or a folder.

use super::cards::bookmark;
use super::html_tag::{next_tag, plain_text};
use super::input::InputFolder;
use super::item::{ImportedBody, ImportedFile, ImportedItem, ImportedKind, ImportedPlace, ImportedStatus};
use super::loss::{Harm, ImportLoss};
use super::old_hosts::OldHosts;
use super::site::ImportedSite;
use super::source::{ImportSource, Imported};
use super::values;
use crate::base::date::When;
use crate::base::{Error, ErrorCode};
use chrono_tz::Tz;

/// A Medium export.
pub(super) struct MediumSource {
    folder: InputFolder,
    files: Vec<String>,
    hosts: OldHosts,
    site: ImportedSite,
}

/// Whether a folder is an export of Medium.
pub(super) fn is_one(folder: &InputFolder) -> bool {
    let mut files = posts(folder);
    files.next().is_some_and(|file| {
        folder.start(file).is_some_and(|start| start.contains("h-entry") || start.contains("p-name"))
    })
}

fn posts(folder: &InputFolder) -> impl Iterator<Item = &str> {
    folder.below("").filter(|file| {
        let mut parts = file.rsplit('/');
        let (name, above) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        above == "posts" && name.ends_with(".html")
    })
}

/// Opens an export.
///
/// # Errors
/// There is no text in it.
pub(super) fn open(folder: InputFolder) -> Result<MediumSource, Error> {
    let files: Vec<String> = posts(&folder).map(ToOwned::to_owned).collect();
    if files.is_empty() {
        return Err(Error::usage(
            ErrorCode::SourceUnknown,
            "there is no export of Medium here: it has a folder `posts`",
        )
        .hint("export your texts in Medium under Settings → Security and apps → Download your information"));
    }
    let mut site = ImportedSite { losses: folder.losses(), ..ImportedSite::default() };
    let mut hosts = OldHosts::default();
    let mut addresses = files.iter().filter_map(|file| canonical(&folder.read(file).ok()?.text));
    let own = addresses.find_map(|url| own_site(&url));
    if let Some(url) = own {
        hosts.add(&url);
        site.base_url = Some(url);
    } else {
        let loss = ImportLoss::new(Harm::Page, "addresses on medium.com", "");
        site.losses.push(loss.told(
            "the texts stood on medium.com, which redirects nobody: their addresses there cannot lead here",
            "link to the new site from your profile, or leave the texts there with a link to the new ones",
        ));
    }
    Ok(MediumSource { folder, files, hosts, site })
}

/// The URL at which a text stood.
fn canonical(html: &str) -> Option<String> {
    let mut at = 0;
    while let Some(link) = next_tag(html, at, &["a"]) {
        at = link.range.end;
        if link.get("class").is_some_and(|class| class.split_whitespace().any(|class| class == "p-canonical")) {
            return link.get("href");
        }
    }
    None
}

/// The site of a URL, where it is one of the author's own: not medium.com.
fn own_site(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    (host != "medium.com" && !host.ends_with(".medium.com")).then(|| format!("{scheme}://{host}"))
}

impl MediumSource {
    fn item(&self, file: &str, html: &str) -> ImportedItem {
        let name = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
        let part = |class: &str| element(html, class).map(plain_text).unwrap_or_default();
        let title = part("p-name");
        let mut at = 0;
        let mut time = None;
        while let Some(tag) = next_tag(html, at, &["time"]) {
            at = tag.range.end;
            time = time.or_else(|| tag.get("datetime"));
        }
        let date =
            time.or_else(|| name.get(..10).map(ToOwned::to_owned)).and_then(|text| values::date(&text, Tz::UTC, false));
        let url = canonical(html);
        let address = url.as_deref().and_then(|url| self.hosts.path(url)).filter(|path| path != "/");
        let slug = url.as_deref().and_then(|url| url.rsplit('/').next()).unwrap_or(name);
        // The last part of a slug is a number of Medium's.
        let slug = slug
            .rsplit_once('-')
            .filter(|(_, id)| id.len() >= 9 && id.bytes().all(|b| b.is_ascii_hexdigit()))
            .map_or(slug, |(slug, _)| slug);
        let slug = if address.is_some() {
            url.as_deref().and_then(|url| url.rsplit('/').next()).unwrap_or(slug)
        } else {
            slug
        };
        let day = date.as_ref().map(When::day);
        let is_draft = name.starts_with("draft_");
        let body = element(html, "e-content").unwrap_or_default();
        ImportedItem {
            key: name.to_owned(),
            place: ImportedPlace { file: file.to_owned(), line: 0 },
            kind: ImportedKind::News,
            status: if is_draft { ImportedStatus::Draft } else { ImportedStatus::Published },
            path: day.map_or_else(
                || format!("news/{slug}"),
                |day| format!("news/{}/{}-{slug}", day.format("%Y"), day.format("%Y-%m-%d")),
            ),
            summary: Some(part("p-summary")).filter(|text| !text.is_empty()),
            authors: Some(part("p-author")).filter(|name| !name.is_empty()).into_iter().collect(),
            address: address.filter(|_| !is_draft),
            body: ImportedBody::Html(self.hosts.addresses(&without_title(&with_bookmarks(body), &title))),
            title,
            date,
            ..ImportedItem::default()
        }
    }
}

/// The contents of the first element with a class.
fn element<'h>(html: &'h str, class: &str) -> Option<&'h str> {
    let names = ["h1", "section", "a", "time", "footer", "div"];
    let mut at = 0;
    loop {
        let tag = next_tag(html, at, &names)?;
        at = tag.range.end;
        if !tag.get("class").is_some_and(|classes| classes.split_whitespace().any(|known| known == class)) {
            continue;
        }
        let rest = html.get(at..)?;
        // The text has sections of its own.
        let is_outer = class == "e-content";
        let close = format!("</{}>", tag.name);
        let end = if is_outer { rest.rfind(&close) } else { rest.find(&close) };
        return rest.get(..end?);
    }
}

/// The text without the heading that repeats its title.
fn without_title(html: &str, title: &str) -> String {
    let Some(tag) = next_tag(html, 0, &["h1", "h2", "h3", "h4"]) else { return html.to_owned() };
    let close = format!("</{}>", tag.name);
    let Some(end) = html.get(tag.range.end..).and_then(|rest| rest.find(&close)) else { return html.to_owned() };
    let inner = html.get(tag.range.end..tag.range.end + end).unwrap_or_default();
    if plain_text(inner) != title {
        return html.to_owned();
    }
    let (before, after) = (html.get(..tag.range.start), html.get(tag.range.end + end + close.len()..));
    format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default())
}

/// Cards of other pages as links.
fn with_bookmarks(html: &str) -> String {
    let mut written = String::with_capacity(html.len());
    let (mut done, mut at) = (0, 0);
    while let Some(tag) = next_tag(html, at, &["div"]) {
        at = tag.range.end;
        if !tag.get("class").is_some_and(|class| class.contains("graf--mixtapeEmbed")) {
            continue;
        }
        let Some(end) = html.get(at..).and_then(|rest| rest.find("</div>")).map(|end| at + end + 6) else { continue };
        let card = html.get(at..end).unwrap_or_default();
        let href = next_tag(card, 0, &["a"]).and_then(|link| link.get("href")).unwrap_or_default();
        let strong = card
            .split_once("<strong")
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(_, rest)| rest.split("</strong>").next());
        let title = plain_text(strong.flatten().unwrap_or_default());
        written.push_str(html.get(done..tag.range.start).unwrap_or_default());
        written.push_str(&bookmark(&href, &title, ""));
        (done, at) = (end, end);
    }
    written.push_str(html.get(done..).unwrap_or_default());
    written
}

impl ImportSource for MediumSource {
    fn site(&self) -> &ImportedSite {
        &self.site
    }

    fn items(&self) -> Box<dyn Iterator<Item = Imported> + '_> {
        Box::new(self.files.iter().map(|file| match self.folder.read(file) {
            Ok(text) => Imported::Item(Box::new(self.item(file, &text.text))),
            Err(loss) => Imported::Lost(loss),
        }))
    }

    fn files(&self) -> Box<dyn Iterator<Item = ImportedFile> + '_> {
        Box::new(std::iter::empty())
    }

    fn picture_hosts(&self) -> &'static [&'static str] {
        &["cdn-images-1.medium.com", "miro.medium.com"]
    }

    fn folder(&self) -> Option<&InputFolder> {
        Some(&self.folder)
    }
}
