//! The hosts of the old site: its URLs in texts become addresses.

/// The hosts of the old site.
#[derive(Debug, Default)]
pub(super) struct OldHosts(Vec<String>);

impl OldHosts {
    /// Adds the host of a URL, with the folder below which the site stood.
    pub(super) fn add(&mut self, url: &str) {
        let host = url.split_once("://").map(|(_, host)| host.trim_end_matches('/').to_ascii_lowercase());
        self.0.extend(host.filter(|host| !host.is_empty() && !self.0.contains(host)));
    }

    /// The path of a URL of the old site, decoded, with its query; `None` for another URL.
    pub(super) fn path(&self, url: &str) -> Option<String> {
        let (scheme, rest) = url.split_once("://")?;
        let start = self.length(rest)?;
        let path = rest.get(start..)?;
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let rest = path.trim_start_matches('/');
        matches!(scheme, "http" | "https").then(|| format!("/{rest}"))
    }

    fn length(&self, text: &str) -> Option<usize> {
        self.0.iter().filter_map(|host| own_length(text, host)).max()
    }

    /// HTML in which URLs of the old site are addresses; `target` gives that of a path with its query.
    pub(super) fn rewrite(&self, html: &str, target: &dyn Fn(&str) -> String) -> String {
        let mut written = String::with_capacity(html.len());
        let (mut done, mut at) = (0, 0);
        while let Some(found) = html.get(at..).and_then(|rest| rest.find("://")) {
            let (marks, rest) = (at + found, html.get(at + found + 3..).unwrap_or_default());
            at = marks + 3;
            let before = html.get(done..marks).unwrap_or_default();
            let scheme = ["https", "http"].into_iter().find(|scheme| before.ends_with(scheme));
            let start = scheme.map(|scheme| marks - scheme.len());
            let is_value = start.is_some_and(|start| html.get(..start).is_some_and(|text| text.ends_with(['"', '\''])));
            let (Some(start), Some(length), true) = (start, self.length(rest), is_value) else { continue };
            written.push_str(html.get(done..start).unwrap_or_default());
            let path = rest.get(length..).unwrap_or_default();
            let end = path.find(['"', '\'']).unwrap_or(path.len());
            written.push_str(&target(path.get(..end).unwrap_or_default()));
            at += length + end;
            done = at;
        }
        written.push_str(html.get(done..).unwrap_or_default());
        written
    }

    /// HTML in which URLs of the old site are the addresses that they had.
    pub(super) fn addresses(&self, html: &str) -> String {
        self.rewrite(html, &|path| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
    }
}

/// The length of a host with its folder at the start of a text, with or without `www.`.
fn own_length(text: &str, host: &str) -> Option<usize> {
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let with = text.get(..4).filter(|start| start.eq_ignore_ascii_case("www.")).map_or(0, str::len);
    let end = with + bare.len();
    let is_same = text.get(with..end).is_some_and(|start| start.eq_ignore_ascii_case(bare));
    let ends = text.get(end..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', '"', '\'']));
    (is_same && ends).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_of_the_old_site_are_addresses() {
        let mut hosts = OldHosts::default();
        hosts.add("https://www.dorp.example/blog/");
        assert_eq!(hosts.path("http://dorp.example/blog/caf%C3%A9/?a=1").as_deref(), Some("/café/?a=1"));
        assert_eq!(hosts.path("https://www.dorp.example/blog").as_deref(), Some("/"));
        for other in [
            "https://dorp.example/",
            "https://dorp.example/blogger/",
            "https://x.dorp.example/blog/",
            "ftp://dorp.example/blog/",
            "x",
        ] {
            assert_eq!(hosts.path(other), None, "{other}");
        }
        let html = "<a href=\"https://dorp.example/blog/a/\">https://dorp.example/blog/a/</a> <img src='http://www.dorp.example/blog/b.jpg'> <a href=\"https://x.example/\">";
        assert_eq!(
            hosts.addresses(html),
            "<a href=\"/a/\">https://dorp.example/blog/a/</a> <img src='/b.jpg'> <a href=\"https://x.example/\">"
        );
    }
}
