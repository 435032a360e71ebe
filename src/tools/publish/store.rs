//! An object store as a target: S3 and what works like it, Google Cloud Storage, Azure Blob Storage. Files travel several at
//! once, each is put only where nobody else changed it meanwhile, and what fails for a moment is tried again.

use std::collections::HashSet;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use md5::{Digest as _, Md5};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, Extensions, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload,
    PutResult, UpdateVersion,
};
use rayon::prelude::*;
use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::clients::connect;
use super::headers::Headers;
use super::lock::{self, Holder, is_locked};
use super::manifest::NAME as MANIFEST;
use super::parts;
use super::patience::{TRIES, patiently, pause};
use super::plan::Removal;
use super::refusal;
use super::shelf::Piece;
use super::target::{Done, Each, Listing, NO_TAG, Put, Target, There};
use crate::base::{Error, ErrorCode, disk};
use crate::config::publishing::Store as Settings;

/// How many files travel at once.
const AT_ONCE: usize = 32;
/// A file larger than this travels in parts, in bytes.
const LARGE: u64 = 16 << 20;
/// How many KiB of files are in memory at once.
const ROOM: u32 = 32 << 10;
/// The size of what is not there any more.
const GONE: u64 = u64::MAX;
/// The object that is there while somebody is publishing.
const LOCK: &str = ".courant-lock";

/// An object store, or a folder in one.
#[derive(Debug)]
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    folder: Path,
    settings: Settings,
    runtime: Runtime,
    /// What is left of the memory for files.
    room: Semaphore,
    /// Whether the store can put a file only where it is as it was.
    is_conditional: AtomicBool,
    /// Where this machine notes the lock that it has, so that a dead run of its own keeps nobody out.
    note: PathBuf,
    break_lock: bool,
    is_locked: bool,
}

impl Store {
    /// The target at a store.
    ///
    /// # Errors
    /// Where the settings, or what the environment says of keys, are of no use.
    pub(super) fn open(settings: &Settings, note: PathBuf, break_lock: bool) -> Result<Self, Error> {
        // Another part of the program may have chosen already: one is as good as another.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Error::io("cannot start threads for the network", &error))?;
        let objects = connect(settings).map_err(|error| refusal::unusable(&settings.url, &error))?;
        let folder =
            settings.url.split_once("://").and_then(|(_, rest)| Some(rest.split_once('/')?.1)).unwrap_or_default();
        let folder = Path::parse(folder).map_err(|error| {
            Error::usage(ErrorCode::TargetUnusable, format!("{}: {error}", settings.url))
                .hint("write a folder as `s3://bucket/folder`")
        })?;
        let is_conditional = AtomicBool::new(true);
        let (settings, room) = (settings.clone(), Semaphore::new(ROOM as usize));
        Ok(Self { objects, folder, settings, runtime, room, is_conditional, note, break_lock, is_locked: false })
    }

    fn path(&self, file: &str) -> Result<Path, Error> {
        let whole = if self.folder.as_ref().is_empty() { file.to_owned() } else { format!("{}/{file}", self.folder) };
        Path::parse(&whole).map_err(|error| {
            Error::usage(ErrorCode::TargetUnusable, format!("`{file}` cannot be the name of an object: {error}"))
                .hint("give the file another name")
        })
    }

    fn failed(&self, doing: &str, error: &object_store::Error) -> Error {
        refusal::told(&self.settings.url, doing, error)
    }

