//! An object store as a target: S3 and compatible stores, Google Cloud Storage, Azure Blob Storage. Several files are sent at
//! once, each only where nobody else changed it meanwhile; failed requests are retried.

use std::path::Path as FilePath;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use md5::{Digest as _, Md5};
use object_store::{Attribute, Attributes, ObjectStoreExt as _, PutOptions, PutPayload};
use rayon::prelude::*;
use tokio::runtime::Handle;

use super::headers::Headers;
use super::listing::{ListedFile, TargetListing};
use super::lock::LockOwner;
use super::manifest::NAME as MANIFEST;
use super::multipart;
use super::options::StoreOptions;
use super::plan::{Put, Removal};
use super::release::ReleaseFile;
use super::remote_lock::{LockOptions, LockPlace, PlacedLock, RemoteLock};
use super::request_threads::RequestThreads;
use super::retry::retry;
use super::store_client::PUBLISHING;
use super::store_objects::{AT_ONCE, Objects, tag};
use super::target::{OnPut, OnRead, PublishTarget};
use crate::base::fingerprint::hexadecimal;
use crate::base::{Error, disk};

/// The size in bytes above which a file is sent in parts.
const LARGE: u64 = 16 << 20;
/// The lock object.
const LOCK: &str = ".courant-lock";

/// An object store, or a folder in one, as a target.
#[derive(Debug)]
pub(super) struct StoreTarget {
    objects: Arc<Objects>,
    options: StoreOptions,
    lock_options: LockOptions,
    lock: Option<RemoteLock>,
    runtime: Handle,
    /// Kept until the target is closed.
    _threads: RequestThreads,
}

impl StoreTarget {
    /// Opens the target at a store.
    ///
    /// # Errors
    /// The options, or the keys of the environment, are invalid.
    pub(super) fn open(options: &StoreOptions, lock_options: LockOptions) -> Result<Self, Error> {
        let (handle, threads) = RequestThreads::start()?;
        let objects = Arc::new(Objects::connect(options, PUBLISHING)?);
        Ok(Self { objects, options: options.clone(), lock_options, lock: None, runtime: handle, _threads: threads })
    }

    fn headers_of(&self, file: &ReleaseFile) -> Headers {
        Headers::of(file, self.options.cache_pages, self.options.cache_files)
    }

    async fn put_one(&self, put: &Put<'_>) -> Result<Box<str>, Error> {
        self.check_lock()?;
        let (file, objects) = (put.file, &self.objects);
        let path = objects.path(&file.name)?;
        let headers = self.headers_of(file);
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, headers.content_type.into());
        attributes.insert(Attribute::CacheControl, headers.cache_control.into());
        let from = file.local.as_deref().unwrap_or(FilePath::new(""));
        let failed = |error: object_store::Error| objects.failed(&format!("put {}", file.name), &error);
        if file.size > LARGE {
            let _memory = objects.reserve_memory(multipart::MEMORY).await;
            let result = multipart::put(&*objects.store, &path, from, &attributes).await?.map_err(failed)?;
            return Ok(tag(result.e_tag.as_deref()));
        }
        let _memory = objects.reserve_memory(file.size).await;
        let bytes = disk::read(from).map_err(|error| Error::io(&format!("cannot read {}", from.display()), &error))?;
        let result = objects.put(&path, bytes, attributes, put.replaces.as_ref()).await.map_err(failed)?;
        Ok(tag(result.e_tag.as_deref()))
    }

    /// Refuses to change the target after another run took the lock.
    fn check_lock(&self) -> Result<(), Error> {
        self.lock.as_ref().map_or(Ok(()), RemoteLock::check)
    }
}

/// The lock object of a store.
struct StoreLockPlace {
    objects: Arc<Objects>,
    runtime: Handle,
}

impl LockPlace for StoreLockPlace {
    fn read(&self) -> Result<Option<PlacedLock>, Error> {
        Ok(self.runtime.block_on(self.objects.get(LOCK))?.map(|(note, listed)| PlacedLock { note, listed }))
    }

