//! Links whose address leads nowhere: it is empty, or slightly wrong.

use crate::base::suggest;

/// The schemes that are looked for behind one that is slightly wrong.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// Schemes that look like one of those.
const KNOWN: &[&str] = &["https", "http", "mailto", "ftp", "ftps", "shttp"];

/// What is wrong with the address of a link, and what to write instead.
pub(super) fn odd_address(to: &str) -> Option<(String, String)> {
    let to = to.trim();
    if to.is_empty() {
        let hint = "write the address between the brackets: `[words](https://www.example.org/)`";
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
            (!is_whole).then(|| (format!("`{to}` is not a whole address"), hint))
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
        "mailto" if bare == rest && bare.split_once('@').is_some_and(|(_, host)| !host.contains('.')) => {
            let hint = if bare.contains(',') {
                write(&scheme, "", &bare.replace(',', "."))
            } else {
                "write the whole host: `mailto:name@example.org`".into()
            };
            Some((format!("`{to}` is not a mail address: its host has no dot"), hint))
        }
        "mailto" if bare != rest || !bare.contains('@') => {
            let hint =
                if bare.contains('@') { write(&scheme, "", &bare) } else { "write `mailto:name@example.org`".into() };
            Some((format!("`{to}` is not a mail address"), hint))
        }
        "tel" if bare != rest => {
            Some((format!("`{to}` has spaces, which a number in a link cannot have"), write(&scheme, "", &bare)))
        }
        _ if KNOWN.contains(&scheme.as_str()) => None,
        _ if scheme.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit()) => None,
        _ => {
            let near = suggest::nearest(&scheme, SCHEMES)?;
            Some((format!("`{scheme}:` is not known to browsers"), write(near, "", rest)))
        }
    }
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
            ("mailto: i@a.example", "write `mailto:i@a.example`"),
            ("mailto:%20i@a.example", "write `mailto:i@a.example`"),
            ("tel:+31 50 123", "write `tel:+3150123`"),
            ("file:///C:/stuk/a b.pdf", "put the file beside the item, and write only its name: `(<a b.pdf>)`"),
            ("C:\\stuk\\a.pdf", "put the file beside the item, and write only its name: `(<a.pdf>)`"),
            ("", "write the address between the brackets: `[words](https://www.example.org/)`"),
        ] {
            assert_eq!(odd_address(to).map(|(_, hint)| hint).as_deref(), Some(hint), "{to}");
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
        ] {
            assert_eq!(odd_address(to), None, "{to}");
        }
    }
}
