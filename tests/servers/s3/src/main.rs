//! Serves a folder over S3 on a port of this machine, as s3s-fs does it: `courant-s3-server FOLDER KEY SECRET`. Each folder in
//! it is a bucket. The first line that it prints is its address. With `--log FILE` it lists as Amazon does it, and notes the
//! method and the length of each request in a file.

#![allow(clippy::disallowed_methods, reason = "a server of its own, which has its folder to itself")]

mod tagged;

use std::error::Error;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

use tagged::Tagged;

const USAGE: &str = "usage: courant-s3-server FOLDER KEY SECRET [--log FILE]";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, key, secret, more @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    let files = FileSystem::new(folder).map_err(|error| format!("{folder}: {error:?}"))?;
    let (mut builder, log) = match more {
        [flag, log] if flag == "--log" => {
            (S3ServiceBuilder::new(Tagged::new(files, Path::new(folder))), Some(Arc::new(File::create(log)?)))
        }
        [] => (S3ServiceBuilder::new(files), None),
        _ => return Err(USAGE.into()),
    };
    builder.set_auth(SimpleAuth::from_single(key.as_str(), secret.as_str()));
    serve(builder.build(), log).await
}

async fn serve(service: S3Service, log: Option<Arc<File>>) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let (service, log) = (service.clone(), log.clone());
        let noted = service_fn(move |request: Request<Incoming>| {
            note(log.as_deref(), &request);
            Service::call(&service, request)
        });
        tokio::spawn(async move {
            // A connection that breaks is its client's business.
            let _ = Builder::new().serve_connection(TokioIo::new(stream), noted).await;
        });
    }
}

fn note(log: Option<&File>, request: &Request<Incoming>) {
    let Some(mut log) = log else { return };
    let length = request.headers().get("content-length").and_then(|length| length.to_str().ok()).unwrap_or("0");
    let line = format!("{} {length}\n", request.method());
    // A line is written at once; one that cannot be is missed by whoever counts.
    let _ = log.write_all(line.as_bytes());
}
