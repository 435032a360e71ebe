//! The files for hosts in use: nginx and Apache from Debian, configured with the files that a build writes.

#[path = "hosts/patterns.rs"]
mod patterns;

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::{courant, read, write};

const AT: &str = "2021-01-01";

/// An alias with everything that means something in a pattern or a configuration file.
const NASTY: &str = r#""/oud/(.+)a+b^[c-d]{e}&1;'f'g=@!,~%2541 h/""#;
const NASTY_HREF: &str = "/oud/(.+)a+b%5E%5Bc-d%5D%7Be%7D&1;'f'g=@!,~%2541%20h/";

/// Redirects of the settings: an address, a pattern, the rest of a path, a query, and one to another site.
const REDIRECTS: &str = r#"redirects:
  /vast/: {to: "/nieuws/2020/een/?bron=oud#kop", status: 308}
  "/blog/{slug}.html": "/nieuws/2020/{slug}/"
  "/jaar/{jaar}-{slug}/": "/nieuws/{jaar}/{slug}/"
  "/oud-blog/*": "https://elders.example/x/*"
  "/?p=12": {to: /nieuws/2020/een/, status: 302}
  "/artikel.php?id=7&taal=nl": /nieuws/2020/een/
  "/nieuws/2020/{slug}/": "/nergens/{slug}/"
"#;

/// What the redirects of the settings answer, where the host can make them: the address, the status, and the new address.
const REDIRECTED: [(&str, u16, &str); 9] = [
    ("/vast/", 308, "/nieuws/2020/een/?bron=oud#kop"),
    ("/blog/een.html", 301, "/nieuws/2020/een/"),
    ("/blog/%C3%A9%20n.html", 301, "/nieuws/2020/%c3%a9%20n/"),
    ("/jaar/2020-een/", 301, "/nieuws/2020/een/"),
    ("/jaar/2020-een-twee", 301, "/nieuws/2020/een-twee/"),
    ("/oud-blog/a/b.html", 301, "https://elders.example/x/a/b.html"),
    ("/?p=12", 302, "/nieuws/2020/een/"),
    ("/?x=1&p=12", 302, "/nieuws/2020/een/"),
    ("/artikel.php?taal=nl&id=7", 301, "/nieuws/2020/een/"),
];

fn site(files: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "title: Proef\nbase_url: https://proef.example\nper_page: 2\ngone: [/weg/, /ook.weg.html]\n{REDIRECTS}host:\n  files: [{files}]\n  https_only_days: 365\n  headers: {{X-Proef: 'a \"b\" c'}}\npublish:\n  doel: {{path: www, precompress: [gzip, brotli]}}\n"
    );
    write(folder.path(), "site.yaml", &settings);
    write(
        folder.path(),
        "content/nieuws/een.md",
        &format!(
            "---\ntitle: Een\ndate: 2020-01-01\naliases: [/oud/een/, /oud/één.html, /oud/a b/, {NASTY}]\n---\nTekst.\n"
        ),
    );
    write(
        folder.path(),
        "content/nieuws/teruggenomen.md",
        "---\ntitle: Teruggenomen\ndate: 2020-01-02\nwithdrawn: {keep: gone}\n---\nTekst.\n",
    );
    for item in 0..5 {
        write(
            folder.path(),
            &format!("content/nieuws/{item}.md"),
            &format!("---\ntitle: Meer {item}\ndate: 2020-02-01\n---\n"),
        );
    }
    write(folder.path(), "static/kaart-0123abcd.css", &"a{color:#123}\n".repeat(200));
    for file in ["besluit-20131203.txt", "prijs$-20131203.txt", "map (1)/brief-0123abcd.html"] {
        write(folder.path(), &format!("static/{file}"), &"Een besluit. ".repeat(200));
    }
    write(folder.path(), "static/een map/ü.txt", &"Een lange tekst. ".repeat(200));
    write(folder.path(), "static/100%41.txt", &"Nog een lange tekst. ".repeat(200));
    write(folder.path(), "static/archief.tar.gz", "van de schrijver");
    let told = courant(folder.path(), &["build", "--at", AT]);
    assert_eq!(told.status, 0, "{told:?}");
    folder
}

