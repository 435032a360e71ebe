//! The values of a target that are handed to `git`, `rsync` or a store: none of them may be an option, another program, or
//! more than the one value that it is.

use url::{Host, Url};

/// What is wrong with a value: a message and a hint.
type Mistake = (String, String);

/// The ways to a Git repository that are written as a URL. `git` takes others for programs of their own, such as `ext::`.
const GIT_SCHEMES: &[&str] = &["https", "ssh", "git", "file"];

/// The values of a target that are handed on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RemoteValues<'a> {
    /// A destination of `rsync`.
    pub rsync: Option<&'a str>,
    /// A Git repository.
    pub git: Option<&'a str>,
    /// Its branch.
    pub branch: Option<&'a str>,
    /// The domain in its file `CNAME`.
    pub domain: Option<&'a str>,
    /// An object store.
    pub store: Option<&'a str>,
    /// Its server.
    pub endpoint: Option<&'a str>,
    /// Its region.
    pub region: Option<&'a str>,
}

/// Checks the values of a target.
pub(super) fn check(values: RemoteValues<'_>) -> Result<(), Mistake> {
    let RemoteValues { rsync, git, branch, domain, store, endpoint, region } = values;
    let refuse = |value: &str, what: &str, hint: &str| {
        let shown = value.replace(char::is_control, "\u{fffd}");
        Err((format!("`{shown}` is not {what}"), hint.to_owned()))
    };
    if let Some(to) = rsync.map(str::trim).filter(|to| !is_for_rsync(to)) {
        let hint = "write `user@host:/var/www/site/`, `rsync://host/module/`, or a path";
        return refuse(to, "an rsync destination", hint);
    }
    if let Some(repository) = git.filter(|repository| !is_for_git(repository)) {
        let hint = "write `git@host:name/site.git`, a URL with `https`, `ssh`, `git` or `file`, or a path";
        return refuse(repository, "a Git repository", hint);
    }
    if let Some(branch) = branch.filter(|branch| !is_branch(branch)) {
        return refuse(
            branch,
            "a valid name for a branch",
            "write a name as `git branch` accepts it, such as `gh-pages`",
        );
    }
    if let Some(domain) = domain.filter(|domain| !is_domain(domain)) {
        return refuse(domain, "a domain", "write a host without scheme and path, such as `www.example.org`");
    }
    let is_store =
        |url: &str| ["s3://", "gs://", "az://"].iter().any(|start| url.len() > start.len() && url.starts_with(start));
    if let Some(url) = store.filter(|url| !is_store(url) || url.contains(char::is_control)) {
        let hint = "write `s3://bucket`, `gs://bucket` or `az://container`, with or without a folder";
        return refuse(url, "an object store", hint);
    }
    if let Some(url) = endpoint.filter(|url| web_url(url).is_none()) {
        return refuse(url, "the URL of a server", "write an absolute URL: `https://s3.example.org`");
    }
    // S3 signs its requests; the others send a token or a signature that is enough for later requests.
    let sends_token = store.is_some_and(|store| !store.starts_with("s3://"));
    if let Some(url) = endpoint.filter(|url| sends_token && !keeps_secrets(url)) {
        return Err((
            format!("the keys would be sent unencrypted to `{url}`"),
            "write a URL with `https://`".to_owned(),
        ));
    }
    let is_region = |region: &str| region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if let Some(region) = region.filter(|region| region.is_empty() || !is_region(region)) {
        return refuse(region, "a region", "write letters, digits and hyphens, such as `eu-west-1`");
    }
    Ok(())
}

/// Whether a text is a place, and neither an option nor a host without a module.
fn is_for_rsync(to: &str) -> bool {
    if to.starts_with('-') || to.contains(char::is_control) {
        return false;
    }
    if let Some(rest) = to.strip_prefix("rsync://") {
        return rest.split_once('/').is_some_and(|(host, module)| is_host(host) && !module.is_empty());
    }
    !to.contains("://") && scp_host(to).is_none_or(is_host)
}

/// Whether a text is a place that `git` reaches itself, and neither an option nor a helper (`ext::sh -c …`).
fn is_for_git(repository: &str) -> bool {
    if repository.trim().is_empty() || repository.starts_with('-') || repository.contains(char::is_control) {
        return false;
    }
    if let Some((scheme, rest)) = repository.split_once("://") {
        let host = rest.split('/').next().unwrap_or_default();
        let is_known = GIT_SCHEMES.contains(&scheme) || scheme == "http" && keeps_secrets(repository);
        return is_known && if scheme == "file" { !host.starts_with('-') } else { is_host(host) };
    }
    let is_helper =
        |(name, _): (&str, &str)| name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    !repository.split_once("::").is_some_and(is_helper) && scp_host(repository).is_none_or(is_host)
}

/// The host of `user@host:path`; `None` for a path.
fn scp_host(place: &str) -> Option<&str> {
    // An address of IPv6 has colons: `[::1]:path`.
    let start = place.find('[').and_then(|start| place.get(start..)?.find(']').map(|end| start + end));
    let start = start.filter(|end| !place.get(..*end).is_some_and(|host| host.contains('/'))).unwrap_or_default();
    let host = place.get(..start + place.get(start..)?.find(':')?)?;
    (!host.contains('/')).then_some(host)
}

/// Whether a text is a host, with or without a user and a port, and neither is an option.
fn is_host(host: &str) -> bool {
    let (user, host) = host.rsplit_once('@').map_or((None, host), |(user, host)| (Some(user), host));
    let is_plain = |text: &str| !text.is_empty() && !text.starts_with('-') && !text.contains(char::is_whitespace);
    user.is_none_or(is_plain) && is_plain(host) && !host.starts_with("[-") && !host.starts_with(':')
}

