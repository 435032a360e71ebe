//! The files and aliases that contributors of an untrusted site may publish. A host runs, or treats as its own settings, what
//! has certain names: so the kinds of file are an allow-list, to which the owner can add.

/// Endings of pictures, documents, sound, film and archives: a browser shows or saves them, and a host runs none of them.
const KINDS: &[&str] = &[
    "7z", "aac", "apng", "avif", "bmp", "bz2", "doc", "docx", "epub", "flac", "gif", "gz", "heic", "heif", "jpe",
    "jpeg", "jpg", "jxl", "m4a", "m4v", "mkv", "mov", "mp3", "mp4", "odp", "ods", "odt", "oga", "ogg", "ogv", "opus",
    "pdf", "png", "ppt", "pptx", "rtf", "svg", "tar", "tgz", "tif", "tiff", "wav", "webm", "webp", "xls", "xlsx", "xz",
    "zip", "zst",
];

/// Endings of plain text. At the root of a site, such files have a meaning of their own: `robots.txt`, `ads.txt`, and the
/// proofs of ownership that search engines ask for.
const TEXTS: &[&str] = &["csv", "ics", "srt", "tsv", "txt", "vcf", "vtt"];

/// Endings of redirects.
const PAGES: &[&str] = &["html", "htm"];

/// Endings that count before the last one too: hosts run `a.php.jpg`, and send `a.html.gz` as HTML.
const RUN_ANYWHERE: &[&str] = &[
    "asa", "ashx", "asmx", "asp", "aspx", "bat", "cer", "cfm", "cgi", "cjs", "class", "cmd", "css", "exe", "fcgi",
    "hta", "htaccess", "htc", "htm", "html", "jar", "js", "jsp", "jspx", "lua", "mht", "mhtml", "mjs", "phar", "pht",
    "phtml", "pl", "pm", "py", "rb", "sh", "shtm", "shtml", "stm", "svg", "svgz", "swf", "var", "wasm", "xht", "xhtml",
    "xml", "xsl", "xslt",
];

/// What contributors may publish besides the kinds of file that are always allowed.
#[derive(Clone, Debug, Default)]
pub struct UntrustedFiles(Vec<String>);

/// Why an address is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    /// A part of it starts with a dot, or it stands at the root and starts with `_`: hosts keep their settings there.
    Hidden(String),
    /// Hosts or browsers may run what has this ending; or it has none.
    Ending(String),
    /// It is a text at the root.
    TextAtRoot,
}

impl UntrustedFiles {
    pub(super) fn new(patterns: Vec<String>) -> Self {
        Self(patterns)
    }

    /// Checks the address of a file.
    ///
    /// # Errors
    /// The reason why it is not allowed.
    pub fn check_file(&self, address: &str) -> Result<(), NotAllowed> {
        self.check(address, |ending, at_root| match ending {
            _ if KINDS.contains(&ending) => Ok(()),
            _ if TEXTS.contains(&ending) && at_root => Err(NotAllowed::TextAtRoot),
            _ if TEXTS.contains(&ending) => Ok(()),
            _ => Err(NotAllowed::Ending(ending.to_owned())),
        })
    }

    /// Checks the address of a redirect.
    ///
    /// # Errors
    /// The reason why it is not allowed.
    pub fn check_alias(&self, address: &str) -> Result<(), NotAllowed> {
        let is_page = |ending: &str| address.ends_with('/') || PAGES.contains(&ending);
        self.check(
            address,
            |ending, _| if is_page(ending) { Ok(()) } else { Err(NotAllowed::Ending(ending.to_owned())) },
        )
    }