    /// Waits until there is room in memory for so many bytes; what is larger than all of it has it for itself.
    async fn room(&self, bytes: u64) -> Option<SemaphorePermit<'_>> {
        let wanted = u32::try_from(bytes / 1024 + 1).unwrap_or(ROOM).min(ROOM);
        self.room.acquire_many(wanted).await.ok()
    }

    /// How a file is put only where nobody else changed what it replaces since it was listed.
    async fn mode(&self, path: &Path, replaces: Option<&There>) -> object_store::Result<PutMode> {
        if !self.is_conditional.load(Ordering::Relaxed) {
            return Ok(PutMode::Overwrite);
        }
        let Some(there) = replaces else { return Ok(PutMode::Create) };
        if *there.tag == *NO_TAG {
            return Ok(PutMode::Overwrite);
        }
        if !self.settings.url.starts_with("gs://") {
            return Ok(PutMode::Update(UpdateVersion { e_tag: Some(format!("\"{}\"", there.tag)), version: None }));
        }
        // Google's conditions are about generations, which object_store does not read from its listing.
        match self.objects.head(path).await {
            Ok(now) if *tag(now.e_tag.as_deref()) == *there.tag => {
                Ok(PutMode::Update(UpdateVersion { e_tag: None, version: now.version }))
            }
            Ok(_) => {
                let source = "another file is there than the one that was listed".into();
                Err(object_store::Error::Precondition { path: path.to_string(), source })
            }
            Err(object_store::Error::NotFound { .. }) => Ok(PutMode::Create),
            Err(error) => Err(error),
        }
    }

    async fn put_one(&self, put: &Put<'_>) -> Result<Box<str>, Error> {
        let piece = put.piece;
        let path = self.path(&piece.file)?;
        let headers = Headers::of(piece, self.settings.cache_pages, self.settings.cache_files);
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, headers.content_type.into());
        attributes.insert(Attribute::CacheControl, headers.cache_control.into());
        let from = piece.path.as_deref().unwrap_or(FilePath::new(""));
        let failed = |error: object_store::Error| self.failed(&format!("put {}", piece.file), &error);
        if piece.size > LARGE {
            let _room = self.room(parts::ROOM).await;
            let result = parts::put(&*self.objects, &path, from, &attributes).await?.map_err(failed)?;
            return Ok(tag(result.e_tag.as_deref()));
        }
        let _room = self.room(piece.size).await;
        let bytes = disk::read(from).map_err(|error| Error::io(&format!("cannot read {}", from.display()), &error))?;
        let result = self.put_bytes(&path, bytes, attributes, put.replaces.as_ref()).await.map_err(failed)?;
        Ok(tag(result.e_tag.as_deref()))
    }

    async fn put_bytes(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        attributes: Attributes,
        replaces: Option<&There>,
    ) -> object_store::Result<PutResult> {
        let payload = PutPayload::from(bytes);
        let options = |mode| PutOptions { mode, attributes: attributes.clone(), ..PutOptions::default() };
        let put = patiently(async || {
            let mode = self.mode(path, replaces).await?;
            self.objects.put_opts(path, payload.clone(), options(mode)).await
        });
        match put.await {
            // An answer that was lost made us try again, and our own first try stands in the way.
            Err(error @ (object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. })) => {
                patiently(async || self.ours(path, &payload).await).await?.ok_or(error)
            }
            Err(object_store::Error::NotImplemented { .. } | object_store::Error::NotSupported { .. }) => {
                self.is_conditional.store(false, Ordering::Relaxed);
                self.objects.put_opts(path, payload, options(PutMode::Overwrite)).await
            }
            put => put,
        }
    }

    /// What is known of an object where it has just these bytes.
    async fn ours(&self, path: &Path, payload: &PutPayload) -> object_store::Result<Option<PutResult>> {
        let got = self.objects.get(path).await?;
        let ObjectMeta { e_tag, version, size, .. } = got.meta.clone();
        let is_ours = size == payload.content_length() as u64
            && got.bytes().await? == payload.iter().map(AsRef::as_ref).collect::<Vec<&[u8]>>().concat();
        Ok(is_ours.then_some(PutResult { e_tag, version, extensions: Extensions::default() }))
    }

    async fn get(&self, file: &str) -> Result<Option<(Vec<u8>, ObjectMeta)>, Error> {
        let path = self.path(file)?;
        let got = patiently(async || {
            let got = self.objects.get(&path).await?;
            let about = got.meta.clone();
            let _room = self.room(about.size).await;
            Ok((got.bytes().await?.to_vec(), about))
        });
        match got.await {
            Ok(got) => Ok(Some(got)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(&format!("read {file}"), &error)),
        }
    }

    /// The files of the target. Where the connection breaks the listing goes on after the last one that was listed.
    async fn listing(&self) -> object_store::Result<Listing> {
        let folder = Some(&self.folder).filter(|folder| !folder.as_ref().is_empty());
        let start = folder.map_or(String::new(), |folder| format!("{folder}/"));
        let (mut listing, mut last, mut tries) = (Listing::new(), None, 0);
        loop {
            let objects = match &last {
                None => self.objects.list(folder),
                Some(last) => self.objects.list_with_offset(folder, last),
            };
            let objects = objects.map(|object| self.with_tag(object)).buffered(AT_ONCE);
            let listed = objects.try_for_each(|object| {
                let file = object.location.as_ref().strip_prefix(&start).filter(|file| *file != LOCK);
                let there = There { size: object.size, tag: tag(object.e_tag.as_deref()) };
                listing.extend(file.filter(|_| object.size != GONE).map(|file| (file.into(), there)));
                (last, tries) = (Some(object.location), 0);
                std::future::ready(Ok(()))
            });
            match listed.await {
                Err(error) if tries < TRIES && refusal::is_cut(&error) => tries = pause(tries).await,
                listed => return listed.map(|()| listing),
            }
        }
    }

    /// What is known of an object that was listed. Not every store lists tags: one that it does not list is asked for.
    async fn with_tag(&self, object: object_store::Result<ObjectMeta>) -> object_store::Result<ObjectMeta> {
        let object = object?;
        if object.e_tag.is_some() {
            return Ok(object);
        }
        match self.objects.head(&object.location).await {
            // It went meanwhile.
            Err(object_store::Error::NotFound { .. }) => Ok(ObjectMeta { size: GONE, ..object }),
            asked => asked,
        }
    }

    /// Removes objects. One that is not there any more is no reason to stop: an earlier try, or somebody else, removed it.
    async fn remove_all(&self, mut left: Vec<Path>) -> object_store::Result<()> {
        let mut tries = 0;
        loop {
            let paths = stream::iter(left.clone().into_iter().map(Ok)).boxed();
            let answers: Vec<object_store::Result<Path>> = self.objects.delete_stream(paths).collect().await;
            let removed: HashSet<Path> = answers.iter().flatten().cloned().collect();
            let is_failure = |error: &object_store::Error| !matches!(error, object_store::Error::NotFound { .. });
            let Some(error) = answers.into_iter().filter_map(Result::err).find(is_failure) else { return Ok(()) };
            if tries >= TRIES || !refusal::is_cut(&error) {
                return Err(error);
            }
            left.retain(|path| !removed.contains(path));
            tries = pause(tries).await;
        }
    }

    /// Puts the lock where there is none; gives what stands there otherwise.
    fn try_lock(&self, note: &str, replaces: Option<&There>) -> Result<bool, Error> {
        let path = self.path(LOCK)?;
        let put = self.put_bytes(&path, note.as_bytes().to_vec(), Attributes::new(), replaces);
        match self.runtime.block_on(put) {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(self.failed("lock it", &error)),
        }
    }
}