#[test]
fn only_the_requested_host_files_are_written() {
    let folder = site("netlify, cloudflare");
    let output = folder.path().join("output");
    let redirects = read(&output, "_redirects");
    assert!(redirects.contains("/oud/een/ /nieuws/2020/een/ 301\n"), "{redirects}");
    assert!(redirects.contains("/oud/%C3%A9%C3%A9n.html /nieuws/2020/een/ 301\n"), "{redirects}");
    assert!(redirects.contains("/oud/a%20b/ /nieuws/2020/een/ 301\n"), "{redirects}");
    assert!(redirects.contains("/weg/ /404.html 410\n"), "{redirects}");
    assert!(redirects.lines().any(|line| line.ends_with(" /nieuws/ 302")), "{redirects}");
    let headers = read(&output, "_headers");
    assert!(headers.starts_with("/*\n  Content-Security-Policy: default-src 'self';"), "{headers}");
    assert!(headers.contains("  Strict-Transport-Security: max-age=31536000\n"), "{headers}");
    assert!(!output.join(".htaccess").exists() && output.join("oud/een/index.html").is_file());
    let netlify = site("netlify");
    let redirects = read(&netlify.path().join("output"), "_redirects");
    assert!(
        redirects.contains("/oud/een/ /nieuws/2020/een/ 301!\n") && redirects.contains(" /nieuws/ 302!\n"),
        "{redirects}"
    );
    assert!(redirects.contains("/weg/ /404.html 410\n"), "{redirects}");
    let plain = site("");
    assert!(!plain.path().join("output/_headers").exists());
    assert!(!plain.path().join("output/speculation-rules.json").exists());
}

/// Browsers fetch a page once a link to it is about to be followed; a header of the owner's replaces ours.
#[test]
fn links_may_be_fetched_early_unless_the_settings_omit_it() {
    let folder = site("netlify");
    let settings = read(folder.path(), "site.yaml");
    let build = |settings: &str| {
        fs::write(folder.path().join("site.yaml"), settings).unwrap();
        let told = courant(folder.path(), &["build", "--at", AT]);
        assert_eq!(told.status, 0, "{told:?}");
        let rules = folder.path().join("output/speculation-rules.json");
        (read(&folder.path().join("output"), "_headers"), fs::read_to_string(rules).ok())
    };
    let below = settings.replacen("proef.example", "proef.example/krant/", 1);
    let (headers, rules) = build(&below);
    assert!(headers.contains("  Speculation-Rules: \"/krant/speculation-rules.json\"\n"), "{headers}");
    let kind = "/krant/speculation-rules.json\n  Content-Type: application/speculationrules+json\n";
    assert!(headers.contains(kind), "{headers}");
    let rules: serde_json::Value = serde_json::from_str(&rules.unwrap()).unwrap();
    assert_eq!(rules["prefetch"][0]["where"]["and"][0]["href_matches"], "/krant/*");
    let with = |value: &str| settings.replacen("headers: {", &format!("headers: {{Speculation-Rules: '{value}', "), 1);
    assert_ne!(with(""), settings);
    let (headers, rules) = build(&with(""));
    assert!(!headers.contains("peculation") && rules.is_none(), "{headers}");
    let (headers, rules) = build(&with("\"/eigen.json\""));
    assert!(headers.contains("  Speculation-Rules: \"/eigen.json\"\n") && rules.is_none(), "{headers}");
}

