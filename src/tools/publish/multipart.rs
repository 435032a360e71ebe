//! Sends a large file in parts, so that only a few of them are in memory.

use std::io::Read as _;
use std::path::Path as FilePath;

use object_store::path::Path;
use object_store::{Attributes, ObjectStore, PutMultipartOptions, PutResult, WriteMultipart};

use super::retry::{TRIES, pause};
use super::store_error;
use crate::base::{Error, disk};

/// The size of a part in bytes: the least that S3 takes, of which a file may have 10,000.
const PART: usize = 5 << 20;
/// Parts that are sent at once.
const AT_ONCE: usize = 4;
/// The memory of a file in bytes: the parts under way, and the one that is being read.
pub(super) const MEMORY: u64 = ((AT_ONCE + 1) * PART) as u64;

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
            Err(error) if tries < TRIES && store_error::is_broken_connection(&error) => tries = pause(tries).await,
            put => return Ok(put),
        }
    }
}

/// Sends the parts. Where one fails the upload is aborted; where that fails too, the rules of the store remove it.
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