    fn put(&self, note: &[u8], replaces: Option<&PlacedLock>) -> Result<bool, Error> {
        let path = self.objects.path(LOCK)?;
        let put = self.objects.put(&path, note.to_vec(), Attributes::new(), replaces.map(|lock| &lock.listed));
        match self.runtime.block_on(put) {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(self.objects.failed("lock it", &error)),
        }
    }
}

/// The MD5 sum in hexadecimal digits: the tag, at S3 and Google, of an object that was put in one part.
fn md5_of(bytes: &[u8]) -> String {
    hexadecimal(&Md5::digest(bytes))
}

impl PublishTarget for StoreTarget {
    fn list(&mut self) -> Result<TargetListing, Error> {
        self.runtime.block_on(self.objects.list(LOCK)).map_err(|error| self.objects.failed("list it", &error))
    }

    fn headers(&self, file: &ReleaseFile) -> String {
        self.headers_of(file).text()
    }

    fn compare(&self, files: &[(&ListedFile, &ReleaseFile)]) -> Result<Vec<bool>, Error> {
        let is_same = |(listed, file): &(&ListedFile, &ReleaseFile)| {
            let path = file.local.as_deref().unwrap_or(FilePath::new(""));
            let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
            let bytes = disk::read(path).map_err(failed)?;
            let is_md5 = listed.tag.len() == 32 && listed.tag.bytes().all(|b| b.is_ascii_hexdigit());
            if is_md5 && !self.options.url.starts_with("az://") {
                return Ok(*listed.tag == *md5_of(&bytes));
            }
            // The tag says nothing of the bytes.
            Ok(self.read_one(&file.name)?.is_some_and(|stored| stored == bytes))
        };
        files.par_iter().map(is_same).collect()
    }

    fn read_one(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.runtime.block_on(self.objects.get(name))?.map(|(bytes, _)| bytes))
    }

    fn read(&self, names: &[&str], on_read: OnRead<'_>) -> Result<(), Error> {
        let reads = stream::iter(names).map(|name| async move {
            match self.objects.get(name).await? {
                Some((bytes, _)) => on_read(name, &bytes),
                None => Ok(()),
            }
        });
        self.runtime.block_on(reads.buffer_unordered(AT_ONCE).try_for_each(|()| std::future::ready(Ok(()))))
    }

    fn lock(&mut self, owner: &LockOwner) -> Result<(), Error> {
        let place = StoreLockPlace { objects: Arc::clone(&self.objects), runtime: self.runtime.clone() };
        let lock = RemoteLock::acquire(Box::new(place), &self.options.url, owner, self.lock_options.clone())?;
        self.lock = Some(lock);
        Ok(())
    }

    fn begin(&mut self, _removals: &[Removal]) -> Result<(), Error> {
        Ok(())
    }

    fn put(&self, puts: &[Put<'_>], on_put: OnPut<'_>) -> Result<(), Error> {
        let puts = stream::iter(puts).map(|put| async move { on_put(put.file, self.put_one(put).await?) });
        self.runtime.block_on(puts.buffer_unordered(AT_ONCE).try_for_each(|()| std::future::ready(Ok(()))))
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        self.check_lock()?;
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, "application/gzip".into());
        attributes.insert(Attribute::CacheControl, "no-store".into());
        let options = PutOptions { attributes, ..PutOptions::default() };
        let (path, payload) = (self.objects.path(MANIFEST)?, PutPayload::from(bytes.to_vec()));
        let put = retry(async || self.objects.store.put_opts(&path, payload.clone(), options.clone()).await);
        self.runtime.block_on(put).map(|_| ()).map_err(|error| self.objects.failed("put the manifest", &error))
    }

    fn remove(&self, names: &[&str]) -> Result<(), Error> {
        self.check_lock()?;
        let paths = names.iter().map(|name| self.objects.path(name)).collect::<Result<Vec<_>, _>>()?;
        self.runtime.block_on(self.objects.delete(paths)).map_err(|error| self.objects.failed("remove files", &error))
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn unlock(&mut self) {
        let is_ours = self.lock.take().is_some_and(RemoteLock::end);
        if let Some(path) = self.objects.path(LOCK).ok().filter(|_| is_ours) {
            // Where it cannot be deleted now, the next run of this machine knows it as its own.
            let _ = self.runtime.block_on(self.objects.store.delete(&path));
        }
    }
}