/// What changes whenever an object does: its `ETag`, without the quotes that some stores put around it and others do not.
fn tag(e_tag: Option<&str>) -> Box<str> {
    e_tag.unwrap_or(NO_TAG).trim_matches('"').into()
}

/// The MD5 sum in hexadecimal digits: the tag, at S3 and Google, of an object that was put in one part.
fn md5_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Md5::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Target for Store {
    fn list(&mut self) -> Result<Listing, Error> {
        self.runtime.block_on(self.listing()).map_err(|error| self.failed("list it", &error))
    }

    fn told_of(&self, piece: &Piece) -> String {
        Headers::of(piece, self.settings.cache_pages, self.settings.cache_files).text()
    }

    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error> {
        let holds = |(there, piece): &(&There, &Piece)| {
            let path = piece.path.as_deref().unwrap_or(FilePath::new(""));
            let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
            let bytes = disk::read(path).map_err(failed)?;
            let is_sum = there.tag.len() == 32 && there.tag.bytes().all(|b| b.is_ascii_hexdigit());
            if is_sum && !self.settings.url.starts_with("az://") {
                return Ok(*there.tag == *md5_of(&bytes));
            }
            // Its tag says nothing of its bytes.
            Ok(self.read_one(&piece.file)?.is_some_and(|there| there == bytes))
        };
        files.par_iter().map(holds).collect()
    }

    fn read_one(&self, file: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.runtime.block_on(self.get(file))?.map(|(bytes, _)| bytes))
    }

    fn read(&self, files: &[&str], each: Each<'_>) -> Result<(), Error> {
        let reads = stream::iter(files).map(|file| async move {
            match self.get(file).await? {
                Some((bytes, _)) => each(file, &bytes),
                None => Ok(()),
            }
        });
        self.runtime.block_on(reads.buffer_unordered(AT_ONCE).try_for_each(|()| std::future::ready(Ok(()))))
    }

    fn lock(&mut self, holder: &Holder) -> Result<(), Error> {
        let note = holder.note();
        let there = self.runtime.block_on(self.get(LOCK))?;
        let replaces = match there {
            None => None,
            Some((bytes, about)) => {
                if !self.break_lock && !lock::is_ours(&self.note, &bytes) {
                    lock::refuse_the_living(&self.settings.url, &bytes, holder)?;
                }
                Some(There { size: about.size, tag: tag(about.e_tag.as_deref()) })
            }
        };
        lock::remember(&self.note, note.as_bytes())?;
        if !self.try_lock(&note, replaces.as_ref())? {
            return Err(is_locked(&self.settings.url, None));
        }
        self.is_locked = true;
        Ok(())
    }

    fn begin(&mut self, _removals: &[Removal]) -> Result<(), Error> {
        Ok(())
    }

    fn put(&self, puts: &[Put<'_>], done: Done<'_>) -> Result<(), Error> {
        let puts = stream::iter(puts).map(|put| async move { done(put.piece, self.put_one(put).await?) });
        self.runtime.block_on(puts.buffer_unordered(AT_ONCE).try_for_each(|()| std::future::ready(Ok(()))))
    }

    fn put_manifest(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, "application/gzip".into());
        attributes.insert(Attribute::CacheControl, "no-store".into());
        let options = PutOptions { attributes, ..PutOptions::default() };
        let (path, payload) = (self.path(MANIFEST)?, PutPayload::from(bytes.to_vec()));
        let put = patiently(async || self.objects.put_opts(&path, payload.clone(), options.clone()).await);
        self.runtime.block_on(put).map(|_| ()).map_err(|error| self.failed("put the manifest", &error))
    }

    fn remove(&self, files: &[&str]) -> Result<(), Error> {
        let paths = files.iter().map(|file| self.path(file)).collect::<Result<Vec<_>, _>>()?;
        self.runtime.block_on(self.remove_all(paths)).map_err(|error| self.failed("remove files", &error))
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn unlock(&mut self) {
        if std::mem::take(&mut self.is_locked)
            && let Ok(path) = self.path(LOCK)
        {
            // Where it cannot be removed now, the next run of this machine knows that it is its own.
            let _ = self.runtime.block_on(self.objects.delete(&path));
        }
    }
}