#[test]
fn hosts_with_json_settings_get_valid_json() {
    let folder = site("azure, firebase, vercel");
    let json =
        |file: &str| serde_json::from_str::<serde_json::Value>(&read(&folder.path().join("output"), file)).unwrap();
    let azure = json("staticwebapp.config.json");
    let routes = azure["routes"].as_array().unwrap();
    let route = |of: &str| routes.iter().find(|route| route["route"] == of).unwrap_or_else(|| panic!("{of}"));
    assert_eq!(route("/oud/een/")["redirect"], "/nieuws/2020/een/");
    assert_eq!((&route("/oud/een/")["statusCode"], &route("/weg/")["statusCode"]), (&301.into(), &410.into()));
    assert_eq!(azure["globalHeaders"]["X-Proef"], "a \"b\" c");
    assert_eq!(json("firebase.json")["hosting"]["redirects"][0]["type"], 302);
    assert_eq!(json("vercel.json")["headers"][0]["source"], "/(.*)");
}

/// A server, until it is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Server {
    pub(crate) fn start(command: &mut Command, address: SocketAddr) -> Self {
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { process, address };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(1), "{command:?} does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The head of an answer, in small letters, and its body.
    fn get(&self, path: &str, more: &[&str]) -> (String, Vec<u8>) {
        let url = format!("http://{}{path}", self.address);
        let output = Command::new("curl").args(["-s", "-S", "-i"]).args(more).arg(url).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let end = output.stdout.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
        let (head, body) = output.stdout.split_at(end + 4);
        (String::from_utf8_lossy(head).to_lowercase(), body.to_vec())
    }

    /// The site answers as the settings say.
    fn check(&self, output: &Path) {
        for (old, new) in [
            ("/oud/een/", "/nieuws/2020/een/"),
            ("/oud/%C3%A9%C3%A9n.html", "/nieuws/2020/een/"),
            ("/oud/a%20b/", "/nieuws/2020/een/"),
            (NASTY_HREF, "/nieuws/2020/een/"),
        ] {
            let (head, _) = self.get(old, &[]);
            assert!(head.starts_with("http/1.1 301 "), "{old}: {head}");
            let to = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
            assert!(to.ends_with(new), "{old}: {to}");
        }
        for (old, status, new) in REDIRECTED {
            let (head, _) = self.get(old, &[]);
            assert!(head.starts_with(&format!("http/1.1 {status} ")), "{old}: {head}");
            let to = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
            assert!(to.ends_with(new), "{old}: {to}");
        }
        for kept in ["/?p=123", "/?ap=12", "/blog/x/y.html", "/blog/.html", "/oud-blog"] {
            assert!(!self.get(kept, &[]).0.starts_with("http/1.1 30"), "{kept}");
        }
        let (head, body) = self.get("/nieuws/2020/teruggenomen/", &[]);
        let page = fs::read(output.join("nieuws/2020/teruggenomen/index.html")).unwrap();
        assert!(head.starts_with("http/1.1 410 ") && body == page, "the page says that it is gone: {head}");
        for gone in ["/weg/", "/ook.weg.html"] {
            assert!(self.get(gone, &[]).0.starts_with("http/1.1 410 "), "{gone}");
        }
        assert!(self.get("/ookXweg.html", &[]).0.starts_with("http/1.1 404 "));
        assert!(self.get("/weg/verder/", &[]).0.starts_with("http/1.1 404 "));
        let (head, body) = self.get("/nergens/", &[]);
        assert!(head.starts_with("http/1.1 404 ") && body == fs::read(output.join("404.html")).unwrap(), "{head}");
        let (head, body) = self.get("/nieuws/2020/een/", &[]);
        assert!(
            head.starts_with("http/1.1 200 ") && body == fs::read(output.join("nieuws/2020/een/index.html")).unwrap()
        );
        for header in [
            "content-security-policy: default-src 'self';",
            "strict-transport-security: max-age=31536000\r\n",
            "referrer-policy: strict-origin-when-cross-origin\r\n",
            "permissions-policy: camera=()",
            "x-content-type-options: nosniff\r\n",
            "x-proef: a \"b\" c\r\n",
            "speculation-rules: \"/speculation-rules.json\"\r\n",
            "content-type: text/html; charset=utf-8\r\n",
        ] {
            assert!(head.contains(header), "{header}: {head}");
        }
        assert!(!head.contains("cache-control: public"), "{head}");
        self.check_immutable(output);
        let (head, body) = self.get("/speculation-rules.json", &[]);
        assert!(head.contains("content-type: application/speculationrules+json"), "{head}");
        assert!(head.contains("x-content-type-options: nosniff\r\n") && !body.is_empty(), "{head}");
        for hidden in ["/.htaccess", "/.nginx/http.conf", "/.courant-manifest"] {
            let (head, _) = self.get(hidden, &[]);
            assert!(head.starts_with("http/1.1 404 ") || head.starts_with("http/1.1 403 "), "{hidden}: {head}");
        }
    }
}

