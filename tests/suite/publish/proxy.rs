//! Something that stands between the program and a server, notes what is asked, and fails as networks and servers do.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::http::{Listener, Request, answer};

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
    seen: Arc<Mutex<Vec<String>>>,
    every: usize,
    _listener: Listener,
}

impl Proxy {
    /// Stands before a server; each request of which the number is a multiple of `every` fails.
    pub(super) fn start(server: SocketAddr, fault: Option<Fault>, every: usize) -> Self {
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let notes = Arc::clone(&seen);
        let listener = Listener::start(move |request| {
            let number = {
                let mut notes = notes.lock().unwrap();
                notes.push(request.line().to_owned());
                notes.len()
            };
            serve(server, request, fault.filter(|_| number.is_multiple_of(every)))
        });
        Self { address: listener.address, seen, every, _listener: listener }
    }

    /// The requests so far, each as `PUT /emmer/site/index.html`, in the order in which they came.
    pub(super) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// How many of the requests failed.
    pub(super) fn faults(&self) -> usize {
        self.seen.lock().unwrap().len() / self.every
    }
}

fn serve(server: SocketAddr, request: &Request, fault: Option<Fault>) -> Option<Vec<u8>> {
    match fault {
        Some(Fault::Status500) => return Some(answer("500 Internal Server Error", &[], b"")),
        Some(Fault::Status503) => return Some(answer("503 Slow Down", &[("retry-after", "1")], b"")),
        Some(Fault::CutBefore) => return None,
        _ => {}
    }
    let mut stream = TcpStream::connect(server).ok()?;
    let mut answer = Vec::new();
    let _ = stream.write_all(&request.bytes()).and_then(|()| stream.read_to_end(&mut answer));
    match fault {
        Some(Fault::CutAfter) => answer.truncate(answer.len() / 2),
        Some(Fault::Slow) => thread::sleep(Duration::from_millis(300)),
        _ => {}
    }
    Some(answer)
}
