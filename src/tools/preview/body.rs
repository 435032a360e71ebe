//! Body of a response: in memory, or streamed from a file.

use std::convert::Infallible;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Bytes, Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::base::folder;

/// The chunk size for files, in bytes.
const CHUNK: usize = 1 << 18;

/// How long a browser may leave a chunk of a file unread.
const STALLED: Duration = Duration::from_mins(1);

/// Body of a response.
#[derive(Debug)]
pub(super) struct Body(Kind);

#[derive(Debug)]
enum Kind {
    Whole(Option<Bytes>),
    Stream(mpsc::Receiver<Bytes>),
}

impl Body {
    /// An empty body.
    pub(super) fn empty() -> Self {
        Self(Kind::Whole(None))
    }

    /// A body in memory.
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self(Kind::Whole(Some(bytes).filter(|bytes| !bytes.is_empty())))
    }

    /// A streamed body.
    pub(super) fn stream(chunks: mpsc::Receiver<Bytes>) -> Self {
        Self(Kind::Stream(chunks))
    }

    /// Reads a whole file.
    pub(super) fn read_all(mut file: folder::OpenFile) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map(|_| bytes)
    }

    /// A part of a file, read while it is sent.
    pub(super) fn file(file: folder::OpenFile, range: Range<u64>) -> Self {
        let (chunk, chunks) = mpsc::channel(1);
        tokio::spawn(send(file, range, chunk));
        Self::stream(chunks)
    }
}

/// Sends a part of a file. Only reading takes one of the server's threads, not waiting for who receives it. A file that became
/// shorter, and a browser that stopped reading, end the connection: the announced length is not reached.
async fn send(mut file: folder::OpenFile, range: Range<u64>, to: mpsc::Sender<Bytes>) -> Option<()> {
    let start = move || file.seek(SeekFrom::Start(range.start)).map(|_| file.take(range.end - range.start));
    let mut left = spawn_blocking(start).await.ok()?.ok()?;
    loop {
        let read = move || {
            let bytes = next(&mut left);
            (left, bytes)
        };
        let (rest, bytes) = spawn_blocking(read).await.ok()?;
        left = rest;
        let bytes = bytes.ok()??;
        timeout(STALLED, to.send(bytes)).await.ok()?.ok()?;
    }
}

/// The next chunk of a file; empty at its end.
fn next(file: &mut impl io::Read) -> io::Result<Option<Bytes>> {
    let mut bytes = vec![0; CHUNK];
    let read = file.read(&mut bytes)?;
    bytes.truncate(read);
    Ok((read > 0).then(|| bytes.into()))
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let frame = |bytes: Option<Bytes>| bytes.map(|bytes| Ok(Frame::data(bytes)));
        match &mut self.get_mut().0 {
            Kind::Whole(bytes) => Poll::Ready(frame(bytes.take())),
            Kind::Stream(chunks) => chunks.poll_recv(context).map(frame),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Kind::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Kind::Stream(_) => SizeHint::default(),
        }
    }
}