impl Server {
    /// Only files that the plan names by their contents are kept for a year: not those that look so.
    fn check_immutable(&self, output: &Path) {
        let assets = fs::read_dir(output.join("assets")).unwrap();
        let mut names = assets.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let style = names.find(|name| name.ends_with(".css")).unwrap();
        for accepts in [&[][..], &["-H", "Accept-Encoding: gzip"]] {
            let (head, _) = self.get(&format!("/assets/{style}"), accepts);
            assert!(head.contains("cache-control: public, max-age=31536000, immutable\r\n"), "{head}");
            assert!(head.contains("x-content-type-options: nosniff\r\n"), "{head}");
            for path in [
                "/kaart-0123abcd.css",
                "/besluit-20131203.txt",
                "/prijs$-20131203.txt",
                "/map%20(1)/brief-0123abcd.html",
            ] {
                let (head, _) = self.get(path, accepts);
                assert!(head.starts_with("http/1.1 200 ") && !head.contains("immutable"), "{path}: {head}");
            }
        }
    }
}

/// A header of an answer.
fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut values = head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    let value = values.next();
    assert_eq!(values.next(), None, "{name} stands twice: {head}");
    value
}

/// The headers that do not depend on the form in which a file is sent.
fn others(head: &str) -> [Option<&str>; 4] {
    ["content-type", "cache-control", "x-content-type-options", "content-security-policy"]
        .map(|name| header(head, name))
}

impl Server {
    /// Precompressed files are sent to clients that accept the encoding.
    fn check_compressed(&self, www: &Path) {
        for (path, file) in [
            ("/nieuws/2020/een/", "nieuws/2020/een/index.html"),
            ("/", "index.html"),
            ("/feed.xml", "feed.xml"),
            ("/feed.json", "feed.json"),
            ("/kaart-0123abcd.css", "kaart-0123abcd.css"),
            ("/een%20map/%C3%BC.txt", "een map/ü.txt"),
        ] {
            let (plain, body) = self.get(path, &[]);
            assert!(body == fs::read(www.join(file)).unwrap(), "{path}");
            assert_eq!(
                (header(&plain, "content-encoding"), header(&plain, "vary")),
                (None, Some("accept-encoding")),
                "{path}: {plain}"
            );
            for (takes, encoding, end) in [
                ("br", "br", ".br"),
                ("gzip", "gzip", ".gz"),
                ("deflate, gzip;q=0.8", "gzip", ".gz"),
                ("gzip, br;q=0", "gzip", ".gz"),
            ] {
                let (head, body) = self.get(path, &["-H", &format!("Accept-Encoding: {takes}")]);
                assert!(head.starts_with("http/1.1 200 "), "{path}: {head}");
                assert_eq!(
                    (header(&head, "content-encoding"), header(&head, "vary")),
                    (Some(encoding), Some("accept-encoding")),
                    "{path}: {head}"
                );
                assert!(body == fs::read(www.join(format!("{file}{end}"))).unwrap(), "{path}, {takes}");
                assert_eq!(others(&head), others(&plain), "{path}, {takes}: {head}");
                assert_eq!(header(&head, "content-language"), None);
            }
        }
        let all = ["-H", "Accept-Encoding: gzip, deflate, br"];
        assert!(["br", "gzip"].contains(&header(&self.get("/", &all).0, "content-encoding").unwrap()));
        assert!(self.get("/oud/een/", &all).0.starts_with("http/1.1 301 "));
        assert!(self.get("/weg/", &all).0.starts_with("http/1.1 410 "));
        assert!(self.get("/nergens/", &all).0.starts_with("http/1.1 404 "));
        let (head, body) = self.get("/archief.tar.gz", &all);
        assert!(header(&head, "content-encoding").is_none() && body == b"van de schrijver", "{head}");
        let (head, _) = self.get("/100%2541.txt", &[]);
        assert!(head.starts_with("http/1.1 200 "), "{head}");
        assert!(self.get("/100%2541.txt", &all).0.starts_with("http/1.1 200 "));
    }
}

