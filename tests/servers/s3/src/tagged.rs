//! Lists a bucket as Amazon does it and s3s-fs does not: with the tag of each object, and without walking through the whole
//! bucket again for each thousand of its objects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput,
    DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, ETag, GetObjectInput, GetObjectOutput,
    HeadObjectInput, HeadObjectOutput, ListObjectsV2Input, ListObjectsV2Output, Object, PutObjectInput,
    PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use walkdir::WalkDir;

/// The tags of objects, by their bucket and key.
type Tags = BTreeMap<(String, String), ETag>;

/// A folder that is listed with tags. It knows those of what was put while it runs; others are asked of s3s-fs.
#[derive(Debug)]
pub(crate) struct Tagged {
    files: FileSystem,
    root: PathBuf,
    tags: Mutex<Tags>,
    listing: Mutex<Listing>,
}

/// The keys of objects and their sizes, in order.
type Objects = Arc<Vec<(String, i64)>>;

/// The listing that is being given in pages.
#[derive(Debug, Default)]
struct Listing {
    bucket: String,
    prefix: String,
    objects: Objects,
}

impl Tagged {
    /// What serves a folder.
    pub(crate) fn new(files: FileSystem, root: &Path) -> Self {
        Self { files, root: root.to_owned(), tags: Mutex::default(), listing: Mutex::default() }
    }

    fn note(&self, bucket: String, key: String, tag: Option<ETag>) {
        let mut tags = self.tags.lock().unwrap_or_else(PoisonError::into_inner);
        match tag {
            Some(tag) => tags.insert((bucket, key), tag),
            None => tags.remove(&(bucket, key)),
        };
    }

    /// The objects of a bucket, with their sizes: those of the first page are looked up, those of the next pages kept.
    fn objects(&self, bucket: &str, prefix: &str, is_first: bool) -> S3Result<Objects> {
        let mut listing = self.listing.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_first && listing.bucket == bucket && listing.prefix == prefix {
            return Ok(Arc::clone(&listing.objects));
        }
        let root = self.root.join(bucket);
        if !root.is_dir() {
            return Err(s3_error!(NoSuchBucket));
        }
        let mut objects = Vec::new();
        for entry in WalkDir::new(&root) {
            let entry = entry.map_err(|error| s3_error!(InternalError, "{error}"))?;
            let key = entry.path().strip_prefix(&root).unwrap_or(entry.path()).to_string_lossy().into_owned();
            if entry.file_type().is_file() && key.starts_with(prefix) {
                let about = entry.metadata().map_err(|error| s3_error!(InternalError, "{error}"))?;
                objects.push((key, i64::try_from(about.len()).unwrap_or(i64::MAX)));
            }
        }
        objects.sort_unstable();
        let objects = Arc::new(objects);
        let (bucket, prefix) = (bucket.to_owned(), prefix.to_owned());
        *listing = Listing { bucket, prefix, objects: Arc::clone(&objects) };
        Ok(objects)
    }

    /// The tag of an object as it is known, or as s3s-fs gives it.
    async fn tag(&self, bucket: &str, key: &str) -> S3Result<Option<ETag>> {
        let known = self.tags.lock().unwrap_or_else(PoisonError::into_inner).get(&(bucket.into(), key.into())).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let input = HeadObjectInput { bucket: bucket.to_owned(), key: key.to_owned(), ..HeadObjectInput::default() };
        let tag = self.files.head_object(bare(input)).await?.output.e_tag;
        self.note(bucket.to_owned(), key.to_owned(), tag.clone());
        Ok(tag)
    }
}

/// A request of our own.
fn bare<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: http::Method::default(),
        uri: http::Uri::default(),
        headers: http::HeaderMap::default(),
        extensions: http::Extensions::default(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}

#[async_trait::async_trait]
impl S3 for Tagged {
    async fn list_objects_v2(&self, req: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        let ListObjectsV2Input { bucket, prefix, delimiter, continuation_token, start_after, max_keys, .. } = req.input;
        if delimiter.is_some() {
            return Err(s3_error!(NotImplemented, "a delimiter"));
        }
        let start = prefix.clone().unwrap_or_default();
        let objects = self.objects(&bucket, &start, continuation_token.is_none())?;
        let after = continuation_token.as_ref().or(start_after.as_ref());
        let from = after.map_or(0, |after| objects.partition_point(|(key, _)| key <= after));
        let most = usize::try_from(max_keys.unwrap_or(1000)).unwrap_or(1000).min(1000);
        let page = objects.get(from..(from + most).min(objects.len())).unwrap_or_default();
        let mut contents = Vec::with_capacity(page.len());
        for (key, size) in page {
            let e_tag = self.tag(&bucket, key).await?;
            let last_modified = Some(std::time::SystemTime::UNIX_EPOCH.into());
            contents.push(Object {
                key: Some(key.clone()),
                size: Some(*size),
                e_tag,
                last_modified,
                ..Object::default()
            });
        }
        let is_truncated = from + page.len() < objects.len();
        let next_continuation_token = page.last().filter(|_| is_truncated).map(|(key, _)| key.clone());
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(bucket),
            prefix,
            key_count: i32::try_from(page.len()).ok(),
            contents: Some(contents),
            is_truncated: Some(is_truncated),
            next_continuation_token,
            ..ListObjectsV2Output::default()
        }))
    }

    async fn put_object(&self, req: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (req.input.bucket.clone(), req.input.key.clone());
        let put = self.files.put_object(req).await?;
        self.note(bucket, key, put.output.e_tag.clone());
        Ok(put)
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        // Its tag is asked for when it is listed.
        self.note(req.input.bucket.clone(), req.input.key.clone(), None);
        self.files.complete_multipart_upload(req).await
    }

    async fn delete_object(&self, req: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.note(req.input.bucket.clone(), req.input.key.clone(), None);
        self.files.delete_object(req).await
    }

    async fn delete_objects(&self, req: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        for object in &req.input.delete.objects {
            self.note(req.input.bucket.clone(), object.key.clone(), None);
        }
        self.files.delete_objects(req).await
    }

    async fn create_bucket(&self, req: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        self.files.create_bucket(req).await
    }

    async fn get_object(&self, req: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.files.get_object(req).await
    }

    async fn head_object(&self, req: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.files.head_object(req).await
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.files.create_multipart_upload(req).await
    }

    async fn upload_part(&self, req: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        self.files.upload_part(req).await
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.files.abort_multipart_upload(req).await
    }
}
