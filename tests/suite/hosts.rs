//! What files for hosts make real servers do: nginx and Apache from Debian, with the files as they are made.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::{courant, read, write};

const AT: &str = "2021-01-01";

fn site(files: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "title: Proef\nbase_url: https://proef.example\nper_page: 2\ngone: [/weg/, /ook.weg.html]\nhost:\n  files: [{files}]\n  https_only_days: 365\n  headers: {{X-Proef: 'a \"b\" c'}}\n"
    );
    write(folder.path(), "site.yaml", &settings);
    write(
        folder.path(),
        "content/nieuws/een.md",
        "---\ntitle: Een\ndate: 2020-01-01\naliases: [/oud/een/, /oud/één.html, /oud/a b/]\n---\nTekst.\n",
    );
    for item in 0..5 {
        write(
            folder.path(),
            &format!("content/nieuws/{item}.md"),
            &format!("---\ntitle: Meer {item}\ndate: 2020-02-01\n---\n"),
        );
    }
    write(folder.path(), "static/kaart-0123abcd.css", "a{}");
    let told = courant(folder.path(), &["build", "--at", AT]);
    assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
    folder
}

#[test]
fn only_the_files_that_are_asked_for_are_made() {
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
    let plain = site("");
    assert!(!plain.path().join("output/_headers").exists());
}

#[test]
fn hosts_with_settings_in_json_get_them() {
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
struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    fn start(command: &mut Command, address: SocketAddr) -> Self {
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
        ] {
            let (head, _) = self.get(old, &[]);
            assert!(head.starts_with("http/1.1 301 "), "{old}: {head}");
            let to = head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
            assert!(to.ends_with(new), "{old}: {to}");
        }
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
            "content-type: text/html; charset=utf-8\r\n",
        ] {
            assert!(head.contains(header), "{header}: {head}");
        }
        assert!(!head.contains("cache-control: public"), "{head}");
        let (head, _) = self.get("/kaart-0123abcd.css", &[]);
        assert!(head.contains("cache-control: public, max-age=31536000, immutable\r\n"), "{head}");
        assert!(head.contains("x-content-type-options: nosniff\r\n"), "{head}");
        for hidden in ["/.htaccess", "/.nginx/http.conf", "/.courant-manifest"] {
            let (head, _) = self.get(hidden, &[]);
            assert!(head.starts_with("http/1.1 404 ") || head.starts_with("http/1.1 403 "), "{hidden}: {head}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
#[ignore = "starts nginx, from Debian"]
fn nginx_answers_as_the_settings_say() {
    let folder = site("nginx");
    let (output, address) = (folder.path().join("output"), free_address());
    let settings = format!(
        "daemon off;\npid {0}/nginx.pid;\nerror_log {0}/error.log;\nevents {{}}\nhttp {{\n  include /etc/nginx/mime.types;\n  access_log off;\n  \
         client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4; scgi_temp_path {0}/t5;\n  \
         include {0}/output/.nginx/http.conf;\n  server {{\n    listen {address};\n    root {0}/output;\n    include {0}/output/.nginx/server.conf;\n  }}\n}}\n",
        folder.path().display()
    );
    write(folder.path(), "nginx.conf", &settings);
    readable(folder.path());
    let config = folder.path().join("nginx.conf");
    let mut command = Command::new("nginx");
    let server = Server::start(command.args(["-e", "stderr", "-c"]).arg(&config), address);
    server.check(&output);
}

#[test]
#[ignore = "starts Apache, from Debian"]
fn apache_answers_as_the_settings_say() {
    let folder = site("apache");
    let (output, address) = (folder.path().join("output"), free_address());
    let load = |name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so");
    let modules = ["mpm_event", "authz_core", "mime", "dir", "alias", "headers"].map(load).join("\n");
    let settings = format!(
        "ServerRoot {0}\nServerName localhost\nListen {address}\nPidFile {0}/apache.pid\nErrorLog {0}/error.log\n{modules}\n\
         TypesConfig /etc/mime.types\nUser www-data\nGroup www-data\nDocumentRoot {0}/output\n\
         <Directory {0}/output>\n  AllowOverride All\n  Require all granted\n</Directory>\n\
         <FilesMatch \"^\\.\">\n  Require all denied\n</FilesMatch>\n",
        folder.path().display()
    );
    write(folder.path(), "apache.conf", &settings);
    readable(folder.path());
    let config = folder.path().join("apache.conf");
    let mut command = Command::new("apache2");
    let server = Server::start(command.args(["-D", "FOREGROUND", "-f"]).arg(&config), address);
    server.check(&output);
}

/// Servers that are started by root read files as somebody else.
fn readable(folder: &Path) {
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
}
