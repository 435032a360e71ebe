//! HTTP as far as the tests' own proxy and store need it: a request is read whole, and answered; then the connection ends.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    /// The first line and the headers.
    head: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads a request.
    pub(super) fn read(client: &mut TcpStream) -> Option<Self> {
        let (mut request, mut part) = (Vec::new(), vec![0; 65536]);
        let end = loop {
            let length = client.read(&mut part).ok().filter(|length| *length > 0)?;
            request.extend_from_slice(&part[..length]);
            if let Some(end) = request.windows(4).position(|end| end == b"\r\n\r\n") {
                break end;
            }
        };
        let head = String::from_utf8_lossy(&request[..end]).into_owned();
        let read = Self { head, body: Vec::new() };
        let length: usize = read.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        while request.len() < end + 4 + length {
            let length = client.read(&mut part).ok().filter(|length| *length > 0)?;
            request.extend_from_slice(&part[..length]);
        }
        Some(Self { body: request.split_off(end + 4), ..read })
    }

    /// `PUT /emmer/site/index.html`.
    pub(super) fn line(&self) -> &str {
        let line = self.head.lines().next().unwrap_or_default();
        line.rsplit_once(' ').map_or(line, |(line, _)| line)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// Its bytes, with the wish that the connection ends after it.
    pub(super) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\nconnection: close\r\n\r\n", &self.body].concat()
    }
}

/// An answer with a status (`404 Not Found`), headers and a body.
pub(super) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Something that listens on a port of this machine, until it is dropped.
pub(super) struct Listener {
    pub(super) address: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Listener {
    /// Has each request answered, each on a thread of its own. Without an answer the connection is cut.
    pub(super) fn start(serve: impl Fn(&Request) -> Option<Vec<u8>> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (ended, serve) = (Arc::new(AtomicBool::new(false)), Arc::new(serve));
        let is_ended = Arc::clone(&ended);
        thread::spawn(move || {
            let goes_on = |_: &TcpStream| !is_ended.load(Ordering::Relaxed);
            for stream in listener.incoming().map_while(Result::ok).take_while(goes_on) {
                let serve = Arc::clone(&serve);
                thread::spawn(move || visit(stream, &*serve));
            }
        });
        Self { address, ended }
    }
}

/// One connection, one request.
fn visit(mut stream: TcpStream, serve: &dyn Fn(&Request) -> Option<Vec<u8>>) {
    let answer = Request::read(&mut stream).and_then(|request| serve(&request));
    let _ = stream.write_all(&answer.unwrap_or_default());
    let _ = stream.shutdown(Shutdown::Both);
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}
