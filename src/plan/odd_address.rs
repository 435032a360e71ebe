//! Links whose address leads nowhere: it is empty, or slightly wrong.

use crate::base::host_name::meant_host;
use crate::base::suggest;
use crate::content::ReferenceKind;

/// The schemes that are looked for behind one that is slightly wrong.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// Schemes that look like one of those.
const KNOWN: &[&str] = &["https", "http", "mailto", "ftp", "ftps", "shttp"];

/// What is wrong with the address of a link, and what to write instead.
pub(super) fn odd_address(to: &str) -> Option<(String, String)> {
    let to = to.trim();
    if to.is_empty() {
        let hint =
            "write where it leads: `[words](https://www.example.org/)`, or in HTML `href=\"https://www.example.org/\"`";
        return Some(("this link has no address".to_owned(), hint.to_owned()));
    }
    let (scheme, rest) = to.split_once(':')?;
    if scheme.is_empty() || !scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) {
        return None;
    }
    let scheme = scheme.to_ascii_lowercase();
    let bare: String = rest.replace("%20", "").chars().filter(|c| !c.is_whitespace()).collect();
    match scheme.as_str() {
        _ if scheme == "file" || (scheme.len() == 1 && rest.starts_with(['\\', '/'])) => {
            let name = rest.rsplit(['/', '\\']).next().unwrap_or_default();
            let message = format!("`{to}` is a file on your own computer, which readers cannot reach");
            Some((message, format!("put the file beside the item, and write only its name: `(<{name}>)`")))
        }
        "http" | "https" => {
            let host = rest.trim_start_matches('/');
            let is_whole = rest.starts_with("//") && rest.len() - host.len() == 2 && !host.is_empty();
            let hint = if host.is_empty() { "write the whole address".into() } else { write(&scheme, "//", host) };
            if is_whole { odd_host(to, &scheme, host) } else { Some((format!("`{to}` is not a whole address"), hint)) }
        }
        "mailto" | "tel" | "sms" if rest.starts_with("//") => {
            let hint = write(&scheme, "", rest.trim_start_matches('/').trim_end_matches('/'));
            Some((format!("`{to}` has slashes, which browsers take for a part of it"), hint))
        }
        "mailto" if rest.contains('?') => {
            odd_address(&format!("{scheme}:{}", rest.split('?').next().unwrap_or_default()))
                .filter(|_| !rest.starts_with('?'))
        }
        "javascript" | "vbscript" => {
            let message = "this link runs a program instead of leading somewhere, which the policy of the site forbids"
                .to_owned();
            Some((message, "write the address of a page".to_owned()))
        }
        "mailto" => odd_mail(to, rest, &bare),
        "tel" => odd_number(to, rest, &bare),
        _ if KNOWN.contains(&scheme.as_str()) => None,
        _ if scheme.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit()) => None,
        _ => {
            let near = suggest::nearest(&scheme, SCHEMES)?;
            Some((format!("`{scheme}:` is not known to browsers"), write(near, "", rest)))
        }
    }
}

/// What is wrong with a mail address; `bare` is the one without its spaces.
fn odd_mail(to: &str, rest: &str, bare: &str) -> Option<(String, String)> {
    let has_no_dot = bare.split_once('@').is_some_and(|(_, host)| !host.contains('.'));
    if bare == rest && has_no_dot {
        let hint = if bare.contains(',') {
            write("mailto", "", &bare.replace(',', "."))
        } else {
            "write the whole host: `mailto:name@example.org`".into()
        };
        return Some((format!("`{to}` is not a mail address: its host has no dot"), hint));
    }
    (bare != rest || !bare.contains('@')).then(|| {
        let hint =
            if bare.contains('@') { write("mailto", "", bare) } else { "write `mailto:name@example.org`".into() };
        (format!("`{to}` is not a mail address"), hint)
    })
}

/// What is wrong with a telephone number; `bare` is the one without its spaces.
fn odd_number(to: &str, rest: &str, bare: &str) -> Option<(String, String)> {
    if !bare.contains(|c: char| c.is_ascii_digit()) {
        return Some((format!("`{to}` has no number"), "write the number: `tel:+31500123456`".to_owned()));
    }
    let message = format!("`{to}` has spaces, which a number in a link cannot have");
    (bare != rest).then(|| (message, write("tel", "", bare)))
}

/// A hint for a web or mail address that lacks its scheme.
pub(super) fn meant_elsewhere(to: &str, target: ReferenceKind) -> Option<String> {
    if to.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return Some(format!("this is an address on the web: write `https://{to}`"));
    }
    if let Some(meant) = meant_address(to) {
        return Some(meant);
    }
    let is_mail = to.contains('@') && !to.contains('/') && target == ReferenceKind::Link;
    is_mail.then(|| format!("for a mail address, write `mailto:{to}`; for a file, put it beside this one"))
}

/// The address that is probably meant by one that leads to no file.
fn meant_address(to: &str) -> Option<String> {
    in_quotes(to).or_else(|| without_colon(to)).or_else(|| with_backslashes(to))
}

