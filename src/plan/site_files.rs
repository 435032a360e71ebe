//! Files that settings name, and files that are not what they seem.

use super::page::Subject;
use super::snapshot::Snapshot;
use crate::base::files::readable_text;
use crate::base::no_text::{LFS_POINTER, lfs_pointer};
use crate::base::yaml::Mapping;
use crate::base::{Code, Diagnostic, Place, suggest};
use crate::config::{EXAMPLE_HOSTS, FILE, Language};
use crate::content::is_external;

/// The longest pointer of Git LFS, in bytes (Git LFS specification, "The Pointer").
const LONGEST_POINTER: u64 = 1024;

/// Addresses in the settings at which there is nothing, such as that of the logo.
pub(super) fn missing(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let options = snapshot.theme.address_options().filter_map(|name| {
        let option = snapshot.config.theme_options.get(name)?;
        Some((name.to_owned(), option.value.as_str()?, option.place.clone()))
    });
    let logo = snapshot.config.publisher.logo.as_deref();
    let logo = logo.map(|logo| ("publisher.logo".to_owned(), logo, in_settings(snapshot, "publisher", logo)));
    let image = snapshot.config.podcast.as_ref().and_then(|podcast| podcast.image.as_deref());
    let image = image.map(|image| ("podcast.image".to_owned(), image, in_settings(snapshot, "podcast", image)));
    options
        .chain(logo)
        .chain(image)
        .filter_map(|(name, address, place)| check(snapshot, &name, address, place))
        .collect()
}

fn check(snapshot: &Snapshot, name: &str, address: &str, place: Place) -> Option<Diagnostic> {
    if !address.starts_with('/') {
        // Options of themes are checked where they are read.
        if !matches!(name, "publisher.logo" | "podcast.image") || is_external(address) || address.contains(':') {
            return None;
        }
        let message = format!("`{address}` is no address, and the `{name}` must be one");
        let path = address.trim_start_matches("./").trim_start_matches("static/");
        let is_there = snapshot.pages().iter().any(|page| page.address.as_str().strip_prefix('/') == Some(path));
        let hint = if is_there {
            format!("write `/{path}`")
        } else {
            format!("put the file at `static/{path}`, and write `/{path}`")
        };
        return Some(Diagnostic::new(Code::ImageMissing, place, message).hint(hint));
    }
    let mut pages = snapshot.pages().iter().map(|page| page.address.as_str());
    if pages.any(|known| known == address) {
        return None;
    }
    let addresses = || snapshot.pages().iter().map(|page| page.address.as_str());
    let file = address.rsplit('/').next().unwrap_or_default().to_lowercase();
    let same = addresses().find(|known| known.to_lowercase().ends_with(&format!("/{file}")));
    let hint = match same.or_else(|| suggest::nearest(address, addresses())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put the file at `static{address}`"),
    };
    let message = format!("there is nothing at `{address}`, which is the `{name}`");
    Some(Diagnostic::new(Code::ImageMissing, place, message).hint(hint))
}

/// Files of which Git LFS has the contents elsewhere.
pub(super) fn pointers(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let is_pointer = |path: &&str| snapshot.sources.read(path).is_ok_and(|bytes| bytes.starts_with(LFS_POINTER));
    let files = snapshot.pages().iter().filter_map(|page| match &page.subject {
        Subject::File(file) if file.stamp.size <= LONGEST_POINTER => Some(&*file.path),
        _ => None,
    });
    files.filter(is_pointer).map(lfs_pointer).collect()
}

/// Details of the publisher that were left from the sample settings. While the address is the sample's too, that is told first.
pub(super) fn sample_details(snapshot: &Snapshot) -> Vec<Diagnostic> {
    if snapshot.config.has_example_host() {
        return Vec::new();
    }
    let publisher = &snapshot.config.publisher;
    let email = publisher
        .email
        .as_deref()
        .filter(|email| email.trim().rsplit_once('@').is_some_and(|(_, host)| EXAMPLE_HOSTS.contains(&host)));
    let telephone = publisher
        .telephone
        .as_deref()
        .filter(|number| email.is_some() && ["+31500123456", "+442079460123", "+441632960123"].contains(number));
    let left = email.map(|email| ("email", email)).into_iter().chain(telephone.map(|number| ("telephone", number)));
    let found = left.map(|(key, value)| {
        let message = format!("`{value}` is an example, and not the `{key}` of your organisation");
        Diagnostic::new(Code::ContactInvalid, in_settings(snapshot, "publisher", value), message)
            .hint(format!("write your own, or remove the line `{key}`; look at the other details of `publisher` too"))
    });
    found.collect()
}

/// A host that belongs to nobody (RFC 2606 §3), left from the sample settings.
pub(super) fn example_host(snapshot: &Snapshot) -> Option<Diagnostic> {
    let origin = &snapshot.config.origin;
    snapshot.config.has_example_host().then(|| {
        let message = format!("`{origin}` is an example, and not the address of your site");
        let place = in_settings(snapshot, "base_url", origin);
        Diagnostic::new(Code::BaseUrlExample, place, message).hint(
            "write `base_url: https://www.my-organisation.nl`, with your own domain: feeds and search engines use it",
        )
    })
}

/// The place of a part of the footer of a language.
pub(super) fn in_footer(snapshot: &Snapshot, language: &Language, part: &str) -> Place {
    let is_main = snapshot.config.languages.first().is_some_and(|main| main.tag == language.tag);
    in_settings(snapshot, if is_main { "footer" } else { "languages" }, part)
}

pub(super) fn in_settings(snapshot: &Snapshot, key: &str, part: &str) -> Place {
    let text = readable_text(&*snapshot.sources, FILE);
    text.map_or_else(|| Place::file(FILE), |text| Mapping::whole(FILE, &text).value(key, part))
}