/// Whether a text is the name of a branch: git-check-ref-format(1).
fn is_branch(name: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let is_wrong =
        |c: char| c.is_control() || c.is_whitespace() || matches!(c, '~' | '^' | ':' | '?' | '*' | '[' | '\\');
    let has = ["..", "@{"].iter().any(|wrong| name.contains(wrong));
    !name.starts_with('-')
        && !name.ends_with('.')
        && name != "@"
        && name != "HEAD"
        && !has
        && !name.contains(is_wrong)
        && name.split('/').all(is_part)
}

/// Whether a text is one domain. Letters of other alphabets are fine.
fn is_domain(domain: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    domain.len() <= 253 && domain.split('.').all(is_part)
}

/// A URL of the web without credentials, of which all programs read the same host: as typed, it has no escapes in its host, and
/// no characters that some of them pass over.
pub(super) fn web_url(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if !matches!(scheme, "http" | "https") || text.contains(is_odd) || host.contains(['%', '@']) {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// Whether a secret may be sent to a URL: it is encrypted, or stays on this machine.
pub(super) fn keeps_secrets(text: &str) -> bool {
    web_url(text).is_some_and(|url| match url.host() {
        _ if url.scheme() == "https" => true,
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_are_repositories() {
        for good in [
            "git@github.com:dorp/site.git",
            "https://host.example/a.git",
            "ssh://git@host:22/a.git",
            "git://host/a",
            "file:///srv/a.git",
            "../a.git",
            "/srv/a b.git",
            "site.git",
            "[::1]:a.git",
            "git@[::1]:a.git",
            "http://127.0.0.1:3000/a.git",
            "host:a",
            "./a:b",
            "ssh://[::1]:22/a",
        ] {
            assert!(is_for_git(good), "{good}");
        }
        for bad in [
            "--upload-pack=touch x;",
            "-x",
            "",
            " ",
            "ext::sh -c id",
            "fd::3",
            "ext::--",
            "a+b.c-d::x",
            "transport::https://h/a",
            "ext://h/a",
            "HTTPS://h/a",
            "http://host.example/a",
            "http://127.0.0.1.evil.example/a",
            "http://127.0.0.1@evil.example/a",
            "ssh://-oProxyCommand=id/a",
            "ssh://git@-oProxyCommand=id/a",
            "-oProxyCommand=id:a",
            "git@-oProxyCommand=id:a",
            ":a",
            "@host:a",
            "ssh:///a",
            "https://",
            "a\nb",
            "file://-h/a",
            "ssh://-u@host/a",
            "[-o]:a",
            "git@[-o]:a",
        ] {
            assert!(!is_for_git(bad), "{bad}");
        }
    }

    #[test]
    fn only_places_are_destinations_of_rsync() {
        for good in [
            "user@host:/var/www/",
            "host:",
            "host::module/",
            "rsync://user@host:873/module",
            "/mnt/a",
            "www",
            "./a:b",
            "user@[::1]:/a",
            "a/b:c",
        ] {
            assert!(is_for_rsync(good), "{good}");
        }
        for bad in [
            "--delete",
            "-e sh",
            "-oProxyCommand=id:a",
            "user@-oProxyCommand=id:a",
            "rsync://host",
            "rsync://-h/a",
            "rsync:///a",
            "ssh://host/a",
            ":a",
            "::a",
            "rsync://a@-h/m",
            "a\tb:c",
            "ho st:a",
            "user@[-o]:a",
        ] {
            assert!(!is_for_rsync(bad), "{bad}");
        }
    }

    #[test]
    fn a_branch_and_a_domain_are_one_name() {
        for good in ["gh-pages", "a/b", "versie-2.0", "é"] {
            assert!(is_branch(good), "{good}");
        }
        for bad in [
            "", "-d", "--mirror", "a..b", "a b", "a\nb", "a:b", ".a", "a/.b", "a.lock", "a.lock/b", "/a", "a/", "a//b",
            "a.", "@", "a@{1}", "HEAD", "a~1", "a^", "a?", "a*", "a[", "a\\b",
        ] {
            assert!(!is_branch(bad), "{bad}");
        }
        assert!(is_domain("www.example.org") && is_domain("bücher.example"));
        for bad in ["", "a\nb", "https://a", "a/b", "a b", "a:80", "-\u{1b}", ".", "a..b", "*.a"] {
            assert!(!is_domain(bad), "{bad}");
        }
    }

    #[test]
    fn secrets_are_sent_encrypted_or_stay_on_this_machine() {
        for good in [
            "https://host.example/a",
            "http://localhost:8080/",
            "http://127.0.0.1",
            "http://127.8.9.1/",
            "http://[::1]:1/",
        ] {
            assert!(keeps_secrets(good), "{good}");
        }
        for bad in [
            "http://host.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "http://127.0.0.1:x@evil.example/",
            "http://[::1].evil.example/",
            "http://127.0.0.1\\@evil.example/",
            "http://127.0.0.1%2eevil.example/",
            "http://%31%32%37.0.0.1/",
            "http://localhostevil/",
            "http://0.0.0.0/",
            "ftp://localhost/",
            "https://",
            "https://a@b/",
            "http://127.0.0.1\t.evil.example/",
            "",
        ] {
            assert!(!keeps_secrets(bad), "{bad}");
        }
    }
}