/// An address of which quotation marks are a part.
fn in_quotes(to: &str) -> Option<String> {
    const MARKS: [&str; 10] = ["\"", "'", "“", "”", "„", "‘", "’", "%22", "%E2%80%9C", "%E2%80%9D"];
    let mut bare = to;
    while let Some(rest) = MARKS.iter().find_map(|mark| bare.strip_prefix(mark).or_else(|| bare.strip_suffix(mark))) {
        bare = rest;
    }
    let is_quoted = MARKS.iter().any(|mark| to.starts_with(mark)) && !bare.is_empty();
    is_quoted.then(|| format!("the quotation marks are a part of the address: write `{bare}` without them"))
}

/// The path of a file as Windows writes it.
fn with_backslashes(to: &str) -> Option<String> {
    let path = to.replace("%5C", "\\").replace("%5c", "\\");
    path.contains('\\').then(|| format!("addresses have slashes: write `({})`", path.replace('\\', "/")))
}

/// `http//www.example.org`, `https.//…`
fn without_colon(to: &str) -> Option<String> {
    let (scheme, host) = to.split_once("//")?;
    let scheme = scheme.trim_end_matches(['.', ';', ',']);
    let is_meant =
        matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") && to.get(scheme.len()..) != Some("");
    (is_meant && !host.is_empty()).then(|| write(&scheme.to_ascii_lowercase(), "//", host))
}

/// What is wrong with the host of a web address.
fn odd_host(to: &str, scheme: &str, rest: &str) -> Option<(String, String)> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    if matches!(host.to_ascii_lowercase().as_str(), "http:" | "https:" | "http" | "https") && path.starts_with('/') {
        let inner = path.trim_start_matches('/');
        return Some((format!("`{to}` has its beginning twice"), write(host.trim_end_matches(':'), "//", inner)));
    }
    if let Some((name, mail_host)) = host.split_once('@') {
        let is_mail = path.trim_matches('/').is_empty() && !name.contains(':');
        let hint = write("mailto", "", &format!("{name}@{mail_host}"));
        return is_mail.then(|| (format!("`{to}` is a mail address, and not one of the web"), hint));
    }
    let meant = meant_host(host).filter(|meant| !meant.is_empty())?;
    Some((format!("`{host}` is not the name of a host"), write(scheme, "//", &format!("{meant}{path}"))))
}

fn write(scheme: &str, slashes: &str, rest: &str) -> String {
    format!("write `{scheme}:{slashes}{rest}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_leads_nowhere_is_told_with_what_to_write() {
        for (to, hint) in [
            ("htps://a.example", "write `https://a.example`"),
            ("htttp://a.example", "write `http://a.example`"),
            ("mialto:i@a.example", "write `mailto:i@a.example`"),
            ("https:/a.example/b", "write `https://a.example/b`"),
            ("http:///a.example", "write `http://a.example`"),
            ("https://www,a.example/b", "write `https://www.a.example/b`"),
            ("https://https://a.example", "write `https://a.example`"),
            ("https://info@a.example", "write `mailto:info@a.example`"),
            ("mailto://i@a.example", "write `mailto:i@a.example`"),
            ("tel://050123", "write `tel:050123`"),
            ("mailto: i@a.example", "write `mailto:i@a.example`"),
            ("mailto:%20i@a.example", "write `mailto:i@a.example`"),
            ("tel:+31 50 123", "write `tel:+3150123`"),
            ("file:///C:/stuk/a b.pdf", "put the file beside the item, and write only its name: `(<a b.pdf>)`"),
            ("C:\\stuk\\a.pdf", "put the file beside the item, and write only its name: `(<a.pdf>)`"),
            (
                "",
                "write where it leads: `[words](https://www.example.org/)`, or in HTML `href=\"https://www.example.org/\"`",
            ),
        ] {
            assert_eq!(odd_address(to).map(|(_, hint)| hint).as_deref(), Some(hint), "{to}");
        }
        for (to, hint) in [
            ("http//a.example", "write `http://a.example`"),
            ("“b.md”", "the quotation marks are a part of the address: write `b.md` without them"),
            (
                "\"https://a.example\"",
                "the quotation marks are a part of the address: write `https://a.example` without them",
            ),
            ("map\\a.pdf", "addresses have slashes: write `(map/a.pdf)`"),
        ] {
            assert_eq!(meant_address(to).as_deref(), Some(hint), "{to}");
        }
        for to in [
            "https://a.example",
            "HTTP://a.example",
            "mailto:i@a.example?subject=x%20y",
            "mailto:?subject=x",
            "tel:+3150123",
            "b.md",
            "#kop",
            "/a/b:c",
            "webcal://a.example",
            "sms:+31",
            "ftp://a.example",
            "a.example:8080",
            "whatsapp:x",
            "//a.example",
            "https://jan:wachtwoord@a.example/",
            "https://a.example/@jan",
            "http/a//b",
        ] {
            assert_eq!((odd_address(to), meant_address(to)), (None, None), "{to}");
        }
    }
}
