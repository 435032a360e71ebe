//! One file about a term or a section → an item of kind [`ItemKind::Term`], with its profile.

use super::file_name;
use super::front_matter::continued;
use super::item::ItemTerms;
use super::read::ItemReader;
use super::reference::is_web_url;
use super::site_input::SiteInput;
use super::term_file::{KEYS, TERM_KEYS, TermFile};
use super::typed::ItemFile;
use super::{Item, ItemKind, Profile};
use crate::base::date::When;
use crate::base::name::identity;
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, suggest};
use crate::config::{Config, TermFolder, wrong_email};

/// Reads a file about a term or a section. `None` where there is too much wrong with it.
pub(super) fn read_term(
    mapping: &Mapping<'_>,
    body: usize,
    (site, folder): (&SiteInput<'_>, TermFolder),
    findings: &mut Vec<Diagnostic>,
) -> Option<(Item, ItemTerms)> {
    let (file, config) = (mapping.file, site.config);
    if let Some(place) = date_of_news(mapping, config) {
        findings.push(is_news(place, file));
        return None;
    }
    let typed: TermFile = mapping.read(KEYS, Code::FrontMatterSyntax).report_to(findings);
    findings.extend(continued(file, mapping.text, body, TERM_KEYS));
    let section = match folder {
        TermFolder::Sections => Some(section(mapping, config, &typed, findings)?),
        TermFolder::Taxonomy(_) => None,
    };
    if let TermFolder::Taxonomy(number) = folder {
        findings.extend(idle_slug(mapping, config, number, &typed));
    }
    let (item, profile) = split(typed, section.as_deref(), mapping, findings);
    let has_slug = item.slug.is_some();
    let mut reader = ItemReader::new(mapping, ItemKind::Term, site, findings);
    let (mut item, terms) = reader.item((item, Vec::new()), body)?;
    if !has_slug {
        item.slug = Box::default();
    }
    item.rare.get_or_insert_default().profile = Some(Box::new(profile));
    Some((item, terms))
}

/// The place of the date of a file that is news: that of the key, or of the name of the file.
fn date_of_news(mapping: &Mapping<'_>, config: &Config) -> Option<Place> {
    if mapping.has("date") {
        return Some(mapping.key("date"));
    }
    let day = file_name::stem(mapping.file).get(..10)?;
    When::parse(day, config.time_zone).is_ok().then(|| Place::file(mapping.file))
}

fn is_news(place: Place, file: &str) -> Diagnostic {
    let folder = file.split('/').nth(1).unwrap_or_default();
    let message = format!("this file has a date, but files in `content/{folder}/` are about {folder}");
    let hint = "if it is news, move it to another folder, such as `content/nieuws/`; if it is not, remove the date";
    Diagnostic::new(Code::TermFileDated, place, message).hint(hint)
}

/// The title of the section that a file is about.
fn section(mapping: &Mapping<'_>, config: &Config, typed: &TermFile, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let name = match file_name::stem(mapping.file) {
        "index" => mapping.file.rsplit('/').nth(1).unwrap_or_default(),
        stem => stem,
    };
    let Some(stream) = config.section_named(name) else {
        let hint = suggest::hint(name, config.sections.iter().map(|section| &*section.name));
        let message = format!("the site has no section `{name}`");
        findings.push(Diagnostic::new(Code::SectionUnknown, Place::file(mapping.file), message).hint(hint));
        return None;
    };
    let tag = typed.language.as_deref().or_else(|| file_name::language(mapping.file));
    let language = tag.and_then(|tag| config.find_language(tag)).unwrap_or_default();
    let title = config.stream(language, stream).title.to_string();
    for (key, _) in [
        ("title", typed.title.as_ref().is_some_and(|own| identity(own) != identity(&title))),
        ("slug", typed.slug.is_some()),
    ]
    .into_iter()
    .filter(|(_, is_idle)| *is_idle)
    {
        let message = format!("`{key}` has no effect: the title and the addresses of a section are in site.yaml");
        let hint = format!("remove `{key}`, or write it in site.yaml under `sections`");
        findings.push(Diagnostic::new(Code::KeyIdle, mapping.key(key), message).hint(hint));
    }
    Some(title)
}

/// The finding for a slug where the settings have another one.
fn idle_slug(mapping: &Mapping<'_>, config: &Config, number: u8, typed: &TermFile) -> Option<Diagnostic> {
    let (title, slug) = (typed.title.as_deref()?, typed.slug.as_deref()?);
    let given = config.taxonomies.get(usize::from(number))?.slugs.get(&identity(title))?;
    (**given != *slug).then(|| {
        let message = format!("`slug` has no effect: site.yaml gives `{title}` the slug `{given}`");
        Diagnostic::new(Code::KeyIdle, mapping.key("slug"), message).hint("remove one of the two")
    })
}

/// What a file has in common with items, and the rest.
fn split(
    typed: TermFile,
    section: Option<&str>,
    mapping: &Mapping<'_>,
    findings: &mut Vec<Diagnostic>,
) -> (ItemFile, Profile) {
    let TermFile { title, role, kind, summary, image, email, same_as, fediverse, status, order, slug, .. } = typed;
    let profile = Profile {
        role: role.filter(|role| !role.trim().is_empty()).map(|role| role.trim().into()),
        kind,
        email: email.and_then(|email| checked_email(&email, mapping, findings)),
        same_as: same_as.iter().filter_map(|url| checked_url(url, mapping, findings)).collect(),
        fediverse: fediverse.and_then(|account| checked_account(&account, mapping, findings)),
        status,
        order,
    };
    let item = ItemFile {
        title: section.map(str::to_owned).or(title),
        summary,
        image,
        slug: slug.filter(|_| section.is_none()),
        aliases: typed.aliases,
        language: typed.language,
        draft: typed.draft,
        attachments: typed.attachments,
        template: typed.template,
        extra: typed.extra,
        ..ItemFile::default()
    };
    (item, profile)
}

fn checked_email(email: &str, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Box<str>> {
    let Some((message, hint)) = wrong_email(email) else { return Some(email.trim().into()) };
    findings.push(Diagnostic::new(Code::ContactInvalid, mapping.value("email", email), message).hint(hint));
    None
}

fn checked_url(url: &str, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Box<str>> {
    if let Some(known) = url::Url::parse(url.trim()).ok().filter(|_| is_web_url(url)) {
        return Some(String::from(known).into());
    }
    let message = format!("`{url}` is not the URL of a page");
    let hint = "write the whole URL: `same_as: [https://social.example/@anna]`";
    findings.push(Diagnostic::new(Code::ContactInvalid, mapping.value("same_as", url), message).hint(hint));
    None
}

/// `anna@social.example` → `@anna@social.example`.
fn checked_account(account: &str, mapping: &Mapping<'_>, findings: &mut Vec<Diagnostic>) -> Option<Box<str>> {
    let bare = account.trim().trim_start_matches('@');
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    if bare.split_once('@').is_some_and(|(name, host)| is_name(name) && is_name(host) && host.contains('.')) {
        return Some(format!("@{bare}").into());
    }
    let message = format!("`{account}` is not an account on the fediverse");
    let hint = "write the name and the server: `fediverse: \"@anna@social.example\"`";
    findings.push(Diagnostic::new(Code::ContactInvalid, mapping.value("fediverse", account), message).hint(hint));
    None
}
