//! A store that answers what publishing asks of Google Cloud Storage's XML API, by way of `object_store`: no server that can
//! be installed from a package registry does. It keeps all in memory, and asks for no keys.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use md5::{Digest as _, Md5};
use percent_encoding::percent_decode_str;

use super::http::{Listener, Request, answer};

/// How many objects a page of a listing has: few, so that there are several pages.
const PAGE: usize = 7;

/// An object.
#[derive(Clone, Debug, Default)]
pub(super) struct Object {
    pub(super) bytes: Vec<u8>,
    pub(super) content_type: String,
    pub(super) cache_control: String,
    /// Another one each time that the object is put.
    generation: u64,
    /// Of how many parts it was made, where it was put in parts.
    parts: usize,
}

#[derive(Debug, Default)]
struct Bucket {
    objects: BTreeMap<String, Object>,
    /// Uploads in parts, by their ids: what the object will be told of, and the parts.
    uploads: BTreeMap<String, (Object, BTreeMap<usize, Vec<u8>>)>,
    next: u64,
}

/// The store, with one bucket, `emmer`, until it is dropped.
pub(super) struct Google {
    pub(super) listener: Listener,
    bucket: Arc<Mutex<Bucket>>,
}

impl Google {
    pub(super) fn start() -> Self {
        let bucket = Arc::<Mutex<Bucket>>::default();
        let own = Arc::clone(&bucket);
        Self { listener: Listener::start(move |request| Some(serve(&own, request))), bucket }
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.bucket.lock().unwrap().objects.keys().cloned().collect()
    }

    pub(super) fn object(&self, name: &str) -> Object {
        self.bucket.lock().unwrap().objects[name].clone()
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        self.bucket.lock().unwrap().put(name, Object { bytes: bytes.to_vec(), ..Object::default() });
    }

    pub(super) fn remove(&self, name: &str) {
        self.bucket.lock().unwrap().objects.remove(name).unwrap();
    }
}

impl Object {
    /// The MD5 sum of what was put in one part; something else of what was put in several.
    fn tag(&self) -> String {
        let sum = Md5::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        if self.parts == 0 { format!("\"{sum}\"") } else { format!("\"{sum}-{}\"", self.parts) }
    }
}

impl Bucket {
    fn put(&mut self, name: &str, object: Object) -> Vec<u8> {
        self.next += 1;
        let object = Object { generation: 1_600_000_000_000_000 + self.next, ..object };
        let (tag, generation) = (object.tag(), object.generation.to_string());
        self.objects.insert(name.to_owned(), object);
        answer("200 OK", &[("etag", &tag), ("x-goog-generation", &generation)], b"")
    }

    /// Whether `x-goog-if-generation-match` allows that an object is put: `0` where there is none.
    fn allows(&self, name: &str, request: &Request) -> bool {
        let there = self.objects.get(name).map_or(0, |object| object.generation);
        request.header("x-goog-if-generation-match").is_none_or(|wanted| wanted == there.to_string())
    }

    fn list(&self, query: &BTreeMap<String, String>) -> Vec<u8> {
        assert_eq!(query["list-type"], "2");
        let prefix = query.get("prefix").map_or("", String::as_str);
        let after = query.get("continuation-token").or(query.get("start-after")).map_or("", String::as_str);
        let mut rest = self.objects.iter().filter(|(name, _)| name.starts_with(prefix) && name.as_str() > after);
        let page: Vec<_> = rest.by_ref().take(PAGE).collect();
        let is_truncated = rest.next().is_some();
        let contents = page.iter().map(|(name, object)| {
            let Object { generation, bytes, .. } = object;
            format!(
                "<Contents><Key>{}</Key><Generation>{generation}</Generation><MetaGeneration>1</MetaGeneration>\
                 <LastModified>2020-01-01T00:00:00.000Z</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
                name.replace('&', "&amp;"),
                object.tag(),
                bytes.len()
            )
        });
        let contents: String = contents.collect();
        let next = page.last().filter(|_| is_truncated);
        let next =
            next.map_or(String::new(), |(name, _)| format!("<NextContinuationToken>{name}</NextContinuationToken>"));
        let body = format!(
            "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult><Name>emmer</Name><Prefix>{prefix}</Prefix>\
             <IsTruncated>{is_truncated}</IsTruncated>{contents}{next}</ListBucketResult>"
        );
        answer("200 OK", &[("content-type", "application/xml")], body.as_bytes())
    }

