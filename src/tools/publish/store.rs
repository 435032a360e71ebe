//! An object store as a target: S3 and what works like it, Google Cloud Storage, Azure Blob Storage. Files travel several at
//! once, each is put only where nobody else changed it meanwhile, and what fails for a moment is tried again.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use md5::{Digest as _, Md5};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Extensions, ObjectMeta, ObjectStore, ObjectStoreExt as _,
    PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, RetryConfig, UpdateVersion, WriteMultipart,
};
use rayon::prelude::*;
use tokio::runtime::Runtime;

use super::headers::Headers;
use super::lock::{self, Holder, is_locked};
use super::manifest::NAME as MANIFEST;
use super::patience::Patient;
use super::plan::Removal;
use super::shelf::Piece;
use super::target::{Done, Each, Listing, Put, Target, There};
use crate::base::{Error, disk};
use crate::config::publishing::Store as Settings;

/// How many files travel at once.
const AT_ONCE: usize = 32;
/// A file larger than this travels in parts, in bytes.
const LARGE: u64 = 16 << 20;
/// The object that is there while somebody is publishing.
const LOCK: &str = ".courant-lock";

/// An object store, or a folder in one.
#[derive(Debug)]
pub(super) struct Store {
    objects: Arc<dyn ObjectStore>,
    folder: Path,
    settings: Settings,
    runtime: Runtime,
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
        let objects = connect(settings).map_err(|error| {
            Error::usage("target-unusable", format!("{}: {}", settings.url, reason(&error)))
                .hint("see the URL, and the keys in the environment; docs/publishing.md names them")
        })?;
        let folder =
            settings.url.split_once("://").and_then(|(_, rest)| Some(rest.split_once('/')?.1)).unwrap_or_default();
        let folder = Path::parse(folder).map_err(|error| {
            Error::usage("target-unusable", format!("{}: {error}", settings.url))
                .hint("write a folder as `s3://bucket/folder`")
        })?;
        let is_conditional = AtomicBool::new(true);
        let settings = settings.clone();
        Ok(Self { objects, folder, settings, runtime, is_conditional, note, break_lock, is_locked: false })
    }

    fn path(&self, file: &str) -> Result<Path, Error> {
        let whole = if self.folder.as_ref().is_empty() { file.to_owned() } else { format!("{}/{file}", self.folder) };
        Path::parse(&whole).map_err(|error| {
            Error::usage("target-unusable", format!("`{file}` cannot be the name of an object: {error}"))
                .hint("give the file another name")
        })
    }

    fn failed(&self, doing: &str, error: &object_store::Error) -> Error {
        use object_store::Error as E;
        let (code, hint) = match error {
            E::Unauthenticated { .. } | E::PermissionDenied { .. } => (
                "target-refuses",
                "see the keys in the environment, and that they may list, read, put and delete there",
            ),
            E::NotFound { .. } => ("target-missing", "make the bucket or container first, and see its name and region"),
            E::Precondition { .. } | E::AlreadyExists { .. } => {
                ("target-changed", "somebody else changed the target meanwhile: publish again")
            }
            _ => ("target-failed", "publish again when it answers: it goes on where it stopped"),
        };
        Error::remote(code, format!("{}: cannot {doing}: {}", self.settings.url, reason(error))).hint(hint)
    }

    fn tag(&self, e_tag: Option<&str>, version: Option<&str>) -> Box<str> {
        // Google's conditions are about generations, which its listing has as versions.
        let tag = if self.settings.url.starts_with("gs://") { version.or(e_tag) } else { e_tag };
        tag.unwrap_or("-").trim_matches('"').into()
    }

    fn mode(&self, replaces: Option<&There>) -> PutMode {
        if !self.is_conditional.load(Ordering::Relaxed) {
            return PutMode::Overwrite;
        }
        match replaces {
            None => PutMode::Create,
            Some(there) if self.settings.url.starts_with("gs://") => {
                PutMode::Update(UpdateVersion { e_tag: None, version: Some(there.tag.to_string()) })
            }
            Some(there) => PutMode::Update(UpdateVersion { e_tag: Some(format!("\"{}\"", there.tag)), version: None }),
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
            let result = self.put_parts(&path, from, attributes).await?.map_err(failed)?;
            return Ok(self.tag(result.e_tag.as_deref(), result.version.as_deref()));
        }
        let bytes = disk::read(from).map_err(|error| Error::io(&format!("cannot read {}", from.display()), &error))?;
        let result = self.put_bytes(&path, bytes, attributes, put.replaces.as_ref()).await.map_err(failed)?;
        Ok(self.tag(result.e_tag.as_deref(), result.version.as_deref()))
    }

    async fn put_bytes(
        &self,
        path: &Path,
        bytes: Vec<u8>,
        attributes: Attributes,
        replaces: Option<&There>,
    ) -> object_store::Result<PutResult> {
        let sum = md5_of(&bytes);
        let payload = PutPayload::from(bytes);
        let options = |mode| PutOptions { mode, attributes: attributes.clone(), ..PutOptions::default() };
        let mode = self.mode(replaces);
        match self.objects.put_opts(path, payload.clone(), options(mode)).await {
            // An answer that was lost made us try again, and our own first try stands in the way.
            Err(error @ (object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. })) => {
                let there = self.objects.head(path).await?;
                let is_ours = there.e_tag.as_deref().map(|tag| tag.trim_matches('"')) == Some(sum.as_str());
                if is_ours {
                    Ok(PutResult { e_tag: there.e_tag, version: there.version, extensions: Extensions::default() })
                } else {
                    Err(error)
                }
            }
            Err(object_store::Error::NotImplemented { .. } | object_store::Error::NotSupported { .. }) => {
                self.is_conditional.store(false, Ordering::Relaxed);
                self.objects.put_opts(path, payload, options(PutMode::Overwrite)).await
            }
            other => other,
        }
    }

    /// Puts a large file in parts: no more of it than a few is in memory.
    async fn put_parts(
        &self,
        path: &Path,
        from: &FilePath,
        attributes: Attributes,
    ) -> Result<object_store::Result<PutResult>, Error> {
        use std::io::Read as _;
        let unread = |error: std::io::Error| Error::io(&format!("cannot read {}", from.display()), &error);
        let mut file = disk::open(from).map_err(unread)?;
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let upload = match self.objects.put_multipart_opts(path, options).await {
            Ok(upload) => upload,
            Err(error) => return Ok(Err(error)),
        };
        let mut parts = WriteMultipart::new_with_chunk_size(upload, 8 << 20);
        let mut part = vec![0; 1 << 20];
        loop {
            let length = file.read(&mut part).map_err(unread)?;
            let Some(read) = part.get(..length).filter(|read| !read.is_empty()) else { break };
            parts.write(read);
            if let Err(error) = parts.wait_for_capacity(4).await {
                return Ok(Err(error));
            }
        }
        Ok(parts.finish().await)
    }

    async fn get(&self, file: &str) -> Result<Option<(Vec<u8>, ObjectMeta)>, Error> {
        let failed = |error: object_store::Error| self.failed(&format!("read {file}"), &error);
        let got = match self.objects.get(&self.path(file)?).await {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let about = got.meta.clone();
        Ok(Some((got.bytes().await.map_err(failed)?.to_vec(), about)))
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

/// The provider's own client, with its keys from the environment.
fn connect(settings: &Settings) -> object_store::Result<Arc<dyn ObjectStore>> {
    let Settings { url, endpoint, region, .. } = settings;
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff: Duration::from_millis(200), ..BackoffConfig::default() },
        max_retries: 6,
        retry_timeout: Duration::from_mins(3),
    };
    let is_plain = endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let options = ClientOptions::new()
        .with_timeout(Duration::from_mins(2))
        .with_connect_timeout(Duration::from_secs(10))
        .with_allow_http(is_plain);
    Ok(match url.split_once("://").map_or("", |(scheme, _)| scheme) {
        "gs" => {
            let builder = GoogleCloudStorageBuilder::from_env().with_url(url).with_retry(retry);
            let builder = endpoint.iter().fold(builder, |builder, endpoint| builder.with_base_url(endpoint));
            Arc::new(builder.with_client_options(options).with_http_connector(Patient).build()?)
        }
        "az" => {
            let builder = MicrosoftAzureBuilder::from_env().with_url(url).with_retry(retry).with_allow_http(is_plain);
            let builder = endpoint.iter().fold(builder, |builder, endpoint| builder.with_endpoint(endpoint.clone()));
            Arc::new(builder.with_client_options(options).with_http_connector(Patient).build()?)
        }
        _ => {
            let builder = AmazonS3Builder::from_env().with_url(url).with_retry(retry).with_allow_http(is_plain);
            let builder = endpoint.iter().fold(builder, AmazonS3Builder::with_endpoint);
            let builder = region.iter().fold(builder, AmazonS3Builder::with_region);
            Arc::new(builder.with_client_options(options).with_http_connector(Patient).build()?)
        }
    })
}

