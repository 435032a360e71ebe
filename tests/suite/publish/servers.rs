//! Object stores on this machine, and what is in them, looked at without Courant.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tempfile::TempDir;

use super::super::program::{Told, command, told};
use super::google::Google;
use super::{AT, contents, missing, site};

/// The account and key that Azurite is known by, and permission by that key to do all until 2099.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const PERMISSION: &str = "sv=2021-12-02&ss=b&srt=sco&sp=rwdlacup&se=2099-01-01T00%3A00%3A00Z&spr=https%2Chttp&sig=h0JKLcH2pMAxBy0TeB4IqiAkSVixugE1Ncn8iZ6RETU%3D";

/// What does not stand for itself in the path of a URL.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The stores that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Works like Amazon's S3.
    Moto,
    /// Works like Amazon's S3, but lists no tags.
    S3sFs,
    /// Works like Azure Blob Storage.
    Azurite,
    /// Works like Google Cloud Storage: the tests' own.
    Google,
}

/// A store with an empty bucket, `emmer`, until it is dropped.
pub(super) struct Server {
    pub(super) kind: Kind,
    pub(super) address: SocketAddr,
    process: Option<Child>,
    google: Option<Google>,
    /// What the server has beside its memory.
    folder: TempDir,
}

impl Server {
    pub(super) fn start(kind: Kind) -> Self {
        let folder = TempDir::new().unwrap();
        let (process, google, address) = match kind {
            Kind::Moto => {
                let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
                let mut moto = Command::new("moto_server");
                moto.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]).stdout(Stdio::null());
                (Some(spawn(&mut moto, "pip install 'moto[server]'")), None, address)
            }
            Kind::S3sFs => {
                fs::create_dir(folder.path().join("emmer")).unwrap();
                let mut server = Command::new(s3_server());
                let (process, address) = said(server.arg(folder.path()).args(["sleutel", "geheim"]), "it was built");
                (Some(process), None, address)
            }
            Kind::Azurite => {
                let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/node_modules/.bin/azurite-blob");
                let mut azurite = Command::new(program);
                let azurite = azurite
                    .current_dir(folder.path())
                    .args(["--inMemoryPersistence", "--disableTelemetry", "--silent"])
                    .args(["--blobHost", "127.0.0.1", "--blobPort", "0"]);
                let (process, address) = said(azurite, "npm ci --prefix tests/servers");
                (Some(process), None, address)
            }
            Kind::Google => {
                let google = Google::start();
                let address = google.listener.address;
                (None, Some(google), address)
            }
        };
        let server = Self { kind, address, process, google, folder };
        server.wait();
        match kind {
            Kind::Moto => drop(server.curl(&["-X", "PUT"], "")),
            Kind::Azurite => drop(server.curl(&["-X", "PUT", "-d", ""], "?restype=container")),
            Kind::S3sFs | Kind::Google => {}
        }
        server
    }

    /// One that has so many KiB of disk.
    pub(super) fn small(kibibytes: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let script = format!(
            "mount -t tmpfs -o size={kibibytes}k none \"$1\" && mkdir \"$1/emmer\" && exec \"$0\" \"$1\" sleutel geheim"
        );
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "--kill-child", "sh", "-c", &script]);
        let (process, address) = said(unshare.arg(s3_server()).arg(folder.path()), "unshare can mount");
        Self { kind: Kind::S3sFs, address, process: Some(process), google: None, folder }
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            assert!(begun.elapsed() < Duration::from_mins(1), "{:?} does not answer", self.kind);
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The URL of the site's place in the store.
    pub(super) fn url(&self) -> &'static str {
        match self.kind {
            Kind::Moto | Kind::S3sFs => "s3://emmer/site",
            Kind::Azurite => "az://emmer/site",
            Kind::Google => "gs://emmer/site",
        }
    }

    /// The settings of a cache in the store.
    pub(super) fn cache(&self) -> String {
        let account = if self.kind == Kind::Azurite { "/devstoreaccount1" } else { "" };
        format!("cache: {{store: \"{}\", endpoint: \"http://{}{account}\"}}\n", self.url(), self.address)
    }

    /// A site that is published there, with more settings of its target.
    pub(super) fn site(&self, more: &str) -> TempDir {
        let account = if self.kind == Kind::Azurite { "/devstoreaccount1" } else { "" };
        site(&format!("{{store: \"{}\", endpoint: \"http://{}{account}\"{more}}}", self.url(), self.address))
    }

    /// The program in the folder of a site, with keys for the store.
    pub(super) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = command(folder);
        command.args(arguments);
        let key_file = self.folder.path().join("sleutel.json");
        match self.kind {
            Kind::Moto | Kind::S3sFs => {
                command.env("AWS_ACCESS_KEY_ID", "sleutel").env("AWS_SECRET_ACCESS_KEY", "geheim");
            }
            Kind::Azurite => {
                command.env("AZURE_STORAGE_ACCOUNT_NAME", ACCOUNT).env("AZURE_STORAGE_ACCOUNT_KEY", KEY);
            }
            Kind::Google => {
                let key =
                    r#"{"private_key": "geheim", "private_key_id": "1", "client_email": "a@b", "disable_oauth": true}"#;
                fs::write(&key_file, key).unwrap();
                command.env("GOOGLE_SERVICE_ACCOUNT", key_file);
            }
        }
        command
    }

    pub(super) fn run(&self, folder: &Path, more: &[&str]) -> Command {
        self.command(folder, &[&["publish", "--at", AT], more].concat())
    }

    pub(super) fn publish(&self, folder: &Path, more: &[&str]) -> Told {
        let told = told(&mut self.run(folder, more));
        assert!(!told.err.contains("panicked") && !told.err.contains("geheim") && !told.err.contains(KEY), "{told:?}");
        told
    }

    /// Publishes, and all is well.
    #[track_caller]
    pub(super) fn published(&self, folder: &Path, more: &[&str]) -> String {
        let told = self.publish(folder, more);
        assert_eq!((told.status, told.err.as_str()), (0, ""), "{told:?}");
        told.out
    }

    /// `curl` with keys for the store.
    fn asking(&self) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["-s", "-S", "--globoff"]);
        if self.kind == Kind::Azurite {
            curl.args(["-H", "x-ms-blob-type: BlockBlob"]);
        } else {
            curl.args(["--aws-sigv4", "aws:amz:us-east-1:s3", "--user", "sleutel:geheim"]);
            curl.args(["-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD"]);
        }
        curl
    }

    /// The address of a path of the bucket.
    fn address_of(&self, path: &str) -> String {
        if self.kind == Kind::Azurite {
            let sign = if path.contains('?') { '&' } else { '?' };
            format!("http://{}/{ACCOUNT}/emmer{path}{sign}{PERMISSION}", self.address)
        } else {
            format!("http://{}/emmer{path}", self.address)
        }
    }

    fn curl(&self, arguments: &[&str], path: &str) -> Vec<u8> {
        let output = self.asking().args(arguments).arg(self.address_of(path)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    }

    /// Objects, asked for in one go.
    fn objects(&self, names: &[String]) -> Vec<Vec<u8>> {
        if self.google.is_some() || names.is_empty() {
            return names.iter().map(|name| self.object(name)).collect();
        }
        let folder = TempDir::new().unwrap();
        let mut curl = self.asking();
        for (number, name) in names.iter().enumerate() {
            curl.arg("-o").arg(folder.path().join(number.to_string())).arg(self.address_of(&at(name)));
        }
        let output = curl.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        // A file without bytes is not made.
        (0..names.len()).map(|number| fs::read(folder.path().join(number.to_string())).unwrap_or_default()).collect()
    }

    /// The names of all objects below a folder of the bucket.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let start = format!("{folder}/");
        let names = if let Some(google) = &self.google {
            google.names()
        } else {
            let (query, tag) = match self.kind {
                Kind::Azurite => (format!("?restype=container&comp=list&prefix={start}"), "Name"),
                _ => (format!("?list-type=2&max-keys=1000&prefix={folder}%2F"), "Key"),
            };
            let listing = String::from_utf8(self.curl(&[], &query)).unwrap();
            let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
            let names = listing.split(&open).skip(1).filter_map(|rest| rest.split(&close).next());
            names.map(|name| name.replace("&amp;", "&")).collect()
        };
        names.iter().filter_map(|name| name.strip_prefix(&start)).map(str::to_owned).collect()
    }

    pub(super) fn object(&self, name: &str) -> Vec<u8> {
        match &self.google {
            Some(google) => google.object(name).bytes,
            None => self.curl(&[], &at(name)),
        }
    }

    pub(super) fn text(&self, name: &str) -> String {
        String::from_utf8(self.object(name)).unwrap()
    }

    /// What readers' programs are told of an object: its type, and how long they may keep it.
    pub(super) fn told_of(&self, name: &str) -> (String, String) {
        if let Some(google) = &self.google {
            let object = google.object(name);
            return (object.content_type, object.cache_control);
        }
        let headers = String::from_utf8(self.curl(&["-I"], &at(name))).unwrap();
        let header = |name: &str| {
            let lines = headers.lines().filter_map(|line| line.split_once(':'));
            lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
        };
        (header("content-type").unwrap(), header("cache-control").unwrap())
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        if let Some(google) = &self.google {
            return google.put(name, bytes);
        }
        let file = self.folder.path().join("wat-een-ander-brengt");
        fs::write(&file, bytes).unwrap();
        let data = format!("@{}", file.display());
        let arguments = ["-X", "PUT", "-H", "Content-Type: text/plain", "--data-binary", &data];
        let answer = self.curl(&arguments, &at(name));
        assert!(!String::from_utf8_lossy(&answer).contains("<Error>"), "{}", String::from_utf8_lossy(&answer));
    }

    pub(super) fn remove(&self, name: &str) {
        match &self.google {
            Some(google) => google.remove(name),
            None => drop(self.curl(&["-X", "DELETE"], &at(name))),
        }
    }

    /// The files of the site as they are there, but for Courant's own.
    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.names("site").into_iter().filter(|name| !name.starts_with(".courant-"));
        let names: Vec<String> = names.map(|name| format!("site/{name}")).collect();
        let bytes = self.objects(&names);
        names.iter().map(|name| name.trim_start_matches("site/").to_owned()).zip(bytes).collect()
    }

    /// The store has just what was built.
    #[track_caller]
    pub(super) fn assert_is_the_site(&self, folder: &Path) {
        let (built, there) = (contents(&folder.join("output")), self.files());
        assert_eq!(built.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
        assert!(built == there);
        assert_eq!(missing(&there), Vec::<String>::new());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The path of an object below its bucket.
fn at(name: &str) -> String {
    format!("/{}", utf8_percent_encode(name, ENCODED))
}

fn spawn(command: &mut Command, wanted: &str) -> Child {
    let spawned = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn();
    spawned.unwrap_or_else(|error| panic!("{command:?}: {error}: {wanted}"))
}

/// A server that prints where it listens.
fn said(command: &mut Command, wanted: &str) -> (Child, SocketAddr) {
    let mut process = spawn(command.stdout(Stdio::piped()), wanted);
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = |line: String| {
        let address = line.trim_start_matches(|c: char| !c.is_ascii_digit()).parse::<SocketAddr>().ok();
        address.filter(|address| address.port() != 0)
    };
    let found = lines.by_ref().find_map(address);
    let address = found.unwrap_or_else(|| panic!("{command:?} does not say where it listens: {wanted}"));
    thread::spawn(move || read_on(lines));
    (process, address)
}

/// What is printed is read to its end: a server whose pipe is full or closed would stop.
fn read_on(lines: impl Iterator<Item = String>) {
    lines.for_each(drop);
}

/// The server for S3 of `tests/servers/s3`, built where it is not yet.
fn s3_server() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("servers");
        let package = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/s3/Cargo.toml");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--manifest-path", package, "--target-dir"]).arg(&target);
        assert!(cargo.status().unwrap().success(), "{cargo:?}");
        target.join("debug/courant-s3-server")
    })
}

/// Has a site published through another address.
pub(super) fn aim(folder: &Path, address: SocketAddr) {
    let text = fs::read_to_string(folder.join("site.yaml")).unwrap();
    let (before, rest) = text.split_once("http://127.0.0.1:").unwrap();
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    fs::write(folder.join("site.yaml"), format!("{before}http://{address}{after}")).unwrap();
}

/// Changes the settings of a site.
pub(super) fn set(folder: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join("site.yaml")).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(folder.join("site.yaml"), text.replace(from, to)).unwrap();
}
