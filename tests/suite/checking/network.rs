//! What stands between the program and other sites: proxies, and certificates that are good or not.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::program::{told, write};
use super::external::{SETTINGS, program, site};
use super::server::Server;

#[test]
fn a_proxy_of_the_environment_is_used() {
    let server = Server::start("");
    let folder = site("title: a\nbase_url: https://dorp.example\n", &["http://boeken.example.org/weg".to_owned()]);
    let told = told(program(folder.path(), &[]).env("HTTP_PROXY", server.url("")));
    assert!(told.err.contains("the response is 404") && told.out.contains("1 dead"), "{told:?}");
    assert!(server.seen().asked.iter().any(|asked| asked.contains("boeken.example.org")), "{:?}", server.seen());
}

/// The settings of an authority that gives out certificates.
const AUTHORITY: &str = "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n\
    policy=p\ncertificate=ca.pem\nprivate_key=ca.key\nunique_subject=no\n[p]\ncommonName=supplied\n";

/// An authority, in a folder of its own.
fn authority(folder: &Path, name: &str) {
    write(folder, "ca.cnf", AUTHORITY);
    write(folder, "index.txt", "");
    write(folder, "serial", "01\n");
    let script = "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=$1";
    run(folder, Command::new("sh").args(["-c", script, "sh", name]));
}

/// A certificate for a host up to a year, and its key, in one file.
fn certificate(folder: &Path, name: &str, host: &str, year: &str) {
    write(folder, &format!("{name}.ext"), &format!("subjectAltName={host}\nextendedKeyUsage=serverAuth\n"));
    let script = "openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj /CN=$1 &&
        openssl ca -batch -notext -config ca.cnf -in $1.csr -out $1.pem -extfile $1.ext \\
            -startdate 20200101000000Z -enddate ${2}0101000000Z &&
        cat $1.key >>$1.pem";
    run(folder, Command::new("sh").args(["-c", script, "sh", name, year]));
}

fn run(folder: &Path, command: &mut Command) {
    let done = told(command.current_dir(folder).stdin(Stdio::null()));
    assert_eq!(done.status, 0, "{done:?}");
}

/// Serves the files of a folder over TLS.
const SERVER: &str = "import http.server, ssl, sys
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[2])), http.server.SimpleHTTPRequestHandler)
tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(sys.argv[1])
server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.serve_forever()";

/// A server with a certificate, until it is dropped.
struct Secure(Child, u16);

impl Secure {
    fn start(folder: &Path, certificate: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("python3");
        command.args(["-c", SERVER, certificate, &port.to_string()]).current_dir(folder);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "the server does not start");
            thread::sleep(Duration::from_millis(20));
        }
        Self(child, port)
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "wants openssl and Python"]
fn certificates_are_those_that_the_machine_trusts() {
    let keys = tempfile::tempdir().unwrap();
    let folder = keys.path();
    authority(folder, "known");
    certificate(folder, "good", "IP:127.0.0.1", "2049");
    certificate(folder, "other", "DNS:www.example.org", "2049");
    certificate(folder, "old", "IP:127.0.0.1", "2021");
    let servers = ["good.pem", "other.pem", "old.pem"].map(|file| Secure::start(folder, file));
    let links: Vec<String> = servers.iter().map(|server| format!("https://127.0.0.1:{}/", server.1)).collect();
    let site = site(SETTINGS, &links);
    let with = |file: &Path| told(program(site.path(), &["--max-age", "0"]).env("SSL_CERT_FILE", file));
    let trusted = with(&folder.join("ca.pem"));
    assert!(trusted.out.contains("1 working, 2 dead"), "{trusted:?}");
    for why in ["it is for another host", "it has expired"] {
        assert!(trusted.err.contains(&format!("its certificate is invalid: {why}")), "{trusted:?}");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    authority(elsewhere.path(), "stranger");
    let stranger = with(&elsewhere.path().join("ca.pem"));
    assert!(stranger.err.contains("its issuer is unknown to this machine"), "{stranger:?}");
}