    fn begin_upload(&mut self, request: &Request) -> Vec<u8> {
        self.next += 1;
        let id = format!("upload-{}", self.next);
        self.uploads.insert(id.clone(), (told(request), BTreeMap::new()));
        let body = format!(
            "<InitiateMultipartUploadResult><Bucket>emmer</Bucket><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
        );
        answer("200 OK", &[], body.as_bytes())
    }

    fn end_upload(&mut self, name: &str, id: &str) -> Vec<u8> {
        let Some((object, parts)) = self.uploads.remove(id) else { return refusal("404 Not Found", "NoSuchUpload") };
        let (count, bytes) = (parts.len(), parts.into_values().collect::<Vec<_>>().concat());
        self.put(name, Object { bytes, parts: count, ..object });
        let object = &self.objects[name];
        let body = format!(
            "<CompleteMultipartUploadResult><Bucket>emmer</Bucket><Key>k</Key><ETag>{}</ETag></CompleteMultipartUploadResult>",
            object.tag()
        );
        answer("200 OK", &[("x-goog-generation", &object.generation.to_string())], body.as_bytes())
    }
}

fn serve(bucket: &Mutex<Bucket>, request: &Request) -> Vec<u8> {
    let (method, target) = request.line().split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
    let query: BTreeMap<String, String> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    let (place, name) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    if place != "emmer" {
        return refusal("404 Not Found", "NoSuchBucket");
    }
    let name = percent_decode_str(name).decode_utf8().unwrap().into_owned();
    let mut bucket = bucket.lock().unwrap();
    let upload = query.get("uploadId").map(String::as_str);
    match (method, upload) {
        ("GET", None) if name.is_empty() => bucket.list(&query),
        ("GET" | "HEAD", None) => match bucket.objects.get(&name) {
            Some(object) => show(object, request),
            None => refusal("404 Not Found", "NoSuchKey"),
        },
        ("PUT", None) if !bucket.allows(&name, request) => refusal("412 Precondition Failed", "PreconditionFailed"),
        ("PUT", None) => bucket.put(&name, Object { bytes: request.body.clone(), ..told(request) }),
        ("DELETE", None) => match bucket.objects.remove(&name) {
            Some(_) => answer("204 No Content", &[], b""),
            None => refusal("404 Not Found", "NoSuchKey"),
        },
        ("POST", None) if query.contains_key("uploads") => bucket.begin_upload(request),
        ("PUT", Some(id)) => match bucket.uploads.get_mut(id) {
            Some((_, parts)) => {
                parts.insert(query["partNumber"].parse().unwrap(), request.body.clone());
                answer("200 OK", &[("etag", "\"part\"")], b"")
            }
            None => refusal("404 Not Found", "NoSuchUpload"),
        },
        ("POST", Some(id)) => bucket.end_upload(&name, id),
        ("DELETE", Some(id)) => {
            bucket.uploads.remove(id);
            answer("204 No Content", &[], b"")
        }
        _ => refusal("400 Bad Request", "InvalidArgument"),
    }
}

/// What is told of an object that is put.
fn told(request: &Request) -> Object {
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    Object { content_type: header("content-type"), cache_control: header("cache-control"), ..Object::default() }
}

/// An object, from the byte on that is asked for.
fn show(object: &Object, request: &Request) -> Vec<u8> {
    let Object { bytes, content_type, cache_control, generation, .. } = object;
    let range = request.header("range").and_then(|range| range.strip_prefix("bytes=")?.split('-').next()?.parse().ok());
    let from = range.unwrap_or(0).min(bytes.len());
    let range = format!("bytes {from}-{}/{}", bytes.len().saturating_sub(1), bytes.len());
    let (tag, generation) = (object.tag(), generation.to_string());
    let mut headers = vec![
        ("content-type", content_type.as_str()),
        ("cache-control", cache_control),
        ("etag", &tag),
        ("x-goog-generation", &generation),
        ("last-modified", "Wed, 01 Jan 2020 00:00:00 GMT"),
    ];
    if from > 0 {
        headers.push(("content-range", &range));
    }
    let mut answer = answer(if from > 0 { "206 Partial Content" } else { "200 OK" }, &headers, &bytes[from..]);
    if request.line().starts_with("HEAD ") {
        answer.truncate(answer.len() - bytes.len());
    }
    answer
}

fn refusal(status: &str, code: &str) -> Vec<u8> {
    let body =
        format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>Nee.</Message></Error>");
    answer(status, &[("content-type", "application/xml")], body.as_bytes())
}
