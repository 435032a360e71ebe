//! A web server on this machine whose pages answer as those of the wide world do; it counts what it is asked.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A server, until it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// What a server was asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Methods and paths, in order: `HEAD /goed`.
    pub(super) asked: Vec<String>,
    /// How many requests it has at this moment.
    now: usize,
    /// The most that it had at one.
    pub(super) most: usize,
    ended: bool,
}

impl Server {
    /// A server with this `robots.txt`; none where it is empty.
    pub(super) fn start(robots: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let shared = Arc::clone(&seen);
        thread::spawn(move || {
            let goes_on = |_: &TcpStream| !shared.lock().unwrap().ended;
            for stream in listener.incoming().map_while(Result::ok).take_while(goes_on) {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, robots, &shared));
            }
        });
        Self { address, seen }
    }

    /// The whole address of a page.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked so far.
    pub(super) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    /// How often it was asked for a path, by any method.
    pub(super) fn count(&self, path: &str) -> usize {
        self.seen().asked.iter().filter(|asked| asked.ends_with(&format!(" {path}"))).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.seen.lock().unwrap().ended = true;
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, robots: &str, seen: &Mutex<Seen>) {
    let Some((mut method, mut path)) = request(&mut stream) else { return };
    if method == "CONNECT" {
        // It is a proxy too, to itself.
        seen.lock().unwrap().asked.push(format!("{method} {path}"));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let Some(tunnelled) = request(&mut stream) else { return };
        (method, path) = tunnelled;
    }
    let times = {
        let mut seen = seen.lock().unwrap();
        seen.asked.push(format!("{method} {path}"));
        seen.now += 1;
        seen.most = seen.most.max(seen.now);
        seen.asked.iter().filter(|asked| **asked == format!("{method} {path}")).count()
    };
    let answer = answer(&method, &path, times, robots);
    if path == "/stil" {
        // Until the client gives up.
        let _ = stream.read(&mut [0; 16]);
    }
    if path.starts_with("/langzaam") {
        thread::sleep(Duration::from_millis(150));
    }
    seen.lock().unwrap().now -= 1;
    let _ = stream.write_all(answer.as_bytes());
}

fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut piece).ok().filter(|length| *length > 0)?;
        head.extend_from_slice(&piece[..length]);
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.to_lowercase().contains("user-agent: courant/"), "{head}");
    let mut words = head.split(' ').map(str::to_owned);
    Some((words.next()?, words.next()?))
}

fn answer(method: &str, path: &str, times: usize, robots: &str) -> String {
    let (status, header, body) = match (method, path) {
        (_, "/robots.txt") if robots.is_empty() => ("404 None", "", ""),
        (_, "/robots.txt") => ("200 OK", "", robots),
        (_, "/weg") | ("HEAD", "/liegt") => ("404 Not Found", "", ""),
        (_, "/voorgoed") => ("410 Gone", "", ""),
        (_, "/verhuisd") => ("301 Moved", "Location: /goed\r\n", ""),
        (_, "/verhuisd-en-weg") => ("308 Moved", "Location: /weg\r\n", ""),
        (_, "/even-elders") => ("302 Found", "Location: /goed\r\n", ""),
        (_, "/naar-geheim") => ("302 Found", "Location: /geheim/a\r\n", ""),
        (_, "/rond") => ("301 Moved", "Location: /rond\r\n", ""),
        ("HEAD", "/alleen-get") => ("405 Not Allowed", "", ""),
        (_, "/kapot") => ("500 Oops", "", ""),
        (_, "/slot") => ("403 Forbidden", "", ""),
        (_, "/druk") if times == 1 => ("429 Too Many", "Retry-After: 1\r\n", ""),
        (_, "/drukker") => ("503 Busy", "Retry-After: 86400\r\n", ""),
        (_, "/afgekapt" | "/stil") => return String::new(),
        _ => ("200 OK", "", "goed"),
    };
    let length = body.len();
    let body = if method == "HEAD" { "" } else { body };
    format!("HTTP/1.1 {status}\r\n{header}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}")
}
