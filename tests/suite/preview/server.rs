//! The program, serving a site in a folder of its own until the test ends.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::{command, write};

/// The longest time that an answer may take: only a failing test waits so long.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A preview that is running.
#[derive(Debug)]
pub(crate) struct Preview {
    pub child: Child,
    pub port: u16,
    out: Option<BufReader<ChildStdout>>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// The page as a build writes it.
    pub(crate) fn without_preview(&self) -> Vec<u8> {
        let (start, end) = (b"<meta name=\"courant-preview\"", b"preview.js\"></script>\n");
        let find = |part: &[u8]| self.body.windows(part.len()).position(|bytes| bytes == part);
        match find(start).zip(find(end)) {
            Some((from, to)) => [&self.body[..from], &self.body[to + end.len()..]].concat(),
            None => self.body.clone(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let line = self
            .head
            .lines()
            .find(|line| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name)))?;
        Some(line.split_once(": ").unwrap().1.to_owned())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Preview {
    /// Serves a folder at a port that is free.
    pub(crate) fn of(folder: &Path, arguments: &[&str]) -> Self {
        Self::with(command(folder).args(["serve", "--port", "0"]).args(arguments))
    }

    /// Runs a command that serves.
    pub(crate) fn with(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        let Some(port) = port else {
            let mut told = String::new();
            child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
            panic!("it does not serve: {line}{told}");
        };
        Self { child, port, out: Some(out) }
    }

    /// Asks for a path, which is sent as it is.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let own = format!("127.0.0.1:{}", self.port);
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            writeln!(head, "Host: {own}\r").unwrap();
        }
        for (name, value) in headers {
            writeln!(head, "{name}: {value}\r").unwrap();
        }
        self.send(format!("{head}\r\n").as_bytes())
    }

    /// Sends raw bytes and returns the answer.
    pub(crate) fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(answer.len());
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Answer { status, head, body: answer.get(end + 4..).unwrap_or_default().to_vec() }
    }

    /// Asks until the answer satisfies a condition, for at most [`TIMEOUT`].
    pub(crate) fn until(&self, path: &str, is_so: impl Fn(&Answer) -> bool) -> Answer {
        self.until_asked(path, &[], is_so)
    }

    /// Asks with headers until the answer satisfies a condition, for at most [`TIMEOUT`].
    pub(crate) fn until_asked(&self, path: &str, headers: &[(&str, &str)], is_so: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answer = self.ask("GET", path, headers);
            if is_so(&answer) {
                return answer;
            }
            assert!(
                started.elapsed() < TIMEOUT,
                "{path} did not meet the condition within {TIMEOUT:?}: {} {}",
                answer.head,
                answer.text()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asks until a page has a text.
    pub(crate) fn until_seen(&self, path: &str, text: &str) -> Answer {
        self.until(path, |answer| answer.status == 200 && answer.text().contains(text))
    }

    /// The data that the bar shows for a page.
    pub(crate) fn about(&self, path: &str, file: &str) -> serde_json::Value {
        self.get(&format!("/.courant/page?path={path}&file={file}")).json()
    }

    /// The report, once it has a finding with this code.
    pub(crate) fn until_wrong(&self, code: &str) -> serde_json::Value {
        self.until("/.courant/report", |answer| answer.text().contains(code)).json()
    }

    /// Acts while the program is stopped (SIGSTOP), so that it notices all changes at once.
    pub(crate) fn while_it_sleeps(&self, act: impl FnOnce()) {
        let signal = |name: &str| {
            let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
            assert!(sent.success());
        };
        signal("-STOP");
        act();
        signal("-CONT");
    }

    /// Ends it and returns its output.
    pub(crate) fn end(mut self) -> (String, String) {
        self.child.kill().unwrap();
        let (mut out, mut err) = (String::new(), String::new());
        self.out.take().unwrap().read_to_string(&mut out).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (out, err)
    }

    /// Its memory now, in KiB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An item with a title and a body.
pub(crate) fn item(title: &str, more: &str, body: &str) -> String {
    format!("---\ntitle: \"{title}\"\ndate: 2014-02-01\n{more}---\n\n{body}\n")
}

/// A small site: two items and a standing page.
pub(crate) fn small_site() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(site, "site.yaml", "title: Dorp\nbase_url: https://www.example.org\nlanguages:\n  en: {}\n");
    write(site, "content/nieuws/een.md", &item("Een", "aliases: [/oud/een/]\n", "De eerste tekst."));
    write(site, "content/nieuws/een.en.md", &item("One", "", "The first text."));
    write(site, "content/nieuws/twee.md", &item("Twee", "", "De tweede tekst."));
    write(site, "content/pages/contact.md", "---\ntitle: Contact\n---\n\nBel ons.\n");
    write(site, "static/los.txt", "0123456789");
    write(site, "static/eigen.css", "body { color: black; }\n");
    folder
}
