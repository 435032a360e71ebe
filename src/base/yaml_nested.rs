//! Keys below `image`, `publisher`, `attachments` and their like in other words and other languages.

use super::suggest;

/// The keys, each with the words for it.
const WORDS: &[(&str, &[&str])] = &[
    ("path", &["folder", "dir", "directory", "map", "destination", "output", "to"]),
    ("git", &["repository", "repo", "remote", "github", "gitlab"]),
    ("store", &["bucket", "s3", "gcs", "azure", "container"]),
    ("rsync", &["ssh", "scp", "sftp", "ftp", "server"]),
    (
        "src",
        &["bron", "source", "url", "file", "bestand", "path", "pad", "href", "afbeelding", "foto", "image", "datei"],
    ),
    ("file", &["bestand", "src", "bron", "source", "url", "path", "pad", "datei"]),
    (
        "alt",
        &[
            "alt_text",
            "alttext",
            "alttekst",
            "alt-text",
            "beschrijving",
            "omschrijving",
            "description",
            "tekst",
            "text",
        ],
    ),
    ("caption", &["bijschrift", "onderschrift", "legend", "legende", "légende"]),
    ("credit", &["fotograaf", "photographer", "copyright", "bronvermelding", "credits"]),
    ("name", &["naam", "title", "titel", "nom", "nombre"]),
    ("title", &["titel", "naam", "name", "label", "text", "tekst", "titre"]),
    ("link", &["url", "href", "address", "adres", "path", "lien"]),
    ("telephone", &["telefoon", "tel", "phone", "telefoonnummer", "telefon"]),
    ("email", &["mail", "e-mail", "e_mail", "mailadres", "emailadres"]),
    ("start", &["begin", "aanvang", "from", "van"]),
    ("end", &["einde", "eind", "tot", "until"]),
    ("place", &["plaats", "locatie", "location", "ort", "lieu", "zaal"]),
    ("address", &["adres", "adresse"]),
    ("price", &["prijs", "kosten", "preis", "prix", "toegang"]),
    ("repeat", &["herhaling", "herhaal", "rrule", "recurrence"]),
    ("cancelled", &["afgelast", "geannuleerd", "canceled", "abgesagt", "annulé"]),
    ("moved_from", &["verplaatst_van", "verplaatst", "moved"]),
    ("date", &["datum", "fecha"]),
    ("reason", &["reden", "grund", "raison", "motif"]),
    ("keep", &["bewaar", "behoud"]),
    ("kind", &["soort", "type", "art"]),
    ("role", &["rol", "functie", "funktion", "fonction"]),
    ("hours", &["tijden", "uren", "openingstijden", "bereikbaar", "öffnungszeiten", "horaires"]),
    ("photo", &["foto", "image", "picture", "portret"]),
    ("languages", &["talen", "translations"]),
    ("location", &["plaats", "locatie", "place", "ort", "lieu"]),
];

/// The key that is meant, among those that are known there.
pub(super) fn meant<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let folded = key.trim().to_lowercase();
    let means = |candidate: &&&str| {
        **candidate == folded
            || WORDS.iter().any(|(name, words)| *name == **candidate && words.contains(&folded.as_str()))
    };
    known.iter().find(means).copied()
}

/// What to write instead of a key that is not known. `value` is the line behind it.
pub(super) fn hint(unknown: &str, known: &[&str], value: &str) -> String {
    let to = value.trim_start_matches(['"', '\'']).trim_start_matches(':').trim();
    match meant(unknown, known) {
        Some(meant) => format!("the key is called `{meant}`"),
        // `- News: /news/` in a menu.
        None if known.starts_with(&["title", "link"]) && to.contains(['/', '.']) => {
            let scheme = if to.starts_with("www.") { "https://" } else { "" };
            format!("write `{{title: {unknown}, link: {scheme}{to}}}`")
        }
        None => suggest::hint(unknown, known.iter().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_that_is_meant_is_one_that_is_known_there() {
        let image = ["src", "alt", "caption", "credit"];
        assert_eq!(meant("bron", &image), Some("src"));
        assert_eq!(meant("Alt", &image), Some("alt"));
        assert_eq!(meant("naam", &image), None);
        assert_eq!(meant("folder", &["path", "rsync", "git"]), Some("path"));
        assert_eq!(meant("url", &["title", "link"]), Some("link"));
        assert_eq!(meant("naam", &["name", "telephone"]), Some("name"));
    }
}