/// Publishes the site to `www`, and gives that folder.
fn published(folder: &Path) -> std::path::PathBuf {
    let told = courant(folder, &["publish", "--at", AT]);
    // Pages go before redirects, which one of these says in vain.
    assert!(told.status == 0 && told.err.ends_with("\n1 warning\n") && told.err.contains("`/nergens/`"), "{told:?}");
    folder.join("www")
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
#[ignore = "starts nginx, from Debian"]
fn nginx_behaves_as_configured() {
    let folder = site("nginx");
    let (www, address) = (published(folder.path()), free_address());
    let settings = format!(
        "load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;\ndaemon off;\npid {0}/nginx.pid;\nerror_log {0}/error.log;\nevents {{}}\nhttp {{\n  include /etc/nginx/mime.types;\n  access_log off;\n  \
         client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;\n  \
         include {0}/www/.nginx/http.conf;\n  server {{\n    listen {address};\n    root {0}/www;\n    brotli_static on;\n    include {0}/www/.nginx/server.conf;\n  }}\n}}\n",
        folder.path().display()
    );
    write(folder.path(), "nginx.conf", &settings);
    readable(folder.path());
    let config = folder.path().join("nginx.conf");
    let mut command = Command::new("nginx");
    let server = Server::start(command.args(["-e", "stderr", "-c"]).arg(&config), address);
    server.check(&www);
    server.check_compressed(&www);
}

#[test]
#[ignore = "starts Apache, from Debian"]
fn apache_behaves_as_configured() {
    let folder = site("apache");
    let (www, address) = (published(folder.path()), free_address());
    let load = |name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so");
    let modules =
        ["mpm_event", "authz_core", "mime", "dir", "alias", "headers", "setenvif", "rewrite", "filter", "deflate"]
            .map(load)
            .join("\n");
    let settings = format!(
        "ServerRoot {0}\nServerName localhost\nListen {address}\nPidFile {0}/apache.pid\nErrorLog {0}/error.log\n{modules}\n\
         TypesConfig /etc/mime.types\nUser www-data\nGroup www-data\nDocumentRoot {0}/www\n\
         AddOutputFilterByType DEFLATE text/html text/css text/plain\nAddLanguage br .br\n\
         <Directory {0}/www>\n  AllowOverride All\n  Require all granted\n</Directory>\n\
         <FilesMatch \"^\\.\">\n  Require all denied\n</FilesMatch>\n",
        folder.path().display()
    );
    write(folder.path(), "apache.conf", &settings);
    readable(folder.path());
    let config = folder.path().join("apache.conf");
    let mut command = Command::new("apache2");
    let server = Server::start(command.args(["-D", "FOREGROUND", "-f"]).arg(&config), address);
    server.check(&www);
    server.check_compressed(&www);
}

/// Servers that are started by root read files as somebody else.
fn readable(folder: &Path) {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}