    fn check(
        &self,
        address: &str,
        check_ending: impl Fn(&str, bool) -> Result<(), NotAllowed>,
    ) -> Result<(), NotAllowed> {
        let path = address.trim_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let listed = |pattern: &&String| {
            let (pattern, whole) = (pattern.trim_start_matches('/'), pattern.contains('/'));
            fast_glob::glob_match(pattern, if whole { path } else { name })
        };
        let listed: Vec<&String> = self.0.iter().filter(listed).collect();
        // A pattern such as `*.gpx` allows neither `.x.gpx` nor `x.php.gpx`.
        let names = |part: &str| listed.iter().any(|pattern| pattern.to_lowercase().contains(part));
        let (stem, last) = name.rsplit_once('.').unwrap_or((name, ""));
        for part in folder.split('/').chain([if address.ends_with('/') { name } else { stem }]) {
            let part = part.to_lowercase();
            let mut endings = part
                .split('.')
                .skip(1)
                .map(|ending| ending.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
            if let Some(ending) = endings.find(|ending| is_run(ending) && !names(&format!(".{ending}"))) {
                return Err(NotAllowed::Ending(ending.to_owned()));
            }
        }
        let is_hidden = |part: &&str| part.starts_with('.') || (part.starts_with('_') && folder.is_empty());
        let is_named = |part: &str| listed.iter().any(|pattern| pattern.split('/').any(|known| known == part));
        if let Some(part) = path.split('/').find(|part| is_hidden(part) && !is_named(part)) {
            return Err(NotAllowed::Hidden(part.to_owned()));
        }
        if listed.is_empty() { check_ending(&last.to_lowercase(), folder.is_empty()) } else { Ok(()) }
    }
}

fn is_run(ending: &str) -> bool {
    RUN_ANYWHERE.contains(&ending) || ending.starts_with("php")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_documents_and_texts_are_allowed() {
        let files = UntrustedFiles::default();
        for address in [
            "/nieuws/2020/a/foto.JPG",
            "/kaart.svg",
            "/verslag v1.2 (2023.12.01).pdf",
            "/nieuws/a/brief.J.C.odt",
            "/nieuws/a/cijfers.csv",
            "/_bijlagen/a.tar.gz",
        ] {
            assert_eq!(files.check_file(address), Ok(()), "{address}");
        }
        for address in ["/oud/", "/releases/1.85.0/", "/oud/bericht.html", "/Oud.HTM"] {
            assert_eq!(files.check_alias(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn what_a_host_or_a_browser_could_run_is_refused() {
        let files = UntrustedFiles::default();
        for address in [
            "/.htaccess",
            "/.well-known/foto.jpg",
            "/a/.b/c.jpg",
            "/.jpg",
            "/_headers",
            "/_redirects",
            "/_x.pdf",
            "/CNAME",
            "/robots.txt",
            "/ads.TXT",
            "/sw.js",
            "/a/x.mjs",
            "/a/shell.PHP",
            "/a/shell.php.jpg",
            "/a/shell.php5.jpg",
            "/a/shell.php .jpg",
            "/a/shell.asp;.jpg",
            "/a/x.php/y.jpg",
            "/a/x.html",
            "/a/x.xhtml",
            "/a/x.xml",
            "/a/x.html.gz",
            "/a/x.svgz",
            "/a/x.svg.gz",
            "/a/x.wasm",
            "/a/x.swf",
            "/a/x.cgi",
            "/a/x",
            "/a/x.",
            "/a/x.jpg ",
            "/a/manifest.json",
            "/a/x.gpx",
        ] {
            assert!(files.check_file(address).is_err(), "{address}");
        }
        for address in [
            "/.htaccess",
            "/.well-known/x/",
            "/a/.b/",
            "/sw.js",
            "/sw.js/",
            "/a.php",
            "/a.php/b.html",
            "/_headers",
            "/_headers/",
            "/feed.xml",
            "/x.php.html",
            "/foto.jpg",
        ] {
            assert!(files.check_alias(address).is_err(), "{address}");
        }
    }

    #[test]
    fn the_owner_can_allow_more() {
        let listed = ["*.gpx", "/.well-known/security.txt", "oud/*.php", "/key123.txt"].map(str::to_owned);
        let files = UntrustedFiles::new(listed.into());
        for address in ["/a.gpx", "/b/c.gpx", "/.well-known/security.txt", "/key123.txt", "/foto.jpg"] {
            assert_eq!(files.check_file(address), Ok(()), "{address}");
        }
        assert_eq!(files.check_alias("/oud/index.php"), Ok(()));
        for address in ["/.gpx", "/a.php.gpx", "/.b/c.gpx", "/.well-known/x.txt", "/a/key123.php", "/other.txt"] {
            assert!(files.check_file(address).is_err(), "{address}");
        }
    }
}
