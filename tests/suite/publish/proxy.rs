//! Something that stands between the program and a server, and fails as networks and servers do.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// How a request fails, now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server answers 500.
    Status500,
    /// The server answers 503, and says when it has time.
    Status503,
    /// The connection is cut before the server has the request.
    CutBefore,
    /// The connection is cut in the middle of the answer.
    CutAfter,
    /// Every answer takes its time.
    Slow,
}

/// A proxy on this machine, until it is dropped.
pub(super) struct Proxy {
    pub(super) address: SocketAddr,
    /// How many requests came.
    pub(super) requests: Arc<AtomicU32>,
    /// How many of them failed.
    pub(super) faults: Arc<AtomicU32>,
    ended: Arc<AtomicBool>,
}

impl Proxy {
    /// Stands before a server; each request of which the number is a multiple of `every` fails.
    pub(super) fn start(server: SocketAddr, fault: Option<Fault>, every: u32) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, faults, ended) = (Arc::default(), Arc::default(), Arc::new(AtomicBool::new(false)));
        let visit = Visit { server, fault, every, requests: Arc::clone(&requests), faults: Arc::clone(&faults) };
        let is_ended = Arc::clone(&ended);
        thread::spawn(move || {
            let goes_on = |_: &TcpStream| !is_ended.load(Ordering::Relaxed);
            for stream in listener.incoming().map_while(Result::ok).take_while(goes_on) {
                let visit = visit.clone();
                thread::spawn(move || visit.serve(stream));
            }
        });
        Self { address, requests, faults, ended }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

#[derive(Clone)]
struct Visit {
    server: SocketAddr,
    fault: Option<Fault>,
    every: u32,
    requests: Arc<AtomicU32>,
    faults: Arc<AtomicU32>,
}

impl Visit {
    /// One connection, one request: after it the connection is closed.
    fn serve(&self, mut client: TcpStream) {
        let Some(request) = read_request(&mut client) else { return };
        let number = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        let fault = self.fault.filter(|_| number.is_multiple_of(self.every));
        if fault.is_some() {
            self.faults.fetch_add(1, Ordering::Relaxed);
        }
        let answer = match fault {
            Some(Fault::Status500) => status("500 Internal Server Error", ""),
            Some(Fault::Status503) => status("503 Slow Down", "retry-after: 1\r\n"),
            Some(Fault::CutBefore) => return,
            _ => self.forward(&request),
        };
        let answer = match fault {
            Some(Fault::CutAfter) => answer.get(..answer.len() / 2).unwrap_or_default(),
            _ => &answer,
        };
        if fault == Some(Fault::Slow) {
            thread::sleep(Duration::from_millis(300));
        }
        let _ = client.write_all(answer);
        let _ = client.shutdown(Shutdown::Both);
    }

    fn forward(&self, request: &[u8]) -> Vec<u8> {
        let Ok(mut server) = TcpStream::connect(self.server) else { return Vec::new() };
        let mut answer = Vec::new();
        let _ = server.write_all(request).and_then(|()| server.read_to_end(&mut answer));
        answer
    }
}

fn status(line: &str, header: &str) -> Vec<u8> {
    format!("HTTP/1.1 {line}\r\n{header}content-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
}

/// Reads a request, and asks for the connection to be closed after it.
fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut request, mut part) = (Vec::new(), vec![0; 65536]);
    let end = loop {
        let length = client.read(&mut part).ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&part[..length]);
        if let Some(end) = request.windows(4).position(|end| end == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let header = |name: &str| {
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned()).next()
    };
    let length: usize = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    while request.len() < end + 4 + length {
        let length = client.read(&mut part).ok().filter(|length| *length > 0)?;
        request.extend_from_slice(&part[..length]);
    }
    let body = request.split_off(end + 4);
    Some([head.as_bytes(), b"\r\nconnection: close\r\n\r\n", &body].concat())
}