/// What a store says, in one line that is not too long.
fn reason(error: &object_store::Error) -> String {
    let text = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    text.chars().take(300).collect()
}

/// The MD5 sum in hexadecimal digits: S3's tag of an object that was put in one part.
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
        let folder = Some(&self.folder).filter(|folder| !folder.as_ref().is_empty());
        let start = folder.map_or(String::new(), |folder| format!("{folder}/"));
        let listing = self.objects.list(folder).try_fold(Listing::new(), |mut listing, object| {
            if let Some(file) = object.location.as_ref().strip_prefix(&start).filter(|file| *file != LOCK) {
                let tag = self.tag(object.e_tag.as_deref(), object.version.as_deref());
                listing.insert(file.into(), There { size: object.size, tag });
            }
            std::future::ready(Ok(listing))
        });
        self.runtime.block_on(listing).map_err(|error| self.failed("list it", &error))
    }

    fn told_of(&self, piece: &Piece) -> String {
        Headers::of(piece, self.settings.cache_pages, self.settings.cache_files).text()
    }

    fn hold(&self, files: &[(&There, &Piece)]) -> Result<Vec<bool>, Error> {
        let holds = |(there, piece): &(&There, &Piece)| {
            let path = piece.path.as_deref().unwrap_or(FilePath::new(""));
            if there.tag.len() != 32 {
                // Its tag says nothing of its bytes.
                return Ok(false);
            }
            let failed = |error: std::io::Error| Error::io(&format!("cannot read {}", path.display()), &error);
            Ok(*there.tag == *md5_of(&disk::read(path).map_err(failed)?))
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
        let noted = disk::read(&self.note).unwrap_or_default();
        let there = self.runtime.block_on(self.get(LOCK))?;
        let replaces = match there {
            None => None,
            Some((bytes, about)) => {
                let is_ours = !noted.is_empty() && bytes == noted;
                if !self.break_lock && !is_ours {
                    lock::refuse_the_living(&self.settings.url, &bytes, holder)?;
                }
                Some(There { size: about.size, tag: self.tag(about.e_tag.as_deref(), about.version.as_deref()) })
            }
        };
        disk::write(&self.note, note.as_bytes()).map_err(|error| Error::io("cannot write to .courant", &error))?;
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
        let path = self.path(MANIFEST)?;
        let put = self.objects.put_opts(&path, PutPayload::from(bytes.to_vec()), options);
        self.runtime.block_on(put).map(|_| ()).map_err(|error| self.failed("put the manifest", &error))
    }

    fn remove(&self, files: &[&str]) -> Result<(), Error> {
        let paths = files.iter().map(|file| self.path(file)).collect::<Result<Vec<_>, _>>()?;
        let paths = stream::iter(paths.into_iter().map(Ok)).boxed();
        let removed = self.objects.delete_stream(paths).try_for_each(|_| std::future::ready(Ok(())));
        match self.runtime.block_on(removed) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed("remove files", &error)),
        }
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
