//! A large file travels in parts, so that no more of it than a few is in memory.

use std::io::Read as _;
use std::path::Path as FilePath;

use object_store::path::Path;
use object_store::{Attributes, ObjectStore, PutMultipartOptions, PutResult, WriteMultipart};

use super::patience::{TRIES, pause};
use super::refusal;
use crate::base::{Error, disk};

/// How large a part is, in bytes: the least that S3 takes, of which a file may have 10,000.
const PART: usize = 5 << 20;
/// How many parts are under way at once.
const AT_ONCE: usize = 4;
/// What a file takes of memory, in bytes: the parts under way, and the one that is being read.
pub(super) const ROOM: u64 = ((AT_ONCE + 1) * PART) as u64;

/// Puts a file in parts. The outer error is this machine's, the inner one the store's.
pub(super) async fn put(
    objects: &dyn ObjectStore,
    path: &Path,
    from: &FilePath,
    attributes: &Attributes,
) -> Result<object_store::Result<PutResult>, Error> {
    let mut tries = 0;
    loop {
        let options = PutMultipartOptions { attributes: attributes.clone(), ..PutMultipartOptions::default() };
        let put = match objects.put_multipart_opts(path, options).await {
            Ok(upload) => send(WriteMultipart::new_with_chunk_size(upload, PART), from).await?,
            Err(error) => Err(error),
        };
        match put {
            Err(error) if tries < TRIES && refusal::is_cut(&error) => tries = pause(tries).await,
            put => return Ok(put),
        }
    }
}

/// Sends the parts; what was sent is thrown away where one fails, or by the store's own rules where that fails too.
async fn send(mut parts: WriteMultipart, from: &FilePath) -> Result<object_store::Result<PutResult>, Error> {
    let unread = |error: std::io::Error| Error::io(&format!("cannot read {}", from.display()), &error);
    let mut file = match disk::open(from) {
        Ok(file) => file,
        Err(error) => {
            let _ = parts.abort().await;
            return Err(unread(error));
        }
    };
    let mut part = vec![0; 1 << 20];
    loop {
        if let Err(error) = parts.wait_for_capacity(AT_ONCE).await {
            let _ = parts.abort().await;
            return Ok(Err(error));
        }
        match file.read(&mut part) {
            Ok(0) => return Ok(parts.finish().await),
            Ok(length) => parts.write(part.get(..length).unwrap_or_default()),
            Err(error) => {
                let _ = parts.abort().await;
                return Err(unread(error));
            }
        }
    }
}
